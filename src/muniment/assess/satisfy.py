"""Satisfaction: what the facts say about a duty that applies."""

from collections.abc import Sequence
from dataclasses import replace

from muniment.assess.assessment import Basis, Outcome
from muniment.assess.logic import Gate, elements, judge
from muniment.assess.scope import Reading, Scope, is_ahead
from muniment.base.addresses import split_address
from muniment.catalogue.conditions import USES
from muniment.catalogue.requirements import Need, Requirement
from muniment.model.facts import Fact, Status

_ORDER = list(Outcome)
_REFUSED = (Outcome.CONTRADICTED, Outcome.MISSING)
#: How well an alternative answers, from worst to best.
_RANK = {outcome: rank for rank, outcome in enumerate(_ORDER)} | {Outcome.MET: len(_ORDER)}


def satisfy(requirement: Requirement, scope: Scope) -> tuple[Outcome, str, tuple[Basis, ...], tuple[Gate, ...]]:
    """Judge the needs of a requirement; return the outcome, a reason code, the facts it rests on, open gates."""
    basis: list[Basis] = []
    gates: list[Gate] = []
    for need in requirement.needs:
        found, open_gates = _need(need, scope)
        basis.extend(found)
        gates.extend(open_gates)
    basis = _once(basis)
    outcome, reason = _combined(requirement, basis, gates)
    if requirement.quantifier == "combination" and outcome in (Outcome.MISSING, Outcome.UNKNOWN):
        together = _combination(requirement, scope)
        if together:
            outcome, reason, basis = Outcome.MET, "combination", [*basis, *together]
    if outcome is Outcome.MET and requirement.check == "judgement":
        judged = "combination_judgement" if reason == "combination" else "judgement"
        return Outcome.NEEDS_JUDGEMENT, judged, tuple(basis), tuple(gates)
    return outcome, reason, tuple(basis), tuple(gates)


def asked_by(need: Need, scope: Scope) -> list[Basis]:
    """Return the facts that a need asks for, also where it is open whether it asks for them."""
    scopes, gates = _each(need, scope) if need.each else ([scope], [])
    found = [item for gate in gates if (item := _unlisted(gate, need, scope)) is not None]
    for bound in scopes:
        if judge(need.where, bound).value is not False and judge(need.when, bound).value is not False:
            found += _alternatives(need, bound)
    return found


def _combined(requirement: Requirement, basis: Sequence[Basis], gates: Sequence[Gate]) -> tuple[Outcome, str]:
    outcomes = [item.outcome for item in basis]
    if gates:
        outcomes.append(Outcome.UNKNOWN)
    if not outcomes:
        if requirement.check == "judgement":
            return Outcome.NEEDS_JUDGEMENT, "judgement"
        return Outcome.NOT_APPLICABLE, "nothing_asked"
    if requirement.quantifier == "some" and Outcome.MET in outcomes:
        return Outcome.MET, "all_stated"
    worst = min(outcomes, key=_ORDER.index)
    if worst is Outcome.MISSING and all(item.stated for item in basis if item.outcome is worst):
        return worst, "some_ahead"
    if worst is Outcome.CONTRADICTED and all(item.at_odds for item in basis if item.outcome is worst):
        return worst, "at_odds"
    if worst is Outcome.MET and Outcome.NOT_APPLICABLE in outcomes:
        return worst, "rest_not_arising"
    return worst, {
        Outcome.CONTRADICTED: "some_contradicted",
        Outcome.MISSING: "some_missing",
        Outcome.UNKNOWN: "some_unknown",
        Outcome.NEEDS_JUDGEMENT: "judgement",
        Outcome.MET: "all_stated",
    }.get(worst, "not_applicable")


def _once(basis: Sequence[Basis]) -> list[Basis]:
    """Return each fact once, where it first stood; where two needs ask for it, with its worst outcome."""
    found: dict[tuple[str, str], Basis] = {}
    for item in basis:
        other = found.get((item.address, item.path))
        if other is None or _ORDER.index(item.outcome) < _ORDER.index(other.outcome):
            found[item.address, item.path] = item
    return list(found.values())


def _need(need: Need, scope: Scope) -> tuple[list[Basis], list[Gate]]:
    if not need.each:
        return _here(need, scope)
    scopes, gates = _each(need, scope)
    basis = [item for gate in gates if (item := _unlisted(gate, need, scope)) is not None]
    open_gates = [gate for gate in gates if _unlisted(gate, need, scope) is None]
    for bound in scopes:
        wanted = judge(need.where, bound)
        if wanted.value is False:
            continue
        found, more = _here(need, bound)
        if wanted.value is None and any(item.outcome is not Outcome.MET for item in found):
            open_gates.extend(wanted.gates)
            continue
        basis.extend(found)
        open_gates.extend(more)
    return basis, open_gates


