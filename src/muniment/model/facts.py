"""A fact as a card states it: value or status at one position, and what the author wrote beside it."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import repeat
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


#: The parts of a fact in their order.
PARTS = tuple(part.name for part in fields(Fact))
#: A fact that can still be written: the same slots, so that it becomes one when it is whole.
_Draft: Any = type("_Draft", (), {"__slots__": PARTS})


def facts_by_columns(columns: Mapping[str, Any]) -> list[Fact]:
    """Return facts from their parts by name: a list with one a fact, or what the part is of all of them.

    The inner addresses are always a list, and what is not given is an empty text. Many are made so in a fraction of
    the time in which they are made one by one.
    """
    drafts: list[Any] = []
    add, draft, status, origin, file = drafts.append, _Draft, *(_one(columns, name) for name in _OF_ALL)
    for inner, path, value, pointer, record in zip(*(_each(columns, name) for name in _OWN), strict=False):
        fact = draft()
        fact.inner, fact.path, fact.value, fact.pointer, fact.record = inner, path, value, pointer, record
        fact.status, fact.origin, fact.file = status, origin, file
        fact.reason = fact.owner = fact.asked_on = fact.expected_on = fact.note = fact.source = ""
        fact.origin_detail = ""
        add(fact)
    for name, column in columns.items():
        if isinstance(column, list) if name in _OF_ALL else column != "" and name not in _OWN:
            deque(map(getattr(_Draft, name).__set__, drafts, _each(columns, name)), maxlen=0)
    for fact in drafts:
        fact.__class__ = Fact
    return drafts


#: Parts that each fact has of its own, and those that facts of one file mostly share.
_OWN = ("inner", "path", "value", "pointer", "record")
_OF_ALL = ("status", "origin", "file")


def _each(columns: Mapping[str, Any], name: str) -> Iterable[Any]:
    column = columns[name]
    return column if isinstance(column, list) else repeat(column)


def _one(columns: Mapping[str, Any], name: str) -> Any:
    column = columns[name]
    return None if isinstance(column, list) else column
