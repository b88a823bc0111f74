"""From what a row leaves open to the place where a person's answer would be written: card or profile, record, key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from muniment.assess.scope import scope_of
from muniment.base.addresses import join, split_address, tokens
from muniment.derive.grounds import GROUNDS
from muniment.disclosure.openings import Opening
from muniment.model.answer_forms import BY_HAND, answer_form
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.model.vocabulary import position_at
from muniment.workspace.inheriting import is_for_supplier
from muniment.workspace.link import Workspace
from muniment.workspace.places import Place, find_place

#: Why something that is open is not asked in a questionnaire.
NO_CARD, JUDGEMENT, COMPUTED, DEPENDS, STATED, SUPPLIED = (
    "no_card", "judgement", "computed", "depends", "stated", "supplied",
)  # fmt: skip
_DEEP = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """One answer that is wanted: the path it is about, the card it serves, and the address where it would stand."""

    path: str
    card: str
    address: str
    place: Place

    @property
    def state(self) -> str:
        """How the place is open: nothing stands there, it is stated as unknown, or what stands there does not do."""
        if self.place.raw is None:
            return "missing"
        return "unknown" if isinstance(self.place.raw, dict) and "unknown" in self.place.raw else "contradicted"


class Homes:
    """The files in which answers can be written: the values of all cards and profiles, by identity."""

    def __init__(self, workspace: Workspace, profiles: Mapping[str, tuple[str, Any]], as_of: str) -> None:
        """Take the profiles by name, each with its file and its value."""
        self._workspace, self._as_of = workspace, as_of
        self._profiles = {file: (f"profile/{name}", value) for name, (file, value) in profiles.items()}
        self._places: dict[tuple[str, str], Place] = {}

    def wanted(self, opening: Opening) -> list[Wanted] | str:
        """Return the answers that an opening asks people for, or why nobody is asked in a questionnaire."""
        if opening.kind == "judgement" or not opening.path:
            return JUDGEMENT
        address, path = opening.address, opening.path
        if "#" not in address and path.startswith("use.fit.") and opening.row.bearer.startswith("dataset/"):
            path = f"dataset.{path.removeprefix('use.')}"
            address = f"{opening.row.bearer}#{path.removeprefix('dataset').replace('.', '/')}"
        found = self.at(address, path)
        if found:
            own = [one for one in found if not self.is_supplied(one)]
            return own or SUPPLIED
        if split_address(address)[0] not in self._workspace.cards:
            return NO_CARD
        return DEPENDS if opening.state == "depends" else COMPUTED

    def at(self, address: str, path: str) -> list[Wanted]:
        """Return the answers that are wanted for a fact: at its own place, or where what it follows from is open."""
        return list(self._of(address, path, 0))

    def is_supplied(self, wanted: Wanted) -> bool:
        """Tell whether an answer is the supplier's to give, in a record that its datasheet states."""
        inner = split_address(wanted.address)[1]
        return is_for_supplier(self._workspace, wanted.card, inner, wanted.path)

    def _of(self, address: str, path: str, deep: int) -> Iterator[Wanted]:
        name, inner = split_address(address)
        card = self._workspace.cards.get(name)
        if card is None or not inner:
            return
        fact = card.facts.get(inner)
        position = position_at(path)
        if path in GROUNDS or (position and position.computed) or (fact and fact.origin is Origin.COMPUTED):
            yield from self._grounds(card, path, deep)
            return
        inner, path = _exact(card, inner, path, fact)
        yield self._at(card, inner, path)

    def _grounds(self, card: Card, path: str, deep: int) -> Iterator[Wanted]:
        """Yield the first of the facts that a computed one follows from which is open, wherever it is."""
        scope = scope_of(card, self._workspace, self._as_of)
        for ground in GROUNDS.get(path, ()) if deep < _DEEP else ():
            if ground.startswith("use."):
                continue
            open_ = [one for one in scope.read(ground) if one.fact is None or one.fact.status is Status.UNKNOWN]
            found = [wanted for one in open_ for wanted in self._of(one.address, ground, deep + 1)]
            if found:
                yield from found
                return

    def _at(self, card: Card, inner: str, path: str) -> Wanted:
        home, tree = self._home(card, inner)
        place = self._places.get((home, inner))
        if place is None:
            place = self._places[home, inner] = find_place(tree, inner)
        return Wanted(path, card.identity, f"{home}#{inner}", place)

    def _home(self, card: Card, inner: str) -> tuple[str, Any]:
        """Return the card or profile in which a fact stands; where it is missing, that of what would hold it."""
        above = inner
        while above:
            fact = card.facts.get(above)
            if fact is not None and fact.file in self._profiles:
                return self._profiles[fact.file]
            if fact is not None and fact.file == card.file:
                break
            if above in card.sections:
                return self._profiles.get(card.sections[above][0], (card.identity, card.tree.value))
            above = above.rpartition("/")[0]
        return card.identity, card.tree.value


def _exact(card: Card, inner: str, path: str, fact: Fact | None) -> tuple[str, str]:
    """Return the address with a name for each record that is not there yet; of a status of a section that section."""
    keys, parts = path.split(".")[1:], tokens(inner)
    if len(parts) == len(keys) + sum(key.endswith("[]") for key in keys):
        return inner, path
    exact, rest = "", parts
    for at, key in enumerate(keys, 1):
        exact, rest = join(exact, key.removesuffix("[]")), rest[1:]
        stated = card.facts.get(exact)
        if fact is not None and stated is fact:
            return exact, ".".join([path.partition(".")[0], *keys[:at]])
        if key.endswith("[]") and at < len(keys):
            records = card.records.get(exact, [])
            if rest and join(exact, rest[0]) in records:
                exact, rest = join(exact, rest[0]), rest[1:]
            else:
                exact = join(exact, f"{key.removesuffix('[]').replace('_', '-')}-1")
    return exact, path


def form_of(path: str) -> tuple[str, bool, str]:
    """Return in which form a path is answered, whether with several values, and an example."""
    form = answer_form(path)
    return (form.form, form.many, form.example) if form else (BY_HAND, False, "")
