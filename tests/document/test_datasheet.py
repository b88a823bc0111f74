"""The datasheet of a record: nothing disclosed is lost, nothing absent prints as No, order and numbers hold."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_records import CARD, fact, hostile_record, outcomes, realistic_record, small_record

from muniment.document.datasheet import build_datasheet
from muniment.document.model import Document, Entry, Standing
from muniment.document.paragraphs import all_entries
from muniment.document.sections import SECTIONS, placement
from muniment.record.record import DisclosedFact, Subject, load_record, record_bytes


def entries(document: Document) -> list[Entry]:
    return [entry for section in document.sections for entry in all_entries(section)]


def glance(document: Document) -> dict[str, Any]:
    return {fact.label: fact.answer for panel in document.first_screen for fact in panel.facts}


KEYS = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
PATHS = st.lists(KEYS, min_size=1, max_size=4).map(lambda keys: ".".join(["dataset", *keys]))
KNOWN = st.sampled_from([prefix for _, prefixes in SECTIONS for prefix in prefixes])


@given(st.lists(st.one_of(PATHS, KNOWN, st.builds(lambda a, b: f"{a}.{b}", KNOWN, KEYS)), max_size=12))
def test_every_fact_is_one_paragraph_whatever_its_path(paths: list[str]) -> None:
    facts = tuple(fact(path, "x", at=f"/{path}/{number}") for number, path in enumerate(paths))
    document = build_datasheet(realistic_record(facts=facts))
    assert sorted(entry.address for entry in entries(document)) == sorted(item.address for item in facts)


@pytest.mark.parametrize("record", [realistic_record(outcomes=outcomes()), hostile_record(), small_record()])
def test_anchors_and_numbers_are_unique_and_in_order(record: Any) -> None:
    document = build_datasheet(record)
    found = entries(document)
    assert len({entry.anchor for entry in found}) == len(found)
    assert len({entry.number for entry in found}) == len(found)
    for section in document.sections:
        numbers = [int(entry.number.split(".")[1]) for entry in all_entries(section)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(entry.number.startswith(f"{section.number}.") for entry in all_entries(section))
    assert not {section.anchor for section in document.sections} & {entry.anchor for entry in found}


def test_an_empty_record_says_not_stated_and_never_no() -> None:
    document = build_datasheet(realistic_record(facts=(), omissions=()))
    answers = glance(document)
    for label in ("Personal data present", "Special categories present", "Licence", "Organisation", "Gaps stated"):
        assert answers[label].standing is Standing.NOT_STATED
        assert answers[label].word == "Not stated"
    assert "No" not in {line for answer in answers.values() for line in answer.lines}
    assert len(document.sections) == len(SECTIONS)


def test_the_first_screen_answers_in_order() -> None:
    document = build_datasheet(realistic_record())
    assert [panel.anchor for panel in document.first_screen] == [
        "glance-what", "glance-who", "glance-status", "glance-rights", "glance-personal_data", "glance-gaps",
    ]  # fmt: skip
    answers = glance(document)
    assert answers["Size"].lines == ("184\u202f220\u00a0tickets",)
    assert answers["Personal data present"].lines == ("Yes",)
    assert answers["Special categories present"].standing is Standing.NOT_APPLICABLE
    assert answers["Stated as unknown"].lines[0].startswith("2 of 47 facts: Recall")
    assert answers["Basis for text and data mining"].lines == ("Own data",)


def test_a_known_false_is_no_and_only_that() -> None:
    record = small_record(facts=(fact("dataset.personal_data.present", False, "P", card="dataset/penguins@1.0"),))
    assert glance(build_datasheet(record))["Personal data present"].lines == ("No",)


def test_statuses_have_words_and_reasons() -> None:
    by_address = {entry.address: entry.answer for entry in entries(build_datasheet(realistic_record()))}
    unknown = by_address[f"{CARD}#/personal_data/pii_removal/recall"]
    assert (unknown.word, unknown.lines) == ("Unknown", ())
    assert unknown.remarks == (
        "Reason: the marked sample is being drawn",
        "Asked of Data Office on 2\u00a0October\u00a02026",
    )
    assert by_address[f"{CARD}#/labelling/campaigns/q3-2026/agreement"].word == "Withheld (contract with a third party)"
    assert by_address[f"{CARD}#/special_categories"].word == "Not applicable"


def test_records_of_lists_are_groups_and_figures_find_their_unit() -> None:
    sections = {section.anchor: section for section in build_datasheet(realistic_record()).sections}
    headings = [group.heading for group in sections["preparation"].groups]
    assert headings == [
        "Processing step dedup", "Labelling campaign q3-2026", "Labelling campaign q3-2026 · Workforce leer",
    ]  # fmt: skip
    pay = next(entry for entry in all_entries(sections["preparation"]) if entry.label == "Pay")
    assert pay.answer.lines == ("17.50\u00a0EUR",)


def test_facts_of_another_data_set_are_not_mixed_in() -> None:
    document = build_datasheet(realistic_record())
    assert document.sections[-1].anchor == "further"
    assert [group.heading for group in document.sections[-1].groups] == ["Data set: Export of the CRM (crm-export@5)"]
    assert placement("dataset.licence.id", own_card=False) == ("further", 0)


def test_footnotes_are_used_ones_once_in_order_with_their_confidence() -> None:
    document = build_datasheet(realistic_record())
    assert [note.number for note in document.footnotes] == list(range(1, 6))
    labels = [note.label for note in document.footnotes]
    assert len(set(labels)) == len(labels)
    assert not any("nothing in this record" in label for label in labels)
    notes = {note.label: note for note in document.footnotes}
    assert notes["Regulation (EU) 2016/679, Article 6(1)"].confidence == "from memory, to be checked against the text"
    assert notes["Platform work guidance, chapter 3"].link == ""
    seen: list[int] = []
    for entry in entries(document):
        seen += [number for number in entry.footnotes if number not in seen]
    assert seen == sorted(seen)


def test_a_provision_is_no_surer_than_its_weakest_reading() -> None:
    record = realistic_record()
    weak = dict(record.citations)
    weak["AIA-A4-2d-prov"] = replace(weak["AIA-A4-2d-prov"], confidence="remembered")
    document = build_datasheet(replace(record, citations=tuple(weak.items())))
    assert document.footnotes[0].confidence.startswith("from memory")


def test_outcomes_only_where_the_record_holds_any() -> None:
    assert "law" not in {section.anchor for section in build_datasheet(realistic_record()).sections}
    document = build_datasheet(realistic_record(outcomes=outcomes()))
    law = next(section for section in document.sections if section.anchor == "law")
    words = [entry.answer.word or entry.answer.lines[0] for entry in law.entries]
    assert words == ["Met: documented", "Missing", "Cannot tell yet whether it applies"]
    assert [entry.anchor for entry in law.entries] == ["AIA-A4-2d-desc", "AIA-10-2-f", "AIA-10-2-g"]


def test_unknown_facts_are_pointed_to_from_the_gaps() -> None:
    gaps = next(section for section in build_datasheet(realistic_record()).sections if section.anchor == "gaps")
    assert [pointer.label for pointer in gaps.pointers] == [
        "Recall of the removal of names", "Metrics of the examination",
    ]  # fmt: skip


def test_omissions_tally_and_banners() -> None:
    document = build_datasheet(realistic_record(recipient="national_authority"))
    assert document.omissions[0] == "3 facts were left out of this edition: trade secret."
    assert dict(document.tally)["declared"] == 31
    assert sum(count for _, count in document.tally) == 47
    assert document.banners == ("Edition for clients", "Prepared for national authority", "Fictional example")


def test_the_document_depends_on_the_record_alone() -> None:
    record = realistic_record(outcomes=outcomes())
    assert build_datasheet(load_record(record_bytes(record))) == build_datasheet(record)


def test_only_data_sets_have_datasheets() -> None:
    with pytest.raises(ValueError, match="kind 'model'"):
        build_datasheet(realistic_record(subject=Subject("model", "m", "1", "M")))


def test_the_same_address_twice_is_one_paragraph() -> None:
    twice: tuple[DisclosedFact, ...] = (fact("dataset.title", "a", "T"), fact("dataset.title", "b", "T"))
    assert len(entries(build_datasheet(realistic_record(facts=twice)))) == 1
