"""Putting texts into single cells of a workbook, with every other byte of it as it was.

The XML of a sheet is edited by the places of its elements, never written anew: styles, merged cells, rules, pictures
and whatever else stands in it stay. The other parts of the file are copied as they are packed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from muniment.answering.cells import column_number
from muniment.answering.package import MAX_BYTES, open_package, refused
from muniment.answering.recalculating import recalculated
from muniment.answering.repacking import repacked
from muniment.answering.row_heights import taller
from muniment.answering.sheet_places import Element, SheetPlaces

#: What is put into a cell: a text, or a number that is one for the program, too.
Content = str | Decimal
_WORKBOOK = "xl/workbook.xml"
Cells = Mapping[tuple[int, int], Content]
_ATTRIBUTE = re.compile(rb"""\s+([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Layout:
    """What is changed beside the cells.

    ``fit`` makes their rows as tall as they need, ``recalculate`` has a program compute formulas as it opens the file.
    """

    fit: bool = False
    recalculate: bool = False


#: Nothing is.
AS_IT_IS = Layout()


def into_workbook(name: str, data: bytes, cells: Mapping[str, Cells], layout: Layout = AS_IT_IS) -> bytes:
    """Return a workbook with these cells put in, by the part of the sheet, row and column.

    Raises CannotRun for a sheet that is not written as the programs write it, so that its places are not certain.
    """
    package = open_package(name, data)
    parts = {}
    for part, wanted in cells.items():
        with package.archive.open(part) as stream:
            before = stream.read(MAX_BYTES + 1)
        parts[part] = _with_cells(name, before, wanted, layout.fit)
    if layout.recalculate:
        with package.archive.open(_WORKBOOK) as stream:
            parts[_WORKBOOK] = recalculated(name, stream.read(MAX_BYTES + 1))
    return repacked(name, data, package.archive, parts)


def column_letters(column: int) -> str:
    """Return the letters of a column by its number, from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _with_cells(name: str, data: bytes, wanted: Cells, fit: bool) -> bytes:
    sheet = SheetPlaces(name, data).read({row for row, _ in wanted})
    edits: list[tuple[int, int, bytes]] = []
    further: dict[int, list[int]] = {}
    for (number, column), content in sorted(wanted.items()):
        row = sheet.rows.get(number)
        if row is None or row.empty:
            # Whatever is answered stands beside a question, in a row that is there.
            raise refused(f"{name} has a row {number} that cannot be filled.")
        there = row.cells.get(column)
        reference = f"{column_letters(column)}{number}".encode()
        if there is not None:
            kept = _kept(data[there.start + 1 + len(there.name) : there.inner])
            edits.append((there.start, there.end, _cell(there.name, kept, content)))
            continue
        after = [cell for other, cell in row.cells.items() if other > column]
        place = min((cell.start for cell in after), default=_last_end(row))
        style = row.style or sheet.styles.get(column, b"")
        kept = b' r="' + reference + b'"' + (b' s="' + style + b'"' if style else b"")
        edits.append((place, place, _cell(sheet.prefix + b"c", kept, content)))
        further.setdefault(number, []).append(column)
    edits += [edit for number, columns in further.items() for edit in _spans(data, sheet.rows[number], columns)]
    edits += _dimension(data, sheet, wanted)
    if fit:
        texts = {place: content for place, content in wanted.items() if isinstance(content, str)}
        edits += [edit for number in {row for row, _ in texts} for edit in taller(data, sheet, number, texts)]
    return _edited(data, edits)


def _edited(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    pieces, at = [], 0
    for start, end, written in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [data[at:start], written]
        at = end
    return b"".join([*pieces, data[at:]])


def _last_end(row: Element) -> int:
    return max((cell.end for cell in row.cells.values()), default=row.inner)


def _kept(attributes: bytes) -> bytes:
    """Return the attributes of a cell that hold whatever stands in it: its place and its style."""
    return b"".join(b" " + key + b"=" + value for key, value in _ATTRIBUTE.findall(attributes) if key in (b"r", b"s"))


def _cell(tag: bytes, attributes: bytes, content: Content) -> bytes:
    prefix = tag[:-1]
    if isinstance(content, Decimal):
        value = f"{content:f}".encode()
        return b"<%s%s><%sv>%s</%sv></%s>" % (tag, attributes, prefix, value, prefix, tag)
    if not content:
        return b"<%s%s/>" % (tag, attributes)
    text = escape(_ESCAPED.sub("_x005F_", content)).encode()
    return b'<%s%s t="inlineStr"><%sis><%st xml:space="preserve">%s</%st></%sis></%s>' % (
        tag, attributes, prefix, prefix, text, prefix, prefix, tag,
    )  # fmt: skip


def _spans(data: bytes, row: Element, further: list[int]) -> list[tuple[int, int, bytes]]:
    """Return the edit by which a row that says which columns it spans says so of further ones, too."""
    found = re.search(rb"""\sspans\s*=\s*["']([0-9]+):([0-9]+)["']""", data[row.start : row.inner])
    if not found:
        return []
    first, last = int(found[1]), int(found[2])
    spanned = (min(first, *further), max(last, *further))
    start = row.start + found.start(1)
    return [] if spanned == (first, last) else [(start, row.start + found.end(2), b"%d:%d" % spanned)]


def _dimension(data: bytes, sheet: SheetPlaces, wanted: Cells) -> list[tuple[int, int, bytes]]:
    """Return the edit by which the sheet says that it reaches as far as what was put in."""
    found = re.search(rb"""ref\s*=\s*["']([A-Z]{1,3})([0-9]+)(?::([A-Z]{1,3})([0-9]+))?["']""", sheet.dimension)
    if not found:
        return []
    first, last = found[1].decode(), (found[3] or found[1]).decode()
    columns = [column_number(first), column_number(last), *(column for _, column in wanted)]
    left, right = min(columns), max(columns)
    if (left, right) == tuple(columns[:2]):
        return []
    top, bottom = found[2].decode(), (found[4] or found[2]).decode()
    reference = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}".encode()
    begins = data.index(sheet.dimension)
    return [(begins + found.start(1), begins + (found.end(4) if found[4] else found.end(2)), reference)]


def as_stored(content: Content) -> str:
    """Return what the file says for a text: what looks like the format's own way of writing a character is escaped."""
    return f"{content:f}" if isinstance(content, Decimal) else _ESCAPED.sub("_x005F_", content)
