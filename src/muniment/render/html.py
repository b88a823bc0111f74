"""The HTML edition: one self-contained file without script or request, and the accessible master of an edition."""

import base64

from muniment.document.model import Document
from muniment.render import layout_of
from muniment.render.page_templates import fill

#: Reserved for the seal that is appended to the finished file; it must not occur before that.
SEAL_MARK = "<!-- muniment-seal"


def render_html(document: Document, record_json: bytes) -> bytes:
    """Return the document as HTML with the record embedded once; raise ValueError if the seal's mark got in."""
    layout = layout_of(document.kind)
    page = fill(
        f"html/{layout}.html",
        f"html/{layout}.css",
        document,
        record=base64.b64encode(record_json).decode("ascii"),
    )
    if SEAL_MARK in page:
        raise ValueError("the page holds the mark that is reserved for the seal")
    return page.encode("utf-8")
