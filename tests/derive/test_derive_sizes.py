"""Sizes, brackets, shares and large sets: sums only of what is known, an edge is for a person."""

from decimal import Decimal
from typing import Any

import pytest
from derive_workspaces import answer, derived, workspace_of

from muniment.source.load import load_tree
from muniment.workspace.settings import Settings, load_settings

TRILLION = 10**12


def measure(amount: object, name: str = "kept", **more: Any) -> dict[str, Any]:
    kept = {"id": name, "modality": "text", "point": "after_preprocessing", "unit": "tokens", "amount": amount, **more}
    return {key: value for key, value in kept.items() if value is not None}


def text(*measures: dict[str, Any], **more: Any) -> dict[str, Any]:
    stated = {"measures": list(measures)} if measures else {}
    return {"source": {"kind": "public"}, "modalities": ["text"], **stated, **more}


SPLITS = [{"id": "train", "kind": "training"}, {"id": "test", "kind": "testing"}]
TWO = [{"id": "a", "kind": "training"}, {"id": "b", "kind": "training"}]


@pytest.mark.parametrize(
    ("datasets", "expected"),
    [
        ([text(measure(5)), text(measure(7))], 12),
        ([text(measure(5)), text()], "<unknown>"),
        ([text(measure(5)), {"modalities": ["image"]}], 5),
        ([text(measure(5)), {}], "<unknown>"),
        ([text(measure(5, point="raw"))], "<unknown>"),
        ([text(measure(5, point="raw"), measure(3, "after"))], 3),
        ([text(measure(5, unit="rows"), measure(3, "after"))], 3),
        ([text(measure(5, modality=None))], 5),
        ([text(measure(5, point=None), measure(3, "after"))], "<unknown>"),
        ([text(measure(5), measure(6, "again"))], "<unknown>"),
        ([text(measure(None))], "<unknown>"),
        ([text(measure(5, split="train"), splits=SPLITS)], 5),
        ([text(measure(5, split="train"), measure(2, "t", split="test"), splits=SPLITS)], 5),
        ([text(measure(5), splits=SPLITS)], "<unknown>"),
        ([text(measure(5, split="a"), measure(2, "b", split="b"), splits=TWO)], 7),
        ([text(measure(5, split="a"), measure(2, "b"), splits=TWO)], "<unknown>"),
        ([text(measure(5, split="a"), splits=[*TWO[:1], {"id": "c"}])], "<unknown>"),
        ([text(measure(9), splits=TWO)], 9),
        ([text(measure(Decimal("0.5"))), text(measure(Decimal("0.25")))], Decimal("0.75")),
        ([text(measure(5)), text(measure(5), modalities=["image"])], "<unknown>"),
        ([{"modalities": ["image"]}], None),
        ([], None),
    ],
)
def test_amounts_are_summed(datasets: list[dict[str, Any]], expected: object) -> None:
    assert answer(workspace_of({}, datasets), "/size/of_text/amount") == expected


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ([{"role": "training", "share": 0.5}], 50),
        ([{"role": "training", "share": {"unknown": "the sampler kept no count"}}], "<unknown>"),
        ([{"role": "training"}, {"role": "training", "dataset": "d0@1"}], 100),
        ([{"role": "training", "share": 0.5}, {"role": "training", "dataset": "d0@1", "share": 0.2}], "<unknown>"),
        ([{"role": "training"}, {"role": "testing", "dataset": "d0@1"}], 100),
        ([{"role": "training"}, {"dataset": "d0@1"}], "<unknown>"),
    ],
)
def test_shares_and_repeated_uses(uses: list[dict[str, Any]], expected: object) -> None:
    assert answer(workspace_of({}, [text(measure(100))], uses=uses), "/size/of_text/amount") == expected


@pytest.mark.parametrize(("left_out", "expected"), [(True, 5), (False, 12), (None, "<unknown>")])
def test_dynamic_sets(left_out: bool | None, expected: object) -> None:
    model = {} if left_out is None else {"size": {"of_text": {"excludes_dynamic": left_out}}}
    workspace = workspace_of(model, [text(measure(5)), text(measure(7, dynamic=True))])
    assert answer(workspace, "/size/of_text/amount") == expected


def test_nothing_is_counted_where_all_sets_are_dynamic_and_left_out() -> None:
    workspace = workspace_of({"size": {"of_text": {"excludes_dynamic": True}}}, [text(measure(7, dynamic=True))])
    assert answer(workspace, "/size/of_text/amount") == "<unknown>"
    assert answer(workspace, "/size/of_text/bracket") == "<unknown>"


