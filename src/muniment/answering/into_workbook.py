"""Putting texts into single cells of a workbook, with every other byte of it as it was.

The XML of a sheet is edited by the places of its elements, never written anew: styles, merged cells, rules, pictures
and whatever else stands in it stay. The other parts of the file are copied as they are packed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from xml.parsers import expat
from xml.sax.saxutils import escape

from muniment.answering.cells import column_number
from muniment.answering.package import MAX_BYTES, open_package, refused
from muniment.answering.repacking import repacked

#: What is put into a cell: a text, or a number that is one for the program, too.
Content = str | Decimal
Cells = Mapping[tuple[int, int], Content]
_MAIN = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ATTRIBUTE = re.compile(rb"""\s+([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(slots=True)
class _Element:
    """A row or cell: its name as written, and where it begins, its tag ends, and it ends; of a row its cells, too."""

    name: bytes
    start: int
    inner: int
    empty: bool
    end: int = 0
    style: bytes = b""
    cells: "dict[int, _Element]" = field(default_factory=dict)


def into_workbook(name: str, data: bytes, cells: Mapping[str, Cells]) -> bytes:
    """Return a workbook with these cells put in, by the part of the sheet, row and column.

    Raises CannotRun for a sheet that is not written as the programs write it, so that its places are not certain.
    """
    package = open_package(name, data)
    parts = {}
    for part, wanted in cells.items():
        with package.archive.open(part) as stream:
            before = stream.read(MAX_BYTES + 1)
        parts[part] = _with_cells(name, before, wanted)
    return repacked(name, data, package.archive, parts)


def column_letters(column: int) -> str:
    """Return the letters of a column by its number, from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _with_cells(name: str, data: bytes, wanted: Cells) -> bytes:
    sheet = _Places(name, data).read({row for row, _ in wanted})
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
        style = row.style or sheet.style_of(column)
        kept = b' r="' + reference + b'"' + (b' s="' + style + b'"' if style else b"")
        edits.append((place, place, _cell(sheet.prefix + b"c", kept, content)))
        further.setdefault(number, []).append(column)
    edits += [edit for number, columns in further.items() for edit in _spans(data, sheet.rows[number], columns)]
    edits += _dimension(data, sheet, wanted)
    return _edited(data, edits)


def _edited(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    pieces, at = [], 0
    for start, end, written in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [data[at:start], written]
        at = end
    return b"".join([*pieces, data[at:]])


def _last_end(row: _Element) -> int:
    return max((cell.end for cell in row.cells.values()), default=row.inner)


def _kept(attributes: bytes) -> bytes:
    """Return the attributes of a cell that hold whatever stands in it: its place and its style."""
    return b"".join(b" " + key + b"=" + value for key, value in _ATTRIBUTE.findall(attributes) if key in (b"r", b"s"))


def _cell(tag: bytes, attributes: bytes, content: Content) -> bytes:
    prefix = tag[:-1]
    if isinstance(content, Decimal):
        value = f"{content:f}".encode()
        return b"<%s%s><%sv>%s</%sv></%s>" % (tag, attributes, prefix, value, prefix, tag)
    text = escape(_ESCAPED.sub("_x005F_", content)).encode()
    return b'<%s%s t="inlineStr"><%sis><%st xml:space="preserve">%s</%st></%sis></%s>' % (
        tag, attributes, prefix, prefix, text, prefix, prefix, tag,
    )  # fmt: skip


def _spans(data: bytes, row: _Element, further: list[int]) -> list[tuple[int, int, bytes]]:
    """Return the edit by which a row that says which columns it spans says so of further ones, too."""
    found = re.search(rb"""\sspans\s*=\s*["']([0-9]+):([0-9]+)["']""", data[row.start : row.inner])
    if not found:
        return []
    first, last = int(found[1]), int(found[2])
    spanned = (min(first, *further), max(last, *further))
    start = row.start + found.start(1)
    return [] if spanned == (first, last) else [(start, row.start + found.end(2), b"%d:%d" % spanned)]


def _dimension(data: bytes, sheet: "_Places", wanted: Cells) -> list[tuple[int, int, bytes]]:
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


class _Places:
    """Where the rows and cells of a sheet stand in its bytes."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = name, data
        self.rows: dict[int, _Element] = {}
        self.columns: list[tuple[int, int, bytes]] = []
        self.dimension, self.prefix = b"", b""
        self.row: _Element | None = None
        self.cell: _Element | None = None
        self.number = self.column = 0
        self.wanted: set[int] = set()

    def read(self, wanted: set[int]) -> "_Places":
        """Find the rows of these numbers; raise CannotRun where a number comes twice or the text is not UTF-8."""
        self.wanted = wanted
        head = re.match(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)", self.data[:200])
        if (head and head[1].lower() not in (b"utf-8", b"us-ascii")) or self.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise refused(f"{self.name} holds a sheet that is not in UTF-8.", "Save it again as .xlsx and fill that.")
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = lambda name, given: self._start(name, given, parser.CurrentByteIndex)
        parser.EndElementHandler = lambda name: self._end(name, parser.CurrentByteIndex)
        try:
            parser.Parse(self.data, True)
        except expat.ExpatError as error:
            raise refused(f"{self.name} is damaged: a sheet is no XML.") from error
        return self

    def style_of(self, column: int) -> bytes:
        """Return the style that a column gives to cells that have none of their own."""
        return next((style for first, last, style in self.columns if first <= column <= last), b"")

    def _start(self, full: str, given: dict[str, str], at: int) -> None:
        space, _, name = full.rpartition(" ")
        if space not in _MAIN:
            return
        if name == "row":
            self.number = int(given["r"]) if given.get("r", "").isdecimal() else self.number + 1
            self.column = 0
            if self.number in self.wanted:
                style = given.get("s", "").encode() if given.get("customFormat") in ("1", "true") else b""
                self.row = self._element(at)
                self.row.style = style
                if self.number in self.rows:
                    raise refused(f"{self.name} has a row {self.number} twice.")
                self.rows[self.number] = self.row
                self.prefix = self.row.name.removesuffix(b"row")
        elif name == "c" and self.row is not None:
            place = _REFERENCE.fullmatch(given.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            if (place and int(place[2]) != self.number) or self.column in self.row.cells:
                raise refused(f"{self.name} has a cell in row {self.number} that stands elsewhere, or twice.")
            self.cell = self.row.cells[self.column] = self._element(at)
        elif name == "col" and given.get("style", "").isdecimal():
            first, last = given.get("min", ""), given.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self.columns.append((int(first), int(last), given["style"].encode()))
        elif name == "dimension":
            self.dimension = self.data[at : self._tag_end(at)]

    def _end(self, full: str, at: int) -> None:
        space, _, name = full.rpartition(" ")
        if space not in _MAIN:
            return
        for kind, element in (("c", self.cell), ("row", self.row)):
            if name == kind and element is not None:
                element.end = element.inner if element.empty else self.data.index(b">", at) + 1
        if name == "c":
            self.cell = None
        elif name == "row":
            self.row = None

    def _element(self, at: int) -> _Element:
        inner = self._tag_end(at)
        found = re.match(rb"<([^\s/>]+)", self.data[at : at + 200])
        if found is None:
            raise refused(f"{self.name} holds a sheet whose places are not certain.")
        return _Element(found[1], at, inner, self.data[inner - 2 : inner] == b"/>")

    def _tag_end(self, at: int) -> int:
        """Return where the tag ends that begins here: behind the ``>`` that stands in no attribute."""
        quote = 0
        for place in range(at, len(self.data)):
            mark = self.data[place]
            if quote:
                quote = 0 if mark == quote else quote
            elif mark in (0x22, 0x27):
                quote = mark
            elif mark == 0x3E:
                return place + 1
        raise refused(f"{self.name} holds a sheet whose places are not certain.")


def as_stored(content: Content) -> str:
    """Return what the file says for a text: what looks like the format's own way of writing a character is escaped."""
    return f"{content:f}" if isinstance(content, Decimal) else _ESCAPED.sub("_x005F_", content)
