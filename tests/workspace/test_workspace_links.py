"""Linking: identities, references, uses, and profiles."""

from typing import Any

import pytest

from muniment.model.facts import Status
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings
from sample_cards import card, codes, linked, load, profile

BIRDS = "dataset/birds@1.0"


def system(*uses: dict[str, Any], **facts: Any) -> str:
    return card("system", "router", datasets=[{"id": f"u{at}", **use} for at, use in enumerate(uses)], **facts)


@pytest.mark.parametrize(
    ("use", "found", "target"),
    [
        ({"dataset": "birds@1.0"}, [], BIRDS),
        ({"dataset": "dataset/birds@1.0"}, [], BIRDS),
        ({"dataset": "birds", "version": "1.0"}, [], BIRDS),
        ({"dataset": "birds"}, ["MUN302"], BIRDS),
        ({"dataset": "birds@2.0"}, ["MUN301"], ""),
        ({"dataset": "brids@1.0"}, ["MUN301"], ""),
        ({"dataset": {"unknown": "nobody remembers"}}, [], ""),
    ],
)
def test_reference(use: dict[str, Any], found: list[str], target: str) -> None:
    workspace, findings = linked(card(), system(use))
    assert codes(findings) == found
    assert [item.dataset for item in workspace.uses] == [target]


def test_a_reference_without_version_to_one_of_several_leads_nowhere() -> None:
    workspace, findings = linked(card(), card(version="2.0"), system({"dataset": "birds"}))
    assert codes(findings) == ["MUN302"]
    assert "1.0, 2.0" in findings[0].remedy
    assert [item.dataset for item in workspace.uses] == [""]


def test_a_misspelt_reference_is_told_the_near_name() -> None:
    _, findings = linked(card(), system({"dataset": "brids@1.0"}))
    assert 'Did you mean "birds"?' in findings[0].remedy
    assert findings[0].pointer == "/datasets/0/dataset"


def test_uses_are_known_from_both_sides() -> None:
    workspace, _ = linked(card(), card(name="cats"), system({"dataset": "birds@1.0"}, {"dataset": "cats@1.0"}))
    assert [use.record for use in workspace.uses_by("system/router@1.0")] == ["/datasets/u0", "/datasets/u1"]
    assert [use.user for use in workspace.uses_of(BIRDS)] == ["system/router@1.0"]


def test_the_same_identity_twice_names_both_files() -> None:
    first, second = load(card(title="One bird"), "a/birds.card.yaml")[0], load(card(), "b/birds.card.yaml")[0]
    assert first
    assert second
    workspace, findings = link([second, first], [], Settings())
    assert codes(findings) == ["MUN701"]
    assert (findings[0].file, findings[0].related) == ("b/birds.card.yaml", ("a/birds.card.yaml",))
    assert workspace.cards[BIRDS].file == "a/birds.card.yaml"


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("birds.card.yaml", []),
        ("deep/er/birds.card.yml", []),
        ("birds@1.0.card.yaml", []),
        ("dataset.card.yaml", []),
        ("cats.card.yaml", ["MUN702"]),
        ("birds@2.0.card.yaml", ["MUN702"]),
    ],
)
def test_file_names(file: str, found: list[str]) -> None:
    loaded, _ = load(card(), file)
    assert loaded
    assert codes(link([loaded], [], Settings())[1]) == found


def test_which_organisation_is_the_provider() -> None:
    us, them = card("organisation", "us"), card("organisation", "them")
    assert linked(us)[0].organisation == "organisation/us@1.0"
    workspace, findings = linked(us, them)
    assert (workspace.organisation, codes(findings)) == ("", ["MUN703"])
    assert linked(us, them, settings=Settings(organisation="us"))[0].organisation == "organisation/us@1.0"
    workspace, findings = linked(us, settings=Settings(organisation="ours", file="muniment.yaml"))
    assert (workspace.organisation, codes(findings)) == ("", ["MUN703"])


# --- profiles


def shared(workspace: Workspace) -> dict[str, tuple[Any, str, str]]:
    facts = workspace.cards[BIRDS].facts
    return {inner: (fact.value, str(fact.status), fact.origin_detail) for inner, fact in facts.items()}


def test_a_profile_gives_its_facts_with_their_origin_and_place() -> None:
    workspace, findings = linked(card(profiles=["shared"]), profile(title="Birds of the garden"))
    assert not findings
    assert shared(workspace) == {"/title": ("Birds of the garden", "known", "profile shared")}
    fact = workspace.cards[BIRDS].facts["/title"]
    assert (fact.file, fact.pointer) == ("shared.yaml", "/title")


def test_the_card_wins() -> None:
    workspace, findings = linked(card(profiles=["shared"], title="Own title"), profile(title="Other title"))
    assert not findings
    assert shared(workspace) == {"/title": ("Own title", "known", "")}


def test_an_own_status_wins_too() -> None:
    own = card(
        profiles=["shared"], labelling={"not_applicable": "nothing is labelled"}, title={"unknown": "not yet named"}
    )
    other = profile(
        title="Other title", labelling={"labelled": True, "campaigns": [{"id": "a", "task": "draw the boxes"}]}
    )
    workspace, _ = linked(own, other)
    assert {inner: status for inner, (_, status, _) in shared(workspace).items()} == {
        "/labelling": Status.NOT_APPLICABLE,
        "/title": Status.UNKNOWN,
    }


