"""Records that have another id and are otherwise the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from muniment.changes.statements import Statement, as_meant, is_stated

Facts = Mapping[str, Statement]


def renamed_records(
    before: Facts, now: Facts, records: Iterable[str], records_now: Iterable[str]
) -> list[tuple[str, str]]:
    """Return the inner addresses of records with a new id, before and now, of two sides of one card.

    ``records`` and ``records_now`` are the inner addresses of all records. A record without facts of its own is never
    taken for another one, and one of several that are alike is taken for the first.
    """
    found: list[tuple[str, str]] = []
    old, new = set(records), set(records_now)
    gone = [record for record in sorted(old, key=_depth) if record not in new]
    come = [record for record in sorted(new, key=_depth) if record not in old]
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in come:
        if (print_ := _print(record, now)) and not _inside(record, come):
            waiting[record.rpartition("/")[0], print_].append(record)
    for record in gone:
        alike = waiting.get((record.rpartition("/")[0], _print(record, before)), [])
        if alike and not _inside(record, gone):
            found.append((record, alike.pop(0)))
    return found


def moved(facts: Facts, renamed: Iterable[tuple[str, str]]) -> dict[str, Statement]:
    """Return the facts of the earlier side under the addresses that their records have now."""
    pairs = tuple(renamed)
    return {_moved(inner, pairs): statement for inner, statement in facts.items()} if pairs else dict(facts)


def _moved(inner: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        if inner.startswith(f"{old}/"):
            return new + inner[len(old) :]
    return inner


def _print(record: str, facts: Facts) -> str:
    """Return what a record says, its id left aside; empty where it says nothing."""
    head = f"{record}/"
    below = sorted(
        f"{inner[len(head) :]} {one.status} {one.said('reason')} {as_meant(one.value)}"
        for inner, one in facts.items()
        if inner.startswith(head)
    )
    return "\n".join(below)


def _inside(record: str, others: Iterable[str]) -> bool:
    return any(record.startswith(f"{other}/") for other in others)


def _depth(record: str) -> tuple[int, str]:
    return record.count("/"), record


def stated_alike(before: Facts, now: Facts) -> bool:
    """Tell whether two cards state the same, and something at all; what rules compute is left aside."""
    sides = [
        {inner: (one.status, one.said("reason"), as_meant(one.value)) for inner, one in facts.items() if is_stated(one)}
        for facts in (before, now)
    ]
    return bool(sides[0]) and sides[0] == sides[1]
