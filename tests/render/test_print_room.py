"""What print makes room for: a first page that stays one page, and paragraphs that stay with what they begin."""

from dataclasses import replace
from typing import Any

import pytest
from sample_records import realistic_record, small_record

from muniment.document.datasheet import build_datasheet
from muniment.document.model import Answer, Entry, Fact, Group, Panel, Section, Standing, Table
from muniment.render.page_templates import fill

LONG = "Applications by e-mail and on paper, which two customers still accept, are not in Kandelis Desk and in no set."


def stated(*lines: str, **more: Any) -> Answer:
    return Answer(Standing.STATED, lines=lines, **more)


def page(document: Any) -> str:
    return fill("pdf/edition.html", "pdf/edition.css", document, str, fonts="", code="")


def panels(lines: int) -> tuple[Panel, ...]:
    facts = tuple(Fact(f"Question {number}", stated(*[LONG[:30]] * lines)) for number in range(3))
    return tuple(Panel(f"panel-{number}", "Heading", facts) for number in range(6))


@pytest.mark.parametrize(("lines", "crowded"), [(1, False), (6, True)])
def test_a_first_page_with_much_on_it_is_set_closer(lines: int, crowded: bool) -> None:
    document = replace(build_datasheet(small_record()), first_screen=panels(lines))
    assert ('class="panels crowded"' in page(document)) is crowded


def dense(answer: Answer, language: str = "en") -> str:
    document = build_datasheet(realistic_record(language=language))
    entry = Entry("D1.8.1", "choices", "Choices", answer)
    section = Section("D1", "set", "Set", "", (), (Group("matter", "Matter", (entry,)),), dense=True)
    return page(replace(document, sections=(section,))).partition('id="choices"')[2].partition("</div>")[0]


def test_what_begins_paragraphs_of_its_own_stays_with_the_first_of_them() -> None:
    records = Table("Choices", ("Id", "Reasons"), (("later", LONG),))
    document = build_datasheet(realistic_record())
    for answer, heads in ((stated(table=records), True), (stated("One line."), False)):
        entry = Entry("D1.8.1", "choices", "Choices", answer)
        section = Section("D1", "set", "Set", "", (entry,), dense=True)
        assert ('class="item heads" id="choices"' in page(replace(document, sections=(section,)))) is heads


@pytest.mark.parametrize(("language", "sign"), [("en", ";"), ("fr", "\u00a0;")])
def test_clauses_of_a_paragraph_are_parted_as_the_language_does(language: str, sign: str) -> None:
    answer = Answer(Standing.STATED, parts=(("Role", stated("training")), ("Stage", stated("tuning"))))
    assert f"training{sign} " in dense(answer, language)


def test_a_remark_follows_a_stop() -> None:
    assert "Nobody knows. <i>Reason: asked</i>" in dense(stated("Nobody knows", remarks=("Reason: asked",)))
    assert "Nobody knows. <i>" in dense(stated("Nobody knows.", remarks=("Reason: asked",)))
    open_answer = Answer(Standing.NOT_APPLICABLE, word="Not applicable", remarks=("Reason: none", "Asked on Monday"))
    assert "Not applicable</span>. <i>Reason: none</i>. <i>Asked on Monday</i>" in dense(open_answer)


def test_a_part_with_an_origin_of_its_own_is_parted_from_the_next() -> None:
    parts = (("Task", stated("Read it.", origin="measured")), ("Items", stated("30")))
    assert "(measured)</i>; " in dense(Answer(Standing.STATED, parts=parts))
