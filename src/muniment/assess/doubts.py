"""Facts that others contradict: they decide nothing, answer nothing, and their findings name the duties they touch."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from muniment.assess.assessment import Applies, Assessment
from muniment.base.findings import Finding, Severity

#: A typed value that differs from the computed one is only a remark, yet one of the two is wrong.
_DIFFERS = "MUN401"
#: So many duties are named beside one finding.
_MOST = 5


def doubts_of(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the addresses of the facts that cannot be true beside others, as the rules of consistency found them."""
    return frozenset(
        finding.address
        for finding in findings
        if "#/" in finding.address and (finding.severity is Severity.ERROR or finding.code == _DIFFERS)
    )


def with_duties(findings: Sequence[Finding], assessment: Assessment) -> list[Finding]:
    """Give findings on facts the provisions whose duties rest on these facts, soonest due first."""
    wanted = {finding.address for finding in findings if not finding.citations}
    cited: dict[str, dict[str, str]] = defaultdict(dict)
    for row in assessment.rows if wanted else ():
        for part in row.parts or (row,):
            for basis in part.facts if part.applies is Applies.YES else ():
                for place in _around(basis.address):
                    if place in wanted:
                        cited[place][row.requirement.citation] = part.due
    return [
        replace(finding, citations=_first(cited[finding.address])) if finding.address in cited else finding
        for finding in findings
    ]


def _around(address: str) -> Iterable[str]:
    """Yield an address and those of the sections and records it stands in."""
    while "/" in address.partition("#")[2]:
        yield address
        address = address.rpartition("/")[0]


def _first(dues: dict[str, str]) -> tuple[str, ...]:
    order = sorted(dues.items(), key=lambda item: ("" if item[1] == "now" else item[1], item[0]))
    return tuple(f"{citation} ({'due now' if due == 'now' else f'due {due}'})" for citation, due in order[:_MOST])
