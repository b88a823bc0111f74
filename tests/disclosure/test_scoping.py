"""The scope of a workspace: which facts decided, what reliefs remove, what is open, and never more than there is."""

import functools
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from muniment.app.opening import open_workspace
from muniment.assess.assess import assess
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.disclosure.disclose import Edition, Making
from muniment.disclosure.policy import load_policy
from muniment.disclosure.scope_record import scope_record
from muniment.disclosure.scoping import build_scope
from muniment.record.scope import ScopedDuty, WorkspaceScope
from muniment.workspace.link import Workspace
from sample_cards import card, linked

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AS_OF = "2026-11-23"
PROVIDER = card("organisation", "maker", "1", roles=["provider_gpai", "controller"], established_in_union=True)
MODEL: dict[str, Any] = {"gpai": True, "union_market_date": "2026-02-02", "systemic_risk": False}
OPEN = {
    "licence": {"allows": ["access", "use", "modify", "distribute"]},
    "public_parts": ["weights", "architecture", "usage_information"],
    "open_source_claimed": True,
}
SYSTEM: dict[str, Any] = {"risk_class": "high_risk", "annex_iii": True, "uses_model_training": True}


def scoped(*texts: str, prepare: str = "", bearers: frozenset[str] | None = None) -> WorkspaceScope:
    workspace, _ = derive(linked(*texts)[0])
    return scope_of(workspace, prepare, bearers)


def scope_of(workspace: Workspace, prepare: str = "", bearers: frozenset[str] | None = None) -> WorkspaceScope:
    catalogue = load_catalogue()
    assessment = assess(workspace, catalogue, AS_OF)
    prepared = assess(workspace, catalogue, AS_OF, prepare=prepare) if prepare else None
    chosen = frozenset(workspace.cards) if bearers is None else bearers
    return build_scope(workspace, assessment, catalogue, chosen, prepared)


@functools.cache
def example(name: str) -> tuple[Workspace, WorkspaceScope]:
    workspace, _ = derive(open_workspace([EXAMPLES / name]).workspace)
    return workspace, scope_of(workspace)


def duty(scope: WorkspaceScope, name: str) -> ScopedDuty:
    return next(item for item in scope.duties if item.requirement == name)


def relief(scope: WorkspaceScope, name: str) -> Any:
    return next((item for item in scope.reliefs if item.name == name), None)


@pytest.mark.parametrize("name", ["recruitment", "open-model", "forty-cards", "penguins"])
def test_every_entry_of_the_catalogue_stands_once(name: str) -> None:
    workspace, scope = example(name)
    assert Counter(item.requirement for item in scope.duties) == Counter(list(load_catalogue().requirements))
    assessment = assess(workspace, load_catalogue(), AS_OF)
    rows = Counter(row.requirement.id for row in assessment.rows)
    for item in scope.duties:
        reading = item.reading
        cards = reading.due_now + reading.due_later + reading.cannot_tell + reading.does_not_apply
        assert cards == max(rows[item.requirement], 1)
        assert bool(reading.due_later) == bool(reading.first_due)
        refused = sum(reason.cards for reason in item.reasons if reason.applies == "no")
        assert refused == reading.does_not_apply or not rows[item.requirement]
        assert item.reasons or reading.due_now or reading.due_later


@pytest.mark.parametrize("name", ["open-model", "forty-cards", "penguins"])
def test_a_question_names_the_duties_that_wait_for_it(name: str) -> None:
    for question in example(name)[1].questions:
        assert len(question.requirements) == question.settles > 0


@pytest.mark.parametrize("name", ["recruitment", "open-model", "forty-cards"])
def test_a_condition_that_fails_names_the_fact_that_decided(name: str) -> None:
    _, scope = example(name)
    unnamed = [
        item.requirement
        for item in scope.duties
        for reason in item.reasons
        if reason.code == "condition" and not reason.paths
    ]
    assert unnamed == []


