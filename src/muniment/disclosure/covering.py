"""The coverage of a workspace as an audience may see it: the rows of its assessment, alike ones folded into one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from muniment.assess.assessment import REASONS, Applies, Assessment, Basis, Outcome, Row
from muniment.assess.logic import Gate
from muniment.catalogue.requirements import Catalogue, Requirement, group_of
from muniment.catalogue.versions import as_it_stood
from muniment.disclosure.disclose import RECIPIENTS, citable, rests_on_hidden
from muniment.disclosure.policy import Policy
from muniment.disclosure.refusing import days_ahead, deciding_answers, folded_answers
from muniment.model.facts import Status
from muniment.model.kinds import KINDS
from muniment.model.vocabulary import position_at
from muniment.record.coverage import (
    CoveredDuty,
    CoveredElection,
    CoveredFact,
    CoveredInstrument,
    CoveredRow,
    WorkspaceCoverage,
)
from muniment.workspace.link import Workspace

#: How many cards that answer a duty alike are named.
NAMED = 8
_SETTLED = frozenset({Outcome.MET, Outcome.NOT_APPLICABLE})


def build_coverage(
    workspace: Workspace,
    assessment: Assessment,
    catalogue: Catalogue,
    bearers: frozenset[str],
    audience: str,
    policy: Policy,
) -> WorkspaceCoverage:
    """Return the coverage of the cards named in ``bearers`` (identities) for an audience.

    Inside, every duty is there. Others see the duties of which they are recipients, where they may know that these
    apply, and an outcome only where they may see what it rests on.
    """
    catalogue = as_it_stood(catalogue, assessment.as_of)
    inside = audience == "internal"
    rows = [row for row in assessment.rows if row.bearer in bearers]
    if not inside:
        rows = list(_for_others(rows, workspace, audience, policy))
    by_duty: dict[str, list[Row]] = {}
    for row in rows:
        by_duty.setdefault(row.requirement.id, []).append(row)
    held = _roles(workspace)
    duties = tuple(
        replace(
            _duty(requirement, by_duty[requirement.id], workspace, assessment.as_of, catalogue, audience, policy),
            roles=tuple(role for role in requirement.roles if role in held) or tuple(requirement.roles),
        )
        for requirement in catalogue.requirements.values()
        if requirement.id in by_duty
    )
    return WorkspaceCoverage(
        organisation_name=organisation_name(workspace),
        as_of=assessment.as_of,
        law_date=assessment.law_date,
        catalogue_version=assessment.catalogue_version,
        cards=tuple((kind, len(workspace.of_kind(kind))) for kind in KINDS if workspace.of_kind(kind))
        if inside
        else (),
        limited_to=0 if not inside or bearers >= set(workspace.cards) else len(bearers),
        instruments=tuple(
            CoveredInstrument(item.id, item.label, item.title)
            for item in catalogue.instruments.values()
            if any(duty.instrument == item.id for duty in duties)
        ),
        duties=duties,
        dates=days_ahead(rows, workspace, catalogue, assessment.as_of, audience, policy),
        elections=tuple(
            CoveredElection(election.label, election.question, election.path, election.duties)
            for election in (assessment.elections if inside else ())
        ),
        reasons=tuple(
            sorted({(row.reason, REASONS[row.reason]) for duty in duties for row in duty.rows if row.reason})
        ),
    )


def question_of(gate: Gate, catalogue: Catalogue) -> str:
    """Return what is asked where a duty hangs on an answer: a judgement's question, or that about a fact."""
    return gate.question or catalogue.gates.get(gate.path, "") or wording_of(gate.path)


def wording_of(path: str) -> str:
    """Return what is asked at a place: its description, since most have no question of their own."""
    position = position_at(path)
    return position.description if position and position.description else f"What is {path}?"


def organisation_name(workspace: Workspace) -> str:
    """Return the legal name of the workspace's organisation, or nothing where it is not known."""
    card = workspace.cards.get(workspace.organisation)
    name = card.facts.get("/legal_name") if card else None
    return str(name.value) if name and name.status is Status.KNOWN else ""


def _roles(workspace: Workspace) -> frozenset[str]:
    """Return the roles that the organisation states to hold."""
    card = workspace.cards.get(workspace.organisation)
    fact = card.facts.get("/roles") if card else None
    return frozenset(map(str, fact.value)) if fact is not None and isinstance(fact.value, list) else frozenset()


