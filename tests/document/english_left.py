"""Which texts of a page are still English though the page is in another language and the texts are ours."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from muniment.app.translating import merged
from muniment.document.translations import DOMAINS
from muniment.document.values import head_text
from muniment.record.record import Record

#: Fewer letters around the values of a sentence could stand in any text.
_LEAST = 8


def english_left(page: str, record: Record, language: str) -> list[str]:
    """Return the texts of a page that are English texts of the tool, and no text of a card."""
    plain, sentences, ours = _english(language)
    theirs = {record.banner, record.subject.title}
    for text in _strings(record.facts):
        # A key of a value that the vocabulary does not know heads a column as it is written.
        theirs |= {text, head_text(text)}
    found = []
    for text in _texts(page):
        if text in theirs or text in ours:
            continue
        if text in plain or any(sentence.fullmatch(text) for sentence in sentences):
            found.append(text)
    return found


def _english(language: str) -> tuple[set[str], list[re.Pattern[str]], set[str]]:
    """Return the English texts that a translation differs from, those with values as patterns, and the translations."""
    plain: set[str] = set()
    sentences: list[re.Pattern[str]] = []
    ours: set[str] = set()
    for message in (message for domain in DOMAINS for message in merged(domain, language) if message.id):
        strings = _forms(message.string)
        ours |= set(strings)
        for text in (text for text in _forms(message.id) if text not in strings):
            parts = re.split(r"\{[a-z_]+\}", text)
            if len(parts) == 1:
                plain.add(text)
            elif sum(map(len, parts)) >= _LEAST:
                sentences.append(re.compile(".+".join(map(re.escape, parts))))
    return plain, sentences, ours


def _forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _texts(page: str) -> Iterator[str]:
    # An element at which a line may end stands inside a word.
    body = re.sub(r"<wbr>|<style>.*?</style>|<code>.*?</code>", "", page, flags=re.DOTALL)
    for text in (*re.split(r"<[^>]*>", body), *re.findall(r'aria-label="([^"]*)"', body)):
        if cleaned := html.unescape(text).strip():
            yield cleaned


def _strings(value: Any) -> Iterator[str]:
    for found in re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(value, default=vars_of, ensure_ascii=False)):
        yield json.loads(f'"{found}"')


def vars_of(value: Any) -> dict[str, Any]:
    """Return what a fact takes from its card."""
    return {name: getattr(value, name) for name in ("value", "reason", "note", "owner", "address")}
