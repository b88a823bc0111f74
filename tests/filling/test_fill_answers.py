"""What a client is told in its own questionnaire: values in its words, every status as what it is, nothing hidden."""

import json

import pytest
from client_files import BIRDS, DAY, answers, asks, codes, filled, mapping, workbook, workspace
from jsonschema import Draft202012Validator

from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.record.filling import load_filled

ROWS = [
    ("1", "What is it?"),
    ("2", "Which languages?"),
    ("3", "Personal data?"),
    ("4", "How was it cleaned?"),
    ("5", "Who made synthetic items?"),
    ("6", "What was the task?"),
    ("7", "How many items?"),
    ("8", "When was it collected?"),
    ("9", "Your certificate?"),
]
MAP = mapping(
    [
        asks("1", "What is it?", "dataset.description"),
        asks("2", "Which languages?", "dataset.scope.languages", say="list", words={"de": "Deutsch", "en": "English"}),
        asks("3", "Personal data?", "dataset.personal_data.present", say="yes_no"),
        asks("4", "How was it cleaned?", "dataset.cleaning.outlier_method"),
        asks("5", "Who made synthetic items?", "dataset.synthetic.generators[].name"),
        asks("6", "What was the task?", "dataset.labelling.campaigns[].task"),
        asks("7", "How many items?", "dataset.labelling.campaigns[].items", statuses={"not_stated": "left open"}),
        asks("8", "When was it collected?", "dataset.temporal.start"),
    ],
    sheets=[
        {
            "id": "No", "question": "Question", "answer": "Answer", "origin": "Basis", "date": "Day",
            "reference": "Evidence",
        }
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory):
    at = workspace(tmp_path_factory.mktemp("workspace"))
    data = workbook(ROWS)
    outcome = filled(at, data, MAP)
    return at, data, outcome, answers(at)


def test_each_answer_says_what_is_stated_and_each_status_what_it_is(told) -> None:
    _, _, outcome, found = told
    assert [found[f"C{row}"] for row in range(2, 10)] == [
        "=Photographs of <birds> & trees",
        "Deutsch; English",
        "No",
        "Not disclosed (trade secret)",
        "Not applicable",
        "Task (spring): Name the bird.\nTask (autumn): Unknown. Reason: the vendor has not answered",
        "Items labelled (spring): 1 200 items\nItems labelled (autumn): left open",
        "Not stated",
    ]
    assert codes(outcome) == []


def test_origin_day_and_reference_stand_beside_what_is_told_alone(told) -> None:
    *_, found = told
    assert found["D2"] == "declared" and "D5" not in found and "D9" not in found
    assert {found[f"E{row}"] for row in range(2, 10)} == {DAY}
    assert found["F2"] == "dataset/birds@1.0#/description"
    assert "F5" not in found and "F9" not in found


def test_what_nobody_mapped_is_listed_and_left_alone(told) -> None:
    _, _, outcome, found = told
    assert [(one.id, one.text) for one in outcome.unmapped] == [("9", "Your certificate?")]
    assert {cell for cell in found if cell.endswith("10")} == {"A10", "B10"}


def test_the_record_says_what_each_answer_rests_on_and_nothing_that_is_hidden(told) -> None:
    at, data, _, _ = told
    text = (at / "out.xlsx.filled.json").read_text("utf-8")
    raw = json.loads(text)
    schema = json.loads(schema_path("filled", "v1", "filled.schema.json").read_bytes())
    Draft202012Validator(schema).validate(raw)
    record = load_filled(raw)
    assert record.sha256 == digest((at / "out.xlsx").read_bytes()) and record.blank_sha256 == digest(data)
    assert (record.audience, record.recipient, record.document_date) == ("client", "Bank", DAY)
    by_number = {one.question: one for one in record.answers}
    assert [(fact.status, fact.origin) for fact in by_number["4"].facts] == [("withheld", "")]
    assert [fact.status for fact in by_number["6"].facts] == ["known", "unknown"]
    assert by_number["1"].facts[0].sha256.startswith("sha256:") and not by_number["8"].facts[0].sha256
    assert "canary" not in text


def test_what_is_withheld_reads_the_same_whatever_stands_there(tmp_path) -> None:
    """A value, another, an unknown or nothing at all behind a withheld answer: the file is the same."""
    made, data = set(), workbook(ROWS)
    for number, cleaning in enumerate(
        (
            "cleaning: {outlier_method: canary-of-the-method}\n",
            "cleaning: {outlier_method: Interquartile range}\n",
            "cleaning: {unknown: nobody knows}\n",
            "",
        )
    ):
        at = workspace(
            tmp_path / str(number), BIRDS.replace("cleaning: {outlier_method: canary-of-the-method}\n", cleaning)
        )
        filled(at, data, MAP)
        made.add((at / "out.xlsx").read_bytes())
        answered = json.loads((at / "out.xlsx.filled.json").read_bytes())["answers"]
        made.add(json.dumps(answered).encode())
    assert len(made) == 2


def test_each_audience_is_told_what_it_may_see_and_no_more(tmp_path) -> None:
    at = workspace(tmp_path)
    seen = {}
    for audience in ("public", "client", "authority", "internal"):
        filled(at, workbook(ROWS), MAP, audience=audience, output=at / f"{audience}.xlsx")
        seen[audience] = answers(at, f"{audience}.xlsx")
    assert seen["public"]["C2"] == seen["client"]["C2"]
    assert seen["public"]["C7"] == "Not disclosed" and "Name the bird." in seen["client"]["C7"]
    assert "canary" not in str(seen["public"]) + str(seen["client"])
    assert seen["authority"]["C5"] == "canary-of-the-method"
    assert "canary-of-an-owner" in seen["internal"]["C7"] and "canary-of-an-owner" not in seen["authority"]["C7"]


def test_answers_come_in_the_language_of_the_mapping(tmp_path) -> None:
    at = workspace(tmp_path)
    filled(at, workbook(ROWS), {**MAP, "language": "de"})
    found = answers(at)
    assert found["C4"] == "Nein" and found["C9"] == "Nicht angegeben" and found["C6"] == "Nicht zutreffend"
    assert found["C5"].startswith("Nicht offengelegt (")


def test_several_cards_answer_each_for_itself_unless_all_say_the_same(tmp_path) -> None:
    trees = BIRDS.replace("birds\n", "trees\n", 1).replace("Birds of the garden", "Trees").replace("[de, en]", "[fr]")
    at = workspace(tmp_path, **{"datasets/trees.card.yaml": trees})
    questions = [
        asks("2", "Which languages?", "dataset.scope.languages"),
        asks("3", "Personal data?", "dataset.personal_data.present", say="yes_no"),
        asks("1", "What is it?", "organisation.legal_name"),
    ]
    filled(at, workbook(ROWS[:3]), mapping(questions), cards=("birds", "trees"))
    found = answers(at)
    assert found["C3"] == "Birds of the garden 1.0: German; English\nTrees 1.0: French"
    assert found["C4"] == "No"
    assert found["C2"] == "Example GmbH"


def test_a_sentence_holds_the_facts_with_their_statuses(tmp_path) -> None:
    at = workspace(tmp_path)
    paths = ["dataset.title", "dataset.scope.languages", "dataset.temporal.start"]
    sentence = "{dataset.title}, in {dataset.scope.languages}, from: {dataset.temporal.start}."
    question = asks("1", "What is it?", *paths, say="sentence", sentence=sentence)
    filled(at, workbook(ROWS[:1]), mapping([question]))
    assert answers(at)["C2"] == "Birds of the garden, in German; English, from: Not stated."


def test_a_section_is_told_as_far_as_it_may_be_and_says_that_there_may_be_more(tmp_path) -> None:
    at = workspace(tmp_path)
    filled(at, workbook(ROWS[:1]), mapping([asks("1", "What is it?", "dataset.labelling.campaigns")]))
    text = answers(at)["C2"]
    assert "Task (spring): Name the bird." in text and text.endswith("Further details: Not disclosed")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (asks("1", "What is it?", "dataset.description", say="yes_no"), "neither true nor false"),
        (asks("1", "What is it?", "dataset.description", say="number"), "is no number"),
        (asks("1", "What is it?", "dataset.labelling.campaigns[].items", say="number"), "several facts"),
        (asks("1", "What is it?", "model.title"), "no such card was named"),
    ],
)
def test_what_cannot_be_put_so_is_told_and_not_answered(question, said, tmp_path) -> None:
    at = workspace(tmp_path)
    outcome = filled(at, workbook(ROWS[:1]), mapping([question]))
    assert codes(outcome) == ["MUN776"] and said in outcome.findings[0].message
    assert not (at / "out.xlsx").exists() and not outcome.answers


