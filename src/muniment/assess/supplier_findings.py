"""What has become of a supplier's pin on a day: for another version, no longer good, issued again since.

Only what the pins record is compared with the day of the assessment; nobody is asked.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from muniment.base.findings import Finding, Severity
from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.workspace.inheriting import Naming, named_pins
from muniment.workspace.link import Workspace

if TYPE_CHECKING:
    from muniment.workspace.suppliers import Supplied

_LISTED = 5
_AGAIN = "Import again what the supplier sends on request, name that pin in the card, and delete the older folder."


def check_suppliers(workspace: Workspace, as_of: str) -> list[Finding]:
    """Return the findings about the pins that cards take facts over from, on the day ``as_of``."""
    return [
        finding
        for identity in workspace.inherits
        for naming in named_pins(workspace.cards[identity])
        if naming.name in workspace.pins
        for finding in _of_card(workspace.cards[identity], workspace.pins[naming.name], naming, workspace, as_of)
    ]


def _of_card(card: Card, pin: "Supplied", named: Naming, workspace: Workspace, as_of: str) -> Iterator[Finding]:
    version = pin.pin.subject.version
    # What delivers a part of a set has versions of its own.
    if version != card.version and not named.fact.note and not pin.parts:
        message = f"The supplier's datasheet is about version {version}, this card about {card.version}."
        remedy = "Ask for the datasheet of this version, or say in a note beside datasheet how the two go together."
        yield _finding("MUN721", Severity.WARNING, message, remedy, card, named)
    yield from _ended(card, pin, named, as_of)
    for other in workspace.pins.values():
        if other.name != pin.name and _is_of_same(other, pin):
            yield from _issued_again(card, pin, other, named)


def _ended(card: Card, pin: "Supplied", named: Naming, as_of: str) -> Iterator[Finding]:
    until = pin.pin.good_until[:10]
    if until and until < as_of:
        message = f"The proof of the supplier's datasheet could be relied on until {until}."
        remedy = f"Ask the supplier for a renewed one. {_AGAIN}"
        yield _finding("MUN722", Severity.WARNING, message, remedy, card, named)
    valid = pin.card.facts.get("/staleness/valid_until")
    if valid is not None and valid.status is Status.KNOWN and str(valid.value) < as_of:
        message = f"The supplier says that this version of the set is good until {valid.value}."
        remedy = f"Ask the supplier for the version that follows. {_AGAIN}"
        yield _finding("MUN722", Severity.WARNING, message, remedy, card, named)


def _is_of_same(other: "Supplied", pin: "Supplied") -> bool:
    """Tell whether another pin is of the same set of the same supplier, and says something else."""
    return (
        other.pin.subject.name == pin.pin.subject.name
        and other.pin.supplier == pin.pin.supplier
        and other.record != pin.record
        and _age(other) > _age(pin)
    )


def _age(pin: "Supplied") -> tuple[str, str]:
    return pin.pin.document_date, pin.pin.sealer.proven_at or pin.pin.sealer.claimed_at


def _issued_again(card: Card, pin: "Supplied", other: "Supplied", named: Naming) -> Iterator[Finding]:
    dated, version = other.pin.document_date, other.pin.subject.version
    remedy = f"Look at what changed, and write {other.name} in place of {pin.name}; or delete its folder."
    if version != pin.pin.subject.version:
        message = f"The supplier's datasheet of version {version}, dated {dated}, is pinned as well."
        yield _finding("MUN723", Severity.NOTICE, message, remedy, card, named)
        return
    changed = _changed(pin, other)
    told = f": {', '.join(changed[:_LISTED])}" + (f" and {len(changed) - _LISTED} more" * (len(changed) > _LISTED))
    message = f"The supplier has issued its datasheet of version {version} again on {dated}"
    message += f"; {len(changed)} fact{'s' * (len(changed) != 1)} changed{told if changed else ''}."
    yield _finding("MUN723", Severity.WARNING, message, remedy, card, named)


def _changed(pin: "Supplied", other: "Supplied") -> list[str]:
    """Return the facts that two pins state differently, as keys of a card."""
    before, now = pin.card.facts, other.card.facts
    inners = [inner for inner in {**before, **now} if _said(before.get(inner)) != _said(now.get(inner))]
    return [inner.removeprefix("/").replace("/", ".") for inner in inners]


def _said(fact: Fact | None) -> tuple[object, object]:
    return (fact.status, fact.value) if fact is not None else (None, None)


def _finding(code: str, severity: Severity, message: str, remedy: str, card: Card, named: Naming) -> Finding:
    return Finding(
        code, severity, message, remedy,
        file=named.fact.file, pointer=named.pointer, address=f"{card.identity}#{named.fact.inner}",
        path=named.fact.path,
    )  # fmt: skip
