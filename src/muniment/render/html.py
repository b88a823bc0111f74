"""The HTML edition: one self-contained file without script or request, and the accessible master of an edition."""

import base64

from markupsafe import Markup

from muniment.document.model import Document
from muniment.render import layout_of
from muniment.render.page_templates import fill

#: Reserved for the seal that is appended to the finished file; it must not occur before that.
SEAL_MARK = "<!-- muniment-seal"


def render_html(document: Document, record_json: bytes, linked_data: str = "") -> bytes:
    """Return the document as HTML with the record embedded once; raise ValueError if the seal's mark got in.

    ``linked_data`` is JSON-LD that can stand in a script element as it is (`muniment.export.description.script_text`);
    it is data, which no browser runs.
    """
    if "<" in linked_data:
        raise ValueError("the description for machines could end the element that holds it")
    layout = layout_of(document.kind)
    page = fill(
        f"html/{layout}.html",
        f"html/{layout}.css",
        document,
        record=base64.b64encode(record_json).decode("ascii"),
        linked_data=Markup(linked_data),  # noqa: S704 - holds no character that markup knows
        annexes=[(annex, base64.b64encode(annex.content).decode("ascii")) for annex in document.annexes],
    )
    if SEAL_MARK in page:
        raise ValueError("the page holds the mark that is reserved for the seal")
    return page.encode("utf-8")
