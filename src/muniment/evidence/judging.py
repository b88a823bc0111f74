"""Records that were drawn, judged: language, signs of personal data, what tells near duplicates.

What is kept of a record is a `Judged`: never its text, nor anything found in it.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from muniment.base.canonical import canonical_bytes, digest
from muniment.evidence.indicators import INDICATORS, indicators_in
from muniment.evidence.languages import LOOKED_AT as LANGUAGE_LOOKED_AT
from muniment.evidence.languages import NO_TAG, UNDETERMINED, LanguageDetector, language_of_tag
from muniment.evidence.near import ROWS, signature

#: So many characters of a text are looked at.
LOOKED_AT = 1_000_000


class Judged(NamedTuple):
    """What is kept of a record that was drawn; of one without a text nothing but its key.

    ``indicators`` is a sum of powers of two, one for each of `INDICATORS` that has a hit, in their order. ``declared``
    is the language that the record says it is in, by `language_of_tag`.
    """

    key: bytes
    language: str = ""
    indicators: int = 0
    signature: bytes = b""
    declared: str = ""


def look(key: bytes, text: str | None, declared: str | None = None) -> tuple[Judged, str]:
    """Judge one text in all but its language, and keep nothing of it but the beginning that tells its language."""
    if text is None:
        return Judged(key), ""
    text = text[:LOOKED_AT]
    hits = set(indicators_in(text))
    indicators = sum(1 << place for place, code in enumerate(INDICATORS) if code in hits)
    said = language_of_tag(declared) if declared else ""
    return Judged(key, UNDETERMINED, indicators, signature(text), said), text[:LANGUAGE_LOOKED_AT]


def judge(looks: Sequence[tuple[Judged, str]], detector: LanguageDetector) -> list[Judged]:
    """Tell the languages of what was looked at, of many texts at once."""
    languages = detector.detect_all([start for _, start in looks])
    return [
        one._replace(language=language) if one.language else one
        for (one, _), language in zip(looks, languages, strict=True)
    ]


def judged_bytes(judged: Iterable[Judged]) -> bytes:
    """Write what was judged, with the digest of it."""
    rows = [
        [one.key.hex(), one.language, one.indicators, base64.b64encode(one.signature).decode(), one.declared]
        for one in sorted(judged)
    ]
    known = digest(canonical_bytes(rows))
    return (json.dumps({"judged": rows, "sha256": known}, indent=0) + "\n").encode()


def load_judged(data: bytes) -> list[Judged]:
    """Read what was judged; ValueError for anything that `judged_bytes` has not written so."""
    try:
        judged = [
            Judged(bytes.fromhex(key), language, indicators, base64.b64decode(signed, validate=True), declared)
            for key, language, indicators, signed, declared in json.loads(data)["judged"]
        ]
        if judged_bytes(judged) == data and all(map(_is_sound, judged)):
            return judged
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("it is no sample") from error
    raise ValueError("it is no sample as this tool writes it")


def _is_sound(one: Judged) -> bool:
    return (
        len(one.key) == 32
        and (one.language == "" or _is_language(one.language))
        and (one.declared in ("", NO_TAG) or _is_language(one.declared))
        and type(one.indicators) is int
        and 0 <= one.indicators < 1 << len(INDICATORS)
        and len(one.signature) in (0, 4 * ROWS)
    )


def _is_language(tag: object) -> bool:
    return isinstance(tag, str) and tag.isascii() and tag.isalpha() and len(tag) <= 8
