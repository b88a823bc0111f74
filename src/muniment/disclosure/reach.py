"""How far an edition reaches: the cards that it may speak about, and which of their facts it is made to print.

A document about a model speaks of the data sets behind it, too, but of no more than its kind prints: what nobody
reads on the page has no place in the record.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.workspace.link import Use, Workspace

#: The card, its organisation, and the uses that others make of it.
CARD = "card"
#: The card and its organisation alone.
ALONE = "alone"
#: The card, its organisation, the models it builds on, and the data sets that it and they use.
SOURCES = "sources"
#: As above, without the data sets behind the models it builds on.
OWN_SOURCES = "own_sources"
#: As above, with the data sets used for training, or for what is not said, and no others.
TRAINING = "training"
#: Every card of the workspace.
WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which cards or records a document asks for some of its facts: ``path`` holds (not) one of ``values``.

    The path is of the fact's own card, of the record it stands in, or of the data set that a use names. Where nothing
    is known there, a document that asks only for what holds asks for nothing.
    """

    facts: tuple[str, ...]
    path: str
    values: tuple[str, ...]
    unless: bool = False


REACHES = (CARD, ALONE, SOURCES, OWN_SOURCES, TRAINING, WORKSPACE)
_NOT_TRAINING = frozenset({"validation", "testing"})


def reached(bearer: str, reach: str, workspace: Workspace) -> list[tuple[Card, Iterable[Fact]]]:
    """Return the cards in reach with the facts of each that count, the bearer first; ValueError for no such reach."""
    card = workspace.cards[bearer]
    found: list[tuple[Card, Iterable[Fact]]] = [(card, card.facts.values())]
    if reach == WORKSPACE:
        return [*found, *((other, other.facts.values()) for name, other in workspace.cards.items() if name != bearer)]
    if workspace.organisation and workspace.organisation != bearer:
        organisation = workspace.cards[workspace.organisation]
        found.append((organisation, organisation.facts.values()))
    if reach == CARD:
        return found + _users(bearer, workspace)
    if reach == ALONE:
        return found
    if reach in (SOURCES, OWN_SOURCES, TRAINING):
        if reach == TRAINING:
            found[0] = (card, list(_without(card, _others(workspace.uses_by(bearer)))))
        return found + list(_sources(bearer, reach, workspace))
    raise ValueError(f"there is no reach {reach!r}")


def within(fact: Fact, paths: frozenset[str] | None) -> bool:
    """Tell whether a fact stands at or below one of the paths, or is the status of a section above one of them.

    Without paths every fact does.
    """
    if paths is None or covers(fact.path, paths):
        return True
    if fact.status is Status.KNOWN:
        return False
    return any(path.startswith((f"{fact.path}.", f"{fact.path}[]")) for path in paths)


def asked_for(fact: Fact, card: Card, only: Iterable[Asked], workspace: Workspace) -> bool:
    """Tell whether a document asks for a fact of this card or record: one of the rules about it holds, or none is."""
    about = [rule for rule in only if any(_concerns(path, fact.path) for path in rule.facts)]
    return not about or any(_holds(rule, fact, card, workspace) for rule in about)


def _concerns(path: str, fact: str) -> bool:
    return f"{fact}.".startswith((f"{path}.", f"{path}[].")) or path.startswith((f"{fact}.", f"{fact}[]."))


def _holds(rule: Asked, fact: Fact, card: Card, workspace: Workspace) -> bool:
    kind = rule.path.partition(".")[0]
    inner = "/" + rule.path.partition(".")[2].replace(".", "/")
    place: Card | None = card
    if "[]" in rule.path:
        list_path, _, key = rule.path.partition("[].")
        if not fact.path.startswith(f"{list_path}[]"):
            return True
        record = "/".join(fact.inner.split("/")[: list_path.count(".") + 2])
        inner = f"{record}/{key.replace('.', '/')}"
    elif kind != card.kind:
        use = next(
            (use for use in workspace.uses_by(card.identity) if f"{fact.inner}/".startswith(f"{use.record}/")), None
        )
        if use is None:
            return True
        place = workspace.cards.get(use.dataset)
    found = place.facts.get(inner) if place else None
    known = found is not None and found.status is Status.KNOWN
    held = known and found is not None and str(found.value) in rule.values
    return not held if rule.unless else held


def covers(path: str, paths: frozenset[str]) -> bool:
    """Tell whether a path is one of the paths or lies below one."""
    while path:
        if path in paths or path.removesuffix("[]") in paths:
            return True
        path = path.rpartition(".")[0]
    return False


def _users(bearer: str, workspace: Workspace) -> list[tuple[Card, Iterable[Fact]]]:
    by_user: dict[str, list[Fact]] = defaultdict(list)
    for use in workspace.uses_of(bearer):
        by_user[use.user].extend(use.facts.values())
    return [(workspace.cards[user], facts) for user, facts in sorted(by_user.items())]


def _sources(bearer: str, reach: str, workspace: Workspace) -> Iterator[tuple[Card, Iterable[Fact]]]:
    seen, waiting = {bearer}, [bearer]
    while waiting:
        user = waiting.pop(0)
        uses = workspace.uses_by(user)
        others = {use.record for use in _others(uses)} if reach == TRAINING else set()
        named = [use.dataset for use in uses if use.record not in others]
        # A model that was built on is described by its own provider's summary; its data sets are not ours to list.
        named += [name for name in workspace.targets(user) if name.startswith("model/")]
        for name in named:
            if name in seen or name not in workspace.cards:
                continue
            seen.add(name)
            other = workspace.cards[name]
            yield other, other.facts.values()
            if name.startswith("model/") and reach == SOURCES:
                waiting.append(name)


def _others(uses: Iterable[Use]) -> list[Use]:
    """Return the uses that are stated to be for validation or testing."""
    return [use for use in uses if _role(use) in _NOT_TRAINING]


def _role(use: Use) -> str:
    fact = next((fact for fact in use.facts.values() if fact.path.endswith(".role")), None)
    return str(fact.value) if fact is not None and fact.status is Status.KNOWN else ""


def _without(card: Card, uses: Iterable[Use]) -> Iterator[Fact]:
    left_out = tuple(f"{use.record}/" for use in uses)
    return (fact for fact in card.facts.values() if not f"{fact.inner}/".startswith(left_out))
