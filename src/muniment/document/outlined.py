"""Documents by outline: the sections of an official form in its order, each field answered from the record."""

from muniment.document.edition import build_edition, open_page
from muniment.document.fields import FORMS, Paragraph, Question
from muniment.document.linked import Linked
from muniment.document.model import Document, Entry, Section, Standing
from muniment.document.official import Label, official_label, official_labels
from muniment.document.outline import Outline, Part, load_outline
from muniment.document.paragraphs import Page
from muniment.document.text import anchor_text
from muniment.record.record import Record


def build_outlined(record: Record) -> Document:
    """Return the document of a record whose kind has an outline; FileNotFoundError where it has none."""
    outline = load_outline(record.kind)
    page = open_page(record)
    return build_edition(page, outlined_sections(page, outline))


def outlined_sections(page: Page, outline: Outline) -> list[Section]:
    """Return the sections of an outline, numbered as it numbers them; a field's paragraphs follow in order."""
    page.anchors |= {_part_anchor(part) for part in outline.parts}
    linked = Linked(page.facts)
    return [_section(page, linked, outline, part) for part in outline.parts]


def _section(page: Page, linked: Linked, outline: Outline, part: Part) -> Section:
    heading = _label(page, outline, part.number)
    entries: list[Entry] = []
    for field in part.fields:
        question = Question(page, linked, field, outline.instrument)
        paragraph = FORMS[field.form](question)
        if not (field.optional and paragraph.answer.standing is Standing.NOT_STATED):
            number = f"{part.number}.{len(entries) + 1}"
            entries.append(_entry(question, paragraph, number, _label(page, outline, field.label or field.id)))
    return Section(
        number=part.number,
        anchor=_part_anchor(part),
        heading=heading.text,
        introduction=page.words.get("introductions", part.introduction, default="") if part.introduction else "",
        entries=tuple(entries),
        level=part.level,
        heading_language=heading.language,
    )


def _entry(question: Question, paragraph: Paragraph, number: str, label: Label) -> Entry:
    page = question.page
    served = [name for fact in paragraph.facts for name in fact.requirements]
    return Entry(
        number=number,
        anchor=page.anchor(anchor_text(question.field.id)),
        label=label.text,
        answer=paragraph.answer,
        footnotes=page.footnotes.of_requirements([question.field.id] if question.field.id in served else served),
        address=paragraph.address,
        facts=tuple(fact.address for fact in paragraph.facts),
        listing=paragraph.listing,
        label_language=label.language,
    )


def _label(page: Page, outline: Outline, key: str) -> Label:
    if outline.instrument and key in official_labels(outline.instrument, "en"):
        return official_label(outline.instrument, key, page.record.language)
    return Label(page.words("outlines", outline.kind, key))


def _part_anchor(part: Part) -> str:
    return f"section-{anchor_text(part.number)}"
