"""What is asked: once, of whom it concerns, in order, in three languages; nothing that a supplier may not see."""

import json
import re
from pathlib import Path

import openpyxl
import pytest
from asked_workspaces import AS_OF, about, asked, workbook, workspace
from click.testing import CliRunner

from muniment.app.asking import build_asked
from muniment.app.assessing import assess_workspace
from muniment.app.opening import open_workspace
from muniment.base.errors import CannotRun
from muniment.catalogue.load import load_catalogue
from muniment.cli.ask_command import command
from muniment.disclosure import asked_places
from muniment.disclosure.asking import build_questions
from muniment.record.questionnaire import QUESTIONNAIRE, load_questionnaire, question_id
from sample_cards import card, profile, run, write


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return workspace(tmp_path)


def test_what_forty_cards_share_is_asked_once(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"set-{number:02}" for number in range(40)]
    uses = [{"id": name, "dataset": f"{name}@1.0", "role": "training"} for name in names]
    workspace(
        tmp_path,
        **{f"datasets/{name}.card.yaml": card(name=name, title=f"Set {name}", profiles=["shared"]) for name in names},
        **{"systems/gate.card.yaml": card(
            "system", "gate", risk_class="high_risk", annex_iii=True, uses_model_training=True, datasets=uses
        )},
    )  # fmt: skip
    question = about(asked(tmp_path), "dataset.collection.method")
    shared = next(place for place in question.places if place.address.startswith("profile/shared#"))
    assert set(names) <= {name.partition("/")[2].partition("@")[0] for name in shared.cards}
    assert "the archive is being searched" in shared.now
    # What no profile holds is one question, too, with a place a card.
    assert len(about(asked(tmp_path), "dataset.description").places) == 40


def test_what_is_asked_is_what_the_document_of_open_questions_asks(at: Path) -> None:
    assessed = assess_workspace(open_workspace([at]), AS_OF)
    listed = build_questions(
        assessed.opened.workspace, assessed.assessment, load_catalogue(), frozenset(assessed.opened.workspace.cards)
    )
    document = {
        question.path for owner in listed.owners for question in owner.questions if question.kind != "judgement"
    }
    sent = asked(at)
    mine = {question.path for question in sent.questions}
    # A use without a data set of its own, and what is computed, are asked where they can be answered.
    assert {path for path in document if path.startswith(("dataset.", "organisation."))} - mine == set()
    assert mine - document == {path for path in mine - document if path.startswith("dataset.fit.")}


def test_questions_go_to_those_who_answer_for_them(at: Path) -> None:
    legal, archive = asked(at, "legal"), asked(at, "ARCHIVE")
    assert {question.path for question in legal.questions} == {"dataset.licence.id"}
    assert [place.address for place in about(legal, "dataset.licence.id").places] == ["dataset/birds@1.0#/licence/id"]
    assert {question.path for question in archive.questions} == {"dataset.collection.method"}
    assert all(q.path.startswith("dataset.labelling.") for q in asked(at, "labelling lead").questions)
    with pytest.raises(CannotRun, match='"leagl" answers for nothing') as error:
        asked(at, "leagl")
    assert 'Did you mean "legal"?' in error.value.remedy


def test_everything_open_is_asked_on_request_also_what_no_duty_waits_for(at: Path) -> None:
    stones = card(
        name="stones", title="Stones of the garden", personal_data={"present": False},
        release_date={"unknown": "nobody noted the day", "owner": "desk"},
    )  # fmt: skip
    write(at, {"datasets/stones.card.yaml": stones})
    waited_for = asked(at)
    every = build_asked([at], "", (), AS_OF, AS_OF, "en", every=True)
    assert {question.path for question in waited_for.questions} < {question.path for question in every.questions}
    further = [question for question in every.questions if not question.settles]
    assert further and {question.state for one in further for question in one.places} <= {"missing", "unknown"}
    # What duties wait for is asked as before, and nothing that a card states is asked again.
    before = {(one.path, one.settles) for one in waited_for.questions}
    assert before <= {(one.path, one.settles) for one in every.questions}
    assert "dataset/stones@1.0#/personal_data/present" not in {
        place.address for one in every.questions for place in one.places
    }
    (alone,) = build_asked([at], "desk", (), AS_OF, AS_OF, "en", every=True).questions
    assert [place.now for place in alone.places] == ["nobody noted the day"]
    with pytest.raises(CannotRun, match="answers for nothing"):
        asked(at, "desk")


