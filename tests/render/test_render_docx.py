"""DOCX, opened by a library that had no part in writing it: text, structure, marks, and what must not be in it."""

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from page_text import document_texts, squeezed
from sample_records import HOSTILE, fact, realistic_record
from working_copies import ROWS, in_every_form, in_every_place, with_entries

from muniment.document.datasheet import build_datasheet
from muniment.document.model import Annex, Answer, Document, Entry, Standing, Table
from muniment.document.paragraphs import all_entries
from muniment.document.text import clean_text
from muniment.record.record import record_bytes
from muniment.render.docx import render_docx, rightward

WORKING = "Working copy, not the sealed edition"
#: Children in the order of the schema (ECMA-376, part 1, 17.3.1.26, 17.3.2.28, 17.4.59), as far as they are used.
ORDER = {
    "pPr": ("pStyle", "keepNext", "keepLines", "numPr", "pBdr", "tabs", "bidi", "spacing", "ind", "outlineLvl"),
    "rPr": ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "noProof", "color", "sz", "szCs", "u", "vertAlign", "rtl",
            "lang"),
    "tblPr": ("tblStyle", "tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"),
    "style": ("name", "basedOn", "next", "uiPriority", "semiHidden", "qFormat", "pPr", "rPr", "tblPr", "tblStylePr"),
    "sectPr": ("headerReference", "footerReference", "pgSz", "pgMar"),
}  # fmt: skip


def rendered(document: Document) -> bytes:
    return render_docx(document, b"{}")


def opened(document: Document) -> Any:
    return docx.Document(io.BytesIO(rendered(document)))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def body_text(word: Any) -> str:
    """Return all text of the body, paragraphs and cells in their order."""
    return "".join(node.text or "" for node in word.element.body.iter(qn("w:t")))


