"""The two families that a PDF is set in, from font packages: as a style sheet, and what characters they have.

Only these are ever used: a font of the host would change the pages, and a character without a glyph would break
conformance to PDF/A. The names of the families are our own, since a generic name would be answered by the host.
"""

import base64
import functools
import io
from importlib.metadata import version
from pathlib import Path

import fontpkg

from muniment.base.errors import CannotRun

SANS = "Datasheet Sans"
MONO = "Datasheet Mono"

#: Family on the page -> family of the font package, distribution.
_FAMILIES = {
    SANS: ("Source Sans 3", "fontpkg-source-sans-3"),
    MONO: ("IBM Plex Mono", "fontpkg-ibm-plex-mono"),
}


@functools.cache
def font_faces() -> str:
    """Return the ``@font-face`` rules with the fonts in them."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; src: url(data:font/ttf;base64,{_encoded(source)}) }}'
        for family, (source, _) in _FAMILIES.items()
    )


@functools.cache
def covered() -> frozenset[int]:
    """Return the code points that the text family has a glyph for."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(io.BytesIO(_font_path(_FAMILIES[SANS][0]).read_bytes()), lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """Return the text with every character that the fonts lack as its code point, ``[U+4E2D]``."""
    known = covered()
    if all(ord(character) in known for character in text):
        return text
    return "".join(
        character if ord(character) in known or character == "\n" else f"[U+{ord(character):04X}]" for character in text
    )


def font_versions() -> tuple[tuple[str, str], ...]:
    """Return the font packages with their versions."""
    return tuple((name, version(name)) for _, name in _FAMILIES.values())


def _font_path(family: str) -> Path:
    try:
        return Path(fontpkg.path(family))
    except fontpkg.FontpkgError as error:
        raise CannotRun(
            f"The font {family} that PDF editions are set in was not found.",
            "Install it with: pip install fontpkg-source-sans-3 fontpkg-ibm-plex-mono",
        ) from error


def _encoded(family: str) -> str:
    return base64.b64encode(_font_path(family).read_bytes()).decode("ascii")
