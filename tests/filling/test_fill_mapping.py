"""The mapping: found again when questions move, told when they change; it holds no answer and cannot pass one off."""

import json

import pytest
import yaml
from click.testing import CliRunner
from client_files import answers, asks, codes, filled, mapping, workbook, workspace
from jsonschema import Draft202012Validator

from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.cli.main import group

ROWS = [("1", "What is it?"), ("2", "Which languages?"), ("3", "Personal data?")]
QUESTIONS = [
    asks("1", "What is it?", "dataset.title"),
    asks("2", "Which languages?", "dataset.scope.languages"),
    asks("3", "Personal data?", "dataset.personal_data.present", say="yes_no"),
]


def test_questions_are_found_wherever_they_and_the_columns_have_moved(tmp_path) -> None:
    at = workspace(tmp_path)
    heads = ("No", "Weight", "Answer", "Question")
    rows = [("3", "5", "", "Personal  data?"), ("", "", "", "Part A"), ("1", "1", "", "What is\nit?")]
    outcome = filled(at, workbook(rows, heads=heads), mapping(QUESTIONS))
    found = answers(at)
    assert found["C2"] == "No" and found["C4"] == "Birds of the garden"
    assert codes(outcome) == ["MUN771"] and "Which languages?" in outcome.findings[0].message


def test_next_years_numbers_do_not_matter_where_the_text_is_the_same(tmp_path) -> None:
    at = workspace(tmp_path)
    rows = [("1", "A new one?"), ("2", "What is it?"), ("3", "Which languages?"), ("4", "Personal data?")]
    outcome = filled(at, workbook(rows), mapping(QUESTIONS))
    assert codes(outcome) == ["MUN777"] * 3
    assert [answers(at).get(f"C{row}") for row in range(2, 6)] == [
        None, "Birds of the garden", "German; English", "No",
    ]  # fmt: skip
    assert [one.text for one in outcome.unmapped] == ["A new one?"]


def test_a_question_that_asks_something_else_now_is_told_and_not_answered(tmp_path) -> None:
    at = workspace(tmp_path)
    rows = [*ROWS[:2], ("3", "No personal data?")]
    outcome = filled(at, workbook(rows), mapping(QUESTIONS))
    assert codes(outcome) == ["MUN772"] and '"No personal data?" (row 4)' in outcome.findings[0].message
    assert "C4" not in answers(at)


