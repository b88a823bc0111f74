"""The data part of the technical documentation, of the instructions for use, and the datasheet of a supplier."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from edition_records import CANARY, records, records_with_canaries

from muniment.catalogue.load import load_catalogue
from muniment.catalogue.serving import real_paths
from muniment.disclosure.reach import within
from muniment.document.kinds import DOCUMENTS
from muniment.document.matters import load_matters
from muniment.document.model import Answer, Document, Entry, Standing
from muniment.document.outline import load_outline
from muniment.document.paragraphs import all_entries
from muniment.model.facts import Fact, Origin, Status
from muniment.model.vocabulary import positions_of
from muniment.record.record import Record, load_record, record_bytes
from muniment.render.html import render_html

RECORDS = {
    kind: [(kind, audience) for audience in DOCUMENTS[kind].audiences]
    for kind in ("technical_documentation", "instructions_for_use", "supplier_datasheet")
}
CASES = [case for cases in RECORDS.values() for case in cases]


def document(kind: str, audience: str) -> Document:
    return DOCUMENTS[kind].build(records("recruitment", kind, audience)[0])


def every_entry(built: Document) -> Iterator[Entry]:
    for section in built.sections:
        yield from all_entries(section)


def answers(answer: Answer) -> Iterator[Answer]:
    yield answer
    for _, part in answer.parts:
        yield from answers(part)


@pytest.mark.parametrize(("kind", "audience"), CASES)
def test_what_an_audience_may_not_see_is_in_no_byte(kind: str, audience: str) -> None:
    for record in records_with_canaries("recruitment", kind, audience):
        data = record_bytes(record)
        assert CANARY.encode() not in data
        assert CANARY.encode() not in render_html(DOCUMENTS[kind].build(record), data)


@pytest.mark.parametrize(("kind", "audience"), CASES)
def test_every_fact_of_the_record_is_printed(kind: str, audience: str) -> None:
    for record in records("recruitment", kind, audience):
        built = DOCUMENTS[kind].build(record)
        printed = {address for entry in every_entry(built) for address in entry.facts}
        left = {fact.address for fact in record.facts} - printed
        # A title stands at the top of the page or where a card is named; a reference leads to the card that is named.
        assert {address for address in left if not address.endswith(("#/title", "/dataset"))} == set()


@pytest.mark.parametrize(("kind", "audience"), CASES)
def test_no_two_paragraphs_share_an_anchor_or_a_number(kind: str, audience: str) -> None:
    entries = list(every_entry(document(kind, audience)))
    assert len({entry.anchor for entry in entries}) == len(entries)
    assert len({entry.number for entry in entries}) == len(entries)


@pytest.mark.parametrize(("kind", "audience"), CASES)
def test_notes_are_numbered_as_they_are_met(kind: str, audience: str) -> None:
    met = dict.fromkeys(note for entry in every_entry(document(kind, audience)) for note in entry.footnotes)
    assert list(met) == sorted(met)


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_unknown_never_looks_like_no(kind: str) -> None:
    record = records("recruitment", kind, DOCUMENTS[kind].audiences[0])[0]
    unknown = tuple(
        replace(fact, status="unknown", value=None, origin="") if not fact.path.endswith(".dataset") else fact
        for fact in record.facts
    )
    for entry in every_entry(DOCUMENTS[kind].build(replace(record, facts=unknown))):
        for answer in answers(entry.answer):
            assert "No" not in answer.lines
            assert all("No" not in row for row in (answer.table.rows if answer.table else ()))
            # The version of a card is no fact of it.
            version = answer.lines == (record.subject.version,)
            if not answer.parts and not answer.table and entry.facts and not version:
                assert answer.word in ("Unknown", "Not stated") or "@" in "".join(answer.lines)


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_nothing_stated_is_not_stated_and_nothing_else(kind: str) -> None:
    record = records("recruitment", kind, DOCUMENTS[kind].audiences[0])[0]
    onward = () if record.onward is not None else None
    built = DOCUMENTS[kind].build(replace(record, facts=(), outcomes=(), omissions=(), onward=onward))
    for entry in every_entry(built):
        assert entry.answer.standing is Standing.NOT_STATED or not entry.facts
        assert "No" not in entry.answer.lines


@pytest.mark.parametrize(
    ("kind", "prefixes"),
    [
        ("technical_documentation", ("AIA-A4-1a", "AIA-A4-2a", "AIA-A4-2b", "AIA-A4-2d", "AIA-A4-2e", "AIA-A4-2g",
                                     "AIA-A4-3-acc", "AIA-A4-3-inp", "AIA-10-", "AIA-4a-1")),
        ("instructions_for_use", ("AIA-13-3b",)),
        ("supplier_datasheet", ("AIA-A4-2d-desc", "AIA-A4-2d-prov", "AIA-A4-2d-scope", "AIA-A4-2d-sel",
                                "AIA-A4-2d-lab", "AIA-A4-2d-clean")),
    ],
)  # fmt: skip
def test_every_fact_that_a_point_asks_for_has_its_place(kind: str, prefixes: tuple[str, ...]) -> None:
    paths = load_outline(kind).paths
    wanted = {
        real
        for requirement in load_catalogue().requirements.values()
        if requirement.id.startswith(prefixes)
        for need in requirement.needs
        for path in need.paths
        for real in real_paths(path)
        if real.partition(".")[0] in ("system", "dataset", "organisation")
    }
    assert wanted
    missing = {
        path for path in wanted if not within(Fact("/x", path, "x", Status.KNOWN, Origin.DECLARED, "/x", "x"), paths)
    }
    assert missing == set()


def test_every_position_of_a_data_set_has_a_matter() -> None:
    matters = load_matters()
    ids = {matter.id for matter in matters.order}
    assert {matters.of(path) for path in positions_of("dataset")} <= ids - {"use"}
    assert matters.of("dataset.quality.known_omissions") == "gaps"
    assert matters.of("dataset.acquisition.date") == "provenance"
    assert matters.of("dataset.acquisition.method") == "selection"


def test_a_matter_has_the_same_number_in_every_part() -> None:
    built = document("technical_documentation", "authority")
    parts = [section for section in built.sections if section.number.startswith("D")]
    assert [part.number for part in parts] == ["D1", "D2", "D3"]
    assert {group.heading.partition(" ")[0].partition(".")[2] for part in parts for group in part.groups} >= {
        str(number) for number in range(1, 12)
    }
    for part in parts:
        headings = {group.heading for group in part.groups}
        assert f"{part.number}.3 Provenance" in headings
        assert f"{part.number}.6 Labelling procedures" in headings


def test_sets_stand_in_the_table_of_their_use() -> None:
    built = document("technical_documentation", "authority")
    rows = {
        entry.label: [row[1] for row in entry.answer.table.rows]
        for entry in every_entry(built)
        if entry.answer.table and entry.label.endswith("data sets")
    }
    assert {label: len(found) for label, found in rows.items()} == {
        "Training data sets": 1, "Validation data sets": 1, "Testing data sets": 1,
    }  # fmt: skip
    assert "applications-test@4.2.0" in rows["Testing data sets"][0]


def test_a_use_without_a_set_is_not_said_to_have_none() -> None:
    record = records("recruitment", "technical_documentation", "authority")[0]
    facts = tuple(fact for fact in record.facts if "/datasets/validation/" not in fact.address)
    built = DOCUMENTS["technical_documentation"].build(replace(record, facts=facts))
    entry = next(entry for entry in every_entry(built) if entry.label == "Validation data sets")
    assert (entry.answer.standing, entry.answer.word) == (Standing.NOT_STATED, "Not stated")


def test_test_reports_have_dates_and_signers() -> None:
    built = document("technical_documentation", "authority")
    entry = next(entry for entry in every_entry(built) if entry.label == "Test reports, dated and signed")
    assert entry.answer.table
    assert "Head of Quality" in entry.answer.table.rows[0]
    assert any("8\u00a0July\u00a02026" in cell for cell in entry.answer.table.rows[0])


def test_a_supplier_says_how_far_each_part_may_go() -> None:
    record = next(
        record
        for record in records("recruitment", "supplier_datasheet", "client")
        if record.subject.name == "applications-train"
    )
    limits = {address: limit for limit in record.onward or () for address in limit.addresses}
    assert set(limits) == {fact.address for fact in record.facts}
    built = DOCUMENTS["supplier_datasheet"].build(record)
    description = next(section for section in built.sections if section.heading == "General description")
    assert "anyone" in description.introduction
    assert "authorities and notified bodies" in description.introduction


def test_a_narrowed_fact_says_so_where_it_stands() -> None:
    record = records("recruitment", "supplier_datasheet", "client")[0]
    assert record.onward
    first, *rest = record.onward
    address = next(fact.address for fact in record.facts if fact.path == "dataset.description")
    narrowed = replace(first, audience="client", ground="trade_secret", addresses=(address,))
    others = tuple(
        replace(limit, addresses=tuple(item for item in limit.addresses if item != address)) for limit in (first, *rest)
    )
    built = DOCUMENTS["supplier_datasheet"].build(replace(record, onward=(narrowed, *others)))
    marked = [entry for entry in every_entry(built) if any("trade secret" in remark for remark in entry.answer.remarks)]
    assert [entry.facts for entry in marked] == [(address,)]


def test_a_record_keeps_how_far_its_facts_may_go() -> None:
    record: Record = records("recruitment", "supplier_datasheet", "client")[0]
    assert load_record(record_bytes(record)) == record
