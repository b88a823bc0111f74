"""The figures of drafts: one count of what is asked for and open, the same in the stamp, the tally and the lists."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.choosing import edition_of
from muniment.app.drafting import draft_record
from muniment.app.opening import open_workspace
from muniment.disclosure.disclose import Making
from muniment.document.edition import open_page
from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Fact
from muniment.document.paragraphs import all_entries
from muniment.document.tally import status_facts, unknown_count
from muniment.record.record import Record

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = "2026-11-26"
DRAFTS = [
    ("penguins", "dataset/penguins@2020.1", "datasheet"),
    ("penguins", "dataset/penguins@2020.1", "supplier_datasheet"),
    ("penguins", "system/colony-gate@1.2", "technical_documentation"),
    ("penguins", "system/colony-gate@1.2", "instructions_for_use"),
    ("supplier", "dataset/mains-vibration@3.1", "datasheet"),
    ("supplier", "dataset/mains-vibration@3.1", "supplier_datasheet"),
    ("recruitment", "dataset/applications-train@4.2.0", "datasheet"),
    ("recruitment", "system/kandelis-shortlist@4.2", "technical_documentation"),
    ("open-model", "model/terne@1.0", "public_summary"),
    ("open-model", "model/terne@1.0", "model_documentation"),
    ("open-model", "model/terne@1.0", "california_statement"),
    ("forty-cards", "system/ticket-router@3.1", "technical_documentation"),
]


@cache
def assessed(example: str) -> Assessed:
    return assess_workspace(open_workspace([EXAMPLES / example]), DAY)


def records(example: str, bearer: str, document: str) -> Iterator[Record]:
    """Yield the records of a draft for every audience that may have the document."""
    made = assessed(example)
    for audience in DOCUMENTS[document].audiences:
        edition = edition_of(document, bearer, audience, "en", (DAY, DAY), made.opened.workspace)
        yield draft_record(edition, made, Making("0", "0", (), ""), ())


def lines_of(facts: Iterable[Fact], label: str) -> list[str]:
    return [line for fact in facts if fact.label == label for line in fact.answer.lines]


@pytest.mark.parametrize(("example", "bearer", "document"), DRAFTS)
def test_stamp_tally_and_questions_count_alike(example: str, bearer: str, document: str) -> None:
    for record in records(example, bearer, document):
        draft, page = record.draft, open_page(record)
        assert draft is not None
        standings = Counter(question.standing for question in draft.questions)
        assert draft.asked == draft.stated + len(draft.questions)
        unknown = {fact.address for fact in record.facts if fact.status == "unknown"}
        if not draft.asked:
            assert not draft.questions
            assert unknown_count(page) == len(unknown)
            continue
        assert unknown_count(page) == standings["unknown"] >= len(unknown)
        assert {q.address for q in draft.questions if q.standing == "unknown"} == unknown
        (told,) = lines_of(status_facts(page), "Facts asked for")
        numbers = [int(number) for number in re.findall(r"[0-9]+", told.replace("\u202f", ""))]
        assert numbers[:2] == [draft.stated, draft.asked]
        assert sum(numbers[2:]) == draft.asked - draft.stated


@pytest.mark.parametrize(("example", "bearer", "document"), DRAFTS)
def test_every_missing_fact_that_is_counted_stands_in_the_draft_as_a_question(
    example: str, bearer: str, document: str
) -> None:
    for record in records(example, bearer, document):
        assert record.draft is not None
        shown = str(DOCUMENTS[document].build(record).sections)
        missing = [question for question in record.draft.questions if question.standing == "absent"]
        assert [question.path for question in missing if repr(question.question)[1:-1] not in shown] == []


def test_technical_documentation_counts_what_is_asked_of_its_data_sets() -> None:
    *_, inside = records("recruitment", "system/kandelis-shortlist@4.2", "technical_documentation")
    assert inside.draft is not None
    asked_on = {question.address.partition("#")[0] for question in inside.draft.questions}
    assert {f"dataset/applications-{part}@4.2.0" for part in ("train", "validation", "test")} <= asked_on
    document = DOCUMENTS["technical_documentation"].build(inside)
    panels = [fact for panel in document.first_screen for fact in panel.facts]
    assert lines_of(panels, "Stated as unknown") == ["9"]
    (told,) = lines_of(panels, "Facts asked for")
    assert "9\u00a0unknown" in told
    assert f"{inside.draft.stated} of {inside.draft.asked} facts stated" in document.stamp


def test_what_is_listed_as_unknown_adds_up_to_what_is_counted() -> None:
    for example, bearer, document in DRAFTS:
        for record in records(example, bearer, document) if document == "datasheet" else ():
            built, page = DOCUMENTS[document].build(record), open_page(record)
            gaps = next(section for section in built.sections if section.anchor == "gaps")
            own = [address for entry in all_entries(gaps) for address in entry.facts if address in page.unknown]
            listed = sum(int((re.search(r"\(([0-9]+) facts\)$", item.label) or [0, 1])[1]) for item in gaps.pointers)
            assert listed + sum(page.unknown[address] for address in own) == unknown_count(page)
            said = lines_of([fact for panel in built.first_screen for fact in panel.facts], "Stated as unknown")
            assert said[0].startswith(f"{unknown_count(page)} of " if listed or own else "No fact")


def test_a_whole_section_that_is_unknown_counts_as_often_as_facts_in_it_are_asked_for() -> None:
    *_, inside = records("penguins", "dataset/penguins@2020.1", "datasheet")
    assert inside.draft is not None
    section = "dataset/penguins@2020.1#/labelling/campaigns/field-2007-2009/qc"
    asked = [question.path for question in inside.draft.questions if question.address == section]
    assert len(asked) == len(set(asked)) > 1
    assert open_page(inside).unknown[section] == len(asked)
    gaps = next(part for part in DOCUMENTS["datasheet"].build(inside).sections if part.anchor == "gaps")
    assert any(pointer.label.endswith(f"({len(asked)} facts)") for pointer in gaps.pointers)
