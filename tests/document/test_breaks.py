"""Where long words of signs may be broken, and what columns of them need."""

import json

import pytest

from muniment.base.resources import schema_path
from muniment.document.breaks import pieces
from muniment.document.choices import choices
from muniment.document.columns import column_widths, readable
from muniment.document.model import Table
from muniment.document.words import load_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dataset.campaigns[].pay_hour", ["dataset.", "campaigns[].", "pay_", "hour"]),
        ("dataset/applications-train@4.2.0", ["dataset/", "applications-train@4.2.0"]),
        ("see system/shortlist@4.2#/provider_role", ["see system/", "shortlist@4.2#/", "provider_", "role"]),
        ("1.234.567.890.123,00", ["1.234.567.890.123,00"]),
        ("und/oder", ["und/oder"]),
        ("", [""]),
    ],
)
def test_a_path_is_broken_at_its_joints_and_a_figure_is_not(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected
    assert "".join(pieces(text)) == text


def test_a_column_of_paths_gets_the_room_of_their_longest_part() -> None:
    path = "dataset.special_categories.exception"
    table = Table("Questions", ("Question", "Where"), (("Which exception permits the processing? " * 4, path),))
    words = Table("Questions", ("Question", "Where"), (("Which exception permits the processing? " * 4, "x" * 36),))
    assert column_widths(table)[1] <= column_widths(words)[1]
    assert readable(table)


@pytest.mark.parametrize("lengths", [(1,) * 7, (13, 13, 13), (3, 50, 7, 7, 7, 90, 2, 2), (200, 1)])
def test_columns_fill_the_page_and_no_more(lengths: tuple[int, ...]) -> None:
    row = tuple("x" * length for length in lengths)
    assert sum(column_widths(Table("Wide", row, (row,)))) == 100


def test_english_names_are_of_values_that_a_closed_list_offers() -> None:
    offered = {value.replace("_", " ") for values in choices().values() for value in values}
    named = json.loads(schema_path("vocab", "choice-words.json").read_bytes())
    assert set(named) <= offered
    assert not set(named) & set(named.values())


def test_roles_are_called_in_the_words_of_the_act_in_every_language() -> None:
    names = [load_words(language).choice("provider gpai") for language in ("en", "de", "fr")]
    assert names == [
        "provider of a general-purpose AI model",
        "Anbieter eines KI-Modells mit allgemeinem Verwendungszweck",
        "fournisseur d’un modèle d’IA à usage général",
    ]


@pytest.mark.parametrize(("language", "joined"), [("en", "a: b; c"), ("de", "a: b; c"), ("fr", "a\u00a0: b\u00a0; c")])
def test_signs_between_texts_stand_as_the_language_writes_them(language: str, joined: str) -> None:
    forms = load_words(language).forms
    assert forms.joined((forms.labelled("a", "b"), "c")) == joined
