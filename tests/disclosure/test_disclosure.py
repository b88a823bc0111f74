"""Disclosure: audiences nest, nothing hidden reaches a record, and every widening has a reason."""

import itertools
import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from muniment.app.opening import open_workspace
from muniment.assess.assess import assess
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.disclosure.policy import Policy, load_policy
from muniment.disclosure.table import ASPECTS, AUDIENCES, Rule, load_table, rank, versions
from muniment.model.facts import Fact, Status
from muniment.model.kinds import KINDS
from muniment.model.load import Card
from muniment.model.vocabulary import positions_of
from muniment.record.record import Record, load_record, record_bytes
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings
from muniment.workspace.signing import SigningSettings
from sample_cards import card, codes, linked

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ["recruitment", "open-model", "penguins"]
AS_OF = "2026-11-23"
MAKING = Making("0", "0", (("renderer", "0"),), "")
VOCABULARY = {path: position for kind in KINDS for path, position in positions_of(kind).items()}
PAIRS = list(itertools.pairwise(AUDIENCES))


@cache
def opened(name: str) -> Workspace:
    return open_workspace([EXAMPLES / name]).workspace


def relinked(workspace: Workspace, change: Any) -> Workspace:
    cards = [
        replace(card, profiles=(), facts={inner: change(card, fact) for inner, fact in card.facts.items()})
        for card in workspace.cards.values()
    ]
    return derive(link(cards, [], workspace.settings)[0])[0]


def records(workspace: Workspace, audience: str, policy: Policy) -> list[Record]:
    catalogue = load_catalogue()
    assessment = assess(workspace, catalogue, AS_OF)
    return [
        disclose(
            Edition("datasheet", identity, audience, "en", AS_OF, AS_OF),
            workspace, assessment, catalogue, policy, VOCABULARY, MAKING,
        )
        for identity, card in workspace.cards.items()
        if card.kind == "dataset"
    ]  # fmt: skip


def random_policy(workspace: Workspace, seed: int) -> Policy:
    """A policy with random rows at every stage, over paths that occur and their ancestors."""
    chance = random.Random(seed)
    used = sorted({fact.path for card in workspace.cards.values() for fact in card.facts.values()})
    used += sorted({path.rpartition(".")[0] for path in used if path.count(".") > 1})

    def rows(number: int) -> dict[str, Rule]:
        chosen = [path + chance.choice(["", "", *(f"#{aspect}" for aspect in ASPECTS)]) for path in
                  chance.sample(used, min(number, len(used)))]  # fmt: skip
        return {path: Rule(path, chance.choice(AUDIENCES), "other") for path in chosen}

    by_card = {identity: rows(5) for identity in workspace.cards}
    return Policy(1, {**load_table(1), **rows(30)}, rows(20), rows(20), by_card)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", NAMES)
def test_audiences_nest(name: str, seed: int) -> None:
    workspace = relinked(opened(name), lambda card, fact: fact)
    policy = random_policy(workspace, seed) if seed else load_policy(workspace)[0]
    for narrow, wide in PAIRS:
        for less, more in zip(records(workspace, narrow, policy), records(workspace, wide, policy), strict=True):
            known = {fact.address: fact for fact in more.facts}
            assert {fact.address for fact in less.facts} <= set(known)
            for fact in less.facts:
                assert fact.value == known[fact.address].value
                for aspect in ASPECTS:
                    if aspect != "source" and getattr(fact, aspect):
                        assert getattr(fact, aspect) == getattr(known[fact.address], aspect)


