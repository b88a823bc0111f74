"""A comparison as one HTML page: no script, no request, what was deleted and inserted marked also without colour."""

import difflib
import re
from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from muniment.base.resources import template_path
from muniment.changes.compare import Kind
from muniment.changes.comparison import Comparison, FactChange
from muniment.report import diff_words
from muniment.report.text import printable

#: Above so many words on a side the two texts stand as wholes: finding what is alike would take too long.
_WORDS = 3000
_PIECES = re.compile(r"\s+|[^\s\w]|\w+")
_STYLES = ("html/base.css", "html/diff.css")


def render_html(comparison: Comparison) -> str:
    """Return a comparison as an HTML page."""
    environment = Environment(
        loader=FileSystemLoader(template_path()), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    style = "\n".join(template_path(*name.split("/")).read_text("utf-8") for name in _STYLES)
    page: str = environment.get_template("html/diff.html").render(
        comparison=comparison,
        style=Markup(style),  # noqa: S704 - files of ours, no text of cards
        summary=diff_words.summary_line(comparison),
        words=diff_words,
        cards=_cards(comparison),
        duties=diff_words.told_duties(comparison.duties),
        redline=redline,
        printable=printable,
    )
    return page + "\n"


def _cards(comparison: Comparison) -> list[dict[str, Any]]:
    facts = dict(diff_words.by_card(comparison))
    names = {
        *facts,
        *(one.card for one in comparison.cards),
        *(one.now.partition("#")[0] for one in comparison.records),
    }
    return [
        {
            "name": name,
            "whole": [one for one in comparison.cards if one.card == name],
            "records": [one for one in comparison.records if one.now.startswith(f"{name}#")],
            "facts": [(change, redline(change)) for change in facts.get(name, [])],
        }
        for name in sorted(names)
    ]


def redline(change: FactChange) -> list[tuple[str, str]]:
    """Return the pieces of a change as (same | del | ins, text): word by word where both sides hold a text."""
    before, now = (printable(side) for side in diff_words.sides_of(change))
    if change.kind is not Kind.CHANGED or not before or not now:
        return [(kind, text) for kind, text in (("del", before), ("ins", now)) if text]
    old, new = _PIECES.findall(before), _PIECES.findall(now)
    if max(len(old), len(new)) > _WORDS or min(len(old), len(new)) < 8:
        return [("del", before), ("ins", now)]
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[a:b])
            continue
        if b > a:
            yield "del", "".join(old[a:b])
        if d > c:
            yield "ins", "".join(new[c:d])
