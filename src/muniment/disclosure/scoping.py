"""The scope of a workspace: from its rows to one line a duty, with the facts, reliefs and questions that decide.

It is the projection of an assessment for those who ask which duties there are, and why, before how they are answered.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from muniment.assess.assessment import REASONS, Applies, Assessment, Row
from muniment.assess.logic import judge
from muniment.assess.questions import open_questions
from muniment.assess.scope import Scope, scope_of
from muniment.catalogue.conditions import Condition, Leaf
from muniment.catalogue.requirements import Catalogue, Requirement, group_of
from muniment.catalogue.versions import as_it_stood
from muniment.disclosure.deciding import EXAMPLES, dates_of, deciding_facts, kept_documents
from muniment.disclosure.refusing import deciding_paths
from muniment.disclosure.reliefs import reliefs_that_hold, scope_of_row
from muniment.model.facts import Status
from muniment.model.kinds import KINDS
from muniment.model.roles import ROLES
from muniment.model.vocabulary import position_at
from muniment.record.scope import (
    Reading,
    Reason,
    Role,
    ScopedDuty,
    ScopedElection,
    ScopedInstrument,
    ScopedQuestion,
    WorkspaceScope,
)
from muniment.workspace.link import Workspace

#: On how many cards of a duty it is looked which fact decided: they are nearly always alike.
_LOOKED_AT = 5
#: Why a duty is open that no card could bear.
NO_CARD = "The workspace holds no card of the kind on which the duty would rest."


def build_scope(
    workspace: Workspace,
    assessment: Assessment,
    catalogue: Catalogue,
    bearers: frozenset[str],
    prepared: Assessment | None = None,
) -> WorkspaceScope:
    """Return the scope of a workspace, as far as the cards named in ``bearers`` (identities) are concerned.

    ``prepared`` is the same workspace assessed as prepared for a track of dates.
    """
    catalogue = as_it_stood(catalogue, assessment.as_of)
    rows = [row for row in assessment.rows if row.bearer in bearers]
    duties = _duties(rows, workspace, catalogue, assessment, bearers)
    if prepared is not None:
        later = _by_requirement(row for row in prepared.rows if row.bearer in bearers)
        duties = [replace(duty, prepared=(_reading(later[duty.requirement], duty),)) for duty in duties]
    organisation = workspace.cards.get(workspace.organisation)
    name = organisation.facts.get("/legal_name") if organisation else None
    return WorkspaceScope(
        organisation=workspace.organisation,
        organisation_name=str(name.value) if name and name.status is Status.KNOWN else "",
        as_of=assessment.as_of,
        law_date=assessment.law_date,
        catalogue_version=assessment.catalogue_version,
        prepared_for=prepared.prepared_for if prepared else "",
        prepared_label=catalogue.tracks[prepared.prepared_for].label if prepared else "",
        cards=tuple((kind, len(workspace.of_kind(kind))) for kind in KINDS if workspace.of_kind(kind)),
        limited_to=0 if bearers >= set(workspace.cards) else len(bearers),
        roles=tuple(_roles(workspace)),
        deciding=tuple(deciding_facts(workspace, catalogue.gates)),
        instruments=tuple(ScopedInstrument(item.id, item.label, item.title) for item in catalogue.instruments.values()),
        duties=tuple(duties),
        reasons=_reasons(duties),
        labels=tuple(_labels(duties)),
        reliefs=tuple(reliefs_that_hold(workspace, rows, catalogue.tracks, assessment.as_of)),
        elections=tuple(_elections(workspace, catalogue, assessment.as_of)),
        questions=tuple(_questions(rows, catalogue)),
        kept=tuple(kept_documents(workspace)),
        dates=tuple(dates_of(workspace)),
    )


def _roles(workspace: Workspace) -> Iterator[Role]:
    card = workspace.cards.get(workspace.organisation)
    fact = card.facts.get("/roles") if card else None
    if fact is not None and isinstance(fact.value, list):
        for role in fact.value:
            yield Role(str(role), ROLES.get(str(role), ""))


def _duties(
    rows: Sequence[Row], workspace: Workspace, catalogue: Catalogue, assessment: Assessment, bearers: frozenset[str]
) -> list[ScopedDuty]:
    by_requirement = _by_requirement(rows)
    held_by = {bearer.partition("/")[0] for bearer in bearers}
    limited = not bearers >= set(workspace.cards)
    duties = []
    for requirement in catalogue.requirements.values():
        own = by_requirement.get(requirement.id, [])
        if own:
            reasons = tuple(_reasons_of(own, workspace, assessment.as_of))
        elif limited and requirement.bearer not in held_by:
            continue
        else:
            reasons = (_without_card(requirement, workspace, catalogue, assessment.as_of),)
        duties.append(_duty(requirement, own, reasons, catalogue))
    return duties


def _duty(requirement: Requirement, rows: list[Row], reasons: tuple[Reason, ...], catalogue: Catalogue) -> ScopedDuty:
    duty = ScopedDuty(
        requirement=requirement.id,
        title=requirement.title,
        instrument=requirement.instrument,
        group=group_of(requirement, catalogue),
        provision=requirement.citation,
        force=requirement.force,
        confidence=requirement.confidence,
        roles=tuple(requirement.roles),
        bearer=requirement.bearer,
        reading=Reading(0, 0, "", 0, 0),
        prepared=(),
        reasons=reasons,
    )
    return replace(duty, reading=_reading(rows, duty))


def _by_requirement(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.requirement.id].append(row)
    return found


def _reading(rows: Sequence[Row], duty: ScopedDuty) -> Reading:
    """Count the cards; an entry without a card stands as open or as not applying by its one reason."""
    counts = Counter(row.applies for row in rows)
    later = [row.due for row in rows if row.applies is Applies.YES and row.due != "now"]
    if not rows:
        counts[Applies(duty.reasons[0].applies)] = 1
    return Reading(
        due_now=counts[Applies.YES] - len(later),
        due_later=len(later),
        first_due=min(later, default=""),
        cannot_tell=counts[Applies.CANNOT_TELL],
        does_not_apply=counts[Applies.NO],
    )


def _reasons_of(rows: Sequence[Row], workspace: Workspace, as_of: str) -> Iterator[Reason]:
    """Gather why a duty does not apply or is open: each code once, with the facts it hangs on."""
    found: dict[tuple[Applies, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.applies is not Applies.YES:
            found[row.applies, row.reason].append(row)
    for (applies, code), alike in sorted(found.items()):
        paths: dict[str, None] = {}
        for row in alike if applies is Applies.CANNOT_TELL else alike[:_LOOKED_AT]:
            if applies is Applies.CANNOT_TELL:
                paths |= dict.fromkeys(gate.path or gate.question for gate in row.gates)
            elif code == "condition":
                scope = scope_of_row(row, workspace, as_of)
                paths |= dict.fromkeys(deciding_paths(row.requirement.condition, scope))
        yield Reason(code, str(applies), len(alike), tuple(paths))


def _without_card(requirement: Requirement, workspace: Workspace, catalogue: Catalogue, as_of: str) -> Reason:
    """Say how a duty stands for which there is no card: ruled out by what the organisation states, or open."""
    if requirement.since > as_of:
        return Reason("not_yet_law", str(Applies.NO), 0, ())
    card = workspace.cards.get(workspace.organisation)
    if card is None:
        return Reason("no_card", str(Applies.CANNOT_TELL), 0, ("organisation.roles",))
    scope = scope_of(card, workspace, as_of)
    if requirement.roles and "any_operator" not in requirement.roles:
        held = judge(Leaf("organisation.roles", "in", requirement.roles), scope)
        if held.value is False:
            return Reason("role", str(Applies.NO), 0, ())
    if requirement.election and _elected(catalogue.elections[requirement.election].condition, scope) is False:
        return Reason("not_elected", str(Applies.NO), 0, ())
    if judge(requirement.condition, scope).value is False:
        return Reason("condition", str(Applies.NO), 0, deciding_paths(requirement.condition, scope))
    return Reason("no_card", str(Applies.CANNOT_TELL), 0, (requirement.bearer,))


def _elected(condition: Condition, scope: Scope | None) -> bool | None:
    return judge(condition, scope).value if scope is not None else None


def _elections(workspace: Workspace, catalogue: Catalogue, as_of: str) -> Iterator[ScopedElection]:
    """Yield the voluntary texts that would bind the organisation's roles, each with whether it was chosen."""
    card = workspace.cards.get(workspace.organisation)
    scope = scope_of(card, workspace, as_of) if card else None
    words = {True: "chosen", False: "declined", None: "open"}
    for election in catalogue.elections.values():
        duties = sum(
            requirement.election == election.id and requirement.since <= as_of and _may_hold(requirement, scope)
            for requirement in catalogue.requirements.values()
        )
        if duties:
            address = f"{card.identity}#/{election.path.partition('.')[2].replace('.', '/')}" if card else ""
            standing = words[_elected(election.condition, scope)]
            yield ScopedElection(
                election.id, election.label, election.question, election.path, address, standing, duties
            )