def test_what_cannot_be_told_apart_is_not_answered(tmp_path) -> None:
    at = workspace(tmp_path)
    rows = [("1", "Please explain."), ("2", "Please explain.")]
    outcome = filled(at, workbook(rows), mapping([{"text": "Please explain.", "facts": ["dataset.title"]}]))
    assert codes(outcome) == ["MUN771"] and not outcome.answers
    outcome = filled(at, workbook(rows), mapping([asks("2", "Please explain.", "dataset.title")]))
    assert [one.cell for one in outcome.answers] == ["C3"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"statuses": {"unknown": "No"}}, "says no"),
        ({"statuses": {"withheld": "Nein."}}, "says no"),
        ({"statuses": {"unknown": "N/A", "not_applicable": "n/a"}}, "says unknown"),
        ({"statuses": {"not_stated": "none"}, "words": {"other": "None"}}, "says the value other"),
        ({"statuses": {"unknown": "Not stated"}}, "written for unknown, and says not stated"),
        ({"statuses": {"not_stated": "Nicht offengelegt"}}, "written for not stated, and says withheld"),
        ({"words": {"no": "Not applicable"}}, "written for the value no, and says not applicable"),
        ({"words": {"yes": "Fine", "no": "fine."}}, "the same word"),
        ({"questions": [asks("1", "What is it?", "dataset.titel")]}, "no path of the vocabulary"),
        ({"questions": [asks("1", "What is it?", "title")]}, "no path of the vocabulary"),
        ({"questions": [QUESTIONS[0], dict(QUESTIONS[0], facts=["dataset.name"])]}, "stands twice"),
        ({"questions": [asks("1", "What is it?", "dataset.title", say="sentence")]}, "belong together"),
        (
            {"questions": [asks("1", "What is it?", "dataset.title", say="sentence", sentence="{dataset.name}")]},
            "different paths",
        ),
        ({"sheets": [{"sheet": "Dat", "question": "Question", "answer": "Answer"}]}, 'no sheet "Dat"'),
        ({"sheets": [{"question": "Question", "answer": "Reply"}]}, 'the head "Reply"'),
        ({"sheets": [{"question": "Question", "answer": "Question"}]}, "the same one"),
        ({"sheets": [{"question": "B", "answer": "C"}]}, "No row"),
        ({"answers": {"1": "Yes"}}, "not a key here"),
        ({"muniment": 2}, "muniment"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_told_and_nothing_is_written(change, said, tmp_path) -> None:
    at = workspace(tmp_path)
    outcome = filled(at, workbook(ROWS), {**mapping(QUESTIONS), **change})
    assert outcome.blocked and not (at / "out.xlsx").exists()
    assert any(said in finding.message for finding in outcome.findings)
    assert all(finding.remedy and finding.file.endswith("bank.map.yaml") for finding in outcome.findings)


def test_columns_can_be_named_by_letters_below_a_row_that_is_named(tmp_path) -> None:
    at = workspace(tmp_path)
    sheets = [{"head": 1, "id": "A", "question": "B", "answer": "D"}]
    filled(at, workbook(ROWS), mapping(QUESTIONS, sheets=sheets))
    assert answers(at)["D2"] == "Birds of the garden" and "C2" not in answers(at)


def run(*words: str):
    return CliRunner().invoke(group, [str(word) for word in words])


def test_a_proposed_mapping_holds_all_questions_and_answers_none(tmp_path) -> None:
    at = workspace(tmp_path)

    def change(book, page, yellow) -> None:
        page.data_validation("C4", {"validate": "list", "source": ["Yes", "No"]})
        book.add_worksheet("Instructions").write(0, 0, "Please answer in the yellow cells of the first sheet.")

    (at / "bank.xlsx").write_bytes(workbook(ROWS, change))
    done = run("fill", at / "bank.xlsx", "--propose", "-o", at / "bank.map.yaml")
    assert done.exit_code == 0 and "3 questions in 1 sheet" in done.stderr and "Instructions" in done.stderr
    text = (at / "bank.map.yaml").read_text("utf-8")
    raw = yaml.safe_load(text)
    Draft202012Validator(json.loads(schema_path("filled", "v1", "map.schema.json").read_bytes())).validate(raw)
    assert raw["sheets"] == [{"sheet": "Data", "head": 1, "id": "No", "question": "Question", "answer": "Answer"}]
    assert [(one["id"], one["text"], one["facts"]) for one in raw["questions"]] == [(*row, []) for row in ROWS]
    assert "# the cell allows: No, Yes" in text
    done = run(
        "fill",
        at / "bank.xlsx",
        "--map",
        at / "bank.map.yaml",
        "--for",
        "birds",
        "--workspace",
        at,
        "-o",
        at / "o.xlsx",
    )
    assert done.exit_code == 0 and "0 questions answered; 3 not mapped." in done.stderr
    assert not (at / "o.xlsx").exists()
    with pytest.raises(CannotRun, match="is there"):
        CliRunner().invoke(
            group, ["fill", str(at / "bank.xlsx"), "--propose", "-o", str(at / "bank.map.yaml")], catch_exceptions=False
        )


def test_a_csv_file_in_the_encoding_of_windows_is_proposed_with_it(tmp_path) -> None:
    at = workspace(tmp_path)
    (at / "bank.csv").write_bytes("Nr;Frage;Antwort\r\n1;Was enthält es?;\r\n2;Für wen ist es?;\r\n".encode("cp1252"))
    assert run("fill", at / "bank.csv", "--propose", "-o", at / "bank.map.yaml").exit_code == 0
    raw = yaml.safe_load((at / "bank.map.yaml").read_text("utf-8"))
    assert raw["encoding"] == "cp1252" and [one["text"] for one in raw["questions"]] == [
        "Was enthält es?",
        "Für wen ist es?",
    ]
    raw["questions"][0]["facts"] = ["dataset.title"]
    assert codes(filled(at, (at / "bank.csv").read_bytes(), raw, "bank.csv")) == []
    assert "1;Was enthält es?;Birds of the garden\r\n" in (at / "out.csv").read_bytes().decode("cp1252")


def test_beside_an_earlier_mapping_only_what_is_new_is_proposed(tmp_path) -> None:
    at = workspace(tmp_path)
    (at / "old.map.yaml").write_text(yaml.safe_dump(mapping(QUESTIONS)), "utf-8")
    (at / "bank.xlsx").write_bytes(
        workbook([*ROWS[:2], ("3", "Personal data, if any?"), ("4", "And what else is there?")])
    )
    done = run("fill", at / "bank.xlsx", "--propose", "--map", at / "old.map.yaml", "-o", at / "new.yaml")
    assert done.exit_code == 0 and "2 questions are mapped, 2 are new or changed." in done.stderr
    assert [one["id"] for one in yaml.safe_load((at / "new.yaml").read_text("utf-8"))] == ["3", "4"]


def test_the_command_tells_what_it_wrote_and_what_not_and_ends_with_one_where_something_is_open(tmp_path) -> None:
    at = workspace(tmp_path)
    (at / "bank.xlsx").write_bytes(workbook([*ROWS[:2], ("3", "Changed?"), ("4", "New\x1b[31m?")]))
    (at / "bank.map.yaml").write_text(yaml.safe_dump(mapping(QUESTIONS)), "utf-8")
    words = ["fill", at / "bank.xlsx", "--map", at / "bank.map.yaml", "--for", "birds", "--workspace", at]
    dry = run(*words, "--dry-run")
    assert dry.exit_code == 1 and "C2  1  What is it?" in dry.output and not list(at.glob("*.json"))
    done = run(*words, "-o", at / "out.xlsx", "--client", "Bank")
    assert done.exit_code == 1
    assert "2 questions answered (2 known); 1 mapped and not answered; 1 not mapped." in done.stderr
    assert "MUN772" in done.output and "Not answered, since the mapping names no facts for them" in done.output
    assert "\x1b" not in done.output
    assert (at / "out.xlsx.filled.json").is_file()
    assert run(*words).exit_code == 2 and run("fill", at / "bank.xlsx", "-o", at / "x").exit_code == 2
