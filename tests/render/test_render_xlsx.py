"""XLSX, read back by a library that had no part in writing it: all text, nothing but text, and what each sheet is."""

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from edition_records import CANARY, DAY, MAKING, assessed, with_canaries
from page_text import document_texts, squeezed
from sample_records import HOSTILE

from muniment.app.assessing import Assessed
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition
from muniment.disclosure.workspace_record import workspace_record
from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Answer, Document, Entry, Section, Standing, Table
from muniment.document.text import clean_text
from muniment.render import SHEETS, has_format
from muniment.render.docx import render_docx
from muniment.render.xlsx import render_xlsx

WORKING = "Working copy, not the sealed edition"
FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://a.example")', "{=1}", "https://a.example", "0017", "1e5",
    "TRUE", "#REF!", "_x0041_", "'quoted", "mailto:a@b.example", "internal:x!A1", "15 June 2026",
)  # fmt: skip


def example(kind: str, language: str = "en", audience: str = "internal", given: Assessed | None = None) -> Document:
    """Return the document on the workspace of an example."""
    read = given or assessed("recruitment")
    workspace = read.opened.workspace
    edition = Edition(kind, "workspace", audience, language, DAY, DAY)
    record = workspace_record(
        edition, workspace, read.assessment, load_catalogue(), read.policy, frozenset(workspace.cards), MAKING
    )
    return DOCUMENTS[kind].build(record)


def opened(document: Document) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(document, b"{}")))


def cells(book: Any) -> list[Any]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def sheet_of(realistic: Any, *tables: Table, heading: str = "One", label: str = "Rows") -> Document:
    entries = tuple(
        Entry(f"1.{number}", f"e{number}", label, Answer(Standing.STATED, table=table), listing=True)
        for number, table in enumerate(tables, start=1)
    )
    section = Section("1", "one", heading, "", entries)
    return replace(realistic.document, kind="coverage_report", sections=(section,))


@pytest.mark.parametrize("kind", sorted(SHEETS))
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_text_of_the_document_is_in_it(kind: str, language: str) -> None:
    document = example(kind, language)
    text = squeezed("".join(str(cell.value) for cell in cells(opened(document))))
    assert [told for told in document_texts(document) if squeezed(told) not in text] == []


