"""What a plain scalar is in YAML 1.2 core: null, a truth value, an exact number, or text."""

import re
from decimal import Decimal
from typing import Any

from muniment.base.canonical import MAX_INTEGER
from muniment.source.tree import REFUSED

MAX_DIGITS = 40
#: Every plain scalar that is no text is empty or begins with one of these.
ODD_START = frozenset("0123456789+-.~nNtTfF")

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def typed(text: str) -> Any:
    """Return the YAML 1.2 core value of a plain scalar, or REFUSED for a number that cannot be kept exact."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > MAX_DIGITS:
        return REFUSED if text.strip("+-0123456789.eE") == "" and _FLOAT.fullmatch(text) else text
    if _INT.fullmatch(text):
        number = int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        return number if abs(number) <= MAX_INTEGER else REFUSED
    if _FLOAT.fullmatch(text):
        return Decimal(text)
    return REFUSED if _SPECIAL.fullmatch(text) else text


def is_special(text: str) -> bool:
    """Tell whether a plain scalar is infinity or "not a number"."""
    return _SPECIAL.fullmatch(text) is not None
