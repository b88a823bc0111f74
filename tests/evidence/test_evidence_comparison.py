"""Groups beside the shares of a stated population: ratio, total variation distance, chi-squared."""

import csv
import random
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from brute_tables import six
from scipy.stats import chisquare
from table_sets import a_plan, data_file, measured

from evidence_workspaces import assessed, claims_of, lock_of, text_of, without, workspace
from muniment.evidence.found import DataFile
from muniment.evidence.lock import Measured, load_lock, lock_bytes
from muniment.evidence.plan import Field, Plan, plan_of
from muniment.evidence.reference import compare_groups
from muniment.model.facts import Origin
from muniment.workspace.claims import ClaimState as State
from sample_cards import card, load

REFERENCE = {"f": "0.51", "m": "0.47", "d\u0308": "0.02"}


def written(folder: Path, values: list[str]) -> list[DataFile]:
    files = []
    for number, part in enumerate((values[::2], values[1::2])):
        file = folder / f"{number}.csv"
        with file.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([("sex", "n"), *((value, "1") for value in part)])
        files.append(data_file(file, "csv"))
    return files


def the_plan(reference: dict[str, str] | tuple[tuple[str, str], ...]) -> Plan:
    stated = tuple(reference.items()) if isinstance(reference, dict) else reference
    return a_plan(Field("sex", "sex", "group", reference=stated))


def compared(folder: Path, values: list[str], reference: dict[str, str] | tuple[tuple[str, str], ...]) -> Any:
    return measured(the_plan(reference), written(folder, values), folder)


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_scipy_and_of_plain_fractions(seed, tmp_path) -> None:
    chance = random.Random(seed)
    values = chance.choices(list(REFERENCE), (5, 4, 1), k=chance.choice((3, 400, 2_000))) + [""] * 3
    found = compared(tmp_path, values, REFERENCE)
    counts = Counter(value for value in values if value)
    of_all = sum(counts.values())
    expected = [float(REFERENCE[name]) * of_all for name in REFERENCE]
    chi = found.fact("comparison", field="sex", statistic="chi_squared")
    assert abs(float(chi.value) - chisquare([counts[name] for name in REFERENCE], expected).statistic) < 1e-6
    exact = {name: Fraction(share) for name, share in REFERENCE.items()}
    assert chi.value == six(sum((counts[n] - exact[n] * of_all) ** 2 / (exact[n] * of_all) for n in exact))
    assert dict(chi.method) == {
        "degrees_of_freedom": "2", "least_expected": six(min(exact.values()) * of_all)
    }  # fmt: skip
    apart = found.value("comparison", field="sex", statistic="total_variation")
    assert apart == six(sum(abs(Fraction(counts[name], of_all) - exact[name]) for name in exact) / 2)
    rows = {row["name"]: row for row in found.value("comparison", field="sex")}
    for name in exact:
        assert rows[name] == {
            "name": name, "value": six(Fraction(counts[name], of_all)), "count": counts[name],
            "reference": six(exact[name]), "ratio": six(Fraction(counts[name], of_all) / exact[name]),
        }  # fmt: skip
    assert found.value("comparison", field="sex", apart="missing") == 3
    assert found.value("comparison", field="sex", apart="not_in_reference") == 0


def test_a_group_that_the_population_lacks_counts_into_the_distance_and_has_no_chi_squared(tmp_path) -> None:
    found = compared(tmp_path, ["a"] * 6 + ["b"] * 2 + ["z"] * 2, {"a": "0.5", "b": "0.25", "c": "0.25", "none": "0"})
    assert found.value("comparison", field="sex", apart="not_in_reference") == 2
    assert not found.facts("comparison", field="sex", statistic="chi_squared")
    assert found.value("comparison", field="sex", statistic="total_variation") == six(Fraction(3, 10))
    rows = {row["name"]: row for row in found.value("comparison", field="sex")}
    assert set(rows) == {"a", "b", "c", "none"}
    assert (rows["a"]["ratio"], rows["c"]["ratio"]) == ("1.200000", "0.000000")
    assert "ratio" not in rows["none"]


