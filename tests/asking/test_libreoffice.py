"""The workbook in the real LibreOffice: filled in, sorted, widened, renamed and saved by it, and read back."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from asked_workspaces import COLUMN, about, asked, taken, workbook, workspace

from muniment.app.opening import open_workspace
from muniment.record.questionnaire import Questionnaire

OFFICE = Path(__file__).with_name("office.py")
#: The Python of the system: Debian's python3-uno is for that one.
PYTHON = "/usr/bin/python3"


def edited(sent: Questionnaire, at: Path, **job) -> Path:
    """Return the workbook as it comes from LibreOffice once somebody has worked on it."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing; run: make setup-tests"
    target = at / "filled.xlsx"
    file = workbook(sent, at / "sent.xlsx")
    command = [PYTHON, str(OFFICE), soffice, str(file), str(target), json.dumps({"by": "Petra Klein", **job})]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0 and target.is_file(), done.stderr
    return target


@pytest.mark.slow
def test_answers_survive_sorting_inserting_renaming_and_saving(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path)
    sent = asked(at)
    description, removed = about(sent, "dataset.description"), about(sent, "dataset.cleaning.removed_count")
    present, rate = about(sent, "dataset.special_categories.present"), about(sent, "dataset.quality.error_rate")
    groups, start = about(sent, "dataset.bias_examination.groups"), about(sent, "dataset.temporal.start")
    trees = next(place for place in description.places if "trees" in place.address)
    column = {name: str(number) for name, number in COLUMN.items()}
    file = edited(
        sent, at, sort=True, insert=True, rename=True,
        answers={
            description.id: {column["answer"]: "Photographs taken in one garden,\nin all seasons; „fine“ – ok?"},
            f"{description.id}/{trees.id}": {column["answer"]: "=CONCATENATE(\"Drawings\";\" of trees\")"},
            present.id: {column["answer"]: "no", column["remark"]: "mail of 3 March"},
            groups.id: {column["not_applicable"]: "stones and birds are no groups of persons"},
            removed.id: {column["unknown"]: "nobody counted them"},
            start.id: {column["answer"]: "2025-03"},
        },
        numbers={rate.id: {column["answer"]: 0.1}},
    )  # fmt: skip
    answered = taken(at, file)
    cards = open_workspace([at]).workspace.cards
    birds, stones = cards["dataset/birds@1.0"].facts, cards["dataset/stones@1.0"].facts
    for facts in (birds, stones):
        assert facts["/description"].value == "Photographs taken in one garden,\nin all seasons; „fine“ – ok?"
        assert facts["/special_categories/present"].value is False
        assert facts["/special_categories/present"].note == "mail of 3 March"
        assert str(facts["/quality/error_rate"].value) == "0.1"
        assert facts["/temporal/start"].value == "2025-03"
        assert facts["/bias_examination/groups"].status == "not_applicable"
        assert facts["/cleaning/removed_count"].reason == "nobody counted them"
    # Typed into a cell of text, what looks like a formula is a text and stands in the card as it was typed.
    assert cards["dataset/trees@1.0"].facts["/description"].value.startswith("=CONCATENATE")
    assert not answered.refused
    assert birds["/description"].source.startswith("Petra Klein, ")


@pytest.mark.slow
def test_a_workbook_that_is_only_saved_again_holds_no_answer(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path)
    answered = taken(at, edited(asked(at, language="de"), at, answers={}), by="Jo")
    assert (answered.accepted, answered.refused) == ((), ())
