"""The duties of a scope in few rows: by instrument and article where they stand, by reason where they do not.

Whatever a workspace holds, there are never more rows than asked for: what does not fit is folded into a row that says
how much it stands for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.base.provisions import provision_key
from muniment.record.scope import Reading, ScopedDuty, WorkspaceScope


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties stand how at one reading; a duty counts in every column in which one of its cards stands.

    ``none`` counts those that apply on no card and are open on none.
    """

    now: int
    later: int
    first: str
    open: int
    none: int


@dataclass(frozen=True, slots=True)
class DutyRow:
    """The duties of one article or of several: instrument, groups by name (empty for the whole), and the counts."""

    instrument: str
    groups: tuple[str, ...]
    counts: Counts
    prepared: Counts | None


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """Duties that do not apply for one reason: its code, roles or facts that decide, and how many a text has."""

    code: str
    subjects: tuple[str, ...]
    duties: tuple[ScopedDuty, ...]


def stands(duty: ScopedDuty) -> bool:
    """Tell whether a duty applies on some card, or may."""
    readings = (duty.reading, *duty.prepared)
    return any(reading.due_now or reading.due_later or reading.cannot_tell for reading in readings)


def count(duties: Iterable[ScopedDuty], *, prepared: bool = False) -> Counts:
    """Count duties by how they stand, at the reading as they fall due or at that as prepared for a track."""
    readings = [_reading(duty, prepared) for duty in duties]
    return Counts(
        now=sum(bool(reading.due_now) for reading in readings),
        later=sum(bool(reading.due_later) for reading in readings),
        first=min((reading.first_due for reading in readings if reading.first_due), default=""),
        open=sum(bool(reading.cannot_tell) for reading in readings),
        none=sum(not (reading.due_now or reading.due_later or reading.cannot_tell) for reading in readings),
    )


def _reading(duty: ScopedDuty, prepared: bool) -> Reading:
    return duty.prepared[0] if prepared and duty.prepared else duty.reading


def duty_rows(scope: WorkspaceScope, most: int) -> list[DutyRow]:
    """Return the rows with every duty that applies or may; articles in the order of their text.

    There are at most ``most``, as long as there are fewer texts than that.
    """
    by_instrument: dict[str, dict[str, list[ScopedDuty]]] = {item.id: {} for item in scope.instruments}
    for duty in scope.duties:
        by_instrument[duty.instrument].setdefault(duty.group, []).append(duty)
    shown = {
        name: {group: groups[group] for group in sorted(groups, key=provision_key) if any(map(stands, groups[group]))}
        for name, groups in by_instrument.items()
    }
    shown = {name: groups for name, groups in shown.items() if groups}
    largest = max(shown, key=lambda name: len(shown[name]), default="")
    whole = {name for name, groups in shown.items() if list(groups) == [""]}
    if sum(map(len, shown.values())) > most:
        whole = set(shown) - {largest}
    rows = []
    for name, groups in shown.items():
        if name in whole:
            rows.append(_row(name, tuple(filter(None, groups)), [d for own in groups.values() for d in own], scope))
        else:
            rows += _articles(name, groups, scope, most - len(shown) + 1)
    return rows


def _articles(name: str, groups: dict[str, list[ScopedDuty]], scope: WorkspaceScope, most: int) -> list[DutyRow]:
    """Return a row an article; of too many those with most duties, and one for the rest."""
    kept = set(sorted(groups, key=lambda group: (-len(groups[group]), provision_key(group)))[: max(most - 1, 0)])
    if len(groups) <= most:
        kept = set(groups)
    rows = [_row(name, (group,), duties, scope) for group, duties in groups.items() if group in kept]
    rest = [group for group in groups if group not in kept]
    if rest:
        rows.append(_row(name, tuple(rest), [duty for group in rest for duty in groups[group]], scope))
    return rows


def _row(name: str, groups: tuple[str, ...], duties: Sequence[ScopedDuty], scope: WorkspaceScope) -> DutyRow:
    prepared = count(duties, prepared=True) if scope.prepared_for else None
    return DutyRow(name, groups, count(duties), prepared)


def refusal_rows(scope: WorkspaceScope, most: int) -> tuple[list[RefusalRow], list[ScopedDuty]]:
    """Return the reasons for which most duties do not apply, at most ``most``, and the duties left over.

    A duty stands under one reason: that of most of its cards.
    """
    by_reason: dict[tuple[str, tuple[str, ...]], list[ScopedDuty]] = defaultdict(list)
    for duty in scope.duties:
        if not stands(duty) and duty.reasons:
            reason = max(duty.reasons, key=lambda reason: (reason.cards, reason.code))
            subjects = tuple(sorted(duty.roles)) if reason.code == "role" else reason.paths[:1]
            by_reason[reason.code, subjects].append(duty)
    order = sorted(by_reason, key=lambda key: (-len(by_reason[key]), key))
    rows = [
        RefusalRow(code, by_reason[code, subjects][0].roles if code == "role" else subjects,
                   tuple(by_reason[code, subjects]))
        for code, subjects in order
    ]  # fmt: skip
    if len(rows) <= most:
        return rows, []
    return rows[:most], [duty for row in rows[most:] for duty in row.duties]


def by_instrument(duties: Iterable[ScopedDuty], scope: WorkspaceScope) -> list[tuple[str, int]]:
    """Return how many duties each text has, as its short name and a number, the most first."""
    counts = Counter(duty.instrument for duty in duties)
    return [(label_of(name, scope), number) for name, number in counts.most_common()]


def label_of(instrument: str, scope: WorkspaceScope) -> str:
    """Return the short name of a text."""
    return next((item.label.rstrip(",") for item in scope.instruments if item.id == instrument), instrument)


def groups_of(duties: Iterable[ScopedDuty]) -> list[str]:
    """Return the articles of duties, each once, in the order of their text."""
    return sorted({duty.group for duty in duties if duty.group}, key=provision_key)


def articles_text(groups: Iterable[str]) -> str:
    """Return articles with the word before them once: ``Art 9, 10, 11, Annex IV, XI``."""
    said: list[str] = []
    before = ""
    for group in groups:
        kind, _, number = group.partition(" ")
        said.append(number if kind == before and number else group)
        before = kind
    return ", ".join(said)
