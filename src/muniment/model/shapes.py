"""The shape of a card kind: its positions as a table, compiled once from the models.

`positions` walks a tree by this table, the schema generator and the vocabulary listings read it; nobody else looks
into pydantic's fields.
"""

import functools
import types
import typing
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from muniment.model.section import Entry, Section, facts_of
from muniment.model.types import COUNTS, FIGURES, FREE, PROSE, SETTINGS, Country, Duration, Language, Number

#: Types whose values a language writes in its own way.
_NAMED = (("language", Language), ("country", Country), ("number", Number), ("duration", Duration))


@dataclass(frozen=True, slots=True)
class Position:
    """One key of a section: a leaf (a fact), a section, or records (a list of sections known by id).

    ``meanings`` says in a sentence what each of ``choices`` means, in their order; empty where nobody wrote that.
    ``done`` tells that a day is one of something that was done. ``named`` says what a value is of that a language
    writes in its own way: ``language`` and ``country`` by their codes, ``number``, ``duration``; or what a table
    holds, ``figures``, ``counts`` or ``settings``.
    """

    key: str
    form: Literal["leaf", "section", "records"]
    title: str
    description: str
    shape: "Shape | None" = None
    unit: str = ""
    free: bool = False
    prose: bool = False
    listed: bool = False
    computed: bool = False
    measured: bool = False
    done: bool = False
    choices: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    identifier: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """The positions of one section, by key."""

    name: str
    positions: dict[str, Position] = field(default_factory=dict)


@functools.cache
def shape_of(section: type[Section]) -> Shape:
    """Compile the shape of a section class."""
    positions = {key: _position(key, info) for key, info in section.model_fields.items()}
    if issubclass(section, Entry):
        positions["id"] = replace(positions["id"], identifier=True)
    return Shape(section.__name__, positions)


def paths(shape: Shape, root: str) -> dict[str, Position]:
    """Return every path below a shape with its position: sections as ``a.b``, records as ``a.b[]``, leaves too."""
    found: dict[str, Position] = {}
    for key, position in shape.positions.items():
        if position.form == "records" and key != "id":
            path = f"{root}.{key}[]"
        else:
            path = f"{root}.{key}"
        found[path] = position
        if position.shape:
            found.update(paths(position.shape, path))
    return found


def _position(key: str, info: FieldInfo) -> Position:
    noted = facts_of(info)
    inner = _without_none(info.annotation)
    item = typing.get_args(inner)[0] if typing.get_origin(inner) is list else None
    marks = [*info.metadata, *_marks(info.annotation), *(_marks(item) if item is not None else ())]
    common: dict[str, Any] = {
        "title": info.title or key,
        "description": info.description or "",
        "unit": noted.get("unit", ""),
        "computed": noted.get("computed", False),
        "measured": noted.get("measured", False),
        "done": noted.get("done", False),
        "free": FREE in marks,
        "prose": PROSE in marks,
        "listed": item is not None,
    }
    if isinstance(inner, type) and issubclass(inner, Section):
        description = info.description or (inner.__doc__ or "").strip()
        return Position(key, "section", shape=shape_of(inner), **{**common, "description": description})
    if isinstance(item, type) and issubclass(item, Entry):
        description = info.description or (item.__doc__ or "").strip()
        return Position(key, "records", shape=shape_of(item), **{**common, "description": description})
    choices = _choices(inner, item)
    named = next((name for name, kind in _NAMED if inner == kind or item == kind), "")
    named = named or next((mark.what for mark in (FIGURES, COUNTS, SETTINGS) if mark in marks), "")
    return Position(key, "leaf", choices=choices, meanings=_meanings(choices, info), named=named, **common)


def _meanings(choices: tuple[str, ...], info: FieldInfo) -> tuple[str, ...]:
    extra = info.json_schema_extra
    explained = extra.get("choices") if isinstance(extra, dict) else None
    return tuple(str(explained.get(choice, "")) for choice in choices) if isinstance(explained, dict) else ()


def _choices(inner: Any, item: Any) -> tuple[str, ...]:
    for candidate in (inner, item):
        if typing.get_origin(candidate) is Literal:
            return tuple(str(value) for value in typing.get_args(candidate))
    return ()


def _without_none(annotation: Any) -> Any:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        arguments = [a for a in typing.get_args(annotation) if a is not type(None)]
        annotation = arguments[0] if len(arguments) == 1 else annotation
    if typing.get_origin(annotation) is typing.Annotated and not _is_scalar(annotation):
        return typing.get_args(annotation)[0]
    return annotation


def _is_scalar(annotation: Any) -> bool:
    base = typing.get_args(annotation)[0]
    return not (typing.get_origin(base) is list or (isinstance(base, type) and issubclass(base, BaseModel)))


def _marks(annotation: Any) -> list[object]:
    """Return what is noted beside a type, also where it is one of several."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return [mark for argument in typing.get_args(annotation) for mark in _marks(argument)]
    return list(annotation.__metadata__) if origin is typing.Annotated else []