@pytest.fixture(params=["realistic", "hostile", "small"])
def sample(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def test_every_text_of_the_document_is_in_it(sample: Any) -> None:
    text = squeezed(body_text(opened(sample.document)))
    assert [told for told in document_texts(sample.document) if squeezed(told) not in text] == []


def test_each_page_says_that_it_is_a_working_copy_and_of_which_record(sample: Any) -> None:
    word = opened(sample.document)
    assert len(word.sections) == 1
    section = word.sections[0]
    head = [paragraph.text for paragraph in section.header.paragraphs]
    assert head == [WORKING, f"Record {sample.document.record_digest}"]
    assert not section.different_first_page_header_footer
    fields = [node.text.strip() for node in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert section.footer.paragraphs[0].text.startswith(sample.document.identity)
    assert WORKING in body_text(word)


def test_no_part_holds_the_record_an_author_a_time_or_anything_active(sample: Any) -> None:
    found = parts(rendered(sample.document))
    assert not [name for name in found if not name.endswith((".xml", ".rels"))]
    assert not [name for name in found if any(word in name.lower() for word in ("vba", "embed", "media", "custom"))]
    core = docx.Document(io.BytesIO(rendered(sample.document))).core_properties
    assert (core.author, core.last_modified_by, core.keywords) == ("", "", "")
    assert core.title == sample.document.title
    assert core.identifier == sample.document.record_digest
    assert core.created.isoformat()[:10] == core.modified.isoformat()[:10] == sample.document.document_date
    assert sample.record_json not in b"".join(found.values())
    for name, content in found.items():
        tree = etree.fromstring(content)
        active = {"fldSimple", "object", "altChunk", "script", "control", "attachedTemplate", "mailMerge"}
        assert not {etree.QName(node).localname for node in tree.iter("*")} & active, name


def test_the_only_addresses_outside_are_those_of_provisions(sample: Any) -> None:
    found = parts(rendered(sample.document))
    targets = []
    for name, content in found.items():
        if name.endswith(".rels"):
            for node in etree.fromstring(content):
                if node.get("TargetMode") == "External":
                    targets.append(node.get("Target"))
                else:
                    base = "" if name.startswith("_rels") else "word/"
                    assert base + node.get("Target") in found
    assert targets == list(dict.fromkeys(note.link for note in sample.document.footnotes if note.link))


def test_children_stand_in_the_order_of_the_schema_and_every_style_is_there(sample: Any) -> None:
    found = parts(rendered(sample.document))
    styles = {node.get(qn("w:styleId")) for node in etree.fromstring(found["word/styles.xml"]).iter(qn("w:style"))}
    seen = set()
    for content in found.values():
        for node in etree.fromstring(content).iter("*"):
            name = etree.QName(node).localname
            if name in ORDER:
                places = [ORDER[name].index(etree.QName(child).localname) for child in node]
                assert places == sorted(places), etree.tostring(node)
            if name in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
                seen.add(node.get(qn("w:val")))
    assert seen <= styles


def test_headings_are_headings_and_paragraphs_keep_their_numbers(sample: Any) -> None:
    word = opened(sample.document)
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.lower().startswith("heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    heads = {p.text for p in word.paragraphs if p.style.name.lower() == "heading 1"}
    assert {f"{s.number}\t{s.heading}" for s in sample.document.sections if s.level == 1} <= heads
    numbers = [p.text.split("\t")[0] for p in word.paragraphs if p.style.name == "Numbered Paragraph"]
    assert numbers == [entry.number for section in sample.document.sections for entry in all_entries(section)]


def test_references_lead_to_bookmarks_that_are_there(sample: Any) -> None:
    tree = etree.fromstring(parts(rendered(sample.document))["word/document.xml"])
    marks = [node.get(qn("w:name")) for node in tree.iter(qn("w:bookmarkStart"))]
    ends = [node.get(qn("w:id")) for node in tree.iter(qn("w:bookmarkEnd"))]
    led = {node.get(qn("w:anchor")) for node in tree.iter(qn("w:hyperlink"))} - {None}
    assert led == set(marks)
    assert len(marks) == len(set(marks)) == len(ends) == len(set(ends))
    assert len(led) >= len(sample.document.sections)


def test_choices_parts_pictures_and_notes(realistic: Any) -> None:
    word = opened(in_every_form(realistic.document))
    told = [(p.style.name, p.text) for p in word.paragraphs]
    entry = told.index(("Numbered Paragraph", "1.1\tModalities1, 2"))
    assert told[entry + 1 : entry + 4] == [
        ("Origin", "measured, a lock"), ("Choice", "☑ Text (chosen)"), ("Choice", "☐ Image (not chosen)"),
    ]  # fmt: skip
    assert ("Part", "Name") in told and ("Standing", "Unknown") in told
    assert ("Answer", "Two bars; the first is longer.") in told
    assert ("Remark", "The figures stand in 1.1 Modalities") in told
    assert ("Citation", "1\tArticle 10(2), read.") in told
    for table in word.tables:
        assert [tuple(cell.text for cell in row.cells) for row in table.rows][1:] == list(ROWS)
    assert [node.get(qn("w:val")) for node in word.element.body.iter(qn("w:lang"))] == ["fr"]


def test_what_is_open_never_looks_like_an_unticked_box(realistic: Any) -> None:
    document = with_entries(realistic.document, Entry("1.1", "e", "Modalities", Answer(Standing.UNKNOWN, "Unknown")))
    word = opened(document)
    assert "☐" not in body_text(word)
    assert ("Standing", "Unknown") in [(p.style.name, p.text) for p in word.paragraphs]


def test_heads_of_tables_are_marked_and_repeated_and_columns_fill_the_page(realistic: Any) -> None:
    rows = tuple((f"set {number}", "x" * 400, f"{number}") for number in range(300))
    table = Table("Sets", ("Set", "What", "Rows"), rows)
    word = opened(
        with_entries(realistic.document, Entry("1.1", "e", "Sets", Answer(Standing.STATED, table=table), listing=True))
    )
    assert len(word.tables) == 1
    made = word.tables[0]
    assert len(made.rows) == 301
    heads = [row for row in made._tbl.iter(qn("w:tr")) if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert heads == [made.rows[0]._tr]
    assert made._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Sets"
    look = made._tbl.tblPr.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
    widths = [int(column.get(qn("w:w"))) for column in made._tbl.iter(qn("w:gridCol"))]
    assert 9300 <= sum(widths) <= 9638
    assert min(widths) > 300


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_in_every_place(text: str, realistic: Any) -> None:
    told = clean_text(text)
    word = opened(in_every_place(realistic.document, told))
    assert body_text(word).count(told) >= 15
    assert word.core_properties.title == told


def test_text_finds_its_own_direction_and_says_its_language(realistic: Any) -> None:
    assert [rightward(text) for text in ("abc", "12 \u05d0", "\u0627\u0644 abc", "", "7")] == [
        False,
        True,
        True,
        False,
        False,
    ]
    arabic = "\u0627\u0644\u0639\u0631\u0628\u064a\u0629"
    answer = Answer(Standing.STATED, lines=(arabic,), language="ar")
    word = opened(with_entries(realistic.document, Entry("1.1", "e", "Title", answer)))
    paragraph = next(p for p in word.paragraphs if p.text == arabic)
    assert paragraph._p.pPr.find(qn("w:bidi")) is not None
    run = paragraph.runs[0]._r.rPr
    assert run.find(qn("w:rtl")) is not None
    assert run.find(qn("w:lang")).get(qn("w:bidi")) == "ar"


def test_it_speaks_the_language_of_the_document() -> None:
    for language, tag, told in (("de", "de-DE", "Arbeitskopie"), ("fr", "fr-FR", "Copie de travail")):
        record = realistic_record(language=language, facts=(fact("dataset.title", "T", "Name"),))
        content = render_docx(build_datasheet(record), record_bytes(record))
        word = docx.Document(io.BytesIO(content))
        assert word.sections[0].header.paragraphs[0].text.startswith(told)
        assert word.core_properties.language == language
        assert f'<w:lang w:val="{tag}"/>'.encode() in parts(content)["word/styles.xml"]
        assert b"Working copy" not in b"".join(parts(content).values())


def test_where_to_ask_what_goes_with_it_and_the_language_of_names_and_rows(realistic: Any) -> None:
    table = Table("Namen", ("Id", "Name"), (("1", "Möwe"),), "de")
    document = with_entries(
        realistic.document, Entry("1.1", "e", "Rows", Answer(Standing.STATED, table=table), listing=True)
    )
    annex = Annex("domains.csv", "text/csv", "All domains.", b"a", "sha256:" + "0" * 64)
    document = replace(document, status_url="https://a.example/s", annexes=(annex,), subject_language="de")
    word = opened(document)
    told = [(p.style.name, p.text) for p in word.paragraphs]
    assert ("List Bullet", f"domains.csv: All domains. {annex.sha256}") in told
    assert [text for _, text in told if text.endswith("https://a.example/s")]
    title = next(p for p in word.paragraphs if p.style.name == "Title")
    assert title.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "de"
    cell = word.tables[0].cell(1, 1).paragraphs[0].runs[0]._r
    assert cell.rPr.find(qn("w:lang")).get(qn("w:val")) == "de"
    assert word.tables[0].cell(0, 1).paragraphs[0].runs[0]._r.rPr is None


def test_a_date_that_is_none_is_refused(realistic: Any) -> None:
    with pytest.raises(ValueError, match="soon"):
        render_docx(replace(realistic.document, document_date="soon"), b"{}")


def test_the_same_bytes_in_every_process(realistic: Any) -> None:
    folders = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "document")]
    code = (
        f"import sys; sys.path[:0] = {[*folders, *sys.path]!r}\n"
        "from conftest import *\n"
        "from muniment.render.docx import render_docx\n"
        "made = make_sample(realistic_record(outcomes=outcomes()))\n"
        "sys.stdout.buffer.write(render_docx(made.document, made.record_json))"
    )
    for seed, zone in (("0", "Asia/Tokyo"), ("4711", "America/Lima")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
        assert done.stdout == render_docx(realistic.document, realistic.record_json)
