"""Answers that come back: into the right place, every other byte kept, with who said it; nothing is ever lost."""

import json
from pathlib import Path

import openpyxl
import pytest
from asked_workspaces import AS_OF, BIRDS, about, asked, fill, taken, workbook, workspace

from muniment.app import answering
from muniment.app.check import check
from muniment.app.opening import open_workspace
from muniment.base.errors import CannotRun
from muniment.model.facts import Status
from muniment.record.questionnaire import Questionnaire
from sample_cards import run


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return workspace(tmp_path)


def birds(at: Path) -> str:
    return (at / "datasets" / "birds.card.yaml").read_bytes().decode()


def facts(at: Path, name: str = "dataset/birds@1.0"):
    return open_workspace([at]).workspace.cards[name].facts


def test_an_answer_is_written_with_who_gave_it_and_every_other_byte_stays(at: Path) -> None:
    sent = asked(at, "legal")
    question = about(sent, "dataset.licence.id")
    file = fill(workbook(sent, at / "a.xlsx"), {question.id: {"answer": "CC-BY-4.0", "remark": "mail of 3 March"}})
    answered = taken(at, file)
    assert [(one.old, one.new) for one in answered.accepted] == [("unknown: the owner has not answered", "CC-BY-4.0")]
    fact = facts(at)["/licence/id"]
    assert (fact.value, fact.note) == ("CC-BY-4.0", "mail of 3 March")
    assert fact.source.startswith(f"Petra Klein, {AS_OF}, in a.xlsx (sha256:")
    lines = [line for line in birds(at).splitlines() if not line.startswith("licence:")]
    assert lines == [line for line in BIRDS.splitlines() if not line.startswith("licence:")]
    assert not [item for item in check([at], AS_OF).items if item.finding.code.startswith(("MUN1", "MUN2"))]


def test_not_known_and_not_applicable_are_answers_with_reason_and_owner(at: Path) -> None:
    sent = asked(at)
    personal, groups = about(sent, "dataset.personal_data.present"), about(sent, "dataset.bias_examination.groups")
    stones = next(place for place in personal.places if "stones" in place.address)
    file = fill(
        workbook(sent, at / "a.xlsx"),
        {
            f"{personal.id}/{stones.id}": {"unknown": "the pictures are not all looked through"},
            groups.id: {"not_applicable": "stones and birds are no groups of persons"},
        },
    )
    answered = taken(at, file)
    assert not answered.refused
    unknown = facts(at, "dataset/stones@1.0")["/personal_data/present"]
    assert (unknown.status, unknown.owner, unknown.asked_on) == (Status.UNKNOWN, "Petra Klein", AS_OF)
    assert "a.xlsx (sha256:" in unknown.note
    for name in ("birds", "trees", "stones"):
        fact = facts(at, f"dataset/{name}@1.0")["/bias_examination/groups"]
        assert (fact.status, fact.reason) == (Status.NOT_APPLICABLE, "stones and birds are no groups of persons")


def test_one_answer_serves_all_cards_but_those_with_one_of_their_own(at: Path) -> None:
    sent = asked(at)
    question = about(sent, "dataset.description")
    trees = next(place for place in question.places if "trees" in place.address)
    file = fill(
        workbook(sent, at / "a.xlsx"),
        {
            question.id: {"answer": "Photographs taken in one garden."},
            f"{question.id}/{trees.id}": {"answer": "Drawings of trees."},
        },
    )
    assert len(taken(at, file).accepted) == 3
    said = {name: facts(at, f"dataset/{name}@1.0")["/description"].value for name in ("birds", "trees", "stones")}
    assert said == {
        "birds": "Photographs taken in one garden.", "trees": "Drawings of trees.",
        "stones": "Photographs taken in one garden.",
    }  # fmt: skip


