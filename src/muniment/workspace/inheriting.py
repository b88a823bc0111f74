"""Inheriting: a card that names suppliers' pins takes over what they state of the data, where it is silent.

Its own word wins at its place, and a list of which it states a record is its own as a whole, unless it only adds what
its holder alone can know of one. Where both speak of one fact and differ, a rule of consistency says so (`upstream`).
A pin on a part of a set gives that part only; where two pins state a place differently, it takes over neither
(`several_pins`).
"""

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from muniment.base.findings import Finding, Severity
from muniment.base.resources import schema_path
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.model.suggest import did_you_mean
from muniment.record.parts import is_given, lies_in, rows_of
from muniment.workspace.parts import parts_of

if TYPE_CHECKING:
    from muniment.workspace.link import Workspace
    from muniment.workspace.suppliers import Supplied

#: Where a card names the pins that it inherits from: the one of its supplier, or several.
PLACE, PATH = "/supplier/datasheet", "dataset.supplier.datasheet"
SEVERAL = "/supplier/datasheets"
#: Where a card names what its data were made from.
SOURCES = ("dataset.origin.sources[].card", "dataset.synthetic.seed_datasets")


@functools.cache
def _rows() -> dict[str, bool]:
    rows: dict[str, bool] = json.loads(schema_path("vocab", "inherited.json").read_text("utf-8"))["rows"]
    return rows


@functools.cache
def is_inherited(path: str) -> bool:
    """Tell whether a card takes over a fact of this path; the longest row that covers it says so."""
    while path:
        for row in (path, path.removesuffix("[]")):
            if row in _rows():
                return _rows()[row]
        path = path.rpartition(".")[0]
    return False


def inheritable(supplied: "Supplied") -> Iterator[Fact]:
    """Yield the facts of a pin that a card may take over; the status of a section as far as the card does."""
    parts = supplied.parts
    for fact in supplied.card.facts.values():
        if is_inherited(fact.path) and is_given(fact.path, parts):
            yield fact
        elif fact.status is not Status.KNOWN:
            for path in _outermost(fact.path, parts):
                yield replace(fact, path=path, inner=fact.inner + path.removeprefix(fact.path).replace(".", "/"))


def is_for_supplier(workspace: "Workspace", identity: str, inner: str, path: str) -> bool:
    """Tell whether a place of a card lies in a record that a supplier's pin states, and is the supplier's to state.

    Written in the card it would make the whole list the card's own, and what is taken over of it would be gone.
    """
    above = inner.rpartition("/")[0] if identity in workspace.inherits else ""
    while above:
        record = workspace.cards[identity].facts.get(above)
        if record is not None and record.record and record.origin is Origin.INHERITED:
            holders = [pin for pin in workspace.pins_of(identity) if above in pin.card.facts]
            return is_inherited(path) and any(is_given(path, pin.parts) for pin in holders)
        above = above.rpartition("/")[0]
    return False


@functools.cache
def _outermost(section: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the outermost paths below a section that are taken over though the section itself is not."""
    rows = sorted({*_rows(), *rows_of(parts)}, key=lambda row: row.count("."))
    below: list[str] = []
    for path in rows:
        wanted = path.startswith(f"{section}.") and "[]" not in path and is_inherited(path) and is_given(path, parts)
        if wanted and not any(path.startswith(f"{other}.") for other in below):
            below.append(path)
    return tuple(below)


@dataclass(frozen=True, slots=True)
class Naming:
    """One pin that a card names: its name, the fact that names it, and where exactly."""

    name: str
    fact: Fact
    pointer: str


def named_pins(card: Card) -> list[Naming]:
    """Return the pins that a data-set card names as its suppliers', each once, in the order of the card."""
    found: dict[str, Naming] = {}
    one, several = (card.facts.get(place) if card.kind == "dataset" else None for place in (PLACE, SEVERAL))
    if one is not None and one.status is Status.KNOWN:
        found[str(one.value)] = Naming(str(one.value), one, one.pointer)
    if several is not None and several.status is Status.KNOWN and isinstance(several.value, list):
        for index, name in enumerate(several.value):
            found.setdefault(str(name), Naming(str(name), several, f"{several.pointer}/{index}"))
    return list(found.values())


def inherit_from(
    pins: Mapping[str, "Supplied"], cards: dict[str, Card], findings: list[Finding]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[tuple[str, str], ...]]]:
    """Give cards what they take over; return the pins of each, and what each data set was made from."""
    inherits: dict[str, tuple[str, ...]] = {}
    made_from: dict[str, tuple[tuple[str, str], ...]] = {}
    for identity, card in cards.items():
        cards[identity], supplied = _inherit(card, pins, findings)
        if supplied:
            inherits[identity] = tuple(one.name for one in supplied)
        if card.kind == "dataset" and (found := tuple(_sources(card, cards, pins, findings))):
            made_from[identity] = found
    named = {target for found in made_from.values() for _, target in found}
    named.update(name for names in inherits.values() for name in names)
    findings.extend(_unused(pins, named))
    return inherits, made_from


