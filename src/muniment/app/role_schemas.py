"""`schema --role`: the JSON Schema of a kind of card, or of all kinds, with what a role must state on a day."""

import json
from typing import Any

from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.role_schema import role_rules
from muniment.catalogue.versions import FIRST_DAY, as_it_stood
from muniment.model.kinds import KINDS
from muniment.model.roles import ROLES
from muniment.model.suggest import did_you_mean

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def role_schema(kind: str, role: str, as_of: str) -> dict[str, Any]:
    """Return the schema of one kind (or of every kind, chosen by the card's ``kind``, when it is empty) for a role.

    ``role`` is a role's name, its words in any order: ``provider_gpai`` or ``gpai-provider``. Raises CannotRun for an
    unknown role and for a day before the AI Act.
    """
    known = find_role(role)
    if as_of < FIRST_DAY:
        raise CannotRun(f"The catalogue knows the law since {FIRST_DAY}; {as_of} lies before.", "Give a later --as-of.")
    if kind:
        return _kind_schema(kind, known, as_of)
    return {
        "$schema": _DIALECT,
        "$id": f"urn:muniment:schema:role:{known}:{as_of}",
        "title": f"Cards of a {known}",
        "description": ROLES[known],
        "type": "object",
        "required": ["kind"],
        "allOf": [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": name}}},
                "then": {"$ref": _kind_id(name, known, as_of)},
            }
            for name in KINDS
        ],
        "$defs": {name: _kind_schema(name, known, as_of) for name in KINDS},
    }


def _kind_id(kind: str, role: str, as_of: str) -> str:
    return f"urn:muniment:schema:role:{role}:{as_of}:{kind}"


def _kind_schema(kind: str, role: str, as_of: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_path("card", "v1", f"{kind}.schema.json").read_bytes())
    rules = role_rules(as_it_stood(load_catalogue(), as_of), role, kind, as_of)
    title = f"{schema.get('title', kind)}, as a {role} must fill it in on {as_of}"
    schema |= {"$id": _kind_id(kind, role, as_of), "title": title}
    return {**schema, "allOf": rules} if rules else schema


def find_role(name: str) -> str:
    """Return a role by its name, the words in any order: ``gpai-provider``; CannotRun for an unknown one."""
    words = set(name.replace("-", "_").split("_"))
    for role in ROLES:
        if set(role.split("_")) == words:
            return role
    near = did_you_mean(name.replace("-", "_"), list(ROLES))
    known = ", ".join(ROLES)
    raise CannotRun(f'There is no role "{name[:80]}".', f'Did you mean "{near}"?' if near else f"Roles: {known}.")
