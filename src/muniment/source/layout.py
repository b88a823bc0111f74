"""Where everything stands in a YAML text: values, keys, hyphens, comments, the ends of lines."""

import re
from collections.abc import Iterator
from typing import Any

from muniment.base.addresses import join, tokens
from muniment.source.load import read_spans
from muniment.source.tree import Span

_BREAK = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"(?:(?<=[ \t\r\n,\[\]{}])|^)#[^\r\n]*")
#: What of a scalar is hidden while comments are looked for: everything but its line ends.
_INSIDE = re.compile(r"[^\r\n]")
_FLOW = ("{", "[")
_HYPHEN = re.compile(r"-[ \t]*\Z")


class Layout:
    """A text with its value, and where every node stands; offsets are characters from the beginning."""

    def __init__(self, text: str, value: Any) -> None:
        self.text, self._value = text, value
        self.spans: dict[str, Span] = read_spans(text)
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        found = _BREAK.search(text)
        self.newline = found[0] if found else "\n"

    def value(self, pointer: str) -> Any:
        """Return the value at a pointer."""
        inside = self._value
        for key in tokens(pointer):
            inside = inside[int(key)] if isinstance(inside, list) else inside[key]
        return inside

    def members(self, pointer: str) -> list[str]:
        """Return the pointers of the members or items of a collection, in their order."""
        value = self.value(pointer)
        keys: Any = range(len(value)) if isinstance(value, list) else value
        return [join(pointer, key) for key in keys]

    def is_collection(self, pointer: str) -> bool:
        """Tell a mapping or list from a scalar."""
        return isinstance(self.value(pointer), dict | list)

    def is_flow(self, pointer: str) -> bool:
        """Tell whether a collection is written in braces or brackets of its own."""
        start = self.extent(pointer)[0]
        return self.is_collection(pointer) and self.text[start : start + 1] in _FLOW

    def in_flow(self, pointer: str) -> bool:
        """Tell whether a node stands inside braces or brackets."""
        while pointer:
            pointer = pointer.rpartition("/")[0]
            if self.is_flow(pointer):
                return True
        return False

    def is_block_scalar(self, pointer: str) -> bool:
        """Tell whether a text is written below its key, after | or >."""
        start = self.extent(pointer)[0]
        return not self.is_collection(pointer) and self.text[start : start + 1] in ("|", ">")

    def extent(self, pointer: str) -> tuple[int, int]:
        """Return where a node begins and ends; that of a block ends only where the next thing begins."""
        span = self.spans[pointer]
        return self._offset(span.start), self._offset(span.end)

    def key_extent(self, pointer: str) -> tuple[int, int] | None:
        """Return where the key of a member begins and ends, its quotes among it."""
        span = self.spans[pointer]
        if span.key_start is None or span.key_end is None:
            return None
        return self._offset(span.key_start), self._offset(span.key_end)

    def member_start(self, pointer: str) -> int | None:
        """Return where a member begins with its key, or an item with its hyphen; None where neither can be told."""
        above = pointer.rpartition("/")[0]
        if isinstance(self.value(above), dict):
            key = self.key_extent(pointer)
            if key is None or not re.fullmatch(r"[ \t]*:\s*.*", self.text[key[1] : self.extent(pointer)[0] + 1], re.S):
                return None
            return key[0]
        start = self.extent(pointer)[0]
        if self.is_flow(above):
            return start
        found = _HYPHEN.search(self.text, self.line_start(start), start)
        if found is not None:
            return found.start()
        head = self.text[:start].rstrip()
        return len(head) - 1 if head.endswith("-") else None

    def line_start(self, offset: int) -> int:
        """Return where the line of an offset begins."""
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def column(self, offset: int) -> int:
        """Return how many characters stand before an offset on its line."""
        return offset - self.line_start(offset)

    def value_end(self, pointer: str) -> int:
        """Return where the last thing inside a node ends."""
        while self.is_collection(pointer) and not self.is_flow(pointer) and self.members(pointer):
            pointer = self.members(pointer)[-1]
        start, end = self.extent(pointer)
        if self.is_block_scalar(pointer):
            return start + len(self.text[start:end].rstrip())
        return end

    def line_after(self, pointer: str) -> int:
        """Return where the line begins after the last thing in a node, the comment behind it included."""
        last = pointer
        while self.is_collection(last) and not self.is_flow(last) and self.members(last):
            last = self.members(last)[-1]
        start, end = self.extent(last)
        if self.is_block_scalar(last):
            # Empty lines after it are content only where its head says so.
            head = _BREAK.split(self.text[start:end], maxsplit=1)[0]
            if "+" in head.partition("#")[0] and self.spans[last].end[1] == 0:
                return end
            end = self.value_end(last)
        found = _BREAK.search(self.text, end)
        return found.end() if found else len(self.text)

    def before_block(self, pointer: str) -> int | None:
        """Return where the colon or hyphen ends after which a block begins; None where that cannot be told."""
        start = self.extent(pointer)[0]
        key = self.key_extent(pointer)
        if key is None:
            hyphen = self.member_start(pointer) if pointer else None
            return hyphen + 1 if hyphen is not None and not self.text[hyphen + 1 : start].strip() else None
        found = re.match(r"[ \t]*:", self.text[key[1] : start])
        return key[1] + found.end() if found else None

    def comments(self) -> list[tuple[int, str]]:
        """Return every comment with its offset, in order."""
        masked = self.text
        pieces, at = [], 0
        for start, end in sorted(self._scalars()):
            pieces += [masked[at:start], _INSIDE.sub("\0", masked[start:end])]
            at = end
        return [(found.start(), found[0]) for found in _COMMENT.finditer("".join([*pieces, masked[at:]]))]

    def _scalars(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches of keys and scalars, in which a # begins no comment; of a block those below its head."""
        for pointer in self.spans:
            key = self.key_extent(pointer)
            if key is not None:
                yield key
            if self.is_collection(pointer):
                continue
            start, end = self.extent(pointer)
            if self.is_block_scalar(pointer):
                found = _BREAK.search(self.text, start, end)
                start = found.end() if found else end
            yield start, end

    def _offset(self, place: tuple[int, int]) -> int:
        line, column = place
        return min(self._starts[line] + column, len(self.text)) if line < len(self._starts) else len(self.text)
