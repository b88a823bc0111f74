"""The Markdown copy: CommonMark with the tables of GFM, the whole text of a document, to quote, compare and search.

Text of cards never acts as Markdown or HTML: each character that could is escaped where it stands, so that what a
parser gives back is what went in. There is no HTML and no link but those to provisions.
"""

import re
from urllib.parse import quote

from muniment.document.model import Document, Table
from muniment.render.flow import Grid, Line, Piece, flow

#: Characters that can begin something anywhere in a line.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&#|~$]")
#: What begins a block, or underlines one, where a line begins: bullets, rules, numbers of lists.
_AT_START = re.compile(r"^([-+=]|\d{1,9}(?=[.)](?: |$)))")
#: What renderers that look for addresses in text would make a link of.
_ADDRESS = re.compile(r":(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_BULLET = ("item", "choice")
#: What an address keeps as it is, beside letters and digits; parentheses, angles and the sign of entities go.
_IN_LINKS = "%/:?#@!$+,;=~"


def render_markdown(document: Document, record_json: bytes) -> bytes:
    """Return the document as Markdown in UTF-8; the record is not in it, its digest is."""
    pieces: list[str] = []
    before = ""
    for block in flow(document):
        role = block.role if isinstance(block, Line) else "table"
        joined = role in _BULLET and before in _BULLET
        pieces.append(("" if not pieces else "\n" if joined else "\n\n") + _block(block))
        before = role
    return ("".join(pieces) + "\n").encode("utf-8")


def escape(text: str) -> str:
    """Return a line of text as Markdown that says it and does nothing, wherever a line of text may stand."""
    text = _ANYWHERE.sub(r"\\\g<0>", text)
    text = _ADDRESS.sub(r"\\\g<0>", text)
    return _AT_START.sub(_held_back, text)


def _held_back(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0][0].isdigit() else f"\\{found[0]}"


def _block(block: Line | Grid) -> str:
    if isinstance(block, Grid):
        return _table(block.table)
    text = _text(block)
    if block.role in ("heading", "title"):
        return f"{'#' * block.level} {text}"
    if block.role in _BULLET:
        return f"- {text}"
    return _MARKED.get(block.role, "{}").format(text)


#: How paragraphs stand out that are neither headings nor items.
_MARKED = {
    "banner": "**{}**",
    "copy": "**{}**",
    "entry": "**{}**",
    "question": "**{}**",
    "caption": "**{}**",
    "part": "**{}**",
    "table_caption": "*{}*",
    "standing": "*{}*",
    "origin": "({})",
}


def _text(line: Line) -> str:
    number = f"\\[{line.number}\\]" if line.role == "note" else escape(line.number)
    return f"{number} {''.join(map(_piece, line.pieces))}".strip()


def _piece(piece: Piece) -> str:
    if piece.raised:
        return f" \\[{piece.text}\\]"
    if piece.code and piece.text and "`" not in piece.text:
        return f"`{piece.text}`"
    if piece.link:
        return f"[{escape(piece.text)}]({quote(piece.link, safe=_IN_LINKS)})"
    return escape(piece.text)


def _table(table: Table) -> str:
    """Return a table of GFM: one line a row, under the heads."""
    head, *rows = (f"| {' | '.join(map(escape, row))} |" for row in (table.head, *table.rows))
    return "\n".join((head, "|" + " --- |" * len(table.head), *rows))
