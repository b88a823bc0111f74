"""Facts as few numbered paragraphs: one a fact, one a list of small records (a table), one a record of a long list.

The records of a list that makes no readable table are paragraphs with their facts as labelled parts, and the records
inside them as parts of those.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from muniment.document.answers import build_answer
from muniment.document.facts import anchor_of, fact_label, link_heading, record_chain
from muniment.document.listings import build_listing, list_heading
from muniment.document.model import Answer, Entry, Standing
from muniment.document.paragraphs import Page
from muniment.document.sections import placement
from muniment.record.record import DisclosedFact


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes one paragraph: its label, its answer, the address it stands at, and the facts it prints.

    ``target`` is the anchor of the place where more of it stands, if there is one.
    """

    label: str
    answer: Answer
    address: str
    facts: tuple[DisclosedFact, ...]
    listing: bool = False
    target: str = ""


def pieces_of(page: Page, facts: Sequence[DisclosedFact]) -> list[Piece]:
    """Return the pieces of facts, given as the record has them, in reading order; lists keep their records' order."""
    told = told_by_sections(facts)
    lists: dict[str, list[DisclosedFact]] = {}
    for fact in facts:
        lists.setdefault(_list_of(fact), []).append(fact)
    found: list[Piece] = []
    seen = {""}
    for fact in sorted(facts, key=rank_of):
        key = _list_of(fact)
        if fact.address in told.among:
            continue
        if not key:
            alike = told.by_section.get(fact.address, ())
            found.append(Piece(fact_label(fact), _answer(page, fact), fact.address, (fact, *alike)))
        elif key not in seen:
            seen.add(key)
            found += records_of(page, lists[key])
    return found


def records_of(page: Page, facts: Sequence[DisclosedFact]) -> list[Piece]:
    """Return the facts of one list as a table where it makes a readable one, else a piece a record."""
    link = record_chain(facts[0])[0]
    if all(len(record_chain(fact)) == 1 for fact in facts):
        listing = build_listing(facts, rank_of, page.words, page.record.language)
        if listing is not None:
            return [Piece(list_heading(link, page.words), listing, _list_of(facts[0]), tuple(facts), listing=True)]
    records: dict[str, list[DisclosedFact]] = {}
    for fact in facts:
        records.setdefault(record_chain(fact)[0].address, []).append(fact)
    return [_record(page, own) for own in records.values()]


def rank_of(fact: DisclosedFact) -> int:
    """Return where in reading order a fact stands."""
    return placement(fact.path, own_card=True)[1]


def numbered(page: Page, number: str, pieces: Sequence[Piece]) -> tuple[Entry, ...]:
    """Return pieces as paragraphs with numbers, anchors and the provisions that their facts serve."""
    return tuple(
        Entry(
            number=f"{number}.{index}",
            anchor=page.anchor(anchor_of(piece.address, page.subject)),
            label=piece.label,
            answer=piece.answer,
            footnotes=page.footnotes.of_requirements(name for fact in piece.facts for name in fact.requirements),
            address=piece.address,
            facts=tuple(fact.address for fact in piece.facts),
            listing=piece.listing,
            target=piece.target,
        )
        for index, piece in enumerate(pieces, start=1)
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Statuses that repeat that of the section around them: all addresses, and the facts by their section's address."""

    among: frozenset[str]
    by_section: dict[str, tuple[DisclosedFact, ...]]


def told_by_sections(facts: Sequence[DisclosedFact]) -> Told:
    """Find the facts that say no more than their section: disclosure spells a section's status out, a page need not."""
    sections = [fact for fact in facts if fact.status in ("unknown", "not_applicable")]
    by_section = {}
    for section in sections:
        inside = f"{section.address}/"
        alike = tuple(
            fact for fact in sections if fact.address.startswith(inside) and fact.status == section.status
            and not (fact.reason or fact.owner or fact.note)
        )  # fmt: skip
        if alike:
            by_section[section.address] = alike
    return Told(frozenset(fact.address for alike in by_section.values() for fact in alike), by_section)


def _list_of(fact: DisclosedFact) -> str:
    """Return the address of the outermost list that holds a fact; empty for a fact outside lists."""
    chain = record_chain(fact)
    return chain[0].address.rpartition("/")[0] if chain else ""


def with_origins(page: Page, answers: Sequence[Answer]) -> tuple[Answer, list[Answer]]:
    """Return answers so that the commonest origin is said once, by the first value, and the others mark their own."""
    origins = Counter((answer.origin, answer.source) for answer in answers if not answer.word)
    base = origins.most_common(1)[0][0] if origins else ("", "")
    bare = [
        replace(answer, origin="", source="") if (answer.origin, answer.source) == base else answer
        for answer in answers
    ]
    origin = page.words("table", "unless_marked", origin=base[0]) if len(origins) > 1 and base[0] else base[0]
    standing = Standing.STATED if any(not answer.word for answer in answers) else answers[0].standing
    return Answer(standing, origin=origin, source=base[1]), bare


def _record(page: Page, facts: Sequence[DisclosedFact]) -> Piece:
    whole, bare = with_origins(page, [_answer(page, fact) for fact in facts])
    answers = {fact.address: answer for fact, answer in zip(facts, bare, strict=True)}
    link, parts = record_chain(facts[0])[0], _parts(page, facts, answers, 0)
    return Piece(link_heading(link, page.words), replace(whole, parts=parts), link.address, tuple(facts))


def _parts(
    page: Page, facts: Sequence[DisclosedFact], answers: dict[str, Answer], depth: int
) -> tuple[tuple[str, Answer], ...]:
    """Return the facts of one record as labelled parts, and the records inside it as parts with parts of their own."""
    inner: dict[str, list[DisclosedFact]] = {}
    parts: list[tuple[str, Answer]] = []
    for fact in sorted(facts, key=rank_of):
        chain = record_chain(fact)
        if len(chain) > depth + 1:
            inner.setdefault(chain[depth + 1].address, []).append(fact)
        else:
            parts.append((fact_label(fact), answers[fact.address]))
    for own in inner.values():
        heading = link_heading(record_chain(own[0])[depth + 1], page.words)
        parts.append((heading, Answer(Standing.STATED, parts=_parts(page, own, answers, depth + 1))))
    return tuple(parts)


def _answer(page: Page, fact: DisclosedFact) -> Answer:
    return build_answer(fact, page.words, page.record.language)
