"""The numbered sections of a datasheet: which fact stands where, under which heading and number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from muniment.base.addresses import split_address
from muniment.document.answers import build_answer
from muniment.document.facts import (
    anchor_of,
    card_heading,
    card_of,
    fact_label,
    link_heading,
    placed_label,
    record_chain,
    subject_identity,
)
from muniment.document.footnotes import Footnotes
from muniment.document.listings import build_listing, list_heading, listing_key
from muniment.document.model import Annex, Answer, Entry, Group, Reference, Section, Standing
from muniment.document.sections import FURTHER, placement, reading_order
from muniment.document.text import clean_text
from muniment.document.words import Words
from muniment.record.parts import is_about
from muniment.record.record import DisclosedFact, Record


@dataclass(slots=True)
class Page:
    """What numbering needs to know: record, words, footnotes and annexes so far, and the anchors already given.

    ``places`` are those where a draft asks for something and nothing stands; they are no facts and count as none.
    """

    record: Record
    facts: Sequence[DisclosedFact]
    words: Words
    footnotes: Footnotes
    anchors: set[str] = field(default_factory=set)
    annexes: list[Annex] = field(default_factory=list)
    places: Sequence[DisclosedFact] = ()

    @property
    def subject(self) -> str:
        """The identity of the card that the document is about."""
        return subject_identity(self.record)

    @property
    def asked(self) -> tuple[DisclosedFact, ...]:
        """The facts with the places on cards where a draft asks and nothing stands: what gets a paragraph."""
        return (*self.facts, *(place for place in self.places if "#" in place.address))

    @property
    def unknown(self) -> dict[str, int]:
        """The facts stated to be unknown by address, each with how often it counts.

        In a draft a section that is unknown as a whole counts as often as facts inside it are asked for.
        """
        asked = self.record.draft.unknown if self.record.draft else {}
        return {fact.address: asked.get(fact.address, 1) for fact in self.facts if fact.status == "unknown"}

    @property
    def organisations(self) -> set[str]:
        """The identities of the organisations whose facts the record shows."""
        return {card_of(fact) for fact in self.facts if fact.path.startswith("organisation.")}

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
    placed: dict[str, list[DisclosedFact]] = {}
    for fact in page.asked:
        placed.setdefault(placement(fact.path, card_of(fact) == page.subject)[0], []).append(fact)
    sections = [
        _section(page, str(number), name, placed.get(name, []))
        for number, name in enumerate(reading_order().sections, start=1)
        # What is unknown elsewhere is listed under the gaps, whatever a document is about.
        if placed.get(name) or name == "gaps" or _holds_any(name, page.record.part or ())
    ]
    return _with_pointers(sections, page)


def _holds_any(section: str, parts: tuple[str, ...]) -> bool:
    """Tell whether anything under a heading is what a document on some parts of a set is about."""
    places = reading_order().places.items()
    return not parts or any(is_about(path, parts) for path, (place, _) in places if place == section)


def build_further(page: Page, number: str) -> list[Section]:
    """Return the section for facts that the reading order does not place, as a list of none or one."""
    facts = [fact for fact in page.asked if placement(fact.path, card_of(fact) == page.subject)[0] == FURTHER]
    return [_section(page, number, FURTHER, facts)] if facts else []


def all_entries(section: Section) -> Iterable[Entry]:
    """Return the entries of a section and of its groups, in order."""
    yield from section.entries
    for group in section.groups:
        yield from group.entries


@dataclass(frozen=True, slots=True)
class _Block:
    """What becomes one numbered paragraph: one fact, or all facts of a list with the table that they make."""

    rank: int
    facts: tuple[DisclosedFact, ...]
    listing: Answer | None = None


def _section(page: Page, number: str, name: str, facts: list[DisclosedFact]) -> Section:
    groups = _blocks(page, facts)
    count = 0

    def entries(blocks: list[_Block]) -> tuple[Entry, ...]:
        nonlocal count
        made = []
        for block in sorted(blocks, key=lambda block: block.rank):
            count += 1
            made.append(_entry(page, f"{number}.{count}", block))
        return tuple(made)

    loose = entries(groups.pop((), []))
    grouped = tuple(_group(page, key, blocks, entries(blocks)) for key, blocks in _outer_first(groups))
    introduction = page.words.get("introductions", name, default="")
    if not facts:
        outside = not _holds_any(name, page.record.part or ())
        introduction = page.words("part", "outside") if outside else page.words("introductions", "nothing")
    return Section(number, name, page.words("sections", name), introduction, loose, grouped)


def _blocks(page: Page, facts: list[DisclosedFact]) -> dict[tuple[str, ...], list[_Block]]:
    # The key of a group is its card, if that is another one, and the records of lists that hold it.
    listings = _listings(page, facts)
    groups: dict[tuple[str, ...], list[_Block]] = {}
    for fact in facts:
        key, own_list = _group_key(fact, page), listing_key(fact)
        if own_list not in listings:
            groups.setdefault(key, []).append(_Block(_rank(fact), (fact,)))
        elif (found := listings[own_list]).facts[0] is fact:
            groups.setdefault(key[:-1], []).append(found)
    return groups


def _listings(page: Page, facts: list[DisclosedFact]) -> dict[str, _Block]:
    lists: dict[str, list[DisclosedFact]] = {}
    nested = {""}
    for fact in facts:
        lists.setdefault(listing_key(fact), []).append(fact)
        chain = record_chain(fact)
        outer = chain if chain and chain[-1].address == fact.address else chain[:-1]
        nested |= {link.address.rpartition("/")[0] for link in outer}
    blocks = {}
    for key, members in lists.items():
        answer = None if key in nested else build_listing(members, _rank, page.words, page.record.language)
        if answer is not None:
            blocks[key] = _Block(min(map(_rank, members)), tuple(members), answer)
    return blocks


def _rank(fact: DisclosedFact) -> int:
    return placement(fact.path, own_card=True)[1]


def _entry(page: Page, number: str, block: _Block) -> Entry:
    fact = block.facts[0]
    address, label = fact.address, placed_label(fact, page.words)
    if block.listing:
        address, label = listing_key(fact), list_heading(record_chain(fact)[-1], page.words)
    return Entry(
        number=number,
        anchor=page.anchor(anchor_of(address, page.subject)),
        label=label,
        answer=block.listing or build_answer(fact, page.words, page.record.language),
        footnotes=page.footnotes.of_requirements(name for fact in block.facts for name in fact.requirements),
        address=address,
        facts=tuple(fact.address for fact in block.facts),
        listing=block.listing is not None,
    )


def _group_key(fact: DisclosedFact, page: Page) -> tuple[str, ...]:
    card = card_of(fact)
    own = card == page.subject or _sole_organisation(card, page)
    return (*(() if own else (f"{card}#",)), *(link.address for link in record_chain(fact)))


def _sole_organisation(card: str, page: Page) -> bool:
    return page.organisations == {card}


def _outer_first(groups: dict[tuple[str, ...], list[_Block]]) -> list[tuple[tuple[str, ...], list[_Block]]]:
    # A record's own facts come before those of the records inside it; lists in reading order, records as written.
    seen: dict[tuple[str, ...], tuple[int, int]] = {}
    for key, blocks in groups.items():
        links = {link.address: link for link in record_chain(blocks[0].facts[0])}
        for depth in range(1, len(key) + 1):
            link = links.get(key[depth - 1])
            rank = placement(link.list_path, own_card=True)[1] if link else -1
            seen.setdefault(key[:depth], (rank, len(seen)))
    order = {key: tuple(seen[key[:depth]] for depth in range(1, len(key) + 1)) for key in groups}
    return sorted(groups.items(), key=lambda item: order[item[0]])


def _group(page: Page, key: tuple[str, ...], blocks: list[_Block], entries: tuple[Entry, ...]) -> Group:
    headings = [link_heading(link, page.words) for link in record_chain(blocks[0].facts[0]) if link.address in key]
    if key[0].endswith("#"):
        headings.insert(0, card_heading(split_address(key[0])[0], page.facts, page.words))
    anchor = page.anchor(anchor_of(key[-1], page.subject).replace("fact.", "record.", 1))
    return Group(anchor, " · ".join(headings), entries)


def _with_pointers(sections: list[Section], page: Page) -> list[Section]:
    unknown = page.unknown
    facts = {fact.address: fact for fact in page.facts if fact.address in unknown}
    pointers = tuple(
        Reference(entry.number, entry.anchor, _pointer_label(facts[address], entry, unknown[address], page.words))
        for section in sections
        if section.anchor != "gaps"
        for entry in all_entries(section)
        for address in entry.facts
        if address in unknown and entry.answer.standing is not Standing.NOT_STATED
    )
    if not pointers:
        return sections
    heading = page.words("pointers", "unknown")
    return [
        replace(section, pointers_heading=heading, pointers=pointers) if section.anchor == "gaps" else section
        for section in sections
    ]


def _pointer_label(fact: DisclosedFact, entry: Entry, count: int, words: Words) -> str:
    label = entry.label
    if entry.listing:
        record = words("table", "pair", name=clean_text(record_chain(fact)[-1].record_id), value=fact_label(fact))
        label = f"{entry.label}, {record}"
    return words.counted("pointers", "facts", count=count, label=label) if count > 1 else label
