"""The technical documentation over more sets than anybody reads one by one: what is alike stands once."""

import re
from dataclasses import replace

import pytest
from edition_records import records

from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Document, Section, Standing
from muniment.document.paragraphs import all_entries
from muniment.record.record import DisclosedFact, Record

NUMBER = 14
SET, USE = "dataset/applications-train@4.2.0#", "#/datasets/training/"


def many(record: Record) -> Record:
    """Return a record with the training set under other names, each with a description of its own."""
    facts = [
        fact for fact in record.facts if not fact.address.startswith("dataset/") and "#/datasets/" not in fact.address
    ]
    for at in range(NUMBER):
        facts += [_copy(fact, at) for fact in record.facts if fact.address.startswith(SET) or USE in fact.address]
    return replace(record, facts=tuple(facts))


def _copy(fact: DisclosedFact, at: int) -> DisclosedFact:
    address = fact.address.replace(SET, f"dataset/set-{at}@1#").replace(USE, f"#/datasets/use-{at}/")
    value = f"set-{at}@1" if fact.path == "system.datasets[].dataset" else fact.value
    value = f"Set {at}. {value}" if fact.path in ("dataset.description", "dataset.title") else value
    return replace(fact, address=address, value=value)


@pytest.fixture(scope="module")
def record() -> Record:
    return many(records("recruitment", "technical_documentation", "authority")[0])


@pytest.fixture(scope="module")
def built(record: Record) -> Document:
    return DOCUMENTS["technical_documentation"].build(record)


def part(built: Document, number: str) -> Section:
    (found,) = (section for section in built.sections if section.number == number)
    return found


def test_every_fact_is_printed_or_named_in_the_part_on_its_own_set(record: Record, built: Document) -> None:
    for at in range(NUMBER):
        own = part(built, f"D{at + 1}")
        printed = {address for entry in all_entries(own) for address in entry.facts}
        wanted = {fact.address for fact in record.facts if fact.address.startswith(own.introduction + "#")}
        assert len(wanted) > 100
        assert wanted <= printed


def test_a_statement_that_all_sets_make_stands_once_with_the_sets_and_each_part_leads_to_it(built: Document) -> None:
    (alike,) = (entry for entry in all_entries(part(built, "D0")) if entry.label == "Licence")
    assert alike.answer.remarks[-1] == "Stated of D1 to D14."
    texts = [entry.label for section in built.sections for entry in all_entries(section)]
    assert texts.count("Licence") == 1
    for at in range(NUMBER):
        named = [entry for entry in all_entries(part(built, f"D{at + 1}")) if entry.target == "D0-provenance"]
        assert [f"Licence ({alike.number})" in entry.answer.lines for entry in named] == [True]


def test_what_only_one_set_states_stays_in_its_part(built: Document) -> None:
    for at in range(NUMBER):
        lines = {line for entry in all_entries(part(built, f"D{at + 1}")) for line in entry.answer.lines}
        assert any(line.startswith(f"Set {at}. 62") for line in lines)


def test_the_numbers_and_anchors_stay_unique_and_every_number_that_is_named_exists(built: Document) -> None:
    entries = [entry for section in built.sections for entry in all_entries(section)]
    assert len({entry.anchor for entry in entries}) == len(entries)
    numbers = {entry.number for entry in entries}
    assert len(numbers) == len(entries)
    named = {found for entry in entries if entry.target for line in entry.answer.lines
             for found in re.findall(r"\((D0\.\d+\.\d+)\)$", line)}  # fmt: skip
    assert named
    assert named <= numbers
    anchors = {group.anchor for section in built.sections for group in section.groups}
    assert {entry.target for entry in entries if entry.target} <= anchors


def test_an_index_lists_every_set_by_name_and_the_tables_by_use_lead_to_the_parts(built: Document) -> None:
    index = built.sections[-1]
    assert {pointer.number for pointer in index.pointers} == {f"D{at + 1}" for at in range(NUMBER)}
    assert [pointer.label for pointer in index.pointers] == sorted(pointer.label for pointer in index.pointers)
    tables = [entry.answer.table for section in built.sections for entry in section.entries if entry.answer.table]
    (training,) = (table for table in tables if table.targets)
    assert training.targets == tuple(f"set-D{at + 1}" for at in range(NUMBER))
    assert set(training.targets) <= {section.anchor for section in built.sections}


def test_matters_of_which_nothing_is_stated_are_named_at_the_head_of_the_part(record: Record) -> None:
    bare = replace(record, facts=tuple(
        fact for fact in record.facts if not fact.path.startswith(("dataset.labelling", "dataset.bias"))))  # fmt: skip
    built = DOCUMENTS["technical_documentation"].build(bare)
    first = next(iter(all_entries(part(built, "D3"))))
    assert (first.number, first.answer.standing) == ("D3.0", Standing.NOT_STATED)
    assert [line.partition(" ")[0] for line in first.answer.lines] == ["6", "10"]
    assert not any(group.heading.startswith(("D3.6 ", "D3.10 ")) for group in part(built, "D3").groups)
