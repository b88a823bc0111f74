"""A comparison as Markdown for a merge request: bounded in length, and nothing that cards say is read as Markdown.

Whatever comes from a card, a file name or a revision stands in a code span whose fence is longer than any run of
backticks in it: no link, no image, no HTML, no mention, no end of a list comes of it.
"""

import re
from collections.abc import Iterable, Iterator

from muniment.changes.comparison import Comparison, FactChange
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

#: Comments of merge requests hold 65,536 characters on one platform, and more on others.
MOST = 50_000
_VALUE = 240
#: So many cards of which the same is told are named.
_NAMED = 12
_RUN = re.compile(r"`+")


def code(text: str) -> str:
    """Return a text as a code span on one line, which nothing in it can leave."""
    flat = " ".join(printable(text).split())
    longest = max((len(run) for run in _RUN.findall(flat)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if not flat or flat[0] in "` " or flat[-1] in "` " else ""
    return f"{fence}{pad}{flat or ' '}{pad}{fence}"


def render_markdown(comparison: Comparison) -> str:
    """Return a comparison as Markdown of at most `MOST` characters; what does not fit is counted."""
    head = [
        "### Muniment: what this changes",
        "",
        f"{summary_line(comparison)} Compared: {code(comparison.before)} → {code(comparison.now)}, by the law of "
        f"{comparison.as_of}.",
    ]
    head += ["", errors] if (errors := errors_line(comparison)) else []
    lines = list(_body(comparison))
    kept, left = list(head), MOST - sum(len(line) + 1 for line in head) - 400
    for number, line in enumerate(lines):
        if len(line) + 1 > left:
            items = sum(item.startswith("- ") for item in lines[number:])
            if "<details>" in "\n".join(kept).rpartition("</details>")[2]:
                kept += ["", "</details>"]
            kept += ["", f"**{items} more** did not fit here: see `muniment diff` or its HTML page."]
            break
        kept.append(line)
        left -= len(line) + 1
    return "\n".join(kept) + "\n"


def _body(comparison: Comparison) -> Iterator[str]:
    yield from _section("To look at again", _reopened(comparison))
    yield from _section("Cards", (f"- {code(one.card)}: {code(card_line(one))}" for one in comparison.cards))
    material = [change for change in comparison.facts if change.weight is Weight.MATERIAL]
    yield from _facts("Material", material, comparison)
    yield from _section("Duties", _duties(comparison))
    levels = (f"- {code(one.path)}: {code(level_line(one))}" for one in comparison.disclosure)
    yield from _section("Who may see what", levels)
    yield from _section("muniment.yaml", _settings(comparison))
    others = [change for change in comparison.facts if change.weight is not Weight.MATERIAL]
    if others or comparison.records:
        total = len(others) + len(comparison.records)
        yield from ("", f"<details><summary>Editorial and structural changes ({total})</summary>")
        yield from _facts("", others, comparison)
        yield from _section(
            "", (f"- {code(one.before)} is called {code(inner_of(one.now))} now" for one in comparison.records)
        )
        yield from ("", "</details>")


def _section(heading: str, items: Iterable[str]) -> Iterator[str]:
    listed = list(items)
    if listed:
        yield ""
        if heading:
            yield f"#### {heading}"
            yield ""
        yield from listed


def _facts(heading: str, changes: list[FactChange], comparison: Comparison) -> Iterator[str]:
    kept = {id(change) for change in changes}
    told = [
        (card, lines)
        for card, of_card in by_card(comparison)
        if (lines := [_fact(change) for change in of_card if id(change) in kept])
    ]
    if told and heading:
        yield from ("", f"#### {heading}")
    for names, alike_lines in alike(told):
        listed = ", ".join(map(code, names[:_NAMED]))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield from ("", f"{len(names)} cards alike: {listed}{more}" if len(names) > 1 else listed, "")
        yield from alike_lines


def _fact(change: FactChange) -> str:
    before, now = shortened(*sides_of(change), _VALUE)
    beside = marks(change)
    head = (
        f"- **{change.label}** {KINDS[change.kind]}{f' ({beside})' if beside else ''}, {code(inner_of(change.address))}"
    )
    if before and now:
        return f"{head}: {code(before)} → {code(now)}"
    return f"{head}: {code(before or now)}" if before or now else head


def _settings(comparison: Comparison) -> Iterator[str]:
    for one in comparison.settings:
        values = f": {code(one.before or '–')} → {code(one.now or '–')}" if one.before or one.now else ""
        yield f"- {one.name}{values}"


def _duties(comparison: Comparison) -> Iterator[str]:
    told = told_duties(comparison.duties)
    for bearers, line in counted_duties(told):
        yield f"- {code(bearers[0])}{more_cards(bearers)}: {line}"
    for one in (one for one in told if not one.counted):
        for change in one.duties:
            duty, line = change.duty, duty_line(change)
            told_line = f": {code(line)}" if line else ""
            yield f"- **{duty.requirement}** {DUTIES[change.kind]} on {code(duty.bearer)} ({duty.citation}){told_line}"


def _reopened(comparison: Comparison) -> Iterator[str]:
    for one in comparison.reopened:
        due = f", due {one.due}" if one.due else ""
        cited = f" ({one.citation})" if one.citation else ""
        yield f"- **{one.what}** {code(one.name)}{due}: {code(one.why)}{cited}"
