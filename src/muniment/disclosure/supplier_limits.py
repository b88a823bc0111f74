"""How far a supplier lets its facts go: narrowings of the cards that take them over, and of what is computed from them.

A limit is never widened, neither by the table nor by a row of the workspace. What a card of another kind computes from
a fact that the supplier has narrowed itself goes no further than that fact: from one data set, a union is its value.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from muniment.derive.grounds import GROUNDS
from muniment.disclosure.table import Rule, rank
from muniment.model.facts import Origin
from muniment.workspace.link import Workspace

if TYPE_CHECKING:
    from muniment.workspace.suppliers import Supplied

#: The ground under which a limit of a supplier is told.
GROUND = "supplier"
#: A limit that nobody has set: the supplier's own table says how far such facts go.
_DEFAULT = "default"


def supplier_limits(workspace: Workspace) -> dict[str, dict[str, Rule]]:
    """Return the narrowings by card (identity) and path; for a path with several facts the narrowest."""
    found: dict[str, dict[str, Rule]] = defaultdict(dict)
    narrowed: dict[str, dict[str, str]] = defaultdict(dict)
    for identity in workspace.inherits:
        pins = workspace.pins_of(identity)
        for fact in workspace.cards[identity].facts.values() if pins else ():
            if fact.origin is Origin.INHERITED and not fact.record:
                audience, ground = _narrowest(fact.inner, pins)
                _narrow(found[identity], fact.path, audience)
                if ground != _DEFAULT:
                    _widest(narrowed[identity], fact.path, audience)
    for user, path, audience in _computed(workspace, narrowed):
        _narrow(found[user], path, audience)
    return dict(found)


def _narrowest(inner: str, pins: "Iterable[Supplied]") -> tuple[str, str]:
    """Return the narrowest limit that a supplier who states a fact has set; where none has, it stays inside."""
    limits = [limit for pin in pins if (limit := _limit(inner, pin)) is not None]
    return max(limits, key=lambda limit: rank(limit[0]), default=("internal", "unstated"))


def _limit(inner: str, supplied: "Supplied") -> tuple[str, str] | None:
    """Return the limit of a fact, or of the section whose status speaks for it; None for what a pin does not state."""
    while inner:
        if inner in supplied.limits:
            return supplied.limits[inner]
        inner = inner.rpartition("/")[0]
    return None


def _narrow(rules: dict[str, Rule], path: str, audience: str) -> None:
    standing = rules.get(path)
    if standing is None or rank(audience) > rank(standing.audience):
        rules[path] = Rule(path, audience, GROUND)


def _widest(audiences: dict[str, str], path: str, audience: str) -> None:
    audiences[path] = max(audience, audiences.get(path, audience), key=rank)


def _computed(workspace: Workspace, narrowed: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield (card, path, audience) for what models and systems compute from narrowed facts of the sets they use."""
    for identity, audiences in narrowed.items():
        for use in workspace.uses_of(identity):
            kind = use.user.partition("/")[0]
            for computed, grounds in GROUNDS.items():
                for path in grounds:
                    if path in audiences:
                        yield use.user, computed.replace("use.", f"{kind}.datasets[].", 1), audiences[path]
