"""Words that raise a question, as data: closed lists by language, and the fields in which they are looked for."""

import functools
import json
import re
from typing import Any

from muniment.base.resources import schema_path


@functools.cache
def _all() -> dict[str, Any]:
    return dict(json.loads(schema_path("vocab", "telling-words.json").read_text("utf-8")))


@functools.cache
def narrative_paths() -> frozenset[str]:
    """Return the paths of the fields that the public summary prints as running text."""
    return frozenset(_all()["narrative_fields"])


@functools.cache
def words_of(name: str) -> dict[str, re.Pattern[str]]:
    """Return for each language the pattern that finds a word of a list, whole and in any case."""
    lists: dict[str, list[str]] = _all()[name]
    return {
        language: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
        for language, words in lists.items()
    }


@functools.cache
def capitals_name(language: str) -> bool:
    """Tell whether a capital inside a sentence marks a name in this language."""
    return language not in _all()["capitals_mark_more_than_names"]
