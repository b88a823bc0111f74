"""Disclosure to one named client: it nests, it is by the rows for that client alone, and no other learns of it."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from muniment.app.opening import open_workspace
from muniment.assess.assess import assess
from muniment.base.recipients import folded, in_file_name
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.disclosure.policy import OwnRules, Policy, load_policy
from muniment.disclosure.table import ASPECTS, AUDIENCES, Rule, load_table, longest, versions
from muniment.model.kinds import KINDS
from muniment.model.vocabulary import positions_of
from muniment.record.record import Record, record_bytes
from muniment.workspace.clients import ClientRow
from muniment.workspace.link import Workspace
from muniment.workspace.settings import Settings
from sample_cards import card, codes, linked

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AS_OF = "2026-11-23"
MAKING = Making("0", "0", (("renderer", "0"),), "")
VOCABULARY = {path: position for kind in KINDS for path, position in positions_of(kind).items()}
BIRDS = "dataset/birds@1.0"
ONE, OTHER = "Meridian Bank", "Nordveen Group"
CLIENTS = tuple(ClientRow(name=name) for name in (ONE, OTHER))


@cache
def recruitment() -> tuple[Workspace, Any]:
    workspace = derive(open_workspace([EXAMPLES / "recruitment"]).workspace)[0]
    return workspace, assess(workspace, load_catalogue(), AS_OF)


def records(policy: Policy, audience: str, recipient: str = "", kind: str = "datasheet") -> list[Record]:
    workspace, assessment = recruitment()
    return [
        disclose(
            Edition(kind, identity, audience, "en", AS_OF, AS_OF, recipient),
            workspace, assessment, load_catalogue(), policy, VOCABULARY, MAKING,
        )
        for identity, one in workspace.cards.items()
        if one.kind == "dataset"
    ]  # fmt: skip


def random_policy(seed: int) -> Policy:
    chance = random.Random(seed)
    workspace, _ = recruitment()
    used = sorted({fact.path for one in workspace.cards.values() for fact in one.facts.values()})
    used += sorted({path.rpartition(".")[0] for path in used if path.count(".") > 1})

    def rows(number: int, audiences: tuple[str, ...] = AUDIENCES) -> dict[str, Rule]:
        chosen = [path + chance.choice(["", "", *(f"#{aspect}" for aspect in ASPECTS)]) for path in
                  chance.sample(used, number)]  # fmt: skip
        return {path: Rule(path, chance.choice(audiences), "contract") for path in chosen}

    clients = {folded(name): OwnRules(rows(60, ("client",)), rows(20, AUDIENCES[2:])) for name in (ONE, OTHER)}
    return Policy(
        1,
        {**load_table(1), **rows(30)},
        rows(20),
        rows(40),
        {name: rows(5) for name in workspace.cards},
        clients=clients,
    )


@pytest.mark.parametrize("seed", range(3))
def test_an_edition_for_a_client_nests_and_differs_only_by_its_own_rows(seed: int) -> None:
    policy = random_policy(seed)
    own = policy.clients[folded(ONE)]
    sides = [records(policy, *whom) for whom in (("public",), ("client",), ("client", ONE), ("authority",))]
    beyond = short = 0
    for public, general, named, authority in zip(*sides, strict=True):
        told = [{fact.address: fact for fact in record.facts} for record in (public, general, named, authority)]
        assert told[0].keys() <= told[2].keys() <= told[3].keys()
        for address, fact in told[2].items():
            assert fact.value == told[3][address].value
            if address not in told[1] and fact.status == "known":
                beyond += 1
                assert longest(own.opened, fact.path), address
        for address in told[1].keys() - told[2].keys():
            short += 1
            assert address not in told[0]
    assert beyond
    assert short


@pytest.mark.parametrize("seed", range(3))
def test_what_is_for_one_client_changes_no_edition_of_another(seed: int) -> None:
    policy = random_policy(seed)
    without = replace(policy, clients={folded(OTHER): policy.clients[folded(OTHER)]}, _seen={})
    for whom in (("client", OTHER), ("client",), ("public",)):
        for ours, theirs in zip(records(policy, *whom), records(without, *whom), strict=True):
            assert record_bytes(ours) == record_bytes(theirs)
    assert [record_bytes(one) for one in records(policy, "client", "meridian  BANK")] == [
        record_bytes(replace(one, recipient="meridian  BANK")) for one in records(policy, "client", ONE)
    ]


def policy_of(*rows: dict[str, str], **facts: Any) -> tuple[Policy, list[str]]:
    settings = Settings(
        file="muniment.yaml", disclosure_table=versions()[-1], disclosure_rows=tuple(rows), clients=CLIENTS
    )
    policy, findings = load_policy(linked(card(**facts), settings=settings)[0])
    return policy, codes(findings)


def levels(policy: Policy, path: str) -> tuple[str, str, str]:
    """Return who may see a fact: in the edition for all clients, for the one, and for the other."""
    return tuple(policy.for_recipient("client", name).level(BIRDS, path).audience for name in ("", ONE, OTHER))  # type: ignore[return-value]


KEPT = {"path": "dataset.title", "audience": "internal", "ground": "trade_secret"}
OPEN = {"path": "dataset.title", "audience": "client", "reason": "By schedule 4.", "for": ONE}


@pytest.mark.parametrize(
    ("rows", "path", "expected", "found"),
    [
        # An opening lifts a narrowing of the workspace for the one alone; authorities may see what a client sees.
        ([KEPT, OPEN], "dataset.title", ("authority", "client", "authority"), []),
        ([OPEN], "dataset.title", ("public", "public", "public"), []),
        # A narrowing further down stands, and so does a row of the table further down.
        ([{**KEPT, "path": "dataset.security.poisoning_checks"}, {**OPEN, "path": "dataset.security"}],
         "dataset.security.poisoning_checks", ("internal", "internal", "internal"), []),
        # An opening without a reason opens nothing; a narrowing without a ground narrows.
        ([KEPT, {k: v for k, v in OPEN.items() if k != "reason"}], "dataset.title",
         ("internal", "internal", "internal"), ["MUN603"]),
        ([{"path": "dataset.gaps", "audience": "authority", "for": ONE}], "dataset.gaps[].description",
         ("client", "authority", "client"), ["MUN604"]),
        ([{"path": "dataset.gaps", "audience": "authority", "ground": "contract", "for": ONE}],
         "dataset.gaps[].description", ("client", "authority", "client"), []),
        # What everybody may see can be kept from nobody.
        ([{**KEPT, "for": ONE}], "dataset.title", ("public", "public", "public"), ["MUN757"]),
    ],
)  # fmt: skip
def test_rows_for_one_client(
    rows: list[dict[str, str]], path: str, expected: tuple[str, str, str], found: list[str]
) -> None:
    policy, said = policy_of(*rows)
    assert (levels(policy, path), said) == (expected, found)


def test_a_card_and_a_supplier_narrow_also_what_is_opened_to_one_client() -> None:
    narrow = [{"path": "title", "audience": "authority", "ground": "contract"}]
    policy, _ = policy_of(OPEN, disclosure=narrow)
    assert levels(policy, "dataset.title") == ("authority",) * 3
    limited = replace(policy_of(OPEN)[0], suppliers={BIRDS: {"dataset.title": Rule("dataset.title", "internal")}})
    assert levels(limited, "dataset.title") == ("internal",) * 3


def test_names_that_lose_letters_in_a_file_name_stay_apart() -> None:
    names = ["A&B", "A-B-", "Müller AG", "Möller AG", "北京", "東京", "x" * 90, "x" * 91, "..", "a/../b"]
    written = [in_file_name(name) for name in names]
    assert len(set(written)) == len(names)
    assert all(name.isascii() and "/" not in name and len(name) <= 70 and name.strip(".-") for name in written)
    assert (in_file_name("ai_office"), in_file_name("Field Guides")) == ("ai_office", "Field-Guides")
    assert folded("Mu\u0308ller  ag") == folded("Müller AG")