@pytest.mark.parametrize(
    ("modality", "unit", "amount", "expected"),
    [
        ("text", "tokens", 10**9 - 1, "lt_1e9"),
        ("text", "tokens", 10**9, "<unknown>"),
        ("text", "tokens", 10**9 + 1, "1e9_1e13"),
        ("text", "tokens", 10 * TRILLION, "<unknown>"),
        ("text", "tokens", 10 * TRILLION + 1, "gt_1e13"),
        ("image", "images", 999_999, "lt_1e6"),
        ("image", "images", 10**9, "<unknown>"),
        ("image", "images", 10**9 + 1, "gt_1e9"),
        ("audio", "hours", Decimal("9999.5"), "lt_1e4"),
        ("audio", "hours", 10_001, "1e4_1e6"),
        ("video", "hours", 1_000_001, "gt_1e6"),
    ],
)
def test_brackets(modality: str, unit: str, amount: object, expected: str) -> None:
    dataset = {"modalities": [modality], "measures": [measure(amount, modality=modality, unit=unit)]}
    assert answer(workspace_of({}, [dataset]), f"/size/of_{modality}/bracket") == expected


def test_what_is_certain_may_already_lie_in_the_highest_bracket() -> None:
    workspace = workspace_of({}, [text(measure(11 * TRILLION)), text()])
    assert answer(workspace, "/size/of_text/amount") == "<unknown>"
    assert answer(workspace, "/size/of_text/bracket") == "gt_1e13"


def test_the_bracket_follows_a_typed_amount_and_stays_away_from_another_unit() -> None:
    assert answer(workspace_of({"size": {"of_text": {"amount": 11 * TRILLION}}}), "/size/of_text/bracket") == "gt_1e13"
    model = {"size": {"of_text": {"amount": 420, "unit": "gigabytes"}}}
    facts = derived(workspace_of(model, [text(measure(5))]))
    assert facts["/size/of_text/amount"].value == 420
    assert "/size/of_text/bracket" not in facts


def test_shares_of_a_modality() -> None:
    facts = derived(workspace_of({}, [text(measure(1)), text(measure(2))]))
    rows = [facts[f"/datasets/u{n}/share_of_modality"].value for n in (0, 1)]
    assert [[row["value"] for row in table] for table in rows] == [[Decimal("0.333333")], [Decimal("0.666667")]]
    assert rows[0][0]["unit"] == "of all training data of the modality, in tokens"


def test_a_share_stays_open_while_one_amount_is_missing() -> None:
    assert answer(workspace_of({}, [text(measure(1)), text()]), "/datasets/u0/share_of_modality") == "<unknown>"


def test_very_many_reasons_are_not_all_told_again_at_each_use() -> None:
    facts = derived(workspace_of({}, [text(measure(1)), *(text() for _ in range(60))]))
    reason = facts["/datasets/u0/share_of_modality"].reason
    assert (reason.count("; "), reason.endswith("; and more")) == (50, True)


def crawl(amount: int) -> dict[str, Any]:
    return {**text(measure(amount)), "source": {"kind": "crawl"}}


@pytest.mark.parametrize(
    ("datasets", "expected"),
    [
        ([text(measure(100))], False),
        ([text(measure(99)), text(measure(1))], True),
        ([text(measure(97)), text(measure(3))], True),
        ([text(measure(2)), text(measure(1)), crawl(97)], "<unknown>"),
        ([text(measure(40)), text(measure(1)), crawl(97)], True),
        ([text(measure(5)), crawl(95)], False),
        ([text(measure(5)), text()], "<unknown>"),
        ([crawl(95)], "<not_applicable>"),
        ([text(measure(5)), {**text(measure(5)), "source": {"kind": {"unknown": "asked"}}}], "<unknown>"),
    ],
)
def test_smaller_public_sets_where_both_readings_of_the_base_agree(
    datasets: list[dict[str, Any]], expected: object
) -> None:
    assert answer(workspace_of({}, datasets), "/sources/public/has_smaller_sets") == expected


def image(amount: int, **more: Any) -> dict[str, Any]:
    return {**text(measure(amount, modality="image", unit="images")), "modalities": ["image"], **more}


