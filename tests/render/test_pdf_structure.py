"""The structure tree: what page breaks divide is one element, notes and captions have their places."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdf_tree import opened, parents_of, render, rules_broken, tree_of
from sample_records import fact, small_record

from muniment.document.datasheet import build_datasheet
from muniment.document.paragraphs import all_entries
from muniment.record.record import record_bytes
from muniment.render.pdf import render_pdf
from muniment.sign.keys import new_development_key
from muniment.sign.pdf import seal_pdf

ROWS = 300


@pytest.fixture(scope="module")
def long_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [{"name": f"value-{number}", "value": number} for number in range(ROWS)]
    record = small_record(facts=(fact("dataset.label_schema", rows, "Labels", card="dataset/penguins@1.0"),))
    path = tmp_path_factory.mktemp("long") / "long.pdf"
    path.write_bytes(render_pdf(build_datasheet(record), record_bytes(record)))
    return path


@pytest.fixture(scope="module")
def sealed_table(long_table: Path) -> Path:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    path = long_table.with_name("sealed.pdf")
    path.write_bytes(seal_pdf(long_table.read_bytes(), new_development_key(path.parent, "dev", now), now))
    return path


def test_a_table_over_many_pages_is_one_table(long_table: Path) -> None:
    with pikepdf.open(long_table) as pdf:
        (table,) = tree_of(pdf).all("Table")
        assert [kid.tag for kid in table.kids] == ["THead", "TBody"]
        rows = table.kids[1].kids
        assert [row.tag for row in rows] == ["TR"] * ROWS
        marks = [mark for row in rows for mark in row.marks()]
        assert marks == sorted(marks), "the rows stand in the order of the pages"
        assert len({page for page, _ in marks}) > 3


def test_the_repeated_head_of_a_table_is_an_artifact(long_table: Path) -> None:
    with pikepdf.open(long_table) as pdf:
        (table,) = tree_of(pdf).all("Table")
        head = table.kids[0]
        assert len({page for page, _ in head.marks()}) == 1
        columns = [bytes(cell.item.ID) for cell in head.all("TH")]
        named = {bytes(name) for cell in table.all("TD") for name in cell.item.A.Headers}
        known = {bytes(cell.item.ID) for cell in table.all("TH")}
        assert set(columns[1:]) <= named <= known


@pytest.mark.parametrize("name", ["long_table", "sealed_table"])
def test_page_validation_finds_the_long_table_conformant(name: str, request: pytest.FixtureRequest) -> None:
    assert rules_broken(request.getfixturevalue(name)) == set()


@pytest.mark.slow
def test_verapdf_finds_the_long_table_conformant(long_table: Path, sealed_table: Path) -> None:
    from verapdf import failed_rules

    assert failed_rules([long_table, sealed_table]) == []


def test_no_element_of_the_tree_says_nothing(realistic_pdf: Path, hostile_pdf: Path, long_table: Path) -> None:
    for path in (realistic_pdf, hostile_pdf, long_table):
        with pikepdf.open(path) as pdf:
            paragraphs = tree_of(pdf).all("P")
            assert any(node.content for node in paragraphs), "the text of a line belongs to its paragraph"
            plain = {"/K", "/P", "/Pg", "/S", "/Type"}
            empty = [
                kid
                for node in paragraphs
                for kid in node.kids
                if kid.tag == "NonStruct" and set(kid.item.keys()) <= plain
            ]
            assert empty == []


def test_what_is_packed_is_numbered_as_it_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """pydyf counts freed objects among those it packs: beyond 65,535 of them it stopped with an error."""
    import pydyf

    freed: list[int] = []
    write = pydyf.PDF.write

    def noted(pdf: Any, *arguments: Any, **named: Any) -> Any:
        freed.extend(item.number for item in pdf.objects if item.free == "f" and item.compressible)
        return write(pdf, *arguments, **named)

    monkeypatch.setattr(pydyf.PDF, "write", noted)
    record = small_record()
    assert render_pdf(build_datasheet(record), record_bytes(record)).startswith(b"%PDF-")
    assert freed == []


def test_content_and_tree_agree_on_every_page(realistic_pdf: Path, hostile_pdf: Path, long_table: Path) -> None:
    for path in (realistic_pdf, hostile_pdf, long_table):
        with pikepdf.open(path) as pdf:
            parents = parents_of(pdf)
            tree = tree_of(pdf)
            told = {mark: node.item.objgen for node in tree.walk() for mark in node.content}
            assert told == parents


def test_paragraphs_lists_and_links_over_pages_are_one() -> None:
    words = "word " * 900
    lines = "".join(f"<li>line {number}</li>" for number in range(120))
    data = render(
        f'<div><p>{words}</p><ul>{lines}</ul><p><a href="https://example.org/">{words}</a></p><p>end</p></div>'
    )
    with opened(data) as pdf:
        tree = tree_of(pdf)
        assert len(pdf.pages) > 4
        assert [kid.tag for kid in tree.kids[0].kids] == ["P", "L", "P", "P"]
        (listed,) = tree.all("L")
        assert [kid.tag for kid in listed.kids] == ["LI"] * 120
        assert all([kid.tag for kid in item.kids] == ["Lbl", "LBody"] for item in listed.kids)
        links = {node.item.objgen: node for node in tree.all("Link")}
        assert any(len({page for page, _ in node.content}) > 1 for node in links.values())
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        named = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        areas = [one for page in pdf.pages for one in page.obj.get("/Annots", []) if one.Subtype == pikepdf.Name.Link]
        assert len(areas) > 2
        assert {named[int(area.StructParent)].objgen for area in areas} == set(links)


def test_a_row_taller_than_a_page_is_one_row() -> None:
    cell = "<br>".join(f"line {number}" for number in range(90))
    data = render(
        "<table><thead><tr><th scope=col>a</th><th scope=col>b</th></tr></thead>"
        f"<tbody><tr><th scope=row>x</th><td>{cell}</td></tr><tr><th scope=row>y</th><td>1</td></tr></tbody></table>"
    )
    with opened(data) as pdf:
        (table,) = tree_of(pdf).all("Table")
        assert [[cell.tag for cell in row.kids] for row in table.all("TR")] == [
            ["TH", "TH"],
            ["TH", "TD"],
            ["TH", "TD"],
        ]
        assert len({page for page, _ in table.all("TD")[0].marks()}) > 1


def test_tables_that_only_look_alike_stay_apart() -> None:
    table = "<table><thead><tr><th scope=col>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    with opened(render(f'{table}<div style="break-before: page">{table}</div>')) as pdf:
        tables = tree_of(pdf).all("Table")
        assert [[kid.tag for kid in one.kids] for one in tables] == [["THead", "TBody"]] * 2


def test_a_note_stands_behind_its_call(realistic: Any, realistic_pdf: Path) -> None:
    with pikepdf.open(realistic_pdf) as pdf:
        tree = tree_of(pdf)
        notes = tree.all("Note")
        assert [str(note.item.ID) for note in notes] == [f"note-{note.number}" for note in realistic.document.footnotes]
        assert all(note.kids[0].tag == "Lbl" for note in notes)
        around = [(node.kids[at - 1].tag, kid.tag) for node in tree.walk() for at, kid in enumerate(node.kids)]
        assert [pair for pair in around if pair[1] == "Note"] == [("Reference", "Note")] * len(notes)
        tops = [kid.tag for kid in tree.kids]
        assert "NonStruct" not in tops, "no foot of a page is left as content of its own"


def test_headers_of_tables(realistic: Any, realistic_pdf: Path) -> None:
    with pikepdf.open(realistic_pdf) as pdf:
        heads = [str(cell.item.A.Scope) for cell in tree_of(pdf).all("TH")]
        tables = [
            entry.answer.table
            for section in realistic.document.sections
            for entry in all_entries(section)
            if entry.answer.table
        ]
        pictures = [picture for section in realistic.document.sections for picture in section.pictures]
        tables += [picture.table for picture in pictures if picture.table]
        assert len(tables) > 3
        assert heads.count("/Row") == sum(len(table.rows) for table in tables)
        assert heads.count("/Column") == sum(len(table.head) for table in tables)


PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60">'
    "<title>German has four fifths, English one.</title>"
    '<rect width="160" height="20" fill="#555"/><text x="4" y="50">de</text></svg>'
)


def test_a_picture_is_a_figure_with_its_caption_and_the_table_beside_it(tmp_path: Path) -> None:
    table = "<table><thead><tr><th scope=col>Language</th></tr></thead><tbody><tr><td>de</td></tr></tbody></table>"
    data = render(f"<div><p>before</p><figure>{PICTURE}<figcaption>Languages</figcaption>{table}</figure></div>")
    (tmp_path / "picture.pdf").write_bytes(data)
    assert rules_broken(tmp_path / "picture.pdf") == set()
    with opened(data) as pdf:
        tree = tree_of(pdf)
        (figure,) = tree.all("Figure")
        assert str(figure.item.Alt) == "German has four fifths, English one."
        assert [kid.tag for kid in figure.kids] == ["Caption"]
        assert len(figure.content) == 1
        (beside,) = [node for node in tree.walk() if "Table" in [kid.tag for kid in node.kids]]
        assert "Figure" in [node.tag for node in beside.walk()], "the table stands beside the figure, not in it"
        assert figure.all("Table") == []
        left, bottom, right, top = (float(number) for number in figure.item.A.BBox)
        assert (round(right - left), round(top - bottom)) == (150, 45)
        page = pdf.pages[0].MediaBox
        assert 0 < left < right < float(page[2])
        assert float(page[3]) / 2 < bottom < top < float(page[3]), "it stands in the upper half of the page"


@pytest.mark.slow
def test_verapdf_finds_a_picture_conformant(tmp_path: Path) -> None:
    from verapdf import failed_rules

    path = tmp_path / "picture.pdf"
    path.write_bytes(render(f"<figure>{PICTURE}<figcaption>Languages</figcaption></figure>"))
    assert failed_rules([path]) == []


def test_running_headers_are_artifacts(realistic_pdf: Path) -> None:
    with pikepdf.open(realistic_pdf) as pdf:
        for one in pdf.pages:
            marks = [item for item in pikepdf.parse_content_stream(one) if str(item.operator) == "BDC"]
            assert b"/Pagination" in pikepdf.unparse_content_stream(marks)


def test_the_hook_into_the_tagging_is_where_it_was() -> None:
    from weasyprint.pdf import tags

    assert "_build_box_tree" in tags.add_tags.__code__.co_names
    assert "_build_box_tree" in tags._build_box_tree.__code__.co_names


def test_what_is_in_another_language_and_what_a_sign_means_are_told() -> None:
    data = render('<p lang="de">Umlaute</p><ul><li><span data-spoken="chosen">☑</span> Text</li></ul>')
    with opened(data) as pdf:
        tree = tree_of(pdf)
        assert str(tree.all("P")[0].item.Lang) == "de"
        assert [str(node.item.ActualText) for node in tree.all("Span") if "/ActualText" in node.item] == ["chosen"]


def test_a_note_that_would_be_lost_ends_the_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.layout import LayoutContext

    page = '<p>Paragraph<span class="note" id="note-1">A note.</span></p>'
    style = ".note { float: footnote }"
    with opened(render(page, style)) as pdf:
        assert len(tree_of(pdf).all("Note")) == 1
    monkeypatch.setattr(LayoutContext, "layout_footnote", lambda context, note: context.footnotes.remove(note))
    with pytest.raises(ValueError, match="1 notes are called on the pages, and 0 stand on them"):
        render(page, style)