CLIENTS = """muniment: 1
clients:
  - {name: Bank AG, language: de}
  - {name: Other AG}
disclosure:
  table: 1
  rows:
    - {path: dataset.cleaning, audience: authority, ground: trade_secret, reason: It is our own know-how.}
    - {path: dataset.cleaning, for: Bank AG, audience: client, reason: The contract says so.}
    - {path: dataset.labelling, for: Bank AG, audience: internal, ground: contract, reason: It compares us by it.}
"""


def test_a_client_of_the_settings_is_told_what_is_open_to_it_alone_and_in_its_language(tmp_path) -> None:
    at = workspace(tmp_path, **{"muniment.yaml": CLIENTS})
    data = workbook(ROWS)
    assert codes(filled(at, data, MAP, recipient="bank ag", output=at / "bank-out.xlsx")) == []
    bank = answers(at, "bank-out.xlsx")
    assert bank["C5"] == "canary-of-the-method" and bank["C7"].startswith("Nicht offengelegt (")
    assert json.loads((at / "bank-out.xlsx.filled.json").read_bytes())["recipient"] == "Bank AG"
    for name in ("Other AG", "Bank A", ""):
        outcome = filled(at, data, MAP, recipient=name)
        other = answers(at)
        assert other["C5"] == "Not disclosed (trade secret)" and "Name the bird." in other["C7"]
        assert any("Bank AG" in note for note in outcome.notes) == (name == "Bank A")
    with pytest.raises(CannotRun, match="is a client"):
        filled(at, data, MAP, recipient="Bank AG", audience="internal")


def test_a_card_on_some_parts_says_nothing_of_the_others_not_even_that_nothing_is_stated(tmp_path) -> None:
    head, labelling = BIRDS.partition("modalities")[0], "labelling" + BIRDS.partition("\nlabelling")[2]
    birds = f"{head}part: [labelling]\n{labelling}"
    at = workspace(tmp_path, birds)
    outcome = filled(at, workbook(ROWS), MAP)
    told = {one.number for one in outcome.answers}
    assert "6" in told and "8" not in told
    said = [finding.message for finding in outcome.findings if finding.code == "MUN776"]
    assert any("8: dataset.temporal.start lies outside the parts" in message for message in said)


def test_texts_and_figures_have_no_words_of_others(tmp_path) -> None:
    at = workspace(tmp_path)
    question = asks("1", "What is it?", "dataset.title", words={"Birds of the garden": "Birds, with all consents"})
    filled(at, workbook(ROWS[:1]), mapping([question]))
    assert answers(at)["C2"] == "Birds of the garden"
