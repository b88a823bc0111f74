"""Figures by locale: shares, money, settings, columns of one grouping, and what documents of the examples print."""

import re
from decimal import Decimal
from typing import Any

import pytest
from edition_records import records
from hypothesis import given
from hypothesis import strategies as st
from sample_records import fact

from muniment.document.figures import percentage, quantity
from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Table
from muniment.document.values import stated_answer
from muniment.document.words import load_words

LANGUAGES = ("en", "de", "fr")
SHARES = st.decimals(0, 1, places=7)
METRICS, LABELS = "dataset.bias_examination.metrics", "dataset.labelling.campaigns[].label_schema"
SETTINGS, PART = "dataset.processing_steps[].parameters", "model.datasets[].share_of_modality"


def table_of(path: str, rows: list[dict[str, Any]], language: str = "en", unit: str = "") -> Table:
    found = stated_answer(fact(path, rows, "Label", unit=unit), load_words(language), language).table
    assert found is not None
    return found


def read(text: str, language: str) -> Decimal:
    """Return the number that a reader of a language reads."""
    point = "." if language == "en" else ","
    digits = re.sub(rf"[^0-9{re.escape(point)}\u2212]", "", text)
    return Decimal(digits.replace(point, ".").replace("\u2212", "-"))


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        ("0.374842", "37.48"),
        ("0.555827", "55.58"),
        ("0.000937", "0.094"),
        ("0.9999963", "99.99963"),
        ("0.0000001", "0.00001"),
        ("0.12", "12"),
        ("0.0230", "2.30"),
        ("1", "100"),
        ("0", "0"),
        ("1.25", "125"),
        ("9" * 60 + "." + "1" * 60, "9" * 60 + "11.11"),
        ("0." + "0" * 59 + "1", "0." + "0" * 57 + "1"),
    ],
)
def test_a_share_has_as_many_digits_as_a_reader_can_use(share: str, shown: str) -> None:
    assert percentage(share) == shown


@given(share=SHARES, language=st.sampled_from(LANGUAGES))
def test_a_share_is_read_as_what_it_is_and_never_as_all_or_none_of_a_whole(share: Decimal, language: str) -> None:
    printed = quantity(format(share, "f"), "share", load_words(language))
    assert printed.endswith(("\u00a0%", "\u202f%"))
    hundredths, exact = read(printed, language), share * 100
    assert abs(hundredths - exact) <= Decimal("0.005")
    assert (hundredths == 0) == (exact == 0)
    assert (hundredths == 100) == (exact == 100)


@given(number=st.decimals(-(10**15), 10**15, allow_nan=False, places=3), language=st.sampled_from(LANGUAGES))
def test_an_amount_keeps_every_digit_in_every_language(number: Decimal, language: str) -> None:
    text = format(number, "f")
    assert read(quantity(text, "items", load_words(language)), language) == number


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        ("12.4", "EUR", ("EUR\u00a012.40", "12,40\u00a0EUR", "12,40\u00a0EUR")),
        ("235", "DKK", ("DKK\u00a0235", "235\u00a0DKK", "235\u00a0DKK")),
        ("1250.5", "EUR", ("EUR\u00a01\u202f250.50", "1.250,50\u00a0EUR", "1\u202f250,50\u00a0EUR")),
        ("0.085", "EUR", ("EUR\u00a00.085", "0,085\u00a0EUR", "0,085\u00a0EUR")),
        ("1.5", "JPY", ("JPY\u00a01.5", "1,5\u00a0JPY", "1,5\u00a0JPY")),
        ("2.5", "KWD", ("KWD\u00a02.500", "2,500\u00a0KWD", "2,500\u00a0KWD")),
        ("9.8", "EUR pro Stunde", ("EUR\u00a09.80 pro Stunde", "9,80\u00a0EUR pro Stunde", "9,80\u00a0EUR pro Stunde")),
        ("2.5", "CPU", ("2.5\u00a0CPU", "2,5\u00a0CPU", "2,5\u00a0CPU")),
    ],
)
def test_money_has_its_minor_units_and_other_units_have_what_is_stated(
    value: str, unit: str, printed: tuple[str, ...]
) -> None:
    assert tuple(quantity(value, unit, load_words(language)) for language in LANGUAGES) == printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_stay_as_a_program_takes_them(language: str) -> None:
    rows = [
        {"name": "seed", "value": 20260309},
        {"name": "threshold", "value": "0.85"},
        {"name": "stratified", "value": True},
    ]
    shown = [row[1] for row in table_of(SETTINGS, rows, language).rows]
    assert shown == ["20260309", "0.85", load_words(language)("answers", "true")]


