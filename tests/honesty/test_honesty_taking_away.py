"""Every answer of the examples rests on its facts: take one away, in the card itself, and nothing is met by it."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from honest_workspaces import CATALOGUE, only

from muniment.app.opening import open_workspace
from muniment.assess.assess import assess
from muniment.assess.assessment import Assessment, Outcome, Row
from muniment.base.addresses import split_address
from muniment.derive.derive import derive
from muniment.model.facts import Origin
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree
from muniment.source.tree import Tree
from muniment.workspace.link import REFERENCES, Workspace, link

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = "2028-12-01"
NAMES = ["open-model", "recruitment", "penguins"]
INSTEAD: dict[str, Any] = {
    "absent": None,
    "placeholder": "TODO: fill this in",
    "unknown": {"unknown": "nobody has looked yet"},
}
#: What says which card or record is meant; without it another is read, or none.
WHICH = {*REFERENCES, "model.datasets[].version", "system.datasets[].version", "model.models[].version"}


@cache
def opened(name: str) -> tuple[Workspace, dict[str, Tree]]:
    found = open_workspace([EXAMPLES / name])
    return found.workspace, found.trees


@cache
def parts(name: str) -> tuple[Row, ...]:
    assessment = assess(derive(opened(name)[0])[0], CATALOGUE, AS_OF)
    return tuple(flat(assessment))


def flat(assessment: Assessment) -> list[Row]:
    return [part for row in assessment.rows for part in row.parts or (row,)]


def resting(name: str) -> dict[str, list[Row]]:
    """Return, for each fact that a card or profile states, the rows that are met by it."""
    found: dict[str, list[Row]] = {}
    cards = opened(name)[0].cards
    for row in parts(name):
        if row.outcome is Outcome.MET:
            for basis in row.facts:
                identity, inner = split_address(basis.address)
                fact = cards[identity].facts.get(inner) if identity in cards else None
                if fact is not None and fact.origin is Origin.DECLARED and fact.path not in WHICH and not fact.record:
                    found.setdefault(basis.address, []).append(row)
    return found


def changed(tree: Tree, pointer: str, instead: Any) -> Tree:
    """Return a card's tree with something else at a pointer, as if it had been written."""
    import yaml

    from case_workspaces import _Dumper

    body = deepcopy(tree.value)
    whole = pointer.removesuffix("/value").removesuffix("/text")
    *above, last = [part.replace("~1", "/").replace("~0", "~") for part in whole.split("/")[1:]]
    place = body
    for part in above:
        place = place[int(part)] if isinstance(place, list) else place[part]
    key: Any = int(last) if isinstance(place, list) else last
    if instead is None:
        del place[key]
    else:
        place[key] = deepcopy(instead)
    text = yaml.dump(body, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    read, findings = load_tree(text.encode(), tree.file)
    assert read is not None, findings
    return read


@cache
def cards_of(name: str) -> dict[str, Card]:
    """Return the cards and profiles of an example by file, as their files state them."""
    _, trees = opened(name)
    own = {file: tree for file, tree in trees.items() if {"kind", "profile_of"} & set(tree.value)}
    loaded = {file: load_card(tree)[0] for file, tree in own.items()}
    return {file: card for file, card in loaded.items() if card is not None}


def without(name: str, address: str, instead: Any) -> Workspace:
    workspace, trees = opened(name)
    identity, inner = split_address(address)
    fact = workspace.cards[identity].facts[inner]
    card, _ = load_card(changed(trees[fact.file], fact.pointer, instead))
    assert card is not None
    every = {**cards_of(name), fact.file: card}.values()
    own, profiles = [one for one in every if not one.is_profile], [one for one in every if one.is_profile]
    return derive(link(own, profiles, workspace.settings)[0])[0]


def is_stated_elsewhere(less: Workspace, address: str, before: Workspace) -> bool:
    """Tell whether a profile now answers in the place of the card."""
    identity, inner = split_address(address)
    fact = less.cards[identity].facts.get(inner)
    return fact is not None and fact.file != before.cards[identity].facts[inner].file


@pytest.mark.slow
@pytest.mark.parametrize("how", INSTEAD)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_met_without_what_it_rests_on(name: str, how: str) -> None:
    facts = resting(name)
    assert len(facts) > 10
    # What is absent is tried for every fact; the other two must come to the same, which a third of them shows.
    for address, rows in list(facts.items())[:: 1 if how == "absent" else 3]:
        workspace = without(name, address, INSTEAD[how])
        if is_stated_elsewhere(workspace, address, opened(name)[0]):
            continue
        less = assess(workspace, only({row.requirement.id for row in rows}), AS_OF)
        now = {(row.requirement.id, row.bearer, row.use): row for row in flat(less)}
        for row in rows:
            after = now.get((row.requirement.id, row.bearer, row.use))
            if after is not None and after.outcome is Outcome.MET:
                # Another path of the same need may answer in its place; the fact itself must not.
                still = [basis for basis in after.facts if basis.address == address and basis.status == "known"]
                assert not still, (row.requirement.id, address)
                assert {basis.address for basis in after.facts} - {basis.address for basis in row.facts} or any(
                    len(need.paths) > 1 or need.when or need.each for need in row.requirement.needs
                ), (row.requirement.id, address)
