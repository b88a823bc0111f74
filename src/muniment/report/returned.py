"""What became of answers that came back: what changes in which card, what stands already, what was not accepted and
why; as text."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.report.text import printable

_COLUMNS = 100
_SHOWN = 600


@dataclass(frozen=True, slots=True)
class Accepted:
    """One answer that is written: the place, what stood there, what stands there now, where it was answered."""

    address: str
    file: str
    old: str
    new: str
    row: str

    @property
    def place(self) -> str:
        """The place inside its file; of a decision, what is decided in which role."""
        return self.address.partition("#")[2] or self.address


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """One answer that is not written: where it was answered, what about, what was typed, and why it does not count.

    ``asked`` is what stood at the place when it was asked, ``stands`` what stands there now, where they differ.
    """

    row: str
    about: str
    text: str
    why: str
    changed: bool = False
    asked: str = ""
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of all answers; ``left`` are the files in which what was not accepted was kept."""

    accepted: tuple[Accepted, ...]
    standing: tuple[Accepted, ...]
    refused: tuple[NotAccepted, ...]
    notes: tuple[str, ...]
    left: tuple[str, ...] = ()
    written: bool = False


def render_text(answered: Answered) -> str:
    """Return what became of the answers as text, card by card."""
    lines: list[str] = []
    by_file: dict[str, list[Accepted]] = {}
    for one in answered.accepted:
        by_file.setdefault(one.file, []).append(one)
    for file, changes in by_file.items():
        lines += ["", f"{file}:"]
        for one in changes:
            lines.append(f"  {one.place}  ({one.row})")
            lines += [*_said("-", one.old or "(nothing)"), *_said("+", one.new)]
    if answered.refused:
        lines += ["", "Not accepted:"]
    for refusal in answered.refused:
        about = f": {refusal.about}" if refusal.about else ""
        lines += _folded(f"  {refusal.row}{about}", "    ")
        lines += _folded(f"    {refusal.why}", "    ")
        if refusal.changed:
            lines += [
                *_said("asked:   ", refusal.asked or "(nothing)"),
                *_said("stands:  ", refusal.stands or "(nothing)"),
            ]
        lines += _said("answered:", refusal.text)
    return "\n".join(printable(line) for line in lines[1:]) + "\n" if lines else ""


def render_summary(answered: Answered) -> str:
    """Return the counts, and where what was not accepted was kept, as lines."""
    count = len(answered.accepted)
    verb = "written" if answered.written else "would be written"
    parts = [f"{count} answer{'s' * (count != 1)} {verb}"]
    if answered.standing:
        parts.append(f"{len(answered.standing)} stood in the cards already")
    if answered.refused:
        parts.append(f"{len(answered.refused)} not accepted")
    lines = ["; ".join(parts) + ".", *answered.notes]
    lines += [f"Nothing that was typed is lost: what was not accepted is in {file}." for file in answered.left]
    return "\n".join(map(printable, lines))


def _said(mark: str, text: str) -> Iterable[str]:
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return _folded(f"    {mark} {' '.join(shown.split())}", " " * (5 + len(mark)))


def _folded(line: str, indent: str) -> Sequence[str]:
    return textwrap.wrap(line, _COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
