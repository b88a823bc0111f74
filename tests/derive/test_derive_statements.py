"""Rules on single cards: release, update, modification, labelling, the Code; and typed values they meet."""

from decimal import Decimal
from typing import Any

import pytest
from derive_workspaces import answer, derived, workspace_of

from muniment.base.findings import Severity
from muniment.derive.derive import derive

RIGHTS = {"licence": {"allows": ["access", "use", "modify", "distribute"]}}
PARTS = {"public_parts": ["weights", "architecture", "usage_information"]}
OPEN = {"gpai": True, **RIGHTS, **PARTS, "systemic_risk": False}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"systemic_risk": True}, False),
        ({"licence": {"allows": ["access", "use"]}}, False),
        ({"licence": {"allows": ["access", "use"]}, "systemic_risk": None}, False),
        ({"public_parts": ["weights"]}, False),
        ({"public_parts": {"not_applicable": "nothing of the model is public"}}, False),
        ({"systemic_risk": None}, "<unknown>"),
        ({"licence": None}, "<unknown>"),
        ({"public_parts": {"unknown": "being decided"}}, "<unknown>"),
        ({"gpai": False}, None),
        ({"gpai": None}, None),
    ],
)
def test_open_source_relief(changes: dict[str, Any], expected: object) -> None:
    model = {key: value for key, value in {**OPEN, **changes}.items() if value is not None}
    assert answer(workspace_of(model), "/open_source_exempt") == expected


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ({"continuous_training": True, "summary": {"last_update": "2026-05-04"}}, "2026-11-04"),
        ({"continuous_training": True, "summary": {"last_update": "2025-08-31"}}, "2026-02-28"),
        ({"continuous_training": True}, "<unknown>"),
        ({"summary": {"last_update": "2026-05-04"}}, "<unknown>"),
        ({"continuous_training": False, "summary": {"last_update": "2026-05-04"}}, "<unknown>"),
        ({}, None),
    ],
)
def test_next_update(model: dict[str, Any], expected: object) -> None:
    assert answer(workspace_of(model), "/summary/next_due") == expected


@pytest.mark.parametrize(
    ("use", "trained_since", "next_due"),
    [
        ({"used_from": "2026-01", "used_until": "2026-03-31"}, False, "<not_applicable>"),
        ({"used_from": "2026-05-05"}, True, "2026-11-04"),
        ({"used_from": "2026-01", "used_until": "2026-06"}, True, "2026-11-04"),
        ({"used_from": "2026-01", "used_until": "2026"}, "<unknown>", "<unknown>"),
        ({"used_from": "2026-01"}, "<unknown>", "<unknown>"),
        ({}, "<unknown>", "<unknown>"),
    ],
)
def test_training_since_the_last_update(use: dict[str, Any], trained_since: object, next_due: object) -> None:
    model = {"continuous_training": False, "summary": {"last_update": "2026-05-04"}}
    workspace = workspace_of(model, [{}], uses=[{"role": "training", **use}])
    assert answer(workspace, "/trained_since_last_update") == trained_since
    assert answer(workspace, "/summary/next_due") == next_due


UNKNOWN_ORIGINAL = {"unknown": "its provider does not say"}


@pytest.mark.parametrize(
    ("change", "original", "expected"),
    [
        (10**24, 10**24, "provider"),
        (10**23, 3 * 10**23, "not_provider"),
        (10**23 + 10**20, 3 * 10**23, "provider"),
        (10**22, UNKNOWN_ORIGINAL, "not_provider"),
        (4 * 10**24, UNKNOWN_ORIGINAL, "provider"),
        (10**24, UNKNOWN_ORIGINAL, "<unknown>"),
        (10**24, None, "<unknown>"),
        (None, 10**24, "<unknown>"),
    ],
)
def test_a_third_of_the_original(change: int | None, original: object, expected: str) -> None:
    figures = {"compute_flop": _flop(change), "original_compute_flop": _flop(original)}
    stated = {key: value for key, value in figures.items() if value is not None}
    model = {"modification": {"is_modification": True, **stated}}
    assert answer(workspace_of(model), "/modification/verdict") == expected


def _flop(value: object) -> object:
    """Write large counts as decimals: whole numbers of a card end at 2^53."""
    return Decimal(value) if isinstance(value, int) else value