def test_a_shared_status_of_a_section_yields_to_own_leaves() -> None:
    workspace, _ = linked(
        card(profiles=["shared"], labelling={"labelled": False}),
        profile(labelling={"unknown": "the vendor was silent"}),
    )
    assert shared(workspace) == {"/labelling/labelled": (False, "known", "")}


@pytest.mark.parametrize(
    "written",
    [
        {"title": "TODO"}, {"title": None}, {"title": {"text": {"en": "TBD"}}}, {"title": {"unknown": ""}},
        {"title": ["Birds", "of the garden"]}, {"title": {"value": "to be completed", "note": "see mail"}},
    ],
)  # fmt: skip
def test_what_is_no_answer_lets_no_profile_answer_in_its_place(written: dict[str, Any]) -> None:
    own, problems = load(card(profiles=["shared"], **written))
    assert own is not None and problems
    other, _ = load(profile(title="Birds of the garden", labelling={"labelled": False}))
    assert other is not None
    workspace, _ = link([own], [other], Settings())
    assert set(shared(workspace)) == {"/labelling/labelled"}


def test_a_section_that_is_no_answer_lets_no_profile_fill_it() -> None:
    own, _ = load(card(profiles=["shared"], labelling="TODO"))
    other, _ = load(profile(title="Birds", labelling={"labelled": True, "campaigns": [{"id": "a", "task": "x y"}]}))
    assert own is not None and other is not None
    workspace, _ = link([own], [other], Settings())
    assert set(shared(workspace)) == {"/title"}


def test_an_unknown_key_leaves_its_section_to_the_profile() -> None:
    own, problems = load(card(profiles=["shared"], labelling={"labeled": True}))
    other, _ = load(profile(labelling={"labelled": True}))
    assert own is not None and other is not None and codes(problems) == ["MUN201"]
    workspace, _ = link([own], [other], Settings())
    assert set(shared(workspace)) == {"/labelling/labelled"}


def test_what_one_profile_refuses_no_other_gives() -> None:
    own, _ = load(card(profiles=["one", "two"]))
    one, _ = load(profile(name="one", title="TODO"))
    two, _ = load(profile(name="two", title="Birds"))
    assert own is not None and one is not None and two is not None
    workspace, _ = link([own], [one, two], Settings())
    assert shared(workspace) == {}


def test_records_merge_by_id() -> None:
    workspace, _ = linked(
        card(profiles=["shared"], labelling={"campaigns": [{"id": "a", "task": "name the bird"}, {"id": "c"}]}),
        profile(
            labelling={
                "campaigns": [{"id": "a", "task": "draw the boxes", "tool": "a tool"}, {"id": "b", "task": "x y"}]
            }
        ),
    )
    found = shared(workspace)
    assert found["/labelling/campaigns/a/task"][0] == "name the bird"
    assert {inner for inner in found if inner.count("/") == 3} == {f"/labelling/campaigns/{name}" for name in "abc"}
    assert found["/labelling/campaigns/b/task"] == ("x y", "known", "profile shared")


def test_two_profiles_that_disagree() -> None:
    texts = [profile(name="one", title="One title"), profile(name="two", title="Two titles")]
    workspace, findings = linked(card(profiles=["one", "two"]), *texts)
    assert codes(findings) == ["MUN303"]
    assert findings[0].pointer == "/profiles/1"
    assert "/title" not in workspace.cards["dataset/birds@1.0"].facts
    assert not linked(card(profiles=["one", "two"], title="My title"), *texts)[1]
    same = [profile(name="one", title="One title"), profile(name="two", title="One title")]
    assert not linked(card(profiles=["one", "two"]), *same)[1]


def test_a_section_that_one_profile_rules_out_and_another_fills() -> None:
    texts = [
        profile(name="one", cleaning={"not_applicable": "the file is used unchanged"}),
        profile(name="two", cleaning={"removed_count": 3}),
    ]
    workspace, findings = linked(card(profiles=["one", "two"]), *texts)
    assert codes(findings) == ["MUN303"]
    assert not any(inner.startswith("/cleaning") for inner in workspace.cards["dataset/birds@1.0"].facts)


def test_profiles_that_are_not_there_of_another_kind_or_unused() -> None:
    _, findings = linked(card(profiles=["sahred"]), profile())
    assert codes(findings) == ["MUN305", "MUN304"]
    assert 'Did you mean "shared"?' in findings[0].remedy
    _, findings = linked(card(profiles=["shared"]), profile("system"))
    assert "MUN305" in codes(findings)
    _, findings = linked(card(), profile())
    assert codes(findings) == ["MUN304"]


def test_linking_does_not_depend_on_the_order_of_files() -> None:
    texts = [
        card(profiles=["one"]), card(name="cats"), profile(name="one", title="One title"), profile(name="two"),
        system({"dataset": "birds@1.0"}, {"dataset": "cats"}, {"dataset": "dogs@1"}), card("organisation", "us"),
    ]  # fmt: skip
    forward, backward = linked(*texts), linked(*reversed(texts))
    assert list(forward[0].cards) == list(backward[0].cards)
    assert forward[0].uses == backward[0].uses
    assert [f.message for f in forward[1]] == [f.message for f in backward[1]]
