"""What a rule sees: the facts of one card, one of its records perhaps, and the cards it is linked to."""

from dataclasses import dataclass, field, replace
from typing import Any

from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.workspace.link import Workspace


@dataclass(eq=False)
class Subject:
    """One card with the facts found so far. ``record`` is the inner address of the record a rule is asked about."""

    card: Card
    facts: dict[str, Fact]
    world: "World"
    record: str = ""
    index: dict[str, list[str]] = field(default_factory=dict)
    #: what rules have gathered about this card once for all of them
    gathered: dict[str, Any] = field(default_factory=dict)

    def at(self, record: str) -> "Subject":
        """Bind one record."""
        return replace(self, record=record)

    def look(self, inner: str) -> Fact | None:
        """Return the fact at an inner address; a status of a section or list above speaks for all below it."""
        if inner in self.facts:
            return self.facts[inner]
        parts = inner.split("/")
        for length in range(2, len(parts)):
            above = self.facts.get("/".join(parts[:length]))
            if above is not None and not above.record and above.status is not Status.KNOWN:
                return above
        return None

    def value(self, inner: str) -> Any:
        """Return the value at an inner address, or None where none is known."""
        fact = self.look(inner)
        return fact.value if fact is not None and fact.status is Status.KNOWN else None

    def is_status(self, inner: str, status: Status) -> bool:
        """Tell whether a position has this status."""
        fact = self.look(inner)
        return fact is not None and fact.status is status

    def records(self, path: str, below: str = "") -> list[str]:
        """Return the inner addresses of the records at a path, perhaps only those below another record."""
        if not self.index:
            self.index.update(_records_by_path(self.facts))
        found = self.index.get(path, [])
        return [inner for inner in found if inner.startswith(below + "/")] if below else found


def _records_by_path(facts: dict[str, Fact]) -> dict[str, list[str]]:
    """Return the records by path: those of the card, and any that an error took away while facts of it remain.

    A list that has lost a record would let a sum or a union look complete that is not.
    """
    found: dict[str, dict[str, None]] = {"": {}}
    seen: set[str] = set()
    for inner, fact in facts.items():
        parent = inner.rpartition("/")[0]
        if fact.record:
            found.setdefault(fact.path, {})[inner] = None
        elif "[]" in fact.path and parent not in seen:
            seen.add(parent)
            length, pattern = 1, fact.path.partition(".")[0]
            for key in fact.path.split(".")[1:]:
                length += 2 if key.endswith("[]") else 1
                pattern += f".{key}"
                if key.endswith("[]"):
                    found.setdefault(pattern, {})["/".join(inner.split("/")[:length])] = None
    return {path: list(records) for path, records in found.items()}


@dataclass(eq=False)
class World:
    """All subjects by identity, with the links and uses between them."""

    workspace: Workspace
    subjects: dict[str, Subject] = field(default_factory=dict)
    #: what rules have gathered over all cards once for all of them
    gathered: dict[str, Any] = field(default_factory=dict)

    def linked(self, subject: Subject, inner: str) -> Subject | None:
        """Return the card that a reference leads to, or None if there is none."""
        target = self.workspace.links.get((subject.card.identity, inner), "")
        return self.subjects.get(target)

    def organisation(self) -> Subject | None:
        """Return the workspace's own organisation, or None if there is no card of it."""
        return self.subjects.get(self.workspace.organisation or "")
