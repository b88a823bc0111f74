"""A card about a part of a set: what duties ask of that part, judged for whoever will use the data.

The duties rest on those who use the data, whom the card does not know: so no role, system or use is needed, and what
lies outside the part counts as if it were stated elsewhere. A duty of the organisation's own that rests on the card is
judged like any other, on what lies inside.
"""

from collections.abc import Iterator
from dataclasses import replace

from muniment.assess.assessment import Applies, Outcome, Row
from muniment.assess.logic import judge
from muniment.assess.satisfy import satisfy
from muniment.assess.scope import Scope
from muniment.assess.weighing import weighed
from muniment.catalogue.conditions import ALWAYS, NEVER, USES, AllOf, AnyOf, Bound, Condition, Judgement, Leaf, Not
from muniment.catalogue.requirements import Catalogue, Need, Requirement
from muniment.model.load import Card
from muniment.record.parts import is_given, lies_in

#: Fields that a template leaves to its author are offered, not asked for.
_OFFERED = "mandatory-template-optional-field"
_DATA = "dataset."


def asked_rows(card: Card, parts: tuple[str, ...], scope: Scope, catalogue: Catalogue) -> Iterator[Row]:
    """Yield how a card answers what duties of others ask of its parts, whatever kind of card they rest on."""
    alone = alone_of(scope)
    for requirement, asked in asked_of_part(parts, scope, catalogue):
        truth = judge(asked.condition, alone)
        if truth.value is None:
            yield Row(requirement, card.identity, "", Applies.CANNOT_TELL, None, "none", "gate", gates=truth.gates)
        elif truth.value:
            outcome, reason, facts, gates = satisfy(asked, alone)
            if not facts and not gates:
                # In this case nothing is asked of the part.
                continue
            told = _REASONS.get(outcome, reason)
            row = Row(requirement, card.identity, "", Applies.YES, outcome, "none", told, facts, gates)
            yield weighed(row, scope.workspace)


#: Of what others must document nobody says here that it is met: what is asked of the part is stated.
_REASONS = {Outcome.MET: "part_stated", Outcome.NEEDS_JUDGEMENT: "part_judgement"}


def asked_of_part(
    parts: tuple[str, ...], scope: Scope, catalogue: Catalogue
) -> Iterator[tuple[Requirement, Requirement]]:
    """Yield each requirement that asks for something in some parts, with what it asks for there.

    Texts that nobody chose, and fields that a template only offers, are left out.
    """
    for requirement in catalogue.requirements.values():
        if requirement.force == _OFFERED or requirement.since > scope.as_of:
            continue
        needs = tuple(_limited_needs(requirement, parts))
        if needs and _chosen(requirement, scope, catalogue):
            condition = within(requirement.condition, parts)
            yield requirement, replace(requirement, condition=condition, needs=needs, unit="bearer")


def own_part(requirement: Requirement, parts: tuple[str, ...]) -> Requirement | None:
    """Return what a duty of the organisation's own asks for inside some parts; None where all of it lies outside."""
    needs = tuple(need for need in requirement.needs if not need.paths[0].startswith(_DATA))
    inside = tuple(_limited_needs(requirement, parts))
    return replace(requirement, needs=(*needs, *inside), unit="bearer") if inside else None


def alone_of(scope: Scope) -> Scope:
    """Return the scope of a card that knows of nobody who uses its data."""
    return replace(scope, roots={scope.bearer.kind: scope.bearer}, linked={})


def _chosen(requirement: Requirement, scope: Scope, catalogue: Catalogue) -> bool:
    if not requirement.election:
        return True
    return judge(catalogue.elections[requirement.election].condition, scope).value is True


def _limited_needs(requirement: Requirement, parts: tuple[str, ...]) -> Iterator[Need]:
    for need in requirement.needs:
        paths = tuple(path for path in need.paths if path.startswith(_DATA) and is_given(path, parts))
        if not paths:
            continue
        when, where = within(need.when, parts), within(need.where, parts)
        must = need.must if need.must is not None and within(need.must, parts) == need.must else None
        if need.each.startswith(_DATA):
            yield replace(need, paths=paths, when=when, where=where, must=must)
        else:
            # Of all the sets that are used this is the one that is asked about.
            yield replace(need, paths=paths, when=_both(when, where), where=ALWAYS, must=must, each="")


def _both(one: Condition, other: Condition) -> Condition:
    members = tuple(condition for condition in (one, other) if condition != ALWAYS)
    return members[0] if len(members) == 1 else AllOf(members)


def within(condition: Condition, parts: tuple[str, ...], *, negated: bool = False) -> Condition:
    """Return a condition that reads facts inside some parts alone; what lies outside is taken to be as it must."""
    holds = NEVER if negated else ALWAYS
    match condition:
        case Leaf(path=path):
            return condition if path.startswith(_DATA) and lies_in(path, parts) else holds
        case Judgement():
            return holds
        case Not(member):
            return Not(within(member, parts, negated=not negated))
        case AllOf(members):
            return AllOf(tuple(within(member, parts, negated=negated) for member in members))
        case AnyOf(members):
            return AnyOf(tuple(within(member, parts, negated=negated) for member in members))
        case Bound(quantifier, collection, where):
            if collection == USES:
                # What must hold of some set that is used is asked of this one; of the others nothing is known here.
                return within(where, parts, negated=negated)
            if collection.startswith(_DATA) and lies_in(collection, parts):
                return Bound(quantifier, collection, within(where, parts, negated=negated))
            return holds
