"""Pictures of what was measured: marked, in words, with their table, and nothing that an audience may not see."""

import base64
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence_workspaces import AS_OF, BIRDS, Sample, Unread, lock_of, share, tally, text_of, without, workspace
from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Document, Picture
from muniment.evidence.lock import Measured
from muniment.record.record import Record, load_record, record_bytes
from muniment.render.pictures import draw
from sample_cards import run

SVG = "{http://www.w3.org/2000/svg}"


def edition(folder: Path, audience: str = "client", language: str = "en") -> tuple[Record, Document, str]:
    done = run(
        "build", "--date", AS_OF, "--format", "html", "--document", "datasheet", "--audience", audience, "--lang",
        language, "-o", "out", at=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    page = (folder / "out" / "dataset" / "birds" / f"datasheet.{audience}.{language}.html").read_text("utf-8")
    packed = re.search(r'href="data:application/json;base64,([^"]+)"', page)
    assert packed
    record = load_record(base64.b64decode(packed[1]))
    assert load_record(record_bytes(record)) == record
    return record, DOCUMENTS["datasheet"].build(record), re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def made(folder: Path, facts: Any = None, more: Any = None, **stated: Any) -> Path:
    text = text_of(title="Birds", **stated)
    return workspace(folder, text, lock_of(text, facts, **(more or {})))


def pictures(document: Document, part: str = "measured") -> dict[str, Picture]:
    found = [picture for section in document.sections for picture in section.pictures]
    return {picture.caption: picture for picture in found if part in picture.anchor}


def words_of(picture: Picture) -> str:
    nodes = ElementTree.fromstring(draw(picture)).iter(f"{SVG}text")
    return " ".join(node.text or "" for node in nodes).replace("\u00a0", " ")


def test_what_the_lock_tells_is_drawn_marked_and_tabled(tmp_path) -> None:
    _, document, page = edition(made(tmp_path, quality={"duplicate_rate": 0.1}), "internal")
    shown = pictures(document)
    assert {
        "Languages of the records, as the data declare them",
        "Share of each group in the data: species",
        "Share of each group in the data: sex",
        "Share of each split in the data",
        "Share of each label among all labels given: first",
        "Records without a value, by field",
    } <= set(shown)
    for picture in shown.values():
        assert picture.basis == "Measured: 40 records read."
        assert picture.table is not None
        assert picture.alternative.replace("\u00a0", " ") in page
        assert picture.basis in page
    languages = shown["Languages of the records, as the data declare them"]
    assert languages.table is not None
    assert [tuple(cell.replace("\u00a0", " ") for cell in row) for row in languages.table.rows] == [
        ("German", "62.50 %", "25"), ("English", "37.50 %", "15"),
    ]  # fmt: skip
    assert "Not stated" in words_of(shown["Share of each group in the data: sex"])


def test_an_estimate_shows_its_interval_and_what_it_was_drawn_from(tmp_path) -> None:
    near = share("near_duplicates", 0, 40, kind="estimate", interval=("0.000000", "0.087600"))
    rows = [
        {"name": "de", "value": "0.750000", "count": 30, "low": "0.598000", "high": "0.858000"},
        {"name": "und", "value": "0.250000", "count": 10, "low": "0.142000", "high": "0.402000"},
    ]
    detected = Measured("detected_languages", (), rows, "share", "estimate", denominator=40, read=40)
    facts = without("", near, detected)
    sample = Sample(4000, 40, "sha256:" + "ef" * 32, "sha256:" + "ab" * 32)
    _, document, _ = edition(made(tmp_path, facts, {"sample": sample}), "internal")
    shown = pictures(document)
    told = shown["Languages of the texts, as detected"]
    said = re.sub(r"[\u00a0\u202f]", " ", told.basis)
    assert said == "Estimated from a sample of 40 of 4 000 records, with intervals at 95 %."
    assert "59.8 % to 85.8 % (95 %)" in words_of(told)
    assert "Not told" in words_of(told)
    repeats = shown["How much of the data repeats other data"]
    assert "at most 8.76 % (95 %)" in words_of(repeats), "never none"
    assert "estimated from a sample" in repeats.basis
    assert len(list(ElementTree.fromstring(draw(repeats)).iter(f"{SVG}line"))) == 3, "the interval is drawn"


def test_an_estimate_without_an_exact_figure_is_a_picture_as_well(tmp_path) -> None:
    near = share("near_duplicates", 4, 40, kind="estimate", interval=("0.020000", "0.190000"))
    facts = without("duplicate_rate", near)
    sample = Sample(4000, 40, "sha256:" + "ef" * 32, "sha256:" + "ab" * 32)
    record, document, _ = edition(made(tmp_path, facts, {"sample": sample}), "internal")
    told = pictures(document)["How much of the data repeats other data"]
    assert told.basis.startswith("Estimated from a sample")
    odd = tuple(replace(one, measure=name) for one in record.tallies or () for name in ("unheard_of", "heads", "exact"))
    assert pictures(DOCUMENTS["datasheet"].build(replace(record, tallies=odd))) == {}


def test_a_group_stands_beside_the_population_that_the_card_states(tmp_path) -> None:
    coverage = [{"name": "species: wren", "value": 0.75, "reference": 0.5}]
    _, document, _ = edition(made(tmp_path, representativeness={"coverage_by_group": coverage}))
    shown = pictures(document)["Share of each group in the data: species"]
    assert shown.drawing == "groups"
    assert shown.legend == ("In the data, as measured", "In the population, as stated")
    assert shown.table is not None
    assert shown.table.head[-1] == "In the population"
    assert shown.table.rows[1][-1] == "–", "the table has also the group that nothing is compared with"
    assert pictures(document, "picture-shares") == {}, "one picture of the same figures is enough"


def test_a_comparison_that_was_measured_takes_the_place_of_the_groups(tmp_path) -> None:
    rows = [
        {"name": "wren", "value": "0.750000", "count": 30, "reference": "0.600000", "ratio": "1.250000"},
        {"name": "kite", "value": "0.250000", "count": 10, "reference": "0.400000", "ratio": "0.625000"},
    ]
    compared = Measured("comparison", (("field", "species"),), rows, "share", denominator=40, read=40)
    far = Measured("comparison", (("field", "species"), ("statistic", "total_variation")), "0.150000", "", read=40)
    stated = [{"name": "other", "value": 0.2, "reference": 0.3}]
    folder = made(tmp_path, without("", compared, far), fit={"comparison": stated})
    _, document, _ = edition(folder)
    shown = pictures(document)
    assert "Share of each group in the data: species" not in shown
    picture = shown["Share of each group in the data and in the population: species"]
    assert [marks[:2] for _, marks in picture.series] == [("0.750000", "0.600000"), ("0.250000", "0.400000")]
    assert "largest difference is in wren" in picture.alternative
    (declared,) = pictures(document, "picture-groups").values()
    assert declared.basis == "As stated in the card; not measured.", "what nobody measured keeps its picture"


def test_small_rows_have_no_bar_and_no_figure_outside(tmp_path) -> None:
    labels = tally("labels", "labels", {"loud": 20, "soft": 7, "dull": 13}, campaign="first")
    folder = made(tmp_path, without("labels", labels))
    record, document, _ = edition(folder)
    caption = "Share of each label among all labels given: first"
    assert list(pictures(document)) and caption in pictures(document)
    told = pictures(document)[caption]
    assert [label for label, _ in told.series] == ["loud"]
    assert told.table is not None
    assert [row[1:] for row in told.table.rows if row[0] != "loud"] == [("held back", "held back")] * 2
    assert "The figures of 2 rows are held back" in told.basis
    (kept,) = [tally for tally in record.tallies or () if tally.measure == "labels"]
    assert [row for row in kept.rows if row.count] == [kept.rows[0]]
    _, inside, _ = edition(folder, "internal")
    assert len(pictures(inside)[caption].series) == 3


def test_whoever_may_not_see_the_figures_gets_no_picture(tmp_path) -> None:
    record, document, _ = edition(made(tmp_path / "public"), "public")
    assert record.tallies is None
    assert pictures(document) == {}
    narrowed = [{"path": "scope.languages", "audience": "authority", "ground": "trade_secret"}]
    record, _, _ = edition(made(tmp_path / "narrowed", disclosure=narrowed))
    assert record.tallies
    assert not [tally for tally in record.tallies if tally.measure == "languages"]


def test_stale_evidence_draws_nothing(tmp_path) -> None:
    text = text_of(title="Birds")
    folder = workspace(tmp_path, text, replace(lock_of(text), definitions="sha256:" + "0" * 64))
    record, document, _ = edition(folder, "internal")
    assert record.tallies is None
    assert pictures(document) == {}


def test_what_could_not_be_read_is_said_beside_each_picture(tmp_path) -> None:
    lost = (Unread("data/more.csv", "truncated"), Unread("data/birds.csv", "damaged_line", 3))
    _, document, _ = edition(made(tmp_path / "file", more={"unread": lost[:1]}), "internal")
    assert all("Not all files could be read" in picture.basis for picture in pictures(document).values())
    _, document, _ = edition(made(tmp_path / "lines", more={"unread": lost[1:]}), "internal")
    assert all("3 records could not be read" in picture.basis for picture in pictures(document).values())


@pytest.mark.parametrize("language", ["de", "fr"])
def test_pictures_speak_the_language_of_the_edition(tmp_path, language) -> None:
    _, document, _ = edition(made(tmp_path), "internal", language)
    told = " ".join(picture.basis for picture in pictures(document).values())
    assert {"de": "Gemessen", "fr": "Mesuré"}[language] in told


HOSTILE: list[Any] = [
    [{"name": "a", "value": "7", "count": 3}, {"name": "b", "value": "0.1", "count": 3}],
    [{"name": "a", "value": "nan", "count": 3}],
    [{"name": "a", "value": "0.5", "count": -3}, {"name": "b", "value": "0.5", "count": True}],
    [{"name": "a"}, {"name": "b"}],
    "text",
    7,
]


@pytest.mark.parametrize("rows", HOSTILE)
def test_a_lock_that_somebody_wrote_draws_nothing_that_is_none(tmp_path, rows) -> None:
    facts = [*without("languages"), Measured("languages", (), rows, "rows", denominator=40, read=40)]
    record, document, _ = edition(made(tmp_path, facts), "internal")
    assert not [tally for tally in record.tallies or () if tally.measure == "languages"]
    assert "Languages of the records, as the data declare them" not in pictures(document)


def test_a_record_from_elsewhere_cannot_break_the_drawing(tmp_path) -> None:
    record, _, _ = edition(made(tmp_path), "internal")
    assert record.tallies
    told = record.tallies[0]
    odd = [replace(told, measure="languages", rows=tuple(replace(row, share=share) for row in told.rows))
           for share in ("-1", "1e999999", "x", "NaN", "2")]  # fmt: skip
    assert pictures(DOCUMENTS["datasheet"].build(replace(record, tallies=tuple(odd)))) == {}
    assert told.card == BIRDS
