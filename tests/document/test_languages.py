"""Languages of documents: everything of ours is translated, nothing of a card, and each language writes its own way."""

import base64
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from english_left import english_left
from sample_records import fact, outcomes, realistic_record, small_record

from muniment.base.languages import offered_languages
from muniment.catalogue.load import load_catalogue
from muniment.document.answers import build_answer
from muniment.document.citations import citation_text
from muniment.document.datasheet import build_datasheet
from muniment.document.kinds import DOCUMENTS
from muniment.document.paragraphs import all_entries
from muniment.document.translations import CATALOGUE, translate
from muniment.document.values import date_text, number_text, stated_answer
from muniment.document.words import load_words
from muniment.record.record import DisclosedFact, Record, load_record, record_bytes
from muniment.render.html import render_html
from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [language for language in offered_languages() if language != "en"]
NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """The records of an example, as an internal reader gets them, with every outcome; and its scope."""
    home = tmp_path_factory.mktemp("languages") / "penguins"
    shutil.copytree(ROOT / "examples" / "penguins", home)
    named = [f"--document={kind}" for kind in ("coverage_report", "open_questions", "supplier_datasheet")]
    builds = (["build", "--audience", "internal", str(home)], ["build", *named, "--audience", "internal", str(home)])
    for command in (*builds, ["scope", "--memo", str(home)]):
        dated = ["--date", "2026-11-23", "--format", "html", "-o", str(home / "out")]
        subprocess.run([PROGRAM, *command, *dated], check=True, capture_output=True)
    found = []
    for page in sorted((home / "out").rglob("*.html")):
        embedded = re.search(r"data:application/json;base64,([^\"]*)", page.read_text("utf-8"))
        assert embedded
        found.append(load_record(base64.b64decode(embedded[1])))
    return found


def page_of(record: Record, language: str) -> str:
    record = replace(record, language=language)
    return render_html(DOCUMENTS[record.kind].build(record), record_bytes(record)).decode("utf-8")


def test_german_and_french_are_offered() -> None:
    assert offered_languages() == ("en", "de", "fr")


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_word_of_ours_is_left_in_the_documents_of_an_example(records: list[Record], language: str) -> None:
    kinds = {"datasheet", "scope_memo", "technical_documentation", "instructions_for_use",
             "coverage_report", "open_questions", "supplier_datasheet"}  # fmt: skip
    assert {record.kind for record in records} >= kinds
    for record in records:
        assert english_left(page_of(record, language), record, language) == []


def test_the_search_for_english_finds_it(records: list[Record]) -> None:
    for record in records:
        assert len(english_left(page_of(record, "en"), record, "de")) > 50


@pytest.mark.parametrize("language", OTHERS)
def test_every_kind_of_outcome_is_in_the_language(language: str) -> None:
    entries = load_catalogue().requirements.values()
    rows = [replace(row, title=entry.title, duty=entry.duty) for row, entry in zip(outcomes(), entries, strict=False)]
    record = realistic_record(language=language, outcomes=tuple(rows))
    assert english_left(page_of(record, language), record, language) == []


@pytest.mark.parametrize("language", ["en", *OTHERS, "de-AT", "fr-BE"])
def test_a_page_names_its_language(language: str) -> None:
    assert f'<html lang="{language}">' in page_of(small_record(), language)


def test_what_is_not_offered_is_english_and_says_so() -> None:
    page = page_of(small_record(), "xx")
    assert '<html lang="en">' in page
    assert "At a glance" in page


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", (f"1{NARROW}234{NARROW}567.50", f"{chr(0x2212)}0.5", f"12.50{NO_BREAK}%")),
        ("de", ("1.234.567,50", f"{chr(0x2212)}0,5", f"12,50{NO_BREAK}%")),
        ("fr", (f"1{NARROW}234{NARROW}567,50", f"{chr(0x2212)}0,5", f"12,50{NO_BREAK}%")),
    ],
)
def test_numbers_and_shares_by_language(language: str, shown: tuple[str, str, str]) -> None:
    words = load_words(language)
    share = stated_answer(fact("dataset.x", "0.1250", "Share", unit="share"), words, language).lines[0]
    assert number_text("1234567.50", words) == shown[0]
    assert number_text("-0.5", words) == shown[1]
    assert share == shown[2]


@pytest.mark.parametrize(
    ("language", "day", "month", "first"),
    [
        ("en", "14 March 2026", "March 2026", "1 August 2026"),
        ("de", "14. März 2026", "März 2026", "1. August 2026"),
        ("fr", "14 mars 2026", "mars 2026", "1er août 2026"),
    ],
)
def test_dates_by_language(language: str, day: str, month: str, first: str) -> None:
    words = load_words(language)
    shown = [date_text(text, words).replace(NO_BREAK, " ") for text in ("2026-03-14", "2026-03", "2026-08-01")]
    assert shown == [day, month, first]
    assert date_text("2026-02-30", words) == "2026-02-30"


