"""What stamps and version control prove of a data set: days and names, as the tool found them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DatesProven:
    """By which day a timestamp proves the digests of the data, and the card as it is; whose; when first recorded.

    Empty where nothing proves it. ``recorded_on`` is the day of the commit that first held this version of the card.
    """

    data_by: str = ""
    card_by: str = ""
    authorities: tuple[str, ...] = ()
    recorded_on: str = ""
