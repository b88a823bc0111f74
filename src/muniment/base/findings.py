"""A finding: one thing that a person should act on, as a value. Every step returns them; none is raised."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops a build, a warning does not, a notice only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: 1-based line and column, and where the marked stretch ends (exclusive column)."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Fix:
    """A mechanical repair: the text to put at the finding's place."""

    title: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to act on.

    ``file`` and ``pointer`` (RFC 6901) say where in the text; line and column are looked up when the finding is
    reported. ``on_key`` marks the key rather than the value. ``place`` is set only when there is no tree to
    look the pointer up in (a file that does not parse). ``address`` is the place by ids, ``path`` its pattern.

    ``outcome`` is how the fact leaves a duty open, where it does, and ``duties`` are all that it leaves open (``code``
    is one of them). ``parts`` are code, address and path of each thing that is told at once, where it is more than one.
    ``owner`` is who is to answer. ``pressing`` are the addresses at which nothing is said though a duty waits for it
    that would bind today: a card that is added must not leave them open.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    file: str = ""
    pointer: str = ""
    on_key: bool = False
    place: Place | None = None
    address: str = ""
    path: str = ""
    citations: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    fix: Fix | None = None
    outcome: str = ""
    duties: tuple[str, ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()
    owner: str = ""
    pressing: tuple[str, ...] = ()


def worst(findings: "list[Finding] | tuple[Finding, ...]") -> Severity | None:
    """Return the heaviest severity among the findings, or None when there are none."""
    order = list(Severity)
    return min((f.severity for f in findings), key=order.index, default=None)
