"""What comes down from suppliers and sources: a card against the sealed datasheet it takes facts over from, and a set
against what it was made from: licence, reservations of rights, personal data, synthetic origin (T-80 to T-84).

A conflict names the path on which it came. A note beside the name of a source answers for what comes from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from muniment.assess.consistency.reading import address, listed, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.canonical import plain
from muniment.base.findings import Severity
from muniment.derive.licences import denied_by, is_shared_alike
from muniment.derive.subject import Subject, World
from muniment.model.facts import Fact, Origin, Status
from muniment.workspace.inheriting import PLACE, inheritable, named_pins

if TYPE_CHECKING:
    from muniment.workspace.suppliers import Supplied

#: A graph is followed so far; longer ones say no more to anybody.
_MOST = 200
_LICENCE, _BASIS, _LEFT_OUT = "/licence/id", "/tdm/basis", "/tdm/excluded_count"
_CHECKS = "dataset.tdm.reservation_checks[]"
_PERSONAL = (
    ("/personal_data/present", "personal data"),
    ("/personal_data/includes_children", "data of children"),
    ("/personal_data/criminal_offence_data", "data on offences"),
    ("/special_categories/present", "special categories of personal data"),
)
_EXPLAIN = "or say in a note beside the name of the source why it does not come with it"


@dataclass(frozen=True, slots=True)
class Upstream:
    """One set behind another: the set, where the first step to it stands, the way there in names, and who states it.

    ``home`` is the card or pin that an address of it begins with; ``same`` tells that it is the set itself.
    """

    subject: Subject
    place: str
    way: tuple[str, ...]
    home: str
    said: str = ""
    same: bool = False

    @property
    def path(self) -> str:
        """The way from the set to its source, in words."""
        return " ← ".join(self.way) + (f" ({self.said})" if self.said else "")

    def at(self, inner: str) -> str:
        """Return the address of a position of the source."""
        return f"{self.home}#{inner}"


def upstream(dataset: Subject) -> tuple[Upstream, ...]:
    """Return every set that a set is, by a supplier's pin, or was made from, the nearest first."""
    if "upstream" not in dataset.gathered:
        dataset.gathered["upstream"] = tuple(_upstream(dataset))
    found: tuple[Upstream, ...] = dataset.gathered["upstream"]
    return found


def _upstream(dataset: Subject) -> Iterator[Upstream]:
    world = dataset.world
    for pin in world.workspace.pins_of(dataset.card.identity):
        yield _pinned(pin, _place_of(dataset, pin), (_name(dataset), pin.name), world, same=True)
    seen = {dataset.card.identity}
    waiting: list[tuple[str, str, tuple[str, ...]]] = [(dataset.card.identity, "", (_name(dataset),))]
    while waiting and len(seen) < _MOST:
        identity, first, way = waiting.pop(0)
        for place, target in world.workspace.made_from.get(identity, ()):
            if target in seen:
                continue
            seen.add(target)
            step, there = first or place, (*way, target.removeprefix("dataset/"))
            if target in world.workspace.pins:
                yield _pinned(world.workspace.pins[target], step, there, world)
                continue
            behind = world.workspace.pins_of(target)
            shown = (*there, *(pin.name for pin in behind))
            yield Upstream(world.subjects[target], step, shown, target, "; ".join(pin.stated for pin in behind))
            waiting.append((target, step, there))


def _pinned(pin: "Supplied", place: str, way: tuple[str, ...], world: World, *, same: bool = False) -> Upstream:
    return Upstream(Subject(pin.card, pin.card.facts, world), place, way, f"supplier/{pin.name}", pin.stated, same)


def _name(dataset: Subject) -> str:
    return f"{dataset.card.name}@{dataset.card.version}"


def _sources(dataset: Subject) -> tuple[Upstream, ...]:
    """Return what a set was made from, without its own supplier's datasheet, and without what a note answers for."""
    return tuple(one for one in upstream(dataset) if not one.same and not _noted(dataset, one.place))


def _noted(dataset: Subject, inner: str) -> bool:
    fact = dataset.look(inner)
    return fact is not None and bool(fact.note)


# --- T-80: the card and the supplier's sealed datasheet -------------------------------------------------------------


