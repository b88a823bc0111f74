"""The plain JSON Schema of a card's model, before positions are widened, and the names of the types of facts."""

import functools
import json
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from muniment.model import types
from muniment.model.section import Section

#: Types of facts that have a definition of their own in every schema.
_NAMED = (
    "String", "Text", "Ref", "Id", "Version", "CardRef", "Date", "Month", "PartialDate", "Duration", "Url", "Digest",
    "Domain", "Country", "Currency", "Language", "Licence", "Number", "Amount", "Count", "Share", "Scalar",
)  # fmt: skip
#: What `fact` notes on a field; it is said in words in the schema.
NOTED = frozenset({"fact", "unit", "computed", "measured", "done", "choices"})
#: Keywords that say something about a value and allow or refuse nothing.
ANNOTATIONS = frozenset({"title", "description", "examples", "default", *NOTED})


class _PlainSchema(GenerateJsonSchema):
    """Pydantic's own generator, without null: an absent key says it already, and editors would offer it."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Drop the null branch."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Drop a default of null."""
        if "default" in schema and schema["default"] is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def plain_schema(model: type[Section]) -> dict[str, Any]:
    """Return the JSON Schema of a model as if every position held a plain value."""
    return model.model_json_schema(schema_generator=_PlainSchema)


@functools.cache
def named_types() -> dict[str, dict[str, Any]]:
    """Return the types of facts that have names, each with its schema and its remedy as an editor's message."""
    return {name: _named(getattr(types, name)) for name in _NAMED} | {"Truth": {"type": "boolean"}}


def _named(kind: Any) -> dict[str, Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    schema = adapter.json_schema()
    if "pattern" in schema and (remedy := _remedy(adapter)):
        schema["patternErrorMessage"] = remedy
    return schema


def _remedy(adapter: TypeAdapter[Any]) -> str:
    """Return what a type tells people to write, by giving it something that no type accepts."""
    try:
        adapter.validate_python("\n?")
    except ValidationError as error:
        return str(error.errors()[0].get("ctx", {}).get("remedy", ""))
    return ""


@functools.cache
def _names_by_schema() -> dict[str, str]:
    plain = {name: {k: v for k, v in s.items() if k != "patternErrorMessage"} for name, s in named_types().items()}
    return {json.dumps(schema, sort_keys=True): name for name, schema in plain.items()}


def type_name(schema: dict[str, Any]) -> str:
    """Return the name of the type that has this schema, or an empty string."""
    return _names_by_schema().get(json.dumps(schema, sort_keys=True), "")
