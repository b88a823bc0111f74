"""What a contradiction does to a row: a certain one contradicts it, a doubt leaves it to a person, a review settles it.

A duty is not met by a fact at the place to mend. A duty that stands beside the rule rests on the other facts, too. What
is missing or unknown stays that: it fits whatever.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from muniment.assess.assessment import Applies, Assessment, Basis, Outcome, Row
from muniment.assess.reviews import reviewed
from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Status
from muniment.workspace.contradictions import Contradiction, around
from muniment.workspace.link import Workspace

_SETTLED = (Outcome.MET, Outcome.NOT_APPLICABLE)
_OPEN = (Outcome.MISSING, Outcome.UNKNOWN)
#: So many provisions are named beside one finding.
_MOST = 5


def weighed(row: Row, workspace: Workspace) -> Row:
    """Return one answer as the contradictions that touch its facts, and the reviews that stand, leave it."""
    if row.reason != "at_odds":
        row = reviewed(row, workspace)
    hits = _touching(row, workspace) if workspace.contradictions else {}
    if not hits:
        return row
    certain = {one: places for one, places in hits.items() if one.certain}
    weighing, outcome, reason = certain or hits, row.outcome or Outcome.MET, row.reason
    if certain and (outcome is not Outcome.CONTRADICTED or reason == "at_odds"):
        outcome, reason = Outcome.CONTRADICTED, "at_odds"
    elif not certain and outcome in _SETTLED and reason != "reviewed":
        outcome, reason = Outcome.NEEDS_JUDGEMENT, "doubt"
    findings = tuple(one.finding for one in hits)
    if reason not in ("at_odds", "doubt"):
        return replace(row, contradictions=findings)
    facts = _facts(row, weighing, outcome, workspace)
    row = replace(row, outcome=outcome, reason=reason, facts=facts, contradictions=findings)
    return reviewed(row, workspace)


def _touching(row: Row, workspace: Workspace) -> dict[Contradiction, list[str]]:
    """Return the contradictions that concern the facts a row rests on, each with the addresses of these facts."""
    found: dict[Contradiction, list[str]] = {}
    if not row.facts:
        # A duty that asks nothing further on account of the very answer in question.
        return {one: [one.finding.address] for one in workspace.contradictions.on(row.bearer, row.requirement.id)}
    for basis in row.facts:
        stated = basis.outcome not in _OPEN
        for one in workspace.contradictions.at(basis.address, row.requirement.id) if stated else ():
            found.setdefault(one, []).append(basis.address)
    return found


def _facts(
    row: Row, weighing: Mapping[Contradiction, list[str]], outcome: Outcome, workspace: Workspace
) -> tuple[Basis, ...]:
    """Return the facts of a row, those in question marked, with the others that they do not fit."""
    marked = {address for places in weighing.values() for address in places}
    certain = outcome is Outcome.CONTRADICTED
    facts = [
        replace(basis, outcome=outcome, at_odds=certain) if basis.address in marked else basis for basis in row.facts
    ]
    known = {basis.address for basis in facts}
    for address in dict.fromkeys(other for one in weighing for other in (one.finding.address, *one.finding.related)):
        identity, inner = split_address(address)
        card = workspace.cards.get(identity)
        fact = card.facts.get(inner) if card else None
        if fact is not None and address not in known and not fact.record and fact.status is Status.KNOWN:
            facts.append(Basis(address, fact.path, str(fact.status), str(fact.origin), Outcome.MET))
    return tuple(facts)


def with_provisions(
    findings: Sequence[Finding], assessment: Assessment, beside: Mapping[str, frozenset[str]]
) -> list[Finding]:
    """Give findings on facts the provisions they matter for; what a person has explained is a notice from then on.

    Those are the duties that rest on the fact or on what it does not fit, else those that stand beside the rule.
    """
    open_ = {id(finding): finding for finding in findings if not finding.citations and finding.address}
    if not open_:
        return list(findings)
    touched: dict[int, list[Row]] = defaultdict(list)
    resting: dict[str, list[Row]] = defaultdict(list)
    near: dict[str, Row] = {}
    places = {finding.address for finding in open_.values()}
    for row in assessment.open_rows:
        for part in row.parts or (row,):
            _note_beside(part, near)
            for finding in part.contradictions:
                touched[id(finding)].append(part)
            for basis in part.facts if part.applies is Applies.YES else ():
                for place in places.intersection(around(basis.address)):
                    resting[place].append(part)
    told = []
    for finding in findings:
        if id(finding) in open_:
            rows = [*resting.get(finding.address, ()), *touched.get(id(finding), ())]
            rows = rows or [near[name] for name in sorted(beside.get(finding.code, ())) if name in near]
            finding = _told(finding, rows, touched.get(id(finding), []))
        told.append(finding)
    return told


def _note_beside(row: Row, near: dict[str, Row]) -> None:
    """Keep for each requirement the row by which it is cited: one that applies, if there is one."""
    other = near.get(row.requirement.id)
    if other is None or (other.applies is not Applies.YES and row.applies is Applies.YES):
        near[row.requirement.id] = row


def _told(finding: Finding, rows: Iterable[Row], touched: Sequence[Row]) -> Finding:
    every = sorted(rows, key=lambda row: (row.urgency, row.requirement.citation))
    applying = [row for row in every if row.applies is not Applies.NO] or every
    citations = tuple(dict.fromkeys(row.cited for row in applying))[:_MOST]
    explained = [row.reviews[-1] for row in touched if row.reason == "explained"]
    if explained and len(explained) == len(touched):
        remedy = f"Nothing, as long as the review of {explained[0].date} stands: {explained[0].file}."
        return replace(finding, citations=citations, severity=Severity.NOTICE, remedy=remedy)
    return replace(finding, citations=citations)
