"""The walk of provisions: no point of the texts covered is forgotten, and no draft of a duty was lost on the way."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from catalogue_sources import ROOT, entries, read

from muniment.catalogue.citations import Place, places_of
from muniment.catalogue.load import build_catalogue

HERE = Path(__file__).parent
WALK: list[dict[str, Any]] = read((ROOT / "provisions.yaml").read_bytes(), "provisions.yaml")
CATALOGUE = build_catalogue(
    {**read((ROOT / "catalogue.yaml").read_bytes(), "catalogue.yaml"), "requirements": list(entries().values())}
)
#: Drafts that are no entries, with what became of them and why, as the page for lawyers lists them.
DROPPED = dict(
    re.findall(
        r"^\| (\S+) \| (.+) \|$",
        (ROOT.parents[1] / "docs" / "requirements-dropped.md").read_text("utf-8"),
        re.MULTILINE,
    )
)
#: How far the text of a provision was read, where no entry says so by its confidence.
READINGS = {"official", "secondary", "remembered"}
#: The shortest account of what a provision asks, and the shortest reason, in words.
SHORTEST = 5


def lettered(base: str, last: str) -> list[str]:
    """Return the points (a) to the last letter."""
    return [f"{base}({chr(letter)})" for letter in range(ord("a"), ord(last) + 1)]


def numbered(base: str, last: int, *, first: int = 1) -> list[str]:
    """Return the numbered points below a head."""
    return [f"{base} point {number}" for number in range(first, last + 1)]


def paragraphs(article: str, last: int) -> list[str]:
    """Return the paragraphs of an article."""
    return [f"{article}({number})" for number in range(1, last + 1)]


#: What the texts number. Paragraphs with letters stand by their letters, the words before those by themselves.
NUMBERING = [
    "Art 4a(1), opening words", *lettered("Art 4a(1)", "f"), "Art 4a(2)",
    *paragraphs("Art 10", 6), *lettered("Art 10(2)", "h"),
    *paragraphs("Art 11", 3), "Art 11(1), second subparagraph",
    *(f"Art 13(3)(b)({roman})" for roman in ("i", "ii", "iii", "iv", "v", "vi", "vii")),
    *(f"Art 15({number}), {which} subparagraph" for number in (4, 5) for which in ("first", "second", "third")),
    "Art 17(1)(f)", *paragraphs("Art 18", 3), "Art 25(2)", "Art 25(3)", "Art 25(4)", "Art 26(4)",
    *paragraphs("Art 47", 5), *paragraphs("Art 49", 5), "Art 50(2)",
    *lettered("Art 53(1)", "d"), "Art 53(2)",
    "Art 54(1)", "Art 54(2)", *lettered("Art 54(3)", "d"), "Art 54(4)", "Art 54(5)", "Art 54(6)",
    *lettered("Art 55(1)", "d"), "Art 55(2)", "Art 55(3)",
    *lettered("Annex IV point 1", "h"), *lettered("Annex IV point 2", "h"), *numbered("Annex IV", 9, first=3),
    *numbered("Annex V", 8),
    *numbered("Annex VIII Section A", 13), *numbered("Annex VIII Section B", 9), *numbered("Annex VIII Section C", 5),
    *lettered("Annex XI Section 1 point 1", "f"), *lettered("Annex XI Section 1 point 2", "e"),
    *numbered("Annex XI Section 2", 3),
    *lettered("Annex XII point 1", "h"), *lettered("Annex XII point 2", "c"),
]  # fmt: skip
#: How many fields each part of the template has, and how much the notice settles.
FIELDS = {
    "header": 2, "section 1.1": 2, "section 1.2": 3, "section 1.3": 8, "section 2.1": 5, "section 2.2.1": 2,
    "section 2.2.2": 5, "section 2.3": 9, "section 2.4": 5, "section 2.5": 5, "section 2.6": 3, "section 3.1": 3,
    "section 3.2": 1, "section 3.3": 1, "explanatory notice": 17,
}  # fmt: skip
_TEMPLATE = "Template of the public summary "
_FORM = "Model Documentation Form "
#: Fields of the Form: eight on data, twelve beside them.
FORM_FIELDS = 8 + 12


def name(row: dict[str, Any]) -> str:
    """Return what a row is called in a failing test."""
    return f"{row['provision']} {row.get('field', '')}".strip()


def place(provision: str) -> Place:
    """Return the place in the AI Act that a row is about; its opening words are the place itself."""
    (found,) = places_of(provision)
    return found


@pytest.mark.parametrize("row", [row for row in WALK if "entries" in row], ids=name)
def test_a_provision_has_entries(row: dict[str, Any]) -> None:
    assert set(row) <= {"provision", "field", "entries"}, "the confidence of the entries says how far it was read"
    assert row["entries"] and set(row["entries"]) <= set(CATALOGUE.requirements)


@pytest.mark.parametrize("row", [row for row in WALK if "entries" not in row], ids=name)
def test_a_provision_without_entries_says_what_it_asks_and_why_there_are_none(row: dict[str, Any]) -> None:
    assert (
        {"provision", "asks", "reason", "read"} <= set(row) <= {"provision", "field", "asks", "reason", "see", "read"}
    )
    assert row["read"] in READINGS, "nobody can give a reason for what was not read"
    assert min(len(row["asks"].split()), len(row["reason"].split())) >= SHORTEST
    assert row["asks"][0].isupper() and row["asks"].endswith(".")
    assert set(row.get("see", ())) <= set(CATALOGUE.requirements)
    for entry in re.findall(r"\b(?:AIA|TPL|MDF)-[\w.-]*\w", row["reason"]):
        assert entry in DROPPED or entry in CATALOGUE.requirements, entry


@pytest.mark.parametrize("row", [row for row in WALK if row.get("entries")], ids=name)
def test_entries_are_cited_as_the_provision_they_stand_under(row: dict[str, Any]) -> None:
    """A citation begins with the provision, or names it beside the article that sends there."""
    for entry in row["entries"]:
        citation = CATALOGUE.requirements[entry].citation
        if row["provision"].startswith("AI Act "):
            assert any(place(row["provision"]).holds(own) for own in places_of(citation)), entry
        else:
            assert re.match(re.escape(row["provision"]) + r"(?![\w.])", citation), entry


def test_no_provision_is_listed_twice() -> None:
    assert [called for called, times in Counter(name(row) for row in WALK).items() if times > 1] == []


def test_the_walk_is_as_long_as_the_numbering() -> None:
    walked = {row["provision"].removeprefix("AI Act ") for row in WALK if row["provision"].startswith("AI Act ")}
    opened = {provision.removesuffix(", opening words") for provision in walked}
    missing = [point for point in NUMBERING if point not in walked | opened]
    assert missing == []
    assert [point for point in opened if point not in NUMBERING and f"{point}, opening words" not in NUMBERING] == []


def test_the_walk_holds_every_field() -> None:
    parts = Counter(row["provision"].removeprefix(_TEMPLATE) for row in WALK if row["provision"].startswith(_TEMPLATE))
    assert dict(parts) == FIELDS
    assert sum(row["provision"].startswith(_FORM) for row in WALK) == FORM_FIELDS


def test_every_entry_of_the_texts_walked_is_listed() -> None:
    listed = {entry for row in WALK for entry in row.get("entries", ())}
    heads = [place(point) for point in NUMBERING]
    heads += [Place("annex", (number,)) for number in ("4", "5", "8", "11", "12")]
    owed = {
        entry.id
        for entry in CATALOGUE.requirements.values()
        if entry.instrument in ("summary_template", "documentation_form")
        or (
            entry.instrument == "ai_act" and any(head.holds(own) for head in heads for own in places_of(entry.citation))
        )
    }
    assert owed - listed == set()


def test_every_draft_became_an_entry_or_was_dropped_with_a_reason() -> None:
    drafts = (HERE / "draft-ids.txt").read_text("utf-8").split()
    assert len(drafts) == len(set(drafts)) == 331
    assert [draft for draft in drafts if draft not in CATALOGUE.requirements and draft not in DROPPED] == []
    assert all(reason.strip(" |") for reason in DROPPED.values())
