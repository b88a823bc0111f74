"""The datasheet of one data set: first screen, numbered sections, footnotes, omissions, and how it was made.

Reads a record and nothing else. Every disclosed fact becomes exactly one numbered paragraph.
"""

from muniment.document.edition import build_edition, open_page, tally_of
from muniment.document.first_screen import build_first_screen
from muniment.document.model import Document
from muniment.document.outcomes import build_law
from muniment.document.paragraphs import all_entries, build_further, build_sections
from muniment.document.sections import FURTHER, reading_order
from muniment.record.record import Record


def build_datasheet(record: Record) -> Document:
    """Return the datasheet of the record's data set; raise ValueError for a record about another kind of card."""
    if record.subject.kind != "dataset":
        raise ValueError(f"a datasheet is about a data set, not about a card of kind {record.subject.kind!r}")
    page = open_page(record)
    page.anchors |= {*reading_order().sections, "law", FURTHER}
    sections = build_sections(page)
    sections += build_law(page, str(len(sections) + 1))
    sections += build_further(page, str(len(sections) + 1))
    entries = [entry for section in sections for entry in all_entries(section)]
    return build_edition(page, sections, build_first_screen(page, entries, tally_of(page)))
