"""Nothing is called met that is not: taking knowledge away never makes a duty met, with the real catalogue."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from chance import SEED
from muniment.app.opening import open_workspace
from muniment.assess.assess import assess
from muniment.assess.assessment import Applies, Assessment, Outcome, Row
from muniment.catalogue.conditions import leaves
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.workspace.link import REFERENCES, Workspace, link

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
#: ``twice``: every data set of the recruitment example is used by two systems, in different roles.
NAMES = ["recruitment", "open-model", "penguins", "twice"]
AS_OF = "2028-12-01"
CATALOGUE = load_catalogue()


@cache
def opened(name: str) -> Workspace:
    if name != "twice":
        return open_workspace([EXAMPLES / name]).workspace
    workspace = opened("recruitment")
    system = next(card for card in workspace.cards.values() if card.kind == "system")
    facts = {
        inner: replace(fact, value="testing") if fact.path == "system.datasets[].role" else fact
        for inner, fact in system.facts.items()
    }
    other = replace(system, name="other", facts=facts)
    return replace(workspace, cards={**workspace.cards, other.identity: other})


def judged(workspace: Workspace) -> Assessment:
    cards = [card for card in workspace.cards.values() if not card.is_profile]
    relinked, _ = link([replace(card, profiles=()) for card in cards], [], workspace.settings)
    derived, _ = derive(relinked)
    return assess(derived, CATALOGUE, AS_OF)


def rows(assessment: Assessment) -> dict[tuple[str, str, str], Row]:
    every = [part for row in assessment.rows for part in (row, *row.parts)]
    return {(row.requirement.id, row.bearer, row.use): row for row in every}


def takeable(name: str) -> list[tuple[str, str]]:
    """The facts that may be taken away: what is known, save for the references that say which card is meant."""
    return [
        (card.identity, fact.inner)
        for card in opened(name).cards.values()
        for fact in card.facts.values()
        if fact.status is Status.KNOWN
        and not fact.record
        and fact.path not in REFERENCES
        and not fact.path.endswith(("datasets[].version", "models[].version"))
    ]


def without(name: str, taken: dict[tuple[str, str], str]) -> Workspace:
    workspace = opened(name)
    return replace(workspace, cards={identity: _less(card, taken) for identity, card in workspace.cards.items()})


def _less(card: Card, taken: dict[tuple[str, str], str]) -> Card:
    facts: dict[str, Fact] = {}
    for inner, fact in card.facts.items():
        how = taken.get((card.identity, inner))
        if how is None:
            facts[inner] = fact
        elif how == "unknown":
            facts[inner] = replace(fact, value=None, status=Status.UNKNOWN, reason="nobody knows")
    return replace(card, facts=facts)


Taken = dict[tuple[str, str], str]


def compare(name: str, less: Taken, still_less: Taken) -> None:
    """Fail if a duty is met with less knowledge that was not met with more."""
    known = rows(judged(without(name, less)))
    for key, row in rows(judged(without(name, {**less, **still_less}))).items():
        if row.outcome is Outcome.MET:
            earlier = known[key]
            assert earlier.outcome is Outcome.MET, (key, earlier.applies, earlier.outcome, row.reason, still_less)


@pytest.mark.parametrize("how", ["absent", "unknown"])
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", NAMES)
def test_taking_facts_away_makes_no_duty_met(name: str, seed: int, how: str) -> None:
    chance = random.Random(f"{name}{seed}{SEED}")
    facts = takeable(name)
    some, more = (round(len(facts) * share) for share in ((0, 0.05, 0.3)[seed % 3], (0.01, 0.05, 0.2, 0.6)[seed // 3]))
    less = dict.fromkeys(chance.sample(facts, some), chance.choice(["absent", "unknown"]))
    left = [fact for fact in facts if fact not in less]
    compare(name, less, dict.fromkeys(chance.sample(left, max(1, min(more, len(left)))), how))


def gates() -> set[str]:
    conditions = [requirement.condition for requirement in CATALOGUE.requirements.values()]
    conditions += [track.condition for track in CATALOGUE.tracks.values()]
    conditions += [need.when for requirement in CATALOGUE.requirements.values() for need in requirement.needs]
    paths = {leaf.path for condition in conditions for leaf in leaves(condition)} | {"organisation.roles"}
    uses = {path.removeprefix("use.") for path in paths if path.startswith("use.")}
    return paths | {f"{kind}.datasets[].{rest}" for kind in ("system", "model") for rest in uses}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["absent", "unknown"])
@pytest.mark.parametrize("share", [0.0, 0.1])
@pytest.mark.parametrize("name", NAMES)
def test_taking_one_gate_away_makes_no_duty_met(name: str, share: float, how: str) -> None:
    chance = random.Random(f"{name}{SEED}")
    facts = takeable(name)
    less = dict.fromkeys(chance.sample(facts, round(len(facts) * share)), "absent")
    wanted = gates()
    for identity, inner in facts:
        if opened(name).cards[identity].facts[inner].path in wanted:
            compare(name, less, {(identity, inner): how})


def checked(row: Row) -> None:
    assert (row.outcome is not None) == (row.applies is Applies.YES)
    if row.outcome is Outcome.MET and not row.parts and row.requirement.quantifier == "every":
        assert row.facts
        for basis in row.facts:
            assert basis.status in ("known", "not_applicable"), (row.requirement.id, basis)
        assert any(basis.status == "known" for basis in row.facts)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.4])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_met_rests_on_what_is_not_known(name: str, share: float) -> None:
    chance = random.Random(f"{name}{SEED}")
    facts = takeable(name)
    taken = {fact: chance.choice(["absent", "unknown"]) for fact in chance.sample(facts, round(len(facts) * share))}
    for row in rows(judged(without(name, taken))).values():
        checked(row)


@pytest.mark.parametrize("name", NAMES)
def test_cards_that_say_nothing_meet_nothing(name: str) -> None:
    taken = dict.fromkeys(takeable(name), "absent")
    assert not [key for key, row in rows(judged(without(name, taken))).items() if row.outcome is Outcome.MET]


@pytest.mark.parametrize("how", ["absent", "unknown"])
@pytest.mark.parametrize("gate", ["system.risk_class", "system.annex_iii", "system.datasets[].role"])
def test_an_open_question_of_one_use_does_not_hide_behind_another_use(gate: str, how: str) -> None:
    facts = takeable("twice")
    of_other = [fact for fact in facts if fact[0].startswith("system/other@")]
    paths = {fact: opened("twice").cards[fact[0]].facts[fact[1]].path for fact in of_other}
    less = dict.fromkeys([fact for fact in of_other if ".fit." in paths[fact]], "absent")
    still_less = dict.fromkeys([fact for fact in of_other if paths[fact] == gate], how)
    assert less
    assert still_less
    compare("twice", less, still_less)
