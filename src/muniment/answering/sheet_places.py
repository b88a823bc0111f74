"""Where rows, cells, columns and merged cells of a sheet stand in the bytes of its XML, as they are written there."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from muniment.answering.cells import MAX_COLUMNS, column_number
from muniment.answering.package import refused

_MAIN = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_MERGED = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
#: How many elements a sheet may describe its columns with.
_MOST_COLUMNS = 20_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class Element:
    """A row or cell: its name as written, and where it begins, its tag ends, and it ends; of a row its cells, too."""

    name: bytes
    start: int
    inner: int
    empty: bool
    end: int = 0
    style: bytes = b""
    cells: "dict[int, Element]" = field(default_factory=dict)


class SheetPlaces:
    """Where the rows and cells of a sheet stand in its bytes."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = name, data
        self.rows: dict[int, Element] = {}
        self.styles: dict[int, bytes] = {}
        self.widths: dict[int, float] = {}
        self.described = 0
        #: the last column of cells that are merged to the right, by row and column of the first
        self.merged: dict[tuple[int, int], int] = {}
        self.defaults: dict[str, str] = {}
        self.dimension, self.prefix = b"", b""
        self.row: Element | None = None
        self.cell: Element | None = None
        self.number = self.column = 0
        self.wanted: set[int] = set()

    def read(self, wanted: set[int]) -> "SheetPlaces":
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
        elif name == "col":
            self._column(given)
        elif name == "sheetFormatPr":
            self.defaults = given
        elif name == "mergeCell":
            found = _MERGED.fullmatch(given.get("ref", ""))
            if found:
                self.merged[int(found[2]), column_number(found[1])] = column_number(found[3])
        elif name == "dimension":
            self.dimension = self.data[at : self._tag_end(at)]

    def _column(self, given: dict[str, str]) -> None:
        first, last, style = given.get("min", ""), given.get("max", ""), given.get("style", "")
        self.described += 1
        if self.described > _MOST_COLUMNS:
            raise refused(f"{self.name} describes more columns than any form has.")
        if first.isdecimal() and last.isdecimal() and len(first) < 6:
            width = number_of(given.get("width", ""), 0.0)
            for column in range(int(first), min(int(last[:6]), MAX_COLUMNS) + 1):
                if style.isdecimal():
                    self.styles.setdefault(column, style.encode())
                if width:
                    self.widths.setdefault(column, width)

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

    def _element(self, at: int) -> Element:
        inner = self._tag_end(at)
        found = re.match(rb"<([^\s/>]+)", self.data[at : at + 200])
        if found is None:
            raise refused(f"{self.name} holds a sheet whose places are not certain.")
        return Element(found[1], at, inner, self.data[inner - 2 : inner] == b"/>")

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


def number_of(text: str, otherwise: float) -> float:
    """Return a number of the file that is one and not below nothing, else what is given."""
    return float(text) if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,20})?", text) else otherwise
