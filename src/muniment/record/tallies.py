"""Tallies: what was measured of the data of a card, row by row, as an edition shows it in a picture with its table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TallyRow:
    """One row: what it is of, its share of the whole (a decimal text), and the records behind it.

    ``low`` and ``high`` are the ends of the interval at 95 % of an estimate, ``reference`` is the share in a population
    that the card states. A row whose figures are held back, because
    they are of few or would tell those of others, has its name alone.
    """

    name: str
    share: str | None = None
    count: int | None = None
    low: str | None = None
    high: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one measure found of the data of a card.

    ``path`` is that of the facts that state the same, and decides with the counts of records who may see it. ``kind``
    is exact, approximate or estimate; of an estimate ``read`` counts the records drawn and ``frame`` those they were
    drawn from. ``unread`` are records that could not be read; where it is not known how many a file held, ``whole`` is
    false. ``left``
    counts rows that are not listed, ``held`` those whose figures are held back. ``of`` says of which field or campaign.
    """

    card: str
    measure: str
    path: str
    kind: str
    of: tuple[tuple[str, str], ...]
    rows: tuple[TallyRow, ...]
    read: int
    unread: int
    whole: bool
    left: int
    held: int
    frame: int | None = None

    def part(self, dimension: str) -> str:
        """Return the field or campaign that it is of; empty where it is of the whole set."""
        return dict(self.of).get(dimension, "")
