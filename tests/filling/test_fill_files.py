"""The client's file keeps every byte but the cells that are written; what it allows and what others wrote counts."""

import io
import re
import struct
import time
import zipfile

import openpyxl
import pytest
from client_files import DAY, answers, asks, cells, codes, filled, mapping, packed, parts, workbook, workspace
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.answering.client_csv import read_csv, write_csv
from muniment.answering.into_workbook import Layout, into_workbook
from muniment.base.errors import CannotRun

ROWS = [("1", "What is it?"), ("2", "Which languages?"), ("3", "Personal data?")]
QUESTIONS = [
    asks("1", "What is it?", "dataset.description"),
    asks("2", "Which languages?", "dataset.scope.languages"),
    asks("3", "Personal data?", "dataset.personal_data.present", say="yes_no"),
]
SHEET = "xl/worksheets/sheet1.xml"


def raw_members(data: bytes) -> dict[str, bytes]:
    """Return each member as it lies in the file: local header, fields and packed bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        items = sorted(archive.infolist(), key=lambda item: item.header_offset)
        ends = [*(item.header_offset for item in items[1:]), archive.start_dir]
        return {item.filename: data[item.header_offset : end] for item, end in zip(items, ends, strict=True)}


def rich(book, page, yellow) -> None:
    """Put into the sheet what questionnaires hold: merged and hidden, rules, formats, formulas, a table, a picture."""
    page.merge_range("H1:I2", "merged")
    page.write_rich_string("H4", "rich ", book.add_format({"bold": True}), "text")
    page.set_row(2, 40, None, {"hidden": True})
    page.conditional_format("C2:C9", {"type": "no_blanks", "format": book.add_format({"bg_color": "#DDFFDD"})})
    page.write_formula("H6", "=COUNTA(C2:C4)", None, 0)
    page.add_table("H10:I12", {"columns": [{"header": "a"}, {"header": "b"}]})
    page.write_comment("B2", "A remark of the bank.")
    page.insert_textbox("H14", "A box")
    page.protect("secret")
    page.freeze_panes(1, 0)
    book.add_worksheet("Other").write(0, 0, "What is it?")


def test_all_other_bytes_of_a_workbook_stay(tmp_path) -> None:
    at, data = workspace(tmp_path), workbook(ROWS, rich)
    outcome = filled(at, data, mapping(QUESTIONS))
    after = (at / "out.xlsx").read_bytes()
    old, new = raw_members(data), raw_members(after)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == [SHEET]
    # Of the sheet, what is in the three cells alone is new.
    before, now = parts(data)[SHEET].decode(), parts(after)[SHEET].decode()
    for row in (2, 3, 4):
        cell = re.search(rf'<c r="C{row}"( s="[0-9]+")/>', before)
        written = re.search(rf'<c r="C{row}"( s="[0-9]+") t="inlineStr">.*?</c>', now, re.DOTALL)
        assert cell and written and cell[1] == written[1]
        now = now.replace(written[0], cell[0])
    assert now == before
    assert zipfile.ZipFile(io.BytesIO(after)).testzip() is None
    assert "formulas" in " ".join(outcome.notes)


def test_another_program_reads_the_answers_as_texts(tmp_path) -> None:
    at = workspace(tmp_path)
    filled(at, workbook(ROWS), mapping(QUESTIONS))
    page = openpyxl.load_workbook(at / "out.xlsx")["Data"]
    assert page["C2"].value == "=Photographs of <birds> & trees" and page["C2"].data_type == "s"
    assert page["C3"].value == "German; English"
    assert page["C2"].fill.fgColor.rgb == "FFFFFFCC"


def test_a_number_is_one_for_the_program_too(tmp_path) -> None:
    spring = "dataset.labelling.campaigns[].items"
    birds = "muniment: 1\nkind: dataset\nname: birds\nversion: '1'\ntitle: Birds\nlanguage: en\n"
    at = workspace(tmp_path, birds + "labelling: {campaigns: [{id: spring, items: 1200}]}\n")
    filled(at, workbook([("1", "How many?")]), mapping([asks("1", "How many?", spring, say="number")]))
    assert openpyxl.load_workbook(at / "out.xlsx")["Data"]["C2"].value == 1200


def test_cells_that_were_not_there_take_the_style_of_their_row_or_column(tmp_path) -> None:
    def change(book, page, yellow) -> None:
        page.set_column(2, 2, 40, yellow)
        page.write_row(1, 0, ("1", "What is it?", "", "", "far"))

    at = workspace(tmp_path)
    data = workbook([("1", "What is it?", ""), ("2", "Which languages?", "")], change)
    before = parts(data)[SHEET].decode()
    assert 'r="C3"' not in before
    sheets = [{"id": "No", "question": "Question", "answer": "Answer", "reference": "J"}]
    filled(at, data, mapping(QUESTIONS[:2], sheets=sheets))
    now = parts((at / "out.xlsx").read_bytes())[SHEET].decode()
    page = openpyxl.load_workbook(at / "out.xlsx")["Data"]
    assert page["C3"].value == "German; English" and page["C3"].fill.fgColor.rgb == "FFFFFFCC"
    order = re.findall(r'<c r="([A-Z]+)2"', now)
    assert order == sorted(order, key=lambda letters: (len(letters), letters)) and order[-1] == "J"
    assert '<dimension ref="A1:J3"/>' in now
    assert all(span == "1:10" for row, span in re.findall(r'<row r="([0-9]+)" spans="([0-9:]+)"', now) if row != "1")


def test_a_sheet_with_a_prefix_and_without_references_is_filled_in_its_own_way(tmp_path) -> None:
    contents = parts(workbook(ROWS))
    text = contents[SHEET].decode()
    text = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", text).replace("<?x:xml", "<?xml").replace("xmlns=", "xmlns:x=")
    contents[SHEET] = re.sub(r' r="[A-Z]*[0-9]+"| spans="[0-9:]+"', "", text).encode()
    at = workspace(tmp_path)
    filled(at, packed(contents), mapping(QUESTIONS))
    assert answers(at)["C3"] == "German; English"
    assert b"<x:is><x:t" in parts((at / "out.xlsx").read_bytes())[SHEET]


def test_what_others_wrote_stays_and_what_is_ours_is_brought_up_to_date(tmp_path) -> None:
    at = workspace(tmp_path)
    data = workbook([ROWS[0], ("2", "Which languages?", "by hand"), ROWS[2]])
    first = filled(at, data, mapping(QUESTIONS))
    assert codes(first) == ["MUN773"] and '"by hand"' in first.findings[0].message
    card = at / "datasets/birds.card.yaml"
    card.write_text(card.read_text("utf-8").replace("=Photographs of <birds> & trees", "Drawings of birds"), "utf-8")
    # The filled file comes back; somebody has changed one of our answers meanwhile.
    contents = parts((at / "out.xlsx").read_bytes())
    contents[SHEET] = contents[SHEET].replace(b">No</t>", b">Not at all</t>")
    again = packed(contents)
    (at / "bank.xlsx.filled.json").write_bytes((at / "out.xlsx.filled.json").read_bytes())
    (at / "out.xlsx").unlink()
    second = filled(at, again, mapping(QUESTIONS))
    assert codes(second) == ["MUN773", "MUN773"]
    found = answers(at)
    assert (found["C2"], found["C3"], found["C4"]) == ("Drawings of birds", "by hand", "Not at all")
    assert not any("earlier run" in note for note in second.notes)
    unmapped = filled(at, again, mapping(QUESTIONS[1:]), write=False)
    assert any("not written again, look at them: C2." in note for note in unmapped.notes)
    (at / "out.xlsx").unlink()
    third = filled(at, again, mapping(QUESTIONS), replace=True)
    assert codes(third) == [] and answers(at)["C3"] == "German; English"


@pytest.mark.parametrize("name", ["bank.xlsx", "bank.csv"])
def test_no_origin_and_no_reference_stays_beside_an_answer_that_rests_on_nothing_any_more(name, tmp_path) -> None:
    at, out = workspace(tmp_path), f"out.{name[5:]}"
    columns = {"id": "No", "question": "Question", "answer": "Answer", "origin": "Basis", "reference": "Evidence"}
    made = mapping(QUESTIONS[:1], sheets=[columns])
    csv = b"No,Question,Answer,Basis,Day,Evidence\n1,What is it?,,,,\n"
    data = csv if name == "bank.csv" else workbook(ROWS[:1])
    filled(at, data, made, name)
    assert answers(at, out)["D2"] == "declared"
    card = at / "datasets/birds.card.yaml"
    card.write_text(card.read_text("utf-8").replace("description:", "# description:"), "utf-8")
    again = (at / out).read_bytes()
    (at / f"{name}.filled.json").write_bytes((at / f"{out}.filled.json").read_bytes())
    outcome = filled(at, again, made, name)
    found = answers(at, out)
    assert found["C2"] == "Not stated" and "D2" not in found and "F2" not in found
    assert codes(outcome) == [] and not any("earlier run" in note for note in outcome.notes)


def test_a_later_run_says_which_answers_would_be_others_today(tmp_path) -> None:
    at, data = workspace(tmp_path), workbook(ROWS)
    filled(at, data, mapping(QUESTIONS))
    card = at / "datasets/birds.card.yaml"
    text = card.read_text("utf-8").replace('version: "1.0"', 'version: "1.1"')
    card.write_text(text, "utf-8")
    assert filled(at, data, mapping(QUESTIONS), dated="2026-12-01", write=False).notes == ()
    card.write_text(text.replace("[de, en]", "[de]"), "utf-8")
    notes = filled(at, data, mapping(QUESTIONS), dated="2026-12-01", write=False).notes
    assert notes == (f"The facts say something else than in the answers of {DAY}: C3.",)


def test_a_file_that_somebody_worked_on_is_not_written_over(tmp_path) -> None:
    at = workspace(tmp_path)
    filled(at, workbook(ROWS), mapping(QUESTIONS))
    filled(at, workbook(ROWS), mapping(QUESTIONS))
    (at / "out.xlsx").write_bytes(workbook(ROWS))
    with pytest.raises(CannotRun, match="not as muniment fill left it"):
        filled(at, workbook(ROWS), mapping(QUESTIONS))


def test_a_formula_is_never_written_over(tmp_path) -> None:
    at = workspace(tmp_path)
    data = workbook([("1", "What is it?", "")], lambda book, page, _: page.write_formula("C2", '=""'))
    outcome = filled(at, data, mapping(QUESTIONS[:1]), replace=True)
    assert codes(outcome) == ["MUN773"] and "formula" in outcome.findings[0].message
    assert not outcome.answers


def listed(source) -> object:
    def change(book, page, yellow) -> None:
        other = book.add_worksheet("Lists 'of' values")
        other.write_column(0, 0, ["Ja", "Nein", "k. A."])
        book.define_name("allowed", "='Lists ''of'' values'!$A$1:$A$3")
        page.data_validation("C2:C9", {"validate": "list", "source": source})

    return change


@pytest.mark.parametrize("source", [["Ja", "Nein", "k. A."], "='Lists ''of'' values'!$A$1:$A$3", "=allowed"])
def test_where_the_file_allows_some_values_only_one_of_them_is_written(source, tmp_path) -> None:
    at = workspace(tmp_path)
    data = workbook([("3", "Personal data?"), ("5", "Who made synthetic items?")], listed(source))
    questions = [
        asks("3", "Personal data?", "dataset.personal_data.present", say="yes_no"),
        asks("5", "Who made synthetic items?", "dataset.synthetic.purpose", statuses={"not_applicable": "k. A."}),
    ]
    outcome = filled(at, data, mapping(questions))
    assert codes(outcome) == ["MUN774"]
    assert 'does not allow "No"' in outcome.findings[0].message and "Ja, Nein, k. A." in outcome.findings[0].remedy
    assert "C2" not in answers(at) and answers(at)["C3"] == "k. A."
    (at / "out.xlsx").unlink()
    assert codes(filled(at, data, mapping(questions, words={"no": "Nein"}))) == []
    assert answers(at)["C2"] == "Nein"


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"validate": "list", "source": "=INDIRECT(H1)"}, False),
        ({"validate": "length", "criteria": "<=", "value": 5}, False),
        ({"validate": "length", "criteria": "between", "minimum": 1, "maximum": 500}, True),
        ({"validate": "integer", "criteria": ">", "value": 0}, False),
        ({"validate": "custom", "value": "=ISTEXT(C2)"}, False),
        ({"validate": "any"}, True),
    ],
)
def test_other_rules_of_a_cell_are_kept_or_told(rule, fits, tmp_path) -> None:
    at = workspace(tmp_path)
    data = workbook(ROWS[:1], lambda book, page, _: page.data_validation("C2", rule))
    assert codes(filled(at, data, mapping(QUESTIONS[:1]))) == ([] if fits else ["MUN774"])


@pytest.mark.parametrize(("merged", "fits"), [("C2:E2", True), ("C2:C3", False), ("B2:C2", False)])
def test_merged_cells_are_filled_where_the_answer_shows_and_belongs_to_one_question(merged, fits, tmp_path) -> None:
    at = workspace(tmp_path)

    def change(book, page, yellow) -> None:
        page.merge_range(merged, "What is it?" if merged[0] == "B" else "", yellow)

    outcome = filled(
        at, workbook([("1", "What is it?", ""), ("2", "Which languages?", "")], change), mapping(QUESTIONS[:1])
    )
    # A question that is merged over the answer is a heading: there is nowhere to answer it.
    assert codes(outcome) == ([] if fits else ["MUN771" if merged[0] == "B" else "MUN774"])


def test_rows_are_as_tall_as_their_answers_need_where_that_is_asked_for(tmp_path) -> None:
    at = workspace(tmp_path)

    def change(book, page, yellow) -> None:
        page.set_column(2, 2, 10)
        page.set_row(2, 60)
        page.set_row(3, 15, None, {"hidden": True})

    data = workbook(ROWS, change)
    filled(at, data, mapping(QUESTIONS), layout=Layout(fit=True))
    old, new = (openpyxl.load_workbook(io.BytesIO(one))["Data"] for one in (data, (at / "out.xlsx").read_bytes()))
    heights = {row: (old.row_dimensions[row].height, new.row_dimensions[row].height) for row in (2, 3, 4)}
    assert heights == {2: (None, 45.0), 3: (60.0, 60.0), 4: (None, None)}
    assert new.row_dimensions[4].hidden and answers(at)["C2"] == "=Photographs of <birds> & trees"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', b'<calcPr calcId="124519" fullCalcOnLoad="1"/>'),
        (b"<calcPr calcId='1' fullCalcOnLoad='0'></calcPr>", b"<calcPr calcId='1' fullCalcOnLoad='1'></calcPr>"),
        (b'<calcPr calcId="191029"/>', b'<calcPr fullCalcOnLoad="1" calcId="191029"/>'),
        (b"", b'<calcPr fullCalcOnLoad="1"/>'),
    ],
)
def test_formulas_are_computed_when_the_file_is_opened_where_that_is_asked_for(old, new, tmp_path) -> None:
    contents = parts(workbook(ROWS))
    part = "xl/workbook.xml"
    contents[part], count = re.subn(rb"<calcPr[^>]*/>", old, contents[part])
    assert count == 1
    at = workspace(tmp_path)
    filled(at, packed(contents), mapping(QUESTIONS), layout=Layout(recalculate=True))
    after = parts((at / "out.xlsx").read_bytes())
    before = contents[part] if old else contents[part].replace(b"</sheets>", b"</sheets>" + new)
    assert after[part] == before.replace(old or new, new)
    changed = {name for name in contents if contents[name] != after[name]}
    assert changed == ({SHEET} if old == new else {SHEET, part})


def test_a_list_in_the_newer_form_of_a_rule_counts(tmp_path) -> None:
    contents = parts(
        workbook(ROWS[2:], lambda book, page, _: book.add_worksheet("L").write_column(0, 0, ["Ja", "Nein"]))
    )
    rule = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="urn:x14"><x14:dataValidations count="1" '
        b'xmlns:xm="urn:xm"><x14:dataValidation type="list"><x14:formula1><xm:f>L!$A$1:$A$2</xm:f></x14:formula1>'
        b"<xm:sqref>C2:C9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    contents[SHEET] = contents[SHEET].replace(b"</worksheet>", rule)
    at = workspace(tmp_path)
    assert codes(filled(at, packed(contents), mapping(QUESTIONS[2:]))) == ["MUN774"]
    assert codes(filled(at, packed(contents), mapping(QUESTIONS[2:], words={"no": "Nein"}))) == []
    assert answers(at)["C2"] == "Nein" and rule in parts((at / "out.xlsx").read_bytes())[SHEET]


def test_an_answer_that_is_too_long_is_told_and_not_cut(tmp_path) -> None:
    steps = "".join(f"  - {'word ' * 3000}{number}\n" for number in range(3))
    at = workspace(
        tmp_path, f"muniment: 1\nkind: dataset\nname: birds\nversion: '1'\nlanguage: en\ncharacteristics:\n{steps}"
    )
    outcome = filled(at, workbook(ROWS[:1]), mapping([asks("1", "What is it?", "dataset.characteristics")]))
    assert codes(outcome) == ["MUN774"] and "32767" in outcome.findings[0].message


CSV = 'No;Question;Answer;Basis\r\n1;"What is it?";;\r\n"2";Which languages?\r\n\r\n3;Personal data?;"";x;"a ""b"""\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_file_keeps_its_dialect_and_all_other_characters(encoding, tmp_path) -> None:
    at = workspace(tmp_path)
    data = CSV.replace("x;", "ä;").encode(encoding)
    said = {"encoding": encoding} if encoding == "cp1252" else {}
    outcome = filled(at, data, mapping(QUESTIONS, **said), "bank.csv")
    text = (at / "out.csv").read_bytes().decode(encoding)
    assert codes(outcome) == []
    expected = CSV.replace("x;", "ä;").replace('What is it?";;', "What is it?\";'=Photographs of <birds> & trees;")
    expected = expected.replace("Which languages?", 'Which languages?;"German; English"').replace(';"";', ';"No";')
    assert text == expected


