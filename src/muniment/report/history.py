"""The history of a card's facts as text and as JSON, by ``schemas/log/v1/result.schema.json``."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from muniment.changes.history import Step
from muniment.report.diff_json import fact_json
from muniment.report.diff_text import coloured, fact_lines
from muniment.report.diff_words import card_line, inner_of
from muniment.report.json_report import dump_json
from muniment.report.text import printable

_UNCOMMITTED = "not committed"


def render_json(card: str, file: str, path: str, steps: Sequence[Step], *, cut: bool) -> str:
    """Return a history as JSON."""
    return dump_json(
        {
            "card": card, "file": file, "path": path, "cut": cut,
            "steps": [
                {
                    "commit": step.commit, "date": step.date, "author": step.author, "subject": step.subject,
                    "file": step.file, "readable": step.readable,
                    "cards": [asdict(change) for change in step.cards],
                    "records": [asdict(change) for change in step.records],
                    "facts": [fact_json(change) for change in step.facts],
                }
                for step in steps
            ],
        }
    )  # fmt: skip


def render_text(steps: Sequence[Step], *, colour: bool) -> str:
    """Return a history for a terminal, the latest change first."""
    lines = [line for step in steps for line in _step(step)]
    return "".join(f"{coloured(printable(line), colour)}\n" for line in lines)


def _step(step: Step) -> Iterator[str]:
    yield "  ".join(filter(None, (step.date, step.commit[:10], step.author, step.subject))) or _UNCOMMITTED
    if not step.readable:
        yield "  no card can be read of the file in this commit"
    for change in step.cards:
        yield f"  {change.weight}: {card_line(change)}"
    # A card that came is one line: it says all of its facts for the first time.
    if not any(change.kind in ("added", "removed") for change in step.cards):
        for fact in step.facts:
            yield from fact_lines(fact)
    for record in step.records:
        yield f"  structural: {inner_of(record.before)} is called {inner_of(record.now)} now"
    yield ""
