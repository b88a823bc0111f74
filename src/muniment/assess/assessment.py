"""The assessment as a value: rows, parts, the facts they rest on, and the questions that remain."""

from dataclasses import dataclass
from enum import StrEnum

from muniment.assess.logic import Gate
from muniment.catalogue.requirements import Requirement


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
    """One fact an outcome rests on, or the place where it is missing. ``status`` may also be ``absent``."""

    address: str
    path: str
    status: str
    origin: str
    outcome: Outcome
    default: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The answer for (requirement, bearer, use or none); a bearer's row takes the worst of its parts.

    ``outcome`` is None where the duty does not apply or that cannot be told. ``due`` is ``now``, an ISO date, or
    ``none``. ``reason`` is a code of `reasons`; ``gates`` are the open answers it hangs on.
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


@dataclass(frozen=True, slots=True)
class Question:
    """One open answer, asked once: what it is about, how many duties it settles, and on which cards."""

    path: str
    question: str
    settles: int
    cards: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """All rows at one date, and the open questions in order of how many duties they settle."""

    as_of: str
    catalogue_version: str
    rows: tuple[Row, ...]
    questions: tuple[Question, ...]


#: What a reason code says, in words that hold no value of any fact.
REASONS = {
    "role": "The organisation does not hold the role on which this duty rests.",
    "condition": "The conditions of the duty are not fulfilled.",
    "gate": "An answer that decides whether the duty applies is not known.",
    "no_use": "No model or system card of this workspace uses the data set.",
    "all_stated": "Everything the duty asks for is stated.",
    "some_missing": "Something the duty asks for is not stated.",
    "some_unknown": "Something the duty asks for is stated to be unknown.",
    "some_contradicted": "A fact says the opposite of what the duty asks for.",
    "judgement": "The facts are stated; a person must judge whether they suffice.",
    "not_applicable": "The card says that what the duty asks about does not arise, with reasons.",
    "nothing_asked": "Nothing further is asked in this case.",
    "combination": "Met by the combination of data sets used together.",
    "parts": "The worst answer among the uses of the data set.",
}