def test_a_csv_file_in_quotes_or_with_other_separators_is_answered_alike(tmp_path) -> None:
    at = workspace(tmp_path)
    filled(
        at,
        b'"No","Question","Answer"\n"3","Personal data?",""\n"2","Which languages?"',
        mapping(QUESTIONS[1:]),
        "a.csv",
    )
    text = (at / "out.csv").read_bytes()
    assert text == b'"No","Question","Answer"\n"3","Personal data?","No"\n"2","Which languages?","German; English"'
    filled(at, b"No\tQuestion\tAnswer\n3\tPersonal data?\t\n", mapping(QUESTIONS[2:]), "b.csv", output=at / "b-out.csv")
    assert (at / "b-out.csv").read_bytes() == b"No\tQuestion\tAnswer\n3\tPersonal data?\tNo\n"


@settings(max_examples=30)
@given(st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text(max_size=20))
def test_no_field_of_a_csv_file_that_is_written_begins_like_a_formula(first: str, rest: str) -> None:
    read = read_csv("a.csv", b"Q,A\r\nx,\r\n")
    again = read_csv("a.csv", write_csv(read, {(2, 2): first + rest.replace("\x00", "")}), "", ",")
    assert again.rows[1].fields[1].text.startswith("'")


@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=12), max_size=4)
)
def test_every_text_is_read_back_from_a_csv_file_as_it_was_written(texts: list[str]) -> None:
    read = read_csv("a.csv", b"Q,A\n" + b"x\n" * 4)
    again = read_csv("a.csv", write_csv(read, {(n, 2): text for n, text in enumerate(texts, start=2)}), "", ",")
    for number, text in enumerate(texts, start=2):
        said = again.rows[number - 1].fields[1].text
        assert said in (text, f"'{text}")


