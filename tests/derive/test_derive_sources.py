"""Classes of source, modalities, languages and dates: what is proven, what stays open, what is never a "No"."""

from typing import Any

import pytest
from derive_workspaces import answer, derived, workspace_of

from muniment.model.facts import Origin

CRAWL = {"source": {"kind": "crawl"}}
PUBLIC = {"source": {"kind": "public"}}
SILENT: dict[str, Any] = {}
TRAINING = {"role": "training"}


@pytest.mark.parametrize(
    ("datasets", "uses", "expected"),
    [
        ([CRAWL], [], True),
        ([CRAWL, SILENT], [], True),
        ([PUBLIC], [], False),
        ([PUBLIC, SILENT], [], "<unknown>"),
        ([SILENT], [], "<unknown>"),
        ([], [], None),
        ([CRAWL], [{"role": "testing"}], None),
        ([CRAWL, PUBLIC], [{"role": "testing"}, TRAINING], False),
        ([CRAWL, PUBLIC], [{}, TRAINING], "<unknown>"),
        ([PUBLIC, PUBLIC], [{}, TRAINING], False),
        ([PUBLIC], [{}], "<unknown>"),
        ([CRAWL, CRAWL], [{}, TRAINING], True),
        ([PUBLIC], [{"role": {"unknown": "the run was not logged"}}], "<unknown>"),
        ([{"source": {"kind": {"unknown": "the supplier is asked"}}}], [], "<unknown>"),
        ([PUBLIC, SILENT], [TRAINING, {"role": {"not_applicable": "was looked at only"}}], False),
    ],
)
def test_a_class_is_used(datasets: list[dict[str, Any]], uses: list[dict[str, Any]], expected: object) -> None:
    assert answer(workspace_of({}, datasets, uses=uses), "/sources/crawl/used") == expected


def test_a_data_set_without_a_card_may_be_of_any_class() -> None:
    workspace = workspace_of({}, [PUBLIC], uses=[TRAINING, {"role": "training", "dataset": "lost@1"}])
    facts = derived(workspace)
    assert facts["/sources/crawl/used"].reason == "lost@1 has no card"
    assert facts["/sources/public/used"].value is True


def test_a_use_that_lost_its_record_to_an_error_still_counts() -> None:
    workspace = workspace_of({}, [PUBLIC, CRAWL])
    model = workspace.cards["model/m@1"]
    del model.facts["/datasets/u1"]
    assert answer(workspace, "/sources/crawl/used") is True


@pytest.mark.parametrize(
    ("datasets", "expected"),
    [
        ([{**CRAWL, "modalities": ["image", "text"]}], ["text", "image"]),
        ([{**CRAWL, "modalities": ["tabular"]}, {**CRAWL, "modalities": ["text"]}], ["text", "other"]),
        ([{**CRAWL, "modalities": ["text"]}, CRAWL], "<unknown>"),
        ([{**CRAWL, "modalities": ["text"]}, {"modalities": ["audio"]}], "<unknown>"),
        ([{**CRAWL, "modalities": ["text"]}, {**PUBLIC, "modalities": ["audio"]}], ["text"]),
        ([{**PUBLIC, "modalities": ["text"]}], "<not_applicable>"),
        ([], None),
    ],
)
def test_modalities_of_a_class(datasets: list[dict[str, Any]], expected: object) -> None:
    assert answer(workspace_of({}, datasets), "/sources/crawl/modalities") == expected


def languages(*tags: str) -> dict[str, Any]:
    return {"scope": {"languages": list(tags)}}


@pytest.mark.parametrize(
    ("datasets", "all_of_them", "official"),
    [
        ([languages("de-AT", "en"), languages("zh-Hant")], ["de-AT", "en", "zh-Hant"], ["de", "en"]),
        ([languages("ja")], ["ja"], "<not_applicable>"),
        ([languages("de"), SILENT], "<unknown>", "<unknown>"),
        ([{"scope": {"languages": {"not_applicable": "no words"}}}], "<not_applicable>", "<not_applicable>"),
    ],
)
def test_languages(datasets: list[dict[str, Any]], all_of_them: object, official: object) -> None:
    workspace = workspace_of({}, datasets)
    assert answer(workspace, "/languages") == all_of_them
    assert answer(workspace, "/eu_languages") == official


def test_official_languages_follow_typed_ones() -> None:
    assert answer(workspace_of({"languages": ["nl", "ru"]}), "/eu_languages") == ["nl"]


def acquired(date: str, kind: str = "public", **more: Any) -> dict[str, Any]:
    return {"source": {"kind": kind}, "acquisition": {"date": date}, **more}


@pytest.mark.parametrize(
    ("datasets", "expected"),
    [
        ([acquired("2025-11-30"), acquired("2026-02")], "2026-02"),
        ([acquired("2025-11-30"), SILENT], "<unknown>"),
        ([acquired("2026")], "<unknown>"),
        ([acquired("2024"), acquired("2025-01")], "2025-01"),
        ([acquired("2025"), acquired("2025-12")], "2025-12"),
        ([acquired("2025"), acquired("2025-11")], "<unknown>"),
        ([acquired("2025-01", collection={"end": "2025-03"})], "2025-03"),
        ([{**PUBLIC, "collection": {"end": "2025-03"}}], "<unknown>"),
        ([{**CRAWL, "collection": {"end": "2025-03"}}], "2025-03"),
        ([{**CRAWL, "collection": {"end": "2025-03", "ongoing": True}}], "<unknown>"),
        ([{**CRAWL, "crawl": {"crawlers": [{"id": "a", "end": "2025-01"}, {"id": "b", "end": "2025-04"}]}}], "2025-04"),
        ([{**CRAWL, "crawl": {"crawlers": [{"id": "a", "end": "2025-01"}, {"id": "b", "name": "B"}]}}], "<unknown>"),
    ],
)
def test_latest_month(datasets: list[dict[str, Any]], expected: object) -> None:
    assert answer(workspace_of({}, datasets), "/latest_acquisition_date") == expected


def test_a_computed_fact_names_its_rule_and_no_place_in_the_text() -> None:
    fact = derived(workspace_of({}, [CRAWL]))["/sources/crawl/used"]
    assert fact.origin is Origin.COMPUTED
    assert fact.origin_detail == "computed: classes of source of the data sets used for training"
    assert fact.path == "model.sources.crawl.used" and fact.pointer == ""


def test_a_list_of_data_sets_that_is_unknown_or_does_not_arise_speaks_for_everything() -> None:
    lost = derived(workspace_of({"datasets": {"unknown": "the records are lost"}}))
    assert lost["/sources/crawl/used"].reason.endswith("the records are lost")
    none = derived(workspace_of({"datasets": {"not_applicable": "weights were averaged"}}))
    assert str(none["/modalities"].status) == "not_applicable"
