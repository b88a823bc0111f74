"""What the formats of a comparison share: values in words, headings, counts, and in which order things are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from muniment.base.addresses import split_address
from muniment.base.canonical import plain
from muniment.changes.compare import Kind
from muniment.changes.comparison import CardChange, Comparison, DutyChange, FactChange, LevelChange
from muniment.changes.statements import Statement
from muniment.changes.weighing import Weight

WEIGHTS = tuple(Weight)
#: What happened, in a word; the origin and the words beside a fact say what about them.
KINDS = {
    Kind.ADDED: "added",
    Kind.REMOVED: "removed",
    Kind.STATUS: "answered otherwise",
    Kind.CHANGED: "changed",
    Kind.ORIGIN: "origin changed",
    Kind.BESIDE: "words beside it changed",
    Kind.STYLE: "written otherwise",
    Kind.MOVED: "moved",
    Kind.RENAMED: "follows a new name",
}
DUTIES = {
    "arises": "arises",
    "falls": "falls away",
    "open": "cannot be told any more",
    "settled": "does not apply, as is known now",
    "outcome": "comes out otherwise",
}
#: The same of several duties.
MANY = {
    "arises": "arise",
    "falls": "fall away",
    "open": "of which it cannot be told any more whether they apply",
    "settled": "do not apply, as is known now",
    "outcome": "come out otherwise",
}
CAUSES = {
    "table": "another version of the disclosure table is pinned",
    "settings": "rows of muniment.yaml",
    "card": "the card's own rows",
    "supplier": "limits of a supplier",
}
#: From how many like changes on only they are counted, in formats for people.
_EACH = 12
#: From how many cards on what is told alike of them is told once.
FEW = 3


@dataclass(frozen=True, slots=True)
class Told:
    """The duties of one card that changed in the same way: told one by one, or as a number where they are many."""

    bearer: str
    kind: str
    duties: tuple[DutyChange, ...]

    @property
    def counted(self) -> bool:
        """Tell whether only their number is told."""
        return len(self.duties) > _EACH


def said(statement: Statement | None) -> str:
    """Return what a side says, in one line of words; empty where it says nothing."""
    if statement is None:
        return ""
    if statement.status == "known":
        return value_text(statement.value)
    reason = statement.said("reason")
    status = statement.status.replace("_", " ")
    return f"{status}: {reason}" if reason else status


def value_text(value: Any) -> str:
    """Return a value as one line: lists joined, texts of several languages each with its language."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_text(item)}" for key, item in value.items() if item is not None)
    if isinstance(value, list | tuple):
        inside = [value_text(item) for item in value]
        nested = any(isinstance(item, Mapping) for item in value)
        return " | ".join(inside) if nested else ", ".join(inside)
    return str(plain(value))


def sides_of(change: FactChange) -> tuple[str, str]:
    """Return what is told of a fact before and now: what differs between the two."""
    was, is_ = change.before, change.now
    if was is None or is_ is None:
        return said(was), said(is_)
    if change.kind is Kind.ORIGIN:
        return was.origin or was.status, is_.origin or is_.status
    if change.kind is Kind.BESIDE:
        names = [name for name, _ in (*was.beside, *is_.beside) if was.said(name) != is_.said(name)]
        told = [[f"{name}: {side.said(name) or '–'}" for name in dict.fromkeys(names)] for side in (was, is_)]
        return "; ".join(told[0]), "; ".join(told[1])
    if change.kind is Kind.MOVED:
        return tuple(f"in profile {side.profile}" if side.profile else "in the card" for side in (was, is_))  # type: ignore[return-value]
    return said(was), said(is_)


def inner_of(address: str) -> str:
    """Return the part of an address below its card."""
    return split_address(address)[1] or "/"


def marks(change: FactChange) -> str:
    """Return what else is to be known of a change: that a rule computed it, that duties hang on it."""
    one = change.now or change.before
    found = ["computed"] if one and one.origin == "computed" else []
    found += ["decides which duties apply"] if change.gate else []
    return ", ".join(found)


def card_line(change: CardChange) -> str:
    """Return what happened to a card as a whole."""
    facts = f"{change.facts} fact{'s' * (change.facts != 1)}"
    if change.kind == "added":
        return f"new card, with {facts}"
    if change.kind == "removed":
        return f"gone, with {facts}"
    if change.kind == "version":
        return f"new version, compared with {change.before}" + (", which is kept" if change.kept else "")
    if change.kind == "renamed":
        return f"was called {change.before}; nothing else changed"
    return f"language of its texts: {change.before or 'as the workspace'} → {change.now or 'as the workspace'}"


def level_line(change: LevelChange) -> str:
    """Return who may see a fact before and now."""
    cards = ", ".join(change.cards[:3]) + (f" and {change.count - 3} more" if change.count > 3 else "")
    ground = f" ({change.ground.replace('_', ' ')})" if change.ground not in ("", "default") else ""
    word = "opened" if change.widens else "narrowed"
    return f"{word} from {change.before} to {change.now}{ground} on {cards}: {CAUSES[change.cause]}"


