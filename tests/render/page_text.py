"""What a page says: every piece of text that a document asks a renderer to print."""

from collections.abc import Iterator

from muniment.document.model import Answer, Document
from muniment.document.paragraphs import all_entries


def answer_texts(answer: Answer) -> Iterator[str]:
    yield from (answer.word, *answer.lines, *answer.remarks, answer.source)
    if answer.table:
        yield from answer.table.head
        for row in answer.table.rows:
            yield from row


def document_texts(document: Document) -> Iterator[str]:
    yield from (document.subject, document.identity, *document.banners, *document.nature, *document.omissions)
    for panel in document.first_screen:
        yield panel.heading
        for fact in panel.facts:
            yield from (fact.label, *answer_texts(fact.answer))
    for section in document.sections:
        yield from (section.heading, section.introduction, section.pointers_heading)
        yield from (group.heading for group in section.groups)
        yield from (sentence for group in section.groups for sentence in group.introduction)
        for entry in all_entries(section):
            yield from (entry.number, entry.label, *answer_texts(entry.answer))
    for note in document.footnotes:
        yield from (note.label, note.confidence)
    for name, text in document.provenance:
        yield from (name, text)


def squeezed(text: str) -> str:
    """Return the text without blanks, so that line breaks of a layout do not matter."""
    return "".join(text.split())