def _for_others(rows: Iterable[Row], workspace: Workspace, audience: str, policy: Policy) -> Iterator[Row]:
    may_know: dict[str, bool] = {}
    for row in rows:
        requirement = row.requirement
        if row.applies is not Applies.YES or audience not in {RECIPIENTS[name] for name in requirement.recipients}:
            continue
        if requirement.id not in may_know:
            may_know[requirement.id] = citable(requirement, audience, workspace, policy)
        if may_know[requirement.id]:
            yield row


def _duty(
    requirement: Requirement,
    rows: Sequence[Row],
    workspace: Workspace,
    as_of: str,
    catalogue: Catalogue,
    audience: str,
    policy: Policy,
) -> CoveredDuty:
    folded: dict[tuple[object, ...], list[CoveredRow]] = {}
    for row in rows:
        covered = _row(row, catalogue, audience, policy)
        if row.applies is Applies.NO and audience == "internal":
            covered = replace(covered, decided_by=deciding_answers(row, workspace, as_of))
        folded.setdefault(_key(covered), []).append(covered)
    return CoveredDuty(
        requirement=requirement.id,
        title=requirement.title,
        instrument=requirement.instrument,
        group=group_of(requirement, catalogue),
        provision=requirement.citation,
        force=requirement.force,
        confidence=requirement.confidence,
        roles=tuple(requirement.roles),
        rows=tuple(_folded(alike) for alike in folded.values()),
    )


def _row(row: Row, catalogue: Catalogue, audience: str, policy: Policy) -> CoveredRow:
    hidden = audience != "internal" and rests_on_hidden(row, audience, policy)
    shown = [
        basis
        for basis in row.facts
        if not hidden and policy.may_see(audience, basis.address.partition("#")[0], basis.path)
    ]
    # An answer that is named among the facts as unknown is not asked for a second time.
    named = {basis.path for basis in shown if basis.outcome is Outcome.UNKNOWN}
    asked = [gate for gate in row.gates if gate.path not in named] if audience == "internal" else []
    gates = [question_of(gate, catalogue) for gate in asked]
    if row.outcome is Outcome.NEEDS_JUDGEMENT and row.requirement.question and not hidden:
        gates.append(row.requirement.question)
    outcome = str(Outcome.WITHHELD if hidden else row.outcome) if row.outcome else ""
    return CoveredRow(
        applies=str(row.applies),
        outcome=outcome,
        due=row.due,
        reason="" if hidden else row.reason,
        decided_by=(),
        facts=tuple(_facts(shown)),
        gates=tuple(dict.fromkeys(gates)),
        cards=1,
        bearers=(row.bearer,),
    )


def _facts(shown: Iterable[Basis]) -> Iterator[CoveredFact]:
    found: dict[tuple[str, str], CoveredFact] = {}
    for basis in shown:
        key = (basis.path, str(basis.outcome))
        position = position_at(basis.path)
        label = position.title if position else basis.path.rpartition(".")[2]
        origin = (basis.origin or basis.status,)
        fact = CoveredFact(basis.path, label, str(basis.outcome), origin, basis.default)
        found[key] = _joined(found[key], fact) if key in found else fact
    yield from found.values()


def _key(row: CoveredRow) -> tuple[object, ...]:
    """Return what cards must have in common to be one row: all but which of the answers they give, and how.

    Of what rules a duty out the places are one thing, and the answers there are another.
    """
    open_ = (
        () if row.outcome in _SETTLED else tuple((f.path, f.outcome) for f in row.facts if f.outcome not in _SETTLED)
    )
    decided_at = tuple(dict.fromkeys(answer.path for answer in row.decided_by))
    return (row.applies, row.outcome, row.due, row.reason, row.gates, decided_at, open_)


def _folded(alike: Sequence[CoveredRow]) -> CoveredRow:
    facts: dict[tuple[str, str], CoveredFact] = {}
    for row in alike:
        for fact in row.facts:
            key = (fact.path, fact.outcome)
            facts[key] = _joined(facts[key], fact) if key in facts else fact
    names = tuple(name for row in alike for name in row.bearers)
    return replace(
        alike[0],
        decided_by=folded_answers(alike),
        facts=tuple(facts.values()),
        cards=len(names),
        bearers=names[:NAMED],
    )


def _joined(one: CoveredFact, other: CoveredFact) -> CoveredFact:
    origins = tuple(dict.fromkeys((*one.origins, *other.origins)))
    return replace(one, origins=origins, by_owner=one.by_owner or other.by_owner)
