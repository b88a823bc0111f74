"""Cards that say something at every position, drawn from the shapes: what is written there is the test's to choose."""

import functools
from collections.abc import Callable
from typing import Any

from muniment.model.header import HEADER_KEYS
from muniment.model.kinds import KINDS, card_class
from muniment.model.schema import card_schema
from muniment.model.shapes import Position, Shape, shape_of

#: Answers of a closed or measured type that are sound in themselves.
TYPED: dict[str, Any] = {
    "Id": "one",
    "Date": "2026-03-01",
    "Month": "2026-03",
    "PartialDate": "2026-03",
    "Duration": "P10Y",
    "Url": "https://files.example/a",
    "Digest": "sha256:" + "0" * 64,
    "Domain": "files.example",
    "Country": "DE",
    "Currency": "EUR",
    "Language": "en",
    "Licence": "CC-BY-4.0",
    "Number": 2,
    "Amount": 2,
    "Count": 2,
    "Share": 1,
    "Truth": True,
}
#: The one card of each other kind that references lead to.
NAMES = {kind: f"the-{kind}" for kind in KINDS}

Filler = Callable[[str, Position], Any]


@functools.cache
def schema(kind: str) -> dict[str, Any]:
    return card_schema(kind)


def full_card(kind: str, filler: Filler, *, only: Callable[[str, Position], bool] = lambda *_: True) -> dict[str, Any]:
    """Return a card of a kind with one record in every list and ``filler(path, position)`` at every leaf.

    A leaf whose filler is None, or for which ``only`` does not hold, is left out.
    """
    shape = shape_of(card_class(kind))
    # A card on a part of a set is asked for less: these are about the whole.
    left_out = {*HEADER_KEYS, "part"}
    body = Shape(shape.name, {key: at for key, at in shape.positions.items() if key not in left_out})
    head = {"muniment": 1, "kind": kind, "name": NAMES[kind], "version": "1.0"}
    return {**head, **_section(body, kind, filler, only)}


def _section(shape: Shape, path: str, filler: Filler, only: Callable[[str, Position], bool]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, at in shape.positions.items():
        here = f"{path}.{key}"
        if at.form == "leaf":
            if not at.identifier and not at.computed and only(here, at):
                value = filler(here, at)
                if value is not None:
                    found[key] = value
        elif at.shape and at.form == "section":
            inner = _section(at.shape, here, filler, only)
            if inner:
                found[key] = inner
        elif at.shape:
            inner = _section(at.shape, f"{here}[]", filler, only)
            if inner:
                found[key] = [{"id": "one", **inner}]
    return found


def part_of(path: str) -> dict[str, Any]:
    """Return the part of the schema that describes the plain value at a leaf."""
    kind, *keys = path.split(".")
    held: dict[str, Any] = {"properties": schema(kind)["properties"]}
    for n, key in enumerate(keys):
        held = held["properties"][key.removesuffix("[]")]
        held = held["anyOf"][0] if "anyOf" in held else held
        if n < len(keys) - 1:
            reference = (held["items"] if key.endswith("[]") else held)["$ref"]
            held = schema(kind)["$defs"][reference.removeprefix("#/$defs/")]
    return held


def plain_value(path: str, free: Any, choose: Callable[[str, list[Any]], Any]) -> Any:
    """Return a value that a leaf accepts: ``free`` for words of one's own, what ``choose`` picks from a closed list."""
    return _value(path, part_of(path), free, choose)


def _value(path: str, part: dict[str, Any], free: Any, choose: Callable[[str, list[Any]], Any]) -> Any:
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        if name in ("String", "Text", "Ref", "Scalar", "Version"):
            return free
        if name == "CardRef":
            return _reference(path)
        return (
            TYPED[name] if name in TYPED else _value(path, schema(path.partition(".")[0])["$defs"][name], free, choose)
        )
    if "enum" in part:
        return choose(path, list(part["enum"]))
    if "const" in part:
        return part["const"]
    if part.get("type") == "array":
        item = _value(path, part["items"], free, choose)
        return None if item is None else [item]
    if part.get("type") == "object":
        return {key: _value(path, part["properties"][key], free, choose) for key in part["required"]}
    if isinstance(part["type"], list):
        return free
    return {"string": free, "boolean": True, "integer": 2, "number": 2}[part["type"]]


def _reference(path: str) -> str | None:
    from muniment.workspace.link import REFERENCES

    kind = REFERENCES.get(path)
    return f"{kind}/{NAMES[kind]}@1.0" if kind else None
