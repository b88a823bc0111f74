"""A fact as a card states it: value or status at one position, and what the author wrote beside it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What is known at a position. A card never says ``withheld``; an edition may."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"


class Origin(StrEnum):
    """Where a value comes from; derived by the tool, never typed."""

    DECLARED = "declared"
    MEASURED = "measured"
    COMPUTED = "computed"
    INHERITED = "inherited"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``inner`` is its address below the card (by ids), ``path`` the pattern, ``pointer`` its place.

    ``value`` is None unless the status is known. ``record`` tells that the position is a record of a list, which
    exists but holds no value of its own. ``source`` is what the author names as source; ``origin_detail`` is what the
    tool knows (a profile, a rule). ``file`` is where the text stands (the card's, or the profile's).
    """

    inner: str
    path: str
    value: Any
    status: Status
    origin: Origin
    pointer: str
    file: str
    reason: str = ""
    owner: str = ""
    asked_on: str = ""
    expected_on: str = ""
    note: str = ""
    source: str = ""
    origin_detail: str = ""
    record: bool = False
