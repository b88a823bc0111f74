"""What became of a client's questionnaire, as text: what is answered and how it stands, what nobody mapped."""

from collections import Counter
from collections.abc import Iterable, Sequence

from muniment.report.text import printable

_COLUMNS, _SHOWN = 100, 30
#: How a status is told on the screen.
STATUSES = {
    "known": "known",
    "unknown": "unknown",
    "not_applicable": "not applicable",
    "withheld": "withheld",
    "not_stated": "not stated",
}


def render_answers(answers: Iterable[tuple[str, str, str, str, Sequence[str]]]) -> str:
    """Return the answers with cell, number, question, text and statuses of each."""
    lines = []
    for cell, number, question, text, statuses in answers:
        told = ", ".join(STATUSES[one] for one in statuses)
        lines.append(_short(f"{cell}  {number}{'  ' * bool(number)}{question}"))
        lines += [_short(f"    {line}") for line in text.split("\n")]
        lines.append(f"    [{told}]")
    return "".join(f"{line}\n" for line in lines)


def render_unmapped(questions: Sequence[tuple[str, str, str]]) -> str:
    """Return the questions, by sheet and row, number and text, for which the mapping names no facts."""
    if not questions:
        return ""
    lines = ["Not answered, since the mapping names no facts for them:"]
    lines += [_short(f"  {where}  {number}{'  ' * bool(number)}{text}") for where, number, text in questions[:_SHOWN]]
    if len(questions) > _SHOWN:
        lines.append(f"  … and {len(questions) - _SHOWN} more")
    return "".join(f"{line}\n" for line in lines)


def render_counts(statuses: Iterable[Sequence[str]], unmapped: int, not_written: int) -> str:
    """Return how many questions were answered, with what, and how many were not."""
    every = [tuple(one) for one in statuses]
    counted = Counter(one[0] if len(one) == 1 else "mixed" for one in every)
    names = {**STATUSES, "mixed": "partly known"}
    parts = [f"{counted[name]} {word}" for name, word in names.items() if counted[name]]
    told = f" ({', '.join(parts)})" if parts else ""
    line = f"{len(every)} question{'s' * (len(every) != 1)} answered{told}"
    line += f"; {not_written} mapped and not answered" if not_written else ""
    return line + (f"; {unmapped} not mapped." if unmapped else ".")


def _short(line: str) -> str:
    line = printable(line)
    return line if len(line) <= _COLUMNS else f"{line[: _COLUMNS - 1]}…"
