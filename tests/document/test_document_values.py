"""Values as printed: numbers, dates, terms, lists, tables, texts in several languages."""

from typing import Any

import pytest
from sample_records import fact

from muniment.document.answers import build_answer
from muniment.document.model import Answer, Standing
from muniment.document.values import date_text, number_text, stated_answer
from muniment.document.words import load_words

WORDS = load_words("en")


def answer(value: Any, path: str = "dataset.characteristics", **more: Any) -> Answer:
    return stated_answer(fact(path, value, "Label", **more), WORDS, "en")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (True, "", "Yes"),
        (False, "", "No"),
        (2007, "", "2\u202f007"),
        (184220, "", "184\u202f220"),
        (1200, "items", "1\u202f200\u00a0items"),
        ("1234567.50", "bytes", "1\u202f234\u202f567.50\u00a0bytes"),
        ("-0.5", "points", "\u22120.5\u00a0points"),
        ("0.0230", "share", "2.30\u00a0%"),
        (1, "share", "100\u00a0%"),
        ("0.10", "", "0.10"),
        ("about a tenth", "share", "about a tenth"),
        ("2026-03-14", "", "14\u00a0March\u00a02026"),
        ("2026-03", "", "March\u00a02026"),
        ("2026-13-14", "", "2026-13-14"),
        ("", "", "Stated as empty"),
        ([], "", "Stated as empty"),
    ],
)
def test_scalars(value: Any, unit: str, shown: str) -> None:
    assert answer(value, unit=unit).lines == (shown,)


def test_a_version_that_looks_like_a_date_stays_as_written() -> None:
    assert answer("2026-03-14", path="dataset.version").lines == ("2026-03-14",)


def test_terms_of_closed_lists_are_words() -> None:
    assert answer("dsm_art_4", path="dataset.tdm.basis").lines[0].startswith("Exception for text and data mining")
    assert answer("social_media", path="dataset.tdm.basis").lines == ("Social media",)
    assert answer(["human_rater"], path="dataset.labelling.campaigns[].workforce[].kind").lines == ("Human rater",)
    assert answer("cv_text", path="dataset.personal_data.fields[].name").lines == ("cv_text",)
    assert answer("Free text_with_marks", path="dataset.tdm.basis").lines == ("Free text_with_marks",)


def test_lists_and_tables() -> None:
    assert answer(["a", "b"]).listed
    table = answer([{"name": "DE", "value": "0.4"}, {"name": "FR", "more": True}], unit="share").table
    assert table is not None
    assert table.head == ("Name", "More", "Value")
    assert table.rows == (("DE", "–", "40\u00a0%"), ("FR", "Yes", "–"))
    counted = answer([{"name": "Adelie", "count": 152, "value": "0.442"}], unit="share").table
    assert counted is not None
    assert counted.rows == (("Adelie", "152", "44.2\u00a0%"),)
    assert answer({"rows": 5, "nested": {"a": [1, 2]}}).table is not None


def test_text_in_the_wanted_language_or_marked() -> None:
    assert answer({"de": "Hallo", "en": "Hello"}).lines == ("Hello",)
    other = answer({"fr": "Bonjour", "de": "Hallo"})
    assert (other.lines, other.language) == (("Hallo",), "de")
    assert other.remarks == ("Stated only in: de and fr",)


def test_numbers_and_dates_alone() -> None:
    assert number_text("999", WORDS) == "999"
    assert date_text("soon\u202e", WORDS) == "soon[U+202E]"
    assert answer("x").standing is Standing.STATED


def test_codes_of_languages_and_countries_are_printed_by_name() -> None:
    assert answer(["de", "pt-BR"], "dataset.scope.languages").lines == ("German", "Portuguese (Brazil)")
    assert answer(["DE", "NL"], "dataset.scope.geography").lines == ("Germany", "Netherlands")
    german = stated_answer(fact("dataset.labelling.countries", ["NL"], "Label"), load_words("de"), "de")
    assert german.lines == ("Niederlande",)
    assert german.language == ""


def test_figures_are_written_as_the_language_writes_them_and_versions_are_not() -> None:
    words = load_words("de")
    figure = stated_answer(fact("dataset.labelling.campaigns.qc.agreement_value", "0.74", "Label"), words, "de")
    assert figure.lines == ("0,74",)
    rows = [{"name": "women", "value": "0.306", "count": 25584, "reference": "0.41"}]
    table = stated_answer(fact("dataset.bias_examination.metrics", rows, "Label"), words, "de").table
    assert table is not None
    assert table.head[-2:] == ("Vergleichswert", "Wert")
    assert table.rows[0][2:] == ("0,41", "0,306")
    options = stated_answer(fact("dataset.x", [{"name": "driver", "value": "2.10"}], "Label"), words, "de").table
    assert options is not None
    assert options.rows == (("driver", "2.10"),)


def test_the_rule_of_a_figure_that_nobody_can_compute_is_told_in_the_language_of_the_page() -> None:
    unknown = fact(
        "dataset.labelling.workers_total",
        status="unknown",
        source="computed: sum over groups and campaigns",
        reason="r",
    )
    german = build_answer(unknown, load_words("de"), "de")
    assert german.source.startswith("berechnet: ")
    assert "sum over" not in german.source
