"""The values of closed lists, by path: what prints as a word of ours and not as the user's text.

They are taken from the models into ``schemas/vocab/choices.json``, which is generated.
"""

import functools
import json
from typing import Any

from muniment.base.resources import schema_path


@functools.cache
def _listed() -> dict[str, Any]:
    listed: dict[str, Any] = json.loads(schema_path("vocab", "choices.json").read_bytes())
    return listed


@functools.cache
def _english() -> dict[str, str]:
    words: dict[str, str] = json.loads(schema_path("vocab", "choice-words.json").read_bytes())
    return words


def english_choice(code_in_words: str) -> str:
    """Return how English writes a value that reads like a code: ``provider gpai``; any other as it is."""
    return _english().get(code_in_words, code_in_words)


@functools.cache
def choices() -> dict[str, frozenset[str]]:
    """Return the values that the vocabulary offers, by path without ``[]``."""
    return {path: frozenset(values) for path, values in _listed()["choices"].items()}


def is_choice(path: str, value: str) -> bool:
    """Tell whether a value at a path (without ``[]``) is one of those that its closed list offers."""
    return value in choices().get(path, ())


def named(path: str) -> str:
    """Return what the values of a path (without ``[]``) are, ``language`` or ``number``, say; empty for nothing."""
    return str(_listed()["named"].get(path, ""))


def section_title(path: str) -> str:
    """Return the English title of a section of the vocabulary by its path (without ``[]``); empty for what is none."""
    return str(_listed()["sections"].get(path, ""))
