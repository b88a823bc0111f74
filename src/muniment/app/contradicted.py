"""What the data measured contradict, and the editions that would show it to others."""

from collections.abc import Iterator

from muniment.app.assessing import Assessed
from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity
from muniment.derive.grounds import rests_on
from muniment.record.record import DisclosedFact, Record
from muniment.workspace.contradictions import MEASURED_OTHERWISE


def contradicted_in(record: Record, assessed: Assessed) -> list[Finding]:
    """Return the findings that keep an edition inside: of facts that it shows, or from which one of them is computed.

    What a person has explained in a review is a notice, and keeps nothing back.
    """
    if record.audience == "internal":
        return []
    stopping = [
        finding
        for finding in assessed.findings
        if finding.code == MEASURED_OTHERWISE and finding.severity is Severity.ERROR
    ]
    return [finding for finding in stopping if any(_shows(fact, finding, assessed) for fact in _shown(record))]


def _shown(record: Record) -> Iterator[DisclosedFact]:
    changes = record.changes.changes if record.changes else ()
    for fact in (*record.facts, *(fact for change in changes for fact in (*change.before, *change.now))):
        if fact.status == "known":
            yield fact


def _shows(fact: DisclosedFact, finding: Finding, assessed: Assessed) -> bool:
    if fact.address == finding.address:
        return True
    if fact.origin != "computed" or finding.path not in rests_on(fact.path):
        return False
    card, measured = split_address(fact.address)[0], split_address(finding.address)[0]
    return card == measured or any(use.user == card for use in assessed.opened.workspace.uses_of(measured))
