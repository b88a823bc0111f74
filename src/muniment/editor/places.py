"""Places as editors count them: from 0, and columns in units of the encoding that client and server agreed on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from muniment.base.findings import Place
from muniment.source.tree import Span, Tree

_BREAK = re.compile(r"\r\n|\r|\n")
#: Bytes a unit of each encoding, by the protocol's names.
_UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

#: line and column, both from 0
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Counting:
    """How columns are counted: ``encoding`` is utf-8, utf-16 or utf-32."""

    encoding: str = "utf-16"

    def units(self, text: str) -> int:
        """Return how many units a text takes."""
        codec, width = _UNITS[self.encoding]
        return len(text.encode(codec, "surrogatepass")) // width

    def to_client(self, point: Point, lines: list[str]) -> Point:
        """Return a point (column in characters) as the client counts it; within the text."""
        row = min(point[0], len(lines) - 1)
        return row, self.units(lines[row][: point[1]])

    def from_client(self, point: Point, lines: list[str]) -> Point:
        """Return a point of the client with its column in characters; within the text."""
        if point[0] >= len(lines):
            return len(lines) - 1, len(lines[-1])
        column = used = 0
        for character in lines[point[0]]:
            if used >= point[1]:
                break
            used += self.units(character)
            column += 1
        return point[0], column


def lines_of(text: str) -> list[str]:
    """Return the lines of a text without their ends; there is at least one."""
    return _BREAK.split(text)


def ends_of(place: Place) -> tuple[Point, Point]:
    """Return where a place begins and ends."""
    return (place.line - 1, place.column - 1), (place.end_line - 1, place.end_column - 1)


def pointer_at(point: Point, tree: Tree) -> str:
    """Return the pointer of the innermost member or item at a point; empty where there is none."""
    spans = tree.all_spans()
    return max((pointer for pointer in spans if _holds(spans, pointer, point)), key=_depth, default="")


def _depth(pointer: str) -> tuple[int, int]:
    return pointer.count("/"), len(pointer)


def _holds(spans: Mapping[str, Span], pointer: str, point: Point) -> bool:
    span = spans[pointer]
    return (span.key_start or span.start) <= point <= span.end
