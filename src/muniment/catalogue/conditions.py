"""Conditions: a closed expression language, as plain dataclasses, with a reader that refuses everything else.

``all``, ``any``, ``not``; leaves ``{path, is|is_not|in|exists|at_least}`` and ``{judgement: question}``; and
``{some|every: collection, where: condition}``, which binds one element for all leaves inside. A collection is
``uses`` (of the bearer) or a path of records, ending in ``[]``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

TESTS = ("is", "is_not", "in", "exists", "at_least")
USES = "uses"
#: The operand of ``at_least`` that stands for the date of the assessment.
AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test of the values at one path; true when at least one of them passes.

    ``is_not`` (a value, or any of a list) is true when none of them is that: also where the fact does not apply, which
    makes every other test false.
    """

    path: str
    test: Literal["is", "is_not", "in", "exists", "at_least"]
    operand: Any


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question that only a person can answer."""

    question: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every member is; true without members."""

    members: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one member is."""

    members: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The negation, pushed down to the leaves when it is judged."""

    member: "Condition"


@dataclass(frozen=True, slots=True)
class Bound:
    """True when some (or every) element of a collection makes the inner condition true."""

    quantifier: Literal["some", "every"]
    collection: str
    where: "Condition"


Condition = Leaf | Judgement | AllOf | AnyOf | Not | Bound
ALWAYS = AllOf(())
NEVER = AnyOf(())


def load_condition(raw: Any) -> Condition:
    """Read a condition from its JSON form; raise ValueError that says what is wrong."""
    if not isinstance(raw, dict):
        raise ValueError(f"a condition is a mapping, not {raw!r}")
    if len(raw) == 2 and "path" in raw:
        test = next(key for key in raw if key != "path")
        if test in TESTS:
            return Leaf(str(raw["path"]), test, _operand(test, raw[test]))
    keys = set(raw)
    if keys == {"all"}:
        return AllOf(tuple(load_condition(item) for item in raw["all"]))
    if keys == {"any"}:
        return AnyOf(tuple(load_condition(item) for item in raw["any"]))
    if keys == {"not"}:
        return Not(load_condition(raw["not"]))
    if keys == {"judgement"}:
        return Judgement(str(raw["judgement"]))
    for quantifier in ("some", "every"):
        if keys == {quantifier, "where"}:
            return Bound(quantifier, _collection(raw[quantifier]), load_condition(raw["where"]))
    raise ValueError(f"not a condition: {sorted(keys)}")


def dump_condition(condition: Condition) -> dict[str, Any]:
    """Return the JSON form of a condition."""
    match condition:
        case Leaf(path, test, operand):
            value = list(operand) if isinstance(operand, tuple) else operand
            return {"path": path, test: str(value) if isinstance(value, Decimal) else value}
        case Judgement(question):
            return {"judgement": question}
        case AllOf(members):
            return {"all": [dump_condition(member) for member in members]}
        case AnyOf(members):
            return {"any": [dump_condition(member) for member in members]}
        case Not(member):
            return {"not": dump_condition(member)}
        case Bound(quantifier, collection, where):
            return {quantifier: collection, "where": dump_condition(where)}


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every leaf of a condition."""
    match condition:
        case Leaf():
            yield condition
        case AllOf(members) | AnyOf(members):
            for member in members:
                yield from leaves(member)
        case Not(member):
            yield from leaves(member)
        case Bound(where=where):
            yield from leaves(where)


def judgements(condition: Condition) -> Iterator[str]:
    """Yield every question of a condition that only a person can answer."""
    match condition:
        case Judgement(question):
            yield question
        case AllOf(members) | AnyOf(members):
            for member in members:
                yield from judgements(member)
        case Not(member) | Bound(where=member):
            yield from judgements(member)


def asks_person(condition: Condition) -> bool:
    """Tell whether a condition holds a question that only a person can answer."""
    match condition:
        case Judgement():
            return True
        case AllOf(members) | AnyOf(members):
            return any(asks_person(member) for member in members)
        case Not(member):
            return asks_person(member)
        case Bound(where=where):
            return asks_person(where)
    return False


def collections(condition: Condition) -> Iterator[str]:
    """Yield every collection a condition binds."""
    match condition:
        case AllOf(members) | AnyOf(members):
            for member in members:
                yield from collections(member)
        case Not(member):
            yield from collections(member)
        case Bound(collection=collection, where=where):
            yield collection
            yield from collections(where)


def _collection(raw: Any) -> str:
    text = str(raw)
    if text != USES and not text.endswith("[]"):
        raise ValueError(f'"{text}" is neither "{USES}" nor a path of records ending in []')
    return text


def _operand(test: str, raw: Any) -> Any:
    if isinstance(raw, list) and any(isinstance(item, bool | list | dict) for item in raw):
        raise ValueError(f"{test}: lists texts and numbers")
    if isinstance(raw, dict) or (test == "is" and isinstance(raw, list)):
        raise ValueError(f"{test}: wants one value; write in: for several")
    if test == "in":
        if not isinstance(raw, list) or not raw:
            raise ValueError("in: wants a list of values")
        return tuple(raw)
    if test == "is_not" and isinstance(raw, list):
        return tuple(raw)
    if test == "exists" and raw is not True:
        raise ValueError("exists: wants true; write not: around it for the contrary")
    if test == "at_least" and not isinstance(raw, int | Decimal | str):
        raise ValueError("at_least: wants a number or an ISO date")
    return raw
