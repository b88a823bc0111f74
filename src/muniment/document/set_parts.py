"""The part on one data set: the matters of Annex IV point 2(d) and of Article 10, each under its own heading.

A matter has the same number in every part, so that who reads sixty sets finds the provenance of each at the same
place. Matters of which nothing is stated are named at the head of the part; what many sets state alike stands once
(`muniment.document.set_alike`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from muniment.document.answers import build_answer, not_stated
from muniment.document.fact_entries import Piece, numbered, pieces_of, with_origins
from muniment.document.facts import card_of, fact_label, record_chain
from muniment.document.matters import Matter, load_matters
from muniment.document.model import Answer, Entry, Group, Section, Standing
from muniment.document.paragraphs import Page
from muniment.document.set_alike import Alike, find_alike
from muniment.document.set_uses import USES, SetUse, SetUses
from muniment.document.text import anchor_text, brief, clean_text
from muniment.record.record import DisclosedFact

_LONGEST_HEADING = 90


@dataclass(frozen=True, slots=True)
class MatterOf:
    """What is stated of one matter of a set: its number, its paragraphs by use, and those of the set's own card."""

    place: int
    matter: Matter
    of_uses: tuple[Piece, ...]
    own: tuple[Piece, ...]


def build_set_parts(page: Page, uses: SetUses, asked: Mapping[str, Sequence[DisclosedFact]]) -> list[Section]:
    """Return one section a data set of the record, in the order of their uses; before them what many state alike.

    ``asked`` are the places where a draft asks for something, by set or use (`places_of_sets`).
    """
    order = {fact.address: place for place, fact in enumerate(page.facts)}
    stated = {dataset: _stated(page, uses, dataset, order, asked) for dataset in uses.sets}
    own = {
        uses.part_of(dataset): [(found.place, found.matter.id, piece) for found in matters for piece in found.own]
        for dataset, matters in stated.items()
    }
    alike = find_alike(page, own)
    return [*alike.sections(), *(_part(page, uses, dataset, matters, alike) for dataset, matters in stated.items())]


def matter_groups(page: Page, facts: Sequence[DisclosedFact]) -> list[tuple[int, Matter, Group]]:
    """Return the facts of a set under their matters, each with its place; paragraphs have the matter's number."""
    groups = []
    parts = page.record.part or ()
    for found in _matters(page, facts, ()):
        # What lies outside the part that a document is about is not in scope: neither missing nor unknown.
        asked = found.matter.always and load_matters().in_scope(found.matter.id, parts)
        pieces = found.own or ((_nothing(page, found.matter),) if asked else ())
        if pieces:
            entries = numbered(page, str(found.place), pieces)
            anchor = page.anchor(anchor_text(f"-{found.matter.id}"))
            groups.append((found.place, found.matter, Group(anchor, page.words("matters", found.matter.id), entries)))
    return groups


def set_title(page: Page, facts: Sequence[DisclosedFact], dataset: str) -> str:
    """Return the title of a set where one is stated, else its name."""
    for fact in facts:
        if fact.path == "dataset.title" and fact.status == "known" and isinstance(fact.value, str):
            return clean_text(fact.value)
    return clean_text(dataset.partition("/")[2])


def places_of_sets(page: Page, uses: SetUses) -> dict[str, list[DisclosedFact]]:
    """Return where a draft asks for something of a set or of a use of one, by set or use: it stands in a set's part."""
    homes = {*uses.sets, *(use.record.address for use in uses.all if use.dataset)}
    found: dict[str, list[DisclosedFact]] = {}
    for place in page.places:
        chain = record_chain(place) if place.path.startswith(USES) else ()
        home = chain[0].address if chain else card_of(place)
        if home in homes:
            found.setdefault(home, []).append(place)
    return found


def _stated(
    page: Page, uses: SetUses, dataset: str, order: dict[str, int], asked: Mapping[str, Sequence[DisclosedFact]]
) -> list[MatterOf]:
    facts = [fact for found in uses.linked.by_card[dataset].values() for fact in found]
    facts.sort(key=lambda fact: order[fact.address])
    of_uses = [
        (use, [*uses.facts.get(use.record.address, ()), *asked.get(use.record.address, ())])
        for use in uses.of_set(dataset)
    ]
    return _matters(page, [*facts, *asked.get(dataset, ())], of_uses)


