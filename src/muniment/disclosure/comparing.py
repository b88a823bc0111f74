"""Who may see what now that could not before, and the other way round: two policies compared by what they do."""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from muniment.changes.comparison import LevelChange
from muniment.changes.pairing import Pair
from muniment.disclosure.policy import Level, OwnRules, Policy, told_by
from muniment.disclosure.table import ASPECTS
from muniment.model.vocabulary import positions_of

#: How many cards are named of one change.
NAMED = 8
#: One change of level: path, audience before and now, ground, cause.
_Key = tuple[str, str, str, str, str]
_HEADER = frozenset({"muniment", "kind", "name", "version", "language", "profiles", "disclosure"})


def compare_policies(before: Policy, now: Policy, pairs: Sequence[Pair]) -> list[LevelChange]:
    """Return the facts of cards on both sides that another audience may see now, alike cards together.

    A path is told once, where the whole of what lies below it changes in the same way.
    """
    workspace_alike = _rows(before) == _rows(now)
    tables = before.version != now.version
    changed = _differing((before.widened, before.narrowed), (now.widened, now.narrowed)) | _opened(before, now)
    found: dict[_Key, list[str]] = {}
    for pair in pairs:
        if not pair.before or not pair.now:
            continue
        own = [_own(policy, card) for policy, card in ((before, pair.before), (now, pair.now))]
        if workspace_alike and own[0] == own[1]:
            continue
        aspects = _aspects(before, now, *own[0], *own[1])
        cause = _cause(before, now, own)
        paths = _paths_under(pair.now.partition("/")[0], None if tables else changed | _differing(*own))
        for path, was, is_ in _levels(before, now, pair, paths, aspects):
            found.setdefault((path, was.audience, is_.audience, is_.ground, cause), []).append(pair.now)
    return [
        LevelChange(*key, cards=tuple(cards[:NAMED]), count=len(cards))
        for key, cards in sorted(_topmost(found).items())
    ]


def _differing(before: Sequence[Mapping[str, object]], now: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """Return the paths of the rows that are not the same on both sides."""
    found: set[str] = set()
    for old, new in zip(before, now, strict=True):
        found |= {path.partition("#")[0] for path in {*old, *new} if old.get(path) != new.get(path)}
    return frozenset(found)


def _opened(before: Policy, now: Policy) -> frozenset[str]:
    """Return the paths of rows that open something to a client, and with that to authorities, on one side alone."""
    names = {*before.clients, *now.clients}
    sides = [[policy.clients.get(name, OwnRules()).opened for name in sorted(names)] for policy in (before, now)]
    return _differing(*sides)


@functools.cache
def _paths_under(kind: str, rows: frozenset[str] | None) -> tuple[str, ...]:
    """Return the paths of a kind of card that rows can speak of: below them, or computed from what is; None: all."""
    paths = (path for path in positions_of(kind) if path.removeprefix(f"{kind}.") not in _HEADER)
    if rows is None:
        return tuple(paths)
    return tuple(path for path in paths if any(_speaks(row, told) for told in told_by(path) for row in rows))


def _speaks(row: str, path: str) -> bool:
    return path == row or path.startswith((f"{row}.", f"{row}["))


def _levels(
    before: Policy, now: Policy, pair: Pair, paths: Iterable[str], aspects: Iterable[str]
) -> Iterator[tuple[str, Level, Level]]:
    for path in paths:
        for aspect in ("", *aspects):
            was, is_ = before.level(pair.before, path, aspect), now.level(pair.now, path, aspect)
            if was.audience != is_.audience:
                yield f"{path}#{aspect}" if aspect else path, was, is_


def _rows(policy: Policy) -> tuple[object, ...]:
    return policy.version, policy.widened, policy.narrowed, policy.clients


def _own(policy: Policy, card: str) -> tuple[Mapping[str, object], Mapping[str, object]]:
    return policy.by_card.get(card, {}), policy.suppliers.get(card, {})


def _aspects(before: Policy, now: Policy, *own: Mapping[str, object]) -> list[str]:
    """Return the aspects of facts that some row of either side names."""
    rows = [before.widened, now.widened, before.narrowed, now.narrowed, *own]
    rows += [rules.opened for policy in (before, now) for rules in policy.clients.values()]
    if before.version != now.version:
        rows += [before.table, now.table]
    named = {path.partition("#")[2] for table in rows for path in table}
    return [aspect for aspect in ASPECTS if aspect in named]


def _cause(before: Policy, now: Policy, own: Sequence[tuple[Mapping[str, object], Mapping[str, object]]]) -> str:
    if own[0][0] != own[1][0]:
        return "card"
    if own[0][1] != own[1][1]:
        return "supplier"
    return "table" if before.version != now.version else "settings"


def _topmost(
    found: Mapping[_Key, list[str]],
) -> dict[_Key, list[str]]:
    """Leave out what lies below a path of which the same is told."""
    kept = {}
    for key, cards in found.items():
        path, _, aspect = key[0].partition("#")
        suffix = f"#{aspect}" if aspect else ""
        above = path.rpartition(".")[0]
        told = False
        while above and not told:
            told = any(found.get((name + suffix, *key[1:])) == cards for name in (above, above.removesuffix("[]")))
            above = above.rpartition(".")[0]
        if not told:
            kept[key] = cards
    return kept
