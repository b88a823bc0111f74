"""Assess a workspace against the catalogue at one date: one row per duty and bearer, with a part per use."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from muniment.assess.assessment import Applies, Assessment, Outcome, Question, Row
from muniment.assess.logic import FALSE, Gate, Truth, judge
from muniment.assess.satisfy import satisfy
from muniment.assess.scope import Scope
from muniment.catalogue.conditions import Leaf
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.model.load import Card
from muniment.workspace.link import Workspace

_ORDER = list(Outcome)


def assess(workspace: Workspace, catalogue: Catalogue, as_of: str) -> Assessment:
    """Judge every requirement on every card it can rest on; facts must have been derived already."""
    by_kind: dict[str, list[Requirement]] = defaultdict(list)
    for requirement in catalogue.requirements.values():
        by_kind[requirement.bearer].append(requirement)
    rows = tuple(row for card in workspace.cards.values() for row in _rows(card, workspace, catalogue, by_kind, as_of))
    return Assessment(as_of, catalogue.version, rows, tuple(_questions(rows, catalogue)))


def _rows(
    card: Card, workspace: Workspace, catalogue: Catalogue, by_kind: Mapping[str, list[Requirement]], as_of: str
) -> Iterator[Row]:
    scope = _scope(card, workspace)
    uses = [(f"{use.user}#{use.record}", scope.with_use(use)) for use in workspace.uses_of(card.identity)]
    for requirement in by_kind.get(card.kind, ()):
        if requirement.unit == "bearer":
            yield _judged(requirement, card, scope, "", catalogue, as_of)
        elif not uses:
            yield _unused(requirement, card, scope, catalogue, as_of)
        else:
            parts = tuple(_judged(requirement, card, bound, use, catalogue, as_of) for use, bound in uses)
            yield parts[0] if len(parts) == 1 else _worst(requirement, card, parts)


def _scope(card: Card, workspace: Workspace) -> Scope:
    roots = {card.kind: card}
    if workspace.organisation and card.kind != "organisation":
        roots["organisation"] = workspace.cards[workspace.organisation]
    for target in workspace.targets(card.identity):
        linked = workspace.cards[target]
        if linked.kind != "dataset":
            roots.setdefault(linked.kind, linked)
    return Scope(workspace, roots)


def _applies(requirement: Requirement, scope: Scope) -> tuple[Truth, str]:
    if "any_operator" not in requirement.roles and requirement.roles:
        held = judge(Leaf("organisation.roles", "in", requirement.roles), scope)
        if held.value is False:
            return FALSE, "role"
    else:
        held = Truth(True)
    fulfilled = judge(requirement.condition, scope)
    if fulfilled.value is False:
        return FALSE, "condition"
    if held.value is None or fulfilled.value is None:
        return Truth(None, held.gates or fulfilled.gates), "gate"
    return Truth(True), ""


def _judged(requirement: Requirement, card: Card, scope: Scope, use: str, catalogue: Catalogue, as_of: str) -> Row:
    truth, reason = _applies(requirement, scope)
    if truth.value is False:
        return Row(requirement, card.identity, use, Applies.NO, None, "none", reason)
    due, date_gates = _due(requirement, scope, catalogue, as_of)
    if truth.value is None:
        return Row(requirement, card.identity, use, Applies.CANNOT_TELL, None, due, reason, gates=truth.gates)
    if due == "none":
        return Row(requirement, card.identity, use, Applies.NO, None, "none", "condition")
    outcome, reason, facts, gates = satisfy(requirement, scope)
    return Row(requirement, card.identity, use, Applies.YES, outcome, due, reason, facts, gates + date_gates)


def _unused(requirement: Requirement, card: Card, scope: Scope, catalogue: Catalogue, as_of: str) -> Row:
    """A duty judged per use, on a data set that nobody is known to use: open, unless something else rules it out."""
    truth, reason = _applies(requirement, scope)
    if truth.value is False:
        return Row(requirement, card.identity, "", Applies.NO, None, "none", reason)
    due, _ = _due(requirement, scope, catalogue, as_of)
    gate = Gate("dataset", card.identity, "Which model or system uses this data set, and for what?")
    own = tuple(g for g in truth.gates if g.path.startswith("organisation."))
    return Row(requirement, card.identity, "", Applies.CANNOT_TELL, None, due, "no_use", gates=(gate, *own))


def _worst(requirement: Requirement, card: Card, parts: tuple[Row, ...]) -> Row:
    applying = [part for part in parts if part.applies is Applies.YES]
    gates = tuple(dict.fromkeys(gate for part in parts for gate in part.gates))
    facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
    due = min((part.due for part in parts if part.due != "none"), key=_due_order, default="none")
    open_ = any(part.applies is Applies.CANNOT_TELL for part in parts)
    if applying:
        # A use of which it cannot be told is no better than one whose answer is unknown.
        outcomes = [part.outcome for part in applying if part.outcome] + [Outcome.UNKNOWN] * open_
        outcome = min(outcomes, key=_ORDER.index)
        return Row(requirement, card.identity, "", Applies.YES, outcome, due, "parts", facts, gates, parts)
    applies = Applies.CANNOT_TELL if open_ else Applies.NO
    return Row(
        requirement, card.identity, "", applies, None, due if open_ else "none", parts[0].reason, (), gates, parts
    )


def _due_order(due: str) -> str:
    return "" if due == "now" else due


def _due(requirement: Requirement, scope: Scope, catalogue: Catalogue, as_of: str) -> tuple[str, tuple[Gate, ...]]:
    """Return when the duty is due: the earliest date of a track that is this bearer's, or may be."""
    if not requirement.dates:
        return "now", ()
    possible: list[str] = []
    gates: list[Gate] = []
    for track, day in requirement.dates:
        truth = judge(catalogue.tracks[track].condition, scope)
        if truth.value is not False:
            possible.append(day)
            gates.extend(truth.gates)
    if not possible:
        return "none", ()
    first = min(possible)
    return ("now" if first <= as_of else first), tuple(gates)


def _questions(rows: Iterable[Row], catalogue: Catalogue) -> Iterator[Question]:
    """Gather the open answers of all rows: each once, the one that settles most duties first."""
    settles: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    cards: dict[tuple[str, str], set[str]] = defaultdict(set)
    addresses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for part in row.parts or (row,):
            if part.applies is not Applies.CANNOT_TELL:
                continue
            for gate in part.gates:
                key = (gate.path, gate.question)
                settles[key].add((part.requirement.id, part.bearer))
                cards[key].add(part.bearer)
                addresses[key].add(gate.address)
    for key in sorted(settles, key=lambda key: (-len(settles[key]), key)):
        path, question = key
        words = question or catalogue.gates.get(path, f"What is {path}?")
        yield Question(path, words, len(settles[key]), tuple(sorted(cards[key])), tuple(sorted(addresses[key])))
