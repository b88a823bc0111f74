"""Reading an inventory: a CSV file or a sheet of a workbook, as rows of text under headers. Bounded; nothing is run.

What is no plain value is not taken and told with its cell: formulas (also their last results, which nobody checked),
errors, what lies beyond the bounds. Macros, links to other files and pictures are not looked at.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muniment.answering.cells import ERROR, FORMULA, Cell, filled, read_sheets
from muniment.answering.package import open_package
from muniment.app.files import read_bounded
from muniment.base.errors import CannotRun
from muniment.evidence.locations import legible

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
#: So many empty rows after one another end a sheet: programs keep a million formatted ones.
MAX_EMPTY = 1_000
_SHOWN = 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = (",", ";", "\t", "|")
#: What is said here of cells that the reader of workbooks takes for no value.
_PROBLEMS = {FORMULA: "A formula, not taken (paste its value)", ERROR: "An error, not taken"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, and the texts of its cells by column; empty cells are left out."""

    number: int
    cells: dict[int, str]


@dataclass(slots=True)
class Inventory:
    """What was read: the file and perhaps the sheet, headers by column, rows, and what was not taken, with its cell."""

    name: str
    headers: list[str]
    rows: list[Row]
    remarks: list[str] = field(default_factory=list)


def read_inventory(path: Path, *, sheet: str = "", encoding: str = "") -> Inventory:
    """Read an inventory by what the file is, whatever its name; CannotRun for what is none."""
    data = read_bounded(path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise CannotRun(f"{path} has more than {MAX_BYTES >> 20} MB.", "Keep the table alone in it.")
    if data.startswith(_OLE):
        raise CannotRun(
            f"{path} is a workbook of the old kind, or one with a password.", "Save it as .xlsx, or as CSV."
        )
    if data.startswith(_ZIP):
        taken = _Taken(path.name)
        return _gathered(_sheet_cells(data, path, sheet, taken), taken)
    if sheet:
        raise CannotRun(f"{path} is no workbook.", "Leave out --sheet.")
    taken = _Taken(path.name)
    return _gathered(_csv_cells(_decoded(data, path, encoding), path), taken)


class _Taken:
    """What was not taken, counted by why, with the first cells."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.told: list[str] = []
        self.cells: dict[str, list[str]] = {}
        self.counts: Counter[str] = Counter()

    def leave(self, why: str, cell: str) -> None:
        self.counts[why] += 1
        shown = self.cells.setdefault(why, [])
        if len(shown) < _SHOWN:
            shown.append(cell)

    def remarks(self) -> list[str]:
        """Return a line for each reason."""
        lines = [
            f"{why}: {', '.join(self.cells[why])}{' …' if number > _SHOWN else ''} ({number})"
            for why, number in self.counts.items()
        ]
        return [*self.told, *lines]


def _gathered(rows: Iterator[tuple[int, Sequence[Any]]], taken: _Taken) -> Inventory:
    """Make an inventory of rows of raw cells: the first that is not empty holds the headers."""
    headers: list[str] = []
    found: list[Row] = []
    empty = 0
    for number, raw in rows:
        cells = {}
        for column, value in enumerate(raw[:MAX_COLUMNS]):
            text = _text(value, f"{_letters(column)}{number}", taken)
            if text:
                cells[column] = text
        if any(value not in (None, "") for value in raw[MAX_COLUMNS:]):
            taken.leave(f"Beyond {MAX_COLUMNS} columns, not read", f"row {number}")
        if not cells:
            empty += 1
            if empty > MAX_EMPTY:
                taken.told.append(f"Reading ended at row {number}, after {MAX_EMPTY} empty ones.")
                break
            continue
        empty = 0
        if not headers:
            headers = [cells.get(column, "") for column in range(max(cells) + 1)]
            continue
        for column in [column for column in cells if column >= len(headers) or not headers[column]]:
            taken.leave("Under no header, not read", f"{_letters(column)}{number}")
            del cells[column]
        if len(found) >= MAX_ROWS:
            raise CannotRun(f"{taken.name} has more than {MAX_ROWS:,} rows.", "Split it, or keep what is in use.")
        found.append(Row(number, cells))
    if not headers or not found:
        raise CannotRun(f"{taken.name} holds no row under a row of headers.", "Write the names of the columns first.")
    return Inventory(taken.name, headers, found, taken.remarks())


def _text(value: Any, cell: str, taken: _Taken) -> str:
    """Return a cell as text; empty for what is no value, or not taken."""
    if value is None:
        return ""
    if isinstance(value, _NotTaken):
        taken.leave(value.why, cell)
        return ""
    text = str(value)
    text = "\n".join(legible(line).strip() for line in text.splitlines()).strip()
    if text.startswith("="):
        taken.leave("Looks like a formula, not taken", cell)
        return ""
    if len(text) > MAX_CELL:
        taken.leave(f"Longer than {MAX_CELL:,} characters, not taken", cell)
        return ""
    return text


@dataclass(frozen=True, slots=True)
class _NotTaken:
    why: str


def _decoded(data: bytes, path: Path, encoding: str) -> str:
    known = encoding or ("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    try:
        text = data.decode(known)
    except LookupError:
        raise CannotRun(f'"{encoding}" is no encoding.', "Write one, as in --encoding cp1252.") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CannotRun(
            f"{path} is not {known.removesuffix('-sig').upper()}: byte 0x{data[error.start]:02x} in line {line}.",
            "Save it as UTF-8, or say what it is: --encoding cp1252 (Excel in Western Europe), mac-roman …",
        ) from None
    if "\0" in text:
        raise CannotRun(f"{path} holds NUL characters: it is no CSV.", "Export the table as CSV in UTF-8.")
    return text


def _csv_cells(text: str, path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    head = text.lstrip("\r\n").partition("\n")[0]
    columns = {mark: len(next(csv.reader([head], delimiter=mark), [])) for mark in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda mark: columns[mark])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begun = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CannotRun(
                f"{path}, line {begun}: this is no CSV ({error}).", "Look for a quotation mark that is not closed."
            ) from None
        yield begun, row


def _sheet_cells(data: bytes, path: Path, sheet: str, taken: _Taken) -> Iterator[tuple[int, Sequence[Any]]]:
    _check_parts(data, path, taken)
    try:
        sheets = read_sheets(open_package(path.name, data, macros=True))
    except CannotRun as error:
        raise CannotRun(
            f"{path} is no workbook that can be read: {error.message}", "Save the sheet as CSV in UTF-8."
        ) from error
    visible = [each for each in sheets if not each.hidden]
    chosen = next((each for each in visible or sheets if not sheet or each.title == sheet), None)
    if chosen is None:
        raise CannotRun(
            f'There is no sheet "{sheet[:60]}".', f"There are: {', '.join(legible(each.title) for each in visible)}."
        )
    others = [legible(each.title) for each in sheets if each is not chosen]
    if others:
        taken.told.append(f"Read: the sheet {legible(chosen.title)}; not read: {', '.join(others[:_SHOWN])}.")
    before = 0
    for number, cells in filled(chosen):
        # Rows without anything are not kept by the reader, and count where many of them end a table.
        yield from ((between, ()) for between in range(before + 1, min(number, before + MAX_EMPTY + 2)))
        yield number, [_value(cells[column]) if column in cells else None for column in range(1, max(cells) + 1)]
        before = number


def _value(cell: Cell) -> Any:
    if cell.problem:
        return _NotTaken(_PROBLEMS.get(cell.problem, f"{cell.problem.capitalize()}, not taken"))
    return cell.text


def _check_parts(data: bytes, path: Path, taken: _Taken) -> None:
    """Refuse a container that unpacks to more than a table can be, or whose XML declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = container.infolist()
            if len(parts) > MAX_ENTRIES or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise CannotRun(f"{path} unpacks to more than a table can be.", "Save the one sheet as CSV.")
            for part in parts:
                name = part.filename.lower()
                if name.endswith((".xml", ".rels")):
                    with container.open(part) as stream:
                        head = stream.read(1 << 16).replace(b"\0", b"")
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise CannotRun(f"{path} declares entities, which no workbook does.", "Do not trust the file.")
                if name.endswith("vbaproject.bin"):
                    taken.told.append("It holds macros; they were neither read nor run.")
                if name.startswith("xl/externallinks/externallink"):
                    taken.told.append("It links to another file; nothing was fetched from there.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise CannotRun(f"{path} is no workbook that can be read.", "Save the sheet as CSV in UTF-8.") from error


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
