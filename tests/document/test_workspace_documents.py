"""The coverage report and the open questions: every duty with its outcome, every question with who is asked."""

from dataclasses import replace
from pathlib import Path

import pytest
from edition_records import CANARY, DAY, MAKING, assessed, with_canaries

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.opening import open_workspace
from muniment.assess.assessment import Applies, Outcome
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition
from muniment.disclosure.workspace_record import workspace_record
from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Document, Table
from muniment.record.record import Record, load_record, record_bytes
from muniment.render.html import render_html

EXAMPLES = ("recruitment", "forty-cards")


def record(example: str, kind: str, audience: str = "internal", given: Assessed | None = None) -> Record:
    read = given or assessed(example)
    workspace = read.opened.workspace
    edition = Edition(kind, "workspace", audience, "en", DAY, DAY)
    return workspace_record(
        edition, workspace, read.assessment, load_catalogue(), read.policy, frozenset(workspace.cards), MAKING
    )


def tables(document: Document) -> list[Table]:
    return [
        entry.answer.table
        for section in document.sections
        for entry in section.entries
        if entry.answer.table is not None
    ]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_row_of_the_assessment_is_counted_once(example: str) -> None:
    coverage = record(example, "coverage_report").coverage
    assert coverage is not None
    rows = assessed(example).assessment.rows
    assert sum(row.cards for duty in coverage.duties for row in duty.rows) == len(rows)
    for outcome in Outcome:
        told = sum(row.cards for duty in coverage.duties for row in duty.rows if row.outcome == outcome)
        assert told == sum(row.outcome is outcome for row in rows)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_counts_on_the_page_are_those_of_the_assessment(example: str) -> None:
    document = DOCUMENTS["coverage_report"].build(record(example, "coverage_report"))
    counts = tables(document)[0]
    asked = [row for row in assessed(example).assessment.rows if row.applies is not Applies.NO]
    counted = [row for row in asked if row.reason != "election"]
    assert sum(int(cell) for row in counts.rows for cell in row[1:]) == len(counted)
    assert any(row.applies is Applies.CANNOT_TELL for row in counted)
    assert sum(int(row[-1]) for row in counts.rows) == sum(row.applies is Applies.CANNOT_TELL for row in counted)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_first_page_adds_nothing_up(example: str) -> None:
    document = DOCUMENTS["coverage_report"].build(record(example, "coverage_report"))
    panel = next(panel for panel in document.first_screen if panel.anchor == "glance-outcomes")
    lines = {row[0]: row[1:] for row in tables(document)[0].rows}
    named = [fact for fact in panel.facts if fact.label in lines]
    assert named
    for fact in named:
        counts = [int(cell) for cell in lines[fact.label] if cell != "0"]
        assert [int(part.split()[0]) for part in fact.answer.lines[0].split("; ")] == counts
    assert len(panel.facts) - len(named) <= 1


def test_what_does_not_arise_is_told_by_the_answers_of_the_cards() -> None:
    document = DOCUMENTS["coverage_report"].build(record("recruitment", "coverage_report"))
    aside = next(section for section in document.sections if section.anchor == "aside")
    reasons = {row[0].rpartition("(")[2]: row[1] for entry in aside.entries for row in entry.answer.table.rows}
    assert reasons["AIA-12-3)"] == "Points of Annex III (system.annex_iii_points): 4(a)"
    assert reasons["AIA-18-3)"] == "Financial institution (organisation.financial_institution): No"
    assert reasons["AIA-53-1c)"].startswith("Role not held: provider of a general-purpose AI model, ")
    assert not [reason for reason in reasons.values() if "fulfilled" in reason or "arise" in reason]


def test_alternatives_that_all_fail_are_all_told() -> None:
    coverage = record("recruitment", "coverage_report").coverage
    assert coverage is not None
    (row,) = (row for duty in coverage.duties if duty.requirement == "AIA-A4-2f" for row in duty.rows)
    assert [(answer.path, answer.value) for answer in row.decided_by] == [
        ("system.has_planned_changes", False),
        ("system.continual_learning.enabled", False),
    ]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_later_day_is_explained(example: str) -> None:
    coverage = record(example, "coverage_report").coverage
    assert coverage is not None
    due = {row.due for duty in coverage.duties for row in duty.rows if row.applies != "no"} - {"now", "none", ""}
    assert due == {date.day for date in coverage.dates}
    assert all(date.track for date in coverage.dates)


def test_whoever_may_not_see_what_makes_a_day_is_not_told_it() -> None:
    read = assessed("recruitment")
    narrowed = replace(next(iter(read.policy.narrowed.values())), path="system.annex_iii", audience="internal")
    policy = replace(read.policy, narrowed={**read.policy.narrowed, "system.annex_iii": narrowed}, _seen={})
    for audience, told in (("internal", True), ("authority", False)):
        coverage = record("recruitment", "coverage_report", audience, replace(read, policy=policy)).coverage
        assert coverage is not None
        assert coverage.dates
        assert all(bool(date.track) is told for date in coverage.dates)
        assert told or all(row.decided_by == () for duty in coverage.duties for row in duty.rows)


def test_every_duty_stands_in_the_report() -> None:
    document = DOCUMENTS["coverage_report"].build(record("recruitment", "coverage_report"))
    text = " ".join(row[0] for table in tables(document) for row in table.rows)
    for row in assessed("recruitment").assessment.rows:
        assert f"({row.requirement.id}" in text