def _each(need: Need, scope: Scope) -> tuple[list[Scope], list[Gate]]:
    """Return a scope for each element a need is asked of, and a gate where it is not known which there are.

    Records of data sets are, for a model or system, those of the data sets it uses, one use after the other; a use for
    which ``where`` cannot hold, whatever its records, is left out.
    """
    used = need.each.startswith("dataset.") and "dataset" not in scope.roots and {"model", "system"} & set(scope.roots)
    if not used:
        scopes, gates = elements(need.each, scope)
        return scopes, list(gates)
    uses, gates = elements(USES, scope)
    found: list[Scope] = []
    open_gates = list(gates)
    for use in uses:
        if judge(need.where, use).value is not False:
            records, more = elements(need.each, use)
            found.extend(records)
            open_gates.extend(more)
    return found, open_gates


def _unlisted(gate: Gate, need: Need, scope: Scope) -> Basis | None:
    """Return a list of which nobody said what it holds as a fact that the duty lacks.

    None where its card is not there, and for a list of one of several data sets: whether it is wanted may be open too.
    """
    identity, inner = split_address(gate.address)
    card = scope.workspace.cards.get(identity)
    if card is None or (card.kind == "dataset" and scope.bearer is not card):
        return None
    stated = card.facts.get(inner)
    if stated is None:
        return Basis(gate.address, gate.path, "absent", "", Outcome.MISSING)
    return Basis(gate.address, gate.path, str(stated.status), "", Outcome.UNKNOWN)


def _here(need: Need, scope: Scope) -> tuple[list[Basis], list[Gate]]:
    when = judge(need.when, scope)
    if when.value is False:
        return [], []
    found = _alternatives(need, scope)
    if when.value is None and any(item.outcome is not Outcome.MET for item in found):
        return [], list(when.gates)
    return found, []


def _alternatives(need: Need, scope: Scope) -> list[Basis]:
    """Return what stands at the first path that answers; at the first path of all when none does.

    A path that is met answers before one that does not arise.
    """
    tried = [[_basis(reading, need, scope) for reading in scope.read(path)] for path in need.paths]
    return max(tried, key=lambda items: min(_RANK[item.outcome] for item in items))


def _basis(reading: Reading, need: Need, scope: Scope) -> Basis:
    fact = reading.fact
    if fact is None:
        return Basis(reading.address, reading.path, "absent", "", Outcome.MISSING, reading.default)
    outcome = {
        Status.KNOWN: Outcome.MET,
        Status.UNKNOWN: Outcome.UNKNOWN,
        Status.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
        Status.WITHHELD: Outcome.UNKNOWN,
    }[fact.status]
    if is_ahead(fact, scope.as_of):
        outcome = Outcome.MISSING
    if outcome is Outcome.MET and need.must is not None:
        held = judge(need.must, scope).value
        outcome = {True: Outcome.MET, False: Outcome.CONTRADICTED, None: Outcome.UNKNOWN}[held]
    if outcome is Outcome.NOT_APPLICABLE and need.required:
        outcome = Outcome.CONTRADICTED
    at_odds = outcome not in _REFUSED and not _is_open(fact) and scope.workspace.contradictions.bars(reading.address)
    outcome = Outcome.CONTRADICTED if at_odds else outcome
    origin = str(fact.origin) if fact.status is Status.KNOWN else ""
    return Basis(reading.address, reading.path, str(fact.status), origin, outcome, reading.default, at_odds)


def _is_open(fact: Fact) -> bool:
    return fact.status in (Status.UNKNOWN, Status.WITHHELD)


def _combination(requirement: Requirement, scope: Scope) -> list[Basis]:
    """Look for another data set that its system uses in the same role and that states what this one lacks.

    Only when the card says that the criteria are met at the level of the combination (Art 10(3), last sentence).
    """
    level = [reading.fact for reading in scope.read("dataset.combination.criteria_met_at")]
    if scope.use is None or not any(fact is not None and fact.value == "combination" for fact in level):
        return []
    role = [fact.value for reading in scope.read("use.role") if (fact := reading.fact) is not None]
    for other in scope.workspace.uses_by(scope.use.user):
        if other.record == scope.use.record:
            continue
        bound = scope.with_use(other)
        if [fact.value for reading in bound.read("use.role") if (fact := reading.fact) is not None] != role:
            continue
        found = [item for need in requirement.needs for item in _need(need, bound)[0]]
        if found and all(item.outcome is Outcome.MET for item in found):
            return [replace(item) for item in found]
    return []
