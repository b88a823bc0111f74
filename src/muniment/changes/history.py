"""The history of one card: what each of its states said otherwise than the one before it, fact by fact."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from muniment.base.addresses import split_address
from muniment.changes.compare import Kind
from muniment.changes.comparison import CardChange, FactChange, RecordChange
from muniment.changes.records import Facts, moved, renamed_records
from muniment.changes.statements import statements_of
from muniment.changes.weighing import Materiality, Weight
from muniment.changes.workspaces import facts_between
from muniment.model.load import Card

#: Changes by which a fact says nothing else than before.
_SILENT = (Kind.STYLE, Kind.MOVED)


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a card's file and what it said otherwise; ``commit`` is empty for what nobody has committed.

    ``readable`` is False where no card could be read of it: what it says is then taken from the state before.
    """

    commit: str
    date: str
    author: str
    subject: str
    file: str
    readable: bool
    cards: tuple[CardChange, ...]
    records: tuple[RecordChange, ...]
    facts: tuple[FactChange, ...]


def differences(before: Card | None, now: Card | None, rules: Materiality) -> Step:
    """Return what a state says otherwise than the one before; None stands for no card."""
    facts: Facts = statements_of(before) if before else {}
    facts_now: Facts = statements_of(now) if now else {}
    ids = [[inner for inner, fact in card.facts.items() if fact.record] if card else [] for card in (before, now)]
    renamed = renamed_records(facts, facts_now, *ids)
    cards = tuple(_of_card(before, now, len(facts_now or facts)))
    records = [
        RecordChange(f"{before.identity}#{was}", f"{now.identity}#{is_}") for was, is_ in renamed if before and now
    ]
    found = facts_between(moved(facts, renamed), facts_now, rules)
    told = tuple(change for change in found if change.kind not in _SILENT)
    return Step("", "", "", "", "", True, cards, tuple(records), told)


def _of_card(before: Card | None, now: Card | None, facts: int) -> Iterator[CardChange]:
    if before is None and now is not None:
        yield CardChange(now.identity, "added", Weight.MATERIAL, "", now.identity, facts)
    elif now is None and before is not None:
        yield CardChange(before.identity, "removed", Weight.MATERIAL, before.identity, "", facts)
    elif before is not None and now is not None and before.identity != now.identity:
        same_name = (before.kind, before.name) == (now.kind, now.name)
        kind, weight = ("version", Weight.EDITORIAL) if same_name else ("renamed", Weight.STRUCTURAL)
        yield CardChange(now.identity, kind, weight, before.identity, now.identity)


def only_at(steps: Iterable[Step], inner: str, path: str) -> Iterator[Step]:
    """Yield of steps, the latest first, what concerns one place or pattern, and what lies below it.

    A place is followed back over other ids of its records; steps at which nothing of it changed are left out.
    """
    for step in steps:
        facts = tuple(change for change in step.facts if _meant(change, inner, path))
        records = tuple(one for one in step.records if inner and _around(inner, split_address(one.now)[1]))
        if facts or records:
            yield replace(step, facts=facts, records=records, cards=())
        for one in step.records:
            was, is_ = (split_address(side)[1] for side in (one.before, one.now))
            if f"{inner}/".startswith(f"{is_}/"):
                inner = was + inner[len(is_) :]


def _meant(change: FactChange, inner: str, path: str) -> bool:
    if inner:
        return _around(inner, split_address(change.address)[1])
    return change.path == path or change.path.startswith((f"{path}.", f"{path}[]"))


def _around(inner: str, other: str) -> bool:
    """Tell whether one place is another or lies in it; a status of a section speaks for what lies below."""
    return f"{other}/".startswith(f"{inner}/") or f"{inner}/".startswith(f"{other}/")
