"""Findings as text: ``full`` with the line and the place marked, ``concise`` one line each."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from muniment.base.findings import Severity
from muniment.report.located import Located, fold, message_of

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTICE: "36"}
_WIDEST = 160
#: Kinds of characters that are spelt out: control, direction, private use, halves of pairs, breaks of lines.
_STEERING = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
#: How many cards with a like finding are named.
_NAMED = 3
#: How many further lines of one file are named.
_LINES = 12


def render_full(items: Iterable[Located], *, colour: bool) -> str:
    """Return each finding with its line, the place marked, the articles it matters for, and what to write.

    What is found alike of many cards is told once, with the others named.
    """
    return "\n".join(_full(item, colour) for item in fold(items))


def render_concise(items: Iterable[Located]) -> str:
    """Return ``file:line:column: CODE severity message``, a line each."""
    return "".join(
        f"{printable(item.place.file)}:{item.place.line}:{item.place.column}: "
        f"{item.finding.code} {item.finding.severity} {printable(message_of(item))}{_aside(item)}\n"
        for item in items
    )


def render_summary(summary: Mapping[str, Any]) -> str:
    """Return one sentence on how many findings there are, and in how many cards; one on evidence where there is any."""
    parts = [_count(summary.get(severity.value, 0), severity.value) for severity in Severity]
    found = ", ".join(part for part in parts if part) or "no findings"
    checked = f"{_count(summary['cards'], 'card') or '0 cards'} checked: {found}."
    lines = [f"{checked}{_suppressed(summary.get('suppressed', {}))}"]
    if "since" in summary:
        since = summary["since"]
        lines += [f"Compared with {since['commit'][:12]} ({printable(since['ref'])}).", *map(printable, since["notes"])]
    return "\n".join([*lines, *([_evidence(summary["evidence"])] if "evidence" in summary else [])])


def _suppressed(told: Mapping[str, int]) -> str:
    """Say how many findings count for nothing here, and why; they are open all the same."""
    words = {"since": "{} open before", "baseline": "{} in the baseline", "waiver": "{} waived"}
    parts = [word.format(f"{told[by]:,}") for by, word in words.items() if told.get(by)]
    return f" Not counted, and open all the same: {', '.join(parts)}." if parts else ""


def _evidence(told: Mapping[str, Any]) -> str:
    claims = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in told["claims"].items())
    stale = f"; that on {_count(told['stale_sets'], 'set')} is stale" if told["stale_sets"] else ""
    parts = "file or part" if told["unread"] == 1 else "files or parts"
    unread = f"; {told['unread']:,} {parts} not read" if told["unread"] else ""
    return f"Evidence on {_count(told['sets'], 'set')}: {claims or 'no statement that it answers'}{stale}{unread}."


def printable(text: str) -> str:
    """Return text that cannot steer a terminal: control and direction characters as their code points."""
    return "".join(
        character if character == "\t" or unicodedata.category(character) not in _STEERING else
        f"[U+{ord(character):04X}]"
        for character in text
    )  # fmt: skip


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}" if number else ""


def _full(item: Located, colour: bool) -> str:
    finding, place = item.finding, item.place
    severity = f"\x1b[{_COLOURS[finding.severity]};1m{finding.severity}\x1b[0m" if colour else str(finding.severity)
    where = f"{printable(place.file)}:{place.line}:{place.column}" if place.file else "workspace"
    lines = [f"{where}: {severity} {finding.code}: {printable(message_of(item))}{_aside(item)}"]
    if item.excerpt.strip():
        lines += _marked(item)
    lines += [f"      = law: {citation}" for citation in _cut(finding.citations)]
    lines.append(f"      = do:  {printable(finding.remedy)}")
    if finding.owner:
        lines.append(f"      = ask: {printable(finding.owner)}")
    if item.standing.waiver:
        lines.append(f"      = waived by {printable(item.standing.person)}: {printable(item.standing.reason)}")
    if item.lines:
        more = f" and {len(item.lines) - _LINES} more" if len(item.lines) > _LINES else ""
        lines.append(f"      = also in line {', '.join(map(str, item.lines[:_LINES]))}{more}")
    if item.alike:
        more = f" and {len(item.alike) - _NAMED} more" if len(item.alike) > _NAMED else ""
        named = ", ".join(printable(file) for file in item.alike[:_NAMED])
        lines.append(f"      = also in {_count(len(item.alike), 'card')}: {named}{more}")
    return "\n".join(lines) + "\n"


def _aside(item: Located) -> str:
    """Return what stands beside a message: that it is worse than before, or that somebody has waived it."""
    standing = item.standing
    said = [
        *(["worse than before"] if standing.change == "worse" else []),
        *(["not counted: it waited for a question that is answered now"] if standing.change == "revealed" else []),
        *([f"new: {_first(standing.places)}"] if standing.places and standing.change == "new" else []),
        *([f"waived until {standing.until}, {printable(standing.waiver)}"] if standing.waiver else []),
    ]
    return f" ({'; '.join(said)})" if said else ""


def _first(places: Sequence[str]) -> str:
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return f"{printable(places[0])}{more}"


def _cut(citations: Sequence[str]) -> list[str]:
    if len(citations) <= 6:
        return list(citations)
    return [*citations[:5], f"and {len(citations) - 5} more"]


def _marked(item: Located) -> list[str]:
    place = item.place
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(item.excerpt)
    shift = max(0, start - _WIDEST // 2)
    shown = item.excerpt[shift : shift + _WIDEST]
    before = "".join("\t" if c == "\t" else " " * _width(c) for c in shown[: start - shift])
    marked = shown[start - shift : max(end - shift, start - shift + 1)] or " "
    number = f"{place.line:>4}"
    return [
        f" {number} | {printable(shown)}",
        f"      | {before}{'^' * max(1, sum(_width(c) for c in marked))}",
    ]


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
