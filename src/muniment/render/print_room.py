"""How much room text takes in print, before it is set: an estimate on the safe side, from the widths of letters."""

from collections.abc import Callable

from muniment.document.model import Answer, Document, Panel

#: Ems of letters that are narrow or wide; of capitals and all others.
_EMS = {
    " ": 0.21,
    **dict.fromkeys("ijlI.,;:'", 0.28),
    **dict.fromkeys("frt()-/", 0.35),
    **dict.fromkeys("csvxyz", 0.47),
    **dict.fromkeys("mwMW—", 0.85),
}
_CAPITAL, _OTHER = 0.62, 0.52
#: The first page, in millimetres: what it holds below its head, a line of the head's title, what stands above and
#: below each question and each panel, and lines of text; and ems of a line of a panel, of the title.
_ROOM, _TITLE, _PANEL, _GAP, _QUESTION, _LINE = 180.0, 10.5, 7.1, 6.0, 5.6, 4.4
_COLUMN, _WIDE = 22.5, 18.0


def _letter(letter: str) -> float:
    return _EMS.get(letter, _CAPITAL if letter.isupper() else _OTHER)


def lines_of(text: str, room: float, behind: float = 0.0) -> int:
    """Return how many lines of so many ems a text takes at most, with what stands close behind it."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        width = sum(map(_letter, word))
        if used and used + _letter(" ") + width > room:
            lines, used = lines + 1, 0.0
        used += width + (_letter(" ") if used else 0.0)
    return lines + (used + behind > room)


def is_crowded(document: Document, marked: Callable[[Answer], bool]) -> bool:
    """Tell whether the panels of the first page need more room than they have when they are set at ease.

    ``marked`` tells of an answer whether its origin stands beside its question.
    """
    panels = [panel for panel in document.first_screen if panel.anchor != "glance-status"]
    heights = [_height(panel, marked) + _GAP for panel in panels]
    rows = (max(heights[place : place + 2]) for place in range(0, len(heights), 2))
    return sum(rows) + _TITLE * (lines_of(document.subject, _WIDE) - 1) > _ROOM


def _height(panel: Panel, marked: Callable[[Answer], bool]) -> float:
    height = _PANEL
    for fact in panel.facts:
        asked = f"{fact.label} {fact.answer.origin}" if marked(fact.answer) else fact.label
        told = sum(lines_of(line, _COLUMN) for line in fact.answer.lines) or 1
        height += _QUESTION * lines_of(asked, _COLUMN) + _LINE * (told + bool(fact.answer.word and fact.answer.lines))
    return height
