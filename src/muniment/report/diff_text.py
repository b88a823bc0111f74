"""A comparison as text for a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from muniment.changes.comparison import CardChange, Comparison, FactChange
from muniment.changes.weighing import Weight
from muniment.report.diff_words import (
    DUTIES,
    KINDS,
    alike,
    by_card,
    card_line,
    counted_duties,
    duty_line,
    errors_line,
    inner_of,
    level_line,
    marks,
    more_cards,
    shortened,
    sides_of,
    summary_line,
    told_duties,
)
from muniment.report.text import printable

#: The longest value that is printed whole.
_MOST = 300
_WIDTH = 110
_COLOURS = {"-": "31", "+": "32", "head": "1", Weight.MATERIAL: "33;1"}


def render_text(comparison: Comparison, *, colour: bool) -> str:
    """Return what differs, card by card, then the law's side, then what opens again; the heaviest first."""
    lines = [f"{comparison.before} → {comparison.now}, by the law of {comparison.as_of}", summary_line(comparison)]
    lines += [errors] if (errors := errors_line(comparison)) else []
    for part in (_cards, _settings, _disclosure, _duties, _reopened):
        told = list(part(comparison))
        lines += ["", *told] if told else []
    return "".join(f"{coloured(printable(line), colour)}\n" for line in lines)


def coloured(line: str, colour: bool) -> str:
    """Return a line with its colour, where colours are wanted."""
    if not colour:
        return line
    stripped = line.lstrip()
    code = ""
    if stripped.startswith(("- ", "+ ")) and line.startswith("      "):
        code = _COLOURS[stripped[0]]
    elif line and not line.startswith(" "):
        code = _COLOURS["head"]
    elif stripped.startswith("material"):
        code = _COLOURS[Weight.MATERIAL]
    return f"\x1b[{code}m{line}\x1b[0m" if code else line


def _cards(comparison: Comparison) -> Iterator[str]:
    facts = dict(by_card(comparison))
    whole: dict[str, list[CardChange]] = {}
    for change in comparison.cards:
        whole.setdefault(change.card, []).append(change)
    records: dict[str, list[str]] = {}
    for record in comparison.records:
        card = record.now.partition("#")[0]
        records.setdefault(card, []).append(f"{inner_of(record.before)} is called {inner_of(record.now)} now")
    told: dict[str, list[str]] = {}
    for card in sorted({*facts, *whole, *records}):
        told[card] = [f"  {change.weight}: {card_line(change)}" for change in whole.get(card, [])]
        told[card] += [line for fact in facts.get(card, []) for line in fact_lines(fact)]
        told[card] += [f"  structural: {line}" for line in records.get(card, [])]
    for names, lines in alike(told.items()):
        yield from _named(names)
        yield from lines


def _named(names: Sequence[str]) -> Iterator[str]:
    if len(names) == 1:
        yield names[0]
        return
    yield f"{len(names)} cards alike"
    yield from textwrap.wrap(
        ", ".join(names), _WIDTH, initial_indent="  of ", subsequent_indent="     ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def fact_lines(change: FactChange) -> Iterator[str]:
    """Yield what happened to a fact, where, and what it said before and says now."""
    beside = marks(change)
    yield f"  {change.weight}: {change.label}, {KINDS[change.kind]}{f' ({beside})' if beside else ''}"
    yield f"      {inner_of(change.address)}"
    before, now = shortened(*sides_of(change), _MOST)
    if before:
        yield f"      - {before}"
    if now:
        yield f"      + {now}"


def _settings(comparison: Comparison) -> Iterator[str]:
    if comparison.settings:
        yield "muniment.yaml"
    for change in comparison.settings:
        yield f"  {change.weight}: {change.name}"
        for sign, value in (("-", change.before), ("+", change.now)):
            if value:
                yield f"      {sign} {value}"


def _disclosure(comparison: Comparison) -> Iterator[str]:
    if comparison.disclosure:
        yield "Who may see what"
    for change in comparison.disclosure:
        yield f"  {change.path}"
        yield f"      {level_line(change)}"


def _duties(comparison: Comparison) -> Iterator[str]:
    if comparison.duties:
        yield "Duties"
    told = told_duties(comparison.duties)
    for bearers, line in counted_duties(told):
        yield f"  {bearers[0]}{more_cards(bearers)}: {line}"
    for one in (one for one in told if not one.counted):
        for change in one.duties:
            duty = change.duty
            yield f"  {duty.requirement} {DUTIES[change.kind]}: {duty.title} ({duty.citation})"
            line = duty_line(change)
            yield f"      {duty.bearer}{f' {inner_of(duty.use)}' if duty.use else ''}{f': {line}' if line else ''}"


def _reopened(comparison: Comparison) -> Iterator[str]:
    if comparison.reopened:
        yield "To look at again"
    for one in comparison.reopened:
        due = f", due {one.due}" if one.due else ""
        yield f"  {one.what} {one.name}{due}"
        yield f"      {one.why}{f' ({one.citation})' if one.citation else ''}"
        if one.addresses:
            more = f" and {len(one.addresses) - 4} more" if len(one.addresses) > 4 else ""
            yield f"      by {', '.join(one.addresses[:4])}{more}"
        yield f"      → {one.do}"
