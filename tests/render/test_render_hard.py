"""Texts that are hard to set: other scripts, very long words, lists and tables; and the address of the status."""

import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from page_text import document_texts, squeezed
from pdf_tree import opened, rules_broken, tree_of
from sample_records import fact, realistic_record, small_record

from muniment.document.answers import plain_answer
from muniment.document.datasheet import build_datasheet
from muniment.document.model import Answer, Document, Standing
from muniment.record.record import Record, Subject, load_record, record_bytes
from muniment.render.pdf import render_pdf
from muniment.render.print_fonts import font_faces, printable

ARABIC = "طلبات دعم العملاء باللغة العربية، الإصدار 2 (CSV)"
HEBREW = "בקשות תמיכה של לקוחות בעברית, גרסה 2 (CSV)"
STATUS = "https://status.nordlicht.example/datasheets/support-tickets-de"
PENGUINS = "dataset/penguins@1.0"


def text_of(data: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def pdf_of(record: Record) -> bytes:
    return render_pdf(build_datasheet(record), record_bytes(record))


def letters(text: str) -> list[str]:
    """Return the letters of other scripts, in whatever order and shape a reader of PDFs tells them."""
    return sorted(character for character in unicodedata.normalize("NFKC", text) if "\u0590" <= character <= "\u06ff")


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = (
        fact("dataset.title", ARABIC, "Name of the data set"),
        fact("dataset.governance.owner", HEBREW, "Named owner"),
        fact("dataset.quality.known_omissions", [ARABIC, HEBREW, "Ελληνικά", "Кириллица", "中文", "😀"], "Omissions"),
    )
    record = realistic_record(subject=Subject("dataset", "support-tickets-de", "2.3.0", ARABIC), facts=facts)
    path = tmp_path_factory.mktemp("scripts") / "scripts.pdf"
    path.write_bytes(pdf_of(record))
    return path


def test_arabic_hebrew_greek_and_cyrillic_are_printed_as_written(scripts: Path) -> None:
    text = text_of(scripts.read_bytes())
    for written in (ARABIC, HEBREW):
        assert set(letters(written)) <= set(letters(text))
    assert "Ελληνικά" in text
    assert "Кириллица" in text
    assert rules_broken(scripts) == set()


@pytest.mark.slow
def test_verapdf_finds_other_scripts_conformant(scripts: Path) -> None:
    from verapdf import failed_rules

    assert failed_rules([scripts]) == []


def test_scripts_without_a_family_are_printed_as_code_points(scripts: Path) -> None:
    text = squeezed(text_of(scripts.read_bytes()))
    assert "[U+4E2D][U+6587]" in text
    assert "[U+1F600]" in text
    assert printable("ا א 中") == "ا א [U+4E2D]"


def test_fonts_of_other_scripts_are_embedded_only_where_needed(realistic_pdf: Path, scripts: Path) -> None:
    def families(path: Path) -> str:
        return subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout

    assert "Datasheet-Arabic" not in families(realistic_pdf)
    assert "Datasheet-Hebrew" not in families(realistic_pdf)
    assert {"Datasheet-Arabic", "Datasheet-Hebrew"} <= {
        row.split()[0].partition("+")[2] for row in families(scripts).splitlines()[2:]
    }
    assert len(font_faces("Latin, Ελληνικά, Кириллица")) < len(font_faces(HEBREW)) < len(font_faces(HEBREW + ARABIC))


def test_long_words_lists_and_wide_tables_stay_on_the_page(tmp_path: Path) -> None:
    row = {f"column_{number}": f"value {number} of twelve" for number in range(12)}
    facts = (
        fact("dataset.title", "w" * 500, "Name", card=PENGUINS),
        fact(
            "dataset.quality.known_omissions", [f"omission {n}, told in words" for n in range(1000)], "x", card=PENGUINS
        ),
        fact("dataset.statistics.by_group", [row] * 3, "Twelve columns", card=PENGUINS),
    )
    record = small_record(facts=facts, subject=Subject("dataset", "penguins", "1.0", "w" * 500))
    path = tmp_path / "hard.pdf"
    path.write_bytes(pdf_of(record))
    assert rules_broken(path) == set()
    text = squeezed(text_of(path.read_bytes(), "-raw"))
    words = {word for part in document_texts(build_datasheet(record)) for word in part.split() if len(word) < 8}
    assert sorted(word for word in words if word not in text) == []
    assert all(f"omission{number},toldinwords" in text for number in range(1000))
    boxes = text_of(path.read_bytes(), "-bbox")
    widest = max(float(part.partition('"')[0]) for part in boxes.split('xMax="')[1:])
    assert widest <= 595.3, "no word runs off the page"
    with opened(path.read_bytes()) as pdf:
        (listed,) = [one for one in tree_of(pdf).all("L") if len(one.kids) > 100]
        assert [kid.tag for kid in listed.kids] == ["LI"] * 1000


def test_three_hundred_splits_and_deep_records(tmp_path: Path) -> None:
    splits = tuple(
        fact(f"dataset.splits[].{name}", value, name, at=f"/splits/s-{number}/{name}", card=PENGUINS)
        for number in range(300)
        for name, value in (("role", "training"), ("amount", number))
    )
    path, at = "dataset.labelling", "/labelling"
    for depth in range(8):
        path, at = f"{path}.level{depth}[]", f"{at}/level{depth}/record-{depth}"
    deep = (fact(f"{path}.note", "at the bottom", "Note", at=f"{at}/note", card=PENGUINS),)
    record = small_record(facts=(*splits, *deep))
    file = tmp_path / "splits.pdf"
    file.write_bytes(pdf_of(record))
    assert rules_broken(file) == set()
    text = text_of(file.read_bytes())
    assert all(f"s-{number}" in text for number in range(300))
    assert "at the bottom" in text
    assert "record-7" in squeezed(text)


def test_parts_of_an_answer_say_their_origins_where_these_differ() -> None:
    document = build_datasheet(small_record())
    parts = tuple(
        (name, replace(plain_answer("x"), origin=origin)) for name, origin in (("A", "declared"), ("B", "measured"))
    )
    section = document.sections[0]
    entry = replace(section.entries[0], answer=Answer(Standing.STATED, parts=parts))
    changed = replace(document, sections=(replace(section, entries=(entry,)), *document.sections[1:]))
    text = squeezed(text_of(render_pdf(changed, b"{}"), "-raw"))
    assert "Adeclared" in text
    assert "Bmeasured" in text


def test_without_a_status_address_there_is_no_code(realistic_pdf: Path) -> None:
    with opened(realistic_pdf.read_bytes()) as pdf:
        assert not any(str(figure.item.Alt).startswith("QR code") for figure in tree_of(pdf).all("Figure"))


def test_the_status_address_is_printed_as_code_and_text_and_is_a_link(tmp_path: Path) -> None:
    record = small_record(status_url=STATUS)
    data = pdf_of(record)
    (tmp_path / "status.pdf").write_bytes(data)
    assert rules_broken(tmp_path / "status.pdf") == set()
    cover = text_of(data, "-raw", "-l", "1")
    assert STATUS in squeezed(cover)
    assert build_datasheet(record).record_digest in squeezed(cover)
    with opened(data) as pdf:
        (figure,) = tree_of(pdf).all("Figure")
        assert str(figure.item.Alt) == f"QR code with the address {STATUS}"
        links = [one.A.URI for one in pdf.pages[0].obj.Annots if one.Subtype == "/Link" and "/URI" in one.get("/A", {})]
        assert {str(link) for link in links} == {STATUS}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://a.example", "https://a.example/ b", "https://\u202ea"]
)
def test_a_record_from_outside_makes_no_link_of_what_is_no_address(address: str) -> None:
    document: Document = build_datasheet(small_record(status_url=address))
    assert document.status_url == ""


