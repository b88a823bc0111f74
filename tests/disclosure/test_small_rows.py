"""Tables of groups and labels that nobody measured: a count of a few is held back as one that was."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_workspaces import AS_OF, workspace
from muniment.disclosure.small_rows import SMALLEST, may_hold_small, without_declared_small
from sample_cards import card, run

GROUPS = "dataset.representativeness.coverage_by_group"
LABELS = "dataset.labelling.campaigns[].label_schema"
BY_GROUP = "dataset.statistics.by_group"


def row(name: str, value: Any, count: int | None = None) -> dict[str, Any]:
    return {"name": name, "value": value} | ({"count": count} if count is not None else {})


def shown(path: str, rows: list[dict[str, Any]], records: int | None = None) -> list[str]:
    told, held = without_declared_small(path, rows, records)
    names = [one["name"] for one in told if len(one) > 1]
    assert held == len(rows) - len(names)
    return names


def test_a_declared_count_of_three_is_held_back_with_one_that_hides_it() -> None:
    assert shown(LABELS, [row("a", 100), row("b", 50), row("c", 3)]) == ["a"]
    assert shown(GROUPS, [row("f", "0.6", 60), row("m", "0.35", 35), row("x", "0.05", 5)]) == ["f"]


def test_each_field_is_a_whole_of_its_own() -> None:
    rows = [
        row("sex: f", "0.95", 95),
        row("sex: m", "0.05", 5),
        row("age: old", "0.5", 50),
        row("age: young", "0.5", 50),
    ]
    assert shown(GROUPS, rows) == ["age: old", "age: young"]


def test_where_nothing_tells_the_wholes_apart_no_count_is_told() -> None:
    rows = [row("f", "0.95", 95), row("m", "0.05", 5), row("old", "0.5", 50), row("young", "0.5", 50)]
    assert shown(GROUPS, rows) == []


def test_a_share_of_a_known_number_of_records_is_a_count() -> None:
    rows = [row("f", "0.6"), row("m", "0.3975"), row("x", "0.0025")]
    assert shown(GROUPS, rows, 1000) == ["f"]
    assert shown(GROUPS, rows, 1_000_000) == ["f", "m", "x"]
    assert shown(GROUPS, rows) == ["f", "m", "x"]


def test_a_figure_of_a_few_is_held_back_and_so_is_how_many_the_others_are() -> None:
    told, held = without_declared_small(BY_GROUP, [row("f", "41.5", 400), row("x", "23", 4)], None)
    assert (told, held) == ([row("f", "41.5"), {"name": "x"}], 1)


@pytest.mark.parametrize("path", ["dataset.quality.missingness_by_field", "model.evaluation.results"])
def test_tables_of_other_things_are_none_of_groups(path) -> None:
    assert not may_hold_small(path)
    assert may_hold_small(GROUPS)


@given(st.dictionaries(st.text(st.characters(categories=["L"]), min_size=1, max_size=5),
                       st.integers(0, 200), min_size=2, max_size=12))  # fmt: skip
def test_nobody_can_compute_a_small_row(counts: dict[str, int]) -> None:
    rows = [row(name, count) for name, count in counts.items()]
    told, held = without_declared_small(LABELS, rows, None)
    seen = {one["name"]: one["value"] for one in told if "value" in one}
    assert all(count == 0 or count >= SMALLEST for count in seen.values())
    hidden = sum(counts.values()) - sum(seen.values())
    assert (
        not held
        or len([count for count in counts.values() if count]) == 1
        or (held > 1 and hidden >= SMALLEST)
        or (sum(counts.values()) < SMALLEST)
    )


def edition(folder: Path, audience: str) -> str:
    done = run("build", "--date", AS_OF, "--format", "md", "--format", "html", "--document", "datasheet", "--audience",
               audience, "-o", "out", at=folder)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (page,) = (folder / "out" / "dataset").glob(f"*/datasheet.{audience}.en.md")
    return page.read_text("utf-8")


def test_editions_for_others_hold_back_what_nobody_measured(tmp_path) -> None:
    campaigns = [{"id": "one", "label_schema": [row("loud", 90), row("soft", 47), row("odd", 3)]}]
    folder = workspace(tmp_path, card(labelling={"labelled": True, "campaigns": campaigns}))
    inside = edition(folder, "internal")
    assert "odd" in inside
    assert "47" in inside
    for audience in ("client", "authority"):
        page = edition(folder, audience)
        assert "The figures of 2 rows are held back" in page
        assert "90" in page
        assert "47" not in page