def test_what_stands_in_a_profile_is_answered_in_the_profile(at: Path) -> None:
    sent = asked(at, "archive")
    question = about(sent, "dataset.collection.method")
    taken(at, fill(workbook(sent, at / "a.xlsx"), {question.id: {"answer": "Photographed by volunteers on Sundays."}}))
    assert "Photographed by volunteers" in (at / "profiles" / "shared.yaml").read_text("utf-8")
    assert facts(at)["/collection/method"].value == "Photographed by volunteers on Sundays."


def test_records_that_are_not_there_yet_are_made_whole(at: Path) -> None:
    sent = asked(at, cards=("stones",))
    answers = {
        "dataset.measures[].amount": "1 200", "dataset.measures[].unit": "images",
        "dataset.origin.sources[].name": "The archive of the museum",
    }  # fmt: skip
    filled = {about(sent, path).id: {"answer": text} for path, text in answers.items()}
    answered = taken(at, fill(workbook(sent, at / "a.xlsx"), filled))
    assert not answered.refused
    stones = facts(at, "dataset/stones@1.0")
    assert stones["/measures/measures-1/amount"].value == 1200
    assert stones["/measures/measures-1/unit"].value == "images"
    assert stones["/origin/sources/sources-1/name"].value == "The archive of the museum"


def listed(sent: Questionnaire, file: Path, row: str, entries: list[dict[str, str]], change=lambda sheet: None) -> Path:
    """Fill the table of a list in: the number of its rows before the hash, and what is typed by head."""
    book = openpyxl.load_workbook(workbook(sent, file))
    sheet = next(one for one in book.worksheets if one.title in ("Lists", "Listen"))
    rows = {str(sheet.cell(number, 1).value): number for number in range(1, sheet.max_row + 1)}
    heads = {sheet.cell(rows[f"{row}#"], column).value: column for column in range(2, sheet.max_column + 1)}
    for number, entry in enumerate(entries, start=1):
        for head, text in entry.items():
            sheet.cell(rows[f"{row}#{number}"], heads[head]).value = text
    change(sheet)
    book.save(file)
    return file


def test_a_list_is_answered_row_by_row_and_each_field_has_its_source(at: Path) -> None:
    sent = asked(at, language="de", cards=("stones", "trees"))
    question = about(sent, "dataset.gaps[]")
    stones = next(place for place in question.places if "stones" in place.address)
    entries = [
        {"Lücke": "Steine aus dem Winter fehlen.", "Stand der Arbeit": "offen", "Abhilfe": "Es wird nachgesammelt."},
        {"Lücke": "Kleine Steine sind selten.", "Fällig": "1.3.2027"},
    ]
    file = listed(sent, at / "a.xlsx", f"{question.id}/{stones.id}", entries, lambda sheet: sheet.insert_cols(1))
    answered = taken(at, file, by="Petra Klein")
    assert not answered.refused
    found = facts(at, "dataset/stones@1.0")
    assert found["/gaps/gaps-1/status"].value == "open"
    assert found["/gaps/gaps-2/due"].value == "2027-03-01"
    assert found["/gaps/gaps-1/description"].value == {"de": "Steine aus dem Winter fehlen."}
    assert "a.xlsx (sha256:" in found["/gaps/gaps-1/status"].source
    assert "/gaps/gaps-1/status" not in facts(at, "dataset/trees@1.0")
    assert len(taken(at, file, by="Petra Klein").standing) == 1