@pytest.mark.parametrize(
    "path", ["system.logging.retention", "dataset.personal_data.retention_period", "model.training.duration"]
)
def test_a_duration_is_in_words_wherever_there_is_one(path: str) -> None:
    answers = [
        build_answer(fact(path, "P12M", "Kept for"), load_words(language), language) for language in ("de", "fr")
    ]
    assert [answer.lines for answer in answers] == [("12 Monate",), ("12\u00a0mois",)]


@pytest.mark.parametrize(("language", "shown"), [("en", "a, b and c"), ("de", "a, b und c"), ("fr", "a, b et c")])
def test_lists_by_language(language: str, shown: str) -> None:
    assert load_words(language).forms.listed(["a", "b", "c"]) == shown


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [("en", "0 rows", "1 row", "2 rows"), ("de", "0 Zeilen", "1 Zeile", "2 Zeilen"),
     ("fr", "0 ligne", "1 ligne", "2 lignes")],
)  # fmt: skip
def test_plurals_by_the_rule_of_the_language(language: str, none: str, one: str, two: str) -> None:
    words = load_words(language)
    assert [f"{count} {words.unit('rows', count)}" for count in (0, 1, 2)] == [none, one, two]


def test_a_sentence_with_a_count_holds_the_count_as_the_language_writes_it() -> None:
    assert load_words("de").counted("omissions", "left_out", count=1234, ground="x").startswith("1.234 Angaben")
    assert load_words("de").counted("omissions", "left_out", count=1, ground="x").startswith("1 Angabe wurde")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("dataset.description", "Unknown"),
        ("dataset.description", "Data governance suited to the purpose"),
        ("dataset.title", "Training"),
        ("dataset.governance.owner", "high risk"),
        ("dataset.personal_data.fields[].name", "licence"),
        ("dataset.modalities", "Yes"),
        ("dataset.tdm.basis", "Everything the duty asks for is stated."),
    ],
)
def test_a_text_of_a_card_is_never_translated(language: str, path: str, text: str) -> None:
    answer = stated_answer(fact(path, text, "Label"), load_words(language), language)
    assert answer.lines == (text,)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("computed: sum over groups and campaigns; ingest log", "Summe über Gruppen und Kampagnen; ingest log"),
        ("profile crm-export; ingest log", "Profil crm-export; ingest log"),
        ("profile of the team", "profile of the team"),
        ("sum over groups and campaigns", "sum over groups and campaigns"),
    ],
)
def test_rules_and_profiles_are_ours_and_sources_are_theirs(source: str, shown: str) -> None:
    origin = "computed" if source.startswith(("computed", "sum")) else "declared"
    answer = build_answer(fact("dataset.x", 1, "X", source=source, origin=origin), load_words("de"), "de")
    assert answer.source == shown


@pytest.mark.parametrize("language", OTHERS)
def test_reasons_notes_and_own_units_are_not_translated(language: str) -> None:
    facts = (
        fact("dataset.measures[].amount", 3, "Amount", at="/measures/a/amount", note="Unknown"),
        fact("dataset.measures[].unit_name", "rows", "Name of unit", at="/measures/a/unit_name"),
    )
    page = page_of(small_record(facts=facts), language)
    assert f"3{NO_BREAK}rows" in page
    assert re.search(r"[:\u00a0 ]Unknown<", page)


CITATIONS = {
    "AI Act Art 10(2)(f)": (
        "Art.~10 Abs.~2 Buchst.~f KI-Verordnung", "Règlement sur l’IA, art.~10, par.~2, point~f)",
    ),
    "AI Act Art 13(3)(b)(ii)": (
        "Art.~13 Abs.~3 Buchst.~b Ziff.~ii KI-Verordnung", "Règlement sur l’IA, art.~13, par.~3, point~b)~ii)",
    ),
    "AI Act Annex IV point 2(d)": (
        "Anhang IV Nr.~2 Buchst.~d KI-Verordnung", "Règlement sur l’IA, annexe IV, point~2~d)",
    ),
    "AI Act Annex XI Section 1 point 2(c)": (
        "Anhang XI Abschnitt 1 Nr.~2 Buchst.~c KI-Verordnung",
        "Règlement sur l’IA, annexe XI, section 1, point~2~c)",
    ),
    "GDPR Art 5(1)(b) and 6(4)": (
        "Art.~5 Abs.~1 Buchst.~b und 6 Abs.~4 DSGVO", "RGPD, art.~5, par.~1, point~b) et 6, par.~4",
    ),
    "GDPR Art 9(1) and (2)": ("Art.~9 Abs.~1 und Abs.~2 DSGVO", "RGPD, art.~9, par.~1 et par.~2"),
    'Model Documentation Form field "Art 1 and to"': (
        "Formular für die Modelldokumentation, Feld „Art 1 and to“",
        "Formulaire de documentation du modèle, champ «~Art 1 and to~»",
    ),
    "Standard ISO/IEC 42001:2023, control A.7.4": (
        "Norm ISO/IEC 42001:2023, Maßnahme A.7.4", "Norme ISO/IEC 42001:2023, mesure A.7.4",
    ),
    "Law of nobody": ("Law of nobody", "Law of nobody"),
}  # fmt: skip


