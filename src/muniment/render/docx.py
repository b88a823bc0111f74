"""The DOCX copy: WordprocessingML with named styles that a firm can restyle, to comment on and to quote from.

A package is a zip of a few XML files, each a template of ours (``templates/docx``) filled with escaped text, so that
the same document gives the same bytes and no part holds anything else: no author, no time of the run, no thumbnail.
"""

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from muniment.document.columns import column_widths
from muniment.document.model import Document, Table
from muniment.document.words import load_words
from muniment.render.flow import Block, Grid, Line, Piece, body, contents, front
from muniment.render.page_templates import environment

#: The parts of the package in order, and the template of each.
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package.rels",
    "docProps/core.xml": "core.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document.rels",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/header.xml": "header.xml",
    "word/footer.xml": "footer.xml",
}
_STYLES = {
    "banner": "Banner", "kind": "Subtitle", "title": "Title", "identity": "Identity", "copy": "WorkingCopy",
    "digest": "Identity", "copy_note": "Identity", "introduction": "Introduction", "entry": "NumberedParagraph",
    "question": "Question", "part": "Part", "answer": "Answer", "standing": "Standing", "origin": "Origin",
    "remark": "Remark", "choice": "Choice", "item": "ListBullet", "caption": "Caption", "table_caption": "TableCaption",
    "note": "Citation",
}  # fmt: skip
#: The languages for which a word processor checks spelling are of a region; ours are as the Union writes them.
REGIONAL = {"de": "de-DE", "en": "en-GB", "fr": "fr-FR"}
#: The width of the text on a page, and how far what answers is set in, in twentieths of a point.
_WIDTH, _SET_IN, _STEP = 9638, 907, 284
#: How many characters a line of a table holds, by which columns are measured.
_LINE = 92
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Set:
    """A paragraph or table as it is set: style, measures, bookmark."""

    style: str = ""
    pieces: Sequence[Piece] = ()
    number: str = ""
    level: int = 0
    bullet: bool = False
    rightward: bool = False
    indent: int | None = None
    mark: int = 0
    table: Table | None = None
    widths: Sequence[int] = ()
    width: int = 0
    left: int = 0


def render_docx(document: Document, record_json: bytes) -> bytes:
    """Return the document as a DOCX package; the record is not in it, its digest is on each page.

    Raises ValueError for a document whose date is none.
    """
    date.fromisoformat(document.document_date)
    words = load_words(document.language)
    blocks = [*front(document, words), *contents(document, words), *body(document, words)]
    lines = [block for block in blocks if isinstance(block, Line)]
    wanted = {piece.target for line in lines for piece in line.pieces if piece.target}
    anchors = dict.fromkeys(line.anchor for line in lines if line.anchor in wanted)
    marks = {anchor: number for number, anchor in enumerate(anchors, start=1)}
    values = {
        "document": document,
        "words": words,
        "tag": REGIONAL.get(document.language, document.language),
        "blocks": [_set(block, marks) for block in blocks],
        "marks": marks,
        "links": list(dict.fromkeys(piece.link for line in lines for piece in line.pieces if piece.link)),
        "rightward": rightward,
    }
    templates = environment()
    parts = ((name, templates.get_template(f"docx/{file}").render(values)) for name, file in _PARTS.items())
    return package(parts)


def rightward(text: str) -> bool:
    """Tell whether a text runs from right to left: whether its first letter with a direction does."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((found != "L" for found in directions if found in ("L", "R", "AL")), False)


def _set(block: Block, marks: dict[str, int]) -> _Set:
    if isinstance(block, Grid):
        left = _SET_IN + _STEP * block.level if block.level else 0
        shares = column_widths(block.table, _LINE)
        widths = [(_WIDTH - left) * share // 100 for share in shares]
        return _Set(table=block.table, widths=widths, width=sum(widths), left=left)
    bullet = block.role == "item" and not block.number
    return _Set(
        style=_style(block),
        pieces=block.pieces,
        number=block.number,
        level=block.level if block.role not in ("heading", "title") else 0,
        bullet=bullet,
        rightward=rightward("".join(piece.text for piece in block.pieces)),
        indent=_indent(block, bullet),
        mark=marks.get(block.anchor, 0),
    )


def _style(line: Line) -> str:
    if line.role == "heading":
        return f"Heading{line.level - 1}"
    if line.role == "contents":
        return f"Contents{line.level}"
    return "Pointer" if line.role == "item" and line.number else _STYLES[line.role]


def _indent(line: Line, bullet: bool) -> int | None:
    """Return how far a paragraph is set in where that is not what its style says."""
    if line.role == "heading":
        return None if line.number else 0
    if not line.level or bullet or line.role in ("title", "contents"):
        return None
    return _SET_IN + _STEP * line.level


def package(parts: Iterable[tuple[str, str]]) -> bytes:
    """Return the parts of a package, by name and text, as a ZIP that is the same in each run."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return stream.getvalue()
