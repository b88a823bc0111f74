"""What a draft adds to a card that is there: only where the card says nothing, every other byte kept."""

from dataclasses import dataclass, field
from typing import Any

from muniment.base.addresses import join
from muniment.import_.draft import Draft, Open, Taken
from muniment.import_.text import short
from muniment.source.edit import edit_bytes
from muniment.source.load import load_tree
from muniment.source.patches import Edit


@dataclass(frozen=True, slots=True)
class Differs:
    """A place at which the card says one thing and the description another."""

    pointer: str
    here: str
    there: str


@dataclass(slots=True)
class Updated:
    """A card with what was added: the bytes, the pointers, what differs, and what could not be added in place."""

    data: bytes
    added: list[str] = field(default_factory=list)
    differs: list[Differs] = field(default_factory=list)
    not_added: list[str] = field(default_factory=list)


def update(data: bytes, draft: Draft, file: str) -> Updated | None:
    """Return a card with the facts that it lacks and a draft has; None for a card that has mistakes or another kind."""
    tree, findings = load_tree(data, file)
    if (
        tree is None
        or not isinstance(tree.value, dict)
        or tree.value.get("kind") != draft.kind
        or any(f.severity == "error" for f in findings)
    ):
        return None
    updated = Updated(data)
    edits: list[Edit] = []
    _compare(draft, draft.facts, tree.value, "", edits, updated)
    updated.data, left = edit_bytes(data, edits, file)
    refused = {edit.pointer for edit in left}
    updated.added = [edit.pointer for edit in edits if edit.pointer not in refused]
    updated.not_added += sorted(refused)
    return updated


def _compare(
    draft: Draft, facts: dict[str, Any], there: dict[str, Any], pointer: str, edits: list[Edit], updated: Updated
) -> None:
    for key, value in facts.items():
        at = join(pointer, key)
        if key == "id" and not isinstance(value, Taken | Open):
            continue
        if key not in there:
            edits.append(Edit(at, _plain(draft, value)))
        elif isinstance(value, Taken):
            stated = _stated(there[key])
            if stated != value.value:
                updated.differs.append(Differs(at, short(stated), short(value.value)))
        elif isinstance(value, dict) and isinstance(there[key], dict):
            if "unknown" not in there[key] and "not_applicable" not in there[key]:
                _compare(draft, value, there[key], at, edits, updated)
        elif isinstance(value, list) and isinstance(there[key], list):
            _records(draft, value, there[key], at, edits, updated)


def _records(
    draft: Draft, records: list[dict[str, Any]], there: list[Any], pointer: str, edits: list[Edit], updated: Updated
) -> None:
    ids = {record.get("id"): place for place, record in enumerate(there) if isinstance(record, dict)}
    for record in records:
        if record["id"] in ids:
            place = ids[record["id"]]
            _compare(draft, record, there[place], join(pointer, place), edits, updated)
        else:
            updated.not_added.append(join(pointer, record["id"]))


def _stated(written: Any) -> Any:
    """Return the value of a position in whichever of its forms it is written."""
    if isinstance(written, dict):
        for form in ("value", "text"):
            if form in written:
                return written[form]
    return written


def _plain(draft: Draft, value: Any) -> Any:
    """Return what is to be written of a part of a draft."""
    if isinstance(value, Taken):
        beside = {"note": value.note} if value.note else {}
        form = "text" if isinstance(value.value, dict) else "value"
        return {form: value.value, **beside, "source": draft.source(value.key)}
    if isinstance(value, Open):
        return {"unknown": value.reason}
    if isinstance(value, dict):
        return {key: _plain(draft, item) for key, item in value.items()}
    return [_plain(draft, item) for item in value] if isinstance(value, list) else value
