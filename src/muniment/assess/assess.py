"""Assess a workspace against the catalogue at one date: one row per duty and bearer, with a part per use."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from muniment.assess.assessment import Applies, Assessment, Basis, Outcome, Row
from muniment.assess.due import due_day
from muniment.assess.logic import FALSE, TRUE, Gate, Truth, judge
from muniment.assess.parts import asked_rows, own_part
from muniment.assess.questions import open_elections, open_questions
from muniment.assess.reviews import facts_read, standing
from muniment.assess.satisfy import satisfy
from muniment.assess.scope import Scope, is_closed, scope_of
from muniment.assess.weighing import weighed
from muniment.catalogue.conditions import Leaf, asks_person
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.catalogue.versions import as_it_stood, prepared_for
from muniment.model.load import Card
from muniment.workspace.link import Workspace
from muniment.workspace.parts import parts_of
from muniment.workspace.reviews import CONDITION

_ORDER = list(Outcome)
#: What is asked where duties hang on a use and no card names one.
WHICH_USE = "Which model or system of yours uses this data set, and for what?"


def assess(workspace: Workspace, catalogue: Catalogue, as_of: str, *, prepare: str = "") -> Assessment:
    """Judge every requirement on every card it can rest on; facts must have been derived already.

    ``as_of`` is an ISO date: the law of that day is applied. ``prepare`` names a track of dates for which to prepare:
    duties then carry the track's date whichever track is the bearer's own. Raises KeyError for an unknown track.
    """
    if prepare:
        catalogue = prepared_for(catalogue, prepare)
    catalogue = as_it_stood(catalogue, as_of)
    by_kind: dict[str, list[Requirement]] = defaultdict(list)
    for requirement in catalogue.requirements.values():
        by_kind[requirement.bearer].append(requirement)
    rows = tuple(
        row
        for card in workspace.cards.values()
        for row in _rows(scope_of(card, workspace, as_of), card, catalogue, by_kind[card.kind])
    )
    asked = tuple(_asked_of_parts(rows, workspace, catalogue, as_of))
    questions = tuple(open_questions((*rows, *asked), catalogue))
    elections = tuple(open_elections(rows, catalogue))
    return Assessment(as_of, catalogue.version, rows, questions, elections, catalogue.law_date, prepare, asked)


def _asked_of_parts(rows: Iterable[Row], workspace: Workspace, catalogue: Catalogue, as_of: str) -> Iterator[Row]:
    """Yield what duties of others ask of the cards that are about a part of a set."""
    parts = {card.identity: named for card in workspace.of_kind("dataset") if (named := parts_of(card))}
    if not parts:
        return
    own = {(row.requirement.id, row.bearer) for row in rows if row.bearer in parts and row.applies is Applies.YES}
    for identity, named in parts.items():
        card = workspace.cards[identity]
        for row in asked_rows(card, named, scope_of(card, workspace, as_of), catalogue):
            if (row.requirement.id, identity) not in own:
                yield row


def _rows(scope: Scope, card: Card, catalogue: Catalogue, requirements: Iterable[Requirement]) -> Iterator[Row]:
    if scope.workspace.rests_elsewhere(card):
        for requirement in requirements:
            yield Row(requirement, card.identity, "", Applies.NO, None, "none", "other_provider")
        return
    if named := parts_of(card):
        yield from (_of_part(requirement, card, scope, named, catalogue) for requirement in requirements)
        return
    uses = list(scope.uses_of_data_set())
    for requirement in requirements:
        if requirement.unit == "bearer":
            yield _judged(requirement, card, scope, "", catalogue)
        elif not uses:
            yield _unused(requirement, card, scope, catalogue)
        else:
            parts = tuple(_judged(requirement, card, bound, use, catalogue) for use, bound in uses)
            yield parts[0] if len(parts) == 1 else _worst(requirement, card, parts)


def _of_part(requirement: Requirement, card: Card, scope: Scope, parts: tuple[str, ...], catalogue: Catalogue) -> Row:
    """A duty on a card about a part of a set: the organisation's own is judged on what lies inside; others are not."""
    inside = own_part(requirement, parts)
    if inside is None:
        return Row(requirement, card.identity, "", Applies.NO, None, "none", "outside_part")
    if requirement.unit == "bearer" or requirement.since > scope.as_of:
        truth, reason = _applies(requirement, scope, catalogue)
        if truth.value or reason == "election":
            row = replace(_judged(inside, card, scope, "", catalogue), requirement=requirement)
            partial = row.reason == "all_stated" and len(inside.needs) < len(requirement.needs)
            return replace(row, reason="part_stated") if partial else row
        if truth.value is False and reason != "role":
            return Row(requirement, card.identity, "", Applies.NO, None, "none", reason)
    return Row(requirement, card.identity, "", Applies.NO, None, "none", "for_users")


