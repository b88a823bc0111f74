"""The machine's text engine: which versions of its libraries lay out the text of a PDF.

They are asked directly, without loading the renderer, which takes half a second.
"""

import ctypes
import ctypes.util
import functools
from collections.abc import Callable

#: Library → the names it is loaded under, and how it tells its version.
_LIBRARIES: dict[str, tuple[tuple[str, ...], Callable[[ctypes.CDLL], str]]] = {}


def _number(function: str) -> Callable[[ctypes.CDLL], str]:
    return lambda library: str(int(getattr(library, function)()))


def _text(function: str) -> Callable[[ctypes.CDLL], str]:
    def told(library: ctypes.CDLL) -> str:
        call = getattr(library, function)
        call.restype = ctypes.c_char_p
        return bytes(call()).decode("ascii", "replace")

    return told


_LIBRARIES |= {
    "pango": (("libpango-1.0.so.0", "pango-1.0"), _number("pango_version")),
    "harfbuzz": (("libharfbuzz.so.0", "harfbuzz"), _text("hb_version_string")),
    "fontconfig": (("libfontconfig.so.1", "fontconfig"), _number("FcGetVersion")),
}


@functools.cache
def engine_versions() -> tuple[tuple[str, str], ...]:
    """Return the libraries of the text engine with their versions; "absent" for one that cannot be asked."""
    return tuple((name, _version(names, tell)) for name, (names, tell) in _LIBRARIES.items())


def _version(names: tuple[str, ...], tell: Callable[[ctypes.CDLL], str]) -> str:
    for name in names:
        found = name if ".so" in name else ctypes.util.find_library(name)
        try:
            if found:
                return tell(ctypes.CDLL(found))
        except (OSError, AttributeError):
            continue
    return "absent"