@settings(max_examples=30)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40))
def test_every_text_is_read_back_from_a_workbook_as_it_was_written(text: str) -> None:
    data = _BLANK
    filled_in = into_workbook("a.xlsx", data, {SHEET: {(2, 3): text}})
    page = openpyxl.load_workbook(io.BytesIO(filled_in))["Data"]
    stored = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    assert (page["C2"].value or "") == stored


_BLANK = workbook(ROWS)


def with_entry(data: bytes, change) -> bytes:
    contents = parts(data)
    change(contents)
    return packed(contents)


def replaced(pattern: bytes, new: bytes, part: str = SHEET):
    def change(contents) -> None:
        contents[part], count = re.subn(pattern, lambda _: new, contents[part], count=1)
        assert count == 1

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (replaced(rb"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet"), "document type"),
        (replaced(rb'<row r="3"', b'<row r="2"'), "twice"),
        (replaced(rb'<c r="C2"', b'<c r="C9"'), "elsewhere"),
        (replaced(rb'<c r="C2"', b'<c r="B2"'), "twice"),
        (replaced(rb'encoding="UTF-8"', b'encoding="iso-8859-1"'), "UTF-8"),
        (lambda contents: contents.update({"xl/vbaProject.bin": b"x"}), "macros"),
        (replaced(rb"</sheetData>", b"</sheetData"), "damaged"),
    ],
)
def test_workbooks_made_to_harm_are_refused_in_plain_words_and_nothing_is_written(change, said, tmp_path) -> None:
    at = workspace(tmp_path)
    with pytest.raises(CannotRun, match=said):
        filled(at, with_entry(workbook(ROWS), change), mapping(QUESTIONS))
    assert not (at / "out.xlsx").exists()


