"""How wide the columns of a table are, as shares of a page: decided once, for what sets a page and what plans one."""

from collections.abc import Callable
from itertools import accumulate, pairwise

from muniment.document.breaks import pieces
from muniment.document.model import Table

#: Characters on a line of a table that takes the width of the page; a word longer than the other may be broken.
LINE, _WORD = 118, 18
#: Lines of the tallest cell that still reads as a row.
_TALL = 8
#: Characters on a line of a list of records, which is set smaller and beside no label.
LISTING_LINE = 104


def column_widths(table: Table, line: int = LINE) -> tuple[int, ...]:
    """Return the widths of the columns in percent: each gets its longest word, the rest goes to long cells.

    ``line`` is how many characters a line of the table holds.
    """
    columns, least = _least(table, pieces)
    wished = [max(max(map(len, column)) - floor, 1) ** 0.8 for column, floor in zip(columns, least, strict=True)]
    spare = max(line - sum(least), 0) / sum(wished)
    widths = [floor + spare * wish for floor, wish in zip(least, wished, strict=True)]
    # Edges are rounded rather than widths, so that the columns are never wider together than the page.
    edges = [round(100 * edge / sum(widths)) for edge in accumulate(widths, initial=0)]
    return tuple(right - left for left, right in pairwise(edges))


def readable(table: Table, line: int = LINE) -> bool:
    """Tell whether a table can be read on a line of so many characters: no word broken, no column a ladder of words."""
    columns, least = _least(table, lambda text: [text])
    if sum(least) > line:
        return False
    held = [max(line * width // 100 - 2, 1) for width in column_widths(table, line)]
    return all(len(text) <= _TALL * width for column, width in zip(columns, held, strict=True) for text in column)


def _least(table: Table, parts: Callable[[str], list[str]]) -> tuple[list[tuple[str, ...]], list[int]]:
    columns = list(zip(table.head, *table.rows, strict=True))
    words = [
        max(len(word) for text in column for part in parts(text) for word in part.split(" ")) for column in columns
    ]
    return columns, [min(_WORD, word) + 2 for word in words]
