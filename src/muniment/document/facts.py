"""The facts of a record, made ready for the page: each address once, units found, records of lists recognised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from muniment.base.addresses import identity, split_address, tokens
from muniment.document.choices import section_title
from muniment.document.citations import citation_text
from muniment.document.text import anchor_text, clean_text
from muniment.document.values import head_text
from muniment.document.words import Words, load_words
from muniment.record.record import NAMES_REQUIREMENT, Citation, DisclosedFact, Record

#: A figure whose unit is a fact beside it in the same record; the first one stated counts.
_UNIT_BESIDE = {
    "amount": ("currency", "unit_name", "unit"),
    "hourly_amount": ("currency",),
    "living_wage_amount": ("currency",),
    "quantity": ("unit",),
    "required_quantity": ("unit",),
}
#: Units of the vocabulary that only say where the unit stands.
_POINTERS = ("per unit", "per basis")


@dataclass(frozen=True, slots=True)
class Link:
    """One record of a list on the way to a fact: the list's path without ``[]``, the record's id and its address."""

    list_path: str
    record_id: str
    address: str


def page_facts(record: Record) -> tuple[DisclosedFact, ...]:
    """Return the facts of the record in order, each address once, figures with the unit stated beside them.

    Labels and units of the vocabulary are in the language of the record.
    """
    words = load_words(record.language)
    by_address = {fact.address: fact for fact in reversed(record.facts)}
    citations = dict(record.citations)
    return tuple(
        replace(
            fact,
            label=words.name(fact.label),
            unit=_unit(fact, by_address, words),
            value=_cited(fact, citations, words),
        )
        for fact in (by_address[address] for address in dict.fromkeys(fact.address for fact in record.facts))
    )


def subject_identity(record: Record) -> str:
    """Return the identity of the card that the record is about."""
    return identity(record.subject.kind, record.subject.name, record.subject.version)


def card_of(fact: DisclosedFact) -> str:
    """Return the identity of the card that the fact stands on."""
    return split_address(fact.address)[0]


def record_chain(fact: DisclosedFact) -> tuple[Link, ...]:
    """Return the records of lists that hold the fact, outermost first; empty for a fact outside lists."""
    head, inner = split_address(fact.address)
    rest = tokens(inner)
    parts = fact.path.split(".")
    chain: list[Link] = []
    path, address = parts[0], f"{head}#"
    for part in parts[1:]:
        if not rest:
            return tuple(chain)
        path, address = f"{path}.{part.removesuffix('[]')}", f"{address}/{rest.pop(0)}"
        if part.endswith("[]") and rest:
            record_id = rest.pop(0)
            address = f"{address}/{record_id}"
            chain.append(Link(path, record_id, address))
    return tuple(chain)


def fact_label(fact: DisclosedFact) -> str:
    """Return the fact's label, or its key in words where the vocabulary has none."""
    return clean_text(fact.label) or head_text(fact.path.replace("[]", "").rpartition(".")[2])


def placed_label(fact: DisclosedFact, words: Words) -> str:
    """Return the label of a fact with what it is of, where facts of several sections stand together."""
    # What is stated of an organisation stands in one section: what a version or a name is of must be said.
    section, _, _ = fact.path.rpartition(".")
    title = section_title(section) if section.count(".") == 1 and section.startswith("organisation.") else ""
    label, title = fact_label(fact), words.name(title)
    if not title:
        return label
    return title if label.casefold() in title.casefold() else words("table", "pair", name=title, value=label)


def anchor_of(address: str, subject: str) -> str:
    """Return the stable anchor of an address: without the card's identity for facts of the subject."""
    head, inner = split_address(address)
    local = anchor_text(".".join(tokens(inner)))
    return f"fact.{local}" if head == subject else f"fact.{anchor_text(head)}.{local}"


def link_heading(link: Link, words: Words) -> str:
    """Return the heading of one record of a list: what it is, and its id."""
    kind = words.get("lists", link.list_path, default=words.name(head_text(link.list_path.rpartition(".")[2])))
    return f"{kind} {clean_text(link.record_id)}"


def card_heading(card: str, facts: Iterable[DisclosedFact], words: Words) -> str:
    """Return the heading for the facts of another card: kind, its title if one is stated, and its identity."""
    kind, _, name = card.partition("/")
    title = next(
        (fact.value for fact in facts if fact.path in (f"{kind}.title", f"{kind}.name") and card_of(fact) == card), ""
    )
    shown = f"{clean_text(title)} ({clean_text(name)})" if isinstance(title, str) and title else clean_text(name)
    name_of_kind = words.get("card_kinds", kind, default=words.name(head_text(kind)))
    return words("table", "pair", name=name_of_kind, value=shown)


def _cited(fact: DisclosedFact, citations: Mapping[str, Citation], words: Words) -> Any:
    """Return the value of a fact; one that is the id of a requirement with the provision that it stands for."""
    cited = citations.get(fact.value) if fact.path == NAMES_REQUIREMENT and isinstance(fact.value, str) else None
    if cited is None:
        return fact.value
    return words("citations", "requirement", citation=citation_text(clean_text(cited.label), words), id=fact.value)


def _unit(fact: DisclosedFact, by_address: dict[str, DisclosedFact], words: Words) -> str:
    parent, _, key = fact.address.rpartition("/")
    for name in _UNIT_BESIDE.get(key, ()):
        beside = by_address.get(f"{parent}/{name}")
        if beside is not None and isinstance(beside.value, str):
            rate = fact.unit.startswith("per ") and fact.unit not in _POINTERS
            unit = words.unit(beside.value, fact.value) if name == "unit" else beside.value
            return f"{unit} {words.get('rates', fact.unit, default=fact.unit)}" if rate else unit
    return "" if fact.unit.startswith("per ") else words.unit(fact.unit, fact.value)
