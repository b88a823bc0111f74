"""Role schemas: what a role must state in the cards of one kind from a day on, as JSON Schema 2020-12 with citations.

A schema knows one card. A duty whose condition reads other cards stands in it as a comment only, for `check` to judge;
what it requires is that a fact is stated, be it as unknown with a reason: whether it suffices is no matter of form.
"""

from typing import Any

from muniment.catalogue.conditions import ALWAYS, AllOf, AnyOf, Condition, Leaf, Not
from muniment.catalogue.requirements import STRICT, Catalogue, Need, Requirement
from muniment.model.vocabulary import position_at

JsonSchema = dict[str, Any]
_STATUSES = ("unknown", "not_applicable")
_RELIEF = (
    *(("model.licence.allows", right) for right in ("access", "use", "modify", "distribute")),
    *(("model.public_parts", part) for part in ("weights", "architecture", "usage_information")),
)
#: What conditions read of computed facts, in terms of what a card states. That the role brings a provider's duties is
#: taken as given: the schema is asked for by role.
_SPELT_OUT: dict[Leaf, Condition] = {
    Leaf("model.provider_duties", "is", True): ALWAYS,
    Leaf("model.open_source_exempt", "is", True): AllOf(
        (*(Leaf(path, "is", item) for path, item in _RELIEF), Leaf("model.systemic_risk", "is", False))
    ),
    Leaf("model.open_source_exempt", "is_not", True): AnyOf(
        (*(Leaf(path, "is_not", item) for path, item in _RELIEF), Leaf("model.systemic_risk", "is", True))
    ),
}


def role_rules(catalogue: Catalogue, role: str, kind: str, as_of: str) -> list[JsonSchema]:
    """Return a sub-schema for each duty of a role on cards of a kind that some track has made due by ``as_of``.

    Each carries its citation as title, the duty as description, and in ``$comment`` its id and how far it was read.
    ``catalogue`` is that of the day (`as_it_stood`).
    """
    rules = []
    for requirement in catalogue.requirements.values():
        if requirement.bearer != kind or not ({role, "any_operator"} & set(requirement.roles)):
            continue
        if requirement.force in STRICT and not requirement.election and _is_due(requirement, as_of):
            rules.append(_rule(requirement, kind))
    return rules


def _is_due(requirement: Requirement, as_of: str) -> bool:
    return requirement.since <= as_of and any(day <= as_of for _, day in requirement.dates)


def _rule(requirement: Requirement, kind: str) -> JsonSchema:
    head = {
        "title": f"{requirement.citation}: {requirement.title}",
        "description": requirement.duty,
        "$comment": f"{requirement.id}, revision {requirement.revision}; {requirement.confidence}",
    }
    condition = _translated(requirement.condition, kind)
    needs = [schema for need in requirement.needs if (schema := _need(need, kind)) is not None]
    if condition is None or not needs:
        head["$comment"] += "; muniment check judges it: it hangs on other cards or on what is computed"
        return head
    wanted = needs[0] if len(needs) == 1 else {"allOf": needs}
    return {**head, **(wanted if condition == {} else {"if": condition, "then": wanted})}


def _need(need: Need, kind: str) -> JsonSchema | None:
    """Return the schema of one need; None when it reads other cards or what the tool computes."""
    when = _translated(need.when, kind)
    if any((position := position_at(path)) is not None and position.computed for path in need.paths):
        return None
    paths = [path.removeprefix(f"{kind}.") for path in need.paths if path.startswith(f"{kind}.")]
    if when is None or need.each == "uses" or not paths:
        return None
    stated = [_stated(path.split(".")) for path in paths]
    wanted = stated[0] if len(stated) == 1 else {"anyOf": stated}
    return wanted if when == {} else {"if": when, "then": wanted}


def _stated(parts: list[str]) -> JsonSchema:
    """Return the schema of a card that states something at a path: a value, or a status there or above."""
    key, rest = parts[0].removesuffix("[]"), parts[1:]
    inner: JsonSchema = _stated(rest) if rest else {}
    if parts[0].endswith("[]"):
        inner = {"items": inner} if inner else {}
    if not inner:
        return {"required": [key]}
    below = {"anyOf": [*({"type": "object", "required": [status]} for status in _STATUSES), inner]}
    return {"required": [key], "properties": {key: below}}


def _translated(condition: Condition, kind: str) -> JsonSchema | None:
    """Return a condition as JSON Schema: ``{}`` when always true, None when one card cannot decide it."""
    match condition:
        case AllOf(members):
            parts = [_translated(member, kind) for member in members]
            if None in parts:
                return None
            real = [part for part in parts if part]
            return {"allOf": real} if len(real) > 1 else (real[0] if real else {})
        case AnyOf(members):
            parts = [_translated(member, kind) for member in members]
            return None if None in parts else {"anyOf": parts}
        case Not(Leaf() as leaf):
            # Only a stated contrary makes it true: an absent fact leaves it open.
            positive = _leaf(leaf, kind)
            known = _leaf(Leaf(leaf.path, "exists", True), kind)
            return None if positive is None or known is None else {"allOf": [known, {"not": positive}]}
        case Leaf() if condition in _SPELT_OUT:
            return _translated(_SPELT_OUT[condition], kind)
        case Leaf():
            return _leaf(condition, kind)
    return None


def _leaf(leaf: Leaf, kind: str) -> JsonSchema | None:
    rest = leaf.path.removeprefix(f"{kind}.")
    if rest == leaf.path or leaf.test == "at_least":
        return None
    if leaf.test == "is_not":
        choices = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
        positive = _leaf(Leaf(leaf.path, "in", choices), kind)
        stated = _stated(rest.split("."))
        return None if positive is None else {"allOf": [stated, {"not": positive}]}
    parts = rest.split(".")
    if any(part.endswith("[]") for part in parts):
        return None
    return _nested(parts, _value(leaf))


def _value(leaf: Leaf) -> JsonSchema:
    plain: JsonSchema = {"not": {"type": "object", "anyOf": [{"required": [status]} for status in _STATUSES]}}
    if leaf.test != "exists":
        one: JsonSchema = {"enum": [leaf.operand] if leaf.test == "is" else list(leaf.operand)}
        plain = {"anyOf": [one, {"type": "array", "contains": one}]}
        return {"anyOf": [plain, {"type": "object", "required": ["value"], "properties": {"value": plain}}]}
    return plain


def _nested(parts: list[str], inner: JsonSchema) -> JsonSchema:
    schema = inner
    for key in reversed(parts):
        schema = {"type": "object", "required": [key], "properties": {key: schema}}
    return schema
