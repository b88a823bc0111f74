"""What the documents of the open-model example say, word for word, whatever they look like.

``tests/app/golden/<kind>.<audience>.txt`` holds the text. After a wanted change write it anew with
``MUNIMENT_UPDATE_GOLDEN=1 pytest tests/app/test_app_golden_documents.py`` and read the difference.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from planted import Planted, editions_of, record_of, unmarked

from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Answer, Document

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
EDITIONS = [
    ("public_summary", "public", ""),
    ("model_documentation", "authority", "national_authority"),
    ("model_documentation", "client", ""),
    ("california_statement", "public", ""),
]


@pytest.fixture(scope="module")
def open_model() -> Planted:
    return unmarked(ROOT / "examples" / "open-model")


def lines_of(document: Document) -> Iterator[str]:
    """Yield the document as indented lines: sections, fields, answers."""
    for section in document.sections:
        yield f"{section.number} {section.heading}"
        for entry in section.entries:
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
def test_the_documents_say_what_they_said(edition: tuple[str, str, str], open_model: Planted) -> None:
    kind, audience, recipient = edition
    (wanted,) = editions_of(open_model, kind, audience, recipient)
    text = "\n".join(lines_of(DOCUMENTS[kind].build(record_of(open_model, wanted)))) + "\n"
    file = GOLDEN / f"{kind}.{'-'.join(filter(None, (audience, recipient)))}.txt"
    if os.environ.get("MUNIMENT_UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8"), "see the head of this file for how to write the golden text anew"
