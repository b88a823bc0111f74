"""Which facts of many rows a profile can hold: those that are the same wherever some other fact is.

Nothing is filled in: a row shares a fact only if it states it itself, in the same words.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: So many rows must share so many facts, before a profile saves anybody work.
MIN_ROWS = 3
MIN_FACTS = 2


@dataclass(frozen=True, slots=True)
class Shared:
    """What some rows (by their place in the list) state alike; ``key`` is the fact that tells them from others."""

    key: str
    facts: dict[str, Any]
    rows: tuple[int, ...]


def shared_facts(rows: Sequence[Mapping[str, Any]], never: frozenset[str]) -> list[Shared]:
    """Return what can be shared: first what all rows state alike, then by the fact on which most others hang."""
    paths = [path for path in dict.fromkeys(path for row in rows for path in row) if path not in never]
    every = tuple(range(len(rows)))
    constant = [path for path in paths if len({_key(row.get(path)) for row in rows}) == 1]
    found = []
    if constant and len(rows) >= MIN_ROWS:
        found.append(Shared("", {path: rows[0][path] for path in constant}, every))
        paths = [path for path in paths if path not in constant]
    while best := max((_hanging(rows, path, paths) for path in paths), key=_gain, default=None):
        groups, hanging = best
        if len(hanging) < MIN_FACTS:
            break
        key = hanging[0]
        found += [Shared(key, {path: rows[group[0]][path] for path in hanging}, tuple(group)) for group in groups]
        paths = [path for path in paths if path not in hanging]
    return found


def _hanging(rows: Sequence[Mapping[str, Any]], key: str, paths: Sequence[str]) -> tuple[list[list[int]], list[str]]:
    """Return the groups of rows by one fact, and the facts that each group states alike, that one first."""
    by_value: dict[Hashable, list[int]] = {}
    for number, row in enumerate(rows):
        if key in row:
            by_value.setdefault(_key(row[key]), []).append(number)
    groups = [group for group in by_value.values() if len(group) >= MIN_ROWS]
    if not groups:
        return [], []

    def alike(path: str) -> bool:
        return all(
            path in rows[group[0]] and len({_key(rows[number].get(path)) for number in group}) == 1 for group in groups
        )

    return groups, [key, *(path for path in paths if path != key and alike(path))]


def _gain(found: tuple[list[list[int]], list[str]]) -> tuple[int, int]:
    """Return how many statements a split saves; with as many, more groups tell more."""
    groups, hanging = found
    if len(hanging) < MIN_FACTS:
        return 0, 0
    return sum((len(group) - 1) * len(hanging) for group in groups), len(groups)


def _key(value: Any) -> Hashable:
    return repr(value)