def test_one_column_has_one_grouping() -> None:
    rows = [{"name": name, "value": value} for name, value in (("a", 21873), ("b", 4662), ("c", 120))]
    assert [row[1] for row in table_of(LABELS, rows, "de").rows] == ["21.873", "4.662", "120"]
    rows = [{"name": name, "value": value} for name, value in (("a", 2007), ("b", 2009))]
    assert [row[1] for row in table_of(METRICS, rows, "de").rows] == ["2007", "2009"]
    assert [row[1] for row in table_of(LABELS, rows, "de").rows] == ["2.007", "2.009"]
    rows = [{"name": "a", "value": "0.5", "count": 8112}, {"name": "b", "value": "0.25", "count": 872}]
    assert [row[1:] for row in table_of(METRICS, rows, "fr").rows] == [("8\u202f112", "0,5"), ("872", "0,25")]


@given(numbers=st.lists(st.integers(0, 10**7), min_size=1, max_size=6), language=st.sampled_from(LANGUAGES))
def test_in_a_column_all_long_numbers_are_grouped_or_none(numbers: list[int], language: str) -> None:
    rows = [{"name": f"row {place}", "value": number} for place, number in enumerate(numbers)]
    shown = [row[1] for row in table_of(METRICS, rows, language).rows]
    assert [read(text, language) for text in shown] == numbers
    grouped = {not text.isdecimal() for text, number in zip(shown, numbers, strict=True) if number >= 1000}
    assert len(grouped) <= 1
    assert grouped != {False} or max(numbers) < 10_000


def test_a_figure_stands_in_one_cell_with_its_unit() -> None:
    rows = [
        {"name": "Adelie", "value": 3701, "unit": "g", "count": 151},
        {"name": "kappa", "value": "0.68"},
        {"name": "grade", "value": "fair", "unit": "of five"},
    ]
    table = table_of("dataset.statistics.by_group", rows, "de")
    assert table.head[1:] == ("Anzahl", "Wert")
    assert [row[2] for row in table.rows] == ["3.701\u00a0g", "0,68", "fair of five"]


def test_figures_of_one_unit_stand_by_their_last_digits_and_others_do_not() -> None:
    alike = [{"name": "a", "value": "0.5", "count": 8}, {"name": "b", "value": "0.25"}]
    assert table_of(METRICS, alike).figures == {1, 2}
    mixed = [{"name": "a", "value": 5, "unit": "g", "count": 8}, {"name": "b", "value": "0.25"}]
    assert table_of(METRICS, mixed).figures == {1}
    assert table_of(METRICS, [{"name": "a", "value": "fair"}]).figures == set()
    assert table_of(SETTINGS, [{"name": "seed", "value": 7}]).figures == set()


def test_what_a_set_contributes_to_a_modality_is_a_share_of_a_whole() -> None:
    unit = "of all training data of the modality, in tokens"
    rows = [
        {"name": "text", "value": "0.374842", "unit": unit},
        {"name": "image", "value": "0.5", "unit": "of what we counted"},
    ]
    table = table_of(PART, rows, "de", unit="share")
    assert table.rows == (
        ("Text", "37,48\u00a0% aller Trainingsdaten der Modalität, in Token"),
        ("Bild", "50\u00a0% of what we counted"),
    )


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("Krippendorff's alpha 0.68", "Krippendorff's alpha 0,68"),
        ("alpha 0.71–0.83; kappa 0.6", "alpha 0,71–0,83; kappa 0,6"),
        ("F1 2.0 0.5", "F1 2.0 0,5"),
        ("good in all campaigns 2.0 and later", "good in all campaigns 2.0 and later"),
    ],
)
def test_ranges_of_agreement_have_the_numbers_of_the_language(text: str, german: str) -> None:
    found = stated_answer(fact("dataset.labelling.agreement_range", text, "Label"), load_words("de"), "de")
    assert found.lines == (german,)
    same = stated_answer(fact("dataset.labelling.agreement_range", text, "Label"), load_words("en"), "en")
    assert same.lines == (text,)


def printed(example: str, kind: str, audience: str) -> str:
    return " ".join(str(DOCUMENTS[kind].build(record)) for record in records(example, kind, audience))


def test_documents_print_seeds_shares_and_wages_as_what_they_are() -> None:
    shown = printed("recruitment", "datasheet", "internal")
    assert "20260309" in shown
    assert "20\\u202f260" not in shown
    assert "EUR\\xa012.40" in shown
    assert "label='Amount paid'" in shown or "'Amount paid'" in shown
    technical = printed("penguins", "technical_documentation", "authority")
    assert re.search(r"'Share used', Answer\([^()]*lines=\('100\\xa0%',\)", technical)
    model = printed("open-model", "datasheet", "internal")
    assert "55.58\\xa0%" in model
    assert "0.555827" not in model
