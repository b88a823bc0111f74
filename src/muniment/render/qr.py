"""The QR code of the status address, as an inline picture; segno is imported only where there is such an address."""

import io

from markupsafe import Markup, escape


def qr_svg(address: str, alternative: str) -> Markup:
    """Return the address as an SVG of modules one unit wide, with its alternative text as title."""
    import segno

    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, nl=False, border=0, omitsize=True, svgclass=None, lineclass=None
    )
    start, mark, rest = drawn.getvalue().decode("ascii").partition(">")
    # Drawn by segno from modules alone: no text of the address is in it.
    return Markup(start + mark) + Markup("<title>") + escape(alternative) + Markup("</title>") + Markup(rest)  # noqa: S704
