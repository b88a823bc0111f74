"""A requirement: one atomic documentation duty, and the catalogue that holds all of them."""

from dataclasses import dataclass
from typing import Literal

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
#: Forces whose unmet duties are errors once due; the others inform.
STRICT = frozenset({"binding", "mandatory-template", "neighbour-law"})


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that satisfies a requirement: a path (or one of several), perhaps with a test, perhaps only sometimes.

    ``paths`` has more than one member when any of them will do. ``must`` is a condition on the value; ``when`` limits
    the need; ``each`` is ``uses`` when the paths are read on every use of the bearer (those for which ``where`` holds).
    """

    paths: tuple[str, ...]
    must: Condition | None = None
    when: Condition = ALWAYS
    each: str = ""
    where: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Requirement:
    """One entry of the catalogue. ``dates`` maps a track to the ISO date from which the duty applies on it."""

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
    history: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A track of application dates: when it is this bearer's track, as a condition."""

    id: str
    label: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All requirements of one version of the law, by id."""

    version: str
    law_date: str
    tracks: dict[str, Track]
    requirements: dict[str, Requirement]
    gates: dict[str, str]
