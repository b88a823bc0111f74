"""The language of a text, by py3langid and the model inside it, without a network.

Tags are primary subtags of BCP 47; ``und`` where the text is short or the detector not sure, ``zxx`` where it holds no
language, as lists of numbers do.
"""

import functools
import hashlib
import re
import types
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from muniment.evidence.compression import missing_extra
from muniment.evidence.lock import Snapshot

#: So many characters are looked at, and so many there must be.
LOOKED_AT = 1000
SHORTEST = 60
#: The least confidence, as the detector gives it, with which a language is told.
SURE = "0.6"
UNDETERMINED, NO_LANGUAGE = "und", "zxx"
DETECTOR = "py3langid"
#: How many texts are looked at together; fewer than the least are sooner done one by one.
_AT_ONCE, _FEWEST = 256, 24
#: What stands for a declared language that is no tag, and tags that name no single language.
NO_TAG = "-"
UNNAMED = frozenset({UNDETERMINED, NO_LANGUAGE, "mul", "mis"})
#: A tag that is longer is none.
LONGEST_TAG = 100
#: Languages of the detector that ISO 639-3 counts to a macrolanguage, where the registry of tags does not.
_WITHIN = {
    "nb": "no", "nn": "no", "arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "sdh": "ku", "ltg": "lv", "gom": "kok",
    "fuv": "ff",
}  # fmt: skip


class LanguageDetector:
    """The detector; loading the model takes a second, so make one and keep it."""

    def __init__(self) -> None:
        langid = _langid()
        self._made: Any = _identifier(langid).from_model_file(
            langid.MODEL_FILE, norm_probs=True, min_confidence=float(SURE)
        )

    def detect(self, text: str) -> str:
        """Return the tag of the language of a text."""
        return self.detect_all([text])[0]

    def detect_all(self, texts: Sequence[str]) -> list[str]:
        """Return the tags of many texts, which is faster than to ask for each; they are the same."""
        starts = [text[:LOOKED_AT].strip() for text in texts]
        told = [UNDETERMINED] * len(starts)
        places = [place for place, start in enumerate(starts) if len(start) >= SHORTEST]
        for at in range(0, len(places), _AT_ONCE):
            lot = places[at : at + _AT_ONCE]
            if len(lot) >= _FEWEST:
                self._made.walk_ahead([starts[place] for place in lot])
            for place in lot:
                told[place] = str(self._made.classify(starts[place])[0])
        return told


def _identifier(langid: Any) -> Any:
    """Return the detector's class with a way to walk through many texts at once."""
    import numpy

    class Identifier(langid.LanguageIdentifier):  # type: ignore[misc]
        """Finds what `walk_ahead` counted, and counts itself what it did not; both count the same in the same order."""

        table: Any = None
        ahead: Any = types.MappingProxyType({})

        def walk_ahead(self, texts: Sequence[str]) -> None:
            """Count the features of texts: a step through the table of states is made for all of them together."""
            if self.table is None:
                # Scores are of this width anyway.
                self.table = self.nb_ptc.astype(numpy.float32)
                self.moves = numpy.frombuffer(self.tk_nextmove, numpy.dtype(self.tk_nextmove.typecode))
                self.rows = numpy.array(self._rowbase, numpy.int64)
                self.features = numpy.array(self.tk_output, numpy.int64)
            encoded = sorted((self._encode(text) for text in texts), key=len, reverse=True)
            letters = numpy.zeros((len(encoded[0]), len(encoded)), numpy.uint8)
            for place, text in enumerate(encoded):
                letters[: len(text), place] = numpy.frombuffer(text, numpy.uint8)
            found = numpy.full(letters.shape, -1, numpy.int64)
            states = numpy.zeros(len(encoded), numpy.int64)
            going = len(encoded)
            for step, row in enumerate(letters):
                while len(encoded[going - 1]) <= step:
                    going -= 1
                states = self.moves[self.rows[states[:going]] + row[:going]]
                found[step, :going] = self.features[states]
            self.ahead = {
                text: Counter(of[of >= 0].tolist()) for text, of in zip(encoded, found.transpose(), strict=True)
            }

        def _raw_score(self, text: bytes) -> Any:
            visits = self.ahead.get(text)
            return self._sparse_score(visits, self.table) if visits else super()._raw_score(text)

    return Identifier


@functools.lru_cache(maxsize=4096)
def language_of_tag(declared: str) -> str:
    """Return the language that a tag names, as BCP 47 has it today: ``de`` of ``de-AT``, ``de_AT`` and ``deu``."""
    import langcodes

    tag = declared.strip().replace("_", "-")
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag) or len(tag) > LONGEST_TAG:
        return NO_TAG
    if tag.partition("-")[0].lower() in UNNAMED:
        return tag.partition("-")[0].lower()
    if not langcodes.tag_is_valid(tag):
        return NO_TAG
    language = langcodes.standardize_tag(tag).partition("-")[0]
    return language if re.fullmatch(r"[a-z]{2,3}", language) else NO_TAG


def is_same_language(declared: str, detected: str) -> bool:
    """Tell whether two languages, as `language_of_tag` gives them, are one, or one is what the other is counted as."""
    return declared == detected or _above(declared) == detected or declared == _above(detected)


@functools.lru_cache(maxsize=4096)
def _above(language: str) -> str:
    import langcodes

    return _WITHIN.get(language) or langcodes.standardize_tag(language, macro=True).partition("-")[0]


@functools.cache
def detector_snapshot() -> Snapshot:
    """Return which detector and model are installed."""
    langid = _langid()
    model = (Path(langid.MODEL_DIR) / langid.MODEL_FILE).read_bytes()
    return Snapshot(DETECTOR, version(DETECTOR), f"sha256:{hashlib.sha256(model).hexdigest()}")


def _langid() -> Any:
    try:
        from py3langid import langid
    except ImportError as error:
        raise missing_extra() from error
    return langid
