"""What was measured, as text: how much, and loudly what is in no figure."""

import functools
import json
from collections.abc import Sequence

from muniment.base.canonical import canonical_bytes, digest
from muniment.base.resources import schema_path
from muniment.evidence.differences import ChangedFact, Differences
from muniment.evidence.lock import Lock, Measured, Unread
from muniment.report.text import printable

#: So many files are named for each reason.
_NAMED = 5
_DIFFERENT = 40


@functools.cache
def reasons() -> dict[str, tuple[str, str]]:
    """Return why something is in no figure: code → what is the matter, what to do."""
    raw = json.loads(schema_path("vocab", "unread.json").read_bytes())["reasons"]
    return {code: (matter, remedy) for code, (matter, remedy) in raw.items()}


def render_measured(lock: Lock) -> str:
    """Return what was measured of one card in a sentence, and each reason for which something was not."""
    data = lock.data
    lines = [
        f"{printable(lock.card)}: {count(data.files, 'file')}, {size(data.bytes)}; "
        f"{count(len(lock.facts), 'figure')} measured."
    ]
    if lock.unread:
        lines.append(f"{count(len(lock.unread), 'file or part', 'files or parts')} not read, in no figure:")
        lines += render_unread(lock.unread)
    counted = {fact.part("tokenizer") for fact in lock.facts}
    for name in lock.asked.tokenizers if lock.asked else ():
        if name not in counted:
            lines.append(f"Tokens of {printable(name)} were not counted: give --tokenizer {printable(name)}=FILE.")
    return "\n".join(lines) + "\n"


def render_unread(unread: Sequence[Unread]) -> list[str]:
    """Return each reason once, with the files it holds for."""
    lines = []
    for reason in sorted({item.reason for item in unread}):
        of = [item for item in unread if item.reason == reason]
        matter, remedy = reasons().get(reason, (reason.replace("_", " "), "See docs/evidence.md."))
        lines.append(f"  {reason}: {matter}")
        lines += [f"    {printable(item.path)}{_records(item)}" for item in of[:_NAMED]]
        if len(of) > _NAMED:
            lines.append(f"    and {len(of) - _NAMED:,} more")
        lines.append(f"    = do: {remedy}")
    return lines


def render_differences(name: str, told: Differences, *, stale: bool) -> str:
    """Return whether evidence was repeated, and each thing that is not the same."""
    lines = []
    if told.same:
        lines.append(f"{printable(name)}: repeated; every figure is the same.")
    else:
        lines.append(f"{printable(name)}: not repeated.")
        lines += _by_what(told)
        lines += _cut([f"  {file.how}: {printable(file.path)}" for file in told.files], "file")
        lines += _cut([f"  {_changed(change)}" for change in told.facts], "figure")
        for title, unread in (
            ("  Not read now, but read then:", told.unread),
            ("  Read now, but not then:", told.read_now),
        ):
            if unread:
                lines += [title, *(f"  {line}" for line in render_unread(unread))]
    if stale:
        lines.append("  The card asks for something else by now: measure again before you rely on it.")
    return "\n".join(lines) + "\n"


def _by_what(told: Differences) -> list[str]:
    lines = []
    if told.definitions:
        lines.append("  The definitions of this version are not those of the lock: figures may differ for that alone.")
    if told.snapshots:
        lines.append(f"  Measured with another version of: {', '.join(map(printable, told.snapshots))}.")
    return lines


def _cut(lines: list[str], word: str) -> list[str]:
    more = len(lines) - _DIFFERENT
    return [*lines[:_DIFFERENT], f"  and {count(more, f'more {word}', f'more {word}s')}"] if more > 0 else lines


def _changed(change: ChangedFact) -> str:
    fact = change.any
    part = ", ".join(f"{dimension} {value}" for dimension, value in fact.of)
    before, after = _value(change.before), _value(change.after)
    if before == after:
        before, after = f"{before} {_rests(change.before)}", f"{after} {_rests(change.after)}"
    return printable(f"{fact.measure}{f' ({part})' if part else ''}: {before} in the lock, {after} now")


def _value(fact: Measured | None) -> str:
    if fact is None:
        return "nothing"
    if isinstance(fact.value, list | tuple):
        return f"{count(len(fact.value), 'row')} (digest {digest(canonical_bytes(list(fact.value)))[7:15]})"
    value = str(fact.value)
    return value[:19] + "…" if value.startswith("sha256:") else f"{value} {fact.unit}".strip()


def _rests(fact: Measured | None) -> str:
    return f"of {fact.read:,} read and {fact.unread:,} unread" if fact else ""


def _records(item: Unread) -> str:
    return f" ({count(item.records, 'record')})" if item.records else ""


def count(number: int, word: str, words: str = "") -> str:
    """Return a number with its word: 1 file, 2 files."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def size(number: float) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