@pytest.mark.parametrize(
    ("modification", "expected"), [({"is_modification": False}, "<not_applicable>"), ({"compute_flop": 5}, None)]
)
def test_no_verdict_without_a_modification(modification: dict[str, Any], expected: object) -> None:
    assert answer(workspace_of({"modification": modification}), "/modification/verdict") == expected


SMALL = {"is_modification": True, "compute_flop": Decimal("1e21"), "original_compute_flop": Decimal("3e24")}
LARGE = {**SMALL, "compute_flop": Decimal("2e24")}


@pytest.mark.parametrize(
    ("roles", "model", "expected"),
    [
        (["provider_gpai"], {}, True),
        (["provider_gpai_systemic"], {}, True),
        (["deployer"], {}, False),
        (["provider_gpai"], {"gpai": False}, False),
        (["provider_gpai"], {"gpai": None}, None),
        (["downstream_modifier"], {"modification": LARGE}, True),
        (["downstream_modifier"], {"modification": SMALL}, False),
        (["downstream_modifier"], {"modification": {"is_modification": True}}, "<unknown>"),
        (["downstream_modifier"], {"modification": {"is_modification": False}}, False),
        (["provider_gpai", "downstream_modifier"], {"modification": SMALL}, False),
        (["provider_gpai", "downstream_modifier"], {"modification": LARGE}, True),
        (["provider_gpai", "downstream_modifier"], {"modification": {"is_modification": False}}, True),
        (["provider_gpai", "downstream_modifier"], {"modification": {"not_applicable": "trained from nothing"}}, True),
        (["provider_gpai", "downstream_modifier"], {}, "<unknown>"),
        (None, {}, "<unknown>"),
    ],
)
def test_who_owes_the_duties_of_a_provider(roles: list[str] | None, model: dict[str, Any], expected: object) -> None:
    stated = {key: value for key, value in {"gpai": True, **model}.items() if value is not None}
    organisation = {"roles": roles} if roles else {}
    assert answer(workspace_of(stated, organisation=organisation), "/provider_duties") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ({"chapters_signed": ["copyright"]}, True),
        ({"chapters_signed": ["transparency"]}, False),
        ({"chapters_signed": {"not_applicable": "nothing was signed"}}, False),
        ({"chapters_signed": {"unknown": "legal is asked"}}, "<unknown>"),
        ({"signed_on": "2025-09-01"}, None),
    ],
)
def test_signatory(code: dict[str, Any], expected: object) -> None:
    assert (
        answer(workspace_of(organisation={"code": code}), "/code/signatory_copyright", "organisation/o@1") == expected
    )


@pytest.mark.parametrize(
    ("current", "expected"), [("To answer requests.", False), ("To train a model.", "<unknown>"), (None, None)]
)
def test_a_new_purpose_is_for_a_person_to_say(current: str | None, expected: object) -> None:
    stated = {"original_purpose": "To answer requests.", **({"training_purpose": current} if current else {})}
    workspace = workspace_of(datasets=[{"personal_data": stated}])
    assert answer(workspace, "/personal_data/reused_for_new_purpose", "dataset/d0@1") == expected


def campaign(name: str, *groups: dict[str, Any], **more: Any) -> dict[str, Any]:
    workforce = {"workforce": [{"id": f"g{n}", **group} for n, group in enumerate(groups)]} if groups else {}
    return {"id": name, **workforce, **more}


PEOPLE = {"kind": "vendor", "headcount": 12, "countries": ["PT"], "languages": ["de"]}


@pytest.mark.parametrize(
    ("campaigns", "key", "expected"),
    [
        ([campaign("a", PEOPLE), campaign("b", {**PEOPLE, "countries": ["DE"]})], "headcount", 24),
        ([campaign("a", PEOPLE), campaign("b", {**PEOPLE, "countries": ["DE"]})], "countries", ["DE", "PT"]),
        ([campaign("a", PEOPLE, {"kind": "model"})], "headcount", 12),
        ([campaign("a", PEOPLE, {"kind": "model"})], "workforce_kinds", ["model", "vendor"]),
        ([campaign("a", PEOPLE, {"kind": "model"})], "languages", ["de"]),
        ([campaign("a", PEOPLE, {"kind": "expert"})], "headcount", "<unknown>"),
        ([campaign("a", PEOPLE, {"headcount": 2})], "workforce_kinds", "<unknown>"),
        ([campaign("a", PEOPLE), campaign("b", task="Sort tickets by cause.")], "headcount", "<unknown>"),
        ([campaign("a", start="2025", end="2026-03"), campaign("b", start="2025-02", end="2026")], "start", "2025"),
        ([campaign("a", start="2025", end="2026-03"), campaign("b", start="2025-02", end="2026")], "end", "2026"),
        ([campaign("a", start="2025", end="2026-03"), campaign("b", start="2025-02")], "end", "<unknown>"),
    ],
)
def test_figures_over_campaigns(campaigns: list[dict[str, Any]], key: str, expected: object) -> None:
    workspace = workspace_of(datasets=[{"labelling": {"labelled": True, "campaigns": campaigns}}])
    assert answer(workspace, f"/labelling/{key}", "dataset/d0@1") == expected


