"""Three-valued logic over facts: yes, no, or not to be told, and which open answers that hangs on.

A leaf on a fact that is not applicable is false, also under ``not`` (negation is pushed to the leaves first).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from muniment.assess.scope import Reading, Scope, value_items
from muniment.catalogue.conditions import USES, AllOf, AnyOf, Bound, Condition, Judgement, Leaf, Not
from muniment.model.facts import Status


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
            return _leaf(condition, scope, negated)
        case Judgement(question):
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
    gates: list[Gate] = []
    seen = False
    for reading in scope.read(leaf.path):
        fact = reading.fact
        if fact is None or fact.status is Status.UNKNOWN:
            gates.append(Gate(leaf.path, reading.address))
        elif fact.status is not Status.NOT_APPLICABLE:
            seen = True
            if _passes(leaf, reading):
                return FALSE if negated else TRUE
    if gates:
        return Truth(None, tuple(gates))
    if not seen:
        return FALSE
    return TRUE if negated else FALSE


def _passes(leaf: Leaf, reading: Reading) -> bool:
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
    return any(_at_least(item, leaf.operand) for item in items)


def _same(item: Any, operand: Any) -> bool:
    if isinstance(item, bool) or isinstance(operand, bool):
        return item is operand
    return bool(item == operand)


def _at_least(item: Any, bound: Any) -> bool:
    """Compare numbers as numbers and ISO dates as text; a partial date counts from its first day."""
    if isinstance(item, int | Decimal) and not isinstance(item, bool):
        try:
            return Decimal(item) >= Decimal(str(bound))
        except InvalidOperation:
            return False
    return isinstance(item, str) and isinstance(bound, str) and _first_day(item) >= _first_day(bound)


def _first_day(text: str) -> str:
    return text + "-01-01"[len(text) - 10 :] if len(text) in (4, 7) else text


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
    if collection == USES:
        bearers = [card for kind, card in scope.roots.items() if kind in ("system", "model")]
        uses = [use for card in bearers for use in scope.workspace.uses_by(card.identity)]
        if not uses and bearers:
            card = bearers[0]
            stated = card.facts.get("/datasets")
            if stated is not None and stated.status is Status.NOT_APPLICABLE:
                return [], ()
            return [], (Gate(f"{card.kind}.datasets[]", f"{card.identity}#/datasets"),)
        return [scope.with_use(use) for use in uses], ()
    bind: Callable[[Reading], Scope] = lambda reading: scope.with_record(collection, reading.inner)  # noqa: E731
    scopes, gates = [], []
    for reading in scope.read(collection):
        if reading.fact is None or reading.fact.status is Status.UNKNOWN:
            gates.append(Gate(collection, reading.address))
        elif reading.fact.record:
            scopes.append(bind(reading))
    return scopes, tuple(gates)
