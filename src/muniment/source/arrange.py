"""A YAML text in one form: members in a given order, two blanks a level. Values, quotes, comments stay as written.

A comment goes with what stands below it, one that is indented like the block above with that block. Nothing is
believed: the caller reads the text again and compares.
"""

import re
from collections.abc import Mapping, Sequence

from muniment.source.layout import Layout

_BREAK = re.compile(r"\r\n|\r|\n")
_STEP = 2
#: The order of the keys of a mapping, by its pointer; where there is none they stay as they are.
Orders = Mapping[str, Sequence[str]]


class CannotArrange(Exception):
    """A text is written in a way that cannot be arranged; it stays as it is."""


def arranged(layout: Layout, orders: Orders) -> str:
    """Return a text arranged; CannotArrange where it is written in a way that this cannot do."""
    if not isinstance(layout.value(""), dict) or layout.is_flow("") or not layout.value(""):
        raise CannotArrange
    arranger = _Arranger(layout, orders)
    text = layout.text
    first = layout.member_start(layout.members("")[0])
    if first is None:
        raise CannotArrange
    head, own = _head(text[: layout.line_start(first)])
    body = arranger.lines("", 0, own)
    tail = text[arranger.end(layout.members("")[-1], 0) :]
    return head + "".join(f"{line}{layout.newline}" for line in body) + tail


def _head(before: str) -> tuple[str, list[str]]:
    """Part what stands before the first key: what stays at the top, and the comment right above the key."""
    lines = before.splitlines(keepends=True)
    cut = len(lines)
    while cut and lines[cut - 1].strip() and not lines[cut - 1].startswith("# yaml-language-server:"):
        cut -= 1
    # A comment that begins the file speaks of the file.
    if cut == 0 or lines[cut - 1].strip():
        return before, []
    return "".join(lines[:cut]), [line.rstrip("\r\n") for line in lines[cut:]]


class _Arranger:
    def __init__(self, layout: Layout, orders: Orders) -> None:
        self.layout = layout
        self.text = layout.text
        self.orders = orders

    def lines(self, pointer: str, column: int, above: list[str]) -> list[str]:
        """Return the lines of a block, its members at a column; ``above`` is what stands above the first one."""
        members = self.layout.members(pointer)
        starts = [self._start(member) for member in members]
        parts: list[tuple[str, list[str], list[str]]] = []
        for number, member in enumerate(members):
            leading = above
            if number:
                before = self.end(members[number - 1], self.layout.column(starts[number - 1]))
                leading = self._leading(before, starts[number], column)
            parts.append((member, leading, self._member(member, starts[number], column)))
        order = self.orders.get(pointer)
        if order is not None:
            place = {key: number for number, key in enumerate(order)}
            keys = list(self.layout.value(pointer))
            rank = {member: place.get(key, len(place)) for member, key in zip(members, keys, strict=True)}
            parts.sort(key=lambda part: rank[part[0]])
        return [line for _, leading, own in parts for line in (*leading, *own)]

    def end(self, member: str, column: int) -> int:
        """Return where a member ends: after its last line, and after comments indented deeper than itself."""
        at = self.layout.line_after(member)
        if not self.layout.is_collection(member) or self.layout.is_flow(member):
            return at
        while found := re.compile(r"([ \t]*)#[^\r\n]*(?:\r\n|\r|\n|\Z)").match(self.text, at):
            if len(found[1]) <= column:
                break
            at = found.end()
        return at

    def _start(self, member: str) -> int:
        start = self.layout.member_start(member)
        if start is None:
            raise CannotArrange
        return start

    def _leading(self, start: int, end: int, column: int) -> list[str]:
        """Return the comments and empty lines between two members, the comments at the column of the members."""
        end = self.layout.line_start(end)
        if end < start:
            raise CannotArrange
        lines = _BREAK.split(self.text[start:end])[:-1] if end > start else []
        if any(line.strip() and not line.lstrip().startswith("#") for line in lines):
            raise CannotArrange
        return [" " * column + line.strip() if line.strip() else "" for line in lines]

    def _member(self, member: str, start: int, column: int) -> list[str]:
        layout = self.layout
        is_item = isinstance(layout.value(member.rpartition("/")[0]), list)
        if not layout.is_collection(member) or layout.is_flow(member):
            return self._moved(start, layout.line_after(member), column)
        if is_item:
            return self._item(member, start, column)
        # The key stands alone on its line, perhaps with a comment.
        first = self._start(layout.members(member)[0])
        line = _BREAK.search(self.text, start)
        if line is None or line.end() > layout.line_start(first):
            raise CannotArrange
        leading = self._leading(line.end(), first, column + _STEP)
        inner = self.lines(member, column + _STEP, leading)
        return [" " * column + self.text[start : line.start()], *inner, *self._trail(member, start, column)]

    def _item(self, member: str, start: int, column: int) -> list[str]:
        first = self._start(self.layout.members(member)[0])
        if self.layout.line_start(first) != self.layout.line_start(start):
            raise CannotArrange
        inner = self.lines(member, column + _STEP, [])
        above = 0
        while not inner[above].strip() or inner[above].lstrip().startswith("#"):
            above += 1
        comments = [" " * column + line.strip() if line.strip() else "" for line in inner[:above]]
        line = " " * column + "- " + inner[above][column + _STEP :]
        return [*comments, line, *inner[above + 1 :], *self._trail(member, start, column)]

    def _trail(self, member: str, start: int, column: int) -> list[str]:
        """Return the comments that end a block, after those that end the blocks inside it, one level below its head."""
        last = self.layout.members(member)[-1]
        inside = self.end(last, self.layout.column(self._start(last)))
        lines = _BREAK.split(self.text[inside : self.end(member, self.layout.column(start))])
        return [" " * (column + _STEP) + line.strip() for line in lines if line.strip()]

    def _moved(self, start: int, end: int, column: int) -> list[str]:
        """Return the lines of a scalar or flow value, all moved by what its first line is moved."""
        delta = column - self.layout.column(start)
        first, *rest = _BREAK.split(self.text[start:end])
        if rest and not rest[-1]:
            rest.pop()
        return [" " * column + first, *(_shifted(line, delta) for line in rest)]


def _shifted(line: str, delta: int) -> str:
    if not line.strip():
        return line
    if delta >= 0:
        return " " * delta + line
    blanks = len(line) - len(line.lstrip(" "))
    if blanks < -delta:
        raise CannotArrange
    return line[-delta:]
