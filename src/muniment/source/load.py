"""The hardened YAML reader: YAML 1.2 core, one document, no aliases, tags, duplicate or non-string keys.

The value is built straight from libyaml's events, without recursion, so that depth is bounded before anything can
overflow (composing 30,000 nested brackets crashes the interpreter). Whatever is refused is a finding with a place.
"""

import contextlib
import re
from typing import Any

import yaml

from muniment.base.addresses import join
from muniment.base.findings import Finding, Place, Severity
from muniment.source.flawless import flawless_value
from muniment.source.scalars import MAX_DIGITS, ODD_START, is_special, typed
from muniment.source.tree import REFUSED, Span, Tree

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 64
_TOO_DEEP = (f"The file is nested more than {MAX_DEPTH} levels deep.", "Flatten it: no card needs this.")
#: Far more than any card needs; they keep the time to read a hostile file within a second.
MAX_NODES = 50_000
MAX_REFUSALS = 500

#: libyaml counts these as line breaks, editors do not: every later line number would be wrong.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")


class Stop(Exception):
    """Internal to this module: the reading of a file stops here, with this finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def load_tree(data: bytes, file: str) -> tuple[Tree | None, list[Finding]]:
    """Read one YAML file from its bytes; return its tree (None if it cannot be read) and all findings."""
    findings: list[Finding] = []
    try:
        text = _decode(data, file, findings)
        value = flawless_value(text, MAX_NODES, MAX_DEPTH)
        if value is REFUSED:
            value = _Reader(text, file, findings).read()
    except Stop as stop:
        return None, [*findings, stop.finding]
    return Tree(file, text, value), findings


def read_spans(text: str) -> dict[str, Span]:
    """Return the span of every pointer of a text that load_tree has read before."""
    reader = _Reader(text, "", [], spans={})
    with contextlib.suppress(Stop):
        reader.read()
    return reader.spans or {"": Span((0, 0), (0, 0))}


def _decode(data: bytes, file: str, findings: list[Finding]) -> str:
    if len(data) > MAX_BYTES:
        raise Stop(
            _at(file, "MUN101", f"The file has {len(data):,} bytes; a card has at most {MAX_BYTES:,}.",
                "Split it, or keep long lists in a data file that the card names.")
        )  # fmt: skip
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Stop(_at(file, "MUN102", "The file is UTF-16.", "Save it as UTF-8."))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start)
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace"))
        raise Stop(
            _at(file, "MUN102", f"Byte {error.start:,} of the file (0x{data[error.start]:02x}) is not UTF-8.",
                "Save the file as UTF-8.", line, column)
        ) from None  # fmt: skip
    if text.startswith("\ufeff"):
        findings.append(
            _at(file, "MUN103", "The file begins with a byte order mark.",
                'Save it as "UTF-8" without BOM.', severity=Severity.WARNING)
        )  # fmt: skip
        text = text[1:]
    if "\0" in text:
        line, column = _line_column(text, text.index("\0"))
        raise Stop(_at(file, "MUN104", "The file holds a NUL character.", "Delete it.", line, column))
    if odd := _ODD_BREAK.search(text):
        line, column = _line_column(text, odd.start())
        raise Stop(
            _at(file, "MUN104", f"The file holds the invisible line break U+{ord(odd[0]):04X}.",
                "Delete it, or write an ordinary line break.", line, column)
        )  # fmt: skip
    if not text.strip():
        raise Stop(_at(file, "MUN105", "The file is empty.", "Begin with: muniment: 1, kind, name, version."))
    return text


def _line_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1)


def _at(
    file: str, code: str, message: str, remedy: str, line: int = 0, column: int = 0, *,
    severity: Severity = Severity.ERROR, pointer: str = "", end: tuple[int, int] | None = None,
) -> Finding:  # fmt: skip
    stop = end or (line, column + 1)
    place = Place(file, line + 1, column + 1, stop[0] + 1, stop[1] + 1)
    return Finding(code, severity, message, remedy, file=file, pointer=pointer, place=place)


class _Reader:
    """One pass over libyaml's events; a stack of open collections instead of recursion."""

    def __init__(self, text: str, file: str, findings: list[Finding], spans: dict[str, Span] | None = None) -> None:
        self.text = text
        self.file = file
        self.findings = findings
        self.spans = spans
        self.stack: list[_Open] = []
        self.root: Any = None
        self.done = False
        self.nodes = 0

    def read(self) -> Any:
        try:
            for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
                handler = _HANDLERS.get(type(event))
                if handler is not None:
                    handler(self, event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            said = (error.problem or "").strip() or "the text is not YAML"
            if "nesting depth" in said:
                # Some versions of libyaml have a limit of their own, which is met before the events are there.
                raise Stop(_at(self.file, "MUN109", *_TOO_DEEP, line, column)) from None
            raise Stop(
                _at(self.file, "MUN106", f"This is not YAML: {said}.",
                    "Check indentation, colons and quotes here and in the line above.", line, column)
            ) from None  # fmt: skip
        except yaml.reader.ReaderError as error:
            line, column = _line_column(self.text, error.position)
            raise Stop(
                _at(self.file, "MUN104", f"The character U+{int(error.character or 0):04X} is not allowed in YAML.",
                    "Delete it.", line, column)
            ) from None  # fmt: skip
        return self.root

    def document(self, event: yaml.DocumentStartEvent) -> None:
        if event.version or event.tags:
            raise self.refuse(
                event, "MUN110", "YAML directives are not used here.", "Delete the line that begins with %."
            )
        if self.done:
            raise self.refuse(
                event,
                "MUN107",
                "A second YAML document begins here.",
                "One card a file: move it to a file of its own.",
            )

    def alias(self, event: yaml.AliasEvent) -> None:
        self.complain(
            event,
            "MUN108",
            f"The alias *{event.anchor} is not allowed.",
            "Write the value out, or use a profile.",
        )
        if self.stack and self.stack[-1].wants_key:
            self.drop_member(event)
        else:
            self.place(REFUSED, self.next_pointer(), event.start_mark, event.end_mark)

    def open(self, event: Any) -> None:
        self.check_node(event)
        if len(self.stack) >= MAX_DEPTH:
            raise self.refuse(event, "MUN109", *_TOO_DEEP)
        mapping = isinstance(event, yaml.MappingStartEvent)
        if self.stack and self.stack[-1].wants_key:
            raise self.refuse(event, "MUN111", "A key must be plain text.", "Write a word and a colon.")
        pointer = self.next_pointer()
        opened = _Open({} if mapping else [], pointer, event.start_mark, mapping)
        self.stack.append(opened)

    def close(self, event: Any) -> None:
        opened = self.stack.pop()
        self.place(opened.value, opened.pointer, opened.start, event.end_mark)

    def scalar(self, event: Any) -> None:
        self.check_node(event)
        value: Any = event.value
        plain = event.implicit[0] and not event.style
        if self.stack and self.stack[-1].wants_key:
            self.key(event, value, plain)
            return
        if plain and (not value or value[0] in ODD_START):
            value = self.resolve(event, value)
        self.place(value, self.next_pointer(), event.start_mark, event.end_mark)

    def key(self, event: Any, key: str, plain: bool) -> None:
        opened = self.stack[-1]
        if plain and not isinstance(typed(key), str):
            remedy = f'Put it in quotes: "{key}".' if key else "Write a key."
            self.complain(event, "MUN111", f"The key {key or '(empty)'} is not text.", remedy)
            self.drop_member(event)
            return
        if key == "<<" and plain:
            self.complain(
                event, "MUN108", "The merge key << is not allowed.", "Write the values out, or use a profile."
            )
            self.drop_member(event)
            return
        first: Any = opened.keys.get(key)
        if first is not None:
            pointer = join(opened.pointer, key)
            message = f'The key "{key}" stands twice; the first is in line {first.line + 1}.'
            self.complain(event, "MUN112", message, "Keep one of the two.", pointer)
        else:
            opened.keys[key] = event.start_mark
        opened.key, opened.key_end, opened.key_start = key, event.end_mark, event.start_mark
        opened.repeated = first is not None
        opened.wants_key = False

    def drop_member(self, event: Any) -> None:
        """Read on past a member whose key was refused, without keeping its value."""
        opened = self.stack[-1]
        opened.key, opened.key_start, opened.key_end = "", event.start_mark, event.end_mark
        opened.repeated, opened.wants_key = True, False

    def resolve(self, event: Any, text: str) -> Any:
        """Give a plain scalar its YAML 1.2 core type; numbers that cannot be kept exact are refused."""
        value = typed(text)
        if value is not REFUSED:
            return value
        if is_special(text):
            message, remedy = f"{text} is not a figure.", "Write a number, or unknown with a reason."
        elif len(text) > MAX_DIGITS:
            message, remedy = (
                f"The number has more than {MAX_DIGITS} characters.",
                "Round it, or put it in quotes.",
            )
        else:
            message, remedy = (
                f"The number {text} is larger than 2^53.",
                "Use a larger unit, or put it in quotes.",
            )
        self.complain(event, "MUN113", message, remedy)
        return REFUSED

    def check_node(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.refuse(
                event, "MUN101", f"The file has more than {MAX_NODES:,} keys and values.",
                "Keep long lists in a data file that the card names."
            )  # fmt: skip
        if event.anchor:
            self.complain(
                event,
                "MUN108",
                f"The anchor &{event.anchor} is not allowed.",
                "Delete it, and write the value out.",
            )
        if event.tag is not None:
            tag = event.tag[:60].replace("tag:yaml.org,2002:", "!!")
            self.complain(event, "MUN114", f"The tag {tag} is not allowed.", "Delete it; values need no tags here.")

    def next_pointer(self) -> str:
        if not self.stack:
            return ""
        opened = self.stack[-1]
        return join(opened.pointer, opened.key if opened.mapping else len(opened.value))

    def place(self, value: Any, pointer: str, start: Any, end: Any) -> None:
        """Put a finished value into the open collection, or make it the document."""
        key_start = key_end = None
        if not self.stack:
            self.root, self.done = value, True
        else:
            opened = self.stack[-1]
            if not opened.mapping:
                opened.value.append(value)
            else:
                if not opened.repeated:
                    opened.value[opened.key] = value
                key_start, key_end = opened.key_start, opened.key_end
                opened.wants_key = True
        if self.spans is not None and pointer not in self.spans:
            self.spans[pointer] = Span(
                (start.line, start.column),
                (end.line, end.column),
                (key_start.line, key_start.column) if key_start else None,
                (key_end.line, key_end.column) if key_end else None,
            )

    def complain(self, event: Any, code: str, message: str, remedy: str, pointer: str = "") -> None:
        if len(self.findings) >= MAX_REFUSALS:
            raise self.refuse(
                event, "MUN115", f"The file has more than {MAX_REFUSALS} mistakes; it was read no further.",
                "Mend those listed, then check again.",
            )  # fmt: skip
        self.findings.append(self.refuse(event, code, message, remedy, pointer).finding)

    def refuse(self, event: Any, code: str, message: str, remedy: str, pointer: str = "") -> Stop:
        end = (event.end_mark.line, event.end_mark.column)
        mark = event.start_mark
        return Stop(_at(self.file, code, message, remedy, mark.line, mark.column, end=end, pointer=pointer))


class _Open:
    """A collection whose end has not been read yet."""

    __slots__ = (
        "key", "key_end", "key_start", "keys", "mapping", "pointer", "repeated", "start", "value", "wants_key",
    )  # fmt: skip

    def __init__(self, value: Any, pointer: str, start: Any, mapping: bool) -> None:
        self.value = value
        self.pointer = pointer
        self.start = start
        self.mapping = mapping
        self.wants_key = mapping
        self.keys: dict[str, Any] = {}
        self.key = ""
        self.key_start: Any = None
        self.key_end: Any = None
        self.repeated = False


_HANDLERS: dict[type, Any] = {
    yaml.DocumentStartEvent: _Reader.document,
    yaml.AliasEvent: _Reader.alias,
    yaml.SequenceStartEvent: _Reader.open,
    yaml.MappingStartEvent: _Reader.open,
    yaml.SequenceEndEvent: _Reader.close,
    yaml.MappingEndEvent: _Reader.close,
    yaml.ScalarEvent: _Reader.scalar,
}
