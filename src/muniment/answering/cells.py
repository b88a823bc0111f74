"""The cells of a workbook as text, sheet by sheet, with what is wrong with each; formulas are never a value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from muniment.answering.package import Package, refused

#: Bounds: sheets, rows with something in them, columns that are looked at, the text of a cell, all shared texts.
#: (one column more than is taken, so that it can be told).
MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_CELL, MAX_STRINGS = 20, 50_000, 201, 32_767, 400_000
#: What is said of cells that cannot count for what they are.
FORMULA, ERROR = "the cell holds a formula; write the value itself", "the cell holds an error of the program"
MAX_MERGED = 20_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: Formats of dates that have numbers and no text of their own; those with times come out as days as well.
_DATE_FORMATS = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58})
_NOT_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and why it cannot count, where it cannot."""

    text: str
    problem: str = ""


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows by number, with cells by column, and which cells are merged over several rows.

    ``title`` and ``hidden`` are what the workbook says of it; a part that it does not list has no title. ``part`` is
    its name in the file.
    """

    number: int
    title: str = ""
    hidden: bool = False
    part: str = ""
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: dict[tuple[int, int], int] = field(default_factory=dict)


def read_sheets(package: Package, most: int = MAX_SHEETS) -> list[Sheet]:
    """Return the sheets of a workbook; raise CannotRun for what is none, or has more than ``most``."""
    listed = _listed(package) if "xl/workbook.xml" in package.parts else {}
    found = sorted(part for part in package.parts if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part))
    # In the order of the workbook, and behind these what it does not list.
    sheets = [*(part for part in listed if part in found), *(part for part in found if part not in listed)]
    if not sheets or "xl/workbook.xml" not in package.parts:
        raise refused(f"{package.name} is no workbook.", "Send the form as it was filled in, as .xlsx.")
    if len(sheets) > most:
        raise refused(f"{package.name} has more than {most} sheets.", "Send the form alone.")
    strings, from_1904 = _strings(package), _from_1904(package)
    dates = _date_styles(package)
    return [
        _Reading(package, Sheet(number, *listed.get(part, ("", False)), part), strings, dates, from_1904).read(part)
        for number, part in enumerate(sheets, start=1)
    ]


def _listed(package: Package) -> dict[str, tuple[str, bool]]:
    """Return the parts of the sheets that the workbook lists, in its order, with title and whether it is hidden."""
    by_id: dict[str, tuple[str, bool]] = {}
    parts: dict[str, tuple[str, bool]] = {}
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and len(by_id) < MAX_STRINGS:
            own = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            by_id[own] = attributes.get("name", "")[:200], attributes.get("state", "visible") != "visible"

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and len(targets) < MAX_STRINGS:
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    package.parse("xl/workbook.xml", sheet, _nothing, _nothing)
    if "xl/_rels/workbook.xml.rels" in package.parts:
        package.parse("xl/_rels/workbook.xml.rels", relation, _nothing, _nothing)
    for own, told in by_id.items():
        target = targets.get(own, "")
        parts[target.removeprefix("/") if target.startswith("/") else f"xl/{target}"] = told
    return parts


def _strings(package: Package) -> list[str]:
    """Return the shared texts; what is a phonetic guide beside one is no part of it."""
    found: list[str] = []
    state = {"text": False, "guide": 0, "length": 0}
    parts: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            parts.clear()
            state["length"] = 0
        state["guide"] += name == "rPh"
        state["text"] = name == "t" and not state["guide"]

    def end(name: str) -> None:
        state["guide"] -= name == "rPh"
        state["text"] = False
        if name == "si":
            found.append("".join(parts))
            if len(found) > MAX_STRINGS:
                raise refused(f"{package.name} holds more texts than any form has.")

    def text(data: str) -> None:
        # One beyond the longest cell is kept, so that it is seen to be too long.
        if state["text"] and state["length"] <= MAX_CELL:
            state["length"] += len(data)
            parts.append(data[: MAX_CELL + 1])

    if "xl/sharedStrings.xml" in package.parts:
        package.parse("xl/sharedStrings.xml", start, end, text)
    return found


def _from_1904(package: Package) -> bool:
    found = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            found.append(attributes.get("date1904") in ("1", "true"))

    package.parse("xl/workbook.xml", start, _nothing, _nothing)
    return any(found)


def _date_styles(package: Package) -> frozenset[int]:
    """Return the styles of cells by which a number is shown as a day."""
    formats: dict[int, bool] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        inside.append(name)
        if name == "numFmt" and len(formats) < MAX_STRINGS:
            code = _NOT_A_DATE.sub("", attributes.get("formatCode", "")[:500]).casefold()
            formats[_whole(attributes.get("numFmtId"))] = "y" in code or ("d" in code and "m" in code)
        elif name == "xf" and "cellXfs" in inside[-2:]:
            styles.append(_whole(attributes.get("numFmtId")))

    def end(_: str) -> None:
        inside.pop()

    if "xl/styles.xml" in package.parts:
        package.parse("xl/styles.xml", start, end, _nothing)
    return frozenset(number for number, style in enumerate(styles) if formats.get(style, style in _DATE_FORMATS))


class _Reading:
    """One sheet being read: the row and cell at which the reader is, and what stands in it so far."""

    def __init__(
        self, package: Package, sheet: Sheet, strings: list[str], dates: frozenset[int], from_1904: bool
    ) -> None:
        self.package, self.sheet, self.strings, self.dates = package, sheet, strings, dates
        self.first_day = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
        self.row = self.column = 0
        self.kind, self.style, self.formula = "n", 0, False
        self.inside, self.length = "", 0
        self.parts: list[str] = []

    def read(self, part: str) -> Sheet:
        """Read the part of the sheet."""
        self.package.parse(part, self._start, self._end, self._text)
        return self.sheet

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row = _whole(attributes.get("r")) if "r" in attributes else self.row + 1
            self.column = 0
        elif name == "c":
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.row = int(place[2]) if place else self.row
            self.kind, self.style = attributes.get("t", "n"), _whole(attributes.get("s"))
            self.formula, self.length = False, 0
            self.parts.clear()
        elif name == "f":
            self.formula = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        self.inside = name

    def _text(self, data: str) -> None:
        if self.inside in ("v", "t") and self.length <= MAX_CELL:
            self.length += len(data)
            self.parts.append(data[: MAX_CELL + 1])

    def _end(self, name: str) -> None:
        self.inside = ""
        if name != "c" or not (self.parts or self.formula) or self.column > MAX_COLUMNS:
            return
        cell = self._cell("".join(self.parts))
        if cell.text.strip() or cell.problem:
            self.sheet.rows.setdefault(self.row, {})[self.column] = cell
            if len(self.sheet.rows) > MAX_ROWS:
                raise refused(f"{self.package.name} has more than {MAX_ROWS} rows.", "Send the form alone.")

    def _cell(self, raw: str) -> Cell:
        if self.formula:
            return Cell(raw[:MAX_CELL], FORMULA)
        if self.kind == "e":
            return Cell(raw[:MAX_CELL], ERROR)
        if self.kind == "s":
            number = _whole(raw)
            if not raw.isdigit() or number >= len(self.strings):
                return Cell("", "the cell refers to a text that is not in the file")
            raw = self.strings[number]
        elif self.kind == "b":
            raw = "yes" if raw.strip() == "1" else "no"
        elif self.kind == "d":
            raw = raw.partition("T")[0]
        elif self.kind == "n":
            return self._number(raw.strip())
        if len(raw) > MAX_CELL:
            return Cell(raw[:MAX_CELL], f"the cell holds more than {MAX_CELL} characters")
        return Cell(raw)

    def _number(self, raw: str) -> Cell:
        try:
            number = float(raw)
        except ValueError:
            return Cell(raw[:MAX_CELL], "the cell is said to hold a number, and holds none")
        if self.style in self.dates:
            try:
                return Cell((self.first_day + timedelta(days=int(number))).isoformat())
            except (OverflowError, ValueError):
                return Cell(raw[:MAX_CELL], "the cell holds a day that is in no calendar")
        if number != number or number in (float("inf"), float("-inf")):
            return Cell(raw[:MAX_CELL], "the cell holds a number that is none")
        # The shortest digits that give the same number: a program writes 0.1 as 0.10000000000000001.
        text = repr(number).removesuffix(".0")
        # A cell's own point is no separator of thousands, as it might be in what somebody types.
        return Cell(f"{text}0" if re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", text) else text)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end and int(end[2]) > int(start[2]) and len(self.sheet.merged) < MAX_MERGED:
            self.sheet.merged[int(start[2]), column_number(start[1])] = int(end[2])


def filled(sheet: Sheet) -> Iterator[tuple[int, dict[int, Cell]]]:
    """Yield the rows of a sheet that hold something, in their order."""
    for number in sorted(sheet.rows):
        yield number, sheet.rows[number]


def column_number(letters: str) -> int:
    """Return the number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _whole(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() and len(text) < 10 else 0


def _nothing(*_: object) -> None:
    """Pass over a part of a file that is not needed."""
