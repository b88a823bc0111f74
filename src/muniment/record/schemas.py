"""The JSON Schemas of record, manifest, pack, release, scope … from their dataclasses, for others to read."""

import dataclasses
import re
import types
import typing
from typing import Any

from muniment.record.acceptance import Acceptance
from muniment.record.filling import Filled
from muniment.record.manifest import Manifest
from muniment.record.pack import Pack
from muniment.record.pin import Pin
from muniment.record.record import Record
from muniment.record.release import Release
from muniment.record.scope import WorkspaceScope
from muniment.record.stamp import CardStamp

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Any: {},
}


def generated_schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each by its path below ``schemas/``."""
    return {
        "record/v1/record.schema.json": _schema(Record, "record:v1", format_member="record"),
        "manifest/v1/manifest.schema.json": _schema(Manifest, "manifest:v1", format_member="manifest"),
        "pack/v1/pack.schema.json": _schema(Pack, "pack:v1", format_member="pack"),
        "stamp/v1/stamp.schema.json": _schema(CardStamp, "stamp:v1", format_member="stamp"),
        "accept/v1/result.schema.json": _schema(Acceptance, "accept:v1:result", format_member="acceptance"),
        "pin/v1/pin.schema.json": _schema(Pin, "pin:v1", format_member="pin"),
        "release/v1/release.schema.json": _schema(Release, "release:v1", format_member="release"),
        "filled/v1/filled.schema.json": _schema(Filled, "filled:v1", format_member="filled"),
        "scope/v1/result.schema.json": _schema(WorkspaceScope, "scope:v1:result"),
    }


def _schema(shape: type, name: str, format_member: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    body = _object(shape, found)
    if format_member:
        body["properties"][format_member] = {"const": 1}
    return {
        "$schema": DIALECT,
        "$id": f"urn:muniment:schema:{name}",
        "title": shape.__name__,
        **body,
        "$defs": found,
    }


def _object(shape: type, found: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(shape)
    names = [field.name for field in dataclasses.fields(shape)]
    optional = {field.name for field in dataclasses.fields(shape) if field.default is None and hints[field.name] != Any}
    return {
        "description": re.sub(r"\s+", " ", (shape.__doc__ or "").replace("``", '"')).strip(),
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in names if name not in optional],
        "properties": {name: _type(hints[name], found) for name in names},
    }


def _type(hint: Any, found: dict[str, Any]) -> dict[str, Any]:
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in found:
            found[hint.__name__] = {}
            found[hint.__name__] = _object(hint, found)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if typing.get_origin(hint) is types.UnionType:
        # A member that may be missing: where it stands it has a value.
        (given,) = (item for item in typing.get_args(hint) if item is not type(None))
        return _type(given, found)
    if typing.get_origin(hint) is tuple:
        items = typing.get_args(hint)
        if items[-1] is types.EllipsisType or items[-1] is ...:
            return {"type": "array", "items": _type(items[0], found)}
        return {"type": "array", "prefixItems": [_type(item, found) for item in items], "items": False}
    if typing.get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _type(typing.get_args(hint)[1], found)}
    raise TypeError(f"no schema for {hint}")