def test_another_reference_is_compared_without_reading_the_files_again(tmp_path) -> None:
    files = written(tmp_path, ["a", "a", "b"])
    measured(the_plan({"a": "0.5", "b": "0.5"}), files, tmp_path)
    for file in files:
        file.local.write_text("gone\n")
    again = measured(the_plan({"a": "0.2", "b": "0.8"}), files, tmp_path)
    assert again.rows("groups", field="sex") == {"a": 2, "b": 1}
    ratios = {row["name"]: row["ratio"] for row in again.value("comparison", field="sex")}
    assert ratios == {"a": "3.333333", "b": "0.416667"}


def test_shares_rounded_one_by_one_count_by_their_sum_and_numbers_as_well(tmp_path) -> None:
    values = ["a", "b", "c"] * 20
    for reference in ({"a": "0.333", "b": "0.333", "c": "0.333"}, {"a": "7", "b": "7", "c": "7"}):
        folder = tmp_path / reference["a"]
        folder.mkdir()
        found = compared(folder, values, reference)
        assert found.value("comparison", field="sex", statistic="chi_squared") == "0.000000"
        assert found.value("comparison", field="sex", statistic="total_variation") == "0.000000"


@pytest.mark.parametrize(
    "stated",
    [
        (("a", "0.5"), ("b", "0.3")), (("a", "0.9"), ("b", "0.3")), (("a", "1.5"), ("b", "-0.5")), (("a", ""),),
        (("a", "0.5"), ("a", "0.5")), (("a", "0"),), (("a", "NaN"),), (("a", "1e999999"),), (("a", "0." + "5" * 99),),
    ],
)  # fmt: skip
def test_a_reference_that_is_no_population_is_told_and_nothing_is_compared(stated, tmp_path) -> None:
    found = compared(tmp_path, ["a", "b"], stated)
    assert found.unread == {"fields/sex": {"reference_not_whole"}}
    assert not [fact for fact in found.found.facts if fact.measure == "comparison"]
    assert found.rows("groups", field="sex") == {"a": 1, "b": 1}


def test_of_no_records_nothing_is_said_but_what_is_apart(tmp_path) -> None:
    found = compared(tmp_path, ["", ""], REFERENCE)
    assert [fact.of for fact in found.found.facts if fact.measure == "comparison"] == [
        (("apart", "missing"), ("field", "sex")), (("apart", "not_in_reference"), ("field", "sex")),
    ]  # fmt: skip


FIELDS = [
    {
        "id": "species", "holds": "group", "reference_source": "Ringing records of 2025, the bird observatory",
        "reference": [{"name": "wren", "value": 0.6}, {"name": "kite", "value": 0.4}],
    },
    {"id": "set", "holds": "split"},
]  # fmt: skip


def a_comparison(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"fields": FIELDS, "fit": {"comparison": list(rows)}, "labelling": {"labelled": False}}


def facts() -> list[Measured]:
    made = compare_groups("species", {"wren": 30, "kite": 10}, (("wren", "0.6"), ("kite", "0.4")))
    return without("comparison", *(fact for fact in made if isinstance(fact, Measured)))


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"value": 0.75, "reference": 0.6, "count": 30}, State.CONFIRMED),
        ({"value": 0.75, "reference": 0.61, "count": 30}, State.CONTRADICTED),
        ({"value": 0.75, "reference": 0.6, "count": 31}, State.CONTRADICTED),
        ({"value": 0.74, "reference": 0.6}, State.CONTRADICTED),
        ({"value": 0.75}, State.CONFIRMED),
    ],
)
def test_a_comparison_that_the_card_states_is_held_to_the_data_and_to_its_reference(tmp_path, row, state) -> None:
    text = text_of(**a_comparison({"name": "wren", **row}))
    claim = claims_of(workspace(tmp_path, text, lock_of(text, facts())))["/fit/comparison"]
    assert (claim.state, claim.named) == (state, True)


def test_what_only_the_data_state_stands_with_both_shares(tmp_path) -> None:
    text = text_of(fields=FIELDS)
    card = assessed(workspace(tmp_path, text, lock_of(text, facts()))).opened.workspace.cards["dataset/birds@1.0"]
    assert card.facts["/fit/comparison"].value == [
        {"name": "wren", "value": Decimal("0.75"), "count": 30, "reference": Decimal("0.6")},
        {"name": "kite", "value": Decimal("0.25"), "count": 10, "reference": Decimal("0.4")},
    ]