def test_files_made_to_take_for_ever_end_soon(tmp_path) -> None:
    at = workspace(tmp_path)
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>What is it?</t></is></c></row>' for n in range(1, 3000)
    )
    merged = "".join(f'<mergeCell ref="B1:C{n}"/>' for n in range(1000, 9000))
    contents = parts(workbook(ROWS))
    contents[SHEET] = contents[SHEET].partition(b"<sheetData>")[0] + f"<sheetData>{rows}</sheetData>".encode()
    contents[SHEET] += f"<mergeCells>{merged}</mergeCells></worksheet>".encode()
    before = time.process_time()
    with pytest.raises(CannotRun, match="merged cells"):
        filled(at, packed(contents), mapping(QUESTIONS))
    with pytest.raises(CannotRun, match="more rows"):
        filled(at, b"Question,Answer\n" + b"a,b\n" * 60_000, mapping(QUESTIONS), "bank.csv")
    with pytest.raises(CannotRun, match="not closed"):
        filled(at, b"Question,Answer\n" + b'a,"b\n' * 40_001, mapping(QUESTIONS), "bank.csv")
    assert time.process_time() - before < 20


def test_a_package_whose_parts_overlap_or_begin_elsewhere_is_refused(tmp_path) -> None:
    at, data = workspace(tmp_path), workbook(ROWS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        second = sorted(item.header_offset for item in archive.infolist())[1]
    # The directory says of the second member that it begins a little earlier: inside the first.
    place = data.rindex(struct.pack("<I", second))
    moved = data[:place] + struct.pack("<I", second - 4) + data[place + 4 :]
    for hostile in (moved, b"MZ" + data):
        with pytest.raises(CannotRun):
            filled(at, hostile, mapping(QUESTIONS))


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"one column\nonly\n", b'a,"b\nc', b"\xff\xfe\x00\xd8"])
def test_what_is_no_questionnaire_is_refused_in_plain_words(data, tmp_path) -> None:
    at = workspace(tmp_path)
    with pytest.raises(CannotRun):
        filled(at, data, mapping(QUESTIONS), "bank.csv")


def test_the_day_is_that_of_the_answers(tmp_path) -> None:
    at = workspace(tmp_path)
    sheets = [{"question": "Question", "answer": "Answer", "date": "Day"}]
    filled(at, workbook(ROWS[:1]), mapping([{"text": "What is it?", "facts": ["dataset.title"]}], sheets=sheets))
    assert cells((at / "out.xlsx").read_bytes())["E2"] == DAY
