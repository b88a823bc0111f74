"""What a signature looks like where it is shown: who, for which organisation, in which role, when; a page of PDF.

It goes into the field as it is, so its fonts are embedded like those of the document. It claims nothing that the
certificate does not say, and the time is that of the signer's clock, as the words say.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from muniment.document.values import date_text
from muniment.document.words import load_words
from muniment.record.seal import APPROVAL_FIELDS
from muniment.render.signature_fields import APPROVAL_SIZE, SEAL_BOX

_SEAL_SIZE = (SEAL_BOX[2] - SEAL_BOX[0], SEAL_BOX[3] - SEAL_BOX[1])
_PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>{fonts}
@page {{ size: {width}pt {height}pt; margin: 0 }}
html {{ font: 6.6pt/1.26 "Datasheet Sans", "Datasheet Arabic", "Datasheet Hebrew"; color: #1b1d21 }}
body {{ margin: 0 }} p {{ margin: 0 }}
div {{ position: absolute; left: .5pt; top: .5pt; width: {inner}pt; height: {deep}pt; padding: 2.4pt 4.5pt;
box-sizing: border-box; overflow: hidden; border: .5pt solid #8c9098; overflow-wrap: anywhere }}
.who {{ font-weight: 600; font-size: 7.2pt }} .time {{ color: #575c64; font-size: 6.2pt }}
</style></head><body><div>{lines}</div></body></html>"""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is shown: the names in the certificate, the role (``seal``, ``legal`` …), the time, in a language."""

    name: str
    organisation: str
    role: str
    signed_at: datetime
    language: str


def render_stamp(stamp: Stamp) -> bytes:
    """Return the stamp as a PDF of one page in the size of its field."""
    from muniment.render.print_fonts import font_faces, printable
    from muniment.render.weasy import write_plain_pdf

    words = load_words(stamp.language)
    moment = stamp.signed_at.astimezone(UTC)
    time = f"{date_text(f'{moment:%Y-%m-%d}', words)}, {moment:%H:%M}"
    approves = stamp.role in APPROVAL_FIELDS
    title = words("signatures", "signed" if approves else "sealed", name=stamp.name)
    second = words("signatures", "roles", stamp.role) if approves else ""
    about = " · ".join(text for text in (second, stamp.organisation) if text and text != stamp.name)
    lines = [("who", title), ("about", about), ("time", words("signatures", "at", time=time))]
    width, height = APPROVAL_SIZE if approves else _SEAL_SIZE
    page = _PAGE.format(
        language=escape(stamp.language),
        title=escape(title),
        fonts=font_faces(title + about),
        width=width,
        height=height,
        inner=width - 1,
        deep=height - 1,
        lines="".join(f'<p class="{kind}" dir="auto">{escape(printable(text))}</p>' for kind, text in lines if text),
    )
    return write_plain_pdf(page, moment)
