"""Why something could not be computed, in the language of the page.

A record holds the English sentence; the sentences are data (``schemas/vocab/reasons.json``), so that each is found
again with the names in it. Whatever is none of them is somebody's own text and stays as it is.
"""

import functools
import json
import re

from muniment.base.languages import SOURCE_LANGUAGE
from muniment.base.resources import schema_path
from muniment.document.words import Words

#: A name holds no blanks; only what a card gives as a reason of its own does.
_NAME, _TEXT = r"\S+", ".+"
_TEXTS = frozenset({"reason"})
_BETWEEN = "; "


def reason_text(text: str, words: Words) -> str:
    """Return the reasons that a rule gave in the language of the words."""
    if words.language == SOURCE_LANGUAGE:
        return text
    return words.forms.joined(_said(part, words) for part in text.split(_BETWEEN))


def _said(text: str, words: Words) -> str:
    for sentence, pattern in _sentences():
        found = pattern.fullmatch(text)
        if found:
            names = {key: _name(key, value, words) for key, value in found.groupdict().items()}
            return words.law(sentence).format(**names)
    return text


def _name(key: str, value: str, words: Words) -> str:
    if key == "date":
        return _day(value, words)
    if key == "unit":
        return words.unit(value, 2)
    return words.choice(value) if key == "modality" and value.isalpha() else value


def _day(value: str, words: Words) -> str:
    parts = value.split("-")
    if len(parts) == 1 or not all(part.isdecimal() for part in parts):
        return value
    try:
        return words.forms.date(*map(int, parts[:3]))
    except ValueError:
        return value


@functools.cache
def _sentences() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return every sentence with what finds it; those with names come last, so that none takes another's words."""
    sentences = json.loads(schema_path("vocab", "reasons.json").read_bytes()).values()
    return tuple((sentence, _pattern(sentence)) for sentence in sorted(sentences, key=lambda text: text.count("{")))


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", sentence)
    found = [
        f"(?P<{part}>{_TEXT if part in _TEXTS else _NAME})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(found), re.DOTALL)
