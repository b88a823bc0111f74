"""The templates of pages: one Jinja environment, escaping on, every missing name an error."""

import functools
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from muniment.base.resources import template_path
from muniment.document.model import Document
from muniment.document.words import Words, load_words


@dataclass(slots=True)
class Tools:
    """What a template gets beside the document: the interface words, and which notes were mentioned already."""

    words: Words
    mentioned: set[int] = field(default_factory=set)


def fill(template: str, style: str, document: Document, **values: Any) -> str:
    """Return a page: the template filled with the document, and the style sheet in it as it is."""
    return (
        _environment()
        .get_template(template)
        .render(
            document=document,
            t=Tools(load_words(document.language)),
            style=Markup(template_path(*style.split("/")).read_text("utf-8")),  # noqa: S704 - a file of ours, no card text
            **values,
        )
    )


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(template_path()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
