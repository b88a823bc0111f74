"""The cards that a record speaks about, and how they hang together: facts by card and path, uses, what they use."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from muniment.document.facts import card_of, record_chain
from muniment.record.record import DisclosedFact


@dataclass(frozen=True, slots=True)
class RecordOf:
    """One record of a list: its id, its address, its facts by path, and the card it leads to (empty if none).

    The facts of the card it leads to are ``beyond``, by path.
    """

    id: str
    address: str
    facts: Mapping[str, DisclosedFact]
    target: str = ""
    beyond: Mapping[str, tuple[DisclosedFact, ...]] = field(default_factory=dict)

    def found(self, path: str) -> tuple[DisclosedFact, ...]:
        """Return the facts of a path, of the record itself or of the card that it leads to."""
        own = self.facts.get(path)
        return (own,) if own is not None else self.beyond.get(path, ())


@dataclass(frozen=True)
class Linked:
    """The facts of a record by card and by path."""

    facts: Sequence[DisclosedFact]

    @functools.cached_property
    def by_card(self) -> dict[str, dict[str, tuple[DisclosedFact, ...]]]:
        """The facts by the identity of their card, then by path, in the order of the record."""
        found: dict[str, dict[str, list[DisclosedFact]]] = {}
        for fact in self.facts:
            found.setdefault(card_of(fact), {}).setdefault(fact.path, []).append(fact)
        return {card: {path: tuple(alike) for path, alike in paths.items()} for card, paths in found.items()}

    def cards(self, kind: str) -> tuple[str, ...]:
        """Return the identities of the cards of a kind, in the order of the record."""
        return tuple(card for card in self.by_card if card.startswith(f"{kind}/"))

    def of_card(self, card: str, path: str) -> tuple[DisclosedFact, ...]:
        """Return the facts of a path on one card: its own, else those below it, else the status of a section above."""
        paths = self.by_card.get(card, {})
        # A path of records, ``model.datasets[]``, asks for the list itself; what its records hold is `records`.
        within = () if path.endswith("[]") else (f"{path}.", f"{path}[]")
        inside = [fact for name, found in paths.items() if within and name.startswith(within) for fact in found]
        if inside:
            return (*paths.get(path, ()), *inside)
        probe, below = path, False
        while probe:
            for name in (probe, probe.removesuffix("[]")):
                found = paths.get(name, ())
                if found and (not below or any(fact.status != "known" for fact in found)):
                    return found
            probe, below = probe.rpartition(".")[0], True
        return ()

    def records(self, card: str, path: str) -> Iterator[RecordOf]:
        """Yield the records of a list of one card, ``model.datasets[]``, in the order of the record."""
        plain = path.replace("[]", "")
        rows: dict[str, tuple[str, dict[str, DisclosedFact]]] = {}
        for fact in self.facts:
            for link in record_chain(fact) if card_of(fact) == card else ():
                if link.list_path == plain:
                    rows.setdefault(link.address, (link.record_id, {}))[1].setdefault(fact.path, fact)
        for address, (name, found) in rows.items():
            target = self._target(path, found)
            yield RecordOf(name, address, found, target, self.by_card.get(target, {}))

    def _target(self, path: str, found: Mapping[str, DisclosedFact]) -> str:
        for key, kind in (("dataset", "dataset"), ("model", "model")):
            fact = found.get(f"{path}.{key}")
            if fact is not None and isinstance(fact.value, str):
                name = f"{kind}/{fact.value}"
                if name in self.by_card:
                    return name
                # A reference may leave the version out, where there is one version only.
                return next((card for card in self.cards(kind) if card.startswith(f"{name}@")), "")
        return ""
