"""The Word form: filled in, saved again by LibreOffice, read back; and Word files made to harm."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from asked_workspaces import AS_OF, about, asked, taken, workspace

from muniment.answering.reading import read_answers
from muniment.app.asking import write_asked
from muniment.app.opening import open_workspace
from muniment.base.errors import CannotRun
from muniment.record.questionnaire import Questionnaire

LABELS = {
    "answer": "Answer", "unknown": "We do not know, because", "not_applicable": "Does not apply, because",
    "remark": "Remark, or source",
}  # fmt: skip


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return workspace(tmp_path)


def filled(sent: Questionnaire, file: Path, answers: dict[str, dict[str, str]]) -> Path:
    """Fill a Word form in by another program than ours."""
    write_asked(sent, "docx", file)
    document = docx.Document(str(file))
    document.tables[0].cell(0, 1).text = "Petra Klein"
    for table in document.tables[1:]:
        cells = {row.cells[0].text: row.cells[1] for row in table.rows}
        for column, text in answers.get(cells["Question no."].text, {}).items():
            cells[LABELS[column]].text = text
    document.save(str(file))
    return file


def test_answers_come_back_also_when_libreoffice_saved_them(at: Path) -> None:
    sent = asked(at, cards=("stones", "trees"))
    description, present = about(sent, "dataset.description"), about(sent, "dataset.special_categories.present")
    trees = next(place for place in description.places if "trees" in place.address)
    file = filled(
        sent, at / "a.docx",
        {
            description.id: {"answer": "Photographs of stones,\nin all seasons <&>.", "remark": "mail of 3 March"},
            f"{description.id}/{trees.id}": {"unknown": "nobody has looked at them"},
            present.id: {"answer": "no"},
        },
    )  # fmt: skip
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing; run: make setup-tests"
    again = at / "again"
    profile = f"-env:UserInstallation={(at / 'profile').as_uri()}"
    command = [soffice, "--headless", profile, "--convert-to", "docx", "--outdir", str(again), str(file)]
    subprocess.run(command, capture_output=True, timeout=180, check=True)
    for one in (file, again / "a.docx"):
        read = read_answers(one.name, one.read_bytes())
        assert read.by == "Petra Klein"
        assert read.questionnaire == sent
        assert {answer.text: (answer.kind, answer.problem) for answer in read.answers} == {
            "Photographs of stones,\nin all seasons <&>.": ("value", ""),
            "nobody has looked at them": ("unknown", ""),
            "no": ("value", ""),
        }
    answered = taken(at, again / "a.docx")
    assert not answered.refused
    facts = open_workspace([at]).workspace.cards["dataset/stones@1.0"].facts["/description"]
    assert (facts.value, facts.note) == ("Photographs of stones,\nin all seasons <&>.", "mail of 3 March")
    assert facts.source.startswith(f"Petra Klein, {AS_OF}, in a.docx (sha256:")


def changed(data: bytes, old: str, new: str) -> bytes:
    """Return a Word file with a stretch of its text changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w") as made:
        for item in archive.infolist():
            content = archive.read(item)
            if item.filename == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            made.writestr(item.filename, content)
    return stream.getvalue()


def test_fields_deleted_words_and_document_types_count_for_nothing(at: Path) -> None:
    sent = asked(at, "legal")
    name = about(sent, "dataset.licence.id").id
    data = filled(sent, at / "a.docx", {name: {"answer": "MIT"}}).read_bytes()
    run = "<w:r><w:t>MIT</w:t></w:r>"
    field = changed(data, run, '<w:fldSimple w:instr="INCLUDETEXT c:/x"><w:r><w:t>MIT</w:t></w:r></w:fldSimple>')
    assert "field" in read_answers("a.docx", field).answers[0].problem
    gone = changed(
        data, run, "<w:del><w:r><w:delText>BSD</w:delText></w:r></w:del><w:ins><w:r><w:t>MIT</w:t></w:r></w:ins>"
    )
    assert [answer.text for answer in read_answers("a.docx", gone).answers] == ["MIT"]
    bomb = changed(data, "<w:document", '<!DOCTYPE a [<!ENTITY b "x">]><w:document')
    with pytest.raises(CannotRun, match="document type"):
        read_answers("a.docx", bomb)
    with pytest.raises(CannotRun, match="questions that were changed"):
        read_answers("a.docx", changed(data, "dataset/birds@1.0#/licence", "dataset/trees@1.0#/licence"))
    with pytest.raises(CannotRun, match="hidden text"):
        read_answers("a.docx", changed(data, "muniment questionnaire 1", "something else"))


def test_many_cards_make_no_table_each(at: Path) -> None:
    sent = json.loads(asked(at).to_json())
    assert max(len(question["places"]) for question in sent["questions"]) <= 12
    write_asked(asked(at), "docx", at / "all.docx")
    tables = docx.Document(str(at / "all.docx")).tables
    rows = sum(1 + (len(q["places"]) if len(q["places"]) > 1 else 0) for q in sent["questions"])
    assert len(tables) == rows + 1
