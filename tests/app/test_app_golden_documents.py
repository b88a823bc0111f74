"""What the documents of the examples say, word for word, whatever they look like.

``tests/app/golden/<kind>.<audience>.txt`` holds the text. After a wanted change write it anew with
``MUNIMENT_UPDATE_GOLDEN=1 pytest tests/app/test_app_golden_documents.py`` and read the difference.
"""

import functools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from planted import Planted, editions_of, record_of, unmarked

from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Answer, Document
from muniment.document.paragraphs import all_entries

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
EDITIONS = [
    ("open-model", "public_summary", "public", ""),
    ("open-model", "model_documentation", "authority", "national_authority"),
    ("open-model", "model_documentation", "client", ""),
    ("open-model", "california_statement", "public", ""),
    ("penguins", "technical_documentation", "authority", ""),
    ("recruitment", "instructions_for_use", "client", ""),
    ("penguins", "coverage_report", "internal", ""),
    ("penguins", "open_questions", "internal", ""),
    ("supplier", "supplier_datasheet", "client", ""),
    ("supplier", "change_record", "client", ""),
]


@functools.cache
def example(name: str) -> Planted:
    return unmarked(ROOT / "examples" / name)


def lines_of(document: Document) -> Iterator[str]:
    """Yield the document as indented lines: sections, fields, answers."""
    for section in document.sections:
        yield f"{section.number} {section.heading}"
        if section.introduction:
            yield f"  {section.introduction}"
        for entry in all_entries(section):
            yield f"  {entry.number} {entry.label}"
            yield from (f"    {line}" for line in _answer(entry.answer))


def _answer(answer: Answer) -> Iterator[str]:
    if answer.word:
        yield f"({answer.word})"
    for choice in answer.choices:
        yield f"[{'x' if choice.chosen else ' '}] {choice.label}"
    yield from answer.lines
    if answer.table:
        yield " | ".join(answer.table.head)
        yield from (" | ".join(row) for row in answer.table.rows)
    for label, part in answer.parts:
        yield f"{label}:"
        yield from (f"  {line}" for line in _answer(part))
    yield from (f"* {remark}" for remark in answer.remarks)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_documents_say_what_they_said(edition: tuple[str, str, str, str]) -> None:
    name, kind, audience, recipient = edition
    # Of several versions of a card the current one, which stands last.
    *_, wanted = editions_of(example(name), kind, audience, recipient)
    text = "\n".join(lines_of(DOCUMENTS[kind].build(record_of(example(name), wanted)))) + "\n"
    file = GOLDEN / f"{kind}.{'-'.join(filter(None, (audience, recipient)))}.txt"
    if os.environ.get("MUNIMENT_UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8"), "see the head of this file for how to write the golden text anew"
