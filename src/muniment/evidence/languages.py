"""The language of a text, by py3langid and the model inside it, without a network.

Tags are primary subtags of BCP 47; ``und`` where the text is short or the detector not sure, ``zxx`` where it holds no
language, as lists of numbers do.
"""

import functools
import hashlib
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
UNDETERMINED = "und"
DETECTOR = "py3langid"


class LanguageDetector:
    """The detector; loading the model takes a second, so make one and keep it."""

    def __init__(self) -> None:
        langid = _langid()
        self._made: Any = langid.LanguageIdentifier.from_model_file(
            langid.MODEL_FILE, norm_probs=True, min_confidence=float(SURE)
        )

    def detect(self, text: str) -> str:
        """Return the tag of the language of a text."""
        start = text[:LOOKED_AT].strip()
        if len(start) < SHORTEST:
            return UNDETERMINED
        return str(self._made.classify(start)[0])


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
