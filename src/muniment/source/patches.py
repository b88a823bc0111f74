"""One change of a YAML text: which stretch is to be replaced by what, so that every other byte stays."""

from dataclasses import dataclass
from typing import Any

from muniment.base.addresses import join, tokens
from muniment.source.layout import Layout
from muniment.source.writing import block, flow, text

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
_NOTHING = (0, 0)


@dataclass(frozen=True, slots=True)
class Patch:
    """A stretch of the text with what is to stand there, and the stretch whose comments go with it."""

    start: int
    end: int
    new: str
    lost: tuple[int, int] = _NOTHING


class Editor:
    """Makes one edit on a text whose layout is known; None where more would have to be rewritten."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.text = layout.text

    def changed(self, edit: Change) -> Patch | None:
        """Return the patch that makes an edit."""
        stands = edit.pointer in self.layout.spans
        if isinstance(edit, Renaming):
            return self._renamed(edit) if stands else None
        if isinstance(edit, Removal):
            return self._removed(edit.pointer) if stands else None
        if stands:
            return self._replaced(edit.pointer, edit.value)
        return self._added(edit)

    def _renamed(self, edit: Renaming) -> Patch | None:
        span = self.layout.key_extent(edit.pointer)
        return self._with(span, text(edit.key)) if span else None

    def _with(self, stretch: tuple[int, int], new: str, lost: tuple[int, int] = _NOTHING) -> Patch:
        return Patch(*stretch, new, lost)

    def _replaced(self, pointer: str, value: Any) -> Patch | None:
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

    def _block_replaced(self, pointer: str, value: Any) -> Patch | None:
        """Put a value in place of a block; with comments in it they would be lost, so it stays."""
        before = self.layout.before_block(pointer)
        if before is None:
            return None
        end = self.layout.value_end(pointer)
        if any(before <= place < end for place, _ in self.layout.comments()):
            return None
        return self._with((before, end), f" {flow(value)}")

    def _removed(self, pointer: str) -> Patch | None:
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

    def _removed_from_flow(self, pointer: str, siblings: list[str]) -> Patch | None:
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

    def _added(self, edit: Edit) -> Patch | None:
        pointer, parts = known(self.layout, edit.pointer)
        inside, value = self.layout.value(pointer), edit.value
        for key in reversed(parts[1:]):
            value = {key: value}
        if isinstance(inside, list):
            return self._appended(pointer, value)
        return self._member_added(pointer, parts[0], value) if isinstance(inside, dict) else None

    def _member_added(self, pointer: str, key: str, value: Any) -> Patch | None:
        if self.layout.is_flow(pointer):
            return self._into_flow(pointer, f"{text(key)}: {flow(value)}")
        siblings = self.layout.members(pointer)
        start = self.layout.member_start(siblings[0]) if siblings and not self.layout.in_flow(pointer) else None
        if start is None:
            return None
        return self._lines_after(pointer, block(key, value, " " * self.layout.column(start)))

    def _appended(self, pointer: str, value: Any) -> Patch | None:
        if self.layout.is_flow(pointer):
            return self._into_flow(pointer, flow(value))
        siblings = self.layout.members(pointer)
        start = self.layout.member_start(siblings[-1]) if siblings else None
        if start is None:
            return None
        return self._lines_after(pointer, [f"{' ' * self.layout.column(start)}- {flow(value)}"])

    def _into_flow(self, pointer: str, new: str) -> Patch:
        siblings = self.layout.members(pointer)
        if not siblings:
            at = self.layout.extent(pointer)[0] + 1
            return self._with((at, at), new)
        at = self.layout.extent(siblings[-1])[1]
        return self._with((at, at), f", {new}")

    def _lines_after(self, pointer: str, lines: list[str]) -> Patch:
        newline = self.layout.newline
        at = self.layout.line_after(pointer)
        before = "" if at == 0 or self.text[at - 1] in "\r\n" else newline
        return self._with((at, at), before + "".join(f"{line}{newline}" for line in lines))


def known(layout: Layout, pointer: str) -> tuple[str, list[str]]:
    """Return the part of a pointer that is there, and the keys after it that are not."""
    known, parts = "", tokens(pointer)
    while parts and join(known, parts[0]) in layout.spans:
        known = join(known, parts.pop(0))
    return known, parts