def test_of_a_list_nothing_that_was_typed_is_lost(at: Path) -> None:
    sent = asked(at, cards=("stones",))
    row = about(sent, "dataset.gaps[]").id

    def beside(sheet) -> None:
        last = sheet.max_row + 1
        sheet.cell(last, 2).value = "One more gap, below the table."

    entries = [{"Gap": "Winter stones are missing."}, {"Gap": "Small stones are rare.", "Due": "soon"}]
    answered = taken(at, listed(sent, at / "a.xlsx", row, entries, beside), by="Petra Klein")
    assert not answered.accepted
    assert {refusal.why.split(":")[0] for refusal in answered.refused} == {
        "Entry 2, due", "The row has no number of an entry.",
    }  # fmt: skip
    kept = json.loads((at / "a.not-accepted.json").read_text("utf-8"))["answers"]
    assert {"description": "Winter stones are missing."} in next(one["records"] for one in kept if "records" in one)
    # What was kept is mended and read again.
    mended = (at / "a.not-accepted.json").read_text("utf-8").replace('"due": "soon"', '"due": "2027-03-01"')
    (at / "b.json").write_text(mended, "utf-8")
    assert [item.address for item in taken(at, at / "b.json").accepted] == ["dataset/stones@1.0#/gaps"]


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("dataset.special_categories.present", "Nein", False),
        ("dataset.quality.error_rate", "12,5 %", "0.125"),
        ("dataset.quality.error_rate", 0.125, "0.125"),
        ("dataset.cleaning.removed_count", "1 234", 1234),
        ("dataset.cleaning.removed_count", 1234, 1234),
        ("dataset.acquisition.date", "3.4.2026", "2026-04-03"),
        ("dataset.temporal.start", "2025", "2025"),
        ("dataset.modalities", "text; Bild", ["text", "image"]),
        ("dataset.cleaning.steps", "Blurred pictures were dropped.\nDouble ones as well.", 2),
        ("dataset.quality.missingness_by_field", "place: 0.02\ndate: 0,5", 2),
    ],
)
def test_answers_are_read_as_people_write_them(at: Path, path: str, typed, value) -> None:
    sent = asked(at, cards=("stones",), language="de")
    question = about(sent, path)
    answered = taken(at, fill(workbook(sent, at / "a.xlsx"), {question.id: {"answer": typed}}))
    assert not answered.refused
    found = facts(at, "dataset/stones@1.0")[question.places[0].address.partition("#")[2]].value
    assert (len(found) if isinstance(found, list) and isinstance(value, int) else found) == value or str(found) == value


@pytest.mark.parametrize(
    ("path", "typed", "why"),
    [
        ("dataset.description", "TODO", "placeholder"),
        ("dataset.description", "Birds", "one word is not a statement"),
        ("dataset.special_categories.present", "perhaps", "neither yes nor no"),
        ("dataset.quality.error_rate", "1.2", "not a share"),
        ("dataset.cleaning.removed_count", "1.234", "read in two ways"),
        ("dataset.cleaning.removed_count", "a dozen", "not a number"),
        ("dataset.tdm.basis", "because we may", "not one of the allowed values"),
        ("dataset.temporal.start", "last summer", "not a date"),
        ("dataset.licence.id", "free for all", "licence expression"),
        ("dataset.content_hash", "abc", "digest"),
        ("dataset.gaps[]", "some gaps", "fill in its table"),
    ],
)
def test_what_is_no_answer_is_refused_with_row_and_reason(at: Path, path: str, typed: str, why: str) -> None:
    sent = asked(at, cards=("stones",))
    question = about(sent, path)
    before = (at / "datasets" / "stones.card.yaml").read_bytes()
    answered = taken(at, fill(workbook(sent, at / "a.xlsx"), {question.id: {"answer": typed}}))
    assert not answered.accepted
    (refusal,) = answered.refused
    assert why in refusal.why
    assert refusal.row.startswith("a.xlsx, sheet 2, row ")
    assert (at / "datasets" / "stones.card.yaml").read_bytes() == before
    kept = json.loads((at / "a.not-accepted.json").read_text("utf-8"))
    assert [item["text"] for item in kept["answers"]] == [typed]


def test_a_reason_is_held_to_the_same(at: Path) -> None:
    sent = asked(at, cards=("stones",))
    question = about(sent, "dataset.description")
    answered = taken(at, fill(workbook(sent, at / "a.xlsx"), {question.id: {"unknown": "tbd"}}))
    assert [refusal.why for refusal in answered.refused if "unknown without a reason" in refusal.why]