def test_roles_that_are_not_stated_are_the_first_question() -> None:
    scope = scoped(card("organisation", "maker", "1"), card("model", "m", "1", gpai=True))
    assert scope.roles == ()
    roles = next(item for item in scope.deciding if item.path == "organisation.roles")
    assert (roles.silent, roles.silent_at, roles.answers) == (1, ("organisation/maker@1#/roles",), ())
    assert scope.questions[0].path == "organisation.roles"
    assert "AIA-53-1d" in scope.questions[0].requirements


def test_without_any_organisation_nothing_is_ruled_out_by_role() -> None:
    scope = scoped(card("dataset", "birds"))
    assert (scope.organisation, scope.organisation_name) == ("", "")
    assert not [item for item in scope.duties for reason in item.reasons if reason.code == "role"]
    assert duty(scope, "AIA-53-1d").reasons[0].code == "no_card"
    assert duty(scope, "AIA-53-1d").reading.cannot_tell == 1


def test_a_kind_without_a_card_is_ruled_out_only_by_what_is_stated() -> None:
    scope = scoped(PROVIDER)
    assert duty(scope, "AIA-53-1d").reasons[0].code == "no_card"
    assert duty(scope, "AIA-10-2-f").reasons[0].code == "role"


def test_the_open_source_relief_removes_what_would_apply_without_it() -> None:
    with_relief = scoped(PROVIDER, card("model", "m", "1", **MODEL, **OPEN))
    without = scoped(PROVIDER, card("model", "m", "1", **MODEL, **{**OPEN, "public_parts": ["weights"]}))
    held = relief(with_relief, "open_source")
    assert (held.standing, held.addresses) == ("holds", ("model/m@1#/open_source_exempt",))
    assert {"AIA-53-1a", "AIA-53-1b"} <= set(held.removes)
    assert "AIA-53-1d" not in held.removes
    for name in held.removes:
        reading = duty(without, name).reading
        assert reading.due_now or reading.due_later or reading.cannot_tell, name
        assert not duty(with_relief, name).reading.due_now
    claimed = relief(without, "open_source")
    assert (claimed.standing, claimed.removes) == ("not_met", ())


def test_a_small_modification_takes_the_duties_of_a_provider_away() -> None:
    maker = card("organisation", "maker", "1", roles=["downstream_modifier"])
    figures = "modification: {is_modification: true, compute_flop: 2.0e+20, original_compute_flop: 6.0e+23}\n"
    scope = scoped(maker, card("model", "m", "1", **MODEL) + figures)
    held = relief(scope, "small_modification")
    assert "AIA-53-1d" in held.removes
    paths = [item.path for item in scope.deciding]
    assert {"model.modification.verdict", "model.modification.compute_flop"} <= set(paths)


def test_the_assessment_under_article_6_3_is_told_with_what_it_removes() -> None:
    maker = card("organisation", "maker", "1", roles=["provider_high_risk", "provider_self_assessed_not_high_risk"])
    system = {**SYSTEM, "risk_class": "minimal", "classification": {"relies_on_art_6_3": True}}
    held = relief(scoped(maker, card("system", "s", "1", **system)), "art_6_3")
    assert "AIA-11-1" in held.removes


def test_a_system_under_section_b_is_not_said_to_have_been_out_before() -> None:
    maker = card("organisation", "maker", "1", roles=["provider_high_risk"])
    under = {**SYSTEM, "annex_iii": False, "annex_i_section": "B", "placed_on": "2028-03-01"}
    uses = [{"id": "a", "dataset": "d@1", "role": "testing"}]
    present = {"present": True, "purpose": "bias_detection_correction"}
    data = card("dataset", "d", "1", special_categories=present)
    assert relief(scoped(maker, card("system", "s", "1", **under, datasets=uses), data), "legacy") is None


