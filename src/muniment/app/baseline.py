"""The baseline of a workspace: the findings that were open when checking began, which may only become fewer.

One committed file beside ``muniment.yaml``, sorted, a line an entry, so that branches merge and a review sees each
entry that goes. It holds identities, never words: nothing of what a card says.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.app.files import write_atomically
from muniment.app.opening import BASELINE, Opened, has_baseline, shown
from muniment.base.findings import Finding, Severity
from muniment.report.answers import Gates
from muniment.report.identity import Entry, Key
from muniment.report.standing import Change, compare, entries_of
from muniment.workspace.waivers import ALWAYS_REPORTED

_FORMAT = 1
_MOST_BYTES = 64 * 1024 * 1024
_LONGEST = 4000
#: What no baseline holds: what is always reported, data that contradict a card, and findings on waivers and baseline.
NEVER = (*ALWAYS_REPORTED, "MUN503", "MUN741", "MUN742", "MUN745")


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a baseline would become: its entries, those that are gone from it, and the findings that it lacks."""

    entries: tuple[Entry, ...]
    gone: tuple[Entry, ...]
    new: tuple[Finding, ...]
    begun: bool


def file_of(root: Path) -> Path:
    """Return where the baseline of a workspace lies."""
    return root / BASELINE


def holds(finding: Finding) -> bool:
    """Tell whether a finding is of a kind that a baseline may hold."""
    return not finding.code.startswith(NEVER)


def read_baseline(opened: Opened) -> tuple[tuple[Entry, ...] | None, list[Finding]]:
    """Return the entries of a workspace's baseline, None where it has none; a finding where it counts for nothing."""
    file = file_of(opened.root)
    if not opened.in_workspace or not has_baseline(opened.root):
        return None, []
    try:
        if file.is_symlink():
            raise ValueError("it is a link")
        with file.open("rb") as stream:
            return load_baseline(stream.read(_MOST_BYTES + 1)), []
    except (OSError, ValueError, RecursionError) as error:
        why = str(error) if type(error) is ValueError else "it is no JSON, or cannot be read"
        message = f"The baseline counts for nothing: {why}."
        remedy = "Restore it from version control, or delete it and write it anew: muniment baseline."
        return None, [Finding("MUN744", Severity.ERROR, message, remedy, file=shown(file))]


def load_baseline(data: bytes) -> tuple[Entry, ...]:
    """Read a baseline; raise ValueError when it is none."""
    if len(data) > _MOST_BYTES:
        raise ValueError("it is too large")
    read: Any = json.loads(data)
    if not isinstance(read, dict) or read.get("baseline") != _FORMAT or set(read) != {"baseline", "entries"}:
        raise ValueError(f'it does not say "baseline": {_FORMAT}')
    rows = read["entries"]
    if not isinstance(rows, list):
        raise ValueError("its entries are no list")
    return tuple(_entry(row, number) for number, row in enumerate(rows, 1))


def dump_baseline(entries: Iterable[Entry]) -> bytes:
    """Write a baseline: sorted by place, a line an entry."""
    lines = [
        json.dumps({"at": entry.key.at, "code": entry.key.code, "outcome": entry.outcome, "count": entry.count})
        for entry in sorted(entries)
    ]
    return ('{"baseline": 1, "entries": [\n' + ",\n".join(lines) + ("\n" if lines else "") + "]}\n").encode("ascii")


def renewed(findings: Sequence[Finding], known: Sequence[Entry] | None, gates: Gates, *, accept_new: bool) -> Renewed:
    """Return what a baseline becomes: without what is found no more, and with what is new only if that is accepted.

    What the answer to an open question brings takes the place of that question.
    """
    held = [finding for finding in findings if holds(finding)]
    if known is None:
        return Renewed(entries_of(held), (), (), begun=True)
    compared = compare(held, known, gates)
    new = tuple(
        finding for finding, change in zip(held, compared.changes, strict=True) if change in (Change.NEW, Change.WORSE)
    )
    return Renewed(entries_of(held) if accept_new else compared.kept, compared.gone, new, begun=False)


def write_baseline(opened: Opened, entries: Iterable[Entry]) -> Path:
    """Write the baseline of a workspace and return where it lies."""
    file = file_of(opened.root)
    write_atomically(file, dump_baseline(entries))
    return file


def can_shrink(opened: Opened, gone: Sequence[Entry]) -> Finding:
    """Return the finding on entries of a baseline that are found no more."""
    count = sum(entry.count for entry in gone)
    first = gone[0].key
    message = (
        f"{count:,} finding{'s' * (count != 1)} of the baseline {'are' if count != 1 else 'is'} found no more, "
        f"the first {first.code} at {first.at[:160]}."
    )
    remedy = "Let it shrink, so that they cannot come back unseen: muniment baseline."
    return Finding("MUN745", Severity.NOTICE, message, remedy, file=shown(file_of(opened.root)))


def _entry(row: Any, number: int) -> Entry:
    if not isinstance(row, dict) or set(row) != {"at", "code", "outcome", "count"}:
        raise ValueError(f"entry {number} has other keys than at, code, outcome, count")
    at, code, outcome, count = row["at"], row["code"], row["outcome"], row["count"]
    texts = all(isinstance(text, str) and len(text) <= _LONGEST for text in (at, code, outcome))
    if not texts or isinstance(count, bool) or not isinstance(count, int) or not 0 < count < 10**9:
        raise ValueError(f"entry {number} is no entry")
    if code.startswith(NEVER):
        raise ValueError(f"entry {number} holds {code[:20]}, which is to be mended at once")
    return Entry(Key(at, code), outcome, count)
