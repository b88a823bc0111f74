"""Edits of a YAML text that keep every other byte: a value replaced, added or taken away, in block and in flow style.

Each edit is proved: the text is read again, and must hold what it held with this one change, and every comment that
does not belong to what was changed. What could only be done by rewriting more is not done, and said.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from muniment.base.addresses import join, tokens
from muniment.base.findings import Severity
from muniment.source.layout import Layout
from muniment.source.load import load_tree
from muniment.source.writing import block, flow, text

_MARK = b"\xef\xbb\xbf"
#: At the end of a pointer: behind the last item of a list (RFC 6901).
END = "-"


@dataclass(frozen=True, slots=True)
class Edit:
    """A value that is to stand at a pointer (RFC 6901); keys at its end that are not there are added."""

    pointer: str
    value: Any


@dataclass(frozen=True, slots=True)
class Removal:
    """A member or an item that is to go, with the comment behind it and those inside it."""

    pointer: str


@dataclass(frozen=True, slots=True)
class Renaming:
    """A key that is to have another name; its value stays as it is."""

    pointer: str
    key: str


Change = Edit | Removal | Renaming


def edit_bytes(data: bytes, edits: Sequence[Change], file: str = "") -> tuple[bytes, list[Change]]:
    """Return the bytes of a file with the edits made, and those that could not be made so."""
    left: list[Change] = []
    for edit in edits:
        made = _edited(data, edit, file)
        if made is None:
            left.append(edit)
        else:
            data = made
    return data, left


def _edited(data: bytes, edit: Change, file: str) -> bytes | None:
    tree, findings = load_tree(data, file)
    # What the reader refused stands in the text and not in the value: nobody can say where it would be written.
    if tree is None or any(finding.severity is Severity.ERROR for finding in findings):
        return None
    wanted = _wanted(tree.value, edit)
    if wanted is None:
        return None
    before = Layout(tree.text, tree.value)
    made = _Editor(before).changed(edit)
    if made is None:
        return None
    changed, lost = made
    written = (_MARK if data.startswith(_MARK) else b"") + changed.encode()
    after, said = load_tree(written, file)
    if after is None or not _same(after.value, wanted[0]) or len(said) > len(findings):
        return None
    kept = [comment for comment in before.comments() if not lost[0] <= comment[0] < lost[1]]
    if [comment[1] for comment in Layout(after.text, after.value).comments()] != [comment[1] for comment in kept]:
        return None
    return written


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same, in the same order and of the same types."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _wanted(value: Any, edit: Change) -> tuple[Any] | None:
    """Return what the file is to hold, in a tuple; None where the edit cannot be meant."""
    keys = tokens(edit.pointer)
    if not keys:
        return None
    whole = copy.deepcopy(value)
    inside = whole
    for key in keys[:-1]:
        inside = _inside(inside, key, make=isinstance(edit, Edit))
        if inside is None:
            return None
    last = keys[-1]
    if isinstance(edit, Edit):
        return (whole,) if _put(inside, last, edit.value) else None
    if isinstance(edit, Renaming):
        if not isinstance(inside, dict) or last not in inside or edit.key in inside:
            return None
        members = [(edit.key if key == last else key, item) for key, item in inside.items()]
        inside.clear()
        inside.update(members)
        return (whole,)
    if isinstance(inside, list) and last.isdigit() and int(last) < len(inside):
        del inside[int(last)]
        return (whole,)
    if isinstance(inside, dict) and last in inside:
        del inside[last]
        return (whole,)
    return None


def _inside(value: Any, key: str, *, make: bool) -> Any:
    if isinstance(value, list):
        return value[int(key)] if key.isdigit() and int(key) < len(value) else None
    if isinstance(value, dict):
        return value.setdefault(key, {}) if make else value.get(key)
    return None


def _put(inside: Any, key: str, value: Any) -> bool:
    if isinstance(inside, dict):
        inside[key] = value
        return True
    if isinstance(inside, list) and (key == END or (key.isdigit() and int(key) <= len(inside))):
        place = len(inside) if key == END else int(key)
        inside[place : place + 1] = [value]
        return True
    return False


#: A changed text, and the stretch of the old one whose comments go with it.
_Changed = tuple[str, tuple[int, int]]
_NOTHING = (0, 0)


class _Editor:
    """Makes one edit on a text whose layout is known; None where more would have to be rewritten."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.text = layout.text

    def changed(self, edit: Change) -> _Changed | None:
        known = edit.pointer in self.layout.spans
        if isinstance(edit, Renaming):
            return self._renamed(edit) if known else None
        if isinstance(edit, Removal):
            return self._removed(edit.pointer) if known else None
        if known:
            return self._replaced(edit.pointer, edit.value)
        return self._added(edit)

    def _renamed(self, edit: Renaming) -> _Changed | None:
        span = self.layout.key_extent(edit.pointer)
        return self._with(span, text(edit.key)) if span else None

    def _with(self, stretch: tuple[int, int], new: str, lost: tuple[int, int] = _NOTHING) -> _Changed:
        return self.text[: stretch[0]] + new + self.text[stretch[1] :], lost

    def _replaced(self, pointer: str, value: Any) -> _Changed | None:
        layout = self.layout
        start, end = layout.extent(pointer)
        if layout.is_block_scalar(pointer):
            header = self.text[start:end].splitlines()[0]
            mark, blank, comment = header.partition(" #")
            end = start + len(self.text[start:end].rstrip())
            return self._with((start, end), f"{flow(value)}{blank}{comment}" if mark.strip() else flow(value))
        if layout.is_collection(pointer) and not layout.is_flow(pointer):
            return self._block_replaced(pointer, value)
        blank = " " if start == end and start and self.text[start - 1] not in " \t" else ""
        behind = (
            " " if start == end and self.text[end : end + 1] not in ("", " ", "\t", "\r", "\n", ",", "}", "]") else ""
        )
        return self._with((start, end), f"{blank}{flow(value)}{behind}")

    def _block_replaced(self, pointer: str, value: Any) -> _Changed | None:
        """Put a value in place of a block; with comments in it they would be lost, so it stays."""
        before = self.layout.before_block(pointer)
        if before is None:
            return None
        end = self.layout.value_end(pointer)
        if any(before <= place < end for place, _ in self.layout.comments()):
            return None
        return self._with((before, end), f" {flow(value)}")

    def _removed(self, pointer: str) -> _Changed | None:
        layout = self.layout
        above, _, _ = pointer.rpartition("/")
        siblings = layout.members(above)
        if layout.is_flow(above):
            return self._removed_from_flow(pointer, siblings)
        if layout.in_flow(above):
            return None
        if len(siblings) == 1:
            return self._block_replaced(above, [] if isinstance(layout.value(above), list) else {})
        start = layout.member_start(pointer)
        if start is None:
            return None
        line = layout.line_start(start)
        end = layout.line_after(pointer)
        if not self.text[line:start].strip():
            return self._with((line, end), "", (line, end))
        # It stands behind a hyphen: the next member takes its place there.
        place = siblings.index(pointer)
        following = layout.member_start(siblings[place + 1]) if place + 1 < len(siblings) else None
        if following is None or self.text[end:following].strip() or self.text[line:start].strip(" -"):
            return None
        return self._with((start, following), "", (start, end))

    def _removed_from_flow(self, pointer: str, siblings: list[str]) -> _Changed | None:
        layout = self.layout
        place = siblings.index(pointer)
        start = layout.member_start(pointer)
        if start is None:
            return None
        end = layout.extent(pointer)[1]
        if place + 1 < len(siblings):
            following = layout.member_start(siblings[place + 1])
            return self._with((start, following), "", (start, end)) if following is not None else None
        if place:
            return self._with((layout.extent(siblings[place - 1])[1], end), "", (start, end))
        return self._with((start, end), "", (start, end))

    def _added(self, edit: Edit) -> _Changed | None:
        layout = self.layout
        parts = tokens(edit.pointer)
        pointer, kept = "", 0
        while kept < len(parts) and join(pointer, parts[kept]) in layout.spans:
            pointer, kept = join(pointer, parts[kept]), kept + 1
        inside, value = layout.value(pointer), edit.value
        for key in reversed(parts[kept + 1 :]):
            value = {key: value}
        if isinstance(inside, list):
            return self._appended(pointer, value)
        return self._member_added(pointer, parts[kept], value) if isinstance(inside, dict) else None

    def _member_added(self, pointer: str, key: str, value: Any) -> _Changed | None:
        if self.layout.is_flow(pointer):
            return self._into_flow(pointer, f"{text(key)}: {flow(value)}")
        siblings = self.layout.members(pointer)
        start = self.layout.member_start(siblings[0]) if siblings and not self.layout.in_flow(pointer) else None
        if start is None:
            return None
        return self._lines_after(pointer, block(key, value, " " * self.layout.column(start)))

    def _appended(self, pointer: str, value: Any) -> _Changed | None:
        if self.layout.is_flow(pointer):
            return self._into_flow(pointer, flow(value))
        siblings = self.layout.members(pointer)
        start = self.layout.member_start(siblings[-1]) if siblings else None
        if start is None:
            return None
        return self._lines_after(pointer, [f"{' ' * self.layout.column(start)}- {flow(value)}"])

    def _into_flow(self, pointer: str, new: str) -> _Changed:
        siblings = self.layout.members(pointer)
        if not siblings:
            at = self.layout.extent(pointer)[0] + 1
            return self._with((at, at), new)
        at = self.layout.extent(siblings[-1])[1]
        return self._with((at, at), f", {new}")

    def _lines_after(self, pointer: str, lines: list[str]) -> _Changed:
        newline = self.layout.newline
        at = self.layout.line_after(pointer)
        before = "" if at == 0 or self.text[at - 1] in "\r\n" else newline
        return self._with((at, at), before + "".join(f"{line}{newline}" for line in lines))
