"""Why a duty does not arise, and why it falls due on the day it does: by the facts of the cards, for whoever may see.

A condition that fails says nothing to a reader; the fact on which it fails does, with the answer that is given there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from muniment.assess.assessment import Row
from muniment.assess.due import Start, due_starts
from muniment.assess.logic import elements, judge
from muniment.assess.scope import Scope
from muniment.base.canonical import canonical_bytes, plain
from muniment.catalogue.conditions import USES, AllOf, AnyOf, Bound, Condition, Leaf, Not, leaves
from muniment.catalogue.requirements import Catalogue, Track
from muniment.catalogue.serving import real_paths
from muniment.disclosure.policy import Policy
from muniment.disclosure.reliefs import scope_of_row
from muniment.model.facts import Status
from muniment.model.vocabulary import position_at
from muniment.record.coverage import CoveredAnswer, CoveredDate, CoveredRow
from muniment.workspace.link import Workspace

#: How many different answers at one place are named; of many cards the most frequent ones.
NAMED_ANSWERS = 3
#: On how many cards it is looked what makes a day: those of one duty and one day are nearly always alike.
_LOOKED_AT = 5
#: The status of a place at which there is nothing: no card, or no record of the list.
ABSENT = "absent"


def failing(condition: Condition, scope: Scope, *, negated: bool = False) -> Iterator[tuple[str, Scope]]:
    """Yield the paths on which a condition that fails does so, each with the scope in which it was read.

    Of what must hold together the first that does not; of alternatives all, since each of them would have done.
    """
    match condition:
        case Leaf(path=path):
            yield path, scope
        case Not(member):
            yield from failing(member, scope, negated=not negated)
        case AllOf(members) | AnyOf(members):
            every = isinstance(condition, AllOf) is not negated
            failed = [member for member in members if judge(member, scope, negated=negated).value is False]
            for member in failed[:1] if every else failed:
                yield from failing(member, scope, negated=negated)
        case Bound(quantifier, collection, where):
            bound, _ = elements(collection, scope)
            every = (quantifier == "every") is not negated
            inside = [one for one in bound if judge(where, one, negated=negated).value is False]
            if not inside:
                yield _list_of(collection, scope), scope
            for one in inside[:1] if every else inside:
                yield from failing(where, one, negated=negated)


def deciding_paths(condition: Condition, scope: Scope) -> tuple[str, ...]:
    """Return the facts on which a condition fails in a scope; none where it does not fail."""
    if judge(condition, scope).value is not False:
        return ()
    return tuple(dict.fromkeys(path for path, _ in failing(condition, scope)))


def deciding_answers(row: Row, workspace: Workspace, as_of: str) -> tuple[CoveredAnswer, ...]:
    """Return what the cards state where the condition of a duty fails, use by use; nothing for other reasons."""
    found: dict[bytes, CoveredAnswer] = {}
    for part in row.parts or (row,):
        if part.reason != "condition":
            continue
        scope = scope_of_row(part, workspace, as_of)
        for path, inner in failing(part.requirement.condition, scope):
            for real, status, value in dict.fromkeys(_answers(path, inner)):
                answer = CoveredAnswer(real, _title(real), status, plain(value), 1)
                found.setdefault(canonical_bytes([real, status, plain(value)]), answer)
    return tuple(found.values())


def folded_answers(rows: Iterable[CoveredRow]) -> tuple[CoveredAnswer, ...]:
    """Return the answers of alike rows place by place, the most frequent ones first, each with its number of cards."""
    counts: Counter[bytes] = Counter()
    first: dict[bytes, CoveredAnswer] = {}
    for answer in (answer for row in rows for answer in row.decided_by):
        key = canonical_bytes([answer.path, answer.status, answer.value])
        counts[key] += answer.cards
        first.setdefault(key, answer)
    by_path: dict[str, list[CoveredAnswer]] = defaultdict(list)
    for key, cards in counts.most_common():
        one = first[key]
        by_path[one.path].append(CoveredAnswer(one.path, one.label, one.status, one.value, cards))
    return tuple(answer for path in dict.fromkeys(one.path for one in first.values())
                 for answer in by_path[path][:NAMED_ANSWERS])  # fmt: skip


def days_ahead(
    rows: Sequence[Row], workspace: Workspace, catalogue: Catalogue, as_of: str, audience: str, policy: Policy
) -> tuple[CoveredDate, ...]:
    """Return the days on which duties fall due later, each with what makes it the day, as far as one may see that."""
    alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[Row]] = defaultdict(list)
    for part in (part for row in rows for part in row.parts or (row,)):
        if part.due not in ("now", "none", "") and part.requirement.dates:
            alike[part.due, part.requirement.dates].append(part)
    found: dict[tuple[str, Start | None], set[str]] = defaultdict(set)
    for (day, _), parts in alike.items():
        for start in _starts(parts, workspace, catalogue, as_of):
            shown = start if _may_see(start, catalogue.tracks[start.track], audience, workspace, policy) else None
            found[day, shown] |= {part.requirement.id for part in parts}
    return tuple(
        CoveredDate(
            day=day,
            track=catalogue.tracks[start.track].label if start else "",
            path=start.path if start else "",
            label=_title(start.path) if start and start.path else "",
            late=bool(start and start.late),
            duties=len(names),
        )
        for (day, start), names in sorted(found.items(), key=lambda item: (item[0][0], -len(item[1])))
    )


def _starts(parts: Sequence[Row], workspace: Workspace, catalogue: Catalogue, as_of: str) -> Iterator[Start]:
    seen = (
        start
        for part in parts[:_LOOKED_AT]
        for start in due_starts(part.requirement, scope_of_row(part, workspace, as_of), catalogue)
        if start.day == part.due
    )
    yield from dict.fromkeys(seen)


def _may_see(start: Start, track: Track, audience: str, workspace: Workspace, policy: Policy) -> bool:
    """Tell whether an audience may learn on which track a card is, and what says the day."""
    if audience == "internal":
        return True
    conditions = [track.condition, *([track.unless] if track.unless else [])]
    conditions += [track.at_the_latest[1]] if start.late and track.at_the_latest else []
    read = {real for condition in conditions for leaf in leaves(condition) for real in real_paths(leaf.path)}
    return all(policy.may_all_see(audience, path, workspace) for path in {*read, *filter(None, [start.path])})


def _answers(path: str, scope: Scope) -> Iterator[tuple[str, str, object]]:
    """Yield what is stated at a path, each with the path at which it stands; that of a use is the user's."""
    stated = False
    for reading in scope.read(path):
        fact = reading.fact
        if fact is None or (fact.status is Status.UNKNOWN and not fact.record):
            continue
        stated = True
        known = fact.status is Status.KNOWN and not fact.record
        value = tuple(fact.value) if isinstance(fact.value, list) else fact.value
        yield real_path(path, reading.identity), str(fact.status), value if known and _is_plain(value) else None
    if not stated:
        yield path, ABSENT, None


def real_path(path: str, identity: str) -> str:
    """Return the path of a fact in the card where it stands: a path of a use is that of the card that uses."""
    if not path.startswith("use."):
        return path
    kind, rest = identity.partition("/")[0], path.removeprefix("use.")
    return f"{kind}.{rest}" if kind == "dataset" else f"{kind}.datasets[].{rest}"


def _is_plain(value: object) -> bool:
    members = value if isinstance(value, tuple) else (value,)
    return not any(isinstance(member, dict | list) for member in members)


def _list_of(collection: str, scope: Scope) -> str:
    if collection != USES:
        return collection
    users = scope.users()
    return f"{users[0].kind if users else 'system'}.datasets[]"


def _title(path: str) -> str:
    position = position_at(path)
    return position.title if position else path.rpartition(".")[2].removesuffix("[]")
