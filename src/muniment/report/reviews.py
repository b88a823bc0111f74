"""What awaits a person's judgement, with the facts for it: as text and as JSON."""

from collections.abc import Callable, Sequence
from typing import Any

from muniment.assess.reviews import Awaiting, Stated
from muniment.base.addresses import split_address
from muniment.model.vocabulary import position_at
from muniment.report.json_report import dump_json
from muniment.report.text import printable
from muniment.workspace.reviews import Review

#: The longest value that a list of facts shows.
_SHOWN = 160
#: Turns the command of an awaited answer into one that works from where the user stands.
Command = Callable[[Awaiting], str]


def render_json(items: Sequence[Awaiting], as_of: str, command: Command) -> str:
    """Return what awaits judgement as JSON, by ``schemas/review/v1/list.schema.json``."""
    return dump_json({"as_of": as_of, "awaiting": [_row(item, command) for item in items]})


def _row(item: Awaiting, command: Command) -> dict[str, Any]:
    row = item.row
    return {
        "requirement": row.requirement.id,
        "revision": row.requirement.revision,
        "provision": row.requirement.citation,
        "bearer": row.bearer,
        "use": row.use,
        "due": row.due,
        "question": item.question,
        "asks": item.words,
        "facts": [
            {
                "address": fact.address,
                "label": label(fact),
                "status": fact.status,
                "origin": fact.origin,
                "value": said(fact),
                "as_stated_by_owner": fact.default,
            }
            for fact in item.facts
        ],
        "fallen": [{"reviewer": one.reviewer, "date": one.date, "file": one.file} for one in item.earlier],
        "command": command(item),
    }


def render_text(items: Sequence[Awaiting], command: Command) -> str:
    """Return what awaits judgement as text: a question, the card, the facts, and the command that answers it."""
    if not items:
        return "Nothing awaits a person's judgement.\n"
    lines: list[str] = []
    last = ("", "")
    for item in items:
        requirement = item.row.requirement
        if last != (requirement.id, item.words):
            last = (requirement.id, item.words)
            lines += [f"{requirement.id}  {requirement.citation}: {requirement.title}", f"  {item.words}", ""]
        lines += [*_card(item), f"    {command(item)}", ""]
    return "\n".join(lines)


def _card(item: Awaiting) -> list[str]:
    row = item.row
    use = f", used as {row.use}" if row.use else ""
    lines = [f"  {row.bearer}{use} ({'due now' if row.due == 'now' else f'due {row.due}'})"]
    lines += [_fact(fact) for fact in item.facts] or ["    The duty names no facts; the card as a whole is judged."]
    return lines + [_earlier(one) for one in item.earlier]


def _fact(fact: Stated) -> str:
    owner = ", as stated by the data set's owner" if fact.default else ""
    origin = f" ({fact.origin}{owner})" if fact.origin else ""
    return f"    {label(fact)}: {printable(said(fact))}{origin}  {fact.address}"


def _earlier(review: Review) -> str:
    return f"    A review by {printable(review.reviewer)} on {review.date} no longer counts: {printable(review.file)}"


def label(fact: Stated) -> str:
    """Return the title of a fact's position; for one without a title its place."""
    position = position_at(fact.path)
    return position.title if position else split_address(fact.address)[1] or fact.path


def said(fact: Stated) -> str:
    """Return in a line, shortened, what a fact says: its value, or its status with the reason."""
    if fact.status == "absent":
        return "nothing is stated"
    if fact.status != "known":
        return _cut(f"{fact.status.replace('_', ' ')}: {fact.said}")
    return _cut(_text(fact.said))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        rows = any(isinstance(item, dict) for item in value)
        return ("; " if rows else ", ").join(_text(item) for item in value[:20])
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(item)}" for key, item in value.items())
    return "is listed" if value is None else str(value)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