def _may_hold(requirement: Requirement, scope: Scope | None) -> bool:
    if scope is None or not requirement.roles or "any_operator" in requirement.roles:
        return True
    return judge(Leaf("organisation.roles", "in", requirement.roles), scope).value is not False


def _questions(rows: Sequence[Row], catalogue: Catalogue) -> Iterator[ScopedQuestion]:
    waiting: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for name, own in _by_requirement(rows).items():
        for question in open_questions(own, catalogue):
            waiting[question.path, question.question][name] = None
    for question in open_questions(rows, catalogue):
        yield ScopedQuestion(
            path=question.path,
            question=question.question,
            settles=question.settles,
            cards=len(question.cards),
            addresses=question.addresses[:EXAMPLES],
            requirements=tuple(waiting[question.path, question.question]),
        )


def _reasons(duties: Iterable[ScopedDuty]) -> tuple[tuple[str, str], ...]:
    codes = {reason.code for duty in duties for reason in duty.reasons}
    return tuple((code, REASONS.get(code, NO_CARD if code == "no_card" else code)) for code in sorted(codes))


def _labels(duties: Iterable[ScopedDuty]) -> Iterator[tuple[str, str]]:
    for path in sorted({path for duty in duties for reason in duty.reasons for path in reason.paths}):
        position = position_at(path)
        if position is not None:
            yield path, position.title
