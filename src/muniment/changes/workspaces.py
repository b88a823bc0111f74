"""The comparison of two linked workspaces: their cards, records, facts and settings."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from muniment.catalogue.requirements import Catalogue
from muniment.changes.compare import Difference, Kind, compare
from muniment.changes.comparison import CardChange, FactChange, RecordChange, SettingChange
from muniment.changes.pairing import Pair, pair_cards
from muniment.changes.records import Facts, moved, renamed_records
from muniment.changes.statements import Statement, statements_of
from muniment.changes.weighing import Materiality, Weight, load_materiality
from muniment.model.load import Card
from muniment.model.vocabulary import position_at
from muniment.workspace.link import REFERENCES, Workspace
from muniment.workspace.settings import Settings


@dataclass(frozen=True)
class Compared:
    """What differs between two workspaces, and which cards were compared with each other."""

    pairs: tuple[Pair, ...]
    cards: tuple[CardChange, ...]
    records: tuple[RecordChange, ...]
    facts: tuple[FactChange, ...]
    settings: tuple[SettingChange, ...]

    @property
    def differs(self) -> bool:
        """Tell whether anything of the cards or settings differs."""
        return any((self.cards, self.records, self.facts, self.settings))


def compare_workspaces(before: Workspace, now: Workspace, catalogue: Catalogue) -> Compared:
    """Compare two workspaces with derived facts."""
    facts, facts_now = _facts(before), _facts(now)
    pairs = tuple(pair_cards(before.cards, now.cards, facts, facts_now))
    rules = load_materiality(catalogue)
    names = {_name(pair.before): _name(pair.now) for pair in pairs if pair.kind == "renamed"}
    cards: list[CardChange] = []
    records: list[RecordChange] = []
    found: list[FactChange] = []
    for pair in pairs:
        cards += _of_card(pair, before, now, facts, facts_now)
        if not pair.before or not pair.now:
            continue
        ids = _records(before.cards[pair.before]), _records(now.cards[pair.now])
        renamed = renamed_records(facts[pair.before], facts_now[pair.now], *ids)
        records += [RecordChange(f"{pair.before}#{was}", f"{pair.now}#{is_}") for was, is_ in renamed]
        for difference in compare(moved(facts[pair.before], renamed), facts_now[pair.now]):
            found.append(_fact(_renamed(difference, names), rules))
    return Compared(pairs, tuple(cards), tuple(records), tuple(found), tuple(_settings(before, now, rules)))


def facts_between(before: Facts, now: Facts, rules: Materiality) -> list[FactChange]:
    """Return the changes between the facts of two states of one card."""
    return [_fact(difference, rules) for difference in compare(before, now)]


def _facts(workspace: Workspace) -> dict[str, dict[str, Statement]]:
    return {name: statements_of(card, workspace.evidence.get(name)) for name, card in workspace.cards.items()}


def _records(card: Card) -> list[str]:
    return [inner for inner, fact in card.facts.items() if fact.record]


def _name(identity: str) -> str:
    return identity.partition("/")[2].rpartition("@")[0]


def _of_card(
    pair: Pair,
    before: Workspace,
    now: Workspace,
    facts: Mapping[str, Mapping[str, Statement]],
    facts_now: Mapping[str, Mapping[str, Statement]],
) -> Iterator[CardChange]:
    """Yield what changed about a card as a whole."""
    card = pair.now or pair.before
    if pair.kind == "added":
        yield CardChange(card, "added", Weight.MATERIAL, "", card, len(facts_now[card]))
    elif pair.kind == "removed":
        yield CardChange(card, "removed", Weight.MATERIAL, card, "", len(facts[card]))
    elif pair.kind == "version":
        # The version alone changes no fact: what changed with it is told fact by fact.
        yield CardChange(card, "version", Weight.EDITORIAL, pair.before, pair.now, kept=pair.before in now.cards)
    elif pair.kind == "renamed":
        yield CardChange(card, "renamed", Weight.STRUCTURAL, pair.before, pair.now)
    if pair.before and pair.now:
        languages = [side.cards[name].language for side, name in ((before, pair.before), (now, pair.now))]
        if languages[0] != languages[1]:
            yield CardChange(card, "language", Weight.EDITORIAL, languages[0], languages[1])


def _renamed(difference: Difference, names: Mapping[str, str]) -> Difference:
    """Return a reference that follows the new name of a card as that."""
    was, is_ = difference.before, difference.now
    if difference.kind is not Kind.CHANGED or was is None or is_ is None or was.path not in REFERENCES or not names:
        return difference
    sides = [side.value if isinstance(side.value, list) else [side.value] for side in (was, is_)]
    followed = [_followed(str(reference), names) for reference in sides[0]]
    if followed != [str(reference) for reference in sides[1]]:
        return difference
    return Difference(difference.key, Kind.RENAMED, was, is_)


def _followed(reference: str, names: Mapping[str, str]) -> str:
    head, slash, rest = reference.rpartition("/")
    name, at, version = rest.partition("@")
    return f"{head}{slash}{names.get(name, name)}{at}{version}"


def _fact(difference: Difference, rules: Materiality) -> FactChange:
    one = difference.one
    position = position_at(one.path)
    return FactChange(
        address=one.address,
        path=one.path,
        label=position.title if position else one.path.rpartition(".")[2],
        kind=difference.kind,
        weight=rules.weigh(difference),
        before=difference.before,
        now=difference.now,
        gate=one.path in rules.gates,
        requirements=rules.duties.get(one.path, ()),
    )


def _settings(before: Workspace, now: Workspace, rules: Materiality) -> Iterable[SettingChange]:
    for name, weight in rules.settings.items():
        was, is_ = getattr(before.settings, name), getattr(now.settings, name)
        if was != is_:
            yield SettingChange(name, weight, *(_said(name, value) for value in (was, is_)))


def _said(name: str, value: object) -> str:
    """Return a setting in words; how documents are signed is not repeated."""
    return "" if name == "signing" else _words(value)


def _words(value: object) -> str:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = dataclasses.asdict(value)
    elif isinstance(value, BaseModel):
        value = value.model_dump(exclude_none=True)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(item)}" for key, item in value.items() if item)
    if isinstance(value, list | tuple):
        plain = all(isinstance(item, str) for item in value)
        return (", " if plain else "; ").join(map(_words, value))
    return str(value) if value else ""


def no_workspace() -> Workspace:
    """Return a workspace without a card, for a side on which there was none."""
    return Workspace(Settings(), {}, (), "", {})
