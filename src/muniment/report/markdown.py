"""Words in Markdown that mean nothing but themselves: no markup, link, picture, tag or mention."""

import re

from muniment.report.text import printable

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:@<>&])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "@": "&#64;", ":": "&#58;"}


def escaped(text: str) -> str:
    """Return one line of text, every character that could be markup escaped."""
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[1], f"\\{found[1]}"), printable(" ".join(text.split())))
