"""Three-valued logic over facts: yes, no, or not to be told, and which open answers that hangs on.

A leaf on a fact that is not applicable is false, also under ``not`` (negation is pushed to the leaves first).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from muniment.assess.scope import Reading, Scope, is_closed, value_items
from muniment.catalogue.conditions import AS_OF, USES, AllOf, AnyOf, Bound, Condition, Judgement, Leaf, Not
from muniment.derive.dates import first_day
from muniment.derive.grounds import GROUNDS
from muniment.model.facts import Fact, Origin, Status

_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


@dataclass(frozen=True, slots=True)
class Gate:
    """An answer that a condition hangs on: the fact's path and address, or a judgement's question."""

    path: str
    address: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """The value of a condition (None: cannot tell) and, where it cannot be told, the gates it hangs on."""

    value: bool | None
    gates: tuple[Gate, ...] = ()


TRUE = Truth(True)
FALSE = Truth(False)


def judge(condition: Condition, scope: Scope, *, negated: bool = False) -> Truth:
    """Judge a condition in a scope."""
    match condition:
        case Leaf():
            # Python takes true for 1, so the kind of the operand is told apart, too.
            key = (condition, type(condition.operand), negated)
            known: Truth | None = scope.leaves.get(key)
            if known is None:
                known = scope.leaves[key] = _leaf(condition, scope, negated)
            return known
        case Judgement(question):
            if scope.judged is not None:
                return TRUE if scope.judged is not negated else FALSE
            return Truth(None, (Gate("", "", question),))
        case Not(member):
            return judge(member, scope, negated=not negated)
        case AllOf(members):
            return _combine((judge(member, scope, negated=negated) for member in members), every=not negated)
        case AnyOf(members):
            return _combine((judge(member, scope, negated=negated) for member in members), every=negated)
        case Bound():
            return _bound(condition, scope, negated)


def _combine(truths: Iterable[Truth], *, every: bool) -> Truth:
    """Kleene's conjunction (``every``) or disjunction: one deciding member decides, else one unknown leaves it open.

    Of an open conjunction only the first open member is asked about: the others may never matter.
    """
    open_: list[Truth] = []
    for truth in truths:
        if truth.value is (not every):
            return Truth(not every)
        if truth.value is None:
            open_.append(truth)
    if not open_:
        return Truth(every)
    asked = open_[:1] if every else open_
    return Truth(None, tuple(dict.fromkeys(gate for truth in asked for gate in truth.gates)))


def _leaf(leaf: Leaf, scope: Scope, negated: bool) -> Truth:
    if leaf.test == "is_not":
        choices = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
        held = _leaf(Leaf(leaf.path, "in", choices), scope, False)
        return held if held.value is None else Truth(held.value is negated)
    gates: list[Gate] = []
    seen = False
    for reading in scope.read(leaf.path):
        fact = reading.fact
        if fact is None and not reading.identity:
            gate = _absent_card(leaf.path, scope)
            gates += [gate] if gate else []
        elif fact is None or fact.status is Status.UNKNOWN:
            gates += _asked(leaf.path, reading, scope)
        elif scope.workspace.contradictions and scope.workspace.contradictions.bars(reading.address):
            gates.append(Gate(leaf.path, reading.address))
        elif fact.status is not Status.NOT_APPLICABLE:
            seen = True
            if _passes(leaf, reading, scope.as_of):
                return FALSE if negated else TRUE
    if gates:
        return Truth(None, tuple(gates))
    if not seen:
        return FALSE
    return TRUE if negated else FALSE


def _asked(path: str, reading: Reading, scope: Scope) -> list[Gate]:
    """Return what to ask about an open fact: itself, or what it is computed from, as far as that is open."""
    fact = reading.fact
    if fact is None or fact.origin is Origin.COMPUTED:
        for ground in GROUNDS.get(path, ()):
            if gates := _open_at(ground, path, scope):
                return gates
    return [Gate(path, reading.address)]


def _open_at(ground: str, path: str, scope: Scope) -> list[Gate]:
    """Return the gates of one ground of a computed fact, on every use where it is one of data sets."""
    if ground.endswith("[]"):
        return list(elements(USES, scope)[1])
    of_uses = ground.startswith(("use.", "dataset.")) and not path.startswith("dataset.")
    inside = elements(USES, scope)[0] if of_uses and scope.use is None else [scope]
    readings = [reading for bound in inside for reading in bound.read(ground)]
    return [Gate(ground, reading.address) for reading in readings if _is_open(reading.fact)]


def _is_open(fact: Fact | None) -> bool:
    return fact is None or fact.status is Status.UNKNOWN


def _absent_card(path: str, scope: Scope) -> Gate | None:
    """Return the question about a card that is not there; None where the cards of its kind say that there is none."""
    kind = path.partition(".")[0]
    asking = next((card for name, card in scope.roots.items() if name != "organisation"), None)
    if kind not in ("system", "model") or asking is None:
        return Gate(path, path)
    return None if is_closed(scope.workspace, kind) else Gate(kind, f"{asking.identity}#")


def _passes(leaf: Leaf, reading: Reading, as_of: str) -> bool:
    fact = reading.fact
    if fact is None or fact.record:
        return leaf.test == "exists" and fact is not None
    if leaf.test == "exists":
        return True
    items = value_items(fact)
    if leaf.test == "is":
        return any(_same(item, leaf.operand) for item in items)
    if leaf.test == "in":
        return any(_same(item, choice) for item in items for choice in leaf.operand)
    bound = as_of if leaf.operand == AS_OF else leaf.operand
    return any(_at_least(item, bound) for item in items)


def _same(item: Any, operand: Any) -> bool:
    if isinstance(item, bool) or isinstance(operand, bool):
        return item is operand
    return bool(item == operand)


def _at_least(item: Any, bound: Any) -> bool:
    """Compare numbers as numbers, durations as spans, ISO dates as text; a partial date counts from its first day."""
    if isinstance(item, int | Decimal) and not isinstance(item, bool):
        try:
            return Decimal(item) >= Decimal(str(bound))
        except InvalidOperation:
            return False
    if not isinstance(item, str) or not isinstance(bound, str):
        return False
    if bound.startswith("P"):
        return _is_as_long(item, bound)
    return first_day(item) >= first_day(bound)


def _is_as_long(item: str, bound: str) -> bool:
    """Compare two ISO 8601 durations; months against days only where any months would do."""
    (months, days), (wanted_months, wanted_days) = _span(item), _span(bound)
    if not days and not wanted_days:
        return months >= wanted_months
    return months * _SHORTEST_MONTH + days >= wanted_months * _LONGEST_MONTH + wanted_days


def _span(text: str) -> tuple[int, int]:
    """Return the months and the days of a duration."""
    parts = {unit: int(count) for count, unit in re.findall(r"(\d+)([YMWD])", text.partition("T")[0])}
    return parts.get("Y", 0) * 12 + parts.get("M", 0), parts.get("W", 0) * 7 + parts.get("D", 0)


def _bound(condition: Bound, scope: Scope, negated: bool) -> Truth:
    every = (condition.quantifier == "every") is not negated
    scopes, gates = elements(condition.collection, scope)
    if gates:
        members = [judge(condition.where, bound, negated=negated) for bound in scopes]
        return _combine([*members, Truth(None, gates)], every=every)
    if not scopes:
        return FALSE
    return _combine((judge(condition.where, bound, negated=negated) for bound in scopes), every=every)


def elements(collection: str, scope: Scope) -> tuple[list[Scope], tuple[Gate, ...]]:
    """Return a scope for each element of a collection, and a gate when it is not known which there are."""
    found: tuple[list[Scope], tuple[Gate, ...]] | None = scope.elements.get(collection)
    if found is None:
        found = scope.elements[collection] = _elements(collection, scope)
    return found


def _elements(collection: str, scope: Scope) -> tuple[list[Scope], tuple[Gate, ...]]:
    if collection == USES and scope.bearer.kind == "dataset" and scope.use is None:
        return [bound for _, bound in scope.uses_of_data_set()], ()
    if collection == USES:
        users = scope.users()
        uses = [use for card in users for use in scope.workspace.uses_by(card.identity)]
        if not uses and users:
            card = users[0]
            stated = card.facts.get("/datasets")
            if stated is not None and stated.status is Status.NOT_APPLICABLE:
                return [], ()
            return [], (Gate(f"{card.kind}.datasets[]", f"{card.identity}#/datasets"),)
        return [scope.with_use(use) for use in uses], ()
    scopes, gates = [], []
    for reading in scope.read(collection):
        if reading.fact is None or reading.fact.status is Status.UNKNOWN:
            gates.append(Gate(collection, reading.address))
        elif reading.fact.record:
            scopes.append(scope.with_record(collection, reading.inner))
    return scopes, tuple(gates)
