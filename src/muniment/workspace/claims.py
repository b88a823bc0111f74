"""How statements of a card stand to what was measured of its data: one claim a position that a measure answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muniment.record.tallies import Tally


class ClaimState(StrEnum):
    """How a statement stands to the evidence. The order is that of precedence where a table has several rows."""

    #: The figure measured is another one, beyond the tolerance of the measure.
    CONTRADICTED = "contradicted"
    #: The evidence was taken of other data, under another plan, or with other definitions.
    STALE = "stale"
    #: The data as the card describes them cannot answer it.
    NOT_MEASURABLE = "not_measurable"
    #: They could, and the evidence holds no figure.
    NOT_MEASURED = "not_measured"
    #: The statement lies within what a sample, or what could not be read, leaves open.
    CONSISTENT = "consistent"
    #: The figure measured is the one stated, within the tolerance of the measure.
    CONFIRMED = "confirmed"
    #: The card states nothing there; the evidence does.
    MEASURED = "measured"
    #: The card says that it is unknown, or does not apply; the evidence has a figure.
    ANSWERED = "answered"


#: The states in which a value counts as measured.
BORNE_OUT = (ClaimState.CONFIRMED, ClaimState.MEASURED)


@dataclass(frozen=True, slots=True)
class Claim:
    """One position and how it stands; ``reason`` is a code beside states that need one.

    ``value`` is the figure measured (JSON, or rows), with its unit, the parts of a share, the interval of an estimate
    at 95 %, and the records that it rests on and that could not be read. ``rows`` are the rows of a table that do not
    fit, by name; ``named`` tells that its rows are values of the data, with counts. ``stated`` tells whether the card
    says something at the position itself.
    """

    inner: str
    path: str
    measure: str
    state: ClaimState
    stated: bool
    reason: str = ""
    value: Any = None
    unit: str = ""
    kind: str = "exact"
    numerator: int | None = None
    denominator: int | None = None
    interval: tuple[str, str] | None = None
    read: int = 0
    unread: int = 0
    rows: tuple[str, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence on one data set: its lock (file and digest), why it is stale, and each claim by inner address.

    ``unread`` are the files, or parts of files, that could not be measured: path, reason, records known to be lost.
    ``tallies`` are what it tells row by row; stale evidence tells nothing. What a model or system states of its uses is
    judged by the locks of the sets: it has none of its own, and ``of_sets`` are their digests.
    """

    file: str
    sha256: str
    claims: Mapping[str, Claim] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    unread: tuple[tuple[str, str, int], ...] = ()
    tallies: "tuple[Tally, ...]" = ()
    of_sets: tuple[str, ...] = ()

    @property
    def locks(self) -> tuple[str, ...]:
        """The digests of the locks that the claims rest on."""
        return self.of_sets or (self.sha256,)
