"""What does not fit together weighs on the duties that rest on it: a contradiction is no answer, a doubt is judged.

A rule of consistency that is broken says which fact does not fit which others. A duty that rests on that fact is not
met by it: an error contradicts the duty, a warning leaves it to a person. A duty that stands beside the rule counts as
resting on the other facts, too.
"""

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from muniment.assess.assessment import Applies, Assessment, Basis, Outcome, Row
from muniment.assess.consistency.registry import RULES
from muniment.assess.reviews import reviewed
from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity
from muniment.base.resources import schema_path
from muniment.model.facts import Status
from muniment.workspace.link import Workspace

_ORDER = list(Outcome)
_SETTLED = (Outcome.MET, Outcome.NOT_APPLICABLE)
#: Places of which every use of a card is a part: what is said of the whole says nothing of one.
_WHOLES = ("#/datasets",)


@dataclass(frozen=True, slots=True)
class _Misfit:
    """One finding as it weighs: the place to mend, what it does not fit, and the duties that stand beside the rule."""

    finding: Finding
    beside: frozenset[str]


@functools.cache
def beside_codes() -> Mapping[str, frozenset[str]]:
    """Return for each code of a finding of consistency the requirements that stand beside its rules."""
    beside = json.loads(schema_path("vocab", "rules.json").read_text("utf-8"))["rules"]
    found: dict[str, frozenset[str]] = {}
    for rule in RULES:
        found[rule.code] = found.get(rule.code, frozenset()) | frozenset(beside.get(rule.id, ()))
    return found


def weigh(
    assessment: Assessment, findings: Sequence[Finding], workspace: Workspace
) -> tuple[Assessment, list[Finding]]:
    """Return the assessment with what the findings of consistency make of it, and the findings with their provisions.

    What a review explains is a notice from then on.
    """
    misfits = [_Misfit(one, beside_codes().get(one.code, frozenset())) for one in findings if _weighs(one)]
    by_card: dict[str, list[_Misfit]] = {}
    for misfit in misfits:
        for address in (misfit.finding.address, *misfit.finding.related):
            of_card = by_card.setdefault(split_address(address)[0], [])
            if misfit not in of_card:
                of_card.append(misfit)
    touched: dict[int, list[Row]] = {}
    rows = tuple(_weighed(row, by_card, workspace, touched) for row in assessment.rows) if misfits else assessment.rows
    beside = _rows_beside(rows) if misfits else {}
    cited = [
        _told(one, touched.get(id(one), []), beside) if one.code.startswith("MUN4") and not one.citations else one
        for one in findings
    ]
    return replace(assessment, rows=rows), cited


def _weighs(finding: Finding) -> bool:
    return finding.code.startswith("MUN4") and finding.severity is not Severity.NOTICE and bool(finding.address)


def _weighed(
    row: Row, by_card: Mapping[str, list[_Misfit]], workspace: Workspace, touched: dict[int, list[Row]]
) -> Row:
    if row.applies is not Applies.YES:
        return row
    if not row.parts:
        return _part(row, by_card, workspace, touched)
    parts = tuple(_weighed(part, by_card, workspace, touched) for part in row.parts)
    if all(new is old for new, old in zip(parts, row.parts, strict=True)):
        return row
    outcomes = [one.outcome for one in (row, *parts) if one.outcome and one.applies is Applies.YES]
    return replace(row, parts=parts, outcome=min(outcomes, key=_ORDER.index))


