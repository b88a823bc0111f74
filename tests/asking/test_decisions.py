"""Decisions in forms: what waits goes out with the facts as they stand, and comes back as files below reviews/."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from asked_workspaces import AS_OF, BIRDS, about, asked, fill, taken, workbook, workspace

from muniment.app.asking import build_asked_decisions, write_asked
from muniment.app.check import check
from muniment.app.opening import open_workspace
from muniment.app.reviewing import list_awaiting
from muniment.app.signing_off import Decision, list_pending, sign_off
from muniment.base.errors import CannotRun
from muniment.record.decisions import AskedDecision, decision_id
from muniment.record.questionnaire import AnswerFile, GivenAnswer, Questionnaire
from sample_cards import card

SETTINGS = """muniment: 1
owners: [{path: dataset, owner: data lead}]
sign_offs:
  - {role: legal, facts: [dataset.licence, dataset.title], persons: [Ada Muster, Lin Roe]}
  - {role: legal, facts: [dataset.description], persons: [Lin Roe]}
  - {role: data-owner, facts: [dataset.labelling]}
"""
NAME = "dataset/birds@1.0"

#: A set of which a duty asks what only a person can judge.
JUDGED = card(
    name="stones", title="Stones of the garden",
    personal_data={"present": True, "security_measures": ["Access is by key, and every access is logged."]},
)  # fmt: skip


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return workspace(tmp_path, **{"muniment.yaml": SETTINGS})


def decisions(at: Path, to: str = "", *, judged: bool = False, language: str = "en") -> Questionnaire:
    return build_asked_decisions([at], to, (), AS_OF, AS_OF, language, sign_offs=not judged, judgements=judged)


def one(sent: Questionnaire, card_: str = NAME, role: str = "legal", requirement: str = "") -> AskedDecision:
    found = [
        item
        for item in sent.decisions or ()
        if item.card == card_ and (item.requirement == requirement if requirement else item.role == role)
    ]
    assert len(found) == 1
    return found[0]


def decided(sent: Questionnaire, file: Path, given: dict[str, tuple[str, str]], by: str = "Ada Muster") -> Path:
    """Fill decisions into a workbook, as somebody does: id → decision and remark."""
    write_asked(sent, "xlsx", file)
    book = openpyxl.load_workbook(file)
    about_, sheet = book.worksheets[:2]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        named = given.get(str(sheet.cell(row, 1).value))
        for head, text in zip(("Decision", "Remark, or why"), named or (), strict=False):
            sheet.cell(row, heads[head]).value = text
    for row_ in about_.iter_rows():
        if str(row_[0].value).startswith("Answered by"):
            row_[1].value = by
        if str(row_[0].value).startswith("In which function"):
            row_[1].value = "data protection officer"
    book.save(file)
    return file


def test_a_sign_off_in_a_workbook_is_the_one_that_the_command_writes(at: Path) -> None:
    sent = decisions(at, "Ada Muster")
    asked_ = one(sent)
    assert {(item.role, "dataset.description" in item.paths) for item in sent.decisions or ()} == {("legal", False)}
    assert {fact.address: fact.says for fact in asked_.shown} == {
        f"{NAME}#/licence/id": "the owner has not answered", f"{NAME}#/title": "Birds of the garden",
    }  # fmt: skip
    file = decided(sent, at / "a.xlsx", {asked_.id: ("Approved with a remark", "The licence follows in May.")})
    answered = taken(at, file)
    assert not answered.refused
    assert [item.new for item in answered.accepted] == [
        f"approved with remark: The licence follows in May. (Ada Muster, {AS_OF})"
    ]
    (found,) = open_workspace([at]).workspace.sign_offs
    assert (found.person, found.date, found.decision) == ("Ada Muster", AS_OF, "approved_with_remark")
    assert found.source.startswith("a.xlsx (sha256:")
    assert "legal" not in {item.role for item in list_pending([at], AS_OF) if item.card == NAME}
    # What the command writes of the same decision is the same file, but for where it was given.
    said = Decision(NAME, "legal", asked_.paths, found.decision, found.person, AS_OF, found.remark, found.source)
    before = Path(found.file).read_bytes()
    assert sign_off(said, at, AS_OF).read_bytes() == before
    assert [len(part) for part in (taken(at, file).accepted, taken(at, file).standing)] == [0, 1]


def test_a_decision_over_facts_that_changed_does_not_count_and_both_are_shown(at: Path) -> None:
    sent = decisions(at)
    file = decided(sent, at / "a.xlsx", {one(sent).id: ("approved", "")})
    path = at / "datasets" / "birds.card.yaml"
    path.write_text(BIRDS.replace("Birds of the garden", "Birds of two gardens"), "utf-8")
    answered = taken(at, file)
    assert not answered.accepted
    assert not (at / "reviews").exists()
    (refusal,) = answered.refused
    assert f"{NAME}#/title" in refusal.why
    assert ("Birds of the garden" in refusal.asked, "two gardens" in refusal.stands) == (True, True)
    # Nothing typed is lost, and what changes elsewhere does not matter.
    path.write_text(BIRDS.replace("title:", "url: https://example.org/\ntitle:"), "utf-8")
    assert len(taken(at, at / "a.not-accepted.json").accepted) == 1


@pytest.mark.parametrize(
    ("typed", "by", "why"),
    [
        (("refused", ""), "Ada Muster", "needs a remark"),
        (("approved with a remark", "TBD"), "Ada Muster", "placeholder"),
        (("perhaps", ""), "Ada Muster", "none of the decisions"),
        (("approved", ""), "Mallory", "not among those who sign off as legal"),
        (("=A1", ""), "Ada Muster", "formula"),
    ],
)
def test_what_is_no_decision_is_refused_and_kept(at: Path, typed: tuple[str, str], by: str, why: str) -> None:
    sent = decisions(at)
    answered = taken(at, decided(sent, at / "a.xlsx", {one(sent).id: typed}, by))
    assert not answered.accepted
    assert why in answered.refused[0].why
    assert not (at / "reviews").exists()
    assert json.loads((at / "a.not-accepted.json").read_text("utf-8"))["answers"][0]["question"] == one(sent).id


def test_who_decides_has_seen_what_others_decided(at: Path) -> None:
    sent = decisions(at)
    refused = Decision(NAME, "legal", one(sent).paths, "refused", "Lin Roe", AS_OF, "The title says too much.")
    sign_off(refused, at, AS_OF)
    late = taken(at, decided(sent, at / "a.xlsx", {one(sent).id: ("approved", "")}))
    assert "was written after this was asked" in late.refused[0].why
    again = decisions(at)
    assert one(again).earlier == f"Lin Roe, {AS_OF}: refused (The title says too much.)"
    assert len(taken(at, decided(again, at / "b.xlsx", {one(again).id: ("approved", "")})).accepted) == 1
    assert [item.person for item in open_workspace([at]).workspace.sign_offs] == ["Ada Muster"]


def test_of_two_who_decide_otherwise_neither_counts(at: Path) -> None:
    sent = decisions(at)
    ada = decided(sent, at / "a.xlsx", {one(sent).id: ("approved", "")})
    lin = decided(sent, at / "b.xlsx", {one(sent).id: ("refused", "The title says too much.")}, "Lin Roe")
    answered = taken(at, ada, lin)
    assert not answered.accepted
    assert ["decides the same otherwise" in refusal.why for refusal in answered.refused] == [True, True]
    # Where they agree, the first is written, and the other is told.
    again = decided(sent, at / "c.xlsx", {one(sent).id: ("approved", "")}, "Lin Roe")
    both = taken(at, ada, again)
    assert (len(both.accepted), len(both.refused)) == (1, 1)
    assert [item.person for item in open_workspace([at]).workspace.sign_offs] == ["Ada Muster"]


@pytest.mark.parametrize(
    "forged",
    [
        {"role": "../../../outside"}, {"paths": ("dataset.no_such",)}, {"card": "dataset/no@1"}, {"facts": "sha256:0"},
        {"kind": "judgement", "requirement": "AIA-99"}, {"kind": "condition", "requirement": "GDPR-9", "use": "none"},
        {"kind": "other"}, {"paths": ("../..",)}, {"as_of": "soon"},
    ],
)  # fmt: skip
def test_a_forged_form_writes_nothing_and_is_told(at: Path, forged: dict[str, Any]) -> None:
    """Whoever has a form can change its hidden part and the digest over it."""
    sent = decisions(at)
    as_of = forged.pop("as_of", sent.as_of)
    changed = replace(one(sent), **forged)
    changed = replace(changed, id=decision_id(changed))
    answer = GivenAnswer(
        changed.id, "", "value", "sufficient" if "requirement" in forged else "approved", "why", "", ""
    )
    file = AnswerFile(replace(sent, decisions=(changed,), as_of=as_of), "Ada Muster", AS_OF, (answer,))
    (at / "a.json").write_bytes(file.to_json())
    if "kind" in forged and forged["kind"] == "other":
        with pytest.raises(CannotRun, match="no file of answers"):
            taken(at, at / "a.json")
    else:
        answered = taken(at, at / "a.json")
        assert (len(answered.accepted), len(answered.refused)) == (0, 1)
    assert not (at / "reviews").exists()
    assert not list(at.parent.glob("outside*"))


def test_a_sign_off_that_fell_is_asked_for_and_given_again(at: Path) -> None:
    sent = decisions(at)
    taken(at, decided(sent, at / "a.xlsx", {one(sent).id: ("approved", "")}))
    assert not [item for item in decisions(at).decisions or () if (item.card, item.role) == (NAME, "legal")]
    path = at / "datasets" / "birds.card.yaml"
    path.write_text(BIRDS.replace("Birds of the garden", "Birds of two gardens"), "utf-8")
    again = decisions(at)
    assert not taken(at, decided(again, at / "b.xlsx", {one(again).id: ("approved", "")})).refused
    assert "MUN760" not in {item.finding.code for item in check([at], AS_OF).items}


def test_answers_of_the_same_run_come_first(at: Path) -> None:
    questions, sent = asked(at, "legal"), decisions(at)
    licence = about(questions, "dataset.licence.id")
    answers = fill(workbook(questions, at / "q.xlsx"), {licence.id: {"answer": "CC-BY-4.0"}})
    both = taken(at, decided(sent, at / "d.xlsx", {one(sent).id: ("approved", "")}), answers)
    assert [item.new for item in both.accepted] == ["CC-BY-4.0"]
    assert f"{NAME}#/licence/id" in both.refused[0].why


def test_a_duty_is_judged_in_a_form_and_the_judgement_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ours = card("organisation", "example", roles=["provider_high_risk", "controller"])
    more = {"organisation.card.yaml": ours, "datasets/stones.card.yaml": JUDGED}
    at = workspace(tmp_path, **{"muniment.yaml": SETTINGS, **more})
    sent = decisions(at, "data lead", judged=True)
    wanted = next(item for item in sent.decisions or () if item.card == "dataset/stones@1.0")
    awaits = {(item.row.requirement.id, item.row.bearer) for item in list_awaiting((), [at], AS_OF).items}
    assert (wanted.requirement, wanted.card) in awaits
    file = decided(sent, at / "a.xlsx", {wanted.id: ("sufficient", "The lamp was tried with three kinds of moth.")})
    assert not taken(at, file).refused
    (found,) = open_workspace([at]).workspace.reviews
    assert (found.requirement, found.reviewer, found.role) == (
        wanted.requirement, "Ada Muster", "data protection officer",
    )  # fmt: skip
    assert found.source.startswith("a.xlsx (sha256:")
    left = {(item.row.requirement.id, item.row.bearer) for item in list_awaiting((), [at], AS_OF).items}
    assert awaits - left == {(wanted.requirement, wanted.card)}
    assert len(taken(at, file).standing) == 1
    other = taken(
        at, decided(sent, at / "b.xlsx", {wanted.id: ("insufficient", "Three kinds are too few.")}, "Lin Roe")
    )
    assert "Ada Muster judged this" in other.refused[0].why


def test_a_word_file_carries_decisions_too_in_the_words_of_its_language(at: Path) -> None:
    sent = decisions(at, language="de")
    write_asked(sent, "docx", at / "a.docx")
    document = docx.Document(str(at / "a.docx"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Birds of the garden" in text
    assert "the owner has not answered" in text
    document.tables[0].cell(0, 1).text = "Lin Roe"
    for table in document.tables[1:]:
        if table.rows[0].cells[1].text == one(sent).id:
            table.rows[1].cells[1].text = "freigegeben"
    document.save(str(at / "a.docx"))
    assert not taken(at, at / "a.docx").refused
    assert [item.decision for item in open_workspace([at]).workspace.sign_offs] == ["approved"]


def test_who_decides_on_nothing_is_told_and_questions_stay_as_they_were(at: Path) -> None:
    with pytest.raises(CannotRun, match="Ada Muster"):
        decisions(at, "Ada Mustr")
    members: dict[str, Any] = json.loads(asked(at).to_json())
    assert "decisions" not in members