def test_the_status_address_survives_in_the_record() -> None:
    record = small_record(status_url=STATUS)
    assert load_record(record_bytes(record)) == record


def test_a_list_that_no_page_holds_as_columns_is_printed_as_records() -> None:
    names = ("modality", "phase", "stage", "tokenizer_name", "amount_told", "counting", "as_of_day", "unit_name")
    measures = tuple(
        fact(f"dataset.measures[].{name}", f"{name}-unbroken-{row}", name, at=f"/measures/{row}/{name}", card=PENGUINS)
        for row in ("kept", "fetched")
        for name in names
    )
    data = pdf_of(small_record(facts=measures))
    lines = [" ".join(line.split()) for line in text_of(data).splitlines()]
    assert "kept" in lines
    assert all(any(f"{name} {name}-unbroken-kept" in line for line in lines) for name in names)
    with opened(data) as pdf:
        assert not tree_of(pdf).all("Table")


@pytest.mark.parametrize("lines", range(3))
def test_a_label_stays_beside_its_answer_wherever_the_page_ends(lines: int) -> None:
    facts = (
        fact("dataset.quality.a", "word " * 18 * lines + "x", "One", card=PENGUINS),
        *(
            fact(
                f"dataset.quality.b{number}",
                f"answer-{number}",
                f"Label of more than a line: n-{number}",
                card=PENGUINS,
            )
            for number in range(100, 160)
        ),
    )
    pages = text_of(pdf_of(small_record(facts=facts)), "-layout").split("\f")
    for number in range(100, 160):
        (page,) = [page for page in pages if f"answer-{number}" in page]
        assert f"n-{number}" in page
