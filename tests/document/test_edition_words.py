"""What editions say in words: what was left out and where, codes as words, labels that name what they are of."""

import re
from dataclasses import replace

import pytest
from edition_records import records
from sample_records import fact, outcomes, realistic_record, small_record

from muniment.document.datasheet import build_datasheet
from muniment.document.edition import open_page
from muniment.document.kinds import DOCUMENTS
from muniment.document.linked import Linked
from muniment.document.model import Entry, Standing
from muniment.document.paragraphs import all_entries
from muniment.document.pictures import modalities
from muniment.model.vocabulary import positions_of
from muniment.record.record import NAMES_REQUIREMENT, DisclosedFact, Omission, Record


def entries(record: Record) -> list[Entry]:
    return [entry for section in build_datasheet(record).sections for entry in all_entries(section)]


def test_what_was_left_out_is_told_once_for_all_cards_that_lack_it() -> None:
    places = ("pay/amount", "pay/basis", "pilot")
    addresses = tuple(f"dataset/{name}@1#/labelling/workforce/{place}" for name in ("a", "b") for place in places)
    omission = Omission("default", 7, (*addresses, "dataset/b@1#/title"))
    (sentence,) = build_datasheet(small_record(omissions=(omission,))).omissions
    told = sentence.partition("7 facts were left out of this edition: ")[2].partition(". ")[2]
    assert told == (
        "In dataset/a@1 and dataset/b@1, below labelling/workforce: pay (amount, basis); pilot. In dataset/b@1: title."
    )


def test_every_address_left_out_of_an_edition_for_authorities_can_be_found_in_it() -> None:
    (record,) = records("recruitment", "technical_documentation", "authority")
    (omission,) = record.omissions
    (sentence,) = DOCUMENTS[record.kind].build(record).omissions
    assert len(sentence) < sum(map(len, omission.addresses)) / 5
    for address in omission.addresses:
        card, *parts = address.replace("#", "").split("/labelling/")
        assert card in sentence
        assert all(part in sentence for part in parts[0].split("/"))


def test_a_gap_names_the_provision_beside_the_id_of_its_requirement() -> None:
    gap = fact(NAMES_REQUIREMENT, "AIA-10-2-f", "Requirement affected", at="/gaps/a/affects_requirement")
    cell = next(entry for entry in entries(small_record(facts=(gap,))) if gap.address in entry.facts)
    assert "(AIA-10-2-f)" in str(cell.answer)
    assert "Article 10(2)" in str(cell.answer)
    own = replace(gap, value="OUR-RULE-7")
    cell = next(entry for entry in entries(small_record(facts=(own,))) if gap.address in entry.facts)
    assert "OUR-RULE-7" in str(cell.answer)


def test_the_citation_of_a_requirement_that_only_a_gap_names_is_in_the_record() -> None:
    found = records("recruitment", "datasheet", "client")
    named = {str(fact.value) for record in found for fact in record.facts if fact.path == NAMES_REQUIREMENT}
    assert named
    assert named <= {name for record in found for name, _ in record.citations}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("dataset.special_categories.purpose", "other", "Another purpose than bias, under GDPR Art 9(2) alone"),
        ("dataset.combination.criteria_met_at", "dataset", "This data set by itself"),
        ("dataset.acquisition.basis", "purchased", "Purchased"),
    ],
)
def test_a_code_that_stands_alone_is_an_answer_in_words(path: str, value: str, said: str) -> None:
    (entry,) = [entry for entry in entries(small_record(facts=(fact(path, value),))) if entry.facts]
    assert entry.answer.lines == (said,)


def test_codes_in_a_list_or_a_size_stay_within_their_sentence() -> None:
    (entry,) = [
        entry for entry in entries(small_record(facts=(fact("dataset.modalities", ["text", "audio"]),))) if entry.facts
    ]
    assert entry.answer.lines == ("text", "audio")


@pytest.mark.parametrize("section", ["personal_data.dpia", "personal_data.pii_removal", "personal_data.lia"])
def test_a_label_says_what_it_is_of_without_the_section_around_it(section: str) -> None:
    bare = {"Required", "Outcome", "Recall", "Removed on", "Interest", "Balance", "Necessity", "Assessment"}
    titles = {found.title for path, found in positions_of("dataset").items() if path.startswith(f"dataset.{section}.")}
    assert titles
    assert not titles & bare


def test_an_outcome_of_a_use_names_the_use_and_whose_it_is() -> None:
    (row, *_) = outcomes()
    row = replace(row, use="system/shortlist@4.2#/datasets/training")
    told = [str(entry.answer.remarks) for entry in entries(realistic_record(outcomes=(row,)))]
    assert any("For the use training of shortlist@4.2." in remarks for remarks in told)
    assert not any("#/" in remarks for remarks in told)


def test_unlike_things_make_no_whole() -> None:
    def measure(name: str, modality: str, unit: str) -> tuple[DisclosedFact, ...]:
        row, card = f"/measures/{name}", "dataset/penguins@1.0"
        values = {"amount": "300", "unit": unit, "modality": modality}
        return tuple(
            fact(f"dataset.measures[].{key}", value, at=f"{row}/{key}", card=card) for key, value in values.items()
        )

    def pictures(unit: str) -> int:
        page = open_page(small_record(facts=(*measure("a", "text", unit), *measure("b", "tabular", unit))))
        return len(modalities(page, Linked(page.facts)))

    assert pictures("bytes") == 1
    assert pictures("rows") == 0


def test_a_supplier_does_not_forbid_to_pass_on_what_it_withholds() -> None:
    record = records("recruitment", "supplier_datasheet", "client")[0]
    built = DOCUMENTS[record.kind].build(record)
    withheld = [
        (section, entry)
        for section in built.sections
        for entry in all_entries(section)
        if entry.answer.standing is Standing.WITHHELD
    ]
    assert withheld, "the example withholds what labellers are paid"
    for section, entry in withheld:
        assert not entry.answer.remarks
        assert entry.number not in re.findall(r"\d+\.\d+", section.introduction)


def test_a_supplier_states_the_version_it_supplies() -> None:
    for record in records("open-model", "supplier_datasheet", "client"):
        built = DOCUMENTS[record.kind].build(record)
        entry = next(entry for entry in all_entries(built.sections[0]) if entry.anchor == "set")
        assert entry.answer.parts[0][1].lines == (record.subject.version,)
        assert [label for label, _ in entry.answer.parts] == ["Version", "Released", "Web address", "Digest of the set"]


def test_a_list_of_one_code_is_an_answer() -> None:
    (entry,) = [entry for entry in entries(small_record(facts=(fact("dataset.modalities", ["text"]),))) if entry.facts]
    assert entry.answer.lines == ("Text",)


def test_what_a_section_does_not_have_is_said_once_and_names_what_it_is_of() -> None:
    (record,) = records("recruitment", "technical_documentation", "authority")
    provider = next(
        entry
        for section in DOCUMENTS[record.kind].build(record).sections
        for entry in all_entries(section)
        if any(address.endswith("#/authorised_representative") for address in entry.facts)
    )
    assert [label for label, _ in provider.answer.parts] == ["Legal name", "Contact", "Authorised representative"]
    named = tuple(
        replace(fact, status="known", value="Somebody", origin="declared")
        if fact.path.startswith("organisation.authorised_representative.")
        else fact
        for fact in record.facts
    )
    parts = [
        label
        for section in DOCUMENTS[record.kind].build(replace(record, facts=named)).sections
        for entry in all_entries(section)
        if entry.anchor == provider.anchor
        for label, _ in entry.answer.parts
    ]
    assert "Authorised representative: Name" in parts