@pytest.mark.parametrize("kind", sorted(SHEETS))
def test_each_part_is_a_sheet_with_its_head_in_sight_and_filters(kind: str) -> None:
    document = example(kind)
    book = opened(document)
    # Tables of one part that have other columns than the first are a sheet of their own.
    parts: dict[tuple[str, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for section in document.sections:
        for entry in section.entries:
            if table := entry.answer.table:
                rows = parts.setdefault((section.number, table.head), [])
                rows += [(entry.number, entry.label, *row) for row in table.rows]
    assert len(book.sheetnames) == 1 + len(parts)
    for ((number, _), rows), sheet in zip(parts.items(), book.worksheets[1:], strict=True):
        read = [tuple(cell or "" for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert read == rows
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.title.startswith(number)


def test_the_first_sheet_says_what_it_is_of_which_record_and_leads_to_the_others() -> None:
    document = example("open_questions")
    book = opened(document)
    first = book.worksheets[0]
    told = dict(first.iter_rows(values_only=True, max_col=2))
    assert first["A1"].value == f"{document.kind_title}: {document.subject}"
    assert first["A2"].value == WORKING
    assert told["Record"] == document.record_digest
    for panel in document.first_screen:
        for fact in panel.facts:
            assert told[fact.label] == fact.answer.lines[0]
    led = {cell.value: cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink}
    assert list(led) == book.sheetnames[1:]
    assert all(where == f"'{name}'!A1" for name, where in led.items())
    assert f"{len(document.sections[0].entries[0].answer.table.rows)} row" in told[book.sheetnames[1]]
    for sheet in book:
        assert WORKING in sheet.oddHeader.left.text
        assert sheet.oddHeader.right.text == document.record_digest


def test_what_looks_like_a_formula_a_number_or_a_link_stays_text(realistic: Any) -> None:
    table = Table("T", ("=A1", "Text"), tuple((text, text) for text in FORMULAS))
    content = render_xlsx(sheet_of(realistic, table, label="=1+1", heading="=1+1"), b"{}")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {cell.data_type for cell in cells(book)} == {"s"}
    read = [row[2:] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
    assert read == [(text, text) for text in FORMULAS]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            data = package.read(name)
            assert b"<f>" not in data and b"TargetMode" not in data, name
        assert b"_x005F_x0041_" in package.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_in_every_place(text: str, realistic: Any) -> None:
    told = clean_text(text)
    document = sheet_of(realistic, Table(told, (told, told), ((told, told),)), heading=told, label=told)
    document = replace(document, subject=told, title=told, identity=told, banners=(told,), omissions=(told,))
    book = opened(document)
    read = [str(cell.value) for cell in cells(book)]
    assert sum(told in value for value in read) >= 9
    assert {cell.data_type for cell in cells(book)} == {"s"}


@pytest.mark.parametrize(
    "heading",
    ["a/b\\c?*[x]:'q'", "", "x" * 60, "History", "\u0627\u0644" * 40, "About", "'quoted'", "&P &L", "\U0001f600" * 40],
)
def test_names_of_sheets_are_names(heading: str, realistic: Any) -> None:
    tables = (Table("T", ("A",), (("1",),)), Table("T", ("B",), (("2",),)), Table("T", ("A",), (("3",),)))
    book = opened(sheet_of(realistic, *tables, heading=heading))
    assert len(book.sheetnames) == 3
    assert len({name.casefold() for name in book.sheetnames}) == 3
    assert all(0 < len(name.encode("utf-16-le")) <= 62 and not set(name) & set("[]:*?/\\'") for name in book.sheetnames)
    assert [row[2] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)] == ["1", "3"]


def test_a_cell_that_is_too_long_says_that_it_is_cut(realistic: Any) -> None:
    book = opened(sheet_of(realistic, Table("T", ("A", "B"), (("a", "x" * 40_000),))))
    value = book.worksheets[1]["D2"].value
    assert len(value) <= 32_767
    assert value.startswith("x" * 32_000)
    assert value.endswith("[Cut here, where a cell ends; the sealed editions hold the whole text.]")


def test_three_hundred_rows(realistic: Any) -> None:
    rows = tuple((f"set {number}", "words " * 40) for number in range(300))
    sheet = opened(sheet_of(realistic, Table("Sets", ("Set", "What"), rows))).worksheets[1]
    assert sheet.max_row == 301
    assert all(8 < sheet.column_dimensions[letter].width <= 71 for letter in "ABCD")


def test_nothing_that_an_authority_may_not_see_is_in_any_part() -> None:
    hidden = with_canaries(assessed("recruitment"), "authority")
    document = example("coverage_report", audience="authority", given=hidden)
    for content in (render_xlsx(document, b""), render_docx(document, b"")):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                assert CANARY.encode() not in package.read(name), name


def test_no_author_and_the_document_s_date() -> None:
    document = example("open_questions")
    properties = opened(document).properties
    assert (properties.creator or "", properties.lastModifiedBy or "") == ("", "")
    assert properties.created.isoformat()[:10] == properties.modified.isoformat()[:10] == document.document_date
    assert properties.title == document.title
    assert document.record_digest in properties.description


def test_only_documents_of_tables_are_workbooks() -> None:
    assert {kind for kind in DOCUMENTS if has_format(kind, "xlsx")} == {"coverage_report", "open_questions"}
    assert all(has_format(kind, form) for kind in DOCUMENTS for form in ("html", "pdf"))
    assert {kind for kind in DOCUMENTS if not has_format(kind, "docx")} == {"scope_memo"}
    assert {kind for kind in DOCUMENTS if not has_format(kind, "md")} == {"scope_memo"}


def test_a_date_that_is_none_is_refused(realistic: Any) -> None:
    with pytest.raises(ValueError, match="soon"):
        render_xlsx(replace(realistic.document, document_date="soon"), b"{}")


def test_the_same_bytes_in_every_process() -> None:
    folders = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "document")]
    code = (
        f"import sys; sys.path[:0] = {[*folders, *sys.path]!r}\n"
        "from test_render_xlsx import example, render_xlsx\n"
        "sys.stdout.buffer.write(render_xlsx(example('open_questions'), b''))"
    )
    expected = render_xlsx(example("open_questions"), b"")
    for seed, zone in (("0", "Asia/Tokyo"), ("4711", "America/Lima")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
        assert done.stdout == expected
