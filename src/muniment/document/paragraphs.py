"""The numbered sections of a datasheet: which fact stands where, under which heading and number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from muniment.base.addresses import split_address
from muniment.document.answers import build_answer
from muniment.document.facts import (
    anchor_of,
    card_heading,
    card_of,
    fact_label,
    is_open,
    link_heading,
    record_chain,
    subject_identity,
)
from muniment.document.footnotes import Footnotes
from muniment.document.model import Entry, Group, Reference, Section
from muniment.document.sections import FURTHER, SECTIONS, placement
from muniment.document.words import Words
from muniment.record.record import DisclosedFact, Record


@dataclass(slots=True)
class Page:
    """What numbering needs to know: record, words, footnotes so far, and the anchors already given."""

    record: Record
    facts: Sequence[DisclosedFact]
    words: Words
    footnotes: Footnotes
    anchors: set[str] = field(default_factory=set)

    @property
    def subject(self) -> str:
        """The identity of the card that the document is about."""
        return subject_identity(self.record)

    def anchor(self, wish: str) -> str:
        """Return the wished anchor, with a number behind it if it is taken already."""
        anchor, count = wish, 1
        while anchor in self.anchors:
            count += 1
            anchor = f"{wish}-{count}"
        self.anchors.add(anchor)
        return anchor


def build_sections(page: Page) -> list[Section]:
    """Return the sections for all facts of the record; the last one, for what has no place, only if needed."""
    placed: dict[str, list[tuple[int, DisclosedFact]]] = {}
    for fact in page.facts:
        section, rank = placement(fact.path, card_of(fact) == page.subject)
        placed.setdefault(section, []).append((rank, fact))
    names = [name for name, _ in SECTIONS]
    sections = [_section(page, str(number), name, placed.get(name, [])) for number, name in enumerate(names, start=1)]
    return _with_pointers(sections, page.words)


def build_further(page: Page, number: str) -> list[Section]:
    """Return the section for facts that no row of the table places, as a list of none or one."""
    facts = [fact for fact in page.facts if placement(fact.path, card_of(fact) == page.subject)[0] == FURTHER]
    return [_section(page, number, FURTHER, [(0, fact) for fact in facts])] if facts else []


def all_entries(section: Section) -> Iterable[Entry]:
    """Return the entries of a section and of its groups, in order."""
    yield from section.entries
    for group in section.groups:
        yield from group.entries


def _section(page: Page, number: str, name: str, placed: list[tuple[int, DisclosedFact]]) -> Section:
    ordered = [fact for _, fact in sorted(placed, key=lambda pair: pair[0])]
    groups: dict[tuple[str, ...], list[DisclosedFact]] = {}
    for fact in ordered:
        groups.setdefault(_group_key(fact, page), []).append(fact)
    count = 0

    def number_entries(facts: list[DisclosedFact]) -> tuple[Entry, ...]:
        nonlocal count
        entries = []
        for fact in facts:
            count += 1
            entries.append(_entry(page, f"{number}.{count}", fact))
        return tuple(entries)

    loose = number_entries(groups.pop((), []))
    grouped = tuple(_group(page, key, number_entries(facts)) for key, facts in _outer_first(groups))
    introduction = (
        page.words.get("introductions", name, default="") if placed else page.words("introductions", "nothing")
    )
    return Section(number, name, page.words("sections", name), introduction, loose, grouped)


def _entry(page: Page, number: str, fact: DisclosedFact) -> Entry:
    return Entry(
        number=number,
        anchor=page.anchor(anchor_of(fact.address, page.subject)),
        label=fact_label(fact),
        answer=build_answer(fact, page.words, page.record.language),
        footnotes=page.footnotes.of_requirements(fact.requirements),
        address=fact.address,
    )


def _group_key(fact: DisclosedFact, page: Page) -> tuple[str, ...]:
    card = card_of(fact)
    own = card == page.subject or _sole_organisation(card, page)
    return (*(() if own else (f"{card}#",)), *(link.address for link in record_chain(fact)))


def _sole_organisation(card: str, page: Page) -> bool:
    cards = {card_of(fact) for fact in page.facts if fact.path.startswith("organisation.")}
    return cards == {card}


def _outer_first(
    groups: dict[tuple[str, ...], list[DisclosedFact]],
) -> list[tuple[tuple[str, ...], list[DisclosedFact]]]:
    # A record's own facts come before those of the records inside it, records in order of first appearance.
    seen: dict[tuple[str, ...], int] = {}
    for key in groups:
        for depth in range(1, len(key) + 1):
            seen.setdefault(key[:depth], len(seen))
    order = {key: tuple(seen[key[:depth]] for depth in range(1, len(key) + 1)) for key in groups}
    return sorted(groups.items(), key=lambda item: order[item[0]])


def _group(page: Page, key: tuple[str, ...], entries: tuple[Entry, ...]) -> Group:
    first = next(fact for fact in page.facts if fact.address == entries[0].address)
    headings = [link_heading(link, page.words) for link in record_chain(first)]
    if key[0].endswith("#"):
        headings.insert(0, card_heading(split_address(key[0])[0], page.facts, page.words))
    anchor = page.anchor(anchor_of(key[-1], page.subject).replace("fact.", "record.", 1))
    return Group(anchor, " · ".join(headings), entries)


def _with_pointers(sections: list[Section], words: Words) -> list[Section]:
    pointers = tuple(
        Reference(entry.number, entry.anchor, entry.label)
        for section in sections
        if section.anchor != "gaps"
        for entry in all_entries(section)
        if is_open(entry.answer.standing)
    )
    if not pointers:
        return sections
    return [
        Section(
            section.number,
            section.anchor,
            section.heading,
            section.introduction,
            section.entries,
            section.groups,
            words("pointers", "unknown"),
            pointers,
        )
        if section.anchor == "gaps"
        else section
        for section in sections
    ]
