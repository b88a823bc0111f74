"""Which card of the earlier side a card of the later one is compared with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from muniment.changes.records import Facts, stated_alike
from muniment.model.load import Card


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cards (by identity) that are compared; one is empty where a card came or went.

    ``kind`` is same, version (the name is the same), renamed (everything is, except for the name), added or removed.
    """

    before: str
    now: str
    kind: str


def pair_cards(
    before: Mapping[str, Card], now: Mapping[str, Card], facts: Mapping[str, Facts], facts_now: Mapping[str, Facts]
) -> list[Pair]:
    """Pair the cards of two sides: by identity, then by name, then those of which nothing but the name changed.

    A new version is compared with the latest earlier one of its name, also where that one is kept beside it.
    """
    pairs = [Pair(name, name, "same") for name in now if name in before]
    come = [card for name, card in now.items() if name not in before]
    gone = {name: card for name, card in before.items() if name not in now}
    for card in sorted(come, key=lambda card: version_order(card.version)):
        named = [other for other in before.values() if (other.kind, other.name) == (card.kind, card.name)]
        # The one that made way, if there is one; else the latest that is kept.
        earlier = [other for other in named if other.identity in gone] or named
        if earlier:
            latest = max(earlier, key=lambda other: version_order(other.version))
            gone.pop(latest.identity, None)
            pairs.append(Pair(latest.identity, card.identity, "version"))
        else:
            alike = (
                name
                for name, other in gone.items()
                if (other.kind, other.version) == (card.kind, card.version)
                and stated_alike(facts[name], facts_now[card.identity])
            )
            found = next(alike, "")
            gone.pop(found, None)
            pairs.append(Pair(found, card.identity, "renamed" if found else "added"))
    pairs += [Pair(name, "", "removed") for name in gone]
    return sorted(pairs, key=lambda pair: pair.now or pair.before)


def version_order(version: str) -> list[tuple[int, int, str]]:
    """Return a key by which 4.10 comes after 4.9, and digits before letters."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"[0-9]+|[^0-9]+", version)]
