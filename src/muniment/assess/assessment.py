"""The assessment as a value: rows, parts, the facts they rest on, and the questions that remain."""

import functools
from dataclasses import dataclass
from enum import StrEnum

from muniment.assess.logic import Gate
from muniment.base.findings import Finding
from muniment.catalogue.requirements import Requirement
from muniment.workspace.reviews import Review


class Applies(StrEnum):
    """Whether a duty rests on a bearer."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


class Outcome(StrEnum):
    """How a duty that applies is answered. The order is from worst to best; ``withheld`` is for editions only."""

    CONTRADICTED = "contradicted"
    MISSING = "missing"
    UNKNOWN = "unknown"
    NEEDS_JUDGEMENT = "needs_judgement"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Basis:
    """One fact an outcome rests on, or the place where it is missing. ``status`` may also be ``absent``.

    A day on which something is still to be done is missing although it is stated. ``at_odds`` tells that the fact
    answers, but that others contradict it.
    """

    address: str
    path: str
    status: str
    origin: str
    outcome: Outcome
    default: bool = False
    at_odds: bool = False

    @property
    def stated(self) -> bool:
        """Tell whether the card says something here."""
        return self.status != "absent"


@dataclass(frozen=True, slots=True)
class Row:
    """The answer for (requirement, bearer, use or none); a bearer's row takes the worst of its parts.

    ``outcome`` is None where the duty does not apply or that cannot be told. ``due`` is ``now``, an ISO date, or
    ``none``. ``reason`` is a code of `reasons`; ``gates`` are the open answers it hangs on; ``reviews`` are those that
    decided it, first one of the condition, then one of the outcome. Where a judgement decides whether the duty
    applies, ``facts`` are those that its condition reads. ``contradictions`` are the findings that weigh on the facts.
    """

    requirement: Requirement
    bearer: str
    use: str
    applies: Applies
    outcome: Outcome | None
    due: str
    reason: str
    facts: tuple[Basis, ...] = ()
    gates: tuple[Gate, ...] = ()
    parts: "tuple[Row, ...]" = ()
    reviews: tuple[Review, ...] = ()
    contradictions: tuple[Finding, ...] = ()

    @property
    def cited(self) -> str:
        """The provision with the day on which it falls due, as a finding names it."""
        citation = self.requirement.citation
        if self.due == "none":
            # What applies without a day is asked of a part, by those on whom the duty rests.
            return f"{citation} (of those who use the data)" if self.applies is Applies.YES else citation
        return f"{citation} ({'due now' if self.due == 'now' else f'due {self.due}'})"

    @property
    def urgency(self) -> str:
        """A key that sorts what is due now before what is due on a day."""
        return "" if self.due == "now" else self.due


@dataclass(frozen=True, slots=True)
class Question:
    """One open answer, asked once: what it is about, how many duties it settles, and on which cards.

    ``waiting`` are the duties that wait for it, each once, in the form ``AI Act Art 10(2)(c) (due 2027-12-02)``, first
    those that would be due first; ``pressing`` says whether one of them binds and would be due now.
    """

    path: str
    question: str
    settles: int
    cards: tuple[str, ...]
    addresses: tuple[str, ...]
    waiting: tuple[str, ...] = ()
    pressing: bool = False


@dataclass(frozen=True, slots=True)
class OpenElection:
    """A voluntary text that the organisation has neither chosen nor declined, and how many duties it would bring."""

    id: str
    label: str
    question: str
    path: str
    address: str
    duties: int


@dataclass(frozen=True)
class Assessment:
    """All rows at one date, the open questions in order of how many duties they settle, the elections not yet made.

    ``prepared_for`` is the track for which the dates were read, or empty for the dates as they fall due.
    ``asked_of_parts`` says how cards about a part of a set answer what duties of others ask of that part: these are no
    duties of whoever answers, have no date, and are counted nowhere among the rows.
    """

    as_of: str
    catalogue_version: str
    rows: tuple[Row, ...]
    questions: tuple[Question, ...]
    elections: tuple[OpenElection, ...] = ()
    law_date: str = ""
    prepared_for: str = ""
    asked_of_parts: tuple[Row, ...] = ()

    @functools.cached_property
    def by_bearer(self) -> dict[str, tuple[Row, ...]]:
        """The rows by the identity of the card on which they rest: a build looks at each card's own."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.bearer, []).append(row)
        return {bearer: tuple(rows) for bearer, rows in found.items()}

    @property
    def open_rows(self) -> tuple[Row, ...]:
        """The rows that may leave something open: of duties, and of what is asked of parts."""
        return (*self.rows, *self.asked_of_parts)


#: What a reason code says, in words that hold no value of any fact.
REASONS = {
    "role": "The organisation does not hold the role on which this duty rests.",
    "condition": "The duty does not arise on what the cards state.",
    "not_yet_law": "The text that holds the duty did not exist on that day.",
    "no_track": "No date of application reaches this case: no track of dates fits, or it was on the market before.",
    "other_provider": "The card names another organisation, on which the duty rests.",
    "not_elected": "The organisation has not chosen the voluntary text that holds the duty.",
    "election": "Whether the organisation chose the voluntary text that holds the duty is not known.",
    "outside_part": (
        "What the duty asks for lies outside the part of the set that the card is about: it is not in scope."
    ),
    "for_users": (
        "The card is about a part of a set: the duty rests on whoever uses the data, and the card is asked for what "
        "lies in its part."
    ),
    "not_used": "Every model and system card states what it uses, and none uses this data set.",
    "gate": "An answer that decides whether the duty applies is not known.",
    "no_use": "No model or system card of this workspace uses the data set.",
    "all_stated": "Everything the duty asks for is stated.",
    "rest_not_arising": (
        "What the duty asks for is stated; of the rest the card says that it does not arise, with reasons."
    ),
    "some_missing": "Something the duty asks for is not stated.",
    "some_ahead": "What the duty asks for is dated after the day of the report: it is still to be done.",
    "some_unknown": "Something the duty asks for is stated to be unknown.",
    "some_contradicted": "A fact says the opposite of what the duty asks for.",
    "at_odds": "The facts are stated, but another fact of the cards contradicts one of them.",
    "doubt": "A fact that the duty rests on raises a question; a person must judge whether it can stand.",
    "explained": "A fact contradicts what the duty asks for, or another fact; a person has explained it.",
    "judgement": "The facts are stated; a person must judge whether they suffice.",
    "reviewed": "The facts are stated, and a person has judged that they suffice.",
    "judged_insufficient": "The facts are stated, and a person has judged that they do not suffice.",
    "judged_out": "A person has judged that the duty does not arise.",
    "not_applicable": "The card says that what the duty asks about does not arise, with reasons.",
    "nothing_asked": "Nothing further is asked in this case.",
    "combination": "Met by the combination of data sets used together.",
    "combination_judgement": (
        "The facts are stated by the combination of data sets used together; a person must judge whether they suffice."
    ),
    "part_stated": (
        "What is asked of this part is stated; the rest, and whether it suffices, is for whoever uses the data."
    ),
    "part_judgement": "What is asked of this part is stated; whoever uses the data must judge whether it suffices.",
    "parts": "The worst answer among the uses of the data set.",
}
