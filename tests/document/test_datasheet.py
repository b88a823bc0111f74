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
from muniment.document.sections import FURTHER, placement, reading_order
from muniment.model.vocabulary import positions_of
from muniment.record.record import DisclosedFact, Subject, load_record, record_bytes


def entries(document: Document) -> list[Entry]:
    return [entry for section in document.sections for entry in all_entries(section)]


def glance(document: Document) -> dict[str, Any]:
    return {fact.label: fact.answer for panel in document.first_screen for fact in panel.facts}


KEYS = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
PATHS = st.lists(KEYS, min_size=1, max_size=4).map(lambda keys: ".".join(["dataset", *keys]))
KNOWN = st.sampled_from(sorted(reading_order().places))


@given(st.lists(st.one_of(PATHS, KNOWN, st.builds(lambda a, b: f"{a}.{b}", KNOWN, KEYS)), max_size=12))
def test_every_fact_stands_in_one_paragraph_whatever_its_path(paths: list[str]) -> None:
    facts = tuple(fact(path, "x", at=f"/{path}/{number}") for number, path in enumerate(paths))
    document = build_datasheet(realistic_record(facts=facts))
    assert sorted(address for entry in entries(document) for address in entry.facts) == sorted(
        item.address for item in facts
    )


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
    assert len(document.sections) == len(reading_order().sections)


def test_the_first_screen_answers_in_order() -> None:
    document = build_datasheet(realistic_record())
    assert [panel.anchor for panel in document.first_screen] == [
        "glance-what", "glance-who", "glance-personal_data", "glance-customer_data", "glance-gaps", "glance-recipient",
        "glance-status",
    ]  # fmt: skip
    answers = glance(document)
    assert answers["Size"].lines == ("184\u202f220\u00a0tickets",)
    assert answers["Personal data present"].lines == ("Yes",)
    assert answers["Special categories present"].standing is Standing.NOT_APPLICABLE
    assert answers["Stated as unknown"].lines[0].startswith("2 of 47 facts: Recall")
    assert answers["Data of customers used"].standing is Standing.NOT_STATED


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
    assert (
        by_address[f"{CARD}#/labelling/campaigns/q3-2026/agreement_ref"].word
        == "Withheld (contract with a third party)"
    )
    assert by_address[f"{CARD}#/special_categories"].word == "Not applicable"


def test_records_of_lists_are_groups_and_figures_find_their_unit() -> None:
    sections = {section.anchor: section for section in build_datasheet(realistic_record()).sections}
    preparation = sections["preparation"]
    assert [entry.label for entry in preparation.entries] == ["Processing steps", "Labels present"]
    assert [group.heading for group in preparation.groups] == ["Labelling campaign q3-2026"]
    workforce = next(entry for entry in all_entries(preparation) if entry.label == "Workforce")
    assert workforce.answer.table is not None
    assert (workforce.answer.origin, workforce.answer.source) == ("declared unless marked", "profile crm-export")
    assert workforce.answer.table.rows == (("leer", "14\u00a0persons (measured)", "EUR\u00a017.50", "EUR (declared)"),)


def test_a_record_inside_a_record_names_both_in_its_heading() -> None:
    path, at = "dataset.labelling.campaigns[].workforce[]", "/labelling/campaigns/q3/workforce/leer"
    facts = (
        fact("dataset.labelling.campaigns[].workforce[].background", "word " * 60, "B", at=f"{at}/background"),
        fact("dataset.labelling.campaigns[].task", "Queue", "Task", at="/labelling/campaigns/q3/task"),
        fact(f"{path}.pay.basis", "hour", "Basis", at=f"{at}/pay/basis"),
    )
    document = build_datasheet(realistic_record(facts=facts))
    preparation = next(section for section in document.sections if section.anchor == "preparation")
    assert [group.heading for group in preparation.groups] == [
        "Labelling campaign q3", "Labelling campaign q3 · Workforce leer",
    ]  # fmt: skip


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
    assert law.introduction.startswith("Met means that what the duty asks to be documented is stated")
    assert [group.heading for group in law.groups] == [
        "Binding law: missing (1)",
        "Binding law: cannot tell yet whether it applies (1)",
        "Binding law: met: documented (1)",
        "Voluntary code: missing (1)",
    ]
    rows = list(all_entries(law))
    assert [entry.anchor for entry in rows] == ["AIA-10-2-f", "AIA-10-2-g", "AIA-A4-2d-desc", "GPAI-1"]
    assert [entry.answer.origin for entry in rows] == ["Due 2\u00a0December\u00a02027", "", "Due now", ""]


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


def test_every_path_of_the_vocabulary_has_a_place() -> None:
    placed = reading_order().places
    headers = {"muniment", "name", "version", "language", "profiles", "disclosure", "kind"}
    known: set[str] = set()
    for kind in ("dataset", "organisation", "model", "system"):
        for path in positions_of(kind):
            plain = path.replace("[]", "")
            inner = plain.partition(".")[2]
            known.add(plain)
            if inner not in headers:
                assert placement(path, own_card=True)[0] != FURTHER, path
    sections = {"dataset", "organisation", "model", "system", "deployment"}
    assert set(placed) - known - sections - {"dataset.version", "dataset.language"} == set()


def test_codes_are_the_closed_lists_of_the_vocabulary() -> None:
    placed, codes = reading_order().places, reading_order().codes
    for kind in ("dataset", "organisation", "model", "system"):
        for path, position in positions_of(kind).items():
            plain = path.replace("[]", "")
            if plain in placed:
                assert (plain in codes) == bool(position.choices), path


