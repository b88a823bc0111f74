"""What the rules on details read in the same way: status, provider, general-purpose use, precision of a figure."""

from collections.abc import Iterable
from decimal import Decimal

from muniment.assess.consistency.rules import Place
from muniment.derive.answers import all_of, any_of
from muniment.derive.subject import Subject
from muniment.model.facts import Status


def status(card: Subject, inner: str) -> Status | None:
    """Return the status of a position; None where nothing is stated there or above."""
    fact = card.look(inner)
    return fact.status if fact is not None else None


def unanswered(card: Subject, inners: Iterable[str], *, may_not_arise: bool = False) -> tuple[list[str], list[str]]:
    """Return the last keys of the positions that lack an answer, and of those stated to be unknown.

    ``may_not_arise`` tells that not_applicable is an answer here.
    """
    lacking, unknown = [], []
    for inner in inners:
        found = status(card, inner)
        key = inner.rpartition("/")[2]
        if found is None or (found is Status.NOT_APPLICABLE and not may_not_arise):
            lacking.append(key)
        elif found is Status.UNKNOWN:
            unknown.append(key)
    return lacking, unknown


def address(card: Subject, inner: str) -> str:
    """Return the address of a position of a card."""
    return Place(card, inner).address


def texts(card: Subject, inner: str) -> list[str]:
    """Return what is written at a position, in all its languages and items."""
    value = card.value(inner)
    values = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def provider(model: Subject) -> Subject | None:
    """Return the organisation that provides a model: the one its card names, else the workspace's own."""
    named = model.world.linked(model, "/provider")
    if named is not None or model.look("/provider") is not None:
        return named
    return model.world.subjects.get(model.world.workspace.organisation)


def gpai_users(dataset: Subject) -> list[tuple[Subject, bool | None]]:
    """Return the models a set was used to train, with whether it is a general-purpose one; None where that is open."""
    found = []
    for use in dataset.world.workspace.uses_of(dataset.card.identity):
        user = dataset.world.subjects[use.user]
        if user.card.kind == "model":
            trained = _is(user, f"{use.record}/role", "training")
            found.append((user, all_of((trained, is_gpai(user)))))
    return [(user, answer) for user, answer in found if answer is not False]


def is_gpai(model: Subject) -> bool | None:
    """Tell whether a model is a general-purpose one; None where its card leaves it open."""
    return _is(model, "/gpai", True)


def _is(card: Subject, inner: str, wanted: object) -> bool | None:
    found = status(card, inner)
    if found is None or found is Status.UNKNOWN:
        return None
    return found is Status.KNOWN and card.value(inner) == wanted


def trains_gpai(dataset: Subject) -> bool | None:
    """Tell whether a set was used to train a general-purpose model; None where a card leaves it open."""
    return any_of([answer for _, answer in gpai_users(dataset)])


def precision(number: Decimal | int) -> Decimal:
    """Return half a unit of the last digit that is not zero: what a figure leaves open by the way it is written."""
    exponent = Decimal(number).normalize().as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


def grouped(amount: Decimal | int) -> str:
    """Write a figure with its digits in groups of three."""
    return f"{Decimal(amount):,f}"


def counted(number: int, word: str) -> str:
    """Write how many of a thing there are."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def listed(names: Iterable[str], most: int = 5) -> str:
    """Write names one after another, the first few of many."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
