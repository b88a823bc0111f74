"""The uses of data sets that a record about a system tells of: its own, and those of the models it builds on."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.document.facts import record_chain, subject_identity
from muniment.document.linked import Linked, RecordOf
from muniment.record.record import DisclosedFact, Record

#: The lists in which uses of sets stand.
USES = ("system.datasets[]", "model.datasets[]")
#: The roles of Annex IV points 2(d) and 2(g), in which a reader looks for sets.
ROLES = ("training", "validation", "testing")


@dataclass(frozen=True, slots=True)
class SetUse:
    """One use: the card that uses, the list it stands in, the record of the use, and its role (empty if not known)."""

    user: str
    over: str
    record: RecordOf
    role: str

    @property
    def dataset(self) -> str:
        """The identity of the card of the set; empty where the record holds no fact of it."""
        return self.record.target

    def first(self, key: str) -> DisclosedFact | None:
        """Return a fact of the use by its key."""
        return self.record.facts.get(f"{self.over}.{key}")


@dataclass(frozen=True)
class SetUses:
    """All uses of a record, those of its subject first, and the parts of the document on their sets."""

    record: Record
    linked: Linked

    @functools.cached_property
    def all(self) -> tuple[SetUse, ...]:
        """Every use: of the subject by role, then of the models behind it."""
        subject = subject_identity(self.record)
        users = (subject, *(card for card in self.linked.cards("model") if card != subject))
        found = [use for user in users for use in self._of(user)]
        order = {role: place for place, role in enumerate(ROLES)}
        return tuple(sorted(found, key=lambda use: (users.index(use.user), order.get(use.role, len(order)))))

    @functools.cached_property
    def sets(self) -> tuple[str, ...]:
        """The cards of the sets, in the order of their first use; sets that no use tells of come last."""
        return tuple(dict.fromkeys([*(use.dataset for use in self.all if use.dataset), *self.linked.cards("dataset")]))

    @functools.cached_property
    def facts(self) -> dict[str, list[DisclosedFact]]:
        """The facts of uses by the address of their record, in the order of the page."""
        found: dict[str, list[DisclosedFact]] = {}
        for fact in self.linked.facts:
            if fact.path.startswith(USES):
                found.setdefault(record_chain(fact)[0].address, []).append(fact)
        return found

    def of_set(self, dataset: str) -> tuple[SetUse, ...]:
        """Return the uses of one set."""
        return tuple(use for use in self.all if use.dataset == dataset)

    def part_of(self, dataset: str) -> str:
        """Return the number of the part on a set: ``D12``; empty for a set without a card in the record."""
        return f"D{self.sets.index(dataset) + 1}" if dataset in self.sets else ""

    def _of(self, user: str) -> Iterator[SetUse]:
        over = f"{user.partition('/')[0]}.datasets[]"
        for record in self.linked.records(user, over):
            role = record.facts.get(f"{over}.role")
            known = role is not None and role.status == "known"
            yield SetUse(user, over, record, str(role.value) if role is not None and known else "")
