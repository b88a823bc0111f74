"""The three forms of a position: a plain value, a status with its reason, the long form.

One walk over a tree, led by the shape of its kind, takes the forms apart: facts come out with what stands beside
them, and a plain tree (as if every position held a plain value) is left for the models to check.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from muniment.base.addresses import NAME, join
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Fact, Origin, Status, facts_by_columns
from muniment.model.messages import rename
from muniment.model.placeholders import placeholder
from muniment.model.shapes import Position, Shape
from muniment.model.suggest import did_you_mean, surely_meant
from muniment.model.types import is_calendar_day
from muniment.source.tree import REFUSED

_BESIDE_STATUS = frozenset({"owner", "asked_on", "note"})
#: Only what is unknown can be expected.
_BESIDE_UNKNOWN = _BESIDE_STATUS | {"expected_on"}
_BESIDE_VALUE = frozenset({"note", "source"})
#: How many findings of one file are listed, and up to which a misspelt key gets a suggestion.
LISTED = 500
SUGGESTED = 100
_ROW = ("inner", "path", "value", "status", "pointer", "record")
_COMMA = "If it is part of a text: a comma begins a new key here, so put the text in quotes."
_EMPTY_LIST = "List what there is; if there is nothing, write {not_applicable: why}."


class Spot(NamedTuple):
    """Where the walk stands: the position, its pointer in the file, its address below the card, its path."""

    position: Position
    pointer: str
    inner: str
    path: str

    def inside(self, key: str | int) -> "Spot":
        """Return the same position, seen one key deeper in the file (what stands beside a value, an item)."""
        return Spot(self.position, join(self.pointer, key), self.inner, self.path)


@dataclass(slots=True)
class Walk:
    """What one walk gathers: facts, findings, and where each plain pointer stands in the file."""

    file: str
    #: the parts of each fact that `_ROW` names
    rows: list[tuple[str, str, Any, Status, str, bool]] = field(default_factory=list)
    #: what the author wrote beside a fact, by its place among the rows
    beside: dict[int, dict[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    #: every pointer at which something is wrong, also of the findings beyond the limit
    bad: set[str] = field(default_factory=set)
    #: plain pointer → pointer in the file, where the long form puts a value one level deeper
    moved: dict[str, str] = field(default_factory=dict)
    #: pointers of the sections and records that were taken apart
    sections: set[str] = field(default_factory=set)
    #: plain pointer → address and path, for findings of the models
    places: dict[str, tuple[str, str]] = field(default_factory=dict)

    def facts(self) -> list[Fact]:
        """Return the facts that were found, in their order."""
        columns: dict[str, Any] = dict(zip(_ROW, map(list, zip(*self.rows, strict=True)), strict=False))
        for at, texts in self.beside.items():
            for name, text in texts.items():
                columns.setdefault(name, [""] * len(self.rows))[at] = text
        return facts_by_columns({**columns, "origin": Origin.DECLARED, "file": self.file}) if self.rows else []

    def add(self, finding: Finding) -> None:
        """Note a finding; beyond the limit of a file only its place, and once that there are more."""
        self.bad.add(finding.pointer)
        if len(self.findings) < LISTED:
            self.findings.append(finding)
        elif len(self.findings) == LISTED:
            message, remedy = f"The file has more than {LISTED} mistakes; no more are listed.", "Mend these first."
            self.findings.append(Finding("MUN115", Severity.ERROR, message, remedy, file=self.file))

    def refused(self, pointers: set[str]) -> frozenset[str]:
        """Return the addresses at which something is written that is no answer; an unknown key has no address."""
        found = set()
        for pointer in pointers:
            inside = pointer
            while inside and inside not in self.places:
                inside = inside.rpartition("/")[0]
            if inside and (inside == pointer or inside not in self.sections):
                found.add(self.places[inside][0])
        return frozenset(found)

    def section(self, tree: dict[str, Any], shape: Shape, pointer: str, inner: str, path: str) -> dict[str, Any]:
        """Take one section apart; return its plain tree, without what was a status or was refused."""
        plain: dict[str, Any] = {}
        self.places[pointer] = (inner, path)
        self.sections.add(pointer)
        for key, value in tree.items():
            position = shape.positions.get(key)
            if position is None:
                self._unknown_key(key, shape, tree, join(pointer, key), path)
                continue
            # The names of positions are those of attributes: nothing in them is to be escaped.
            kept = self._position(value, Spot(position, f"{pointer}/{key}", f"{inner}/{key}", f"{path}.{key}"))
            if kept is not REFUSED:
                plain[key] = kept
        return plain

    def _position(self, value: Any, spot: Spot) -> Any:
        position = spot.position
        self.places[spot.pointer] = (spot.inner, spot.path)
        if value is None:
            self._say("MUN203", spot, "has no value", "Write the value, or unknown with a reason, or delete the line.")
            return REFUSED
        if isinstance(value, dict):
            if "unknown" in value or "not_applicable" in value:
                self._status(value, spot)
                return REFUSED
            if position.form == "section" and position.shape:
                return self.section(value, position.shape, spot.pointer, spot.inner, spot.path)
            long = "value" in value or (position.prose and "text" in value)
            if position.form == "leaf" and long and not position.identifier:
                return self._long(value, spot)
        if value is REFUSED or position.form == "section":
            return value
        if position.form == "records" and position.shape:
            return self._records(value, position.shape, spot)
        return self._leaf(value, spot, {})

    def _leaf(self, value: Any, spot: Spot, beside: dict[str, str]) -> Any:
        if self._is_no_answer(value, spot):
            return REFUSED
        if not spot.position.identifier:
            self._fact(spot, value, Status.KNOWN, beside)
        return value

    def _is_no_answer(self, value: Any, spot: Spot) -> bool:
        """Refuse placeholder texts, alone or in a list (every item is looked at); nothing else is judged here."""
        if isinstance(value, str) and spot.position.free:
            return self._is_placeholder(value, spot, prose=spot.position.prose)
        if not isinstance(value, list):
            return False
        if not value:
            self._say("MUN203", spot, "is an empty list", _EMPTY_LIST)
            return True
        return True in [self._is_no_item(item, spot, index) for index, item in enumerate(value)]

    def _is_no_item(self, item: Any, whole: Spot, index: int) -> bool:
        if item is None:
            self._say("MUN203", whole.inside(index), "has an item without a value", "Write it or delete the line.")
            return True
        if isinstance(item, str):
            return whole.position.free and self._is_placeholder(item, whole, index, prose=False)
        if isinstance(item, dict):
            if "unknown" in item or "not_applicable" in item:
                self._say_item_status(whole.inside(index))
                return True
            return True in [self._is_no_cell(key, cell, whole, index) for key, cell in item.items()]
        return item is REFUSED

    def _is_no_cell(self, key: str, cell: Any, whole: Spot, index: int) -> bool:
        if cell is None:
            spot = whole.inside(index).inside(key)
            self._say("MUN203", spot, f'has a "{key}" without a value', "Write it or delete it.")
            return True
        # What a row is about is a label of the data ("test", "none"), not an answer.
        return isinstance(cell, str) and key != "name" and self._is_placeholder(cell, whole, index, key, prose=False)

    def _is_placeholder(self, text: str, whole: Spot, *inside: str | int, prose: bool) -> bool:
        position = whole.position
        why = placeholder(text, position.key, position.title, prose=prose, allowed=position.choices)
        if why:
            spot = whole
            for key in inside:
                spot = spot.inside(key)
            remedy = "Write the answer, or {unknown: why, owner: who will find out}, or {not_applicable: why}."
            self._say("MUN210", spot, f"is not answered: {why}", remedy)
        return bool(why)

    def _records(self, value: Any, shape: Shape, spot: Spot) -> Any:
        if not isinstance(value, list):
            return value
        if not value:
            self._say("MUN203", spot, "is an empty list", _EMPTY_LIST)
            return REFUSED
        seen: dict[str, int] = {}
        return [self._record(record, shape, spot, index, seen) for index, record in enumerate(value)]

    def _record(self, record: Any, shape: Shape, whole: Spot, index: int, seen: dict[str, int]) -> Any:
        if not isinstance(record, dict):
            return {} if record is REFUSED else record
        given = record.get("id")
        name = given if isinstance(given, str) and NAME.fullmatch(given) else str(index)
        spot = Spot(whole.position, join(whole.pointer, index), join(whole.inner, name), f"{whole.path}[]")
        if name in seen:
            said = f'has the id "{name}" twice; the first is item {seen[name] + 1}'
            self._say("MUN205", spot.inside("id"), said, "Give each record its own id.")
        seen.setdefault(name, index)
        if "unknown" in record or "not_applicable" in record:
            self._say_item_status(spot)
            return {"id": name}
        self._fact(spot, None, Status.KNOWN, {}, record=True)
        return self.section(record, shape, spot.pointer, spot.inner, spot.path)

    def _status(self, value: dict[str, Any], spot: Spot) -> None:
        status = Status.UNKNOWN if "unknown" in value else Status.NOT_APPLICABLE
        allowed = _BESIDE_UNKNOWN if status is Status.UNKNOWN else _BESIDE_STATUS
        for key in value.keys() - allowed - {status}:
            may = "owner, asked_on, expected_on" if status is Status.UNKNOWN else "owner, asked_on"
            remedy = f"Beside {status} only {may} and note may stand; a value and a status exclude each other."
            self._say("MUN204", spot.inside(key), f'has "{key}" beside {status}', remedy, on_key=True)
        texts = self._texts_beside(value, allowed, spot)
        for day in ("asked_on", "expected_on"):
            if day in texts and not is_calendar_day(texts[day]):
                remedy = "Write year-month-day, as in 2026-11-23."
                self._say("MUN204", spot.inside(day), f"has an {day} that is no calendar date", remedy)
        reason, position = value[status], spot.position
        why = (
            placeholder(reason, position.key, position.title, prose=False)
            if isinstance(reason, str)
            else "none is given"
        )
        if why:
            example = "the vendor has not answered" if status is Status.UNKNOWN else "the set holds no labels"
            remedy = f"Say why in a few words: {{{status}: {example}}}."
            self._say("MUN204", spot.inside(status), f"is {status} without a reason: {why}", remedy)
            return
        self._fact(spot, None, status, {**texts, "reason": reason})

    def _long(self, value: dict[str, Any], spot: Spot) -> Any:
        content = "value" if "value" in value else "text"
        for key in value.keys() - _BESIDE_VALUE - {content}:
            remedy = f'Beside "{content}" only note and source may stand. {_COMMA}'
            self._say("MUN204", spot.inside(key), f'has "{key}" beside "{content}"', remedy, on_key=True)
        beside = self._texts_beside(value, _BESIDE_VALUE, spot)
        held, deeper = value[content], spot.inside(content)
        if held is None:
            self._say("MUN203", deeper, "has no value", "Write the value, or unknown with a reason.")
        if held is None or held is REFUSED:
            return REFUSED
        self.moved[spot.pointer] = deeper.pointer
        return self._languages(held, deeper, beside) if content == "text" else self._leaf(held, deeper, beside)

    def _texts_beside(self, value: dict[str, Any], allowed: frozenset[str], spot: Spot) -> dict[str, str]:
        beside = {key: value[key] for key in sorted(allowed & value.keys()) if value[key] is not REFUSED}
        for key, text in beside.items():
            if not isinstance(text, str):
                self._say("MUN204", spot.inside(key), f"has a {key} that is no text", "Write a text, in quotes.")
        return {key: text for key, text in beside.items() if isinstance(text, str)}

    def _languages(self, texts: Any, spot: Spot, beside: dict[str, str]) -> Any:
        if not isinstance(texts, dict) or not texts:
            remedy = "Write one text a language: {text: {de: …, en: …}}."
            self._say("MUN207", spot, "has no texts by language", remedy)
            return REFUSED
        if True in [self._is_no_text(tag, text, spot.inside(tag)) for tag, text in texts.items()]:
            return REFUSED
        self._fact(spot, dict(texts), Status.KNOWN, beside)
        # The models check one text; every further language has passed the same checks here.
        return next(iter(texts.values()))

    def _is_no_text(self, tag: str, text: Any, spot: Spot) -> bool:
        from muniment.model.registries import language_problem

        if problem := language_problem(tag):
            self._say("MUN207", spot, f'has "{tag}" as a language: {problem}', "Write BCP 47: de, en.", on_key=True)
            return True
        if text is REFUSED:
            return True
        if not isinstance(text, str) or not text:
            self._say("MUN207", spot, f'has no text in "{tag}"', "Write a text in quotes.")
            return True
        return self._is_placeholder(text, spot, prose=spot.position.prose)

    def _fact(self, spot: Spot, value: Any, status: Status, beside: dict[str, str], *, record: bool = False) -> None:
        if beside:
            self.beside[len(self.rows)] = beside
        self.rows.append((spot.inner, spot.path, value, status, spot.pointer, record))

    def _unknown_key(self, key: str, shape: Shape, tree: dict[str, Any], pointer: str, path: str) -> None:
        # A suggestion costs a comparison with every known key: not for a flood of them.
        near = did_you_mean(key, shape.positions) if len(self.findings) < SUGGESTED else ""
        sure = surely_meant(key, shape.positions) if near and near not in tree else ""
        known = ", ".join(sorted(shape.positions)[:12])
        remedy = (
            f'Did you mean "{near}"?' if near else f"Known here: {known}{'…' if len(shape.positions) > 12 else ''}."
        )
        message = f'"{key}" is not a key of {path.replace("[]", "")}.'
        meant = f"{path}.{near}" if near else path
        self.add(
            Finding(
                "MUN201", Severity.ERROR, message, remedy,
                file=self.file, pointer=pointer, on_key=True, path=meant, fix=rename(key, sure),
            )
        )  # fmt: skip

    def _say_item_status(self, spot: Spot) -> None:
        remedy = "Give the whole list one status, or name the item."
        self._say("MUN206", spot, "has a status as one item of a list", remedy)

    def _say(self, code: str, spot: Spot, said: str, remedy: str, *, on_key: bool = False) -> None:
        message = f'"{spot.position.key}" {said}.'
        self.add(
            Finding(
                code, Severity.ERROR, message, remedy,
                file=self.file, pointer=spot.pointer, on_key=on_key, address=spot.inner, path=spot.path,
            )
        )  # fmt: skip
