"""The vocabulary: every path of every kind of card with its position, loaded kind by kind when asked for."""

import functools

from muniment.model.kinds import KINDS, card_class
from muniment.model.shapes import Position, paths, shape_of


@functools.cache
def positions_of(kind: str) -> dict[str, Position]:
    """Return the positions of one kind of card by path."""
    return paths(shape_of(card_class(kind)), kind)


def position_at(path: str) -> Position | None:
    """Return the position at a path; a path of a use is looked up in the uses of a system."""
    kind, _, rest = path.partition(".")
    if kind == "use":
        kind, path = "system", f"system.datasets[].{rest}"
    if kind not in KINDS:
        return None
    known = positions_of(kind)
    return known.get(path) or known.get(path + "[]")
