"""Reading facts for one bearer: which elements stand at a path, and what is known about each.

A scope binds the roots of paths (``dataset``, ``use``, ``system`` …) to cards, and inside ``some``/``every`` one
record of a list. Every reading names its address, so that an outcome can say what it rests on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from muniment.base.addresses import join
from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.workspace.link import Use, Workspace


@dataclass(frozen=True, slots=True)
class Reading:
    """One element at a path: where it is (or would be), and the fact, or None when nobody stated anything.

    ``identity`` is empty when there is no card to read. ``default`` marks the data set's own default for a use.
    """

    identity: str
    inner: str
    path: str
    fact: Fact | None
    default: bool = False

    @property
    def address(self) -> str:
        """The address of the element; without a card the path stands for it."""
        return f"{self.identity}#{self.inner}" if self.identity else self.path


@dataclass(frozen=True, slots=True)
class Scope:
    """The cards in reach of one bearer, and the records bound so far (path of the records → inner address)."""

    workspace: Workspace
    roots: dict[str, Card]
    use: Use | None = None
    bound: dict[str, str] = field(default_factory=dict)

    def with_use(self, use: Use) -> "Scope":
        """Bind one use: its user and its data set become readable."""
        roots = dict(self.roots)
        user = self.workspace.cards[use.user]
        roots[user.kind] = user
        if user.kind == "model" and "system" not in roots:
            # A data set behind a model is used by the system that is built on this model.
            for identity in self.workspace.referrers(user.identity):
                if self.workspace.cards[identity].kind == "system":
                    roots["system"] = self.workspace.cards[identity]
                    break
        if use.dataset:
            roots["dataset"] = self.workspace.cards[use.dataset]
        else:
            roots.pop("dataset", None)
        return replace(self, roots=roots, use=use)

    def with_record(self, path: str, inner: str) -> "Scope":
        """Bind one record of a list."""
        return replace(self, bound={**self.bound, path: inner})

    def read(self, path: str) -> list[Reading]:
        """Return every element at a path; exactly one without a fact when nothing is stated."""
        root, _, rest = path.partition(".")
        if root == "use":
            return self._read_use(path, rest)
        card = self.roots.get(root)
        if card is None:
            return [Reading("", "", path, None)]
        return list(self._walk(card, path, rest.split("."), "", root))

    def _read_use(self, path: str, rest: str) -> list[Reading]:
        if self.use is None:
            return [Reading("", "", path, None)]
        user = self.workspace.cards[self.use.user]
        real = f"{user.kind}.datasets[].{rest}"
        found = list(self._walk(user, real, rest.split("."), self.use.record, f"{user.kind}.datasets[]"))
        stated = [reading for reading in found if reading.fact is not None]
        if stated or not rest.startswith("fit."):
            return found
        default = [
            replace(reading, default=True) for reading in self.read(f"dataset.{rest}") if reading.fact is not None
        ]
        return default or found

    def _walk(self, card: Card, path: str, parts: list[str], inner: str, so_far: str) -> Iterator[Reading]:
        if not parts:
            yield Reading(card.identity, inner, path, card.facts.get(inner))
            return
        key, rest = parts[0], parts[1:]
        name = key.removesuffix("[]")
        here, pattern = join(inner, name), f"{so_far}.{key}"
        status = card.facts.get(here)
        if status is not None and (rest or key.endswith("[]")) and status.status is not Status.KNOWN:
            # A status of a section or of a whole list speaks for everything below it.
            yield Reading(card.identity, here, path, status)
            return
        if not key.endswith("[]"):
            yield from self._walk(card, path, rest, here, pattern)
            return
        records = self._records_at(card, here, pattern)
        if not records:
            yield Reading(card.identity, "/".join([here, *(part.removesuffix("[]") for part in rest)]), path, None)
        for record in records:
            yield from self._walk(card, path, rest, record, pattern)

    def _records_at(self, card: Card, here: str, pattern: str) -> list[str]:
        if pattern in self.bound and self.bound[pattern].startswith(here + "/"):
            return [self.bound[pattern]]
        return card.records.get(here, [])


def value_items(fact: Fact) -> tuple[Any, ...]:
    """Return the values of a known fact: the members of a plain list, else the one value."""
    if isinstance(fact.value, list):
        return tuple(fact.value)
    return (fact.value,)