def _applies(requirement: Requirement, scope: Scope, catalogue: Catalogue) -> tuple[Truth, str]:
    if requirement.since > scope.as_of:
        return FALSE, "not_yet_law"
    held = TRUE
    if requirement.roles and "any_operator" not in requirement.roles:
        held = judge(_one_of(requirement.roles), scope)
        if held.value is False:
            return FALSE, "role"
    elected = judge(catalogue.elections[requirement.election].condition, scope) if requirement.election else TRUE
    if elected.value is False:
        return FALSE, "not_elected"
    fulfilled = judge(requirement.condition, scope)
    if fulfilled.value is False:
        return FALSE, "condition"
    if elected.value is None:
        return elected, "election"
    if held.value is None or fulfilled.value is None:
        return Truth(None, held.gates or fulfilled.gates), "gate"
    return TRUE, ""


@functools.cache
def _one_of(roles: tuple[str, ...]) -> Leaf:
    return Leaf("organisation.roles", "in", roles)


def _judged(requirement: Requirement, card: Card, scope: Scope, use: str, catalogue: Catalogue) -> Row:
    truth, reason = _applies(requirement, scope, catalogue)
    read: tuple[Basis, ...] = ()
    decided = None
    if truth.value is None and asks_person(requirement.condition):
        read = tuple(dict.fromkeys(facts_read(requirement.condition, scope)))
        decided = standing(requirement, card.identity, use, CONDITION, read, scope.workspace)
    if decided:
        scope = replace(scope, judged=decided.answer == "yes")
        truth, reason = _applies(requirement, scope, catalogue)
    reviews = (decided,) if decided else ()
    if truth.value is False:
        reason = "judged_out" if decided else reason
        return Row(requirement, card.identity, use, Applies.NO, None, "none", reason, read, reviews=reviews)
    due, date_gates = due_day(requirement, scope, catalogue)
    if truth.value is None:
        return Row(
            requirement, card.identity, use, Applies.CANNOT_TELL, None, due, reason, read, truth.gates, (), reviews
        )
    if due == "none":
        return Row(requirement, card.identity, use, Applies.NO, None, "none", "no_track")
    outcome, reason, facts, gates = satisfy(requirement, scope)
    row = Row(
        requirement, card.identity, use, Applies.YES, outcome, due, reason, facts, gates or date_gates, (), reviews
    )
    return weighed(row, scope.workspace)


def _unused(requirement: Requirement, card: Card, scope: Scope, catalogue: Catalogue) -> Row:
    """A duty judged per use, on a data set that nobody is known to use: open, unless something else rules it out."""
    truth, reason = _applies(requirement, scope, catalogue)
    if truth.value is False:
        return Row(requirement, card.identity, "", Applies.NO, None, "none", reason)
    users = [kind for kind in ("system", "model") if kind in scope.workspace.own]
    if users and all(is_closed(scope.workspace, kind) for kind in users):
        return Row(requirement, card.identity, "", Applies.NO, None, "none", "not_used")
    due, _ = due_day(requirement, scope, catalogue)
    gate = Gate("dataset", card.identity, WHICH_USE)
    own = tuple(g for g in truth.gates if g.path.startswith("organisation."))
    return Row(requirement, card.identity, "", Applies.CANNOT_TELL, None, due, "no_use", gates=(gate, *own))


def _worst(requirement: Requirement, card: Card, parts: tuple[Row, ...]) -> Row:
    applying = [part for part in parts if part.applies is Applies.YES]
    gates = tuple(dict.fromkeys(gate for part in parts for gate in part.gates))
    facts = tuple(dict.fromkeys(fact for part in applying for fact in part.facts))
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