def by_card(comparison: Comparison) -> list[tuple[str, list[FactChange]]]:
    """Return the changed facts of each card, the heaviest first."""

    def card_of(change: FactChange) -> str:
        return split_address((change.now or change.before or change).address)[0]

    ordered = sorted(comparison.facts, key=card_of)
    return [(card, sorted(changes, key=_order)) for card, changes in groupby(ordered, key=card_of)]


def alike(told: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[tuple[str, ...], Sequence[str]]]:
    """Gather the names of which the same is told, in the order of the first; fewer than `FEW` stay by themselves."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, lines in told:
        found.setdefault(tuple(lines), []).append(name)
    apart: list[tuple[tuple[str, ...], Sequence[str]]] = []
    for lines, names in found.items():
        apart += [(tuple(names), lines)] if len(names) >= FEW else [((name,), lines) for name in names]
    return apart


def _order(change: FactChange) -> tuple[int, bool]:
    one = change.now or change.before
    return WEIGHTS.index(change.weight), bool(one and one.origin == "computed")


def told_duties(duties: Iterable[DutyChange]) -> list[Told]:
    """Return the duties by card and kind of change, in the order of `DUTIES`."""
    order = list(DUTIES)
    found: dict[tuple[str, int], list[DutyChange]] = {}
    for change in duties:
        found.setdefault((change.duty.bearer, order.index(change.kind)), []).append(change)
    return [Told(bearer, order[kind], tuple(changes)) for (bearer, kind), changes in sorted(found.items())]


def counted_duties(told: Iterable[Told]) -> list[tuple[tuple[str, ...], str]]:
    """Return what is said of duties that are only counted, with the cards of which it is; what is alike once."""
    lines = [
        (one.bearer, [f"{len(one.duties)} duties {MANY[one.kind]}: {outcome_counts(one)}"])
        for one in told
        if one.counted
    ]
    return [(bearers, line) for bearers, (line,) in alike(lines)]


def more_cards(bearers: Sequence[str]) -> str:
    """Return the words for the cards beyond the first."""
    return f" and {len(bearers) - 1} more cards, each" if len(bearers) > 1 else ""


def duty_line(change: DutyChange) -> str:
    """Return how a duty stood and stands; by which changed facts, where they decided it."""
    was, is_ = (_standing(side) for side in (change.before, change.now))
    if change.kind == "outcome":
        return f"{was} → {is_}"
    told = [is_] if change.kind == "arises" else [f"before: {was}"] if was else []
    told += [f"decided by {', '.join(inner_of(address) for address in change.because[:3])}"] if change.because else []
    return "; ".join(told)


def _standing(one: Any) -> str:
    if one is None:
        return ""
    outcome = one.outcome.replace("_", " ") if one.outcome else {"cannot_tell": "cannot be told"}.get(one.applies, "")
    due = f", due {one.due}" if outcome and one.due not in ("none", "") else ""
    return f"{outcome}{due}"


def outcome_counts(told: Told) -> str:
    """Return how many duties came out how, of those that are only counted; how they did before, where they went."""
    found: dict[str, int] = {}
    for change in told.duties:
        was, is_ = (side.outcome.replace("_", " ") if side else "" for side in (change.before, change.now))
        name = {"arises": is_, "outcome": f"{was} → {is_}"}.get(told.kind, f"{was} before" if was else "")
        found[name or "open"] = found.get(name or "open", 0) + 1
    return ", ".join(f"{number} {name}" for name, number in sorted(found.items(), key=lambda item: -item[1]))


def summary_line(comparison: Comparison) -> str:
    """Return in one sentence how much differs."""
    if not comparison.differs:
        return "No differences."
    counts = [f"{comparison.count(weight)} {weight}" for weight in WEIGHTS]
    parts = [f"Changes: {', '.join(counts)}"]
    if comparison.disclosure:
        parts.append(f"{_number(len(comparison.disclosure), 'change')} of who may see what")
    if comparison.duties:
        parts.append(f"{_number(len(comparison.duties), 'duty', 'duties')} stand otherwise")
    if comparison.reopened:
        parts.append(f"{_number(len(comparison.reopened), 'thing')} to look at again")
    return "; ".join(parts) + "."


def errors_line(comparison: Comparison) -> str:
    """Return that errors of form leave something aside; empty where there are none."""
    before, now = comparison.errors
    if not before and not now:
        return ""
    said = f"Errors of form: {before} before, {now} now; what they concern counts as not stated on that side."
    return f"{said} Run muniment check."


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def shortened(before: str, now: str, most: int) -> tuple[str, str]:
    """Return two texts cut to a length, around the place where they begin to differ."""
    if max(len(before), len(now)) <= most:
        return before, now
    same = next((at for at, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    start = max(0, same - most // 3) if before and now else 0
    return _cut(before, start, most), _cut(now, start, most)


def _cut(text: str, start: int, most: int) -> str:
    part = text[start : start + most]
    return f"{'…' * (start > 0 and bool(part))}{part}{'…' * (len(text) > start + most)}"
