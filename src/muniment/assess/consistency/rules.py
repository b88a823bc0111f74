"""What a rule of consistency is: a name, a code, a weight, and a function that judges a card and those it is linked to.

At each place a rule says broken, holds, or cannot tell; where it does not concern a card it says nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from muniment.base.findings import Severity
from muniment.derive.subject import Subject


class Verdict(StrEnum):
    """What a rule says of one place; the order is that of precedence."""

    BROKEN = "broken"
    CANNOT_TELL = "cannot_tell"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a card: where a fact stands or would stand, by its inner address (empty: the card as a whole)."""

    card: Subject
    inner: str = ""

    @property
    def address(self) -> str:
        """The place by ids."""
        return f"{self.card.card.identity}#{self.inner}" if self.inner else self.card.card.identity


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of one place. Without a message nothing is reported: nobody can do something about it there.

    ``place`` is the fact to mend, ``related`` are addresses of what it does not fit; ``severity`` replaces the rule's.
    """

    verdict: Verdict
    place: Place | None = None
    message: str = ""
    remedy: str = ""
    related: tuple[str, ...] = ()
    severity: Severity | None = None


#: The function of a rule: a card of the rule's kind, with computed facts and links, and the day of the assessment.
Judge = Callable[[Subject, str], Iterable[Judgement]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, the code and severity of its findings, the kind of card it is asked about, what it demands."""

    id: str
    code: str
    severity: Severity
    kind: str
    words: str
    judge: Judge


def broken(
    place: Place, message: str, remedy: str, related: Iterable[str] = (), severity: Severity | None = None
) -> Judgement:
    """Say that the rule is broken at a place."""
    return Judgement(Verdict.BROKEN, place, message, remedy, tuple(related), severity)


def holds() -> Judgement:
    """Say that the rule holds."""
    return Judgement(Verdict.HOLDS)


def cannot_tell(place: Place | None = None, message: str = "", remedy: str = "") -> Judgement:
    """Say that a fact is missing without which nobody can tell; with a message it is reported as a notice."""
    return Judgement(Verdict.CANNOT_TELL, place, message, remedy)
