"""A draft of a card: what was taken from a description, and what was not, with the reason.

Nothing is assumed. What the description does not say plainly, what only a person may state, and what is a placeholder
is left and listed; a wrong fact is worse than a missing one.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from muniment.import_.text import short, without_mail

#: So many records of one list are taken; more belong into a data file.
MAX_RECORDS = 400
#: What the version of a card is called while nobody has given one.
NO_VERSION = "0"
#: What a description can hold that is listed one by one.
MAX_LISTED = 2000


class Reason(StrEnum):
    """Why something in a description is not in the card."""

    NO_PLACE = "no_place"
    NOT_KNOWN = "not_known"
    PLACEHOLDER = "placeholder"
    SAYS_NONE = "says_none"
    FOR_A_PERSON = "for_a_person"
    PERSONAL = "personal"
    EXAMPLE = "example"
    MARKUP = "markup"
    BRACKET = "bracket"
    COMPUTED = "computed"
    NOT_VALID = "not_valid"
    WRONG_TYPE = "wrong_type"
    TWICE = "twice"
    UNCLEAR = "unclear"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    OTHER_CARD = "other_card"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that has no place in the card: where it stands, what it holds in short, and why it was left."""

    key: str
    held: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd that a person should look at: where it stands, and what is odd."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A fact as it was taken: its value, the key it stood under, and what must be said beside it.

    A ``value`` that is a mapping is a text by language.
    """

    value: Any
    key: str
    note: str = ""

    def __post_init__(self) -> None:
        """Leave e-mail addresses out, which name persons."""
        value = self.value
        if isinstance(value, str) and "@" in value and not value.startswith(("http://", "https://")):
            object.__setattr__(self, "value", without_mail(value))
        elif isinstance(value, list | dict):
            items = enumerate(value) if isinstance(value, list) else list(value.items())
            for place, item in items:
                if isinstance(item, str):
                    value[place] = without_mail(item)


@dataclass(frozen=True, slots=True)
class Open:
    """A fact of which the description says that it is not known, or not so that it can be read."""

    reason: str


@dataclass(slots=True)
class Draft:
    """A card in the making. ``facts`` nests mappings (sections), lists (records with their ids), Taken and Open."""

    kind: str
    #: what the description is called, its digest, and its revision where that is known
    file: str
    sha256: str
    form: str
    revision: str = ""
    name: str = ""
    version: str = NO_VERSION
    facts: dict[str, Any] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    #: what to do next, by path of the fact ("" for the card as a whole)
    advice: dict[str, list[str]] = field(default_factory=dict)
    unlisted: int = 0
    #: where the folder of the description lies in the workspace, with a stroke at its end; empty where it lies outside
    folder: str = ""
    language: str = ""
    #: what the description calls its files → the ids of their records
    ids: dict[str, str] = field(default_factory=dict)
    left_types: set[str] = field(default_factory=set)

    def source(self, key: str) -> str:
        """Return what a fact names as its source."""
        revision = f", revision {self.revision}" if self.revision else ""
        return f"{self.file}: {short(key, 120)} (sha256 {self.sha256[:12]}{revision})"

    def section(self, path: str) -> dict[str, Any]:
        """Return the section at a path of keys joined by points, made where it is not there."""
        inside = self.facts
        for key in path.split(".") if path else ():
            inside = inside.setdefault(key, {})
        return inside

    def take(self, path: str, value: Any, key: str, note: str = "") -> None:
        """Take one fact; the first that is taken at a place stays."""
        above, _, last = path.rpartition(".")
        self.section(above).setdefault(last, Taken(value, key, note))

    def open(self, path: str, reason: str) -> None:
        """Say of a fact that it is not known, and why."""
        above, _, last = path.rpartition(".")
        self.section(above).setdefault(last, Open(reason))

    def has(self, path: str) -> bool:
        """Tell whether something stands at a path."""
        inside: Any = self.facts
        for key in path.split("."):
            inside = inside.get(key) if isinstance(inside, dict) else None
        return inside is not None

    def record(self, path: str, wish: str, key: str) -> dict[str, Any] | None:
        """Return a new record of a list, with an id of its own; None when there are too many."""
        above, _, last = path.rpartition(".")
        records = self.section(above).setdefault(last, [])
        if len(records) >= MAX_RECORDS:
            self.leave(key, wish, Reason.TOO_MANY)
            return None
        made = {"id": new_id(wish, {record["id"] for record in records})}
        records.append(made)
        return made

    def leave(self, key: str, held: Any, reason: Reason) -> None:
        """Note what was not taken."""
        if len(self.losses) < MAX_LISTED:
            self.losses.append(Loss(short(key, 200), short(held), reason))
        else:
            self.unlisted += 1

    def remark(self, key: str, text: str) -> None:
        """Note what is odd; once."""
        made = Remark(short(key, 200), text)
        if len(self.remarks) < MAX_LISTED and made not in self.remarks:
            self.remarks.append(made)

    def advise(self, path: str, text: str) -> None:
        """Say what to do next about a fact."""
        lines = self.advice.setdefault(path, [])
        if text not in lines:
            lines.append(text)


def new_id(wish: str, taken: set[str]) -> str:
    """Return an id of a wish that is not taken yet."""
    from muniment.base.addresses import name_of

    name = base = name_of(wish, 60)
    number = 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