def _part(row: Row, by_card: Mapping[str, list[_Misfit]], workspace: Workspace, touched: dict[int, list[Row]]) -> Row:
    """Return one answer as the misfits that touch its facts leave it."""
    cards = dict.fromkeys([row.bearer, *(split_address(basis.address)[0] for basis in row.facts)])
    near = {id(misfit): misfit for card in cards for misfit in by_card.get(card, ())}
    hits = {key: (misfit, places) for key, misfit in near.items() if (places := _places(row, misfit))}
    if not hits:
        return row
    against = [hit for hit in hits.values() if hit[0].finding.severity is Severity.ERROR]
    weighing = against or list(hits.values())
    if against and row.outcome is not Outcome.CONTRADICTED:
        outcome, reason = Outcome.CONTRADICTED, "at_odds"
    elif not against and row.outcome in _SETTLED and row.reason != "reviewed":
        outcome, reason = Outcome.NEEDS_JUDGEMENT, "doubt"
    else:
        outcome, reason = row.outcome or Outcome.MET, row.reason
    if reason != row.reason:
        row = reviewed(replace(row, outcome=outcome, reason=reason, facts=_facts(row, weighing, outcome, workspace)),
                       workspace)  # fmt: skip
    for misfit, _ in hits.values():
        touched.setdefault(id(misfit.finding), []).append(row)
    return row


def _places(row: Row, misfit: _Misfit) -> list[str]:
    """Return the addresses of the facts stated that a misfit concerns; what is open is missing, and fits whatever."""
    concerned = [misfit.finding.address]
    if not row.facts and row.requirement.id in misfit.beside:
        # A duty that asks nothing further on account of the very answer in question.
        return concerned if split_address(misfit.finding.address)[0] == row.bearer else []
    if row.requirement.id in misfit.beside:
        concerned += misfit.finding.related
    stated = [basis.address for basis in row.facts if basis.outcome not in (Outcome.MISSING, Outcome.UNKNOWN)]
    return [address for address in stated if any(_within(address, one) for one in concerned)]


def _within(address: str, place: str) -> bool:
    if address == place:
        return True
    return "#" in place and not place.endswith(_WHOLES) and address.startswith(place + "/")


def _facts(
    row: Row, hits: Iterable[tuple[_Misfit, list[str]]], outcome: Outcome, workspace: Workspace
) -> tuple[Basis, ...]:
    """Return the facts of a row, those in question marked, with the others that they do not fit."""
    marked = {address for _, places in hits for address in places}
    facts = [
        replace(basis, outcome=outcome, at_odds=outcome is Outcome.CONTRADICTED) if basis.address in marked else basis
        for basis in row.facts
    ]
    known = {basis.address for basis in facts}
    others = dict.fromkeys(one for misfit, _ in hits for one in (misfit.finding.address, *misfit.finding.related))
    for address in others:
        identity, inner = split_address(address)
        card = workspace.cards.get(identity)
        fact = card.facts.get(inner) if card else None
        if fact is not None and address not in known and not fact.record and fact.status is Status.KNOWN:
            facts.append(Basis(address, fact.path, str(fact.status), str(fact.origin), Outcome.MET))
    return tuple(facts)


def _rows_beside(rows: Iterable[Row]) -> dict[str, Row]:
    """Return for each requirement the row by which it is cited: one that applies, if there is one."""
    found: dict[str, Row] = {}
    for row in rows:
        other = found.get(row.requirement.id)
        if other is None or (other.applies is not Applies.YES and row.applies is Applies.YES):
            found[row.requirement.id] = row
    return found


def _cited(row: Row) -> str:
    if row.applies is Applies.NO:
        return row.requirement.citation
    return f"{row.requirement.citation} ({'due now' if row.due == 'now' else f'due {row.due}'})"


def _told(finding: Finding, rows: Sequence[Row], beside: Mapping[str, Row]) -> Finding:
    """Return a finding with the provisions it matters for, and as a notice where a person has explained it."""
    near = beside_codes().get(finding.code, frozenset())
    rows = rows or [row for name, row in beside.items() if name in near]
    rows = [row for row in rows if row.applies is not Applies.NO] or rows
    said = dict.fromkeys(_cited(row) for row in rows)
    explained = [row.reviews[-1] for row in rows if row.reason == "explained"]
    if explained and len(explained) == len(rows):
        remedy = f"Nothing, as long as the review of {explained[0].date} stands: {explained[0].file}."
        return replace(finding, citations=tuple(said), severity=Severity.NOTICE, remedy=remedy)
    return replace(finding, citations=tuple(said))
