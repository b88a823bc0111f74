"""What is said of a position that holds no value for the audience: statuses of sections, and what is withheld.

A status is spelled out at the positions that more people may see than its section; a value that somebody has narrowed
is shown as withheld in a document whose form asks for it, without anything that its address could tell.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from muniment.disclosure.policy import Policy
from muniment.disclosure.reach import within
from muniment.disclosure.table import rank
from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.model.shapes import Position
from muniment.record.record import DisclosedFact


def spelled_out(
    fact: Fact,
    card: Card,
    audience: str,
    paths: frozenset[str] | None,
    policy: Policy,
    vocabulary: Mapping[str, Position],
) -> Iterator[Fact]:
    """Yield the status of a section or list at what more people may see than the section, as far as the audience may.

    Whoever may see every position inside that the document asks for sees the status of the whole, too; else it is
    told at single positions and lists. Only the status: the words beside it belong to the section. What one
    audience is told every wider one is, too, at the same addresses.
    """
    if fact.status is Status.KNOWN:
        return
    bare = replace(fact, reason="", owner="", asked_on="", expected_on="", note="", source="", origin_detail="")
    places: dict[str, int] = {}
    for path in _leaves_below(fact.path, vocabulary):
        if within(replace(bare, path=path), paths):
            outer = path.partition("[]")[0]
            place = outer if "[]" in path.removeprefix(fact.path) else path
            places[place] = max(places.get(place, 0), rank(policy.level(card.identity, path).audience))
    own = rank(policy.level(card.identity, fact.path).audience)
    if places and paths is not None and max(places.values()) <= rank(audience) < own:
        yield bare
    for place, least in places.items():
        if least < own and least <= rank(audience) and place != fact.path:
            yield replace(bare, path=place, inner=fact.inner + place.removeprefix(fact.path).replace(".", "/"))


def _leaves_below(path: str, vocabulary: Mapping[str, Position]) -> Iterator[str]:
    for name, position in vocabulary.items():
        if position.form == "leaf" and name.startswith((f"{path}.", f"{path}[].")):
            yield name


def withheld(
    hidden: Iterable[tuple[Card, Fact]],
    shown: Iterable[DisclosedFact],
    policy: Policy,
    vocabulary: Mapping[str, Position],
) -> Iterator[DisclosedFact]:
    """Yield what somebody has narrowed, with the ground and no value; of a list only that it is withheld as a whole.

    What the table keeps from the audience by default is only counted. A list of which something is shown is not
    withheld, and the id of a record may tell what is narrowed: it is never part of the address.
    """
    seen = {fact.address for fact in shown}
    for card, fact in hidden:
        ground = policy.level(card.identity, fact.path).ground
        path, inner = _outermost(fact)
        address = f"{card.identity}#{inner}"
        if ground == "default" or any(other == address or other.startswith(f"{address}/") for other in seen):
            continue
        seen.add(address)
        position = vocabulary.get(path) or vocabulary.get(f"{path}[]")
        label = position.title if position else path.rpartition(".")[2]
        yield DisclosedFact(
            address=address, path=path, label=label, status=str(Status.WITHHELD), origin="", ground=ground
        )


def _outermost(fact: Fact) -> tuple[str, str]:
    """Return path and inner address of a fact, cut off at the first list on the way."""
    if "[]" not in fact.path:
        return fact.path, fact.inner
    path = fact.path.partition("[]")[0]
    return path, "/".join(fact.inner.split("/")[: path.count(".") + 1])
