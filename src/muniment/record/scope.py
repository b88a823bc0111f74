"""What an assessment says of a whole workspace: which duties apply and why, and what remains to be asked.

It is bounded by the catalogue, not by the number of cards: a duty is one entry with counts of cards. Addresses are
examples, the first of each kind; counts are complete. Dates are ISO 8601 strings.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Role:
    """One role that the organisation states to hold, and what the role is."""

    role: str
    words: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One answer to a question, given alike on a number of cards; "status" is known, unknown or not_applicable.

    "value" is JSON and None unless known. "addresses" are the first of the cards that say so.
    """

    status: str
    origin: str
    value: Any
    cards: int
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deciding:
    """One fact that decides which duties apply: every answer that cards give, and how many cards are silent."""

    path: str
    label: str
    question: str
    answers: tuple[Stated, ...]
    silent: int
    silent_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a duty does not apply, or why that cannot be told: a code, on how many cards, and the facts it hangs on.

    "applies" is no or cannot_tell. The facts are paths: for no, what a condition found otherwise than it asks; for
    cannot_tell, what nobody has stated.
    """

    code: str
    applies: str
    cards: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """On how many cards a duty stands how, with the dates of one reading; "first_due" is the earliest later date.

    "first_due" is empty where nothing is due later. An entry for which there is no card counts as one.
    """

    due_now: int
    due_later: int
    first_due: str
    cannot_tell: int
    does_not_apply: int


@dataclass(frozen=True, slots=True)
class ScopedDuty:
    """One entry of the catalogue: what it is, how it stands, and the reasons where it does not apply or is open.

    "bearer" is the kind of card on which it rests; "group" the article, annex or section it belongs to. "prepared"
    holds the reading as prepared for a track of dates, or nothing.
    """

    requirement: str
    title: str
    instrument: str
    group: str
    provision: str
    force: str
    confidence: str
    roles: tuple[str, ...]
    bearer: str
    reading: Reading
    prepared: tuple[Reading, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ScopedInstrument:
    """A text that holds duties: its short name, and its full one."""

    id: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Relief:
    """A relief that holds on some cards, or is claimed without being met, and the duties that it takes away.

    "standing" is holds or not_met. "removes" are the ids of entries that would apply, or be open, without it.
    """

    name: str
    standing: str
    path: str
    cards: int
    addresses: tuple[str, ...]
    removes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScopedElection:
    """A voluntary text and whether the organisation chose it: "standing" is chosen, declined or open."""

    id: str
    label: str
    question: str
    path: str
    address: str
    standing: str
    duties: int


@dataclass(frozen=True, slots=True)
class ScopedQuestion:
    """One open answer: how many duties wait for it, which entries these are, and where to write it."""

    path: str
    question: str
    settles: int
    cards: int
    addresses: tuple[str, ...]
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """How long the documents of one model or system are kept; what is not known is empty, its status beside it.

    "status" is that of the end: known, unknown, not_applicable or absent.
    """

    card: str
    counted_from: str
    until: str
    regime: str
    status: str
    address: str


@dataclass(frozen=True, slots=True)
class DateGroup:
    """Dates of one kind over all cards: how many are stated, the earliest and the latest with their addresses.

    Where none is stated the dates are empty, "first_at" is the place of the first card, and it is counted how many
    cards say that there is none and how many say nothing.
    """

    path: str
    label: str
    stated: int
    not_applicable: int
    silent: int
    first: str
    first_at: str
    last: str
    last_at: str


@dataclass(frozen=True, slots=True)
class WorkspaceScope:
    """The scope of a workspace at one date. "organisation" is an identity, or empty where no card names it.

    "cards" counts the cards by kind; "limited_to" says how many of them were looked at, where not all were.
    "instruments" are in the catalogue's order; "reasons" give each code in words, "labels" each path that reasons name.
    "prepared_for" is a track of dates and "prepared_label" its name in words, or both are empty.
    """

    organisation: str
    organisation_name: str
    as_of: str
    law_date: str
    catalogue_version: str
    prepared_for: str
    prepared_label: str
    cards: tuple[tuple[str, int], ...]
    limited_to: int
    roles: tuple[Role, ...]
    deciding: tuple[Deciding, ...]
    instruments: tuple[ScopedInstrument, ...]
    duties: tuple[ScopedDuty, ...]
    reasons: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    reliefs: tuple[Relief, ...]
    elections: tuple[ScopedElection, ...]
    questions: tuple[ScopedQuestion, ...]
    kept: tuple[Kept, ...]
    dates: tuple[DateGroup, ...]
