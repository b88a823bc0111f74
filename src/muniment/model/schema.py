"""The JSON Schema of cards and profiles as people write them, generated from the models.

Editors read it, and so do those who check a card without muniment. Only what a schema cannot know is left to the
models: calendars and registries, placeholders, and ids that must be unique.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from muniment.model.header import HEADER_KEYS
from muniment.model.kinds import KINDS, card_class
from muniment.model.schema_forms import Widening
from muniment.model.schema_types import plain_schema
from muniment.model.shapes import Shape, shape_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "card/v1"
_REQUIRED = ("muniment", "kind", "name", "version")
#: Keys of the head of a profile; the others belong to cards.
_PROFILE_HEAD = ("muniment", "name", "language")
_ORDER = (
    "$schema", "$id", "title", "description", "markdownDescription", "doNotSuggest", "$ref", "type",
    "const", "enum", "enumDescriptions", "markdownEnumDescriptions", "pattern", "patternErrorMessage", "minLength",
    "maxLength", "minimum", "maximum", "items", "minItems", "propertyNames", "properties", "required", "minProperties",
    "anyOf", "oneOf", "additionalProperties", "$defs",
)  # fmt: skip

Citations = Mapping[str, Sequence[str]]


def card_schema(kind: str, citations: Citations | None = None) -> dict[str, Any]:
    """Return the schema of one kind of card; ``citations`` by path are shown at the facts that serve them."""
    plain = plain_schema(card_class(kind))
    widening = Widening(plain, citations or {})
    keys = ("muniment", "kind", *(key for key in plain["properties"] if key in HEADER_KEYS))
    head = {key: widening.kept(plain["properties"][key]) for key in keys}
    return _schema(kind, f"card:v1:{kind}", f"{kind.capitalize()} card", plain, widening, head, _REQUIRED)


def profile_schema(kind: str, citations: Citations | None = None) -> dict[str, Any]:
    """Return the schema of a profile: a partial card of one kind, whose facts several cards share."""
    plain = plain_schema(card_class(kind))
    widening = Widening(plain, citations or {})
    of = {"title": "Profile of", "description": "The kind of the cards that can use it.", "const": kind}
    head = {key: widening.kept(plain["properties"][key]) for key in _PROFILE_HEAD} | {"profile_of": of}
    required = ("muniment", "profile_of", "name")
    return _schema(kind, f"profile:v1:{kind}", f"Profile of {kind} cards", plain, widening, head, required)


def generate(citations: Citations | None = None) -> dict[str, bytes]:
    """Return every schema file of cards and profiles by its path below ``schemas/``."""
    files: dict[str, bytes] = {}
    for kind in KINDS:
        files[f"{FOLDER}/{kind}.schema.json"] = _dump(card_schema(kind, citations))
        files[f"{FOLDER}/profile-{kind}.schema.json"] = _dump(profile_schema(kind, citations))
    return files


def _schema(
    kind: str, urn: str, title: str, plain: dict[str, Any], widening: Widening, head: dict[str, Any],
    required: tuple[str, ...],
) -> dict[str, Any]:  # fmt: skip
    shape = shape_of(card_class(kind))
    body = Shape(shape.name, {key: at for key, at in shape.positions.items() if key not in HEADER_KEYS})
    return {
        "$schema": DIALECT,
        "$id": f"urn:muniment:schema:{urn}",
        "title": title,
        "description": plain.get("description", ""),
        "type": "object",
        "properties": head | widening.properties(plain, body, kind),
        "required": list(required),
        "additionalProperties": False,
        "$defs": {name: widening.defs[name] for name in sorted(widening.defs)},
    }


def _dump(schema: dict[str, Any]) -> bytes:
    return (json.dumps(_ordered(schema), indent=1, ensure_ascii=False) + "\n").encode()


def _ordered(schema: Any, *, names: bool = False) -> Any:
    """Put keywords in one order; the keys of ``properties`` stay in the order of the models."""
    if isinstance(schema, list):
        return [_ordered(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    order = {word: place for place, word in enumerate(_ORDER)}
    keys = list(schema) if names else sorted(schema, key=lambda key: (order.get(key, len(order)), key))
    return {key: _ordered(schema[key], names=not names and key in ("properties", "$defs")) for key in keys}
