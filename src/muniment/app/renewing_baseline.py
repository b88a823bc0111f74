"""`baseline`: write the baseline of a workspace, let it shrink, or tell that it is not what it should be."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.app.assessing import assess_workspace
from muniment.app.baseline import Renewed, file_of, holds, load_baseline, read_baseline, renewed, write_baseline
from muniment.app.git import merge_base, read_file, resolve
from muniment.app.opening import BASELINE, Opened, open_workspace, shown
from muniment.app.ratchet import gates_of, local_findings, waive
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding, Severity
from muniment.report.identity import Entry
from muniment.report.standing import Change, compare
from muniment.report.text import printable

#: So many entries or findings are named.
_NAMED = 20
_WEIGHT = [severity.value for severity in Severity]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a baseline: what it holds, what went, what it lacks, what it has more than at another commit."""

    file: str
    renewed: Renewed
    written: bool
    accepted: bool
    grown: tuple[Entry, ...] = ()

    def missing(self, fail_on: str) -> list[Finding]:
        """Return the findings that are neither in the file nor waived, at or above a severity."""
        if self.accepted or fail_on == "never":
            return []
        return [finding for finding in self.renewed.new if _WEIGHT.index(finding.severity) <= _WEIGHT.index(fail_on)]

    def fails(self, fail_on: str) -> bool:
        """Tell whether the file is not what it should be, and was not mended."""
        left = bool(self.renewed.gone or self.renewed.begun) and not self.written
        return left or bool(self.grown) or (not self.written and bool(self.missing(fail_on)))

    def lines(self, fail_on: str) -> Iterator[str]:
        """Yield what to tell of it."""
        held = sum(entry.count for entry in self.renewed.entries)
        if self.written:
            yield f"{printable(self.file)}: {held:,} open finding{'s' * (held != 1)}. Commit it."
        elif self.renewed.begun:
            yield f"There is no {printable(self.file)}; {held:,} findings would be in it. Write it: muniment baseline."
        gone = [f"{entry.key.code} at {printable(entry.key.at)}" for entry in self.renewed.gone]
        yield from _listed("taken out, found no more" if self.written else "found no more: it can shrink", gone)
        new = [f"{finding.code} at {printable(finding.address or finding.file)}" for finding in self.missing(fail_on)]
        yield from _listed("new, and not taken in (mend them, or give --accept-new)", new)
        yield from _listed(
            "more than at the commit compared with", [f"{e.key.code} at {printable(e.key.at)}" for e in self.grown]
        )
        if not (self.written or self.fails(fail_on)):
            yield f"{printable(self.file)} is as it should be: {held:,} open finding{'s' * (held != 1)}."


def baseline(path: Path, as_of: str, *, accept_new: bool, only_check: bool, since: str = "") -> Done:
    """Bring the baseline of a workspace up to date, or only look (`only_check`, and wherever CI is set).

    Raises CannotRun outside a workspace, while there are errors of form, and when there is no such commit.
    """
    opened = open_workspace([path])
    if not opened.in_workspace:
        raise CannotRun("Only a workspace has a baseline.", "Write a muniment.yaml at the root of the cards.")
    findings = assess_workspace(opened, as_of).findings
    known, said = read_baseline(opened)
    wrong = [finding for finding in (*findings, *said) if finding.severity is Severity.ERROR and not _is_known(finding)]
    if wrong:
        raise CannotRun(
            f"{len(wrong)} mistake{'s' * (len(wrong) != 1)} of form must be mended first ({wrong[0].code}): "
            "a card that cannot be read hides what is open in it.",
            "muniment check shows them all.",
        )
    waived, _ = waive(opened, findings, as_of)
    local = local_findings(opened, findings)
    open_ = [item for index, item in enumerate(local) if index not in waived]
    became = renewed(open_, known, gates_of, accept_new=accept_new)
    writes = not (only_check or os.environ.get("CI"))
    if writes and not (known is not None and set(known) == set(became.entries)):
        write_baseline(opened, became.entries)
    grown = _grown(opened, became.entries if writes else known or (), since) if since else ()
    return Done(shown(file_of(opened.root)), became, writes, accept_new and writes, grown)


def _is_known(finding: Finding) -> bool:
    """Tell whether a finding says nothing against reading the cards: it may be held, or data contradict a card."""
    return holds(finding) or finding.code == "MUN503"


def _grown(opened: Opened, entries: Sequence[Entry], ref: str) -> tuple[Entry, ...]:
    """Return the entries that the baseline did not hold where this branch left another one."""
    commit = resolve(opened.root, ref)
    data = read_file(opened.root, merge_base(opened.root, commit) or commit, BASELINE)
    if data is None:
        return ()
    try:
        before = load_baseline(data)
    except (ValueError, RecursionError):
        raise CannotRun(f"The baseline at {ref} cannot be read.", "Compare with another commit.") from None
    held = [entry for entry in entries for _ in range(entry.count)]
    stand_ins = [
        Finding(
            entry.key.code, Severity.ERROR, "", "", address=entry.key.at, outcome=entry.outcome,
            duties=(entry.key.code,),
        )
        for entry in held
    ]  # fmt: skip
    changes = compare(stand_ins, before, gates_of).changes
    return tuple(entry for entry, change in zip(held, changes, strict=True) if change in (Change.NEW, Change.WORSE))


def _listed(what: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"{len(items):,} {what}:"
        yield from (f"  {item}" for item in items[:_NAMED])
        if len(items) > _NAMED:
            yield f"  and {len(items) - _NAMED:,} more"
