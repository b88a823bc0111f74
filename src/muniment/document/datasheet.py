"""The datasheet of one data set: first screen, numbered sections, footnotes, omissions, and how it was made.

Reads a record and nothing else. Every disclosed fact becomes exactly one numbered paragraph.
"""

from dataclasses import replace

from muniment.document.edition import build_edition, open_page
from muniment.document.first_screen import build_first_screen
from muniment.document.linked import Linked
from muniment.document.model import Document, Reference, Section
from muniment.document.outcomes import build_law
from muniment.document.paragraphs import Page, all_entries, build_further, build_sections
from muniment.document.pictures import groups_against_population, lineage, modalities, shares, timeline
from muniment.document.pictures_measured import measured_names, measured_pictures
from muniment.document.sections import FURTHER, reading_order
from muniment.record.record import Record


def build_datasheet(record: Record) -> Document:
    """Return the datasheet of the record's data set; raise ValueError for a record about another kind of card."""
    if record.subject.kind != "dataset":
        raise ValueError(f"a datasheet is about a data set, not about a card of kind {record.subject.kind!r}")
    page = open_page(record)
    page.anchors |= {*reading_order().sections, "law", FURTHER}
    sections = _with_pictures(page, build_sections(page))
    sections += build_law(page, str(len(sections) + 1))
    sections += build_further(page, str(len(sections) + 1))
    entries = [entry for section in sections for entry in all_entries(section)]
    return build_edition(page, sections, build_first_screen(page, entries))


def _with_pictures(page: Page, sections: list[Section]) -> list[Section]:
    """Put each picture at the end of the section whose figures it shows."""
    linked = Linked(page.facts)
    places = {
        address: Reference(entry.number, entry.anchor, entry.label)
        for section in sections
        for entry in all_entries(section)
        for address in entry.facts
        if not entry.listing
    }
    measured = measured_names(page)
    stated = {
        "composition": modalities(page, linked),
        "provenance": (timeline(page, linked, tuple(linked.by_card)), lineage(page, linked)),
        "representativeness": (*shares(page, places, measured), *groups_against_population(page, places, measured)),
    }
    found = {name: tuple(picture for picture in some if picture) for name, some in stated.items()}
    from_data = measured_pictures(page)
    return [
        replace(section, pictures=(*found.get(section.anchor, ()), *from_data.get(section.anchor, ())))
        for section in sections
    ]