def _inherit(
    card: Card, pins: Mapping[str, "Supplied"], findings: list[Finding]
) -> "tuple[Card, tuple[Supplied, ...]]":
    """Return a card with what it takes over from the pins that it names, and these; a finding where there is none."""
    named = named_pins(card)
    if not named:
        return card, ()
    findings.extend(_no_pin(card, naming, pins) for naming in named if naming.name not in pins)
    there = [(naming, pins[naming.name]) for naming in named if naming.name in pins]
    given = [_given(card, naming, pin) for naming, pin in there]
    if len(given) > 1:
        from muniment.workspace.several_pins import agreed

        given = agreed(card, there, given, findings)
    taken = {inner: fact for facts in reversed(given) for inner, fact in facts.items()}
    return replace(card, facts={**card.facts, **taken}), tuple(pin for _, pin in there)


def _given(card: Card, naming: Naming, pin: "Supplied") -> dict[str, Fact]:
    own, parts = _own_lists(card, pin), parts_of(card)
    return {
        fact.inner: replace(fact, origin_detail=pin.said, file=naming.fact.file, pointer=naming.pointer)
        for fact in inheritable(pin)
        if fact.inner not in card.facts and lies_in(fact.path, parts) and not _speaks(card, fact, own)
    }


def _own_lists(card: Card, pin: "Supplied") -> set[str]:
    """Return the lists that are a card's own: a record of it is not the pin's, or says what the pin could have said.

    What only the card's holder can know of a record (an agreement with the supplier) stands beside what is taken over.
    """
    own = set()
    for inner, fact in card.facts.items():
        if fact.record and inner not in pin.card.facts:
            own.add(inner.rpartition("/")[0])
        elif not fact.record and "[]" in fact.path and is_inherited(fact.path) and is_given(fact.path, pin.parts):
            own.update(record.rpartition("/")[0] for record in _records_above(inner, card))
    for inner in card.refused:
        # What somebody began to write there is no answer, and still their own.
        own.update(record.rpartition("/")[0] for record in _records_above(inner, card))
    return own


def _records_above(inner: str, card: Card) -> Iterator[str]:
    above = inner.rpartition("/")[0]
    while above:
        if above in card.facts and card.facts[above].record:
            yield above
        above = above.rpartition("/")[0]


def _speaks(card: Card, fact: Fact, own_lists: set[str]) -> bool:
    """Tell whether a card says something itself at, above or (for a status) below a position, or of its list."""
    inner, facts = fact.inner, card.facts
    parts = inner.split("/")
    outer = ["/".join(parts[:length]) for length in range(2, len(parts) + 1)]
    if card.refuses(inner) or any(place in own_lists for place in outer[:-1]) or inner in own_lists:
        return True
    if any(place in facts and not facts[place].record for place in outer):
        return True
    return fact.status is not Status.KNOWN and any(other.startswith(f"{inner}/") for other in (*facts, *card.refused))


def _no_pin(card: Card, naming: Naming, pins: Mapping[str, "Supplied"]) -> Finding:
    named = naming.fact
    near = did_you_mean(naming.name, list(pins))
    remedy = "Import it: muniment import pack FILE --trust CERTIFICATE prints the line to write."
    if near:
        remedy = f'Did you mean "{near}"? {remedy}'
    return Finding(
        "MUN307", Severity.ERROR, f'There is no pin "{naming.name}" of a supplier.', remedy,
        file=named.file, pointer=naming.pointer, address=f"{card.identity}#{named.inner}", path=named.path,
    )  # fmt: skip


def _sources(
    card: Card, by_identity: Mapping[str, Card], pins: Mapping[str, "Supplied"], findings: list[Finding]
) -> Iterator[tuple[str, str]]:
    """Yield what a set was made from: the place that names it, and the card (identity) or pin (name) it leads to."""
    for fact in card.facts.values():
        if fact.path not in SOURCES or fact.status is not Status.KNOWN or fact.origin is Origin.INHERITED:
            continue
        for written in fact.value if isinstance(fact.value, list) else [fact.value]:
            name = str(written).removeprefix("dataset/")
            if name in pins:
                yield fact.inner, name
            elif f"dataset/{name}" in by_identity:
                yield fact.inner, f"dataset/{name}"
            else:
                findings.append(
                    Finding(
                        "MUN306", Severity.NOTICE, f'"{name}" is no data-set card with this version and no pin here.',
                        "Correct the name and version, or import the supplier's datasheet; what the source carries "
                        "with it (licence, reservations, personal data) is not followed meanwhile.",
                        file=fact.file, pointer=fact.pointer, address=f"{card.identity}#{fact.inner}", path=fact.path,
                    )
                )  # fmt: skip


def _unused(pins: Mapping[str, "Supplied"], used: set[str]) -> Iterator[Finding]:
    """Yield a notice for each pin that no card names."""
    for name, supplied in pins.items():
        if name not in used:
            yield Finding(
                "MUN724", Severity.NOTICE, f'No card names the pin "{name}".',
                f"Write supplier: {{{_line(supplied)}}} in the card of the set"
                f"{'' if supplied.parts else ', name it as the card of a source'}, or delete the folder.",
                file=supplied.file,
            )  # fmt: skip


def _line(supplied: "Supplied") -> str:
    """Return what names a pin in a card: one on a part stands in a list, beside those on other parts."""
    return f"datasheets: [{supplied.name}]" if supplied.parts else f"datasheet: {supplied.name}"
