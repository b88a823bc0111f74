"""Rounding by recipient: so many figures and no more, for numbers and durations, and nothing for what is neither."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.base.resources import schema_path
from muniment.disclosure.rounding import names_only, precision, rounded, without_figures
from muniment.model.kinds import KINDS
from muniment.model.vocabulary import positions_of

AMOUNT = "dataset.measures[].amount"


@pytest.mark.parametrize(
    ("value", "figures", "expected"),
    [
        (1979183420, 1, 2000000000), (1979183420, 2, 2000000000), (812400000000, 2, 810000000000), (7, 1, 7),
        (0, 1, 0), ("1.315E+23", 1, "1E+23"), ("0.0456", 1, "0.05"), ("P26D", 1, "P30D"), ("P26D", 2, "P26D"),
        ("PT1300H", 1, "PT1000H"), ("P1DT12H", 1, "P2D"), ("PT1H30M", 2, "PT1.5H"), ("P1Y6M", 1, "P500D"),
    ],
)  # fmt: skip
def test_values_are_rounded(value: object, figures: int, expected: object) -> None:
    found = rounded(value, figures)
    assert Decimal(found) == Decimal(expected) if not str(expected).startswith("P") else found == expected  # type: ignore[arg-type]


@given(st.integers(min_value=1, max_value=2**53), st.sampled_from([1, 2]))
def test_no_more_figures_are_left_than_told(number: int, figures: int) -> None:
    left = rounded(number, figures)
    assert len(str(left).rstrip("0")) <= figures
    assert abs(left - number) * 2 * 10 ** (figures - 1) <= max(number, left)


@pytest.mark.parametrize("value", [True, None, "many", "P", "NaN", "Infinity", ["1"], {"a": 1}])
def test_what_is_no_figure_is_not_rounded(value: object) -> None:
    with pytest.raises(ValueError, match=r"rounded|read"):
        rounded(value, 1)


def test_each_recipient_has_its_own_precision_and_none_named_the_coarser() -> None:
    def figures(audience: str, recipient: str = "", path: str = AMOUNT) -> int | None:
        found = precision("model_documentation", audience, recipient, path)
        return found.figures if found else None

    assert figures("authority", "ai_office") == 2
    assert figures("authority", "national_authority") == 1
    assert figures("authority") == 1
    assert figures("internal") is None
    assert figures("authority", "", "model.release_date") is None
    assert precision("datasheet", "authority", "", AMOUNT) is None
    told = precision("model_documentation", "authority", "ai_office", AMOUNT)
    assert told is not None
    assert told.confidence == "remembered"


def test_every_rounded_path_is_a_position() -> None:
    import json

    known = {path for name in KINDS for path in positions_of(name)}
    rules = json.loads(schema_path("vocab", "precision.json").read_bytes())["documents"]
    for rule in rules.values():
        assert {*rule["facts"], *rule.get("names_only", ())} <= known


def test_of_some_tables_only_names_are_told() -> None:
    assert names_only("california_statement", "public", "dataset.labelling.campaigns[].label_schema")
    assert not names_only("california_statement", "internal", "dataset.labelling.campaigns[].label_schema")
    assert without_figures([{"name": "a", "value": 21873}, {"value": 2}]) == [{"name": "a"}]
