"""The PDF edition: PDF/A-3a and PDF/UA-1, with the record attached and empty fields for seal, approvals and timestamps.

It is made from the same document as the HTML edition and is the copy that is sealed; the HTML is the accessible
master. The bytes depend on document, record and renderer versions alone.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from markupsafe import Markup

from muniment.document.model import Document
from muniment.document.words import Words, load_words
from muniment.render import layout_of
from muniment.render.page_templates import fill

RECORD_NAME = "record.json"


def render_pdf(document: Document, record_json: bytes) -> bytes:
    """Return the document as an unsigned PDF; raise ValueError for a document date that is not ISO 8601."""
    from muniment.render.print_fonts import font_faces, printable
    from muniment.render.weasy import write_pdf
    from muniment.render.xmp import extend_rdf

    moment = datetime.fromisoformat(document.document_date).replace(tzinfo=UTC)
    layout = layout_of(document.kind)
    words = load_words(document.language)
    page = fill(
        f"pdf/{layout}.html",
        f"pdf/{layout}.css",
        document,
        legible=printable,
        fonts=Markup(font_faces(record_json.decode("utf-8"))),  # noqa: S704 - font files of ours, no card text
        code=_status_code(document, words),
    )
    description = words("page", "attachment")
    rendered = write_pdf(
        page,
        moment,
        [
            (RECORD_NAME, record_json, description, "Source"),
            *((annex.name, annex.content, annex.description, "Data") for annex in document.annexes),
        ],
        lambda rdf: extend_rdf(rdf, document.record_digest),
    )
    return _complete(rendered, document.approvals, words)


def renderer_versions() -> tuple[tuple[str, str], ...]:
    """Return what decides the bytes of a PDF beside its input: renderer, text engine, fonts; for the record."""
    from muniment.render.print_fonts import font_versions
    from muniment.render.weasy import pango_version

    names = ("weasyprint", "pydyf", "fonttools", "pikepdf")
    return (*((name, version(name)) for name in names), ("pango", pango_version()), *font_versions())


def _status_code(document: Document, words: Words) -> Markup:
    if not document.status_url:
        return Markup("")
    from muniment.render.qr import qr_svg

    return qr_svg(document.status_url, words("page", "status_code", address=document.status_url))


def _complete(rendered: bytes, approvals: Sequence[tuple[str, str]], words: Words) -> bytes:
    from pikepdf import ObjectStreamMode, Pdf

    from muniment.render.pdf_structure import complete_structure
    from muniment.render.signature_fields import add_signature_fields

    finished = io.BytesIO()
    with Pdf.open(io.BytesIO(rendered)) as pdf:
        complete_structure(pdf)
        add_signature_fields(pdf, approvals, words)
        # Object streams would hide the cross references that incremental signing appends to.
        pdf.save(finished, deterministic_id=True, object_stream_mode=ObjectStreamMode.disable)
    return finished.getvalue()
