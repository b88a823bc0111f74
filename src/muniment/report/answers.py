"""What answers bring: duties that waited for a question, once it is answered."""

from collections.abc import Callable, Iterable

from muniment.base.findings import Finding
from muniment.report.identity import Entry, Key, card_of, path_at, spelt

#: From a duty and a place (as keys, the kind first) to the paths that decide whether the duty asks for this place.
Gates = Callable[[str, tuple[str, ...]], frozenset[str]]
#: The codes of open questions and elections.
_ASKED = ("MUN710", "MUN711")


def no_gates(duty: str, place: tuple[str, ...]) -> frozenset[str]:
    """Return that nothing decides about a duty: for comparisons in which no answer counts."""
    return frozenset()


class Answers:
    """The questions that were open and are no more, and which findings they explain.

    A finding on a card that was known counts as brought by an answer when its duty hangs on a question that was open
    on this card, or on a card of another kind. What a new card lacks is new, whatever was asked of others.
    """

    def __init__(self, known: Iterable[Entry], gone: Iterable[Entry], gates: Gates) -> None:
        self._gates = gates
        self._cards = {card_of(entry.key.at) for entry in known}
        self._answered = {(card_of(entry.key.at), path_at(entry.key.at)) for entry in gone if entry.key.code in _ASKED}

    def bring(self, finding: Finding, key: Key) -> bool:
        """Tell whether answers explain that something is found at a place."""
        card = card_of(key.at)
        if not self._answered or not finding.duties or card not in self._cards:
            return False
        kind = card.partition("/")[0]
        asked = {path for of, path in self._answered if of == card or path[0] != kind}
        duties = {spelt(path) for duty in finding.duties for path in self._gates(duty, path_at(key.at))}
        return any(is_at(path, gate) for path in asked for gate in duties)


def is_at(place: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Tell whether a place is one of those that a path names; a star stands for any one key."""
    return len(place) == len(path) and all(
        "*" in (have, want) or have == want for have, want in zip(place, path, strict=True)
    )
