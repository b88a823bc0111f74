"""The comparison of two sides: one difference a place, of one kind. Every report of changes rests on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from muniment.changes.statements import Statement, as_meant, as_written
from muniment.model.facts import Status


class Kind(StrEnum):
    """What happened to a fact. Where several things did, the first of them in this order is told."""

    ADDED = "added"
    REMOVED = "removed"
    #: known, unknown, not applicable, withheld: another one; also of a section of which parts are stated on one side
    STATUS = "status"
    CHANGED = "changed"
    #: declared, measured, computed, inherited, contradicted: another one
    ORIGIN = "origin"
    #: the words beside it: reason, owner, date, note, source
    BESIDE = "beside"
    #: only how it is written: order of a list, digits, blanks
    STYLE = "style"
    #: it stands in a profile now, or does not any more
    MOVED = "moved"
    #: only the id of its record, or the name of the card that it refers to
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which two sides differ; ``before`` or ``now`` is None where that side says nothing there."""

    key: str
    kind: Kind
    before: Statement | None
    now: Statement | None

    @property
    def one(self) -> Statement:
        """The statement of the later side, or of the earlier one where that has none."""
        one = self.now or self.before
        if one is None:
            raise ValueError("a difference has a side")
        return one


def compare(before: Mapping[str, Statement], now: Mapping[str, Statement]) -> list[Difference]:
    """Return the differences of two sides by key, those of the later side first, in its order."""
    above = {True: _above(now), False: _above(before)}
    found = []
    for key in dict.fromkeys((*now, *before)):
        was, is_ = before.get(key), now.get(key)
        kind = kind_of(was, is_)
        one = was if is_ is None else is_
        if kind in (Kind.ADDED, Kind.REMOVED) and one and _is_status(one) and key in above[is_ is None]:
            # A status that speaks for a section, or a list, of which parts are stated on the other side.
            kind = Kind.STATUS
        if kind is not None:
            found.append(Difference(key, kind, was, is_))
    return found


def kind_of(was: Statement | None, is_: Statement | None) -> Kind | None:
    """Return what happened between two statements at one place; None where they say the same."""
    if was is None or is_ is None:
        return (Kind.ADDED if is_ else None) if was is None else Kind.REMOVED
    if was.status != is_.status:
        return Kind.STATUS
    written = as_written(was.value) == as_written(is_.value)
    if not written and as_meant(was.value) != as_meant(is_.value):
        return Kind.CHANGED
    if was.origin != is_.origin:
        return Kind.ORIGIN
    if was.beside != is_.beside:
        return Kind.BESIDE
    if not written:
        return Kind.STYLE
    return Kind.MOVED if was.profile != is_.profile else None


def _is_status(statement: Statement) -> bool:
    return statement.status in (Status.UNKNOWN, Status.NOT_APPLICABLE)


def _above(keys: Iterable[str]) -> set[str]:
    """Return the places above those of the keys."""
    found: set[str] = set()
    for key in keys:
        above = key.rpartition("/")[0]
        while above and above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return found
