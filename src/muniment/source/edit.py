"""Edits of a YAML text that keep every other byte: a value put in place of another, or added to a mapping.

Each edit is proved: the text is read again, and must hold what it held, with this one value changed. What could only be
done by rewriting more (a block in place of a value, a list that is not there) is not done, and said.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from muniment.base.addresses import join, tokens
from muniment.source.load import load_tree, read_spans
from muniment.source.tree import Span
from muniment.source.writing import block, flow, text

_BREAK = re.compile(r"\r\n|\r|\n")
_FLOW = ("{", "[")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Edit:
    """A value that is to stand at a pointer (RFC 6901); keys at its end that are not there are added."""

    pointer: str
    value: Any


def edit_bytes(data: bytes, edits: Sequence[Edit], file: str = "") -> tuple[bytes, list[Edit]]:
    """Return the bytes of a file with the edits made, and those that could not be made so."""
    left: list[Edit] = []
    for edit in edits:
        made = _edited(data, edit, file)
        if made is None:
            left.append(edit)
        else:
            data = made
    return data, left


def _edited(data: bytes, edit: Edit, file: str) -> bytes | None:
    tree, findings = load_tree(data, file)
    if tree is None:
        return None
    wanted = _with(tree.value, tokens(edit.pointer), edit.value)
    located = _Text(tree.text, tree.value)
    changed = located.changed(edit) if wanted is not None else None
    if changed is None:
        return None
    made = (_MARK if data.startswith(_MARK) else b"") + changed.encode()
    after, said = load_tree(made, file)
    if after is None or after.value != wanted or len(said) != len(findings):
        return None
    return made


def _with(value: Any, keys: list[str], new: Any) -> Any:
    """Return a copy of a value with another one at a place below it; None where that cannot be."""
    whole = copy.deepcopy(value)
    inside = whole
    for position, key in enumerate(keys):
        last = position == len(keys) - 1
        if isinstance(inside, list):
            if not key.isdigit() or int(key) >= len(inside):
                return None
            at: Any = int(key)
        elif isinstance(inside, dict):
            at = key
            inside.setdefault(key, {})
        else:
            return None
        if last:
            inside[at] = new
        inside = inside[at]
    return whole


class _Text:
    """A text with its value and where everything stands."""

    def __init__(self, text: str, value: Any) -> None:
        self.text, self.value = text, value
        self.spans = read_spans(text)
        self.starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        found = _BREAK.search(text)
        self.newline = found[0] if found else "\n"

    def changed(self, edit: Edit) -> str | None:
        """Return the text with one edit; None where more would have to be rewritten."""
        if edit.pointer in self.spans:
            return self._replaced(edit)
        parts = tokens(edit.pointer)
        pointer, inside, kept = "", self.value, 0
        while kept < len(parts) and join(pointer, parts[kept]) in self.spans:
            inside = inside[int(parts[kept])] if isinstance(inside, list) else inside[parts[kept]]
            pointer, kept = join(pointer, parts[kept]), kept + 1
        value = edit.value
        for key in reversed(parts[kept + 1 :]):
            value = {key: value}
        return self._added(pointer, inside, parts[kept], value) if isinstance(inside, dict) else None

    def _replaced(self, edit: Edit) -> str | None:
        start, end = self._extent(edit.pointer)
        is_block = self.text[start : start + 1] in ("|", ">") or (
            isinstance(self._at(edit.pointer), dict | list) and not self._is_flow(edit.pointer)
        )
        return None if is_block else self.text[:start] + flow(edit.value) + self.text[end:]

    def _added(self, pointer: str, inside: dict[str, Any], key: str, value: Any) -> str | None:
        if self._is_flow(pointer):
            if not inside:
                at = self._extent(pointer)[0] + 1
                return f"{self.text[:at]}{text(key)}: {flow(value)}{self.text[at:]}"
            at = self._extent(join(pointer, list(inside)[-1]))[1]
            return f"{self.text[:at]}, {text(key)}: {flow(value)}{self.text[at:]}"
        first = self.spans[join(pointer, next(iter(inside)))] if inside else None
        if first is None or first.key_start is None:
            return None
        lines = block(key, value, " " * first.key_start[1])
        at = self._line_after(pointer)
        before = "" if at == 0 or self.text[at - 1] in "\r\n" else self.newline
        return self.text[:at] + before + "".join(f"{line}{self.newline}" for line in lines) + self.text[at:]

    def _line_after(self, pointer: str) -> int:
        """Return where the line begins after the last thing in a block."""
        value = self._at(pointer)
        while isinstance(value, dict | list) and value and not self._is_flow(pointer):
            key: Any = list(value)[-1] if isinstance(value, dict) else len(value) - 1
            pointer, value = join(pointer, key), value[key]
        start, end = self._extent(pointer)
        if self.text[start : start + 1] in ("|", ">") and self.spans[pointer].end[1] == 0:
            return end
        found = _BREAK.search(self.text, end)
        return found.end() if found else len(self.text)

    def _at(self, pointer: str) -> Any:
        inside = self.value
        for key in tokens(pointer):
            inside = inside[int(key)] if isinstance(inside, list) else inside[key]
        return inside

    def _is_flow(self, pointer: str) -> bool:
        start = self._extent(pointer)[0]
        return self.text[start : start + 1] in _FLOW

    def _extent(self, pointer: str) -> tuple[int, int]:
        span: Span = self.spans[pointer]
        return self._offset(span.start), self._offset(span.end)

    def _offset(self, place: tuple[int, int]) -> int:
        line, column = place
        return min(self.starts[line] + column, len(self.text)) if line < len(self.starts) else len(self.text)