def test_without_a_file_to_write_the_command_lists_who_is_asked(at: Path) -> None:
    settings = (
        "owners: [{path: dataset.labelling, owner: labelling lead}]\nsign_offs: [{role: legal, facts: [dataset.title]}]"
    )
    write(at, {"muniment.yaml": f"muniment: 1\n{settings}\n"})
    said = CliRunner().invoke(command, ["--as-of", AS_OF]).stdout
    lines = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    assert lines["archive"] == "1 question"
    assert lines["Example Data GmbH (supplier)"].endswith(" questions")
    assert lines["legal"] == "1 question, 3 sign-offs (--sign-offs)"
    assert (
        f"{lines['labelling lead'].split()[0]} questions" == f"{len(asked(at, 'labelling lead').questions)} questions"
    )
    assert "nobody is named for" in said.splitlines()[-1]
    assert "-o questions.xlsx" in CliRunner().invoke(command, ["--to", "legal"]).stderr


def test_one_card_is_asked_about_alone(at: Path) -> None:
    only = asked(at, cards=("stones",))
    assert only.questions
    assert {card for q in only.questions for place in q.places for card in place.cards} == {"dataset/stones@1.0"}
    with pytest.raises(CannotRun, match="There is no card"):
        asked(at, cards=("stone",))


def test_a_supplier_sees_nothing_of_the_cards_and_is_asked_of_its_own_data_only(at: Path, tmp_path) -> None:
    sent = asked(at, "Example Data GmbH")
    assert sent.outside
    assert {card for q in sent.questions for place in q.places for card in place.cards} == {"dataset/birds@1.0"}
    assert {place.now for q in sent.questions for place in q.places} == {""}
    # Nothing that is stated goes out, not even as a digest from which a short value could be guessed.
    stones = next(p for q in asked(at).questions for p in q.places if p.address == "dataset/stones@1.0#/description")
    unknown = {"profile/shared#/collection/method", "dataset/birds@1.0#/licence/id"}
    missing = [
        p.stood for q in sent.questions for p in q.places if p.address not in unknown and "campaigns" not in p.address
    ]
    assert set(missing) <= {stones.stood, about(asked(at), "dataset.personal_data.present").places[0].stood}
    text = sent.to_json().decode()
    for inside in (
        "nobody has looked",
        "the archive is being searched",
        "the owner has not answered",
        "system/",
        "organisation/",
    ):
        assert inside not in text
    # How the client came by the set, and for what it uses it, are no questions to the supplier.
    assert not [q.path for q in sent.questions if q.path.startswith(("dataset.acquisition", "dataset.fit", "system."))]
    assert [q.path for q in sent.questions if q.path == "dataset.description"]


def test_what_decides_most_comes_first_in_each_matter(at: Path) -> None:
    seen: dict[tuple[str, str], list[tuple[bool, int]]] = {}
    for question in asked(at).questions:
        part = (question.path.partition(".")[0], question.matter)
        seen.setdefault(part, []).append((question.kind != "gate", -question.settles))
    # Each matter stands together, and in it what decides and settles most stands first.
    assert len(seen) == len(list(dict.fromkeys((q.path.partition(".")[0], q.matter) for q in asked(at).questions)))
    kinds = {part: [gate for gate, _ in ranks] for part, ranks in seen.items()}
    assert all(gates == sorted(gates) for gates in kinds.values())