class Planter:
    """Writes a text of its own into everything an author can write, and remembers who may see it."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str, str, str]] = []

    def plant(self, card: Card, fact: Fact) -> Fact:
        if fact.record:
            return fact
        changed = fact
        position = VOCABULARY.get(fact.path)
        if fact.status is Status.KNOWN and isinstance(fact.value, str) and position and position.free:
            changed = replace(changed, value=self._text(card, fact, ""))
        for aspect in ASPECTS:
            changed = replace(changed, **{aspect: self._text(card, fact, aspect)})
        return replace(changed, origin_detail=f"profile {self._text(card, fact, 'origin')}")

    def _text(self, card: Card, fact: Fact, aspect: str) -> str:
        text = f"planted{len(self.texts):06d}x"
        self.texts.append((text, card.identity, fact.path, aspect))
        return text


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", NAMES)
def test_nothing_hidden_occurs_in_the_bytes_of_a_record(name: str, seed: int) -> None:
    planter = Planter()
    workspace = relinked(opened(name), planter.plant)
    policy = random_policy(workspace, seed) if seed else load_policy(workspace)[0]
    for audience in AUDIENCES[:-1]:
        data = b"".join(record_bytes(record) for record in records(workspace, audience, policy)).decode()
        seen = {data[at : at + 14] for at in range(len(data)) if data.startswith("planted", at)}
        for text, identity, path, aspect in planter.texts:
            if text not in seen:
                continue
            if aspect == "origin":
                assert rank(audience) >= rank("authority"), (audience, path)
                assert policy.may_see(audience, identity, path)
            else:
                assert policy.may_see(audience, identity, path, aspect), (audience, path, aspect)
    everything = b"".join(record_bytes(record) for record in records(workspace, "internal", policy)).decode()
    assert sum(text in everything for text, *_ in planter.texts) > 50


@pytest.mark.parametrize("name", NAMES)
def test_hidden_answers_change_nothing_that_the_public_sees(name: str) -> None:
    """Not only the words: which duties apply must not show in a public record either."""
    workspace = relinked(opened(name), lambda card, fact: fact)
    policy, _ = load_policy(workspace)

    def hide(card: Card, fact: Fact) -> Fact:
        if fact.record or policy.may_see("public", card.identity, fact.path) or fact.path.endswith(
            ("[].dataset", "[].version", "[].model", ".system")
        ):  # fmt: skip
            return fact
        return replace(fact, value=None, status=Status.UNKNOWN, reason="hidden")

    other = relinked(opened(name), hide)
    for ours, theirs in zip(records(workspace, "public", policy), records(other, "public", policy), strict=True):
        shown = [fact for fact in ours.facts if fact.origin == "declared"]
        assert shown == [fact for fact in theirs.facts if fact.origin == "declared"]
        assert ours.outcomes == theirs.outcomes == ()


@pytest.mark.parametrize("name", NAMES)
def test_outcomes_go_to_their_recipients_only(name: str) -> None:
    workspace = relinked(opened(name), lambda card, fact: fact)
    policy, _ = load_policy(workspace)
    known = load_catalogue().requirements
    for audience, words in (("client", {"downstream_provider", "deployer", "data_subject", "rightsholder"}),):
        for record in records(workspace, audience, policy):
            for outcome in record.outcomes:
                assert set(known[outcome.requirement].recipients) & words
                assert set(outcome.facts) <= {fact.address for fact in record.facts}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_record_comes_back_from_its_bytes(audience: str) -> None:
    workspace = relinked(opened("recruitment"), lambda card, fact: fact)
    for record in records(workspace, audience, load_policy(workspace)[0]):
        assert load_record(record_bytes(record)) == record


@pytest.mark.parametrize("audience", AUDIENCES)
def test_omissions_are_counted_and_named_to_authorities_only(audience: str) -> None:
    workspace = relinked(opened("recruitment"), lambda card, fact: fact)
    policy, _ = load_policy(workspace)
    everything = {record.subject.name: len(record.facts) for record in records(workspace, "internal", policy)}
    for record in records(workspace, audience, policy):
        left_out = sum(omission.count for omission in record.omissions)
        assert left_out + len(record.facts) == everything[record.subject.name]
        for omission in record.omissions:
            assert len(omission.addresses) == (omission.count if audience == "authority" else 0)


# --- rows


def policy_of(rows: list[dict[str, str]], **facts: Any) -> tuple[Policy, list[str]]:
    settings = Settings(file="muniment.yaml", disclosure_table=versions()[-1], disclosure_rows=tuple(rows))
    policy, findings = load_policy(linked(card(**facts), settings=settings)[0])
    return policy, codes(findings)


BIRDS = "dataset/birds@1.0"


def test_a_path_in_no_row_is_internal() -> None:
    policy, _ = policy_of([])
    assert policy.level(BIRDS, "dataset.no.such.path").audience == "internal"
    assert policy.level(BIRDS, "dataset.title").audience == "public"
    for aspect in ASPECTS:
        assert policy.level(BIRDS, "dataset.title", aspect).audience == "internal"


@pytest.mark.parametrize(
    ("row", "code", "audience"),
    [
        ({"path": "dataset.title", "audience": "internal", "ground": "contract"}, "", "internal"),
        ({"path": "dataset.title", "audience": "authority", "ground": "security"}, "", "authority"),
        ({"path": "dataset.title", "audience": "internal"}, "MUN604", "internal"),
        ({"path": "dataset.design_choices", "audience": "public", "reason": "We publish them."}, "", "public"),
        ({"path": "dataset.design_choices", "audience": "public"}, "MUN603", "authority"),
        ({"path": "dataset.title#owners", "audience": "public", "reason": "So that all know."}, "MUN602", "public"),
        ({"path": "dataset.titel", "audience": "internal", "ground": "contract"}, "MUN607", "internal"),
        ({"path": "title", "audience": "internal", "ground": "contract"}, "MUN607", "internal"),
        ({"path": "dataset.gaps[]", "audience": "internal", "ground": "contract"}, "", "internal"),
        ({"path": "dataset", "audience": "internal", "ground": "contract"}, "", "internal"),
    ],
)
def test_rows_of_a_workspace(row: dict[str, str], code: str, audience: str) -> None:
    policy, found = policy_of([row])
    assert found == ([code] if code else [])
    assert policy.level(BIRDS, row["path"].partition("#")[0]).audience == audience


def test_a_row_of_a_card_that_speaks_of_no_fact_is_found() -> None:
    wrong = [{"path": "licences", "audience": "internal", "ground": "contract"}]
    right = [{"path": "labelling.campaigns[].workforce[].pay", "audience": "internal", "ground": "contract"},
             {"path": "dataset.gaps#reason", "audience": "internal", "ground": "contract"}]  # fmt: skip
    assert policy_of([], disclosure=wrong)[1] == ["MUN607"]
    assert policy_of([], disclosure=right)[1] == []


def test_a_workspace_that_pins_no_table_is_told() -> None:
    workspace, _ = linked(card(), settings=Settings(file="muniment.yaml"))
    assert codes(load_policy(workspace)[1]) == ["MUN601"]


def test_a_table_that_does_not_exist_is_a_finding() -> None:
    workspace, _ = linked(card(), settings=Settings(file="muniment.yaml", disclosure_table=999))
    policy, findings = load_policy(workspace)
    assert codes(findings) == ["MUN605"]
    assert policy.version in versions()


def test_the_card_narrows_the_workspace_and_never_widens() -> None:
    rows = [{"path": "dataset.design_choices", "audience": "public", "reason": "We publish them."}]
    narrow = [{"path": "design_choices", "audience": "client", "ground": "contract"}]
    assert policy_of(rows, disclosure=narrow)[0].level(BIRDS, "dataset.design_choices").audience == "client"
    assert policy_of(rows, disclosure=narrow)[0].level(BIRDS, "dataset.design_choices").ground == "contract"
    wide = [{"path": "security", "audience": "client", "ground": "other"}]
    plain = policy_of([])[0].level(BIRDS, "dataset.security.measures")
    assert policy_of([], disclosure=wide)[0].level(BIRDS, "dataset.security.measures") == plain


def test_opening_a_section_opens_nothing_that_has_a_narrower_row_of_its_own() -> None:
    table = {"dataset.a": Rule("dataset.a", "client"), "dataset.a.b": Rule("dataset.a.b", "internal")}
    policy = Policy(1, table, {"dataset.a": Rule("dataset.a", "public")}, {}, {})
    assert policy.level(BIRDS, "dataset.a.c").audience == "public"
    assert policy.level(BIRDS, "dataset.a.b").audience == "internal"
    assert policy.level(BIRDS, "dataset.a.b.d").audience == "internal"


def test_an_aspect_is_never_wider_than_its_fact() -> None:
    rows = [{"path": "dataset.title#note", "audience": "public", "reason": "Notes on titles help."}]
    rows += [{"path": "dataset.title", "audience": "authority", "ground": "contract"}]
    policy, _ = policy_of(rows)
    assert policy.level(BIRDS, "dataset.title", "note").audience == "authority"


def test_the_status_of_a_whole_list_is_printed_under_its_title() -> None:
    workspace, _ = linked(card(bias_measures={"not_applicable": "no bias was found"}))
    derived, _ = derive(workspace)
    (record,) = records(derived, "internal", load_policy(workspace)[0])
    labels = {fact.path: fact.label for fact in record.facts}
    assert labels["dataset.bias_measures"] == VOCABULARY["dataset.bias_measures[]"].title


def test_the_table_names_real_paths_only() -> None:
    for version in versions():
        for path in load_table(version):
            bare = path.partition("#")[0]
            assert any(known.startswith((f"{bare}.", f"{bare}[]")) or known == bare for known in VOCABULARY), path


@pytest.mark.parametrize("audience", AUDIENCES)
def test_approvals_are_asked_for_where_the_workspace_says_so_and_never_before_the_public(audience: str) -> None:
    asking = SigningSettings(approvals=["legal", "data-owner"])
    plain = opened("penguins")
    workspace = replace(plain, settings=replace(plain.settings, signing=asking))
    policy = load_policy(workspace)[0]
    (record,) = records(workspace, audience, policy)
    assert record.approvals == (None if audience == "public" else ("data-owner", "legal"))
    assert load_record(record_bytes(record)) == record
    (silent,) = records(plain, audience, policy)
    assert b'"approvals"' not in record_bytes(silent)
