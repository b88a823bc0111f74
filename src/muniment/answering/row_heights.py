"""How tall a row must be for a text: what programs do not do by themselves for a row whose height is written down.

It is an estimate, by the widths of columns in characters; a row is never made lower, and one that is hidden stays so.
"""

import math
import re
from collections.abc import Mapping

from muniment.answering.cells import MAX_COLUMNS
from muniment.answering.sheet_places import SheetPlaces, number_of

#: What a column is wide and a row tall where the file does not say it; the tallest row there can be.
_WIDTH, _LINE, _TALLEST = 8.43, 15.0, 409.0
#: How many characters stand in the width of one: letters are narrower than the figures that widths are counted in.
_NARROWER = 1.05


def taller(
    data: bytes, sheet: SheetPlaces, number: int, texts: Mapping[tuple[int, int], str]
) -> list[tuple[int, int, bytes]]:
    """Return the edits by which a row is as tall as its texts (by row and column) need; none where it is already."""
    row = sheet.rows[number]
    tag = data[row.start : row.inner]
    if re.search(rb"""\shidden\s*=\s*["'](?:1|true)["']""", tag):
        return []
    line = number_of(sheet.defaults.get("defaultRowHeight", ""), _LINE) or _LINE
    lines = max(_lines(text, _width(sheet, number, column)) for (at, column), text in texts.items() if at == number)
    needed = min(lines * line, _TALLEST)
    found = re.search(rb"""\sht\s*=\s*["']([0-9.]+)["']""", tag)
    if needed <= (number_of(found[1].decode(), line) if found else line):
        return []
    height = f"{needed:g}".encode()
    fixed = b"" if re.search(rb"\scustomHeight\s*=", tag) else b' customHeight="1"'
    if found:
        start, end = row.start + found.start(1), row.start + found.end(1)
        return [(start, end, height), (end + 1, end + 1, fixed)]
    place = row.inner - 1
    return [(place, place, b' ht="' + height + b'"' + fixed)]


def _lines(text: str, width: float) -> int:
    return sum(max(math.ceil(len(line) / (width * _NARROWER)), 1) for line in text.split("\n"))


def _width(sheet: SheetPlaces, row: int, column: int) -> float:
    """Return the width of a cell in characters, with what is merged to its right."""
    default = number_of(sheet.defaults.get("defaultColWidth", ""), _WIDTH) or _WIDTH
    last = min(sheet.merged.get((row, column), column), MAX_COLUMNS)
    return max(sum(sheet.widths.get(one, default) for one in range(column, last + 1)), 1.0)
