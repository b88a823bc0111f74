"""How the duties of a whole workspace are answered: what its coverage report and its list of questions are built from.

Cards that answer a duty alike are one row, so that sixty cards give hardly more than six. Counts are complete; cards
are named up to a number, the first of each row.
"""

from dataclasses import dataclass
from typing import Any

from muniment.record.owed import CoveredOwed


@dataclass(frozen=True, slots=True)
class CoveredFact:
    """One position that rows rest on: "outcome" as in the assessment, "origins" of the answers given there.

    "by_owner" tells that the answer is the data set's own default for its uses.
    """

    path: str
    label: str
    outcome: str
    origins: tuple[str, ...]
    by_owner: bool


@dataclass(frozen=True, slots=True)
class CoveredAnswer:
    """What cards state at a place on which it hangs that a duty does not arise, and on how many of them it is so.

    "status" is known, not_applicable, or absent where there is no card or record of that kind; "value" is JSON, and
    None where there is no value or where it is no plain one.
    """

    path: str
    label: str
    status: str
    value: Any
    cards: int


@dataclass(frozen=True, slots=True)
class CoveredRow:
    """Cards on which a duty stands alike: "applies" is yes, no or cannot_tell; "outcome" is empty unless it is yes.

    "reason" is a code; "decided_by" are the answers on which the condition of a duty fails, the most frequent ones;
    "gates" are the questions it hangs on, or that a person must judge. "cards" counts the cards, "bearers" names the
    first of them.
    """

    applies: str
    outcome: str
    due: str
    reason: str
    decided_by: tuple[CoveredAnswer, ...]
    facts: tuple[CoveredFact, ...]
    gates: tuple[str, ...]
    cards: int
    bearers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoveredDuty:
    """One entry of the catalogue with its rows; "group" is the article, annex or section it belongs to.

    "roles" are those of its roles that the organisation holds, or all of them where it holds none.
    """

    requirement: str
    title: str
    instrument: str
    group: str
    provision: str
    force: str
    confidence: str
    roles: tuple[str, ...]
    rows: tuple[CoveredRow, ...]


@dataclass(frozen=True, slots=True)
class CoveredInstrument:
    """A text that holds duties: its short name, and its full one."""

    id: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class CoveredDate:
    """A later day on which duties fall due, and why: the track of dates, and the fact that says the day, if one does.

    "late" tells that it is the last day even for what was there before. "track" is empty where it may not be told.
    "duties" counts the entries of the catalogue.
    """

    day: str
    track: str
    path: str
    label: str
    late: bool
    duties: int


@dataclass(frozen=True, slots=True)
class CoveredElection:
    """A voluntary text that was neither chosen nor declined, and how many duties it would bring."""

    label: str
    question: str
    path: str
    duties: int


@dataclass(frozen=True, slots=True)
class WorkspaceCoverage:
    """The coverage of a workspace at one date, as far as an audience may see it.

    "cards" counts the cards by kind; "limited_to" says how many were looked at, where not all were. "reasons" give
    each code in words. "owed" is what is owed to whom; it is missing where nothing is, and for others than the inside.
    """

    organisation_name: str
    as_of: str
    law_date: str
    catalogue_version: str
    cards: tuple[tuple[str, int], ...]
    limited_to: int
    instruments: tuple[CoveredInstrument, ...]
    duties: tuple[CoveredDuty, ...]
    dates: tuple[CoveredDate, ...]
    elections: tuple[CoveredElection, ...]
    reasons: tuple[tuple[str, str], ...]
    owed: tuple[CoveredOwed, ...] | None = None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question to one person: a gate, an election, a fact or a judgement, on which cards, and what it settles.

    "state" is missing, unknown, depends (on another fact that is open), contradicted or judgement; of a gate it is
    open. "asked_on" is when it was last asked of somebody, or empty; "expected_on", which may be missing, is the first
    day by which somebody will answer; "due" is the earliest day on which a duty that waits for it is due, "now", or
    empty.
    """

    kind: str
    path: str
    label: str
    question: str
    state: str
    asked_on: str
    due: str
    requirements: tuple[str, ...]
    provisions: tuple[str, ...]
    bearers: tuple[str, ...]
    expected_on: str | None = None


@dataclass(frozen=True, slots=True)
class OwnerQuestions:
    """The questions to one owner, those that decide what applies first; "owner" is empty where nobody is named."""

    owner: str
    questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class WorkspaceQuestions:
    """Every open question of a workspace at one date, by owner."""

    organisation_name: str
    as_of: str
    law_date: str
    catalogue_version: str
    owners: tuple[OwnerQuestions, ...]