def test_the_report_has_no_score() -> None:
    built = record("recruitment", "coverage_report")
    text = render_html(DOCUMENTS["coverage_report"].build(built), record_bytes(built)).decode()
    assert "compliant" not in text.lower()
    assert not [
        row for table in tables(DOCUMENTS["coverage_report"].build(built)) for row in table.rows if "%" in row[1]
    ]


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_a_duty_hangs_on_is_asked_in_words_and_once(example: str) -> None:
    coverage = record(example, "coverage_report").coverage
    assert coverage is not None
    rows = [row for duty in coverage.duties for row in duty.rows if row.gates]
    assert rows
    assert not [gate for row in rows for gate in row.gates if " " not in gate]


def test_alike_cards_are_one_row() -> None:
    coverage = record("forty-cards", "coverage_report").coverage
    assert coverage is not None
    folded = [row for duty in coverage.duties for row in duty.rows if row.cards > 10]
    assert folded
    assert all(len(row.bearers) <= 8 for row in folded)


def test_the_tables_of_a_text_have_the_same_columns() -> None:
    document = DOCUMENTS["coverage_report"].build(record("recruitment", "coverage_report"))
    for section in document.sections[1:-1]:
        assert len({entry.answer.table.head for entry in section.entries if entry.answer.table}) == 1


def test_an_authority_sees_its_own_duties_and_no_restricted_fact() -> None:
    given = with_canaries(assessed("recruitment"), "authority")
    built = record("recruitment", "coverage_report", "authority", given)
    assert built.coverage
    recipients = {item.id: item.recipients for item in load_catalogue().requirements.values()}
    assert all(set(recipients[duty.requirement]) - {"internal", "deployer"} for duty in built.coverage.duties)
    assert {row.applies for duty in built.coverage.duties for row in duty.rows} == {"yes"}
    assert built.coverage.elections == ()
    assert CANARY.encode() not in render_html(DOCUMENTS["coverage_report"].build(built), record_bytes(built))


def test_an_outcome_that_rests_on_a_hidden_fact_is_withheld() -> None:
    read = assessed("recruitment")
    policy = read.policy
    hidden = {
        **policy.narrowed,
        "dataset.gaps": replace(next(iter(policy.narrowed.values())), path="dataset.gaps", audience="internal"),
    }
    built = record(
        "recruitment", "coverage_report", "authority", replace(read, policy=replace(policy, narrowed=hidden))
    )
    assert built.coverage
    gaps = [row for duty in built.coverage.duties if duty.requirement == "AIA-10-2-h" for row in duty.rows]
    assert {row.outcome for row in gaps} <= {"withheld"}
    assert all(row.facts == () for row in gaps)


def test_the_report_says_that_something_was_left_out() -> None:
    document = DOCUMENTS["coverage_report"].build(record("recruitment", "coverage_report", "authority"))
    assert document.omissions
    assert DOCUMENTS["coverage_report"].build(record("recruitment", "coverage_report")).omissions == ()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_open_fact_is_asked_of_somebody(example: str) -> None:
    questions = record(example, "open_questions").questions
    assert questions is not None
    asked = {path for own in questions.owners for question in own.questions for path in [question.path]}
    for row in assessed(example).assessment.rows:
        for basis in row.facts:
            if basis.outcome in (Outcome.MISSING, Outcome.UNKNOWN, Outcome.CONTRADICTED) and "use." not in basis.path:
                assert basis.path in asked


def test_an_unknown_is_asked_of_its_owner_and_the_rest_by_path() -> None:
    questions = record("recruitment", "open_questions").questions
    assert questions is not None
    by_owner = {own.owner: {question.path for question in own.questions} for own in questions.owners}
    assert "system.registration.entry" in by_owner["Head of Quality"]
    assert any(path.startswith("dataset.special_categories") for path in by_owner["data protection officer"])


def test_what_decides_comes_first() -> None:
    questions = record("forty-cards", "open_questions").questions
    assert questions is not None
    order = ["gate", "election", "fact", "judgement"]
    for own in questions.owners:
        kinds = [order.index(question.kind) for question in own.questions]
        assert kinds == sorted(kinds)


def test_open_questions_are_for_the_inside() -> None:
    with pytest.raises(ValueError, match="inside"):
        record("recruitment", "open_questions", "authority")


@pytest.mark.parametrize("kind", ["coverage_report", "open_questions"])
def test_a_record_keeps_them(kind: str) -> None:
    built = record("recruitment", kind)
    assert load_record(record_bytes(built)) == built


def test_open_questions_say_by_when_somebody_answers(tmp_path: Path) -> None:
    (tmp_path / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    (tmp_path / "organisation.card.yaml").write_text(
        'muniment: 1\nkind: organisation\nname: acme\nversion: "1"\nlegal_name: Acme\nroles: [controller]\n'
    )
    for name, day in (("birds", "2027-03-31"), ("bats", "2027-01-31")):
        (tmp_path / f"{name}.card.yaml").write_text(
            f'muniment: 1\nkind: dataset\nname: {name}\nversion: "1"\ntitle: {name}\npersonal_data:\n  present: true\n'
            f"  ropa_ref: {{unknown: the register is being written, owner: legal, expected_on: {day}}}\n"
        )
    made = record("", "open_questions", given=assess_workspace(open_workspace([tmp_path]), DAY))
    assert made.questions is not None
    told = {
        question.path: question.expected_on
        for own in made.questions.owners
        for question in own.questions
        if own.owner == "legal"
    }
    assert told == {"dataset.personal_data.ropa_ref": "2027-01-31"}
    assert load_record(record_bytes(made)) == made
    page = render_html(DOCUMENTS["open_questions"].build(made), record_bytes(made)).decode()
    assert "answer expected by" in page
