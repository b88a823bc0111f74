"""Markdown, read back by a CommonMark parser that is not ours: what goes in comes out as text, and nothing acts."""

import itertools
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from page_text import document_texts, squeezed
from sample_records import HOSTILE, fact, realistic_record
from working_copies import LINK, ROWS, in_every_form, in_every_place, with_entries

from muniment.document.datasheet import build_datasheet
from muniment.document.model import Answer, Document, Entry, Standing, Table
from muniment.document.text import clean_text
from muniment.record.record import record_bytes
from muniment.render.markdown import escape, render_markdown

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ACTING = {"html_block", "html_inline", "image", "fence", "code_block", "hr", "blockquote_open", "s_open", "hardbreak"}
#: Words and signs that mean something to a Markdown parser, to meet more of them than chance brings.
SIGNS = st.sampled_from(
    [*"\\`*_[]<>&#|~$!()-+=.:>1 ", "---", "===", "***", "```", "~~~", "~~", "1. ", "12) ", "- ", "+ ", "# ", "> ", "](",
     "[a]: http://a", "&amp;", "&#65;", "<b>", "<!--", "https://a.b", "www.a.b", "\\|", "| --- |", "[x]", "![", "    "]
)  # fmt: skip
TEXTS = st.lists(SIGNS | st.text(max_size=6), max_size=12).map("".join).map(clean_text)


def tokens(source: str) -> list[Token]:
    """Return all tokens of a text, those inside a line after the line."""
    return [inner for token in PARSER.parse(source) for inner in (token, *(token.children or ()))]


def shown(source: str) -> str:
    """Return the text that a reader of the parsed page sees."""
    return "".join(t.content for t in tokens(source) if t.type in ("text", "text_special", "code_inline"))


def rendered(document: Document) -> str:
    return render_markdown(document, b"{}").decode("utf-8")


@pytest.fixture(params=["realistic", "hostile", "small"])
def sample(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


@given(text=TEXTS)
@example(text="1986. A great year")
@example(text="a\\|b\\")
@example(text="a\\")
@settings(max_examples=400)
def test_text_comes_out_as_it_went_in_wherever_it_stands(text: str) -> None:
    told = escape(text)
    places = (
        "{}",
        "x\n\n{}\n\ny",
        "- {}",
        "# {}",
        "**1 {}**",
        "({})",
        "[{}](https://a.example)",
        "\n| {} | b |\n| --- | --- |\n| {} | y |\n",
    )
    for place in places:
        source = place.replace("{}", told or "x")
        found = tokens(source)
        assert not {token.type for token in found} & ACTING, source
        assert [t.attrGet("href") for t in found if t.type == "link_open"] == (
            ["https://a.example"] if "](" in place else []
        )
        blocks = [t.type for t in PARSER.parse(source)]
        assert blocks.count("bullet_list_open") == place.count("- {}"), source
        assert "ordered_list_open" not in blocks
        lines = [t for t in PARSER.parse(source) if t.type == "inline"]
        wanted = {"{}": text or "x", "x\n\n{}\n\ny": f"x{text or 'x'}y"}.get(place)
        if wanted is not None:
            assert shown(source) == wanted
        assert any(squeezed(text) in squeezed(shown(line.content)) for line in lines), source
        assert blocks.count("tr_open") == (2 if "---" in place else 0), source


def test_every_text_of_the_document_is_in_it(sample: Any) -> None:
    text = squeezed(shown(rendered(sample.document)))
    assert [told for told in document_texts(sample.document) if squeezed(told) not in text] == []


def test_nothing_acts_and_no_link_is_but_those_to_provisions(sample: Any) -> None:
    found = tokens(rendered(sample.document))
    assert not {token.type for token in found} & ACTING
    links = [token.attrGet("href") for token in found if token.type == "link_open"]
    assert links == [note.link for note in sample.document.footnotes if note.link]
    parsed: dict[str, Any] = {}
    PARSER.parse(rendered(sample.document), parsed)
    assert not parsed.get("references")


def test_it_says_that_it_is_a_working_copy_of_which_record(sample: Any) -> None:
    source = rendered(sample.document)
    assert "**Working copy, not the sealed edition**" in source
    assert f"`{sample.document.record_digest}`" in source
    assert sample.record_json.decode() not in source


def test_headings_follow_each_other_and_sections_keep_their_numbers(sample: Any) -> None:
    parsed = PARSER.parse(rendered(sample.document))
    levels = [int(token.tag[1]) for token in parsed if token.type == "heading_open"]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    heads = [shown(parsed[i + 1].content) for i, token in enumerate(parsed) if token.type == "heading_open"]
    for section in sample.document.sections:
        assert f"{section.number} {section.heading}" in heads


def test_choices_tables_parts_pictures_and_notes(realistic: Any) -> None:
    source = rendered(in_every_form(realistic.document))
    assert "- ☑ Text (chosen)\n- ☐ Image (not chosen)\n" in source
    assert "**1.1 Modalities \\[1\\] \\[2\\]**\n\n(measured, a lock)" in source
    assert "**Name**\n\nNordlicht\n\n**Until**\n\n*Unknown*" in source
    assert "| Group | Share |\n| --- | --- |\n| a \\& \\<b\\> \\| c | 1 % |\n| \\- | \\*2\\* % |" in source
    assert "Two bars; the first is longer." in source
    assert "The figures stand in 1.1 Modalities" in source
    assert "\\[2\\] Article 5, remembered." in source
    links = [token.attrGet("href") for token in tokens(source) if token.type == "link_open"]
    assert [unquote(str(link)) for link in links] == [LINK]
    cells = [shown(token.content) for token in PARSER.parse(source) if token.type == "inline"]
    assert cells.count(ROWS[0][0]) == 2


def test_what_is_open_never_looks_like_an_unticked_box(realistic: Any) -> None:
    source = rendered(
        with_entries(realistic.document, Entry("1.1", "e", "Modalities", Answer(Standing.UNKNOWN, "Unknown")))
    )
    assert "☐" not in source
    assert "**1.1 Modalities**\n\n*Unknown*" in source


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_in_every_place(text: str, realistic: Any) -> None:
    told = clean_text(text)
    source = rendered(in_every_place(realistic.document, told))
    assert not {token.type for token in tokens(source)} & ACTING
    assert shown(source).count(told) >= 15


def test_three_hundred_rows_are_one_table(realistic: Any) -> None:
    rows = tuple((f"set {number}", f"a | b {number}") for number in range(300))
    table = Table("Sets", ("Set", "What"), rows)
    source = rendered(
        with_entries(realistic.document, Entry("1.1", "e", "Sets", Answer(Standing.STATED, table=table), listing=True))
    )
    parsed = [token.type for token in PARSER.parse(source)]
    assert parsed.count("table_open") == 1
    assert parsed.count("tr_open") == 301


def test_it_speaks_the_language_of_the_document() -> None:
    for language, told in (("de", "Arbeitskopie"), ("fr", "Copie de travail")):
        record = realistic_record(language=language, facts=(fact("dataset.title", "T", "Name"),))
        source = render_markdown(build_datasheet(record), record_bytes(record)).decode()
        assert f"**{told}" in source
        assert "Working copy" not in source
