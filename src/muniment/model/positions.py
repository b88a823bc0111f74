"""The three forms of a position: a plain value, a status with its reason, the long form.

One walk over a tree, led by the shape of its kind, takes the forms apart: facts come out with what stands beside
them, and a plain tree (as if every position held a plain value) is left for the models to check.
"""

from dataclasses import dataclass, field
from typing import Any

from muniment.base.addresses import NAME, join
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Fact, Origin, Status
from muniment.model.placeholders import placeholder
from muniment.model.shapes import Position, Shape
from muniment.model.suggest import did_you_mean
from muniment.source.tree import REFUSED

_STATUS_KEYS = {"owner", "asked_on", "note"}
_LONG_KEYS = {"note", "source"}
MAX_SUGGESTIONS = 200


@dataclass(slots=True)
class Walk:
    """What one walk gathers: facts, findings, and where each plain pointer stands in the file."""

    file: str
    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    #: plain pointer → pointer in the file, where the long form puts a value one level deeper
    moved: dict[str, str] = field(default_factory=dict)
    #: plain pointer → address and path, for findings of the models
    places: dict[str, tuple[str, str]] = field(default_factory=dict)

    def section(self, tree: dict[str, Any], shape: Shape, pointer: str, inner: str, path: str) -> dict[str, Any]:
        """Take one section apart; return its plain tree, without what was a status or was refused."""
        plain: dict[str, Any] = {}
        self.places[pointer] = (inner, path)
        for key, value in tree.items():
            position = shape.positions.get(key)
            here = join(pointer, key)
            if position is None:
                self._unknown_key(key, shape, here, path)
            elif value is None:
                self._report(
                    "MUN203", "has no value", "Write the value, or unknown with a reason, or delete the line.",
                    here, join(inner, key), f"{path}.{key}", key,
                )  # fmt: skip
            elif value is not REFUSED:
                kept = self._position(value, position, here, join(inner, key), f"{path}.{key}")
                if kept is not REFUSED:
                    plain[key] = kept
        return plain

    def _position(self, value: Any, position: Position, pointer: str, inner: str, path: str) -> Any:
        self.places[pointer] = (inner, path)
        if isinstance(value, dict):
            if "unknown" in value or "not_applicable" in value:
                self._status(value, position, pointer, inner, path)
                return REFUSED
            if position.form == "section" and position.shape:
                return self.section(value, position.shape, pointer, inner, path)
            if position.form == "leaf" and ("value" in value or (position.prose and "text" in value)):
                return self._long(value, position, pointer, inner, path)
        if position.form == "records" and position.shape:
            return self._records(value, position.shape, pointer, inner, f"{path}[]")
        if position.form == "leaf":
            return self._leaf(value, position, pointer, inner, path)
        return value

    def _leaf(
        self, value: Any, position: Position, pointer: str, inner: str, path: str, beside: dict[str, str] | None = None
    ) -> Any:
        checked = self._answers(value, position, pointer, inner, path)
        if checked is REFUSED:
            return REFUSED
        if not position.identifier:
            self._fact(inner, path, checked, Status.KNOWN, pointer, beside or {})
        return checked

    def _answers(self, value: Any, position: Position, pointer: str, inner: str, path: str) -> Any:
        """Refuse placeholder texts, alone or in a list; nothing else about a value is judged here."""
        if isinstance(value, str) and position.free:
            why = placeholder(value, position.key, position.title, prose=position.prose, allowed=position.choices)
            if why:
                self._placeholder(why, pointer, inner, path, position.key)
                return REFUSED
        if isinstance(value, list):
            if not value:
                self._report(
                    "MUN203", "is an empty list",
                    "List what there is; if there is nothing, write {not_applicable: why}.", pointer, inner, path,
                    position.key,
                )  # fmt: skip
                return REFUSED
            refused = [i for i, item in enumerate(value) if self._refused_item(item, i, position, pointer, inner, path)]
            if refused or any(item is REFUSED or item is None for item in value):
                return REFUSED
        return value

    def _refused_item(self, item: Any, index: int, position: Position, pointer: str, inner: str, path: str) -> bool:
        here = join(pointer, index)
        if item is None:
            self._report(
                "MUN203", "has an item without a value", "Write it or delete the line.", here, inner, path, position.key
            )
            return True
        if isinstance(item, dict) and ("unknown" in item or "not_applicable" in item):
            self._report(
                "MUN206", "has a status as one item of a list", "Give the whole list one status, or name the item.",
                here, inner, path, position.key,
            )  # fmt: skip
            return True
        words = {here: (position.key, item)} if position.free else {}
        if isinstance(item, dict):
            words = {join(here, key): (key, cell) for key, cell in item.items() if key != "name"}
        refused = False
        for place, (key, word) in words.items():
            if isinstance(word, str) and (why := placeholder(word, key, position.title, prose=False)):
                self._placeholder(why, place, inner, path, key)
                refused = True
        return refused

    def _records(self, value: Any, shape: Shape, pointer: str, inner: str, path: str) -> Any:
        if not isinstance(value, list):
            return value
        if not value:
            key = path.removesuffix("[]").rpartition(".")[2]
            self._report(
                "MUN203", "is an empty list", "List what there is; if there is nothing, write {not_applicable: why}.",
                pointer, inner, path, key,
            )  # fmt: skip
            return REFUSED
        kept: list[Any] = []
        seen: dict[str, int] = {}
        for index, record in enumerate(value):
            here = join(pointer, index)
            kept.append(self._record(record, shape, here, inner, path, seen, index))
        return kept

    def _record(
        self, record: Any, shape: Shape, pointer: str, inner: str, path: str, seen: dict[str, int], index: int
    ) -> Any:
        if not isinstance(record, dict):
            return {} if record is REFUSED else record
        given = record.get("id")
        name = given if isinstance(given, str) and NAME.fullmatch(given) else str(index)
        if name in seen:
            self._report(
                "MUN205", f'the id "{name}" stands twice; the first is item {seen[name] + 1}',
                "Give each record its own id.",
                join(pointer, "id"), join(inner, name), path, "id",
            )  # fmt: skip
        seen.setdefault(name, index)
        where = join(inner, name)
        if "unknown" in record or "not_applicable" in record:
            self._report(
                "MUN206", "has a status as one item of a list", "Give the whole list one status, or name the item.",
                pointer, where, path, name,
            )  # fmt: skip
            return {"id": name}
        self._fact(where, path, None, Status.KNOWN, pointer, {}, record=True)
        return self.section(record, shape, pointer, where, path)

    def _status(self, value: dict[str, Any], position: Position, pointer: str, inner: str, path: str) -> None:
        status = Status.UNKNOWN if "unknown" in value else Status.NOT_APPLICABLE
        for key in value:
            if key not in _STATUS_KEYS and key != status:
                here = join(pointer, key)
                remedy = (
                    f"Beside {status} only owner, asked_on and note may stand; a value and a status exclude each other."
                )
                self._report("MUN204", f'has "{key}" beside {status}', remedy, here, inner, path, position.key, True)
        reason = value[status]
        texts = {key: item for key, item in value.items() if key in _STATUS_KEYS and isinstance(item, str)}
        for key in _STATUS_KEYS & set(value):
            if not isinstance(value[key], str) and value[key] is not REFUSED:
                self._report(
                    "MUN204",
                    f"has a {key} that is no text",
                    "Write a text.",
                    join(pointer, key),
                    inner,
                    path,
                    position.key,
                )
        if not isinstance(reason, str) or placeholder(reason, position.key, position.title, prose=False):
            self._report(
                "MUN204", f"is {status} without a reason",
                f"Say why in a few words: {{{status}: the vendor has not answered}}." if status == Status.UNKNOWN
                else "Say why in a few words: {not_applicable: the set holds no labels}.",
                join(pointer, status), inner, path, position.key,
            )  # fmt: skip
            return
        self._fact(inner, path, None, status, pointer, {**texts, "reason": reason})

    def _long(self, value: dict[str, Any], position: Position, pointer: str, inner: str, path: str) -> Any:
        content = "value" if "value" in value else "text"
        beside: dict[str, str] = {}
        for key, item in value.items():
            here = join(pointer, key)
            if key in _LONG_KEYS and isinstance(item, str):
                beside[key] = item
            elif key in _LONG_KEYS and item is not REFUSED:
                self._report("MUN204", f"has a {key} that is no text", "Write a text.", here, inner, path, position.key)
            elif key not in _LONG_KEYS and key != content:
                remedy = f'Beside "{content}" only note and source may stand.'
                self._report("MUN204", f'has "{key}" beside "{content}"', remedy, here, inner, path, position.key, True)
        held = value[content]
        here = join(pointer, content)
        if held is None or held is REFUSED:
            if held is None:
                self._report(
                    "MUN203",
                    "has no value",
                    "Write the value, or unknown with a reason.",
                    here,
                    inner,
                    path,
                    position.key,
                )
            return REFUSED
        self.moved[pointer] = here
        if content == "text" or isinstance(held, dict):
            return self._languages(held, position, here, inner, path, beside)
        return self._leaf(held, position, here, inner, path, beside)

    def _languages(
        self, texts: Any, position: Position, pointer: str, inner: str, path: str, beside: dict[str, str]
    ) -> Any:
        from muniment.model.registries import language_problem

        if not isinstance(texts, dict) or not texts:
            remedy = "Write one text a language: {text: {de: …, en: …}}."
            self._report("MUN207", "has no texts by language", remedy, pointer, inner, path, position.key)
            return REFUSED
        for tag, text in texts.items():
            here = join(pointer, tag)
            if problem := language_problem(tag):
                self._report(
                    "MUN207",
                    f'"{tag}" is not a language: {problem}',
                    "Write BCP 47: de, en.",
                    here,
                    inner,
                    path,
                    position.key,
                    True,
                )
                return REFUSED
            if text is REFUSED:
                return REFUSED
            if not isinstance(text, str) or not text:
                self._report(
                    "MUN207", "has a text that is none", "Write a text in quotes.", here, inner, path, position.key
                )
                return REFUSED
            if why := placeholder(text, position.key, position.title, prose=position.prose):
                self._placeholder(why, here, inner, path, position.key)
                return REFUSED
        self._fact(inner, path, dict(texts), Status.KNOWN, pointer, beside)
        # The models check one text; every further language has passed the same checks here.
        return next(iter(texts.values()))

    def _fact(
        self, inner: str, path: str, value: Any, status: Status, pointer: str, beside: dict[str, str], *,
        record: bool = False,
    ) -> None:  # fmt: skip
        texts = {key: beside.get(key, "") for key in ("reason", "owner", "asked_on", "note", "source")}
        self.facts.append(
            Fact(
                inner, path, value, status, Origin.DECLARED, pointer, self.file, texts["reason"], texts["owner"],
                texts["asked_on"], texts["note"], texts["source"], record=record,
            )
        )  # fmt: skip

    def _unknown_key(self, key: str, shape: Shape, pointer: str, path: str) -> None:
        # Searching costs time, and nobody reads the suggestions of a file that is wrong all over.
        near = did_you_mean(key, shape.positions) if len(self.findings) < MAX_SUGGESTIONS else ""
        known = ", ".join(sorted(shape.positions)[:12])
        remedy = (
            f'Did you mean "{near}"?' if near else f"Known here: {known}{'…' if len(shape.positions) > 12 else ''}."
        )
        where = path.replace("[]", "")
        self.findings.append(
            Finding(
                "MUN201", Severity.ERROR, f'"{key}" is not a key of {where}.', remedy,
                file=self.file, pointer=pointer, on_key=True, path=path,
            )
        )  # fmt: skip

    def _placeholder(self, why: str, pointer: str, inner: str, path: str, key: str) -> None:
        remedy = "Write the answer, or {unknown: why, owner: who will find out}, or {not_applicable: why}."
        self._report("MUN210", f"is not answered: {why}", remedy, pointer, inner, path, key)

    def _report(
        self, code: str, said: str, remedy: str, pointer: str, inner: str, path: str, key: str, on_key: bool = False
    ) -> None:
        message = f'"{key}" {said}.' if not said.startswith(("the ", '"')) else f"In {path}, {said}."
        self.findings.append(
            Finding(
                code, Severity.ERROR, message, remedy,
                file=self.file, pointer=pointer, on_key=on_key, address=inner, path=path,
            )
        )  # fmt: skip
