"""Two measurements of a data set compared: what of the data, and what of the facts, is not the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.evidence.listing import Listed
from muniment.evidence.lock import Lock, Measured, Unread, lock_bytes


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that is not as it was: ``how`` is gone, new or changed."""

    path: str
    how: str


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A fact that is not as it was; None where there is none."""

    before: Measured | None
    after: Measured | None

    @property
    def any(self) -> Measured:
        """One of the two, to say which fact it is."""
        fact = self.before or self.after
        if fact is None:
            raise ValueError("a change has two sides")
        return fact


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between a lock and its repetition; ``same`` where it is the same byte by byte.

    ``definitions`` and ``snapshots`` tell that the tool that repeats measures by others.
    """

    same: bool
    definitions: bool = False
    snapshots: tuple[str, ...] = ()
    files: tuple[ChangedFile, ...] = ()
    facts: tuple[ChangedFact, ...] = ()
    unread: tuple[Unread, ...] = ()
    read_now: tuple[Unread, ...] = ()


def differences(before: Lock, listed: Sequence[Listed] | None, after: Lock, found: Sequence[Listed]) -> Differences:
    """Compare a lock (with its listing, where that is there and is its own) with what was measured now."""
    facts = {(fact.measure, fact.of): fact for fact in before.facts}
    again = {(fact.measure, fact.of): fact for fact in after.facts}
    changed = [
        ChangedFact(facts.get(key), again.get(key))
        for key in sorted({*facts, *again})
        if facts.get(key) != again.get(key)
    ]
    was, now = set(before.unread), set(after.unread)
    return Differences(
        same=lock_bytes(before) == lock_bytes(after),
        definitions=before.definitions != after.definitions,
        snapshots=tuple(sorted({item.name for item in {*before.snapshots} ^ {*after.snapshots}})),
        files=tuple(_files(listed, found)) if listed is not None and before.data != after.data else (),
        facts=tuple(changed),
        unread=_sorted(now - was),
        read_now=_sorted(was - now),
    )


def _sorted(unread: Iterable[Unread]) -> tuple[Unread, ...]:
    return tuple(sorted(unread, key=lambda item: (item.path, item.reason)))


def _files(before: Sequence[Listed], after: Sequence[Listed]) -> Iterable[ChangedFile]:
    was = {item.path: item.sha256 for item in before}
    now = {item.path: item.sha256 for item in after}
    for path in sorted({*was, *now}):
        if path not in now:
            yield ChangedFile(path, "gone")
        elif path not in was:
            yield ChangedFile(path, "new")
        elif was[path] != now[path]:
            yield ChangedFile(path, "changed")
