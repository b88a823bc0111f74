"""`check`: everything that is wrong or open with the cards of a workspace, in one run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from muniment.app.opening import Opened, concerns, open_workspace
from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.serving import citations_by_path, served_by
from muniment.report.located import Located, locate


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: located findings, and the summary that every format prints."""

    items: list[Located]
    summary: dict[str, Any]

    def fails(self, fail_on: str) -> bool:
        """Tell whether there is a finding at or above a severity (``never``: no)."""
        if fail_on == "never":
            return False
        order = [severity.value for severity in Severity]
        return any(self.summary[severity] for severity in order[: order.index(fail_on) + 1])


def check(paths: Sequence[Path], as_of: str) -> Checked:
    """Check the workspace that the paths lie in; report only what concerns the paths.

    A card outside a workspace is validated but not assessed, and the summary says so.
    """
    opened = open_workspace(paths)
    evidence: dict[str, Any] = {}
    findings: Sequence[Finding] = opened.findings
    if opened.in_workspace:
        from muniment.app.assessing import assess_workspace

        assessed = assess_workspace(opened, as_of)
        findings, evidence = assessed.findings, _evidence(assessed.opened, paths)
    findings = _asked(with_citations(findings), opened, paths)
    items = locate(findings, opened.trees)
    counts = Counter(str(item.finding.severity) for item in items)
    summary: dict[str, Any] = {
        "cards": len(opened.workspace.cards),
        **{severity.value: counts.get(severity.value, 0) for severity in Severity},
        "assessed": opened.in_workspace,
        "as_of": as_of if opened.in_workspace else "",
        **evidence,
    }
    return Checked(items, summary)


def _evidence(opened: Opened, paths: Sequence[Path]) -> dict[str, Any]:
    """Return how the statements of the cards stand to what was measured; nothing where nothing was."""
    workspace = opened.workspace
    found = [one for name, one in workspace.evidence.items() if concerns(workspace.cards[name].file, paths)]
    if not found:
        return {}
    states = Counter(str(claim.state) for one in found for claim in one.claims.values())
    return {
        "evidence": {
            "sets": len(found),
            "stale_sets": sum(bool(one.stale) for one in found),
            "unread": sum(len(one.unread) for one in found),
            "claims": dict(sorted(states.items())),
        }
    }


def _asked(findings: Sequence[Finding], opened: Opened, paths: Sequence[Path]) -> list[Finding]:
    """Return the findings that concern the paths: those in these files, and what a profile holds of their cards."""
    cards = opened.workspace.cards
    own = {identity: card for identity, card in cards.items() if concerns(card.file, paths)}
    shared = {opened.profiles.get(name) for card in own.values() for name in card.profiles}
    found = []
    for finding in findings:
        file = finding.place.file if finding.place else finding.file
        identity = split_address(finding.address)[0]
        of_profile = file in shared and identity not in cards
        if not file or concerns(file, paths) or identity in own or of_profile:
            found.append(finding)
    return found


def with_citations(findings: Sequence[Finding]) -> list[Finding]:
    """Give findings of form, and what does not fit, the provisions that their fact serves: why it is to be mended."""
    if all(finding.citations or not finding.path for finding in findings):
        return list(findings)
    citations = citations_by_path(load_catalogue())
    return [
        replace(finding, citations=served_by(finding.path, citations))
        if finding.path and not finding.citations and finding.code.startswith(("MUN2", "MUN4", "MUN5"))
        else finding
        for finding in findings
    ]
