"""What an editor offers at a finding: its mechanical repair, or a place for the fact that nobody stated."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from muniment.app.fixing import mended
from muniment.app.opening import Opened, absolute
from muniment.base.addresses import split_address, tokens
from muniment.base.findings import Finding
from muniment.editor.places import Point, lines_of
from muniment.model.load import Card
from muniment.model.vocabulary import position_at
from muniment.report.located import Located
from muniment.source.edit import edit_bytes
from muniment.source.patches import Edit


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a file (lines and columns from 0, in characters) and the text to put in its place."""

    file: Path
    start: Point
    end: Point
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """Something to offer: its title, what it changes, whether it is the one that settles the finding."""

    title: str
    change: Change
    settles: bool


def repairs(item: Located, opened: Opened) -> Iterator[Repair]:
    """Yield what can be offered at a finding. No legal statement, and no answer that nobody gave, is ever among it."""
    finding = item.finding
    data = opened.files.get(finding.file)
    if finding.fix is not None and data is not None and (whole := mended(data, finding)) is not None:
        change = _difference(absolute(finding.file), data.decode("utf-8-sig"), whole.decode("utf-8-sig"))
        yield Repair(finding.fix.title, change, True)
    elif (made := _place_for(finding, opened)) is not None:
        yield made


def _place_for(finding: Finding, opened: Opened) -> Repair | None:
    """Return the edit that makes a place for a fact: stated to be unknown, with the reason left to write."""
    card = opened.workspace.cards.get(split_address(finding.address)[0])
    position = position_at(finding.path) if finding.path else None
    if card is None or position is None or position.computed:
        return None
    pointer = _pointer_for(card, split_address(finding.address)[1], finding.path)
    data = opened.files.get(card.file)
    if not pointer or data is None:
        return None
    made, left = edit_bytes(data, [Edit(pointer, {"unknown": ""})], card.file)
    if left:
        return None
    title = f'Make a place for "{position.title}" (unknown, because …)'
    return Repair(title, _difference(absolute(card.file), data.decode("utf-8-sig"), made.decode("utf-8-sig")), False)


def _pointer_for(card: Card, inner: str, path: str) -> str:
    """Return where an address that nothing stands at would stand in the file; empty where a record would be needed."""
    keys, parts = path.split(".")[1:], tokens(inner)
    if not parts or inner in card.facts:
        return ""
    known, rest = "", parts
    for length in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:length])
        fact = card.facts.get(above)
        if above in card.sections and card.sections[above][0] == card.file:
            known, rest = card.sections[above][1], parts[length:]
            break
        if fact is not None and fact.record and fact.file == card.file:
            known, rest = fact.pointer, parts[length:]
            break
        if fact is not None:
            return ""
    plain = [key.removesuffix("[]") for key in keys[len(keys) - len(rest) :]]
    lists = any(key.endswith("[]") for key in keys[len(keys) - len(rest) : -1])
    return "" if lists or plain != rest else f"{known}/{'/'.join(rest)}"


def _difference(file: Path, before: str, after: str) -> Change:
    """Return the one stretch in which two texts differ."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    # A line end of two characters is not cut in two.
    while start and before[start - 1 : start + 1] == "\r\n":
        start -= 1
    while end and before[len(before) - end - 1 : len(before) - end + 1] == "\r\n":
        end -= 1
    return Change(file, _point(before, start), _point(before, len(before) - end), after[start : len(after) - end])


def _point(text: str, offset: int) -> Point:
    lines = lines_of(text[:offset])
    return len(lines) - 1, len(lines[-1])
