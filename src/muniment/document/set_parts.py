"""The part on one data set: the matters of Annex IV point 2(d) and of Article 10, each under its own heading.

A matter has the same number in every part, so that who reads sixty sets finds the provenance of each at the same
place; one of which nothing is stated says so.
"""

from collections.abc import Sequence
from dataclasses import replace

from muniment.document.answers import build_answer, not_stated
from muniment.document.fact_entries import Piece, numbered, pieces_of, with_origins
from muniment.document.facts import fact_label
from muniment.document.matters import Matter, load_matters
from muniment.document.model import Group, Section
from muniment.document.paragraphs import Page
from muniment.document.set_uses import SetUse, SetUses
from muniment.document.text import anchor_text, brief, clean_text
from muniment.record.record import DisclosedFact

_LONGEST_HEADING = 90


def build_set_parts(page: Page, uses: SetUses) -> list[Section]:
    """Return one section a data set of the record, in the order of their uses."""
    return [_part(page, uses, dataset) for dataset in uses.sets]


def matter_groups(
    page: Page, number: str, facts: Sequence[DisclosedFact], uses: Sequence[tuple[SetUse, Sequence[DisclosedFact]]] = ()
) -> list[tuple[Matter, Group]]:
    """Return the facts of a set, and those of its uses, under their matters; paragraphs have the matter's number."""
    matters = load_matters()
    by_matter: dict[str, list[DisclosedFact]] = {}
    for fact in facts:
        by_matter.setdefault(matters.of(fact.path), []).append(fact)
    groups = []
    for place, matter in enumerate(matters.order, start=1):
        pieces = [*_of_uses(page, matter, uses), *_own(page, matter, by_matter.get(matter.id, []), bool(uses))]
        if not pieces and not matter.always:
            continue
        label = page.words("matters", matter.id)
        pieces = pieces or [Piece(label, not_stated(page.words), f"{page.subject}#/{number}/{matter.id}", ())]
        entries = numbered(page, f"{number}.{place}" if number else str(place), pieces)
        groups.append((matter, Group(page.anchor(anchor_text(f"{number}-{matter.id}")), label, entries)))
    return groups


def set_title(page: Page, facts: Sequence[DisclosedFact], dataset: str) -> str:
    """Return the title of a set where one is stated, else its name."""
    for fact in facts:
        if fact.path == "dataset.title" and fact.status == "known" and isinstance(fact.value, str):
            return clean_text(fact.value)
    return clean_text(dataset.partition("/")[2])


def _part(page: Page, uses: SetUses, dataset: str) -> Section:
    number = uses.part_of(dataset)
    facts = [fact for found in uses.linked.by_card[dataset].values() for fact in found]
    own = [(use, uses.facts.get(use.record.address, [])) for use in uses.of_set(dataset)]
    groups = tuple(
        replace(group, heading=f"{number}.{place} {group.heading}")
        for place, group in _placed(matter_groups(page, number, _in_page_order(page, facts), own))
    )
    title = brief(set_title(page, facts, dataset), _LONGEST_HEADING)
    roles = dict.fromkeys(page.words.get("roles_of_sets", use.role, default="") for use, _ in own if use.role)
    named = ", ".join(role for role in roles if role)
    return Section(
        number=number,
        anchor=f"set-{number}",
        heading=page.words("set_parts", "heading", title=title, roles=named) if named else title,
        introduction=clean_text(dataset),
        entries=(),
        groups=groups,
        level=2,
    )


def _placed(groups: Sequence[tuple[Matter, Group]]) -> list[tuple[int, Group]]:
    order = [matter.id for matter in load_matters().order]
    return [(order.index(matter.id) + 1, group) for matter, group in groups]


def _in_page_order(page: Page, facts: Sequence[DisclosedFact]) -> list[DisclosedFact]:
    wanted = {id(fact) for fact in facts}
    return [fact for fact in page.facts if id(fact) in wanted]


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