@pytest.mark.parametrize(
    ("datasets", "expected"),
    [
        ([text(measure(100))], True),
        ([text(measure(3)), crawl(97)], "<unknown>"),
        ([text(measure(4)), crawl(96)], True),
        ([text(measure(3)), text(measure(97))], False),
        ([text(measure(2)), text(measure(1)), crawl(97)], "<unknown>"),
        ([text(measure(1)), text(measure(40)), crawl(59)], False),
        ([crawl(97), text(measure(3))], None),
        ([text(measure(5)), text()], "<unknown>"),
        ([text(measure(5)), image(3)], True),
        ([text(measure(5)), {"source": {"kind": "public"}, "modalities": ["image"]}], True),
        ([image(3), text()], True),
        ([text(measure(5)), {**text(measure(5)), "source": {"kind": {"unknown": "asked"}}}], "<unknown>"),
        ([{**text(measure(5)), "source": {"kind": {"unknown": "asked"}}}], "<unknown>"),
        ([{"source": {"kind": "public"}, "modalities": ["tabular"]}], "<unknown>"),
        ([{"source": {"kind": "public"}}], "<unknown>"),
    ],
)
def test_large_public_sets_where_both_readings_of_the_base_agree(
    datasets: list[dict[str, Any]], expected: object
) -> None:
    assert answer(workspace_of({}, datasets), "/datasets/u0/large_public") == expected


def test_a_set_is_large_by_one_modality_while_another_is_open() -> None:
    both = text(measure(90), measure(5, "pictures", modality="image", unit="images"), modalities=["text", "image"])
    workspace = workspace_of({}, [both, image(5), {"source": {"kind": "crawl"}, "modalities": ["image"]}])
    assert answer(workspace, "/datasets/u0/large_public") is True
    assert answer(workspace, "/datasets/u1/large_public") == "<unknown>"


def test_the_reason_names_what_both_readings_say() -> None:
    fact = derived(workspace_of({}, [text(measure(2)), text(measure(1)), crawl(97)]))["/datasets/u0/large_public"]
    assert fact.reason == (
        "dataset/d0@1 is not large by its share of all training data of the modality and large by its share of "
        "all public sets of the modality (large_set_rule in muniment.yaml fixes the base)"
    )


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ([{"role": "testing"}], None),
        ([{"role": {"not_applicable": "read at run time"}}], None),
        ([{"share": 0.5}], None),
        ([{"role": "training", "large_public": False}], False),
    ],
)
def test_only_uses_for_training_are_asked_and_a_person_may_decide(uses: list[dict[str, Any]], expected: object) -> None:
    assert answer(workspace_of({}, [text(measure(5))], uses=uses), "/datasets/u0/large_public") is expected


def settings_of(rule: str) -> Settings:
    tree, problems = load_tree(f"muniment: 1\nlarge_set_rule: {rule}\n".encode(), "muniment.yaml")
    assert tree is not None and not problems
    settings, findings = load_settings(tree)
    assert not findings, findings
    return settings


@pytest.mark.parametrize(
    ("rule", "large", "smaller"),
    [
        ("{base: all_training_data, source: opinion of counsel}", [False, False], True),
        ("{base: public_sets, source: opinion of counsel}", [True, True], False),
        ("{base: all_training_data, share: 0.015, source: opinion of counsel}", [True, False], True),
        ("{base: all_training_data, share: 0, source: opinion of counsel}", [True, True], False),
    ],
)
def test_the_settings_fix_the_base_and_may_fix_the_share(rule: str, large: list[bool], smaller: bool) -> None:
    workspace = workspace_of({}, [text(measure(2)), text(measure(1)), crawl(97)], settings=settings_of(rule))
    assert [answer(workspace, f"/datasets/u{n}/large_public") for n in (0, 1)] == large
    assert answer(workspace, "/sources/public/has_smaller_sets") is smaller


@pytest.mark.parametrize(
    "rule",
    [
        "{base: all_training_data}",
        "{source: counsel}",
        "{base: half, source: x y}",
        "{base: public_sets, share: 3, source: x y}",
    ],
)
def test_a_rule_needs_a_base_and_its_source(rule: str) -> None:
    tree, _ = load_tree(f"muniment: 1\nlarge_set_rule: {rule}\n".encode(), "muniment.yaml")
    assert tree is not None
    settings, findings = load_settings(tree)
    assert findings and settings.large_set_rule is None


def test_a_typed_word_on_each_set_settles_whether_there_are_smaller_ones() -> None:
    sets = [text(measure(2)), text(measure(1)), crawl(97)]
    typed = [{"role": "training", "large_public": True}, {"role": "training", "large_public": True}]
    assert answer(workspace_of({}, sets, uses=typed), "/sources/public/has_smaller_sets") is False
    assert (
        answer(
            workspace_of({}, sets, uses=[*typed[:1], {"role": "training", "large_public": False}]),
            "/sources/public/has_smaller_sets",
        )
        is True
    )
