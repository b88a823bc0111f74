"""Where things lead: from a name in a card to the file it names, and back to all that name it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from muniment.app.opening import Opened, absolute
from muniment.base.addresses import tokens
from muniment.model.facts import Status
from muniment.model.load import Card
from muniment.workspace.inheriting import named_pins
from muniment.workspace.link import REFERENCES

#: A line of a card with a key, as far as it is typed: where the value begins, and the value so far.
_LINE = re.compile(r"^\s*(?:-\s+)?(?:.*[{,]\s*)?(?P<key>[a-z_]+):\s+(?P<value>[^\s,}\]]*)$")
_PROFILES = re.compile(r"^profiles:\s*\[(?:[^\]]*,)?\s*(?P<value>[a-z0-9._-]*)$")
_PROFILE_ITEM = re.compile(r"^\s*-\s+(?P<value>[a-z0-9._-]*)$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, by pointer; ``on_key`` marks the key instead of the value."""

    file: Path
    pointer: str
    on_key: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be written where a name is asked for; ``start`` is the column (from 0) where it begins."""

    text: str
    title: str
    start: int


def card_in(opened: Opened, path: Path) -> Card | None:
    """Return the card that stands in a file."""
    return next((card for card in opened.workspace.cards.values() if absolute(card.file) == path), None)


def definition(opened: Opened, path: Path, pointer: str) -> Spot | None:
    """Return what a reference at a place leads to: a card, a profile, or the pin of a supplier's datasheet."""
    parts = tokens(pointer)
    card = card_in(opened, path)
    if card is None:
        return _organisation(opened, path, parts)
    if parts[:1] == ["profiles"] and len(parts) == 2 and parts[1].isdigit():
        index = int(parts[1])
        file = opened.profiles.get(card.profiles[index]) if index < len(card.profiles) else None
        return Spot(absolute(file), "/name") if file else None
    for (name, inner), target in opened.workspace.links.items():
        if name == card.identity and _pointer(card, inner) == pointer and target in opened.workspace.cards:
            return Spot(absolute(opened.workspace.cards[target].file), "/name")
    for naming in named_pins(card):
        if pointer == naming.pointer and naming.name in opened.workspace.pins:
            return Spot(opened.root / "suppliers" / naming.name / "record.json", "")
    return None


def references(opened: Opened, path: Path) -> Iterator[Spot]:
    """Yield every place that names the card, or the profile, in a file."""
    workspace = opened.workspace
    card = card_in(opened, path)
    if card is not None:
        for (name, inner), target in workspace.links.items():
            user = workspace.cards[name]
            fact = user.facts.get(inner) or user.facts.get(inner.rpartition("/")[0])
            if target == card.identity and fact is not None:
                yield Spot(absolute(fact.file), _pointer(user, inner))
        return
    profile = next((name for name, file in opened.profiles.items() if absolute(file) == path), None)
    for user in workspace.cards.values() if profile else ():
        if profile in user.profiles:
            yield Spot(absolute(user.file), f"/profiles/{user.profiles.index(profile)}")


def choices(opened: Opened, path: Path, before: list[str]) -> list[Choice]:
    """Return the cards or profiles that can be named where somebody types; ``before`` are the lines up to there."""
    line = before[-1]
    if profile := _PROFILES.match(line) or (_below_profiles(before) and _PROFILE_ITEM.match(line)):
        return _profiles(opened, path, profile.start("value"))
    found = _LINE.match(line)
    if found is None:
        return []
    kinds = {kind for reference, kind in REFERENCES.items() if reference.rpartition(".")[2] == found["key"]}
    cards = [card for kind in sorted(kinds) for card in opened.workspace.of_kind(kind)]
    return [
        Choice(card.name if card.kind == "organisation" else f"{card.name}@{card.version}", title_of(card), start)
        for card in cards
        for start in (found.start("value"),)
    ]


def title_of(card: Card) -> str:
    """Return the title of a card as it states it; its name where there is none in one language."""
    fact = card.facts.get("/title") or card.facts.get("/name")
    stated = fact is not None and fact.status is Status.KNOWN and isinstance(fact.value, str)
    return str(fact.value) if fact is not None and stated else card.name


def _organisation(opened: Opened, path: Path, parts: list[str]) -> Spot | None:
    """Return the organisation card that the settings name."""
    settings = opened.workspace.settings
    if parts != ["organisation"] or absolute(settings.file) != path:
        return None
    found = [card for card in opened.workspace.of_kind("organisation") if card.name == settings.organisation]
    return Spot(absolute(found[-1].file), "/name") if found else None


def _pointer(card: Card, inner: str) -> str:
    """Return where a reference stands in the text; an item of a list by its index."""
    fact = card.facts.get(inner)
    if fact is not None:
        return fact.pointer
    above, _, index = inner.rpartition("/")
    fact = card.facts.get(above)
    return f"{fact.pointer}/{index}" if fact is not None else inner


def _below_profiles(before: list[str]) -> bool:
    for line in reversed(before[:-1]):
        if not re.match(r"\s*-\s|\s*#|\s*$", line):
            return line.startswith("profiles:")
    return False


def _profiles(opened: Opened, path: Path, start: int) -> list[Choice]:
    card = card_in(opened, path)
    taken = set(card.profiles) if card else set()
    return [Choice(name, f"profile in {file}", start) for name, file in opened.profiles.items() if name not in taken]
