"""Two sides are compared by what they mean: reordering says nothing, and each edit is told as what it was."""

import copy
import random
from typing import Any

import pytest
from card_edits import leaves, plain_card, records, shuffled, workspace_of

from chance import SEED
from muniment.catalogue.load import load_catalogue
from muniment.changes.compare import Kind
from muniment.changes.weighing import Weight, load_materiality
from muniment.changes.workspaces import Compared, compare_workspaces

SEEDS = range(SEED, SEED + 12)


def compared(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> Compared:
    return compare_workspaces(workspace_of(*before), workspace_of(*now), load_catalogue())


def kinds(found: Compared) -> dict[str, Kind]:
    return {change.address.partition("#")[2]: change.kind for change in found.facts}


@pytest.fixture(scope="module")
def card() -> dict[str, Any]:
    return plain_card()


@pytest.mark.parametrize("seed", SEEDS)
def test_another_order_of_keys_and_records_is_no_difference(card: dict[str, Any], seed: int) -> None:
    assert not compared([card], [card]).differs
    assert not compared([card], [shuffled(card, random.Random(seed))]).differs


def edited(card: dict[str, Any], chance: random.Random) -> tuple[dict[str, Any], dict[str, Kind]]:
    """Return a card with some edits, in another order, and what each is to be told as."""
    now, expected = copy.deepcopy(card), {}
    places = [place for place in leaves(now) if place[0] not in ("/title", "/description")]
    for inner, position, place, key in chance.sample(places, 9):
        value = place[key]
        if isinstance(value, bool) or position.choices or isinstance(value, list) or len(expected) % 3 == 0:
            place[key] = {"unknown": "the answer was lost with the old system"}
            expected[inner] = Kind.STATUS
        elif position.prose and isinstance(value, str):
            place[key] = {"value": value, "note": "said again by the data team"}
            expected[inner] = Kind.BESIDE
        else:
            del place[key]
            expected[inner] = Kind.REMOVED
    now["title"] = f"{now['title']} of another year"
    expected["/title"] = Kind.CHANGED
    now["description"] = " \n ".join(now["description"].split())
    expected["/description"] = Kind.STYLE
    return shuffled(now, chance), expected


@pytest.mark.parametrize("seed", SEEDS)
def test_edits_are_told_as_what_they_were_and_nothing_else_is(card: dict[str, Any], seed: int) -> None:
    now, expected = edited(card, random.Random(seed))
    found = compared([card], [now])
    assert kinds(found) == expected
    assert not found.cards
    assert not found.records
    back = {address: {Kind.REMOVED: Kind.ADDED}.get(kind, kind) for address, kind in expected.items()}
    assert kinds(compared([now], [card])) == back


@pytest.mark.parametrize("seed", SEEDS)
def test_a_record_with_another_id_is_the_same_record(card: dict[str, Any], seed: int) -> None:
    now = copy.deepcopy(card)
    record = random.Random(seed).choice(records(now))
    was, record["id"] = record["id"], "another-name"
    found = compared([card], [shuffled(now, random.Random(seed))])
    assert not found.facts
    ((change),) = found.records
    assert change.before.endswith(f"/{was}")
    assert change.now.endswith("/another-name")
    record_leaf = next(place for place in leaves(now) if place[2] is record)
    record[record_leaf[3]] = {"unknown": "the answer was lost"}
    changed = compared([card], [now])
    assert not changed.records, "where more than the id changed, nobody can tell that it is the same record"
    assert {Kind.ADDED, Kind.REMOVED} <= set(kinds(changed).values())


def test_what_moves_to_a_profile_is_structural(card: dict[str, Any]) -> None:
    now = {key: value for key, value in card.items() if key not in ("quality", "splits")}
    now["profiles"] = ["shared"]
    profile = {"muniment": 1, "profile_of": "dataset", "name": "shared"}
    found = compared([card], [now, {**profile, "quality": card["quality"], "splits": card["splits"]}])
    assert found.facts
    assert {(change.kind, change.weight) for change in found.facts} == {(Kind.MOVED, Weight.STRUCTURAL)}


def test_a_new_version_is_compared_with_the_one_before_it(card: dict[str, Any]) -> None:
    now = {**card, "version": "5.0", "title": "Applications of another year"}
    for kept in (True, False):
        found = compared([card], [now, card] if kept else [now])
        ((version),) = found.cards
        assert (version.kind, version.kept, version.before) == ("version", kept, "dataset/applications-train@4.2.0")
        assert kinds(found) == {"/title": Kind.CHANGED}
    older = {**card, "version": "4.10"}
    ((version),) = compared([card, older], [card, older, now]).cards
    assert version.before == "dataset/applications-train@4.10", "4.10 comes after 4.2"


def test_a_card_with_another_name_is_the_same_card_and_references_follow(card: dict[str, Any]) -> None:
    system = {"muniment": 1, "kind": "system", "name": "ranking", "version": "1", "datasets": [
        {"id": "train", "dataset": card["name"], "version": card["version"], "role": "training"}]}  # fmt: skip
    renamed = {**card, "name": "applications"}
    following = copy.deepcopy(system)
    following["datasets"][0]["dataset"] = "applications"
    found = compared([card, system], [renamed, following])
    assert [change.kind for change in found.cards] == ["renamed"]
    assert [(change.kind, change.weight) for change in found.facts] == [(Kind.RENAMED, Weight.STRUCTURAL)]
    other = {**renamed, "title": "Something else"}
    assert sorted(change.kind for change in compared([card, system], [other, following]).cards) == ["added", "removed"]


def test_cards_that_come_and_go_are_told_with_their_facts(card: dict[str, Any]) -> None:
    ((added),) = compared([], [card]).cards
    assert (added.kind, added.facts > 50) == ("added", True)
    ((removed),) = compared([card], []).cards
    assert (removed.kind, removed.facts) == ("removed", added.facts)


@pytest.mark.parametrize(
    ("before", "now", "kind", "weight"),
    [
        ("en", "de", Kind.CHANGED, Weight.MATERIAL),
        (["en", "de"], ["de", "en"], Kind.STYLE, Weight.STRUCTURAL),
        (["en", "de"], ["de"], Kind.CHANGED, Weight.MATERIAL),
        (["en"], {"unknown": "nobody has looked at the files"}, Kind.STATUS, Weight.MATERIAL),
        ({"not_applicable": "pictures hold no text"}, {"not_applicable": "it is sound without speech"}, Kind.BESIDE,
         Weight.MATERIAL),
        ({"unknown": "nobody has looked", "owner": "A"}, {"unknown": "nobody has looked", "owner": "B"}, Kind.BESIDE,
         Weight.EDITORIAL),
        ({"unknown": "nobody has looked"}, {"unknown": "the supplier has not said"}, Kind.BESIDE, Weight.EDITORIAL),
    ],
)  # fmt: skip
def test_how_much_a_change_weighs(before: Any, now: Any, kind: Kind, weight: Weight) -> None:
    head = {"muniment": 1, "kind": "dataset", "name": "a", "version": "1"}
    values = [[value] if isinstance(value, str) else value for value in (before, now)]
    ((change),) = compared(
        [{**head, "scope": {"languages": values[0]}}], [{**head, "scope": {"languages": values[1]}}]
    ).facts
    assert (change.kind, change.weight) == (kind, weight)
    assert change.requirements


def test_every_rule_of_weight_names_what_there_is() -> None:
    from muniment.app.building import vocabulary_of
    from muniment.model.kinds import KINDS
    from muniment.workspace.settings import Settings

    rules = load_materiality(load_catalogue())
    assert set(rules.kinds) == set(Kind)
    assert set(rules.paths) <= set(vocabulary_of(KINDS))
    assert set(rules.settings) <= set(Settings.__dataclass_fields__)
