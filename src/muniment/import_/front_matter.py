"""The YAML at the head of a README, read by the reader of cards: bounded, without aliases, each key once."""

import re
from typing import Any

from muniment.import_.draft import Draft, Reason
from muniment.import_.text import clean
from muniment.source.load import load_tree
from muniment.source.tree import REFUSED

_OPEN = re.compile(r"-{3,}[ \t]*")
_MAX_LINES = 200_000


def split(text: str) -> tuple[str, str, int]:
    """Return the front matter of a text, its body, and the line on which the body begins."""
    lines = text.split("\n", _MAX_LINES)
    first = next((at for at, line in enumerate(lines[:20]) if line.strip()), 0)
    if not lines or not _OPEN.fullmatch(lines[first]):
        return "", text, 1
    for at in range(first + 1, len(lines)):
        if _OPEN.fullmatch(lines[at]) or lines[at].rstrip() == "...":
            return "\n".join(lines[first + 1 : at]), "\n".join(lines[at + 1 :]), at + 2
    return "", text, 1


def read(draft: Draft, text: str) -> dict[str, Any]:
    """Return the front matter as a mapping; what cannot be read of it is noted."""
    if not text.strip():
        return {}
    tree, findings = load_tree(clean(text).encode("utf-8", "replace"), draft.file)
    for finding in findings[:20]:
        place = f" (line {finding.place.line + 1})" if finding.place else ""
        draft.remark("front matter", f"{finding.message}{place}")
    if tree is None or not isinstance(tree.value, dict):
        draft.leave("front matter", text, Reason.NOT_VALID)
        if tree is not None:
            draft.remark("front matter", "It is not a mapping of keys to values.")
        return {}
    twice = {finding.pointer.split("/")[1] for finding in findings if finding.code == "MUN112" and finding.pointer}
    found = {}
    for key, value in tree.value.items():
        if key in twice:
            draft.leave(key, value, Reason.TWICE)
        elif (kept := _readable(value)) is not REFUSED:
            found[key] = kept
    return found


def _readable(value: Any) -> Any:
    """Return a value without what the reader refused in it."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := _readable(item)) is not REFUSED}
    if isinstance(value, list):
        return [kept for item in value if (kept := _readable(item)) is not REFUSED]
    return value
