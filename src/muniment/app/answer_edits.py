"""Accepted answers put into the text of a card or profile, every other byte kept; records that are new made whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from muniment.base.addresses import join, tokens
from muniment.base.findings import Severity
from muniment.model.load import load_card
from muniment.source.edit import edit_bytes
from muniment.source.load import load_tree
from muniment.source.patches import Edit
from muniment.workspace.places import Place, find_place


@dataclass(frozen=True, slots=True)
class ToWrite:
    """One value that is to stand at an address of a file."""

    inner: str
    path: str
    value: Any


@dataclass(slots=True)
class _Records:
    """A list that is not there yet: its records by id, each with what it is to hold."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)


def write_values(data: bytes, file: str, values: Sequence[ToWrite]) -> tuple[bytes, list[ToWrite]]:
    """Return the bytes of a file with the values in it, and those that could not be written so.

    Where the file would have mistakes that it did not have, nothing is written.
    """
    tree, _ = load_tree(data, file)
    if tree is None:
        return data, list(values)
    edits: dict[str, tuple[Any, list[ToWrite]]] = {}
    for one in values:
        place = find_place(tree.value, one.inner)
        pointer, keys = _missing_list(tree.value, place, one)
        if keys:
            records, members = edits.setdefault(pointer, (_Records(), []))
            _put(records, keys, one.value)
        else:
            _, members = edits.setdefault(place.pointer, (one.value, []))
        members.append(one)
    made, left = edit_bytes(data, [Edit(pointer, _plain(value)) for pointer, (value, _) in edits.items()], file)
    if not _formal(made, file) <= _formal(data, file):
        return data, list(values)
    return made, [one for edit in left for one in edits[edit.pointer][1]]


def _missing_list(tree: Any, place: Place, one: ToWrite) -> tuple[str, list[str]]:
    """Return the pointer of the first list on the way that is not there, and the keys from it on; else no keys."""
    if place.raw is not None:
        return "", []
    keys, parts = one.path.split(".")[1:], tokens(one.inner)
    inner, pointer, at = "", "", 0
    for key in keys:
        inner = join(inner, parts[at])
        at += 1
        found = find_place(tree, inner)
        pointer = found.pointer
        if key.endswith("[]") and at < len(parts):
            if found.raw is None:
                return pointer, [*_typed(keys[keys.index(key) + 1 :], parts[at:])]
            inner = join(inner, parts[at])
            at += 1
    return "", []


def _typed(keys: Sequence[str], parts: Sequence[str]) -> list[str]:
    """Return the way from a list on: the id of the record, then keys; a list in it is marked, its record follows."""
    way, rest = [parts[0]], list(parts[1:])
    for key in keys:
        way.append(f"{rest.pop(0)}[]" if key.endswith("[]") and len(rest) > 1 else rest.pop(0))
        if way[-1].endswith("[]"):
            way.append(rest.pop(0))
    return way


def _put(records: _Records, way: Sequence[str], value: Any) -> None:
    inside = records.records.setdefault(way[0], {"id": way[0]})
    for at, key in enumerate(way[1:], 1):
        if key.endswith("[]"):
            _put(inside.setdefault(key.removesuffix("[]"), _Records()), way[at + 1 :], value)
            return
        if at == len(way) - 1:
            inside[key] = value
        else:
            inside = inside.setdefault(key, {})


def _plain(value: Any) -> Any:
    if isinstance(value, _Records):
        return [_plain(record) for record in value.records.values()]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _formal(data: bytes, file: str) -> set[tuple[str, str]]:
    """Return the mistakes of form in a file, each by its code and words: lines move when something is added."""
    tree, findings = load_tree(data, file)
    if tree is None:
        return {(finding.code, finding.message) for finding in findings}
    _, said = load_card(tree)
    return {(one.code, one.message) for one in [*findings, *said] if one.severity is Severity.ERROR}
