"""Documents by outline: the sections of an official form in its order, each field answered from the record."""

import re
from collections.abc import Sequence
from dataclasses import replace

from muniment.document.domains import DOMAIN_FORMS
from muniment.document.drafts import asked_of, with_questions
from muniment.document.edition import build_edition, open_page
from muniment.document.fields import FORMS as PLAIN_FORMS
from muniment.document.fields import Paragraph, Question
from muniment.document.fields_sets import SET_FORMS
from muniment.document.fields_shared import SHARED_FORMS
from muniment.document.fields_summary import SUMMARY_FORMS
from muniment.document.fields_system import SYSTEM_FORMS
from muniment.document.linked import Linked
from muniment.document.model import Answer, Document, Entry, Section, Standing
from muniment.document.official import Label, official_label, official_labels
from muniment.document.outline import Outline, Part, load_outline
from muniment.document.paragraphs import Page
from muniment.document.pictures_of_sets import build_pictures
from muniment.document.text import anchor_text
from muniment.record.record import DisclosedFact, Record

_REQUIREMENT = re.compile(r"[A-Z][A-Z0-9]+-")
#: Every form in which a field of an outline can be answered.
FORMS = {**PLAIN_FORMS, **SHARED_FORMS, **SUMMARY_FORMS, **DOMAIN_FORMS, **SET_FORMS, **SYSTEM_FORMS}


def build_outlined(record: Record) -> Document:
    """Return the document of a record whose kind has an outline; FileNotFoundError where it has none."""
    outline = load_outline(record.kind)
    page = open_page(record)
    return build_edition(page, outlined_sections(page, outline))


def outlined_sections(page: Page, outline: Outline) -> list[Section]:
    """Return the sections of an outline, numbered as it numbers them; a field's paragraphs follow in order."""
    page.anchors |= {_part_anchor(part) for part in outline.parts}
    linked = Linked(page.facts)
    audience = page.record.audience
    parts = (part for part in outline.parts if not part.fields or any(field.is_for(audience) for field in part.fields))
    return [_section(page, linked, outline, part) for part in parts]


def _section(page: Page, linked: Linked, outline: Outline, part: Part) -> Section:
    heading = _label(page, outline, part.number)
    entries: list[Entry] = []
    for field in part.fields:
        if not field.is_for(page.record.audience):
            continue
        label = _label(page, outline, field.label or field.id)
        question = Question(page, linked, field, outline.instrument, label.text)
        places = asked_of(field, page)
        paragraph = with_questions(_in_context(question, FORMS[field.form](question)), places, page)
        if not (field.optional and paragraph.answer.standing is Standing.NOT_STATED and not places):
            number = f"{part.number}.{len(entries) + 1}"
            entries.append(_entry(question, paragraph, places, number, label))
    return Section(
        number=part.number,
        anchor=_part_anchor(part),
        heading=heading.text,
        introduction=page.words.get("introductions", part.introduction, default="") if part.introduction else "",
        entries=tuple(entries),
        level=part.level,
        heading_language=heading.language,
        pictures=build_pictures(part.pictures, page, linked),
    )


def _in_context(question: Question, paragraph: Paragraph) -> Paragraph:
    """Say why a field is empty, where its own form says: nothing of the kind was used, or no comment was made."""
    field, words, standing = question.field, question.page.words, paragraph.answer.standing
    if standing is Standing.STATED or standing is Standing.WITHHELD:
        return paragraph
    gates = [fact for path in field.given for fact in question.on_cards(path)]
    if len(gates) == len(field.given) > 0 and all(_is_no(fact) for fact in gates) and standing is not Standing.UNKNOWN:
        remarks = paragraph.answer.remarks or (words("answers", "none_used"),)
        answer = Answer(Standing.NOT_APPLICABLE, word=words("answers", "not_applicable"), remarks=remarks)
        return replace(paragraph, answer=answer)
    if field.absent and standing is Standing.NOT_STATED:
        return replace(paragraph, answer=replace(paragraph.answer, word=words("answers", field.absent)))
    return paragraph


def _is_no(fact: DisclosedFact) -> bool:
    return fact.status == "not_applicable" or (fact.status == "known" and fact.value is False)


def _entry(
    question: Question, paragraph: Paragraph, places: Sequence[DisclosedFact], number: str, label: Label
) -> Entry:
    page = question.page
    served = [name for fact in (*paragraph.facts, *places) for name in fact.requirements]
    ids = (question.field.id, *question.field.serves)
    cited = [name for name in ids if name in served] if _is_requirement(ids[0]) else served
    return Entry(
        number=number,
        anchor=page.anchor(anchor_text(question.field.id)),
        label=label.text,
        answer=paragraph.answer,
        footnotes=page.footnotes.of_requirements(cited),
        address=paragraph.address,
        facts=tuple(fact.address for fact in paragraph.facts),
        listing=paragraph.listing,
        label_language=label.language,
    )


def _is_requirement(name: str) -> bool:
    """Tell whether a field is that of a catalogue entry, by its id: such a field cites what it is there for."""
    return bool(_REQUIREMENT.match(name))


def _label(page: Page, outline: Outline, key: str) -> Label:
    if outline.instrument and key in official_labels(outline.instrument, "en"):
        return official_label(outline.instrument, key, page.record.language)
    return Label(page.words("outlines", outline.kind, key))


def _part_anchor(part: Part) -> str:
    return f"section-{anchor_text(part.number)}"
