"""Workbooks from outside, made to harm: each is refused with a plain word, or what could harm in it has no effect."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from asked_workspaces import about, asked, fill, taken, workbook, workspace

from muniment.answering import cells, package
from muniment.answering.reading import read_answers
from muniment.base.errors import CannotRun


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    at = workspace(tmp_path_factory.mktemp("workspace"))
    sent = asked(at, "legal")
    file = fill(workbook(sent, at / "a.xlsx"), {about(sent, "dataset.licence.id").id: {"answer": "MIT"}})
    return file.read_bytes()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the workbook as it is sent: its texts are shared ones."""
    at = workspace(tmp_path_factory.mktemp("workspace"))
    return workbook(asked(at, "legal"), at / "a.xlsx").read_bytes()


def changed(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a package with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def replaced(part: str, pattern: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts[part], count = re.subn(pattern, lambda _: new, parts[part], count=1)
        assert count == 1

    return change


def answer_of(data: bytes):
    (answer,) = read_answers("a.xlsx", data).answers
    return answer


SHEET = "xl/worksheets/sheet2.xml"
#: The cell of the answer, as openpyxl writes it, and as it is sent.
CELL, EMPTY = rb'<c r="H3"[^>]*>.*?</c>', rb'<c r="H3"[^>]*/>'


def test_an_ordinary_one_is_read(filled: bytes) -> None:
    assert (answer_of(filled).text, answer_of(filled).problem) == ("MIT", "")


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (b'<c r="H3" t="str"><f>1+1</f><v>MIT</v></c>', "formula"),
        (b'<c r="H3"><f>WEBSERVICE("http://example.org")</f></c>', "formula"),
        (b'<c r="H3" t="str"><f t="shared" si="0"/><v>MIT</v></c>', "formula"),
        (b'<c r="H3" t="str"><f>[1]Sheet1!$A$1</f><v>MIT</v></c>', "formula"),
        (b'<c r="H3" t="e"><v>#REF!</v></c>', "error"),
        (b'<c r="H3" t="s"><v>999999</v></c>', "not in the file"),
        (b'<c r="H3" t="s"><v>-1</v></c>', "not in the file"),
        (b'<c r="H3"><v>MIT</v></c>', "holds none"),
        (b'<c r="H3"><v>nan</v></c>', "none"),
        (b'<c r="H3"><v>1e999</v></c>', "none"),
    ],
)
def test_a_cell_that_is_no_plain_value_is_refused_alone(filled: bytes, cell: bytes, problem: str) -> None:
    assert problem in answer_of(changed(filled, replaced(SHEET, CELL, cell))).problem


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b'<c r="H3" t="inlineStr"><is><t>MIT</t></is></c>', "MIT"),
        (b'<c r="H3" t="inlineStr"><is><r><t>M</t></r><r><t>IT</t></r></is></c>', "MIT"),
        (b'<c r="H3" t="b"><v>1</v></c>', "yes"),
        (b'<c r="H3"><v>0.10000000000000001</v></c>', "0.1"),
        (b'<c r="H3"><v>1.234</v></c>', "1.2340"),
        (b'<c r="H3" t="d"><v>2026-03-04T00:00:00</v></c>', "2026-03-04"),
        (b'<c r="H3" t="str"><v>MIT</v></c>', "MIT"),
    ],
)
def test_values_of_every_type_are_read_exactly(filled: bytes, cell: bytes, text: str) -> None:
    answer = answer_of(changed(filled, replaced(SHEET, CELL, cell)))
    assert (answer.text, answer.problem) == (text, "")


