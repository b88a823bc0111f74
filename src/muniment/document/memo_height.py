"""How much room the sections of a memo take, before they are set: an estimate on the safe side, in millimetres.

It decides how much of long lists a memo prints, so that it never has more pages than it promises. The measures are
those of ``templates/pdf/scope_memo.css``; tests hold the pages that come out against the promise.
"""

import math
from collections.abc import Iterable

from muniment.document.columns import column_widths
from muniment.document.model import Answer, Section, Table

#: What three pages hold for sections, less the head of the first, the foot of the last, and what breaks leave empty.
ROOM = 635.0
_HEADING, _LINE, _ROW, _CELL_LINE, _COUNSEL = 8.8, 3.7, 0.8, 3.45, 44.0
#: On a line of text, and on a line of a table over all its columns.
_CHARACTERS, _CELLS = 126, 130
#: Words break where they end, so that a line holds less than its characters.
_LOSS = 1.12


def height_of(sections: Iterable[Section]) -> float:
    """Return the height of all sections."""
    return sum(_section(section) for section in sections)


def _section(section: Section) -> float:
    if section.anchor == "counsel":
        return _HEADING + _COUNSEL
    height = _HEADING + _lines(section.introduction) * _LINE
    return height + sum(_answer(entry.answer) for entry in section.entries)


def _answer(answer: Answer) -> float:
    text = sum(_lines(line) * _LINE for line in answer.lines)
    return text + (_table(answer.table) if answer.table else 0)


def _lines(text: str, width: float = _CHARACTERS) -> int:
    return math.ceil(len(text) * _LOSS / width)


def _table(table: Table) -> float:
    shares = column_widths(table)
    rows = 0.0
    for row in (table.head, *table.rows):
        deepest = max(_lines(cell, _CELLS * share / 100 - 1.5) for cell, share in zip(row, shares, strict=True))
        rows += _ROW + max(deepest, 1) * _CELL_LINE
    return rows
