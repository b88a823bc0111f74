"""The datasheet of a supplier for the provider of a high-risk system: Annex IV point 2(d), and how far each part goes.

Its sections have the numbers of the matters in the provider's own technical documentation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from muniment.document.drafts import asked_of
from muniment.document.edition import build_edition, open_page
from muniment.document.facts import card_of
from muniment.document.first_screen import build_first_screen
from muniment.document.model import Document, Entry, Section, Standing
from muniment.document.outline import load_outline
from muniment.document.outlined import outlined_sections
from muniment.document.paragraphs import Page
from muniment.document.set_parts import matter_groups
from muniment.record.record import DisclosedFact, Onward, Record

#: From the widest circle to the narrowest.
_CIRCLES = ("public", "client", "authority", "internal")


def build_supplier_datasheet(record: Record) -> Document:
    """Return the supplier's datasheet of the record's data set; ValueError for a record about another kind of card."""
    if record.subject.kind != "dataset":
        raise ValueError(f"a supplier's datasheet is about a data set, not about a {record.subject.kind!r}")
    page = open_page(record)
    outline = load_outline(record.kind)
    first = outlined_sections(page, outline)
    printed = {address for section in first for entry in section.entries for address in entry.facts}
    printed |= {place.address for part in outline.parts for field in part.fields for place in asked_of(field, page)}
    facts = [fact for fact in page.asked if card_of(fact) == page.subject and fact.address not in printed]
    limits = {address: limit for limit in record.onward or () for address in limit.addresses}
    sections = [_limited(page, section, limits) for section in (*first, *_sections(page, facts))]
    entries = [entry for section in sections for entry in section.entries]
    return build_edition(page, sections, build_first_screen(page, entries))


def _sections(page: Page, facts: Sequence[DisclosedFact]) -> Iterable[Section]:
    for place, matter, group in matter_groups(page, facts):
        yield Section(str(place), f"matter-{matter.id}", group.heading, "", group.entries)


def _limited(page: Page, section: Section, limits: dict[str, Onward]) -> Section:
    """Return a section that says how far it may be passed on, and which of its paragraphs less far, and why."""
    entries = tuple(_marked(page, entry, limits) for entry in section.entries)
    # What is withheld, and what a draft asks for, is not there to be passed on.
    absent = (Standing.WITHHELD, Standing.NOT_STATED)
    told = [entry for entry in entries if entry.facts and entry.answer.standing not in absent]
    said = _onward(page, [(entry, _narrowest(entry, limits)) for entry in told])
    introduction = " ".join(text for text in (section.introduction, said) if text)
    return replace(section, entries=entries, introduction=introduction)


def _marked(page: Page, entry: Entry, limits: dict[str, Onward]) -> Entry:
    grounds = dict.fromkeys(
        limits[address].ground for address in entry.facts if address in limits and limits[address].ground != "default"
    )
    # What is withheld here says why already, and there is nothing to pass on.
    if not grounds or entry.answer.standing is Standing.WITHHELD:
        return entry
    named = page.words.forms.listed(
        [page.words.get("grounds", ground, default=ground.replace("_", " ")) for ground in grounds]
    )
    remark = page.words("onward", "narrowed", grounds=named)
    return replace(entry, answer=replace(entry.answer, remarks=(*entry.answer.remarks, remark)))


def _narrowest(entry: Entry, limits: dict[str, Onward]) -> str:
    circles = [limits[address].audience for address in entry.facts if address in limits]
    return max(circles, key=_CIRCLES.index, default="internal")


def _onward(page: Page, entries: Sequence[tuple[Entry, str]]) -> str:
    by_circle: dict[str, list[str]] = {}
    for entry, circle in entries:
        by_circle.setdefault(circle, []).append(entry.number)
    words = page.words
    if not by_circle:
        return ""
    if len(by_circle) == 1:
        return words("onward", "all", next(iter(by_circle)))
    sentences = [
        words("onward", "some", circle, numbers=words.forms.listed(by_circle[circle]))
        for circle in _CIRCLES
        if circle in by_circle
    ]
    return " ".join(sentences)
