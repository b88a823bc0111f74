"""Words that raise a question, as data: closed lists by language, and the fields in which they are looked for."""

import functools
import json
import re
from typing import Any

from muniment.base.resources import schema_path

#: From so many words on, and with so many small words of one language, a text can be told to be in it.
_LEAST_WORDS, _LEAST_HITS, _TIMES_MORE = 8, 3, 4


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


@functools.cache
def _function_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words) for language, words in _all()["function_words"].items()}


def other_language(text: str, declared: str) -> str:
    """Return the language whose small words a text holds where it holds hardly any of the declared one; or nothing.

    Small words are the commonest ones. Where the declared language has no list, or the text is short, nothing is said.
    """
    lists = _function_words()
    words = re.findall(r"[^\W\d_]+", text.casefold())
    if declared not in lists or len(words) < _LEAST_WORDS:
        return ""
    counts = {language: sum(word in known for word in words) for language, known in lists.items()}
    best = max(counts, key=lambda language: counts[language])
    clear = counts[best] >= _LEAST_HITS and counts[best] > _TIMES_MORE * counts[declared]
    return best if clear and best != declared else ""