def listing_facts() -> tuple[DisclosedFact, ...]:
    return (
        fact("dataset.splits[].kind", "training", "Role", at="/splits/train/kind"),
        fact("dataset.splits[].share", "0.9", "Share", at="/splits/train/share", unit="share", origin="measured"),
        fact("dataset.splits[].kind", "testing", "Role", at="/splits/test/kind", note="by site"),
        fact("dataset.splits[].share", status="unknown", label="Share", at="/splits/test/share", reason="being drawn"),
    )


def test_a_list_of_small_records_is_one_table_with_every_value_and_origin() -> None:
    document = build_datasheet(realistic_record(facts=listing_facts()))
    (entry,) = entries(document)
    table = entry.answer.table
    assert table is not None
    assert (entry.label, table.caption, entry.listing) == ("Splits", "Splits", True)
    assert table.head == ("Id", "Role", "Share")
    assert table.rows == (("train", "Training", "90\u00a0% (measured)"), ("test", "Testing", "Unknown"))
    assert entry.answer.origin == "declared unless marked"
    assert entry.answer.remarks == ("test, Role: Note: by site", "test, Share: Reason: being drawn")
    gaps = next(section for section in document.sections if section.anchor == "gaps")
    assert [pointer.label for pointer in gaps.pointers] == ["Splits, test: Share"]
    assert glance(document)["Stated as unknown"].lines == ("1 of 4 facts: Share",)


def test_an_id_that_only_repeats_the_first_column_is_not_printed() -> None:
    facts = tuple(
        fact(f"dataset.crawl.domains[].{key}", value, key.title(), at=f"/crawl/domains/{name}/{key}")
        for name, rank in (("a.example", 1), ("b.example", 2))
        for key, value in (("name", name), ("rank", rank))
    )
    (entry,) = entries(build_datasheet(realistic_record(facts=facts)))
    assert entry.answer.table is not None
    assert entry.answer.table.head == ("Name", "Rank")
    assert [row[0] for row in entry.answer.table.rows] == ["a.example", "b.example"]


def test_what_is_stated_of_an_organisation_says_of_what_it_is() -> None:
    def stated(path: str, label: str) -> DisclosedFact:
        inner = "/" + "/".join(path.split(".")[1:])
        return fact(path, "x", label, at=inner, card="organisation/polar-gate@2026")

    facts = (
        stated("organisation.contact", "Contact"),
        stated("organisation.authorised_representative.contact", "Contact"),
        stated("organisation.copyright_policy.ref", "Policy"),
        stated("organisation.copyright_policy.version", "Version"),
    )
    labels = [entry.label for entry in entries(build_datasheet(realistic_record(facts=facts)))]
    assert labels == ["Contact", "Authorised representative: Contact", "Copyright policy", "Copyright policy: Version"]


def test_a_list_with_long_texts_stays_paragraphs_under_headings() -> None:
    long = fact("dataset.splits[].description", "word " * 60, "Description", at="/splits/train/description")
    document = build_datasheet(realistic_record(facts=(*listing_facts(), long)))
    composition = next(section for section in document.sections if section.anchor == "composition")
    assert [group.heading for group in composition.groups] == ["Split train", "Split test"]
    assert [entry.label for entry in composition.groups[0].entries] == ["Role", "Description", "Share"]


def test_a_status_of_a_section_answers_the_first_screen() -> None:
    sections = ("special_categories", "personal_data", "licence", "gaps", "measures", "quality", "customer_data")
    facts = tuple(fact(f"dataset.{name}", status="not_applicable", label=name, reason="r") for name in sections)
    answers = glance(build_datasheet(realistic_record(facts=facts)))
    for label in (
        "Special categories present", "Personal data present", "Licence", "Gaps stated", "Size", "Known omissions",
        "Conditions and limits of use", "Data of customers used",
    ):  # fmt: skip
        assert answers[label].standing is Standing.NOT_APPLICABLE, label


def test_the_size_says_what_was_counted() -> None:
    def measure(name: str, **keys: Any) -> tuple[DisclosedFact, ...]:
        return tuple(
            fact(f"dataset.measures[].{key}", value, key, at=f"/measures/{name}/{key}") for key, value in keys.items()
        )

    facts = (
        *measure("part", amount=61380000, unit="tokens", point="after_preprocessing", split="train"),
        *measure("all", amount=344, unit="rows", point="raw"),
        *measure("cells", amount=9, unit="other", unit_name="molecules"),
        fact("dataset.splits[].kind", "training", "Role", at="/splits/train/kind"),
    )
    assert glance(build_datasheet(realistic_record(facts=facts)))["Size"].lines == (
        "344\u00a0rows (raw)",
        "9\u00a0molecules",
        "61\u202f380\u202f000\u00a0tokens (after pre-processing, training split)",
    )


def test_the_supplier_is_named_only_where_one_is_stated() -> None:
    assert "Supplier" not in glance(build_datasheet(realistic_record()))
    named = fact("dataset.supplier.name", "Datenhaus (fictional)", "Supplier")
    assert glance(build_datasheet(realistic_record(facts=(named,))))["Supplier"].lines == ("Datenhaus (fictional)",)


def test_the_document_depends_on_the_record_alone() -> None:
    record = realistic_record(outcomes=outcomes())
    assert build_datasheet(load_record(record_bytes(record))) == build_datasheet(record)


def test_only_data_sets_have_datasheets() -> None:
    with pytest.raises(ValueError, match="kind 'model'"):
        build_datasheet(realistic_record(subject=Subject("model", "m", "1", "M")))


def test_the_same_address_twice_is_one_paragraph() -> None:
    twice: tuple[DisclosedFact, ...] = (fact("dataset.title", "a", "T"), fact("dataset.title", "b", "T"))
    assert len(entries(build_datasheet(realistic_record(facts=twice)))) == 1
