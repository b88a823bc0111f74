"""Whether a lock still speaks of the data and the card as they are, and what it says to people."""

import itertools
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from muniment.base.canonical import decimal_text
from muniment.base.findings import Finding, Severity
from muniment.evidence.answering import bare_digest, number
from muniment.evidence.locations import Place, find_places, read_location, scheme_of
from muniment.evidence.lock import Lock, Unread
from muniment.evidence.measures import Definitions
from muniment.evidence.plan import Plan
from muniment.model.facts import Status
from muniment.model.load import Card
from muniment.workspace.claims import Claim, ClaimState, Evidence
from muniment.workspace.contradictions import MEASURED_OTHERWISE

#: How many files of how many bytes the groups have that are here, by their ids.
Sizes = Mapping[str, tuple[int, int]]
#: Reasons for which a file is in no listing, and so in no count of files.
_NOT_LISTED = frozenset({"not_permitted", "unreadable", "changed_while_read", "not_regular", "named_twice"})

_STALE = {
    "plan": "the card names other files or fields than those that were measured",
    "definitions": "measures are defined otherwise since",
    "content_hash": "the digest of the set that the card states is not that of the data measured",
    "sizes": "the files have changed since",
}
_SHOWN_ROWS = 3
#: So many files of a group are looked at; a larger one is taken for changed or not by measuring it again only.
_LOOKED_AT = 200_000


def sizes_here(lock: Lock, plan: Plan, root: Path) -> Sizes:
    """Return the sizes of the groups that are here, each file in the first group that names it."""
    taken = {item.path for item in lock.unread if item.reason in _NOT_LISTED}
    found: dict[str, tuple[int, int]] = {}
    for group in plan.groups:
        for place in itertools.islice(_places(group.location, root), _LOOKED_AT):
            if isinstance(place, Unread) or place.path in taken:
                continue
            taken.add(place.path)
            files, stored = found.get(group.id, (0, 0))
            found[group.id] = (files + 1, stored + _size(place.local))
    return {name: sizes for name, sizes in found.items() if sizes[0] < _LOOKED_AT}


def _places(location: str, root: Path) -> Iterator[Place | Unread]:
    where = None if scheme_of(location) else read_location(location, root)
    # A card that names the whole disk is for those who measure, not for everybody who checks it.
    return find_places(where, location) if where and where.fixed.parent != where.fixed else iter(())


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def stale_reasons(card: Card, lock: Lock, plan: Plan, definitions: Definitions, sizes: Sizes) -> tuple[str, ...]:
    """Return why a lock no longer speaks of a set; empty where nothing says so.

    Sizes are compared only of files that are here; digests are for whoever measures again.
    """
    found = []
    if lock.plan != plan.sha256:
        found.append("plan")
    if lock.definitions != definitions.sha256:
        found.append("definitions")
    changed, same = _compare_sizes(lock, plan, sizes)
    if changed:
        found.append("sizes")
    if not same and not changed and _another_set(card, lock):
        found.append("content_hash")
    return tuple(found)


def _compare_sizes(lock: Lock, plan: Plan, sizes: Sizes) -> tuple[bool, bool]:
    """Tell whether files here have changed, and whether all files that were measured are here unchanged."""
    changed, same = False, bool(plan.groups)
    for group in plan.groups:
        files, stored = (lock.find(measure, distribution=group.id) for measure in ("files", "bytes"))
        here = sizes.get(group.id)
        if here is None or files is None or stored is None:
            same = False
        elif here != (files.value, stored.value):
            changed, same = True, False
    return changed, same


def _another_set(card: Card, lock: Lock) -> bool:
    fact = card.facts.get("/content_hash")
    if fact is None or fact.status is not Status.KNOWN:
        return False
    measured = lock.find("content_digest")
    known = {bare_digest(lock.data.dir_hash), bare_digest(measured.value) if measured else ""}
    return bare_digest(fact.value) not in known


def check_claims(card: Card, evidence: Evidence, measured: Card | None = None) -> Iterator[Finding]:
    """Yield what a person should act on: stale evidence, what was not read, contradictions, questions answered.

    ``measured`` is the card of the data set, where the card is that of a model or system which uses it.
    """
    of = measured or card
    if evidence.stale:
        said = "; ".join(_STALE[reason] for reason in evidence.stale)
        yield Finding(
            "MUN502", Severity.WARNING, f"The evidence on this set counts for nothing: {said}.",
            f"Measure it again: {measure_command(card)}", file=card.file, pointer="/name", address=card.identity,
        )  # fmt: skip
    if evidence.unread:
        yield _unread(card, evidence.unread)
    for claim in evidence.claims.values():
        if claim.state is ClaimState.CONTRADICTED:
            yield _contradicted(card, claim, of)
        elif claim.state is ClaimState.ANSWERED:
            yield _answered(card, claim, of)