def test_what_changed_meanwhile_is_not_overwritten_and_both_are_shown(at: Path) -> None:
    sent = asked(at, "legal")
    question = about(sent, "dataset.licence.id")
    fill(workbook(sent, at / "a.xlsx"), {question.id: {"answer": "CC-BY-4.0"}})
    card = at / "datasets" / "birds.card.yaml"
    changed = BIRDS.replace("{unknown: the owner has not answered, owner: legal}", "MIT")
    card.write_text(changed, "utf-8")
    done = run("answers", "a.xlsx", "--on", AS_OF, at=at)
    assert done.returncode == 1
    assert "asked:    the owner has not answered" in done.stdout
    assert "stands:   MIT" in done.stdout
    assert "answered: CC-BY-4.0" in done.stdout
    assert card.read_text("utf-8") == changed
    # What was typed can be read again once the card stands as it was.
    card.write_text(BIRDS, "utf-8")
    assert len(taken(at, at / "a.not-accepted.json").accepted) == 1
    assert facts(at)["/licence/id"].value == "CC-BY-4.0"


def test_what_changed_elsewhere_does_not_matter(at: Path) -> None:
    sent = asked(at, "legal")
    question = about(sent, "dataset.licence.id")
    file = fill(workbook(sent, at / "a.xlsx"), {question.id: {"answer": "CC-BY-4.0"}})
    card = at / "datasets" / "birds.card.yaml"
    card.write_text(BIRDS.replace("title:", "url: https://example.org/\ntitle:"), "utf-8")
    assert len(taken(at, file).accepted) == 1


def test_reading_twice_changes_nothing_more(at: Path) -> None:
    sent = asked(at, "legal")
    file = fill(workbook(sent, at / "a.xlsx"), {about(sent, "dataset.licence.id").id: {"answer": "CC-BY-4.0"}})
    taken(at, file)
    before = birds(at)
    again = taken(at, file)
    assert (len(again.accepted), len(again.standing), len(again.refused)) == (0, 1, 0)
    assert birds(at) == before


def test_contradicting_answers_are_told_and_none_is_written(at: Path) -> None:
    sent = asked(at, "legal")
    name = about(sent, "dataset.licence.id").id
    one = fill(workbook(sent, at / "one.xlsx"), {name: {"answer": "CC-BY-4.0"}})
    other = fill(workbook(sent, at / "other.xlsx"), {name: {"answer": "MIT"}}, by="Jo Faber")
    answered = taken(at, one, other)
    assert not answered.accepted
    assert len(answered.refused) == 2
    assert 'other.xlsx, sheet 2, row 3: "MIT"' in answered.refused[0].why
    assert birds(at) == BIRDS
    assert (at / "one.not-accepted.json").is_file() and (at / "other.not-accepted.json").is_file()

    def doubled(book) -> None:
        sheet = book.worksheets[1]
        for column in range(1, 12):
            sheet.cell(60, column).value = sheet.cell(3, column).value
        sheet.cell(60, 8).value = "Apache-2.0"

    assert len(taken(at, fill(workbook(sent, at / "rows.xlsx"), {name: {"answer": "MIT"}}, doubled)).refused) == 2


def test_an_answer_for_a_whole_and_one_for_its_part_exclude_each_other(at: Path) -> None:
    sent = asked(at, cards=("stones",))
    whole, part = about(sent, "dataset.gaps[]"), about(sent, "dataset.gaps[].description")
    file = fill(
        workbook(sent, at / "a.xlsx"),
        {whole.id: {"not_applicable": "no gap was found"}, part.id: {"answer": "Winter pictures are few."}},
    )
    answered = taken(at, file)
    assert (len(answered.accepted), len(answered.refused)) == (0, 2)


def test_several_columns_filled_and_rows_without_a_number_are_told(at: Path) -> None:
    sent = asked(at, "legal")
    name = about(sent, "dataset.licence.id").id

    def stray(book) -> None:
        book.worksheets[1].cell(40, 8).value = "and another thing"

    file = fill(workbook(sent, at / "a.xlsx"), {name: {"answer": "MIT", "unknown": "not sure"}}, stray)
    why = {refusal.text: refusal.why for refusal in taken(at, file).refused}
    assert "more than one" in why["MIT\nnot sure"].lower()
    assert "no number of a question" in why["and another thing"]
    kept = json.loads((at / "a.not-accepted.json").read_text("utf-8"))
    assert len(kept["answers"]) == 2