def _matters(
    page: Page, facts: Sequence[DisclosedFact], uses: Sequence[tuple[SetUse, Sequence[DisclosedFact]]]
) -> list[MatterOf]:
    matters = load_matters()
    by_matter: dict[str, list[DisclosedFact]] = {}
    for fact in facts:
        by_matter.setdefault(matters.of(fact.path), []).append(fact)
    return [
        MatterOf(
            place,
            matter,
            tuple(_of_uses(page, matter, uses)),
            tuple(_own(page, matter, by_matter.get(matter.id, []), bool(uses))),
        )
        for place, matter in enumerate(matters.order, start=1)
    ]


def _part(page: Page, uses: SetUses, dataset: str, matters: Sequence[MatterOf], alike: Alike) -> Section:
    number = uses.part_of(dataset)
    facts = [fact for found in uses.linked.by_card[dataset].values() for fact in found]
    title = brief(set_title(page, facts, dataset), _LONGEST_HEADING)
    used = uses.of_set(dataset)
    roles = dict.fromkeys(page.words.get("roles_of_sets", use.role, default="") for use in used if use.role)
    named = ", ".join(role for role in roles if role)
    return Section(
        number=number,
        anchor=f"set-{number}",
        heading=page.words("set_parts", "heading", title=title, roles=named) if named else title,
        introduction=clean_text(dataset),
        entries=_open(page, number, matters),
        groups=tuple(_group(page, number, found, alike) for found in matters if found.of_uses or found.own),
        level=2,
        dense=True,
    )


def _open(page: Page, number: str, matters: Sequence[MatterOf]) -> tuple[Entry, ...]:
    """Return the paragraph that names the matters of which nothing is stated, if there are any."""
    open_ = [found for found in matters if found.matter.always and not (found.of_uses or found.own)]
    if not open_:
        return ()
    words = page.words
    named = (
        words("set_parts", "matter", number=found.place, matter=words("matters", found.matter.id)) for found in open_
    )
    answer = Answer(Standing.NOT_STATED, word=words("answers", "not_stated"), lines=tuple(named), listed=True)
    address = f"{page.subject}#/{number}/open"
    return (
        Entry(f"{number}.0", page.anchor(f"set-{number}-open"), words("set_parts", "open"), answer, address=address),
    )


def _group(page: Page, number: str, found: MatterOf, alike: Alike) -> Group:
    pieces = (*found.of_uses, *alike.rest_of(number, found.place, found.matter.id, found.own))
    entries = numbered(page, f"{number}.{found.place}", pieces)
    heading = f"{number}.{found.place} {page.words('matters', found.matter.id)}"
    return Group(page.anchor(anchor_text(f"{number}-{found.matter.id}")), heading, entries)


def _nothing(page: Page, matter: Matter) -> Piece:
    return Piece(page.words("set_parts", "facts"), not_stated(page.words), f"{page.subject}#//{matter.id}", ())


def _own(page: Page, matter: Matter, facts: Sequence[DisclosedFact], used: bool) -> list[Piece]:
    pieces = pieces_of(page, facts)
    if matter.id != "fit" or not used:
        return pieces
    # Beside what the user of the set says of its fit stands what the set's owner says of it.
    return [
        replace(piece, label=page.words("set_parts", "by_owner", label=piece.label))
        if piece.facts and piece.facts[0].path.startswith("dataset.fit.")
        else piece
        for piece in pieces
    ]


def _of_uses(page: Page, matter: Matter, uses: Sequence[tuple[SetUse, Sequence[DisclosedFact]]]) -> list[Piece]:
    if matter.id not in ("use", "fit"):
        return []
    found = []
    for use, facts in uses:
        chosen = [fact for fact in facts if (f"{use.over}.fit" in fact.path) == (matter.id == "fit")]
        if chosen:
            found.append(_use(page, matter, use, chosen))
    return found


def _use(page: Page, matter: Matter, use: SetUse, facts: Sequence[DisclosedFact]) -> Piece:
    name = clean_text(use.record.id)
    if use.user != page.subject:
        name = page.words("set_parts", "use_of", use=name, user=clean_text(use.user))
    piece = pieces_as_parts(page, facts)
    return replace(
        piece, label=page.words("set_parts", matter.id, use=name), address=f"{use.record.address}/{matter.id}"
    )


def pieces_as_parts(page: Page, facts: Sequence[DisclosedFact]) -> Piece:
    """Return facts as one piece with a part a fact, under the origin that most of them share."""
    whole, answers = with_origins(page, [build_answer(fact, page.words, page.record.language) for fact in facts])
    parts = tuple((fact_label(fact), answer) for fact, answer in zip(facts, answers, strict=True))
    return Piece("", replace(whole, parts=parts), facts[0].address, tuple(facts))
