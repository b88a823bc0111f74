"""How findings stand to what was known before: new, worse, or as it was.

What was known is the findings at another commit, or a baseline: how often something was found where, and how it was
open. Matching is by identity, and the versions of a card share what is left: a new version that takes the place of
an older one takes over what was open there, and a further version does not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from muniment.base.findings import Finding, Severity
from muniment.report.answers import Answers, Gates, no_gates
from muniment.report.identity import Entry, Key, keys_of, without_version

#: From less to more: an honest "unknown" is better than silence, and silence better than the opposite.
_OUTCOMES = ("", "not_applicable", "met", "needs_judgement", "unknown", "missing", "contradicted")
_WEIGHT = list(Severity)


class Change(StrEnum):
    """How a finding stands to what was known."""

    NEW = "new"
    WORSE = "worse"
    REVEALED = "revealed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Compared:
    """Each finding with its change, what of the known ones is found no more, and what would now be known.

    ``places`` are those of each finding that make it what it is, where it tells of several things.
    """

    changes: tuple[Change, ...]
    places: tuple[tuple[str, ...], ...]
    gone: tuple[Entry, ...]
    kept: tuple[Entry, ...]


def entries_of(findings: Iterable[Finding], *, severity: bool = False) -> tuple[Entry, ...]:
    """Return what findings amount to as things known, sorted; with their severity, or without."""
    counted: Counter[tuple[Key, str, str]] = Counter(
        (key, finding.outcome, str(finding.severity) if severity else "")
        for finding in findings
        for key in keys_of(finding)
    )
    return tuple(sorted(Entry(key, outcome, count, weight) for (key, outcome, weight), count in counted.items()))


def compare(findings: Sequence[Finding], known: Iterable[Entry], gates: Gates = no_gates) -> Compared:
    """Compare findings with what was known; a finding that tells of several things is as its worst one.

    ``gates`` gives the paths that decide whether a duty applies, and what it asks for.
    """
    known = tuple(known)
    left = _Left(known)
    asked = [(index, key) for index, finding in enumerate(findings) for key in keys_of(finding)]
    found: dict[tuple[int, Key], Entry] = {}
    for place in (left.exactly, left.at_another_version):
        for index, key in asked:
            if (index, key) not in found and (entry := place(key, findings[index])):
                found[index, key] = entry
    gone = left.entries()
    answers = Answers(known, gone, gates)
    kept: Counter[tuple[Key, str]] = Counter()
    changes: dict[int, dict[Change, list[str]]] = {}
    for index, key in asked:
        taken, finding = found.get((index, key)), findings[index]
        change = _change(finding, key, taken, answers)
        changes.setdefault(index, {}).setdefault(change, []).append(key.at)
        if change is not Change.NEW:
            kept[key, taken.outcome if taken and change is Change.WORSE else finding.outcome] += 1
    entries = sorted(Entry(key, outcome, count) for (key, outcome), count in kept.items())
    worst = [next(change for change in Change if change in changes[index]) for index in range(len(findings))]
    places = tuple(
        tuple(changes[index][change]) if finding.parts and len(changes[index]) > 1 else ()
        for index, (finding, change) in enumerate(zip(findings, worst, strict=True))
    )
    return Compared(tuple(worst), places, gone, tuple(entries))


def _change(finding: Finding, key: Key, taken: Entry | None, answers: Answers) -> Change:
    if taken is not None:
        return Change.WORSE if _is_worse(finding, taken) else Change.UNCHANGED
    return Change.REVEALED if answers.bring(finding, key) else Change.NEW


class _Left:
    """What is left of the known things while findings take theirs."""

    def __init__(self, known: Iterable[Entry]) -> None:
        self._counts: Counter[Entry] = Counter()
        self._exact: dict[Key, list[Entry]] = {}
        self._versions: dict[Key, list[Entry]] = {}
        for entry in known:
            self._counts[entry] += entry.count
            self._exact.setdefault(entry.key, []).append(entry)
            self._versions.setdefault(Key(without_version(entry.key.at), entry.key.code), []).append(entry)

    def exactly(self, key: Key, finding: Finding) -> Entry | None:
        return self._taken(self._exact, key.at, key.code, finding)

    def at_another_version(self, key: Key, finding: Finding) -> Entry | None:
        return self._taken(self._versions, without_version(key.at), key.code, finding)

    def _taken(self, held: dict[Key, list[Entry]], at: str, code: str, finding: Finding) -> Entry | None:
        """Take one thing known at a place. A fact that leaves several duties open was known by any one of them."""
        free = [
            entry
            for known_as in dict.fromkeys((code, *finding.duties))
            for entry in held.get(Key(at, known_as), ())
            if self._counts[entry] > 0
        ]
        # What is as bad as now comes before what was better.
        chosen = min(free, key=lambda entry: _is_worse(finding, entry), default=None)
        if chosen:
            self._counts[chosen] -= 1
        return chosen

    def entries(self) -> tuple[Entry, ...]:
        rest = [
            Entry(entry.key, entry.outcome, count, entry.severity) for entry, count in self._counts.items() if count
        ]
        return tuple(sorted(rest))


def _is_worse(finding: Finding, entry: Entry) -> bool:
    if entry.severity and _WEIGHT.index(finding.severity) < _WEIGHT.index(Severity(entry.severity)):
        return True
    known = {finding.outcome, entry.outcome} <= set(_OUTCOMES)
    return bool(known and entry.outcome and _OUTCOMES.index(finding.outcome) > _OUTCOMES.index(entry.outcome))