def test_agreement_is_given_for_each_statistic() -> None:
    def agreed(name: str, metric: str, value: float) -> dict[str, Any]:
        return campaign(name, qc={"agreement_metric": metric, "agreement_value": value})

    campaigns = [agreed("a", "alpha", 0.83), agreed("b", "alpha", 0.71), agreed("c", "kappa", 0.6)]
    workspace = workspace_of(datasets=[{"labelling": {"campaigns": campaigns}}])
    assert answer(workspace, "/labelling/agreement_range", "dataset/d0@1") == "alpha 0.71–0.83; kappa 0.6"


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ({"basis": "hour", "amount": 11, "living_wage_amount": 11}, True),
        ({"basis": "hour", "amount": 10.5, "living_wage_amount": 11}, False),
        ({"basis": "task", "amount": 0.2, "living_wage_amount": 11}, "<unknown>"),
        ({"basis": "task", "amount": 0.2, "hourly_amount": 12, "living_wage_amount": 11}, True),
        ({"basis": "hour", "amount": 11}, None),
    ],
)
def test_living_wage(pay: dict[str, Any], expected: object) -> None:
    workspace = workspace_of(datasets=[{"labelling": {"campaigns": [campaign("a", {**PEOPLE, "pay": pay})]}}])
    assert answer(workspace, "/labelling/campaigns/a/workforce/g0/pay/meets_living_wage", "dataset/d0@1") == expected


CRAWL = [{"source": {"kind": "crawl"}}]


@pytest.mark.parametrize(
    ("stated", "codes", "stands"),
    [
        ({"used": True}, ["MUN402"], True),
        ({"used": {"value": True, "note": "kept for the old export"}}, [], True),
        ({"used": False}, ["MUN401"], False),
        ({"used": {"value": False, "note": "the crawl was dropped"}}, ["MUN401"], False),
        ({"used": {"unknown": "being looked up"}}, ["MUN401"], "<unknown>"),
        ({"used": {"not_applicable": "nothing was crawled"}}, ["MUN401"], "<not_applicable>"),
    ],
)
def test_a_typed_value_stands_and_is_reported(stated: dict[str, Any], codes: list[str], stands: object) -> None:
    workspace = workspace_of({"sources": {"crawl": stated}}, CRAWL)
    _, findings = derive(workspace)
    mine = [finding for finding in findings if finding.path == "model.sources.crawl.used"]
    assert [finding.code for finding in mine] == codes
    assert all(finding.pointer.startswith("/sources/crawl/used") for finding in mine)
    assert answer(workspace, "/sources/crawl/used") == stands


def test_a_typed_value_stands_without_a_word_where_the_tool_cannot_tell() -> None:
    workspace = workspace_of({"sources": {"crawl": {"used": False}}}, [{}])
    assert derive(workspace)[1] == []
    assert answer(workspace, "/sources/crawl/used") is False


def test_a_status_of_a_section_is_compared_and_left_alone() -> None:
    workspace = workspace_of({"sources": {"crawl": {"not_applicable": "nothing was crawled"}}}, CRAWL)
    facts, findings = derived(workspace), derive(workspace)[1]
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert "/sources/crawl/used" not in facts
    agreeing = workspace_of(
        {"sources": {"crawl": {"not_applicable": "nothing was crawled"}}}, [{"source": {"kind": "public"}}]
    )
    assert derive(agreeing)[1] == []


def test_lists_agree_in_any_order() -> None:
    datasets = [{"modalities": ["text", "image"]}]
    assert [finding.code for finding in derive(workspace_of({"modalities": ["image", "text"]}, datasets))[1]] == [
        "MUN402"
    ]