def test_systems_out_before_the_date_have_left_their_track() -> None:
    maker = card("organisation", "maker", "1", roles=["provider_high_risk"])
    out = {"placed_on": "2025-01-10", "design_changes": {"not_applicable": "never changed"}}
    legacy = relief(
        scoped(maker, card("system", "s", "1", **SYSTEM, **out, intended_for_public_authority=False)), "legacy"
    )
    assert legacy.addresses == ("system/s@1#/last_design_date",)
    assert "AIA-11-1" in legacy.removes
    assert relief(example("forty-cards")[1], "legacy") is None


def test_a_relief_that_removes_nothing_is_not_told() -> None:
    # The provider is of medium size, which changes nothing here; its seat spares it a representative.
    told = example("recruitment")[1].reliefs
    assert [(item.name, item.removes) for item in told] == [("seat", ("AIA-A8-A3",))]


def test_elections_with_the_choice_made() -> None:
    scope = example("open-model")[1]
    standing = {item.id: item.standing for item in scope.elections}
    assert standing == {
        "code_transparency": "chosen", "code_copyright": "chosen", "documentation_form": "chosen",
        "standards": "declined",
    }  # fmt: skip
    assert [item.id for item in example("recruitment")[1].elections] == ["standards"]


def test_two_readings_of_the_dates() -> None:
    maker = card("organisation", "maker", "1", roles=["provider_high_risk"])
    out = {"placed_on": "2025-01-10", "design_changes": {"not_applicable": "never changed"}}
    system = card("system", "s", "1", **SYSTEM, **out, intended_for_public_authority=False)
    both = duty(scoped(maker, system, prepare="annex_iii"), "AIA-11-1")
    assert both.reading.does_not_apply == 1
    assert [(item.due_later, item.first_due) for item in both.prepared] == [(1, "2027-12-02")]
    assert duty(scoped(maker, system), "AIA-11-1").prepared == ()


def test_keeping_updates_and_reviews() -> None:
    scope = example("recruitment")[1]
    assert [(item.card, item.counted_from, item.until, item.regime) for item in scope.kept] == [
        ("system/kandelis-shortlist@4.2", "2026-09-01", "2036-09-01", "ai_act")
    ]
    assert "dataset.governance.review_date" in {item.path for item in scope.dates}
    update = scoped(
        PROVIDER, card("model", "m", "1", **MODEL, continuous_training=True, summary={"last_update": "2026-10-01"})
    )
    assert next(item for item in update.dates if item.path == "model.summary.next_due").first == "2027-04-01"
    silent = next(item for item in scoped(PROVIDER, card("model", "m", "1", **MODEL)).dates)
    assert (silent.path, silent.stated, silent.silent) == ("model.summary.next_due", 0, 1)


def test_only_the_cards_asked_about_count() -> None:
    workspace, whole = example("recruitment")
    part = scope_of(workspace, bearers=frozenset({"dataset/applications-test@4.2.0"}))
    assert part.limited_to == 1
    assert whole.limited_to == 0
    assert {item.bearer for item in part.duties} == {"dataset"}
    assert duty(part, "AIA-10-2-f").reading.due_later == 1
    assert duty(whole, "AIA-10-2-f").reading.due_later == 3


def test_a_record_is_for_the_inside_only_and_names_its_facts() -> None:
    workspace, scope = example("recruitment")
    policy, _ = load_policy(workspace)
    making = Making("0", "0", (), "")
    with pytest.raises(ValueError, match="inside"):
        scope_record(
            Edition("scope_memo", "kandelis", "authority", "en", AS_OF, AS_OF), scope, workspace, policy, {}, making
        )
    record = scope_record(
        Edition("scope_memo", "kandelis", "internal", "en", AS_OF, AS_OF), scope, workspace, policy, {}, making
    )
    known = {f"{name}#{inner}" for name, item in workspace.cards.items() for inner in item.facts}
    addresses = [fact.address for fact in record.facts]
    assert len(set(addresses)) == len(addresses)
    assert set(addresses) <= known
    named = {address for fact in scope.deciding for answer in fact.answers for address in answer.addresses}
    assert named <= set(addresses)