def as_sealed(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """What a card states itself is what its supplier has sealed; where the supplier does not know, the card may."""
    for pin in dataset.world.workspace.pins_of(dataset.card.identity):
        yield from _beside(dataset, pin)


def _beside(dataset: Subject, pin: "Supplied") -> Iterator[Judgement]:
    for fact in inheritable(pin):
        own = dataset.look(fact.inner)
        if fact.record or own is None or own.record or own.origin in (Origin.INHERITED, Origin.COMPUTED):
            continue
        if fact.status not in (Status.KNOWN, Status.NOT_APPLICABLE):
            yield cannot_tell()
        elif own.status is Status.UNKNOWN:
            message = f'"{_key(fact)}" is said to be unknown, but the supplier states it: {_shown(fact)}.'
            yield cannot_tell(Place(dataset, own.inner), message, "Delete the line, and the card takes it over.")
        elif _agree(own, fact):
            yield holds()
        else:
            yield _against(dataset, own, fact, pin)


def _against(dataset: Subject, own: Fact, fact: Fact, pin: "Supplied") -> Judgement:
    message = f'"{_key(fact)}" says {_shown(own)}; the sealed datasheet says {_shown(fact)} ({pin.stated}).'
    remedy = "Delete the line, correct it, or have a person explain it: muniment review … --answer explained."
    return broken(Place(dataset, own.inner), message, remedy, [address(dataset, _place_of(dataset, pin))])


def _place_of(dataset: Subject, pin: "Supplied") -> str:
    """Return where a set names a pin that it takes facts over from."""
    return next((naming.fact.inner for naming in named_pins(dataset.card) if naming.name == pin.name), PLACE)


def _agree(own: Fact, fact: Fact) -> bool:
    if own.status is not fact.status:
        return False
    mine, theirs = plain(own.value), plain(fact.value)
    if isinstance(mine, list) and isinstance(theirs, list) and all(isinstance(one, str) for one in (*mine, *theirs)):
        return sorted(mine) == sorted(theirs)
    if isinstance(own.value, dict) and isinstance(fact.value, str):
        return fact.value in own.value.values()
    return bool(own.value == fact.value or mine == theirs)


def _key(fact: Fact) -> str:
    return fact.path.rpartition(".")[2]


def _shown(fact: Fact) -> str:
    if fact.status is not Status.KNOWN:
        return str(fact.status).replace("_", " ")
    value = fact.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return listed(map(str, map(plain, value)))
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


# --- T-81 to T-84: what comes down the graph ------------------------------------------------------------------------


def licence_allows(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """The licence of a set grants no more than those of what it was made from."""
    own = dataset.value(_LICENCE)
    for one in _sources(dataset):
        theirs = one.subject.value(_LICENCE)
        if theirs is None:
            if status(one.subject, _LICENCE) in (None, Status.UNKNOWN, Status.WITHHELD):
                yield cannot_tell()
            continue
        denied, alike = denied_by(str(theirs)), is_shared_alike(str(theirs))
        if changed := [limit for limit in denied if limit.right == "modify"]:
            yield _licence(dataset, one, f"{theirs} {changed[0].says}, and this set is one")
        elif (denied or alike) and own is None:
            yield cannot_tell()
        elif lost := [limit for limit in denied if limit not in denied_by(str(own))]:
            yield _licence(dataset, one, f"{theirs} {lost[0].says}, {own} does not")
        elif alike and not is_shared_alike(str(own)):
            yield _licence(dataset, one, f"{theirs} asks for the like of it, {own} is another")
        else:
            yield holds()


def _licence(dataset: Subject, one: Upstream, said: str) -> Judgement:
    message = f"The licence does not fit that of a source: {said}. The way: {one.path}."
    remedy = f"Correct licence.id, leave the source out, {_EXPLAIN}, such as a permission."
    inner = _LICENCE if dataset.look(_LICENCE) else one.place
    return broken(Place(dataset, inner), message, remedy, [address(dataset, one.place), one.at(_LICENCE)])


def reservations_respected(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """Where a source has found rights reserved, a set that rests on the exception for mining has left something out."""
    for one in upstream(dataset):
        results = [one.subject.value(f"{check}/result") for check in one.subject.records(_CHECKS)]
        if "reserved" not in results or (not one.same and _noted(dataset, one.place)):
            if results or (one.subject.look("/tdm/reservation_checks") is not None):
                yield holds() if None not in results and results else cannot_tell()
            continue
        basis, left_out = dataset.value(_BASIS), dataset.value(_LEFT_OUT)
        if basis is None or (basis == "dsm_art_4" and left_out is None):
            message = (
                f"A source has found rights reserved; whether these items were left out is not stated: {one.path}."
            )
            place = _BASIS if basis is None else _LEFT_OUT
            yield cannot_tell(Place(dataset, place), message, "State tdm.basis and tdm.excluded_count.")
        elif basis == "dsm_art_4" and left_out == 0:
            message = (
                f"Mining rests on Article 4, a source has found rights reserved, and nothing was left out: {one.path}."
            )
            remedy = f"Leave the reserved items out, state another basis for them, {_EXPLAIN}."
            related = [address(dataset, _LEFT_OUT), one.at("/tdm/reservation_checks")]
            yield broken(Place(dataset, _BASIS), message, remedy, related)
        else:
            yield holds()


def personal_data_follow(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """Personal data in a source are in the set, unless it says how they were taken out."""
    removed = dataset.value("/personal_data/pii_removal/method") is not None
    for one in _sources(dataset):
        for inner, words in _PERSONAL:
            theirs = one.subject.value(inner)
            if theirs is not True:
                if inner == _PERSONAL[0][0]:
                    yield holds() if theirs is False else cannot_tell()
                continue
            found = dataset.look(inner)
            denied = found is not None and (
                found.status is Status.NOT_APPLICABLE or (found.status is Status.KNOWN and found.value is False)
            )
            if denied and not removed and found is not None and not found.note:
                message = f"The set is said to hold no {words}, but a source holds them: {one.path}."
                remedy = f"Correct it, state personal_data.pii_removal.method, {_EXPLAIN}."
                related = [address(dataset, one.place), one.at(inner)]
                yield broken(Place(dataset, found.inner), message, remedy, related)
            elif found is None or found.status is Status.UNKNOWN:
                message = f"A source holds {words}; whether the set does is not stated: {one.path}."
                yield cannot_tell(Place(dataset, inner), message, f"State {inner.removeprefix('/').replace('/', '.')}.")
            else:
                yield holds()


def synthetic_origin_follows(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """A set made from generated data is said to hold some, unless these were left out."""
    for one in _sources(dataset):
        generated = _is_generated(one.subject)
        if not generated:
            yield holds() if generated is False else cannot_tell()
            continue
        share = dataset.look("/synthetic/share")
        if share is None or share.status is Status.UNKNOWN:
            if _is_generated(dataset):
                yield holds()
                continue
            message = f"A source holds synthetic data; how much of the set is synthetic is not stated: {one.path}."
            yield cannot_tell(Place(dataset, "/synthetic/share"), message, "State synthetic.share.")
        elif share.note or (share.status is Status.KNOWN and share.value != 0):
            yield holds()
        else:
            message = f"The set is said to hold nothing synthetic, but a source does: {one.path}."
            remedy = f"Correct synthetic, or say in a note beside share how these items were left out, {_EXPLAIN}."
            related = [address(dataset, one.place), one.at("/synthetic")]
            yield broken(Place(dataset, share.inner), message, remedy, related)


def _is_generated(subject: Subject) -> bool | None:
    """Tell whether a set holds generated data; None where it does not say."""
    share = subject.value("/synthetic/share")
    if share is not None:
        return bool(share > 0)
    if subject.value("/source/kind") == "synthetic" or subject.records("dataset.synthetic.generators[]"):
        return True
    return False if status(subject, "/synthetic/share") is Status.NOT_APPLICABLE else None


RULES: tuple[Rule, ...] = (
    Rule(
        "T-80", "MUN480", Severity.ERROR, "dataset",
        "What a card states itself is what the supplier has sealed.", as_sealed,
    ),
    Rule(
        "T-81", "MUN481", Severity.WARNING, "dataset",
        "The licence of a set grants no more than those of its sources.", licence_allows,
    ),
    Rule(
        "T-82", "MUN482", Severity.WARNING, "dataset",
        "A set that rests on the exception for mining leaves out what a source found reserved.", reservations_respected,
    ),
    Rule(
        "T-83", "MUN483", Severity.WARNING, "dataset",
        "A set made from personal data is said to hold them, or how they were taken out.", personal_data_follow,
    ),
    Rule(
        "T-84", "MUN484", Severity.WARNING, "dataset",
        "A set made from synthetic data is said to hold some.", synthetic_origin_follows,
    ),
)  # fmt: skip