def measure_command(card: Card, *options: str) -> str:
    """Return the command that measures the set of a card."""
    return shlex.join(("muniment", "measure", card.file, *options))


def _unread(card: Card, unread: Sequence[tuple[str, str, int]]) -> Finding:
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(Counter(one[1] for one in unread).items()))
    records = sum(one[2] for one in unread)
    lost = f" Records known to be in no figure: {records:,}." if records else ""
    message = f"Not everything of this set was measured ({reasons}); the first is {unread[0][0]}.{lost}"
    remedy = f"Mend the files named in the lock and measure again: {measure_command(card)}"
    return Finding("MUN504", Severity.WARNING, message, remedy, file=card.file, pointer="/name", address=card.identity)


def _contradicted(card: Card, claim: Claim, measured: Card) -> Finding:
    fact = card.facts[claim.inner]
    key = claim.path.rpartition(".")[2]
    rows, pointer = _row_said(fact.value, claim), fact.pointer + _row_pointer(fact.value, claim)
    if claim.reason == "indicator":
        severity = Severity.WARNING
        message = f'"{key}" says no, but the data hold what looks like it ({", ".join(claim.rows)}).'
    elif claim.measure == "shared_units":
        severity = Severity.ERROR
        parts = f"{claim.numerator:,} of its {claim.denominator:,} values here"
        message = f'"{key}" says {_shown(fact.value)}; measured, {parts} lie in another split as well.'
    else:
        severity = Severity.ERROR
        message = f'"{key}" says {rows or _shown(fact.value)}; measured it is {_measured(claim)}.'
    remedy = (
        f"Correct it, or the data; a person may explain it (muniment review). "
        f"To repeat the measurement: {measure_command(measured, '--verify')}"
    )
    return Finding(
        MEASURED_OTHERWISE, severity, message, remedy,
        file=fact.file, pointer=pointer, address=f"{card.identity}#{claim.inner}", path=claim.path,
    )  # fmt: skip


def _answered(card: Card, claim: Claim, measured: Card) -> Finding:
    fact = card.facts[claim.inner]
    said = str(fact.status).replace("_", " ")
    return Finding(
        "MUN505", Severity.NOTICE, f'"{claim.path.rpartition(".")[2]}" is said to be {said}; the data answer it: '
        f"{_measured(claim)}.",
        f"Write it in, or let the tool propose it: {measure_command(card, '--write')}"
        if measured is card
        else "Write it in, as the data of the set have it.",
        file=fact.file, pointer=fact.pointer, address=f"{card.identity}#{claim.inner}", path=claim.path,
    )  # fmt: skip


def _row_pointer(stated: Any, claim: Claim) -> str:
    """Return the pointer of the first row of a table that does not fit, from that of the table."""
    names = [row.get("name") if isinstance(row, dict) else row for row in stated] if isinstance(stated, list) else []
    return next((f"/{index}" for index, name in enumerate(names) if name in claim.rows), "")


def _row_said(stated: Any, claim: Claim) -> str:
    if not claim.rows or not isinstance(stated, list):
        return ""
    rows = {row["name"]: row for row in stated if isinstance(row, dict) and "name" in row}
    return "; ".join(_row_text(rows.get(name, name)) for name in claim.rows[:_SHOWN_ROWS])


def _row_text(row: Any) -> str:
    if not isinstance(row, Mapping):
        return f"{row}: nothing"
    count = f" ({row['count']})" if "count" in row else ""
    return f"{row.get('name')}: {_shown(row.get('value'))}{count}"


def _measured(claim: Claim) -> str:
    """Return a measured figure in words: with its parts, or its interval."""
    value = claim.value
    if isinstance(value, list):
        rows = {row["name"]: row for row in value if isinstance(row, dict)}
        wanted = [rows.get(name, name) for name in claim.rows[:_SHOWN_ROWS]] if rows and claim.rows else value[:5]
        return "; ".join(_row_text(row) if rows else str(row) for row in wanted)
    if claim.interval is not None:
        return f"{claim.interval[0]} to {claim.interval[1]} (95 %)"
    parts = f" ({claim.numerator} of {claim.denominator})" if claim.denominator else ""
    unit = f" {claim.unit}" if claim.unit not in ("", "share", "sha256", "date", "per unit") else ""
    return f"{_shown(value)}{unit}{parts}"


def _shown(value: Any) -> str:
    found = number(value)
    if found is not None and not isinstance(value, str):
        return f"{value:,}" if isinstance(value, int) else decimal_text(found)
    if isinstance(value, list):
        return ", ".join(map(str, value[:5]))
    return str(value)
