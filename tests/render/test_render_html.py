"""The HTML edition: complete, self-contained, sound in structure, and closed against the text of cards.

``tests/render/golden/small.html`` is the whole page of a small record. After a wanted change of the page, write it
anew with ``MUNIMENT_UPDATE_GOLDEN=1 pytest tests/render/test_render_html.py`` and read the difference.
"""

import base64
import itertools
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from page_text import document_texts, squeezed
from sample_records import fact, realistic_record, small_record

from muniment.base.resources import template_path
from muniment.document.datasheet import build_datasheet
from muniment.document.model import Answer, Entry, Section, Standing, Table
from muniment.record.record import load_record, record_bytes
from muniment.render.html import SEAL_MARK, render_html

GOLDEN = Path(__file__).parent / "golden" / "small.html"
VOID = {"col", "meta", "link", "img", "br", "hr", "input", "wbr"}


class Page(HTMLParser):
    """Elements with attributes, text, and whether every element is closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.comments: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(params=["realistic", "hostile", "small"])
def sample(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def test_every_text_of_the_document_is_on_the_page(sample: Any) -> None:
    shown = squeezed("".join(Page(sample.html()).texts))
    assert [text for text in document_texts(sample.document) if squeezed(text) not in shown] == []


def test_nothing_absent_prints_as_no() -> None:
    record = realistic_record(facts=(fact("dataset.title", "Only a title", "Name"),), omissions=())
    page = Page(render_html(build_datasheet(record), record_bytes(record)).decode())
    assert "No" not in {text.strip() for text in page.texts}
    assert [text for text in page.texts if text == "Not stated"]


def test_no_script_no_request_no_comment(sample: Any) -> None:
    page = Page(sample.html())
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "form", "base", "input"}
    assert not tags & {"foreignobject", "use", "image", "animate", "set"}, "what an SVG may fetch or run"
    assert not page.comments
    assert not page.open
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")]
        assert re.match(r"#|https://|data:application/json;base64,|$", attributes.get("href", ""))
    assert len(page.all("style")) == 1
    for style in template_path("html").glob("*.css"):
        assert "url(" not in style.read_text(), style.name
    policy = next(item["content"] for item in page.all("meta") if item.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")


def test_a_description_for_machines_is_data_and_cannot_leave_its_element(small: Any) -> None:
    page = Page(render_html(small.document, small.record_json, '{"name":"x"}').decode())
    assert [item["type"] for item in page.all("script")] == ["application/ld+json"]
    policies = [item["content"] for item in page.all("meta") if item.get("http-equiv") == "Content-Security-Policy"]
    assert policies[0].startswith("default-src 'none';")
    assert "script-src" not in policies[0]
    with pytest.raises(ValueError, match="could end"):
        render_html(small.document, small.record_json, '{"name":"</script>"}')


def test_only_what_is_not_simply_declared_is_marked_and_the_word_stays_for_those_who_hear() -> None:
    facts = (
        fact("dataset.title", "T", "Name"),
        fact("dataset.description", "D", "Description", origin="measured"),
    )
    page = render_html(build_datasheet(realistic_record(facts=facts)), b"{}").decode()
    assert '<span class="origin unmarked">declared</span>' in page
    assert '<span class="origin">measured</span>' in page
    assert "A statement without a mark of its origin is declared" in page


def test_where_to_ask_whether_the_edition_still_stands_is_a_link() -> None:
    address = "https://provider.example/status/7"
    page = Page(render_html(build_datasheet(small_record(status_url=address)), b"{}").decode())
    assert [item["rel"] for item in page.all("a") if item["href"] == address] == ["noreferrer"]
    assert address in page.texts
    for hostile in ("javascript:alert(1)", "https://x.example/ onclick=", "http://provider.example/"):
        page = Page(render_html(build_datasheet(small_record(status_url=hostile)), b"{}").decode())
        assert hostile not in {item["href"] for item in page.all("a")}


def test_the_mark_of_the_seal_is_not_in_the_page(sample: Any) -> None:
    assert SEAL_MARK not in sample.html()
    assert "muniment-seal" not in sample.html().replace("&lt;!-- muniment-seal:1 AAAA --&gt;", "").lower()


def test_the_record_is_embedded_once_and_comes_back(sample: Any) -> None:
    links = [item for item in Page(sample.html()).all("a") if item.get("id") == "muniment-record"]
    assert len(links) == 1
    assert links[0]["download"] == "record.json"
    data = base64.b64decode(links[0]["href"].removeprefix("data:application/json;base64,"), validate=True)
    assert data == sample.record_json
    assert load_record(data) == load_record(record_bytes(sample.record))
    assert sample.html().count("data:application/json") == 1


def test_structure_for_assistive_technology(sample: Any) -> None:
    page = Page(sample.html())
    ids = Counter(item["id"] for _, item in page.elements if "id" in item)
    assert [name for name, count in ids.items() if count > 1] == []
    referred = {item["href"][1:] for item in page.all("a") if item["href"].startswith("#")}
    referred |= {item["aria-labelledby"] for _, item in page.elements if "aria-labelledby" in item}
    assert referred <= set(ids)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert [len(page.all(tag)) for tag in ("main", "nav", "header", "footer")] == [1] * 4
    assert len(page.all("title")) == 1 + len(page.all("svg")), "the page and each picture have a name"
    assert page.all("html")[0]["lang"] == "en"
    assert page.elements[[tag for tag, _ in page.elements].index("body") + 1][1]["href"] == "#main"
    assert all("scope" in item for item in page.all("th"))


def _luminance(colour: str) -> float:
    channels = [int(part, 16) / 255 for part in re.findall("..", colour.lstrip("#"))]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_of_text_is_at_least_aa_in_light_and_dark() -> None:
    style = template_path("html", "base.css").read_text().partition("@media print")[0]
    for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block))
        full = {name: value if len(value) == 7 else "#" + value[1:] * 2 for name, value in colours.items()}
        pairs = [(ink, paper) for ink in ("ink", "quiet", "accent") for paper in ("paper", "tint")]
        for ink, paper in [*pairs, ("open", "paper"), ("open", "open-tint")]:
            bright, dark = sorted((_luminance(full[ink]), _luminance(full[paper])), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)


def test_text_in_another_language_is_marked() -> None:
    record = realistic_record(facts=(fact("dataset.description", {"de": "Hallo"}, "Description"),))
    assert '<p dir="auto" lang="de">Hallo</p>' in render_html(build_datasheet(record), b"{}").decode()


def test_a_megabyte_in_one_field() -> None:
    text = "lorem ipsum " * 45_000 + "a" * 500_000
    record = realistic_record(facts=(fact("dataset.description", text, "Description", source=text),))
    page = Page(render_html(build_datasheet(record), record_bytes(record)).decode())
    assert squeezed(text) in squeezed("".join(page.texts))


def test_the_golden_page(small: Any) -> None:
    page = small.html()
    if os.environ.get("MUNIMENT_UPDATE_GOLDEN"):
        GOLDEN.write_text(page, "utf-8")
    assert page == GOLDEN.read_text("utf-8"), "see the head of this file for how to write the golden page anew"


def test_the_same_bytes_in_every_process(realistic: Any) -> None:
    folders = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "document")]
    code = (
        f"import sys; sys.path[:0] = {[*folders, *sys.path]!r}\n"
        "from conftest import *\n"
        "sys.stdout.buffer.write(make_sample(realistic_record(outcomes=outcomes())).html().encode())"
    )
    for seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
        page = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
        assert page.stdout.decode() == realistic.html()


def test_nothing_heavy_is_imported_for_html() -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "import muniment.render, muniment.render.html, muniment.render.pdf, muniment.document.datasheet\n"
        "print([name for name in ('weasyprint', 'pikepdf', 'fontTools', 'pydantic', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_narrow_screen_scrolls_a_picture_and_breaks_a_digest() -> None:
    page = render_html(build_datasheet(realistic_record()), b"{}").decode("utf-8")
    assert re.search(r'<section class="drawing" tabindex="0" aria-label="[^"]+"><svg', page)
    table = Table("Files", ("Id", "Digest", "Words"), (("csv", "sha256:" + "a" * 64, "plain"),))
    entry = Entry("1.1", "files", "Files", Answer(Standing.STATED, table=table), listing=True)
    document = replace(build_datasheet(small_record()), sections=(Section("1", "all", "All", "", (entry,)),))
    page = render_html(document, b"{}").decode("utf-8")
    assert re.findall(r'<td [^>]*class="[^"]*whole[^"]*"[^>]*>(?:<wbr>)?([^<]+)', page) == ["sha256:" + "a" * 64]
