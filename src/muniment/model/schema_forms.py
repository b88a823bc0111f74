"""The widening of a plain schema: every position may hold a plain value, a status with its reason, or the long form.

Forms are alternatives of one `anyOf`: of all ways to say it, this is the one from which editors offer completions and
name the branch that fits best in their messages.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muniment.model.schema_types import ANNOTATIONS, NOTED, named_types, type_name
from muniment.model.shapes import Position, Shape

_REASON = {"type": "string", "minLength": 1}
_SOURCE = {"title": "Source", "description": "Where the value was taken from.", "type": "string"}
_NOTE = {"title": "Note", "description": "A remark beside it; internal unless disclosed.", "type": "string"}

_STATUS: dict[str, Any] = {
    "title": "Unknown or not applicable",
    "description": "A status with its reason, instead of a value.",
    "type": "object",
    "properties": {
        "unknown": {
            "title": "Unknown",
            "description": "Not established yet: say why, such as that the vendor has not answered.",
            **_REASON,
        },
        "not_applicable": {
            "title": "Not applicable",
            "description": "It does not arise here: say why, such as that none were collected.",
            **_REASON,
        },
        "owner": {"title": "Owner", "description": "Who will find out.", "type": "string"},
        "asked_on": {
            "title": "Asked on",
            "description": "The day on which somebody was asked.",
            "$ref": "#/$defs/Date",
        },
        "expected_on": {
            "title": "Expected on",
            "description": "The day by which the owner will answer what is unknown: until then it is a notice.",
            "$ref": "#/$defs/Date",
        },
        "note": _NOTE,
    },
    "oneOf": [{"required": ["unknown"]}, {"required": ["not_applicable"]}],
    "dependentRequired": {"expected_on": ["unknown"]},
    "additionalProperties": False,
}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


@dataclass(slots=True)
class Widening:
    """One walk over the shape of a card beside its plain schema; ``defs`` gathers the definitions it needs."""

    plain: dict[str, Any]
    citations: Mapping[str, Sequence[str]]
    defs: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what every card needs."""
        self.defs["Status"] = _STATUS
        self._named("Date")

    def properties(self, plain: dict[str, Any], shape: Shape, path: str, *, record: bool = False) -> dict[str, Any]:
        """Return the widened properties of one section; the id of a record stays plain."""
        return {
            key: self.kept(plain["properties"][key])
            if record and key == "id"
            else self._position(plain["properties"][key], position, f"{path}.{key}")
            for key, position in shape.positions.items()
        }

    def kept(self, plain: Any) -> Any:
        """Return a part of the plain schema as it is: no position, hence not widened."""
        if isinstance(plain, list):
            return [self.kept(item) for item in plain]
        if not isinstance(plain, dict):
            return plain
        if "$ref" in plain:
            self._value(plain["$ref"].rpartition("/")[2])
        choices = plain.get("choices")
        plain = _with_choices(plain, choices) if isinstance(choices, dict) else plain
        return {key: self.kept(item) for key, item in plain.items() if key not in NOTED}

    def _value(self, name: str) -> None:
        """Define a small value with parts of its own, such as a row of a table."""
        if name not in self.defs:
            self.defs[name] = {}
            schema = self.plain["$defs"][name]
            self.defs[name] = {**schema, "properties": {k: self.kept(v) for k, v in schema["properties"].items()}}

    def _position(self, plain: dict[str, Any], position: Position, path: str) -> dict[str, Any]:
        said = self._said(plain, position, path)
        if position.form == "leaf":
            return {**said, "anyOf": self._leaf(plain, position, path)}
        assert position.shape
        name = path.partition(".")[2].replace("[]", "")
        inner = plain["items"] if position.form == "records" else plain
        target = self.plain["$defs"][inner["$ref"].rpartition("/")[2]]
        records = position.form == "records"
        path = f"{path}[]" if records else path
        self.defs[name] = {
            "title": position.title,
            "description": target.get("description", ""),
            "type": "object",
            "properties": self.properties(target, position.shape, path, record=records),
            **({"required": target["required"]} if "required" in target else {}),
            "additionalProperties": False,
        }
        held = {"type": "array", "items": _ref(name), "minItems": 1} if records else _ref(name)
        return {**said, "anyOf": [held, _ref("Status")]}

    def _said(self, plain: dict[str, Any], position: Position, path: str) -> dict[str, Any]:
        """Return what an editor shows at a position.

        Examples are shown only: from ``examples`` editors fill in values, and nobody shall find in a card an answer
        that nobody gave. For the same reason facts that are computed are not suggested.
        """
        more = []
        if position.unit:
            more.append(f"Unit: {position.unit}.")
        if position.measured:
            more.append("The data can answer this: `muniment measure`.")
        if position.computed:
            more.append("Muniment computes this from other facts: leave it out.")
        more.extend(f"Example: `{_inline(example)}`" for example in plain.get("examples", ()))
        if cited := self.citations.get(f"{path}[]" if position.form == "records" else path):
            more.append(f"Serves: {'; '.join(cited)}")
        said: dict[str, Any] = {"title": position.title, "description": position.description}
        if more:
            said["markdownDescription"] = "\n\n".join([position.description, *more])
        if position.computed:
            said["doNotSuggest"] = True
        return said

    def _leaf(self, plain: dict[str, Any], position: Position, path: str) -> list[dict[str, Any]]:
        """Return the forms a fact can be written in."""
        schema = self.kept({key: item for key, item in plain.items() if key not in ANNOTATIONS})
        name = self._type(schema, plain.get("choices"), position, path)
        long = f"Long.{name}"
        self.defs[long] = _beside("value", "The value itself.", _ref(name))
        forms = [_ref(name), _ref("Status"), _ref(long)]
        if position.prose and not position.listed:
            self.defs[f"Texts.{name}"] = _beside("text", "The text, by language.", self._texts(name))
            forms.append(_ref(f"Texts.{name}"))
        return forms

    def _type(self, schema: dict[str, Any], choices: Any, position: Position, path: str) -> str:
        """Define the type of a fact; return the name of its definition."""
        if name := type_name(schema):
            return self._named(name)
        if position.listed:
            schema = {**schema, "minItems": 1}
            if item := type_name(schema["items"]):
                schema["items"] = _ref(self._named(item))
                return self._defined(f"List.{item}", schema)
            if "$ref" in schema["items"]:
                return self._defined(f"List.{schema['items']['$ref'].rpartition('/')[2]}", schema)
        if choices:
            schema = _with_choices(schema, choices)
        return self._defined(path.partition(".")[2].replace("[]", ""), schema)

    def _texts(self, name: str) -> dict[str, Any]:
        language = named_types()["Language"]["pattern"]
        return {
            "type": "object",
            "propertyNames": {"pattern": language, "patternErrorMessage": "Write the language as BCP 47: de, en."},
            "additionalProperties": _ref(name),
            "minProperties": 1,
        }

    def _named(self, name: str) -> str:
        return self._defined(name, named_types()[name])

    def _defined(self, name: str, schema: dict[str, Any]) -> str:
        if self.defs.setdefault(name, schema) != schema:
            raise ValueError(f"two definitions want the name {name}")
        return name


def _beside(key: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the long form: a value or texts, with a note and a source beside it."""
    return {
        "title": f"{key.capitalize()} with note and source",
        "type": "object",
        "properties": {
            key: {"title": key.capitalize(), "description": description, **schema}, "note": _NOTE, "source": _SOURCE,
        },
        "required": [key],
        "additionalProperties": False,
    }  # fmt: skip


def _inline(example: Any) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)


def _with_choices(schema: dict[str, Any], choices: dict[str, str]) -> dict[str, Any]:
    """Explain each value of a closed list, where editors look for it."""
    if "items" in schema:
        return {**schema, "items": _with_choices(schema["items"], choices)}
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    texts = [choices[str(value)] for value in values]
    kept = {key: item for key, item in schema.items() if key != "const"}
    return {**kept, "enum": values, "enumDescriptions": texts, "markdownEnumDescriptions": texts}
