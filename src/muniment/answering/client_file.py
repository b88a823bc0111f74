"""A client's own questionnaire, read within the bounds of everything from outside: its sheets by row and column.

Beside the text it is told which cells are merged, and what a cell may be filled with where the file says so.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from muniment.answering.cells import Cell, Sheet, column_number, read_sheets
from muniment.answering.client_csv import CsvFile, read_csv
from muniment.answering.package import MAX_FILE, Package, open_package, refused

#: Bounds: sheets, merged ranges, rules on what cells may hold, their ranges, allowed values of one.
MAX_SHEETS, MAX_MERGED, MAX_RULES, MAX_RANGES, MAX_ALLOWED = 200, 20_000, 5_000, 20_000, 2_000
#: How often merged ranges and rules touch a row with something in it, in all.
MAX_TOUCHED = 1_000_000
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_OF_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:\[\]]+))!(.+)")
_NAME = re.compile(r"[A-Za-z_\\][\w.\\]*")


@dataclass(frozen=True, slots=True)
class Range:
    """A rectangle of cells, by its first and last row and column."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class Rule:
    """What cells may hold by the file: one of ``allowed``, or by ``kind`` a number or length within bounds.

    ``allowed`` is None where the rule is no list, or one that cannot be read; ``kind`` is the file's word.
    """

    kind: str
    allowed: frozenset[str] | None
    operator: str = "between"
    first: str = ""
    second: str = ""

    def within(self, number: Decimal) -> bool | None:
        """Tell whether a number lies within the bounds; None where the file computes these."""
        try:
            first, second = Decimal(self.first), Decimal(self.second) if "etween" in self.operator else Decimal(0)
        except InvalidOperation:
            return None
        compared = _COMPARED.get(self.operator)
        return compared(number, first, second) if compared else None


_COMPARED: dict[str, Callable[[Decimal, Decimal, Decimal], bool]] = {
    "between": lambda number, first, second: first <= number <= second,
    "notBetween": lambda number, first, second: not first <= number <= second,
    "equal": lambda number, first, _: number == first,
    "notEqual": lambda number, first, _: number != first,
    "greaterThan": lambda number, first, _: number > first,
    "lessThan": lambda number, first, _: number < first,
    "greaterThanOrEqual": lambda number, first, _: number >= first,
    "lessThanOrEqual": lambda number, first, _: number <= first,
}


@dataclass(slots=True)
class ClientSheet:
    """One sheet: its name, the part of the file that holds it, and its cells by row and column.

    ``merged`` are the merged ranges and ``rules`` the rules with their ranges, by each row that they touch.
    """

    name: str
    part: str
    rows: dict[int, dict[int, Cell]]
    merged: dict[int, list[Range]] = field(default_factory=dict)
    rules: dict[int, list[tuple[Range, Rule]]] = field(default_factory=dict)

    def merge_at(self, row: int, column: int) -> Range | None:
        """Return the merged range that a cell lies in, or None."""
        return next((one for one in self.merged.get(row, ()) if one.holds(row, column)), None)

    def rule_at(self, row: int, column: int) -> Rule | None:
        """Return the rule on what a cell may hold, or None."""
        return next((rule for one, rule in self.rules.get(row, ()) if one.holds(row, column)), None)


@dataclass(frozen=True, slots=True)
class ClientFile:
    """The file as read; ``csv`` is None for a workbook."""

    name: str
    data: bytes
    sheets: tuple[ClientSheet, ...]
    notes: tuple[str, ...]
    csv: CsvFile | None = None


