"""A report of ours as PDF/A-3a and PDF/UA-1, with the data behind it attached.

It has no field for a seal: it is for the files of whoever made it.
"""

import io
from datetime import UTC, datetime

from markupsafe import Markup

from muniment.document.model import Document
from muniment.render.page_templates import fill


def render_report(document: Document, name: str, data: bytes) -> bytes:
    """Return the report as PDF; ``data`` is attached under a name."""
    from pikepdf import ObjectStreamMode, Pdf

    from muniment.render.pdf_structure import complete_structure
    from muniment.render.print_fonts import font_faces, printable
    from muniment.render.weasy import write_pdf
    from muniment.render.xmp import extend_rdf

    moment = datetime.fromisoformat(document.document_date).replace(tzinfo=UTC)
    faces = Markup(font_faces(data.decode("utf-8")))  # noqa: S704 - font files of ours, no text of others
    template = f"pdf/{document.kind}"
    page = fill(f"{template}.html", "pdf/scope_memo.css", document, legible=printable, fonts=faces)
    attached = [(name, data, document.kind_title, "Data")]
    rendered = write_pdf(page, moment, attached, lambda rdf: extend_rdf(rdf, document.record_digest))
    finished = io.BytesIO()
    with Pdf.open(io.BytesIO(rendered)) as pdf:
        complete_structure(pdf)
        pdf.save(finished, deterministic_id=True, object_stream_mode=ObjectStreamMode.disable)
    return finished.getvalue()