def test_without_a_reference_a_comparison_is_not_measurable(tmp_path) -> None:
    text = text_of(fit={"comparison": [{"name": "wren", "value": 0.75, "reference": 0.6}]})
    claim = claims_of(workspace(tmp_path, text, lock_of(text)))["/fit/comparison"]
    assert (claim.state, claim.reason) == (State.NOT_MEASURABLE, "no_reference")


def test_a_plan_without_a_reference_says_nothing_of_one() -> None:
    text = text_of()
    bare = lock_of(text, asked=plan_of(loaded(text)))
    assert b"reference" not in lock_bytes(bare)
    assert load_lock(lock_bytes(bare)).asked == plan_of(loaded(text))
    text = text_of(fields=FIELDS)
    assert load_lock(lock_bytes(lock_of(text, asked=plan_of(loaded(text))))).asked == plan_of(loaded(text))


def loaded(text: str) -> Any:
    return load(text)[0]


GATE = "system/gate@1.0"
USE = {"id": "birds", "dataset": "birds@1.0", "role": "training"}


def used(folder: Path, row: dict[str, Any], **more: Any) -> Any:
    fit = {"comparison": [{"name": "wren", **row}] if row else {"unknown": "nobody counted"}}
    system = card("system", "gate", title="Gate", datasets=[{**USE, "fit": fit, **more}])
    text = text_of(fields=FIELDS)
    return assessed(workspace(folder, text, lock_of(text, facts()), ("gate.card.yaml", system)))


@pytest.mark.parametrize(
    ("row", "more", "state"),
    [
        ({"value": 0.75, "reference": 0.6, "count": 30}, {}, State.CONFIRMED),
        ({"value": 0.75, "reference": 0.6, "count": 30}, {"share": 1}, State.CONFIRMED),
        ({"value": 0.75, "reference": 0.6, "count": 29}, {}, State.CONTRADICTED),
        ({"value": 0.75, "reference": 0.5}, {}, State.CONTRADICTED),
        ({"value": 0.75, "reference": 0.5}, {"share": 0.5}, State.NOT_MEASURABLE),
        ({"value": 0.75, "reference": 0.5}, {"selection": "Those that were heard in spring."}, State.NOT_MEASURABLE),
        ({}, {}, State.ANSWERED),
    ],
)
def test_what_a_system_states_of_its_use_is_held_to_the_data_of_the_set(tmp_path, row, more, state) -> None:
    done = used(tmp_path, row, **more)
    evidence = done.opened.workspace.evidence
    claim = evidence[GATE].claims["/datasets/birds/fit/comparison"]
    assert (claim.state, evidence[GATE].locks) == (state, (evidence["dataset/birds@1.0"].sha256,))
    fact = done.opened.workspace.cards[GATE].facts["/datasets/birds/fit/comparison"]
    assert (fact.origin is Origin.MEASURED) is (state is State.CONFIRMED)
    found = [one for one in done.findings if one.code == "MUN503"]
    assert bool(found) is (state is State.CONTRADICTED)
    for one in found:
        assert (Path(one.file).name, one.address) == ("gate.card.yaml", f"{GATE}#/datasets/birds/fit/comparison")
        assert re.search(r"muniment measure \S*birds\.card\.yaml --verify", one.remedy)
    answered = [Path(one.file).name for one in done.findings if one.code == "MUN505"]
    assert answered == ["gate.card.yaml"] * (state is State.ANSWERED)


def test_a_use_of_a_set_without_a_reference_is_left_to_people(tmp_path) -> None:
    fit = {"comparison": [{"name": "wren", "value": 0.1, "reference": 0.6}]}
    system = card("system", "gate", title="Gate", datasets=[{**USE, "fit": fit}])
    text = text_of()
    done = assessed(workspace(tmp_path, text, lock_of(text), ("gate.card.yaml", system)))
    assert GATE not in done.opened.workspace.evidence
