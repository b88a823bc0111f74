"""The sources of the verifier page (``templates/verifier``), and the texts in them that are translated."""

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

from muniment.base.resources import template_path

_SENTENCE = re.compile(r'\bmsg\(\s*("(?:[^"\\]|\\.)*")')
_MARKED = re.compile(r"<(\w+)[^>]*\sdata-t>([^<]*)</\1>")


def page_sources() -> dict[str, str]:
    """Return the modules of the page by name, without those that are made when it is built."""
    return {file.name: file.read_text("utf-8") for file in sorted(_folder().glob("*.js"))}


def page_frame() -> str:
    """Return the page without its program and its looks."""
    return (_folder() / "page.html").read_text("utf-8")


def page_looks() -> str:
    """Return the style sheet: the rules that all pages share, and those of this page."""
    shared = template_path("html", "base.css").read_text("utf-8")
    return shared + (_folder() / "page.css").read_text("utf-8")


def page_texts() -> Iterator[str]:
    """Yield every English text of the page in the order of the sources, some more than once."""
    for _, text in _MARKED.findall(page_frame()):
        yield html.unescape(text)
    for source in page_sources().values():
        for literal in _SENTENCE.findall(source):
            # A text of the page is written so that Python reads it as JavaScript does.
            yield str(ast.literal_eval(literal))


def _folder() -> Path:
    return template_path("verifier")
