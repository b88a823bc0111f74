"""A card as it was loaded, as bytes, and back: facts by columns, so that many are read in little time.

What is kept is what the reader and the models have said of the bytes of one file, without its name: it is put in again.
What cannot be kept exactly is not kept.
"""

import json
import re
import sys
from decimal import Decimal
from operator import attrgetter
from typing import Any

from muniment.app.loaded import Loaded
from muniment.base.findings import Finding, Fix, Place, Severity
from muniment.model.facts import PARTS, Origin, Status, facts_by_columns
from muniment.model.load import Card
from muniment.source.tree import Tree

#: Marks a decimal among texts until all is written; no text of a card has this character.
_DECIMAL = "\0"
_WRITTEN = re.compile(r'"\\u0000([^"]+)"')
_NAMES = tuple(name for name in PARTS if name != "file")
_INNER, _PATH, _VALUE, _STATUS, _ORIGIN, _POINTER = (
    _NAMES.index(name) for name in ("inner", "path", "value", "status", "origin", "pointer")
)
#: Columns that are always kept fact by fact: a value can be a list itself.
_WHOLE = (_INNER, _PATH, _VALUE, _POINTER)
_READ = json.JSONDecoder(parse_float=Decimal).decode
_PARTS = attrgetter(*_NAMES, "file")
_ENUMS: dict[int, dict[str, Any]] = {
    _STATUS: {item.value: item for item in Status},
    _ORIGIN: {item.value: item for item in Origin},
}


class _NotKept(Exception):
    """Something that would not come back as it is."""


def to_bytes(loaded: Loaded, name: str) -> bytes | None:
    """Return what was loaded from a file of a name; None where it would not come back as it is."""
    try:
        card = _card(loaded.card, name) if loaded.card is not None else None
        read = [[_finding(item, name) for item in said] for said in (loaded.of_reader, loaded.of_models)]
        kept = (loaded.tree is not None, card, *read)
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        # A decimal is written as the number that it is, with its own digits.
        return (_WRITTEN.sub(r"\1", text) if _WRITTEN.search(text) else text).encode("utf-8")
    except (_NotKept, ValueError):
        return None


def from_bytes(data: bytes, name: str, content: bytes) -> Loaded:
    """Return what was loaded from the content of a file, under the name that it has now."""
    has_tree, card, of_reader, of_models = _READ(data.decode("utf-8"))
    tree = Tree.later(name, content) if has_tree else None
    return Loaded(
        tree,
        _to_card(card, name, tree) if card is not None and tree is not None else None,
        tuple(_to_finding(item, name) for item in of_reader),
        tuple(_to_finding(item, name) for item in of_models),
    )


def _card(card: Card, name: str) -> tuple[Any, ...]:
    if card.file != name or card.findings:
        raise _NotKept
    columns: list[list[Any]] = list(map(list, zip(*map(_PARTS, card.facts.values()), strict=True))) or [
        [] for _ in _NAMES
    ]
    inner, files = columns[_INNER], columns.pop()
    if files.count(name) != len(files) or inner != list(card.facts):
        raise _NotKept
    for place in _ENUMS:
        columns[place] = list(map(str, columns[place]))
    columns[_VALUE] = [value if type(value) is str else _plain(value) for value in columns[_VALUE]]
    # What was said once is not said again: a path, what follows from the address, what is the same of all facts.
    paths = {path: at for at, path in enumerate(dict.fromkeys(columns[_PATH]))}
    columns[_PATH] = [paths[path] for path in columns[_PATH]]
    columns[_POINTER] = [0 if at == pointer else pointer for at, pointer in zip(inner, columns[_POINTER], strict=True)]
    short = [
        column if place in _WHOLE or column.count(column[0]) < len(column) else column[0]
        for place, column in enumerate(columns)
        if column or place in _WHOLE
    ]
    head = (card.kind, card.name, card.version, card.language, card.profiles, card.is_profile)
    return (*head, list(card.disclosure), sorted(card.refused), list(paths), short)


def _to_card(kept: list[Any], name: str, tree: Tree) -> Card:
    kind, named, version, language, profiles, is_profile, disclosure, refused, paths, short = kept
    if not paths:
        short = [[] for _ in _NAMES]
    inner = short[_INNER]
    # Cards of a kind have the same paths, so each is held once for all of them.
    short[_PATH] = list(map(list(map(sys.intern, paths)).__getitem__, short[_PATH]))
    short[_POINTER] = [pointer or at for pointer, at in zip(short[_POINTER], inner, strict=True)]
    for place, known in _ENUMS.items():
        column = short[place]
        short[place] = [known[item] for item in column] if isinstance(column, list) else known[column]
    facts = facts_by_columns({"file": name, **dict(zip(_NAMES, short, strict=True))}) if paths else []
    return Card(
        kind=kind,
        name=named,
        version=version,
        file=name,
        tree=tree,
        facts=dict(zip(inner, facts, strict=True)),
        language=language,
        profiles=tuple(profiles),
        disclosure=tuple(disclosure),
        is_profile=is_profile,
        refused=frozenset(refused),
    )


def _plain(value: Any) -> Any:
    """Return a value with its decimals marked, where it is made of what JSON brings back as it is."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if type(value) is Decimal and "." in (digits := str(value)):
        return _DECIMAL + digits
    if value is not None and type(value) not in (str, int, bool):
        raise _NotKept
    return value


def _finding(item: Finding, name: str) -> tuple[Any, ...]:
    place, fix = item.place, item.fix
    if item.file not in ("", name) or (place and place.file != name) or name in item.message + item.remedy:
        raise _NotKept
    where = (place.line, place.column, place.end_line, place.end_column) if place else None
    kept = (
        item.code, str(item.severity), item.message, item.remedy, bool(item.file), item.pointer, item.on_key, where,
        item.address, item.path, item.citations, item.related, (fix.title, fix.replacement) if fix else None,
    )  # fmt: skip
    # A finding may have parts that those on the form of a card have not.
    if _to_finding(kept, name) != item:
        raise _NotKept
    return kept


def _to_finding(kept: tuple[Any, ...], name: str) -> Finding:
    code, severity, message, remedy, named, pointer, on_key, where, *rest, fix = kept
    address, path, citations, related = rest
    return Finding(
        code, Severity(severity), message, remedy, name if named else "", pointer, on_key,
        Place(name, *where) if where else None, address, path, tuple(citations), tuple(related),
        Fix(*fix) if fix else None,
    )  # fmt: skip
