"""Several suppliers of one set: what their pins state of the same place is taken over only where they agree.

A record counts as a whole: what two suppliers call by one id need not be one thing, and half of each is neither's.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from muniment.base.addresses import tokens
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Fact, Status
from muniment.model.load import Card

if TYPE_CHECKING:
    from muniment.workspace.inheriting import Naming
    from muniment.workspace.suppliers import Supplied

_Given = Mapping[str, Fact]
#: So much of what two suppliers state is shown.
_SHOWN = 60


def agreed(
    card: Card, pins: "Sequence[tuple[Naming, Supplied]]", given: Sequence[_Given], findings: list[Finding]
) -> list[dict[str, Fact]]:
    """Return what is taken over from each pin, without what two of them state differently; say where they do."""
    units = [_units(facts) for facts in given]
    disputed: set[str] = set()
    for at, own in enumerate(units):
        for unit in sorted(own):
            for other in range(at + 1, len(units)):
                for against in _against(unit, own[unit], units[other]):
                    if not {unit, against} <= disputed:
                        disputed |= {unit, against}
                        findings.append(_finding(card, (pins[at], own[unit]), (pins[other], units[other][against])))
    return [{inner: fact for inner, fact in facts.items() if _unit(fact) not in disputed} for facts in given]


def _unit(fact: Fact) -> str:
    """Return the address of the outermost record that a fact stands in, or its own."""
    before, listed, _ = fact.path.partition("[]")
    if not listed:
        return fact.inner
    return "/" + "/".join(fact.inner.split("/")[1 : before.count(".") + 2])


def _units(facts: _Given) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts.values():
        found.setdefault(_unit(fact), []).append(fact)
    return found


def _against(unit: str, own: Sequence[Fact], others: Mapping[str, Sequence[Fact]]) -> Iterable[str]:
    """Yield what another pin states at a place, above or below it, that does not go together with it."""
    for place, facts in others.items():
        if place == unit:
            if _said(own) != _said(facts):
                yield place
        elif place.startswith(f"{unit}/") or unit.startswith(f"{place}/"):
            # One speaks of a section or list as a whole, the other of something in it.
            yield place


def _said(facts: Iterable[Fact]) -> dict[str, tuple[Status, Any]]:
    return {fact.inner: (fact.status, _plain(fact.value)) for fact in facts}


def _plain(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return sorted(value)
    return value


def _finding(
    card: Card, one: "tuple[tuple[Naming, Supplied], Sequence[Fact]]",
    other: "tuple[tuple[Naming, Supplied], Sequence[Fact]]",
) -> Finding:  # fmt: skip
    (_, first), facts = one
    (naming, second), others = other
    here, there = _differing(facts, others)
    key = ".".join(tokens(here.inner))
    message = (
        f'Two suppliers speak of "{key}": {first.name} says {_told(here)} ({first.stated}), {second.name} says '
        f"{_told(there)} ({second.stated}). Neither is taken over."
    )
    remedy = (
        "Ask them which holds, or state it in the card, whose word wins; where they mean two things, ask one of them "
        "to give its record another id."
    )
    return Finding(
        "MUN728", Severity.ERROR, message, remedy, file=naming.fact.file, pointer=naming.pointer,
        address=f"{card.identity}#{here.inner}", path=here.path, related=(first.file, second.file),
    )  # fmt: skip


def _differing(facts: Sequence[Fact], others: Sequence[Fact]) -> tuple[Fact, Fact]:
    """Return the first place at which two suppliers say different things; where only one says something, the units."""
    known = {fact.inner: fact for fact in others}
    for fact in facts:
        other = known.get(fact.inner)
        if other is not None and (fact.status, _plain(fact.value)) != (other.status, _plain(other.value)):
            return fact, other
    return facts[0], others[0]


def _told(fact: Fact) -> str:
    if fact.record:
        return "what belongs to it otherwise"
    value = ", ".join(map(str, fact.value)) if isinstance(fact.value, list) else str(fact.value)
    text = value if fact.status is Status.KNOWN else str(fact.status).replace("_", " ")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
