"""The families that a PDF is set in, from font packages: as a style sheet, and what characters they have.

Only these are ever used: a font of the host would change the pages, and a character without a glyph would break
conformance to PDF/A. The names of the families are our own, since a generic name would be answered by the host.
Arabic and Hebrew have families of their own, which are read only where a text needs them. Scripts beyond these, CJK
and emoji among them, are printed as code points: their fonts are many times as large as everything else here.
"""

import base64
import functools
import io
import re
from importlib.metadata import version
from pathlib import Path

import fontpkg

from muniment.base.errors import CannotRun

SANS = "Datasheet Sans"
MONO = "Datasheet Mono"
ARABIC = "Datasheet Arabic"
HEBREW = "Datasheet Hebrew"

#: Family on the page -> family of the font package, distribution.
_FAMILIES = {
    SANS: ("Source Sans 3", "fontpkg-source-sans-3"),
    MONO: ("IBM Plex Mono", "fontpkg-ibm-plex-mono"),
    ARABIC: ("Cairo", "fontpkg-cairo"),
    HEBREW: ("Assistant", "fontpkg-assistant"),
}
#: The characters for which a further family is read: letters, marks and signs of its script.
_SCRIPTS = {
    ARABIC: re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]"),
    HEBREW: re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]"),
}


def font_faces(text: str = "") -> str:
    """Return the ``@font-face`` rules with the fonts in them that a text needs."""
    needed = (family for family in _FAMILIES if family not in _SCRIPTS or _SCRIPTS[family].search(text))
    return "\n".join(map(_face, needed))


def printable(text: str) -> str:
    """Return the text with every character that the fonts lack as its code point, ``[U+4E2D]``."""
    if all(ord(character) in covered() for character in text):
        return text
    return "".join(
        character if character == "\n" or has_glyph(character) else f"[U+{ord(character):04X}]" for character in text
    )


def has_glyph(character: str) -> bool:
    """Tell whether a family has a glyph for a character; those of a further script are read only to tell that."""
    family = next((family for family, script in _SCRIPTS.items() if script.match(character)), SANS)
    return ord(character) in covered(family)


@functools.cache
def covered(family: str = SANS) -> frozenset[int]:
    """Return the code points that a family has a glyph for."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(io.BytesIO(_font_path(_FAMILIES[family][0]).read_bytes()), lazy=True) as font:
        return frozenset(font.getBestCmap())


def font_versions() -> tuple[tuple[str, str], ...]:
    """Return the font packages with their versions."""
    return tuple((name, version(name)) for _, name in _FAMILIES.values())


def _font_path(family: str) -> Path:
    try:
        return Path(fontpkg.path(family))
    except fontpkg.FontpkgError as error:
        raise CannotRun(
            f"The font {family} that PDF editions are set in was not found.",
            f"Install it with: pip install {' '.join(name for _, name in _FAMILIES.values())}",
        ) from error


@functools.cache
def _face(family: str) -> str:
    encoded = base64.b64encode(_font_path(_FAMILIES[family][0]).read_bytes()).decode("ascii")
    return f'@font-face {{ font-family: "{family}"; src: url(data:font/ttf;base64,{encoded}) }}'
