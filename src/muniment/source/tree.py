"""The located tree: plain values, and on demand the place in the text of every key and value.

Spans cost time and are needed only where something is wrong, so a tree keeps its text and looks places up when a
finding is reported.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from muniment.base.addresses import tokens
from muniment.base.findings import Place


class Refused:
    """The type of REFUSED: stands where a value was refused, so that later steps pass over it in silence."""

    def __repr__(self) -> str:
        return "REFUSED"


#: Put in the place of a value that the reader refused; its finding has been made already.
REFUSED = Refused()


@dataclass(frozen=True, slots=True)
class Span:
    """Where one node stands: 0-based line and column of its start and end; for a mapping's member also its key."""

    start: tuple[int, int]
    end: tuple[int, int]
    key_start: tuple[int, int] | None = None
    key_end: tuple[int, int] | None = None


@dataclass(slots=True)
class Tree:
    """One YAML file as read: path for people, text, value, and (lazily) its lines and the spans by pointer."""

    file: str
    text: str
    value: Any
    spans: dict[str, Span] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def place(self, pointer: str, *, on_key: bool = False) -> Place:
        """Return the place of a pointer; of the nearest enclosing node if that pointer is not in the text."""
        span = self._span(pointer)
        start, end = span.start, span.end
        if on_key and span.key_start and span.key_end:
            start, end = span.key_start, span.key_end
        return Place(self.file, start[0] + 1, start[1] + 1, end[0] + 1, end[1] + 1)

    def excerpt(self, line: int) -> str:
        """Return one line of the text (1-based), or an empty string beyond the end."""
        if not self.lines:
            self.lines = re.split(r"\r\n|\r|\n", self.text)
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def all_spans(self) -> dict[str, Span]:
        """Return where every node stands, by pointer; they are looked up once."""
        if not self.spans:
            from muniment.source.load import read_spans

            self.spans = read_spans(self.text)
        return self.spans

    @staticmethod
    def later(file: str, content: bytes) -> "Tree":
        """Return the tree of a file that was read before; text and value are read again when somebody asks for them."""
        tree = _Later.__new__(_Later)
        tree.file, tree.spans, tree.lines, tree.content = file, {}, [], content
        return tree

    def _span(self, pointer: str) -> Span:
        spans = self.all_spans()
        parts = tokens(pointer)
        while pointer not in spans and parts:
            parts.pop()
            pointer = pointer[: pointer.rindex("/")]
        return spans.get(pointer, Span((0, 0), (0, 0)))


class _Later(Tree):
    """A tree whose text and value are read from the bytes of its file at first use."""

    __slots__ = ("_decoded", "_read", "content")

    content: bytes

    @property
    def text(self) -> str:  # type: ignore[override]
        """The text of the file, without the mark that may stand before it."""
        if not hasattr(self, "_decoded"):
            self._decoded = self.content.decode("utf-8").removeprefix("\ufeff")
        return self._decoded

    @property
    def value(self) -> Any:
        """The plain value of the text."""
        if not hasattr(self, "_read"):
            from muniment.source.load import load_tree

            tree, _ = load_tree(self.text.encode("utf-8"), self.file)
            self._read = tree.value if tree is not None else None
        return self._read
