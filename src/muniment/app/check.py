"""`check`: everything that is wrong or open with the cards of a workspace, in one run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.app.opening import concerns, open_workspace
from muniment.base.findings import Finding, Severity
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
    findings: Sequence[Finding] = opened.findings
    if opened.in_workspace:
        from muniment.app.assessing import assess_workspace

        assessed = assess_workspace(opened, as_of)
        findings = assessed.findings
    items = [item for item in locate(findings, opened.trees) if not item.place.file or concerns(item.place.file, paths)]
    counts = Counter(str(item.finding.severity) for item in items)
    summary: dict[str, Any] = {
        "cards": len(opened.workspace.cards),
        **{severity.value: counts.get(severity.value, 0) for severity in Severity},
        "assessed": opened.in_workspace,
        "as_of": as_of if opened.in_workspace else "",
    }
    return Checked(items, summary)