@pytest.mark.parametrize("english", CITATIONS)
def test_citations_are_written_as_the_language_does(english: str) -> None:
    cited = tuple(citation_text(english, load_words(language)) for language in ("en", "de", "fr"))
    assert cited == (english, *(shown.replace("~", NO_BREAK) for shown in CITATIONS[english]))


def test_the_record_is_the_same_in_every_language(records: list[Record]) -> None:
    sheet = next(record for record in records if record.kind == "datasheet")
    german = build_datasheet(replace(sheet, language="de"))
    assert [entry.address for section in german.sections for entry in section.entries] == [
        entry.address for section in build_datasheet(sheet).sections for entry in section.entries
    ]


def test_a_text_without_translation_stays_english() -> None:
    assert translate(CATALOGUE, "No such text of ours.", "de") == "No such text of ours."
    assert translate(CATALOGUE, "", "de") == ""


def test_the_cards_own_words_name_their_language_and_ours_do_not() -> None:
    facts = (
        DisclosedFact("dataset/penguins@1.0#/title", "dataset.title", "Name", "known", "declared", "Penguins",
                      language="en"),
        DisclosedFact("dataset/penguins@1.0#/personal_data/present", "dataset.personal_data.present", "P", "known",
                      "declared", False, language="en"),
        DisclosedFact("dataset/penguins@1.0#/splits/a/kind", "dataset.splits[].kind", "Role", "known", "declared",
                      "training", language="en"),
        DisclosedFact("dataset/penguins@1.0#/splits/a/method", "dataset.splits[].method", "Method", "known", "declared",
                      "Drawn at random", language="en"),
    )  # fmt: skip
    document = build_datasheet(small_record(language="de", facts=facts))
    answers = {entry.address: entry.answer for section in document.sections for entry in all_entries(section)}
    assert document.subject_language == "en"
    assert answers["dataset/penguins@1.0#/title"].language == "en"
    assert answers["dataset/penguins@1.0#/personal_data/present"].language == ""
    table = answers["dataset/penguins@1.0#/splits"].table
    assert table is not None
    assert (table.language, table.rows[0][1:]) == ("en", ("Training", "Drawn at random"))


def test_an_edition_in_the_cards_language_marks_nothing(records: list[Record]) -> None:
    assert all(fact.language == "" for record in records for fact in record.facts)


def test_names_are_sorted_by_their_letters() -> None:
    names = ["Zulu", "Éwé", "espagnol", "Ungarisch", "Übersetzt", "anglais"]
    for language in ("en", "de", "fr"):
        shown = sorted(names, key=load_words(language).forms.sorting)
        assert shown == ["anglais", "espagnol", "Éwé", "Übersetzt", "Ungarisch", "Zulu"]


@pytest.mark.parametrize(("language", "shown"), [("en", "section 3111"), ("de", "§ 3111"), ("fr", "article 3111")])
def test_a_section_of_a_code_stands_alone_as_its_country_cites_it(language: str, shown: str) -> None:
    assert citation_text("section 3111", load_words(language)) == shown


def test_a_reference_to_a_row_has_the_signs_of_its_language() -> None:
    card = "dataset/penguins@1.0"
    rows = [
        fact("dataset.splits[].share", "0.5", "Share", at="/splits/train/share", card=card),
        fact("dataset.splits[].share", None, "Share", at="/splits/test/share", card=card, status="unknown"),
    ]
    for language, shown in (("de", "Teilmengen, test: Anteil"), ("fr", "Sous-ensembles, test\u00a0: Part")):
        document = build_datasheet(small_record(facts=tuple(rows), language=language))
        gaps = next(section for section in document.sections if section.anchor == "gaps")
        assert [pointer.label for pointer in gaps.pointers] == [shown]
