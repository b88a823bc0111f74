"""Inheriting: a card that names a supplier's pin takes over what the supplier states of the data, where it is silent.

Its own word wins at its place, and a list of which it states a record is its own as a whole; where both speak of one
fact and differ, a rule of consistency says so (`upstream`).
"""

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from muniment.base.findings import Finding, Severity
from muniment.base.resources import schema_path
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.model.suggest import did_you_mean

if TYPE_CHECKING:
    from muniment.workspace.suppliers import Supplied

#: Where a card names the pin that it inherits from.
PLACE, PATH = "/supplier/datasheet", "dataset.supplier.datasheet"
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
    for fact in supplied.card.facts.values():
        if is_inherited(fact.path):
            yield fact
        elif fact.status is not Status.KNOWN:
            for path, taken in _rows().items():
                if taken and "[]" not in path and path.startswith(f"{fact.path}."):
                    yield replace(fact, path=path, inner=fact.inner + path.removeprefix(fact.path).replace(".", "/"))


def inherit_from(
    pins: Mapping[str, "Supplied"], cards: dict[str, Card], findings: list[Finding]
) -> tuple[dict[str, str], dict[str, tuple[tuple[str, str], ...]]]:
    """Give cards what they take over; return the pin of each, and what each data set was made from."""
    inherits: dict[str, str] = {}
    made_from: dict[str, tuple[tuple[str, str], ...]] = {}
    for identity, card in cards.items():
        cards[identity], supplied = _inherit(card, pins, findings)
        if supplied is not None:
            inherits[identity] = supplied.name
        if card.kind == "dataset" and (found := tuple(_sources(card, cards, pins, findings))):
            made_from[identity] = found
    named = {target for found in made_from.values() for _, target in found}
    findings.extend(_unused(pins, {*inherits.values(), *named}))
    return inherits, made_from


def _inherit(card: Card, pins: Mapping[str, "Supplied"], findings: list[Finding]) -> "tuple[Card, Supplied | None]":
    """Return a card with what it takes over from the pin that it names, and the pin; a finding where there is none."""
    named = card.facts.get(PLACE)
    if card.kind != "dataset" or named is None or named.status is not Status.KNOWN:
        return card, None
    supplied = pins.get(str(named.value))
    if supplied is None:
        findings.append(_no_pin(card, named, pins))
        return card, None
    own = {inner.rpartition("/")[0] for inner, fact in card.facts.items() if fact.record}
    taken = {
        fact.inner: replace(fact, origin_detail=supplied.said, file=named.file, pointer=named.pointer)
        for fact in inheritable(supplied)
        if not _speaks(card, fact, own)
    }
    return replace(card, facts={**card.facts, **taken}), supplied


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


def _no_pin(card: Card, named: Fact, pins: Mapping[str, "Supplied"]) -> Finding:
    near = did_you_mean(str(named.value), list(pins))
    remedy = "Import it: muniment import pack FILE --trust CERTIFICATE prints the line to write."
    if near:
        remedy = f'Did you mean "{near}"? {remedy}'
    return Finding(
        "MUN307", Severity.ERROR, f'There is no pin "{named.value}" of a supplier.', remedy,
        file=named.file, pointer=named.pointer, address=f"{card.identity}#{named.inner}", path=named.path,
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
                f"Write supplier: {{datasheet: {name}}} in the card of the set, name it as the card of a source, or "
                "delete the folder.",
                file=supplied.file,
            )  # fmt: skip