def test_days_that_a_program_keeps_as_numbers_are_days(filled: bytes, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled))
    cell = book.worksheets[1]["H3"]
    cell.value, cell.number_format = 46085, "dd.mm.yyyy"
    book.save(tmp_path / "a.xlsx")
    data = (tmp_path / "a.xlsx").read_bytes()
    assert answer_of(data).text == "2026-03-04"
    assert answer_of(changed(data, replaced("xl/workbook.xml", rb"<workbookPr", b'<workbookPr date1904="1"'))).text == (
        "2030-03-05"
    )


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_a_document_type_is_refused(plain: bytes, part: str, text: bytes) -> None:
    with pytest.raises(CannotRun, match="document type"):
        read_answers("a.xlsx", changed(plain, lambda parts: parts.update({part: text})))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda parts: parts.update({"xl/vbaProject.bin": b"x"}), "macros"),
        (lambda parts: parts.update({"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
        (lambda parts: parts.update({SHEET: b"<worksheet><sheetData>"}), "damaged"),
        (lambda parts: parts.update({SHEET: b"\xff\xfe\x00"}), "damaged"),
        (lambda parts: parts.update({SHEET: b"<a>" * 100 + b"</a>" * 100}), "more cells or parts"),
        (lambda parts: [parts.pop(name) for name in list(parts) if name.startswith("xl/worksheets/")], "no workbook"),
        (lambda parts: parts.pop("xl/worksheets/sheet3.xml"), "hidden sheet of muniment is gone"),
        (lambda parts: parts.update({f"xl/worksheets/more{n}.xml": b"<a/>" for n in range(30)}), "sheets"),
        (lambda parts: parts.update({f"x{n}": b"" for n in range(2_100)}), "too many parts"),
    ],
)
def test_a_package_with_what_no_form_has_is_refused(filled: bytes, change, said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        read_answers("a.xlsx", changed(filled, change))


def test_other_ways_of_packing_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    with pytest.raises(CannotRun, match="no office program uses"):
        read_answers("a.xlsx", stream.getvalue())


def test_links_to_other_files_are_told_and_not_followed(filled: bytes) -> None:
    link = {"xl/externalLinks/externalLink1.xml": OUTSIDE, "xl/embeddings/oleObject1.bin": b"x"}
    read = read_answers("a.xlsx", changed(filled, lambda parts: parts.update(link)))
    assert [answer.text for answer in read.answers] == ["MIT"]
    assert any("links to other files" in note for note in read.notes)
    assert any("embedded objects" in note for note in read.notes)


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PK\x03\x04" + b"\0" * 60, b"", b"a;b", b"%PDF-"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(CannotRun):
        read_answers("a.xlsx", data)


def test_what_unpacks_to_more_than_any_form_is_stopped_while_it_unpacks(filled: bytes, monkeypatch) -> None:
    blank = b"<sst>" + b" " * 90_000_000 + b"</sst>"
    data = changed(filled, lambda parts: parts.update({"xl/sharedStrings.xml": blank}))
    assert len(data) < 1_000_000
    monkeypatch.setattr(package, "MAX_BYTES", 1_000_000)
    with pytest.raises(CannotRun, match="larger than"):
        read_answers("a.xlsx", data)


def test_a_million_empty_rows_take_a_moment(filled: bytes) -> None:
    rows = b"".join(b'<row r="%d" spans="1:11"/>' % number for number in range(100, 1_000_100))
    data = changed(filled, replaced(SHEET, rb"</sheetData>", rows + b"</sheetData>"))
    started = time.process_time()
    assert answer_of(data).text == "MIT"
    assert time.process_time() - started < 30
    cells_ = b"".join(b'<c r="A%d" s="1"/>' % number for number in range(100, 1_000_100))
    data = changed(filled, replaced(SHEET, rb"</sheetData>", b"<row>" + cells_ + b"</row></sheetData>"))
    assert answer_of(data).text == "MIT"


def test_bounds_on_rows_texts_and_elements_hold(filled: bytes, monkeypatch) -> None:
    full = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(100, 400))
    data = changed(filled, replaced(SHEET, rb"</sheetData>", full + b"</sheetData>"))
    monkeypatch.setattr(cells, "MAX_ROWS", 200)
    with pytest.raises(CannotRun, match="rows"):
        read_answers("a.xlsx", data)
    monkeypatch.setattr(cells, "MAX_ROWS", 50_000)
    monkeypatch.setattr(package, "MAX_ELEMENTS", 500)
    with pytest.raises(CannotRun, match="more cells"):
        read_answers("a.xlsx", data)
    long = b'<c r="H3" t="inlineStr"><is><t>' + b"x" * 40_000 + b"</t></is></c>"
    monkeypatch.setattr(package, "MAX_ELEMENTS", 3_000_000)
    assert "more than 32767 characters" in answer_of(changed(filled, replaced(SHEET, CELL, long))).problem


def test_a_huge_shared_text_is_cut_and_refused(plain: bytes) -> None:
    def change(parts: dict[str, bytes]) -> None:
        count = parts["xl/sharedStrings.xml"].count(b"<si>")
        replaced("xl/sharedStrings.xml", rb"</sst>", b"<si><t>" + b"y" * 5_000_000 + b"</t></si></sst>")(parts)
        replaced(SHEET, EMPTY, b'<c r="H3" t="s"><v>%d</v></c>' % count)(parts)

    answer = answer_of(changed(plain, change))
    assert "more than 32767 characters" in answer.problem
    assert len(answer.text) <= 32_767


def test_phonetic_guides_are_no_part_of_a_text(plain: bytes) -> None:
    def change(parts: dict[str, bytes]) -> None:
        count = parts["xl/sharedStrings.xml"].count(b"<si>")
        guided = b'<si><t>M</t><rPh sb="0" eb="1"><t>guide</t></rPh><t>IT</t></si></sst>'
        replaced("xl/sharedStrings.xml", rb"</sst>", guided)(parts)
        replaced(SHEET, EMPTY, b'<c r="H3" t="s"><v>%d</v></c>' % count)(parts)

    assert answer_of(changed(plain, change)).text == "MIT"


def test_the_hidden_questions_cannot_be_changed(plain: bytes) -> None:
    # What people see may be changed, it only reads worse; what is read back may not.
    spoilt = replaced("xl/sharedStrings.xml", rb"dataset/birds@1\.0#/licence", b"dataset/stones@1.0#/licence")
    with pytest.raises(CannotRun, match="questions that were changed"):
        read_answers("a.xlsx", changed(plain, spoilt))


def test_a_cell_merged_over_several_questions_counts_for_none(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path)
    sent = asked(at, cards=("stones",))
    names = [about(sent, path).id for path in ("dataset.selection.criteria", "dataset.selection.exclusions")]
    file = workbook(sent, at / "a.xlsx")

    def merge(book) -> None:
        sheet = book.worksheets[1]
        rows = sorted(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value in names)
        assert rows[1] == rows[0] + 1
        sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=8, end_column=8)
        sheet.cell(rows[0], 8).value = "As the archive had them."

    answered = taken(at, fill(file, {}, merge))
    assert not answered.accepted
    assert "merged" in answered.refused[0].why


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+49 30 1234",
        "-",
        "@SUM(1)",
        "a\x00b",
        "\u202eevil",
        "{unknown: x}",
        "x: y\nz: [",
        "%YAML 2.0",
        "'",
        "#",
    ],
)
def test_what_is_typed_stays_a_text_in_the_card(tmp_path, monkeypatch, typed: str) -> None:
    """Through the JSON form, which can hold every character."""
    import json

    from muniment.app.opening import open_workspace

    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path)
    sent = asked(at, cards=("stones",))
    question = about(sent, "dataset.origin.legal_entity")
    text = f"Museum {typed} of stones"
    file = {
        "muniment_answers": 1, "questionnaire": json.loads(sent.to_json()), "by": "Jo", "on": "2026-11-23",
        "answers": [{"question": question.id, "kind": "value", "text": text}],
    }  # fmt: skip
    (at / "a.json").write_text(json.dumps(file), "utf-8")
    answered = taken(at, at / "a.json")
    facts = open_workspace([at]).workspace.cards["dataset/stones@1.0"].facts
    if answered.accepted:
        assert facts["/origin/legal_entity"].value == text
    else:
        assert answered.refused and "/origin/legal_entity" not in facts


@pytest.mark.parametrize(
    "raw",
    [
        "{}", "[]", '{"muniment_answers": 2}', '{"muniment_answers": true}', '{"muniment_answers": 1, "answers": 1}',
        '{"muniment_answers": 1, "answers": [], "questionnaire": {}}', '{"a": 1e999}', "{" * 5000, '{"a": NaN}',
    ],
)  # fmt: skip
def test_other_json_is_refused(raw: str) -> None:
    with pytest.raises(CannotRun, match=r"no file of answers|neither a workbook"):
        read_answers("a.json", raw.encode())
