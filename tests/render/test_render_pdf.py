"""The PDF edition: conformant, complete, reproducible, in our fonts only, and shut off from files and network."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from page_text import document_texts, squeezed
from pdf_tree import rules_broken
from sample_records import small_record

from muniment.document.datasheet import build_datasheet
from muniment.record.record import record_bytes
from muniment.render.page_templates import fill
from muniment.render.pdf import render_pdf, renderer_versions
from muniment.render.print_fonts import SANS, covered, font_faces, printable
from muniment.render.weasy import closed_process, write_pdf


def pdf_text(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-raw", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def words_of(text: str) -> list[str]:
    """Return the words as the PDF must hold them; a footer may stand between any two."""
    return [squeezed(printable(word)) for word in text.split()]


def wrong_lengths(data: bytes) -> list[int]:
    """Return the streams whose stated length is not the real one."""
    found = re.finditer(rb"/Length (\d+)[^\n]*>>\nstream\n", data)
    return [match.start() for match in found if not data.startswith(b"\nendstream", match.end() + int(match[1]))]


@pytest.mark.parametrize("name", ["realistic_pdf", "hostile_pdf"])
def test_page_validation_finds_it_conformant(name: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(name)
    assert wrong_lengths(path.read_bytes()) == []
    assert rules_broken(path) == set()


@pytest.mark.slow
def test_verapdf_finds_it_conformant(realistic_pdf: Path, hostile_pdf: Path) -> None:
    from verapdf import failed_rules

    assert failed_rules([realistic_pdf, hostile_pdf]) == []


@pytest.mark.slow
def test_who_hears_it_understands_it(realistic_pdf: Path, hostile_pdf: Path) -> None:
    from read_aloud import rules_heard

    assert rules_heard([realistic_pdf, hostile_pdf]) == {}


def test_the_pdf_says_what_the_html_says(realistic: Any, realistic_pdf: Path) -> None:
    text = squeezed(pdf_text(realistic_pdf)).replace("\u00ad", "")
    missing = [part for part in document_texts(realistic.document) if squeezed(part) not in text]
    # What a page break or a column divides is looked for word by word.
    assert [word for part in missing for word in words_of(part) if word not in text] == []


def test_the_hostile_pdf_says_every_word(hostile: Any, hostile_pdf: Path) -> None:
    text = squeezed(pdf_text(hostile_pdf))
    words = {word for part in document_texts(hostile.document) for word in words_of(part) if len(word) < 60}
    assert sorted(word for word in words if word not in text) == []
    assert "[U+202E]" in text
    assert "[U+4E2D]" in text


def test_only_our_fonts_all_embedded(realistic_pdf: Path, hostile_pdf: Path) -> None:
    for path in (realistic_pdf, hostile_pdf):
        done = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True)
        rows = [line.split() for line in done.stdout.splitlines()[2:]]
        assert {re.sub(r"^[A-Z]{6}\+", "", row[0]) for row in rows} <= {
            "Datasheet-Sans", "Datasheet-Sans-Semi-Bold", "Datasheet-Mono", "Datasheet-Arabic",
        }  # fmt: skip
        assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_the_record_is_attached_as_source_with_the_date_of_the_document(realistic: Any, realistic_pdf: Path) -> None:
    with pikepdf.open(realistic_pdf) as pdf:
        assert list(pdf.attachments) == ["record.json"]
        attached = pdf.attachments["record.json"].get_file()
        assert attached.read_bytes() == realistic.record_json
        assert attached.creation_date is not None
        assert attached.creation_date.date().isoformat() == realistic.document.document_date
        assert attached.mod_date == attached.creation_date
        assert len(pdf.Root.AF) == 1
        assert str(pdf.Root.AF[0].AFRelationship) == "/Source"
        assert "2026" in str(pdf.docinfo["/CreationDate"])


def test_the_metadata_can_be_read_without_decoding(realistic: Any, realistic_pdf: Path) -> None:
    data = realistic_pdf.read_bytes()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert f"<muniment:recordDigest>{realistic.document.record_digest}<".encode() in data


def test_seal_and_timestamps_have_tagged_empty_fields(realistic_pdf: Path) -> None:
    with pikepdf.open(realistic_pdf) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == [
            "Seal", "Timestamp", "Timestamp-2", "Timestamp-3", "Timestamp-4"
        ]  # fmt: skip
        assert int(pdf.Root.AcroForm.SigFlags) == 1
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        parents = {int(numbers[index]): numbers[index + 1] for index in range(0, len(numbers), 2)}
        for field in fields:
            assert (str(field.FT), "/V" in field) == ("/Sig", False)
            element = parents[int(field.StructParent)]
            assert (str(element.S), str(element.Alt)) == ("/Form", str(field.TU))
            assert element.K.Obj.objgen == field.objgen
        assert all(str(one.obj.Tabs) == "/S" for one in pdf.pages)


def test_the_same_bytes_in_every_process(small: Any) -> None:
    folders = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "document")]
    code = (
        f"import sys; sys.path[:0] = {[*folders, *sys.path]!r}\n"
        "from conftest import *\n"
        "sys.stdout.buffer.write(make_sample(small_record()).pdf())"
    )
    pages = set()
    for seed, epoch in (("0", "1"), ("4711", "1700000000")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch, "TZ": "Asia/Tokyo"}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
        pages.add(done.stdout)
    assert pages == {small.pdf()}


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "5")
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    with pytest.raises(RuntimeError), closed_process(datetime(2026, 1, 1, tzinfo=UTC)):
        assert os.environ["SOURCE_DATE_EPOCH"] == "1767225600"
        raise RuntimeError
    assert os.environ["SOURCE_DATE_EPOCH"] == "5"
    assert "FONTCONFIG_FILE" not in os.environ


@pytest.mark.parametrize(
    "asks",
    [
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<style>@import url(file:///etc/passwd);</style>",
        '<img alt="x" src="file:///etc/passwd">',
        '<p style="background: url(ftp://127.0.0.1/x)">x</p>',
    ],
)
def test_a_page_that_asks_for_anything_ends_the_rendering(asks: str) -> None:
    from datetime import UTC, datetime

    with pytest.raises(BaseException, match="pages fetch nothing") as caught:
        write_pdf(
            f'<html lang="en"><title>x</title><style>{font_faces()} p {{ font-family: "{SANS}" }}</style>'
            f"<body><p>x</p>{asks}",
            datetime(2026, 1, 1, tzinfo=UTC),
            [("record.json", b"{}", "r", "Source")],
            lambda rdf: rdf,
        )
    assert type(caught.value).__name__ == "FatalURLFetchingError"


def test_hostile_text_opens_no_door(hostile_pdf: Path) -> None:
    with pikepdf.open(hostile_pdf) as pdf:
        assert list(pdf.attachments) == ["record.json"]
        assert not {"/OpenAction", "/AA", "/JavaScript"} & set(pdf.Root.keys())
        actions = [annotation.A for one in pdf.pages for annotation in one.obj.get("/Annots", []) if "/A" in annotation]
        assert all(str(action.S) == "/URI" and str(action.URI).startswith("https://") for action in actions)
        assert b"/JavaScript" not in hostile_pdf.read_bytes()


def test_characters_without_a_glyph_are_printed_as_code_points() -> None:
    assert printable("Ωmega ж ≤ \u202f") == "Ωmega ж ≤ \u202f"
    assert printable("中a") == "[U+4E2D]a"
    assert {ord(sign) for sign in "āčěłßẞαжї€–…·\u00a0\u202f\u2212\u2011"} <= covered()


def test_versions() -> None:
    versions = dict(renderer_versions())
    assert versions["weasyprint"] == "70.0"
    assert {"pango", "fonttools", "fontpkg-source-sans-3", "fontpkg-ibm-plex-mono"} <= set(versions)


def test_a_date_that_is_none_is_refused() -> None:
    record = small_record(document_date="soon")
    with pytest.raises(ValueError, match="soon"):
        render_pdf(build_datasheet(record), record_bytes(record))


def test_the_print_style_and_the_page_hold_no_word_of_their_own(small: Any) -> None:
    page = fill("pdf/edition.html", "pdf/edition.css", small.document, legible=lambda text: "", fonts="", code="")
    body = re.sub(r"<[^>]*>", "", page.partition("</head>")[2])
    assert re.findall(r"[A-Za-z]{2,}", body) == []
    assert io.StringIO(page).read()