def test_nothing_is_written_where_one_file_cannot_be(at: Path, monkeypatch) -> None:
    sent = asked(at)
    filled = {about(sent, "dataset.description").id: {"answer": "Photographs taken in one garden."}}
    file = fill(workbook(sent, at / "a.xlsx"), filled)
    before = {path: path.read_bytes() for path in at.rglob("*.card.yaml")}
    from muniment.app import files

    real, count = files.write_atomically, []

    def breaks(target: Path, content: bytes) -> None:
        count.append(target)
        if len(count) == 2:
            raise CannotRun("the disk is full.", "Make room.")
        real(target, content)

    monkeypatch.setattr(files, "write_atomically", breaks)
    with pytest.raises(CannotRun, match="disk is full"):
        taken(at, file)
    assert {path: path.read_bytes() for path in at.rglob("*.card.yaml")} == before


def test_a_dry_run_writes_nothing(at: Path) -> None:
    sent = asked(at, "legal")
    fill(workbook(sent, at / "a.xlsx"), {about(sent, "dataset.licence.id").id: {"answer": "MIT"}})
    done = run("answers", "a.xlsx", "--dry-run", "--on", AS_OF, at=at)
    assert done.returncode == 0
    assert "+ MIT" in done.stdout
    assert "1 answer would be written" in done.stderr
    assert birds(at) == BIRDS


def test_somebody_answers_for_it_on_a_day(at: Path) -> None:
    sent = asked(at, "legal")
    name = about(sent, "dataset.licence.id").id
    file = fill(workbook(sent, at / "a.xlsx"), {name: {"answer": "MIT"}}, by="")
    with pytest.raises(CannotRun, match="does not say who answered"):
        taken(at, file)
    with pytest.raises(CannotRun, match="placeholder"):
        taken(at, file, by="TBD")
    with pytest.raises(CannotRun, match="lies ahead"):
        taken(at, file, by="Jo", on="2999-01-01")
    with pytest.raises(CannotRun, match="is no day"):
        taken(at, file, by="Jo", on="some day")
    assert len(taken(at, file, by="Jo Faber").accepted) == 1
    assert facts(at)["/licence/id"].source.startswith("Jo Faber, ")


def test_a_text_in_another_language_than_the_card_is_marked_as_such(at: Path) -> None:
    sent = asked(at, cards=("stones",), language="fr")
    question = about(sent, "dataset.description")
    file = fill(workbook(sent, at / "a.xlsx"), {question.id: {"answer": "Photographies de pierres."}})
    assert not taken(at, file).refused
    assert facts(at, "dataset/stones@1.0")["/description"].value == {"fr": "Photographies de pierres."}


def test_a_card_that_is_gone_or_renamed_is_said(at: Path) -> None:
    sent = asked(at, "legal")
    file = fill(workbook(sent, at / "a.xlsx"), {about(sent, "dataset.licence.id").id: {"answer": "MIT"}})
    card = at / "datasets" / "birds.card.yaml"
    card.write_text(BIRDS.replace('version: "1.0"', 'version: "1.1"'), "utf-8")
    assert "no dataset/birds@1.0 any more" in taken(at, file).refused[0].why


def test_work_grows_with_the_answers_and_not_with_their_square(at: Path, monkeypatch) -> None:
    sent = asked(at, cards=("stones",))
    texts = [q for q in sent.questions if q.form == "prose" and "[]" not in q.path]
    counts = []
    real = answering.check_value
    for number in (5, 10):
        calls = []
        monkeypatch.setattr(answering, "check_value", lambda *given, c=calls: (c.append(1), real(*given)))
        filled = {q.id: {"answer": "The pictures were taken in one garden."} for q in texts[:number]}
        taken(at, fill(workbook(sent, at / f"{number}.xlsx"), filled), write=False)
        counts.append(len(calls))
    assert counts == [5, 10]
