"""What a client's own questionnaire is told: facts of a card at the paths that its questions ask about.

Whether something is withheld is decided by the rules alone and before anything is looked up, so that an answer never
tells whether there is something behind it. Where a list is asked about, each of its records that the audience sees
anything of gives an answer of its own, also one that says nothing: none is passed over in silence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from muniment.base.addresses import split_address
from muniment.disclosure.policy import Policy
from muniment.model.shapes import Position
from muniment.record.filling import NOT_STATED, Told
from muniment.record.record import DisclosedFact

_WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks about which card: the audience, the policy as it holds for it, and the facts of the card it may see."""

    card: str
    audience: str
    policy: Policy
    facts: Mapping[str, DisclosedFact]
    vocabulary: Mapping[str, Position]
    _told: dict[str, tuple[Told, ...]] = field(default_factory=dict, compare=False, repr=False)


def asked_of(
    card: str, audience: str, policy: Policy, facts: Iterable[DisclosedFact], vocabulary: Mapping[str, Position]
) -> Asked:
    """Return who asks, with the disclosed facts of one card by their place in it."""
    own = {split_address(fact.address)[1]: fact for fact in facts if split_address(fact.address)[0] == card}
    return Asked(card, audience, policy, own, vocabulary)


def told_at(path: str, asked: Asked) -> tuple[Told, ...]:
    """Return what a path of the vocabulary tells: at least one place, whatever is stated or may be seen.

    Each answer is remembered: questionnaires ask for the same in many ways.
    """
    if path not in asked._told:
        asked._told[path] = _told_at(path, asked)
    return asked._told[path]


def _told_at(path: str, asked: Asked) -> tuple[Told, ...]:
    leaves = leaves_at(path, asked.vocabulary)
    seen = [leaf for leaf in leaves if asked.policy.may_see(asked.audience, asked.card, leaf)]
    if not seen:
        return (_withheld(path, leaves[0], asked),)
    if leaves == [path]:
        return tuple(_at(pointer, path, asked) for pointer in _pointers(path, asked))
    told = tuple(_section(path, seen, asked)) or (_nothing(_outer_pointer(path), path, asked),)
    hidden = [leaf for leaf in leaves if leaf not in seen]
    # That more is asked about than may be told is said by the rules, too, and not by what is there.
    return (*told, _withheld(path, hidden[0], asked, further=True)) if hidden else told


def leaves_at(path: str, vocabulary: Mapping[str, Position]) -> list[str]:
    """Return the paths of the facts at or below a path, with ``[]`` where it is a list of records; empty for none."""
    if path in vocabulary and vocabulary[path].form == "leaf":
        return [path]
    below = (f"{path}.", f"{path}[].")
    leaves = [name for name, position in vocabulary.items() if position.form == "leaf" and name.startswith(below)]
    # The name of a record is no fact that anybody asks for.
    return [name for name in leaves if not name.endswith("[].id")] or leaves


def _section(path: str, seen: list[str], asked: Asked) -> Iterator[Told]:
    """Yield what is stated below a section or list, in the order of the card; its own status where it has one."""
    above = _above(_outer_pointer(path), asked)
    if above is not None:
        yield _told(above, asked)
        return
    wanted = frozenset(seen)
    prefix = path.removesuffix("[]")
    for fact in asked.facts.values():
        inside = fact.path in wanted or (
            fact.status != "known" and f"{fact.path}.".startswith((f"{prefix}.", f"{prefix}[]."))
        )
        if inside and not fact.path.endswith("[].id"):
            yield _told(fact, asked)


def _pointers(path: str, asked: Asked) -> list[str]:
    """Return where a fact of this path would stand, once for each record of the lists on the way that is seen."""
    found = [""]
    for part in path.split(".")[1:]:
        found = [f"{pointer}/{part.removesuffix('[]')}" for pointer in found]
        if part.endswith("[]"):
            found = [place for pointer in found for place in _records(pointer, asked)]
    return found


def _records(pointer: str, asked: Asked) -> list[str]:
    """Return the records of a list of which anything is seen; the list itself where there is none."""
    if pointer.endswith("/-"):
        return [pointer]
    start = f"{pointer}/"
    ids = dict.fromkeys(inner[len(start) :].partition("/")[0] for inner in asked.facts if inner.startswith(start))
    return [f"{start}{name}" for name in ids] or [f"{start}-"]


def _at(pointer: str, path: str, asked: Asked) -> Told:
    fact = asked.facts.get(pointer) or _above(pointer, asked)
    return _told(fact, asked, path) if fact is not None else _nothing(pointer, path, asked)


def _above(pointer: str, asked: Asked) -> DisclosedFact | None:
    """Return the status of the section or list around a place, or at it, that speaks for all in it."""
    while pointer:
        fact = asked.facts.get(pointer)
        if fact is not None and fact.status != "known":
            return fact
        pointer = pointer.rpartition("/")[0]
    return None


def _told(fact: DisclosedFact, asked: Asked, path: str = "") -> Told:
    known = fact.status == "known" and fact.value is None
    status = NOT_STATED if known else fact.status
    return Told(fact.address, path or fact.path, _label(path or fact.path, asked), status, fact, fact.ground)


def _nothing(pointer: str, path: str, asked: Asked) -> Told:
    return Told(f"{asked.card}#{pointer.partition('/-')[0]}", path, _label(path, asked), NOT_STATED)


def _withheld(path: str, leaf: str, asked: Asked, *, further: bool = False) -> Told:
    ground = asked.policy.level(asked.card, leaf).ground
    address = f"{asked.card}#{_outer_pointer(path)}"
    return Told(address, path, _label(path, asked), _WITHHELD, ground=ground, further=further)


def _outer_pointer(path: str) -> str:
    """Return where a path stands in its card, as far as no record is named."""
    return "".join(f"/{part}" for part in path.partition("[]")[0].split(".")[1:])


def _label(path: str, asked: Asked) -> str:
    position = asked.vocabulary.get(path) or asked.vocabulary.get(f"{path}[]")
    return position.title if position else path.rpartition(".")[2]
