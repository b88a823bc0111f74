"""The scope of a workspace as JSON, by its published schema, and as text: the memo's words, for a hundred columns."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from muniment.base.canonical import plain
from muniment.document.model import Answer, Document, Section, Table
from muniment.document.scope_memo import build_scope_memo
from muniment.document.scope_page import MEMO
from muniment.record.record import Record
from muniment.record.scope import WorkspaceScope
from muniment.report.json_report import dump_json
from muniment.report.text import printable

_COLUMNS = 100
#: A screen scrolls: only what would drown a reader is folded.
_LIMITS = replace(
    MEMO[0],
    facts=60,
    sentence=400,
    duties=60,
    refusals=40,
    elections=40,
    questions=40,
    kept=20,
    provisions=200,
    value=60,
    address=200,
)
_NARROWEST = 8


def render_json(scope: WorkspaceScope) -> str:
    """Return the scope as JSON, by ``schemas/scope/v1/result.schema.json``."""
    return dump_json(plain(asdict(scope)))


def render_text(record: Record) -> str:
    """Return the scope of a record as text, section by section; nothing in it can steer a terminal."""
    document = build_scope_memo(record, (_LIMITS,))
    lines = [*_head(document)]
    for section in document.sections:
        if section.anchor != "counsel":
            lines += ["", *_section(section)]
    return printable("\n".join(lines)).replace("\u00a0", " ").replace("[U+000A]", "\n") + "\n"


def _head(document: Document) -> Iterator[str]:
    yield f"{document.subject} ({document.identity})"
    for panel in document.first_screen:
        for fact in panel.facts[1:]:
            yield from _wrapped(f"{fact.label}: {' '.join(fact.answer.lines)}")
    yield from _wrapped(document.nature[0])


def _section(section: Section) -> Iterator[str]:
    yield section.heading
    if section.introduction:
        yield from _wrapped(section.introduction, "  ")
    for entry in section.entries:
        yield from _answer(entry.answer)


def _answer(answer: Answer) -> Iterator[str]:
    if answer.table is not None:
        yield from _table(answer.table)
    for line in answer.lines:
        yield from _wrapped(line, "  ")


def _table(table: Table) -> Iterator[str]:
    rows = (table.head, *table.rows)
    widths = _widths(rows)
    for row in rows:
        cells = [_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, cells))):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            line = "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
            yield f"  {line}".rstrip()


def _cell(text: str, width: int) -> list[str]:
    """Break a cell between words; an address that is longer than a line breaks after a slash or a hash."""
    words: list[str] = []
    for word in text.replace("\u00a0", " ").split(" "):
        while len(word) > width:
            cut = max(word.rfind(mark, 1, width) for mark in "/#") + 1 or width
            words.append(word[:cut])
            word = word[cut:]
        words.append(word)
    return textwrap.wrap(" ".join(words), width, break_on_hyphens=False) or [""]


def _widths(rows: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the width of each column: what its longest cell wants, less by turns where the row would be too wide."""
    widths = [max(max(map(len, column)), 1) for column in zip(*rows, strict=True)]
    room = _COLUMNS - 2 * len(widths)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    return widths


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _COLUMNS, initial_indent=indent, subsequent_indent=indent + "  ")