def test_ids_hang_on_path_and_places_alone(at: Path) -> None:
    before = {question.path: question.id for question in asked(at).questions}
    file = at / "datasets" / "birds.card.yaml"
    file.write_text(file.read_text("utf-8").replace("Birds of the garden", "All birds of the garden"), "utf-8")
    assert {question.path: question.id for question in asked(at).questions} == before
    sent = asked(at)
    raw = json.loads(sent.to_json())
    raw["questions"][0]["places"][0]["address"] = "system/gate@1.0#/title"
    with pytest.raises(ValueError, match="is not that of its question"):
        load_questionnaire(raw)
    assert load_questionnaire(json.loads(sent.to_json())) == sent
    assert raw[QUESTIONNAIRE] == 1
    assert question_id("a.b", ["x", "y"]) == question_id("a.b", ["y", "x"]) != question_id("a.b", ["x"])


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_no_cell_can_act_as_a_formula_and_only_answers_can_be_typed(at: Path, tmp_path, language: str) -> None:
    title = '=HYPERLINK("http://example.org")'
    write(at, {"profiles/shared.yaml": profile(collection={"method": {"unknown": title, "owner": "@archive"}})})
    file = workbook(asked(at, language=language), tmp_path / "q.xlsx")
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    shown = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))]
    assert all(cell.quotePrefix for cell in shown)
    sheet = book.worksheets[1]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "C2"
    first = next(row for row in sheet.iter_rows() if re.fullmatch("Q-[0-9a-f]{12}", str(row[0].value)))
    assert [cell.protection.locked for cell in first] == [True] * 7 + [False] * 4
    assert {cell.number_format for cell in first[7:]} == {"@"}
    assert [one.sheet_state for one in book.worksheets] == ["visible", "visible", "visible", "hidden"]
    assert sheet.data_validations.dataValidation


def test_languages_differ_and_values_are_named_in_each(at: Path, tmp_path) -> None:
    heads = {}
    for language in ("en", "de", "fr"):
        book = openpyxl.load_workbook(workbook(asked(at, language=language), tmp_path / f"{language}.xlsx"))
        heads[language] = [cell.value for cell in book.worksheets[1][1]]
        assert len(set(heads[language])) == len(heads[language])
    assert heads["en"][7:] == ["Answer", "We do not know, because", "Does not apply, because", "Remark, or source"]
    assert heads["de"][7] == "Antwort"
    assert heads["fr"][7] == "Réponse"


def test_the_command_says_what_it_does_not_ask(at: Path) -> None:
    done = run("ask", "-o", "q.xlsx", "--as-of", AS_OF, at=at)
    assert (done.returncode, done.stdout) == (0, "q.xlsx\n")
    assert "questions.\n" in done.stderr
    assert (at / "q.xlsx").read_bytes().startswith(b"PK")
    done = run("ask", "-o", "q.pdf", at=at)
    assert done.returncode == 2
    assert not (at / "q.pdf").exists()
    done = run("ask", "--to", "nobody at all", "-o", "n.xlsx", at=at)
    assert done.returncode == 2
    assert "Known here:" in done.stderr


def test_work_grows_with_the_places_and_not_with_their_square(tmp_path, monkeypatch) -> None:
    looked: list[int] = []
    real = asked_places.find_place
    monkeypatch.setattr(asked_places, "find_place", lambda *given: (looked.append(1), real(*given))[1])
    counts, places = [], []
    for number in (6, 12):
        at = tmp_path / str(number)
        names = [f"set-{n:02}" for n in range(number)]
        uses = [{"id": name, "dataset": f"{name}@1.0", "role": "training"} for name in names]
        facts = {"risk_class": "high_risk", "annex_iii": True, "uses_model_training": True, "datasets": uses}
        cards = {f"datasets/{name}.card.yaml": card(name=name, title=f"Set {name}") for name in names}
        workspace(at, **cards, **{"systems/gate.card.yaml": card("system", "gate", **facts)})
        looked.clear()
        sent = asked(at)
        counts.append(len(looked))
        places.append(len({place.address for question in sent.questions for place in question.places}))
    # Each place is looked up once, whatever number of duties asks for it.
    assert counts == places
    assert places[1] < 2 * places[0]
