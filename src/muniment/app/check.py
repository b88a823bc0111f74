"""`check`: everything that is wrong or open with the cards of a workspace, in one run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muniment.app.opening import Opened, concerns, has_baseline, open_workspace
from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.serving import citations_by_path, served_by
from muniment.report.located import OPEN, Located, Standing, in_order, locate

if TYPE_CHECKING:
    from muniment.assess.assessment import Assessment

_ORDER = [severity.value for severity in Severity]


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: located findings, and the summary that every format prints.

    ``root`` is the folder of the workspace, ``files`` are those of its cards and profiles that were asked about, seen
    from there.
    """

    items: list[Located]
    summary: dict[str, Any]
    root: Path = Path()
    files: tuple[str, ...] = ()

    def fails(self, fail_on: str) -> bool:
        """Tell whether there is a finding at or above a severity (``never``: no)."""
        if fail_on == "never":
            return False
        return any(self.is_failing(item, fail_on) for item in self.items)

    def is_failing(self, item: Located, fail_on: str) -> bool:
        """Tell whether a finding makes the check fail."""
        if fail_on == "never" or item.standing.suppressed:
            return False
        return _ORDER.index(item.finding.severity) <= _ORDER.index(fail_on)


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, and the workspace as it was judged; ``assessment`` is None outside a workspace."""

    checked: Checked
    opened: Opened
    assessment: "Assessment | None"


def check(paths: Sequence[Path], as_of: str, *, since: str = "", everything: bool = False) -> Checked:
    """Check the workspace that the paths lie in; report only what concerns the paths.

    Waivers and a baseline are taken into account where there are any; ``since`` names a commit, and then only what is
    new or worse counts. ``everything`` also returns what a baseline holds, or was there before.
    A card outside a workspace is validated but not assessed, and the summary says so.
    Raises CannotRun when the workspace cannot be opened, or when there is no such commit.
    """
    return examine(open_workspace(paths), paths, as_of, since=since, everything=everything).checked


def examine(
    opened: Opened, paths: Sequence[Path], as_of: str, *, since: str = "", everything: bool = False
) -> Examined:
    """Do the same with a workspace that was opened already, and return also what the findings are about."""
    told: dict[str, Any] = {}
    findings: Sequence[Finding] = opened.findings
    assessment: Assessment | None = None
    if opened.in_workspace:
        from muniment.app.assessing import assess_workspace

        assessed = assess_workspace(opened, as_of)
        findings, told = assessed.findings, _evidence(assessed.opened, paths)
        opened, assessment = assessed.opened, assessed.assessment
    findings, standings, ratcheted = _ratcheted(opened, findings, as_of, since)
    findings = _owned(with_citations(findings), opened)
    asked = _asked(findings, opened, paths)
    groups: dict[Standing, list[Finding]] = {}
    for finding, standing, concerned in zip(findings, standings, asked, strict=True):
        if concerned:
            groups.setdefault(standing, []).append(finding)
    shown = {standing: group for standing, group in groups.items() if everything or _is_shown(standing)}
    items = in_order(
        item for standing, group in shown.items() for item in locate(group, opened.trees, opened.inside, standing)
    )
    counts = Counter(str(item.finding.severity) for item in items if not item.standing.suppressed)
    summary: dict[str, Any] = {
        "cards": len(opened.workspace.cards),
        **{severity.value: counts.get(severity.value, 0) for severity in Severity},
        "assessed": opened.in_workspace,
        "as_of": as_of if opened.in_workspace else "",
        **told,
        **ratcheted,
    }
    if suppressed := Counter(standing.suppressed for standing, group in groups.items() for _ in group):
        summary |= (
            {"suppressed": {by: count for by, count in sorted(suppressed.items()) if by}} if any(suppressed) else {}
        )
    files = sorted(opened.inside(file) for file in opened.trees if concerns(file, paths))
    return Examined(Checked(items, summary, opened.root, tuple(files)), opened, assessment)


def _is_shown(standing: Standing) -> bool:
    """Tell whether a finding is printed: one that counts, a waiver while it holds, and what an answer has brought."""
    return standing.suppressed in ("", "waiver") or standing.change == "revealed"


def _ratcheted(
    opened: Opened, findings: Sequence[Finding], as_of: str, since: str
) -> tuple[Sequence[Finding], list[Standing], dict[str, Any]]:
    """Return the findings with those on waivers and baseline, how each stands, and what the summary says of it."""
    if not since and not opened.waivers and not (opened.in_workspace and has_baseline(opened.root)):
        return findings, [OPEN] * len(findings), {}
    from muniment.app.ratchet import ratchet

    done = ratchet(opened, findings, as_of, since)
    return [*done.given, *done.findings], [*done.standings, *(OPEN for _ in done.findings)], done.summary


def _owned(findings: Sequence[Finding], opened: Opened) -> Sequence[Finding]:
    """Give findings the one who is to answer: named beside the fact, or by a row of the settings."""
    workspace = opened.workspace
    owned = []
    for finding in findings:
        identity, inner = split_address(finding.address)
        card = workspace.cards.get(identity)
        fact = card.facts.get(inner) if card else None
        owner = fact.owner if fact else ""
        if not owner and workspace.settings.owners and (finding.path or finding.file):
            owner = workspace.settings.owner_of(finding.path, identity, card.file if card else finding.file)
        owned.append(replace(finding, owner=owner) if owner else finding)
    return owned


def _evidence(opened: Opened, paths: Sequence[Path]) -> dict[str, Any]:
    """Return how the statements of the cards stand to what was measured; nothing where nothing was."""
    workspace = opened.workspace
    found = [one for name, one in workspace.evidence.items() if concerns(workspace.cards[name].file, paths)]
    if not found:
        return {}
    states = Counter(str(claim.state) for one in found for claim in one.claims.values())
    return {
        "evidence": {
            "sets": sum(not one.of_sets for one in found),
            "stale_sets": sum(bool(one.stale) for one in found),
            "unread": sum(len(one.unread) for one in found),
            "claims": dict(sorted(states.items())),
        }
    }


def _asked(findings: Sequence[Finding], opened: Opened, paths: Sequence[Path]) -> list[bool]:
    """Tell of each finding whether it concerns the paths: in these files, or what a profile holds of their cards."""
    if not paths:
        return [True] * len(findings)
    cards = opened.workspace.cards
    own = {identity: card for identity, card in cards.items() if concerns(card.file, paths)}
    shared = {opened.profiles.get(name) for card in own.values() for name in card.profiles}
    found = []
    for finding in findings:
        file = finding.place.file if finding.place else finding.file
        identity = split_address(finding.address)[0]
        of_profile = file in shared and identity not in cards
        found.append(not file or concerns(file, paths) or identity in own or of_profile)
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
