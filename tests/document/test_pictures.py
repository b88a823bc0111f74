"""Pictures: they show what the record says in numbers, in words as well, and are left out where nothing compares."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sample_records import realistic_record, small_record

from muniment.document.edition import open_page
from muniment.document.linked import Linked
from muniment.document.model import Picture
from muniment.document.pictures import MOST_ROWS, composition, groups_against_population, lineage, shares, timeline
from muniment.document.pictures_of_sets import build_pictures
from muniment.record.record import DisclosedFact, Rounded
from muniment.render.pictures import draw

SET = "dataset/penguins@1.0"
SVG = "{http://www.w3.org/2000/svg}"


def stated(path: str, inner: str, value: Any, status: str = "known", card: str = SET) -> DisclosedFact:
    known = status == "known"
    return DisclosedFact(f"{card}#{inner}", path, "", status, "declared" if known else "", value if known else None)


def page_of(*facts: DisclosedFact) -> Any:
    return open_page(small_record(facts=facts))


def texts(picture: Picture) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(draw(picture)).iter(f"{SVG}text")]


def test_a_time_line_needs_two_periods_and_tells_of_one_that_goes_on() -> None:
    one = stated("dataset.temporal.start", "/temporal/start", "2019-01")
    page = page_of(one, stated("dataset.temporal.end", "/temporal/end", "2020-12"))
    assert timeline(page, Linked(page.facts), [SET]) is None
    page = page_of(one, stated("dataset.collection.start", "/collection/start", "2021-05-04"))
    picture = timeline(page, Linked(page.facts), [SET])
    assert picture is not None and picture.table is not None
    assert picture.table.rows[0][2] == "continues"
    assert "2 periods" in picture.alternative
    assert {"2019", "2021"} <= set(texts(picture))


def test_an_unknown_end_is_no_end() -> None:
    page = page_of(
        stated("dataset.temporal.start", "/temporal/start", "2019"),
        stated("dataset.temporal.end", "/temporal/end", None, "unknown"),
        stated("dataset.collection.start", "/collection/start", None, "unknown"),
        stated("dataset.labelling.campaigns[].start", "/labelling/campaigns/a/start", "2020-01"),
        stated("dataset.labelling.campaigns[].end", "/labelling/campaigns/a/end", "2020-03"),
    )
    picture = timeline(page, Linked(page.facts), [SET])
    assert picture is not None and picture.table is not None
    assert [row[0] for row in picture.table.rows] == ["Content", "Labelling, a"]


def test_groups_stand_beside_the_population_and_only_where_both_are_stated() -> None:
    rows = [{"name": "Women", "value": "0.41", "reference": "0.5"}, {"name": "Men", "value": "0.59"},
            {"name": "Old", "value": "0.1", "reference": "0.3"}]  # fmt: skip
    page = page_of(stated("dataset.fit.comparison", "/fit/comparison", rows))
    (picture,) = groups_against_population(page, {})
    assert picture.table is not None
    assert [row[0] for row in picture.table.rows] == ["Women", "Old"]
    assert "largest difference is in Old" in picture.alternative
    assert picture.legend


@pytest.mark.parametrize("rows", [[], [{"name": "a", "value": "x"}], [{"name": "a", "value": "2"}], "text", None])
def test_what_is_no_share_is_not_drawn(rows: Any) -> None:
    page = page_of(stated("dataset.representativeness.coverage_by_group", "/representativeness/x", rows))
    assert shares(page, {}) == ()


def test_parts_are_shares_of_their_sum() -> None:
    picture = composition(page_of(), "licence", [("CC0", Decimal(3)), ("MIT", Decimal(1)), ("CC0", Decimal(4))])
    assert picture is not None and picture.table is not None
    assert [row[0] for row in picture.table.rows] == ["CC0", "MIT"]
    assert picture.table.rows[0][1].startswith("87.5")
    assert composition(page_of(), "licence", [("CC0", Decimal(3))]) is None
    assert composition(page_of(), "licence", [("CC0", Decimal(0)), ("MIT", Decimal(0))]) is None


def test_many_sources_are_counted_and_stand_whole_in_the_table() -> None:
    names = [
        stated("dataset.origin.sources[].name", f"/origin/sources/s{at}/name", f"Source {at}") for at in range(300)
    ]
    page = page_of(*names)
    picture = lineage(page, Linked(page.facts))
    assert picture is not None and picture.table is not None
    assert len(picture.table.rows) == 301
    assert len(picture.series) == MOST_ROWS + 1
    assert "300" in picture.alternative


def test_hostile_text_stays_text_in_a_drawing() -> None:
    name = '</text><script>alert(1)</script>"&<![CDATA['
    page = page_of(stated("dataset.origin.sources[].name", "/origin/sources/a/name", name))
    picture = lineage(page, Linked(page.facts))
    assert picture is not None
    drawing = draw(picture)
    assert "<script" not in drawing
    ElementTree.fromstring(drawing)


def test_a_drawing_is_one_image_with_words_for_it() -> None:
    record = realistic_record()
    page = open_page(record)
    for picture in (*shares(page, {}), *groups_against_population(page, {})):
        root = ElementTree.fromstring(draw(picture))
        assert root.get("role") == "img"
        title = root.find(f"{SVG}title")
        assert title is not None and title.text == picture.alternative


def set_of(name: str, amount: str, kind: str, *languages: str) -> tuple[DisclosedFact, ...]:
    card = f"dataset/{name}@1"
    row = "/measures/a"
    return (
        stated("dataset.title", "/title", f"Set {name}", card=card),
        stated("dataset.source.kind", "/source/kind", kind, card=card),
        stated("dataset.scope.languages", "/scope/languages", list(languages), card=card),
        stated("dataset.measures[].amount", f"{row}/amount", amount, card=card),
        stated("dataset.measures[].unit", f"{row}/unit", "tokens", card=card),
        stated("dataset.measures[].modality", f"{row}/modality", "text", card=card),
    )


def test_sets_are_compared_where_they_are_counted_alike() -> None:
    page = page_of(*set_of("a", "300", "public", "de", "en"), *set_of("b", "100", "crawl", "de"),
                   *set_of("c", "100", "crawl", "fr"))  # fmt: skip
    pictures = build_pictures(["composition", "languages"], page, Linked(page.facts))
    tables = {picture.caption: picture.table.rows for picture in pictures if picture.table}
    assert tables["What the data are made of, by data set"][0] == ("Set a", "60\u00a0%")
    assert [row[1] for row in tables["What the data are made of, by class of source"]] == ["60\u00a0%", "40\u00a0%"]
    assert tables["How many of the data sets hold each language"][0][1] == "2 of 3"
    assert "What the data are made of, by licence" not in tables, "no set states its licence"


def test_an_amount_that_is_unknown_or_of_a_part_is_not_compared() -> None:
    split = stated("dataset.measures[].split", "/measures/a/split", "test", card="dataset/b@1")
    page = page_of(*set_of("a", "300", "public"), *set_of("b", "100", "crawl"), split)
    assert build_pictures(["composition"], page, Linked(page.facts)) == ()


def test_rounded_amounts_make_no_shares() -> None:
    facts = (*set_of("a", "300", "public"), *set_of("b", "100", "crawl"))
    assert build_pictures(["composition"], page_of(*facts), Linked(page_of(*facts).facts)) != ()
    rounded = [replace(fact, rounded=Rounded(1, "remembered")) if fact.value == "300" else fact for fact in facts]
    page = page_of(*rounded)
    assert build_pictures(["composition"], page, Linked(page.facts)) == ()


def test_a_whole_that_lacks_one_of_its_sets_is_not_drawn() -> None:
    twice = stated("dataset.measures[].amount", "/measures/b/amount", "7", card="dataset/c@1")
    unit = stated("dataset.measures[].unit", "/measures/b/unit", "tokens", card="dataset/c@1")
    modality = stated("dataset.measures[].modality", "/measures/b/modality", "text", card="dataset/c@1")
    three = (*set_of("a", "300", "public"), *set_of("b", "100", "crawl"), *set_of("c", "100", "crawl"))
    page = page_of(*three, twice, unit, modality)
    assert build_pictures(["composition"], page, Linked(page.facts)) == ()
