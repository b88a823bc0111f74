"""The XLSX copy of documents of which every part is a table: a sheet a part, to sort, filter and hand out.

Every cell is text, also where it looks like a formula, a number or an address. The first sheet says what the copy is,
of which record, and which sheets there are.
"""

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from muniment.document.columns import column_widths
from muniment.document.model import Answer, Document, Section, Table
from muniment.document.paragraphs import all_entries
from muniment.document.words import Words, load_words

#: Bounds of the format in units of UTF-16: a cell, a sheet's name, a header; what a name may not hold.
_CELL, _NAME, _HEADER = 32_767, 31, 255
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']+")
#: The width of a sheet of one page in characters, and what a column at least and at most takes of it.
_WIDTH, _LEAST, _MOST = 160, 9, 70
#: The height of a line and of the tallest row, in points.
_LINE, _TALLEST = 13.5, 409.0
_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: its name, what it is about, and its rows under their heads."""

    name: str
    heading: str
    introduction: str
    table: Table


def render_xlsx(document: Document, record_json: bytes) -> bytes:
    """Return the document as an XLSX workbook; the record is not in it, its digest is.

    Raises ValueError for a document whose date is none.
    """
    words = load_words(document.language)
    day = date.fromisoformat(document.document_date)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties(
        {
            "title": document.title,
            "comments": f"{words('copy', 'working')}. {words('page', 'digest')} {document.record_digest}",
            "created": datetime.combine(day, time()),
        }
    )
    kinds = {
        "text": book.add_format(_FONT),
        "head": book.add_format({**_FONT, "bold": True, "bottom": 1, "bg_color": "#EEF0F2"}),
        "strong": book.add_format({**_FONT, "bold": True}),
        "link": book.add_format({**_FONT, "font_color": "#1F3F77", "underline": 1}),
        "title": book.add_format({"font_name": "Calibri", "bold": True, "font_size": 16}),
    }
    sheets = list(_sheets(document, words))
    _about(book.add_worksheet(_name(words("copy", "about"), set())), document, sheets, kinds, words)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, document, kinds, words)
    book.close()
    return stream.getvalue()


def _sheets(document: Document, words: Words) -> Iterator[_Sheet]:
    """Yield a sheet for each section with tables, and another where the columns of one differ."""
    taken = {_name(words("copy", "about"), set()).casefold()}
    for section in document.sections:
        for head, rows in _rows(section).items():
            name = _name(f"{section.number} {section.heading}", taken)
            taken.add(name.casefold())
            heads = (words("copy", "paragraph"), words("copy", "part"), *head)
            heading = f"{section.number} {section.heading}"
            yield _Sheet(name, heading, section.introduction, Table(heading, heads, tuple(rows)))


def _rows(section: Section) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the rows of a section's tables by their heads, each behind its paragraph's number and label."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for entry in all_entries(section):
        if entry.answer.table:
            rows = found.setdefault(entry.answer.table.head, [])
            rows += ((entry.number, entry.label, *row) for row in entry.answer.table.rows)
    return found


def _name(text: str, taken: set[str]) -> str:
    """Return a text as the name of a sheet: short, without what names may not hold, and not taken."""
    name = _cut(_NOT_IN_NAMES.sub(" ", text), _NAME).strip() or "–"
    number = 2
    while name.casefold() in taken or name.casefold() == "history":
        end = f" ({number})"
        name = f"{_cut(name, _NAME - len(end)).strip()}{end}"
        number += 1
    return name


def _write(page: Any, sheet: _Sheet, document: Document, kinds: dict[str, Any], words: Words) -> None:
    table = sheet.table
    widths = [min(max(_WIDTH * share / 100, _LEAST), _MOST) for share in column_widths(table, _WIDTH)]
    for column, width in enumerate(widths):
        page.set_column(column, column, width, kinds["text"])
    for row, cells in enumerate((table.head, *table.rows)):
        page.set_row(row, _height(cells, widths))
        for column, text in enumerate(cells):
            page.write_string(row, column, _cell(text, words), kinds["text" if row else "head"])
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(table.rows), len(table.head) - 1)
    page.repeat_rows(0)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _set_up(page, document, words)


def _about(page: Any, document: Document, sheets: Sequence[_Sheet], kinds: dict[str, Any], words: Words) -> None:
    widths = (38, 110)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.write_string(0, 0, _cell(f"{document.kind_title}: {document.subject}", words), kinds["title"])
    rows = [("", ""), *_front(document, words)]
    rows.append((words("copy", "sheets"), ""))
    at = len(rows)
    rows += [(sheet.name, _count(sheet, words)) for sheet in sheets]
    rows += _back(document, words)
    for row, (what, text) in enumerate(rows[1:], start=1):
        page.set_row(row, _height((what, text), widths))
        page.write_string(row, 0, _cell(what, words), kinds["strong"])
        page.write_string(row, 1, _cell(text, words), kinds["text"])
    for row, sheet in enumerate(sheets, start=at):
        page.write_url(row, 0, f"internal:'{sheet.name}'!A1", kinds["link"], sheet.name)
    _set_up(page, document, words)


def _front(document: Document, words: Words) -> Iterator[tuple[str, str]]:
    yield words("copy", "working"), words("copy", "note")
    for banner in document.banners:
        yield "", banner
    yield words("page", "digest"), document.record_digest
    yield words("provenance", "subject"), document.identity
    if document.status_url:
        yield words("page", "status"), document.status_url
    for panel in document.first_screen:
        yield "", ""
        yield panel.heading, ""
        yield from ((fact.label, _plain(fact.answer)) for fact in panel.facts)
    yield "", ""


def _back(document: Document, words: Words) -> Iterator[tuple[str, str]]:
    for section in document.sections:
        for entry in all_entries(section):
            told = _plain(entry.answer)
            if told or not entry.answer.table:
                yield f"{entry.number} {entry.label}", told
    parts = (
        (words("page", "nature"), [("", sentence) for sentence in document.nature]),
        (words("page", "footnotes"), [(str(n.number), f"{n.label}, {n.confidence}") for n in document.footnotes]),
        (words("page", "omissions"), [("", told) for told in document.omissions or (words("page", "no_omissions"),)]),
        (words("page", "provenance"), list(document.provenance)),
    )
    for heading, rows in parts:
        if rows:
            yield "", ""
            yield heading, ""
            yield from rows


def _count(sheet: _Sheet, words: Words) -> str:
    counted = words.counted("copy", "rows", count=len(sheet.table.rows))
    return "\n".join(text for text in (sheet.heading, counted, sheet.introduction) if text)


def _plain(answer: Answer) -> str:
    """Return an answer as lines, without its table."""
    chosen = (f"{'☑' if choice.chosen else '☐'} {choice.label} ({choice.word})" for choice in answer.choices)
    parts = (f"{label}: {_plain(part)}" for label, part in answer.parts)
    lines = (answer.word, *parts, *chosen, *answer.lines, answer.source, *answer.remarks)
    return "\n".join(line for line in lines if line)


def _cell(text: str, words: Words) -> str:
    """Return a text as a cell can hold it: one that is too long ends in words that say so."""
    if _cut(text, _CELL) == text:
        return text
    return words("copy", "cut", text=_cut(text, _CELL - len(words("copy", "cut", text=""))))


def _cut(text: str, limit: int) -> str:
    """Return as much of a text as the format counts up to a limit, without half a character."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height of a row in points: not every program fits rows to their text by itself."""
    lines = (
        sum(max(math.ceil(len(line) * 1.1 / width), 1) for line in text.split("\n"))
        for text, width in zip(cells, widths, strict=True)
    )
    return min(max(lines) * _LINE + 3, _TALLEST)


def _set_up(page: Any, document: Document, words: Words) -> None:
    """Set how a sheet prints: across, as wide as a page, with what it is on each."""

    def printed(text: str) -> str:
        return text.replace("&", "&&")

    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{printed(words('copy', 'working'))}&R{printed(document.record_digest)}")
    paged = f"&R{printed(words('page', 'page'))} &P {printed(words('page', 'of'))} &N"
    page.set_footer(f"&L {printed(document.identity[:90])}{paged}"[:_HEADER])
