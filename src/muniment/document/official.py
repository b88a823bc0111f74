"""Official labels: titles, fields and options of a text in its own words, ``schemas/texts/<instrument>/<lang>.yaml``.

A label is copied from the text and never translated by us: where a language has none it is shown in English, and the
page says so through ``language``. A file names the source of its labels and how that was read.
"""

import functools
from dataclasses import dataclass

from muniment.base.resources import schema_path

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Label:
    """One label; ``language`` is empty where it is in the language that was asked for."""

    text: str
    language: str = ""


@functools.cache
def official_labels(instrument: str, language: str) -> dict[str, str]:
    """Return the labels of an instrument by id in one language; none where there is no such file.

    Raises ValueError for a file that does not name its source.
    """
    import yaml

    primary = language.split("-")[0].lower()
    file = schema_path("texts", instrument, f"{primary}.yaml")
    if not (primary.isalpha() and file.is_file()):
        return {}
    raw = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
    if not raw.get("source") or not raw.get("read"):
        raise ValueError(f"{file.name} of {instrument} does not say where its labels were read")
    return {str(key): str(text) for key, text in raw["labels"].items()}


def official_label(instrument: str, key: str, language: str) -> Label:
    """Return a label in the language, or in English with that language named; KeyError for none at all."""
    own = official_labels(instrument, language).get(key)
    if own is not None:
        return Label(own)
    return Label(official_labels(instrument, FALLBACK)[key], FALLBACK)
