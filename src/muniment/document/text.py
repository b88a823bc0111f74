"""The one place where card text becomes text that may stand on a page.

Characters that hide, reorder or end others are replaced by a visible marker such as ``[U+202E]``, so that what a
reader sees is what the record says. Renderers escape the result and need no further care.
"""

import re
import unicodedata

#: Longest stretch handed to a renderer as one paragraph; line breaking is more than linear in its length.
MAX_LINE = 4000
#: Longest stretch without a blank: nothing longer is a word, and finding where to break it would take minutes.
MAX_WORD = 500

_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff\ue000-\uf8ff]"
)
_ENDLESS = re.compile(rf"\S{{{MAX_WORD}}}(?=\S)")
_CUT = re.compile(rf"\S{{{MAX_WORD}}}")
_JOINERS = "\u200c\u200d"
#: More marks on one letter than any orthography needs: text that climbs over its neighbours.
_STACKED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def clean_text(text: str) -> str:
    """Return the text in NFC on one line, blanks as blanks, every hiding or reordering character as a marker.

    A stretch without a blank that no page can hold gets blanks put in.
    """
    text = _BREAKS.sub(" ", text).replace("\t", " ")
    text = unicodedata.normalize("NFC", text)
    text = _SUSPECT.sub(lambda found: _marked(text, found), text)
    text = _STACKED.sub(r"\1[U+0300…]", text).strip()
    return _ENDLESS.sub(r"\g<0> ", text) if len(text) > MAX_WORD else text


def clean_lines(text: str) -> tuple[str, ...]:
    """Return the text as paragraphs, none empty and none longer than a renderer lays out at ease."""
    lines = (clean_text(line) for line in _BREAKS.split(text))
    return tuple(piece for line in lines if line for piece in _pieces(line))


def brief(text: str, limit: int) -> str:
    """Return at most about ``limit`` characters of the text, cut between words and closed by an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    cut = head.rfind(" ")
    return f"{(head[:cut] if cut > limit // 2 else head).rstrip(' ,;:.')}\u00a0…"


def anchor_text(text: str) -> str:
    """Return the text as a fragment identifier: ASCII letters, digits, dot, hyphen and underscore."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-") or "x"


def _marked(text: str, found: re.Match[str]) -> str:
    character = found[0]
    if character in _JOINERS and _joins(text, found.start()):
        return character
    return f"[U+{ord(character):04X}]"


def _joins(text: str, position: int) -> bool:
    # Joiners are orthography between letters or pictures of scripts that use them, and a trick between ASCII letters.
    around = text[max(position - 1, 0) : position] + text[position + 1 : position + 2]
    return (
        len(around) == 2
        and all(ord(character) > 0x2FF and not character.isspace() for character in around)
        and not (set(around) & set(_JOINERS))
    )


def _pieces(line: str) -> list[str]:
    # A renderer looks for breaks in an endless word again and again, once for every line of the paragraph.
    limit = MAX_WORD + 1 if len(line) > MAX_WORD and _CUT.search(line) else MAX_LINE
    pieces = []
    while len(line) > limit:
        cut = line.rfind(" ", 1, limit)
        pieces.append(line[:cut])
        line = line[cut:].lstrip(" ")
    return [*pieces, line]
