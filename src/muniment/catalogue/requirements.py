"""A requirement: one atomic documentation duty, and the catalogue that holds all of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from muniment.base.provisions import ProvisionKey, provision_key
from muniment.catalogue.conditions import ALWAYS, Condition

#: How far the reading of a provision was checked; printed with every citation.
CONFIDENCE = {
    "read_official_text": "read in the official text",
    "read_secondary": "read in a secondary source",
    "remembered": "remembered, to be verified",
}
#: What binds, in the order in which findings are weighed.
FORCES = (
    "binding", "mandatory-template", "binding-on-platform", "neighbour-law", "derived",
    "mandatory-template-optional-field", "guidance", "voluntary-code", "standard", "voluntary-guidance",
)  # fmt: skip
#: How citations name the part of a text to which a duty belongs.
_GROUP = re.compile(r"Art \d+[a-z]?|Annex [IVXL]+|section \d+|Measure \d+")
#: Forces whose unmet duties are errors once due; the others inform.
STRICT = frozenset({"binding", "mandatory-template", "neighbour-law"})


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that satisfies a requirement: a path (or one of several), perhaps with a test, perhaps only sometimes.

    ``paths`` has more than one member when any of them will do. ``must`` is a condition on the value; ``when`` limits
    the need; ``each`` names a collection (``uses``, or a path of records ending in ``[]``) on every element of which
    the paths are read, those for which ``where`` holds. ``required`` says that not applicable is no answer here.
    """

    paths: tuple[str, ...]
    must: Condition | None = None
    when: Condition = ALWAYS
    each: str = ""
    where: Condition = ALWAYS
    required: bool = False


@dataclass(frozen=True, slots=True)
class Former:
    """How a duty stood until a date: under which citation, resting on whom, from when, satisfied by what.

    None where it was the same.
    """

    until: str
    citation: str
    roles: tuple[str, ...] | None = None
    dates: tuple[tuple[str, str], ...] | None = None
    needs: tuple[Need, ...] | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One entry of the catalogue. ``dates`` maps a track to the ISO date from which the duty applies on it.

    ``since`` is the day from which the text that holds the duty exists; ``history`` says how it stood before;
    ``election`` names the choice without which the duty does not bind, or is empty.
    """

    id: str
    revision: int
    title: str
    duty: str
    instrument: str
    citation: str
    link: str
    roles: tuple[str, ...]
    bearer: str
    unit: Literal["use", "bearer"]
    condition: Condition
    dates: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    quantifier: Literal["every", "some", "combination"]
    check: Literal["presence", "value", "consistency", "judgement"]
    question: str
    recipients: tuple[str, ...]
    force: str
    confidence: str
    source: str
    note: str
    remedy: str
    history: tuple[Former, ...]
    since: str = ""
    election: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A text that holds duties: how it is cited, and since when it exists (entry into force, or publication)."""

    id: str
    label: str
    title: str
    link: str
    since: str


@dataclass(frozen=True, slots=True)
class Election:
    """A choice of the organisation that makes a voluntary text count; until it is made the text is one line."""

    id: str
    label: str
    question: str
    path: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Postponement:
    """Application dates as they stood until a day, when an amending act moved them: date of today → date of then."""

    until: str
    dates: tuple[tuple[str, str], ...]
    tracks: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Sanction:
    """How severely breaches of provisions can be fined: a hint for the order of work, never a figure of risk.

    ``provisions`` are what citations begin with, none where no single provision is meant. Nothing is fined before
    ``since``, nor before the duty itself applies.
    """

    provisions: tuple[str, ...]
    citation: str
    says: str
    confidence: str
    since: str


@dataclass(frozen=True, slots=True)
class Track:
    """A track of application dates: when it is this bearer's track, as a condition.

    A bearer for which ``unless`` is proven to hold has left the track; it then has the date ``at_the_latest``, if any,
    where that date's own condition holds. Nothing is due before the day stated at the path ``not_before``; where that
    day lies before the date of the track, nothing before the first day at the path ``or_since`` from that date on.
    """

    id: str
    label: str
    condition: Condition
    unless: Condition | None = None
    at_the_latest: tuple[str, Condition] | None = None
    not_before: str = ""
    or_since: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All requirements of one version of the law, by id."""

    version: str
    law_date: str
    tracks: dict[str, Track]
    requirements: dict[str, Requirement]
    gates: dict[str, str]
    instruments: dict[str, Instrument] = field(default_factory=dict)
    elections: dict[str, Election] = field(default_factory=dict)
    postponements: tuple[Postponement, ...] = ()
    sanctions: tuple[Sanction, ...] = ()


def place_in_text(requirement: Requirement) -> tuple[ProvisionKey, ProvisionKey]:
    """Return a key that sorts the duties of one text by their provisions, those under one provision by their ids."""
    return provision_key(requirement.citation), provision_key(requirement.id)


def in_order(entries: Iterable[Requirement], instruments: Iterable[str]) -> list[Requirement]:
    """Return entries in the order of the instruments and of their provisions."""
    rank = {name: n for n, name in enumerate(instruments)}
    return sorted(entries, key=lambda entry: (rank[entry.instrument], place_in_text(entry)))


def group_of(requirement: Requirement, catalogue: Catalogue) -> str:
    """Return the article, annex or section of its text that a duty belongs to; empty where it names none."""
    found = _GROUP.search(requirement.citation.removeprefix(catalogue.instruments[requirement.instrument].label))
    return found[0] if found else ""