def read_client_file(name: str, data: bytes, encoding: str = "", delimiter: str = "") -> ClientFile:
    """Return a client's questionnaire; raise CannotRun for what is neither a workbook nor CSV, or not safe to read."""
    if len(data) > MAX_FILE:
        raise refused(f"{name} is larger than {MAX_FILE // 1_000_000} MB.", "Fill in the part with the questions.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(name, data)
    read = read_csv(name, data, encoding, delimiter)
    cells = {
        number: {column: Cell(item.text) for column, item in enumerate(row.fields, start=1) if item.text.strip()}
        for number, row in enumerate(read.rows, start=1)
    }
    return ClientFile(name, data, (ClientSheet("", "", {n: row for n, row in cells.items() if row}),), (), read)


def _workbook(name: str, data: bytes) -> ClientFile:
    package = open_package(name, data)
    sheets = read_sheets(package, MAX_SHEETS)
    lists = _Lists(sheets, _defined_names(package))
    read = [_sheet(package, sheet, lists) for sheet in sheets]
    notes = list(package.notes)
    if any(cell.problem for sheet in sheets for row in sheet.rows.values() for cell in row.values()):
        notes.append(
            "The file holds formulas: they show what is new once its program computes them again (--recalculate)."
        )
    if any(part.casefold().startswith("_xmlsignatures/") for part in package.parts):
        notes.append("The file was signed by whoever made it; filled in, that signature does not hold any more.")
    return ClientFile(name, data, tuple(read), tuple(notes))


def _sheet(package: Package, sheet: Sheet, lists: "_Lists") -> ClientSheet:
    found = ClientSheet(sheet.title, sheet.part, sheet.rows)
    reading = _Extras(package.name)
    package.parse(sheet.part, reading.start, reading.end, reading.text)
    numbers, touched = sorted(sheet.rows), 0
    ruled = [
        (place, Rule(kind, lists.allowed(first, sheet.title) if kind == "list" else None, operator, first, second))
        for ranges, kind, operator, first, second in reading.rules
        for place in ranges
    ]
    for place, rule in (*((one, None) for one in reading.merged), *ruled):
        rows = touched_by(place, numbers)
        touched += len(rows)
        if touched > MAX_TOUCHED:
            raise refused(f"{package.name} has more merged cells or rules on cells than any form has.")
        for row in rows:
            if rule is None:
                found.merged.setdefault(row, []).append(place)
            else:
                found.rules.setdefault(row, []).append((place, rule))
    return found


def touched_by(place: Range, rows: list[int]) -> list[int]:
    """Return the rows, of those with something in them in their order, that a range touches."""
    return rows[bisect_left(rows, place.top) : bisect_right(rows, place.bottom)]


def _defined_names(package: Package) -> dict[str, str]:
    """Return what the names of the workbook stand for, by the name in lower case."""
    found: dict[str, str] = {}
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        inside[:] = [attributes.get("name", "").casefold()[:255]] if name == "definedName" else []

    def text(data: str) -> None:
        if inside and len(found) < MAX_RULES:
            found[inside[0]] = (found.get(inside[0], "") + data)[:1000]

    def end(_: str) -> None:
        inside.clear()

    package.parse("xl/workbook.xml", start, end, text)
    return found


class _Extras:
    """What a sheet says of its cells beside their text, as it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.merged: list[Range] = []
        self.ranges = 0
        self.rules: list[tuple[tuple[Range, ...], str, str, str, str]] = []
        self.kind, self.operator, self.where, self.inside = "", "", "", ""
        self.formulas = {"formula1": "", "formula2": ""}
        self.formula = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        if name == "mergeCell":
            self.merged += ranges_of(attributes.get("ref", ""))
        elif name == "dataValidation":
            self.kind, self.where = attributes.get("type", "none"), attributes.get("sqref", "")
            self.operator = attributes.get("operator", "between")
            self.formulas = dict.fromkeys(self.formulas, "")
        elif name in self.formulas:
            self.formula = name
        self.inside = name
        if len(self.merged) > MAX_MERGED or len(self.rules) > MAX_RULES or self.ranges > MAX_RANGES:
            raise refused(f"{self.name} has more merged cells or rules on cells than any form has.")

    def text(self, data: str) -> None:
        """Take in text: the newer form of a rule holds its formulas and its cells in elements of their own."""
        if self.kind and self.inside == "sqref":
            self.where += data
        elif self.kind and self.formula and self.inside in (self.formula, "f"):
            self.formulas[self.formula] = (self.formulas[self.formula] + data)[:40_000]

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        self.inside = ""
        if name in self.formulas:
            self.formula = ""
        elif name == "dataValidation":
            if self.kind not in ("", "none"):
                first, second = (self.formulas[key].strip() for key in ("formula1", "formula2"))
                ranges = tuple(ranges_of(self.where))
                self.ranges += len(ranges)
                self.rules.append((ranges, self.kind, self.operator, first, second))
            self.kind = ""


def ranges_of(text: str) -> Iterator[Range]:
    """Yield the ranges that a text names: ``D4:D20 F4``."""
    for one in text.split()[:MAX_MERGED]:
        found = _RANGE.fullmatch(one)
        if found:
            left, top = column_number(found[1]), int(found[2])
            right = column_number(found[3]) if found[3] else left
            yield Range(top, left, int(found[4]) if found[4] else top, right)


class _Lists:
    """The lists of values that rules name, wherever in the workbook they stand; each is looked up once."""

    def __init__(self, sheets: list[Sheet], names: dict[str, str]) -> None:
        self.rows = {sheet.title: sheet.rows for sheet in sheets}
        self.numbers = {sheet.title: sorted(sheet.rows) for sheet in sheets}
        self.names = names
        self.known: dict[tuple[str, str], frozenset[str] | None] = {}

    def allowed(self, formula: str, sheet: str) -> frozenset[str] | None:
        """Return the values that a list allows; None where the file computes them."""
        if (formula, sheet) not in self.known:
            self.known[formula, sheet] = self._allowed(formula, sheet)
        return self.known[formula, sheet]

    def _allowed(self, formula: str, sheet: str) -> frozenset[str] | None:
        if formula.startswith('"') and formula.endswith('"') and len(formula) > 1:
            items = formula[1:-1].replace('""', '"').split(",")
            return frozenset(item.strip() for item in items if item.strip())
        if _NAME.fullmatch(formula) and formula.casefold() in self.names:
            formula = self.names[formula.casefold()]
        elsewhere = _OF_SHEET.fullmatch(formula)
        if elsewhere:
            sheet, formula = (elsewhere[1] or elsewhere[2]).replace("''", "'"), elsewhere[3]
        places = list(ranges_of(formula))
        if len(places) != 1 or sheet not in self.rows:
            return None
        rows = touched_by(places[0], self.numbers[sheet])
        cells = [
            cell
            for row in rows[: MAX_ALLOWED + 1]
            for column, cell in self.rows[sheet][row].items()
            if places[0].holds(row, column)
        ]
        if max(len(rows), len(cells)) > MAX_ALLOWED or any(cell.problem for cell in cells):
            return None
        return frozenset(cell.text.strip() for cell in cells)
