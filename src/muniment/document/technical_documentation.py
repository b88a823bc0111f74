"""The data part of the technical documentation of a system: the points of Annex IV, then every data set one by one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from muniment.document.answers import build_answer, not_stated, plain_answer
from muniment.document.edition import build_edition, open_page
from muniment.document.linked import Linked
from muniment.document.model import Answer, Document, Fact, Panel, Reference, Section
from muniment.document.outline import load_outline
from muniment.document.outlined import outlined_sections
from muniment.document.paragraphs import Page
from muniment.document.set_alike import MANY, NUMBER
from muniment.document.set_parts import build_set_parts, places_of_sets
from muniment.document.set_uses import ROLES, SetUses
from muniment.document.tally import status_facts, unknown_count
from muniment.document.text import brief
from muniment.document.values import number_text
from muniment.record.record import DisclosedFact, Record

_LONGEST = 160


def build_technical_documentation(record: Record) -> Document:
    """Return the data part of a system's technical documentation; ValueError for a record about another kind."""
    if record.subject.kind != "system":
        raise ValueError(f"technical documentation is about a system, not about a card of kind {record.subject.kind!r}")
    page = open_page(record)
    uses = SetUses(record, Linked(page.facts))
    of_sets = places_of_sets(page, uses)
    taken = {place.address for places in of_sets.values() for place in places}
    others = [place for place in page.places if place.address not in taken]
    # Notes are numbered as paragraphs are made: the sections come before the parts, as they stand.
    sections = outlined_sections(replace(page, places=others), load_outline(record.kind))
    parts = build_set_parts(page, uses, of_sets)
    sections = [*sections, *parts]
    sections += _index(page, sections, [part for part in parts if part.number != NUMBER])
    return build_edition(page, sections, _first_screen(page, uses))


def _index(page: Page, sections: Sequence[Section], parts: Sequence[Section]) -> list[Section]:
    """Return the sets in the order of their names, where there are too many to look through; a list of none or one."""
    if len(parts) <= MANY:
        return []
    number = str(sum(section.level == 1 for section in sections) + 1)
    named = sorted(parts, key=lambda part: (page.words.forms.sorting(part.heading), part.introduction))
    pointers = tuple(
        Reference(
            part.number, part.anchor, page.words("set_parts", "named", label=part.heading, number=part.introduction)
        )
        for part in named
    )
    heading = page.words("set_parts", "index")
    return [Section(number, "index-of-sets", heading, "", (), pointers_heading=heading, pointers=pointers)]


def _first_screen(page: Page, uses: SetUses) -> tuple[Panel, ...]:
    questions = {
        "system": [("purpose", "system.intended_purpose"), ("risk_class", "system.risk_class")],
        "who": [("organisation", "organisation.legal_name"), ("contact", "organisation.contact")],
    }
    panels = [
        Panel(f"glance-{name}", page.words("panels", name), tuple(_fact(page, *question) for question in asked))
        for name, asked in questions.items()
    ]
    panels.append(Panel("glance-sets", page.words("panels", "sets"), _sets(page, uses)))
    panels.append(Panel("glance-status", page.words("panels", "status"), status_facts(page)))
    panels.append(Panel("glance-sensitive", page.words("panels", "sensitive"), _sensitive(page, uses)))
    limits = _fact(page, "limits", "system.known_limitations")
    count = plain_answer(number_text(str(unknown_count(page)), page.words))
    panels.append(
        Panel("glance-gaps", page.words("panels", "gaps"), (limits, Fact(page.words("questions", "unknown"), count)))
    )
    return tuple(panels)


def _fact(page: Page, question: str, path: str) -> Fact:
    found = next((fact for fact in page.facts if fact.path == path), None)
    label = page.words("questions", question)
    return Fact(label, _short(page, found) if found else not_stated(page.words))


def _short(page: Page, fact: DisclosedFact) -> Answer:
    answer = build_answer(fact, page.words, page.record.language)
    text = brief(page.words.forms.joined(answer.lines), _LONGEST)
    return Answer(answer.standing, word=answer.word, lines=(text,) if text else (), origin=answer.origin)


def _sets(page: Page, uses: SetUses) -> tuple[Fact, ...]:
    own = Counter(use.role for use in uses.all if use.user == page.subject)
    behind = sum(use.user != page.subject for use in uses.all)
    rows = [(page.words("roles_of_sets", role), own[role]) for role in ROLES]
    others = sum(count for role, count in own.items() if role not in ROLES)
    rows += [(page.words("roles_of_sets", "other"), others)] if others else []
    rows += [(page.words("roles_of_sets", "behind_models"), behind)] if behind else []
    none = page.words("set_parts", "no_use_short")
    return tuple(
        Fact(label, plain_answer(number_text(str(count), page.words) if count else none)) for label, count in rows
    )


def _sensitive(page: Page, uses: SetUses) -> tuple[Fact, ...]:
    facts = []
    for key in ("personal_data", "special_categories"):
        found = Counter(_presence(uses, dataset, f"dataset.{key}") for dataset in uses.sets)
        said = ", ".join(
            page.words.counted("presence", answer, count=found[answer])
            for answer in ("yes", "no", "not_applicable", "unknown", "not_stated")
            if found[answer]
        )
        facts.append(Fact(page.words("questions", key), plain_answer(said) if said else not_stated(page.words)))
    return tuple(facts)


def _presence(uses: SetUses, dataset: str, section: str) -> str:
    for fact in uses.linked.of_card(dataset, f"{section}.present"):
        if fact.status != "known":
            return fact.status if fact.status in ("unknown", "not_applicable") else "not_stated"
        return "yes" if fact.value is True else "no" if fact.value is False else "not_stated"
    return "not_stated"
