"""The datasheet of one data set: first screen, numbered sections, footnotes, omissions, and how it was made.

Reads a record and nothing else. Every disclosed fact becomes exactly one numbered paragraph.
"""

from collections import Counter

from muniment.base.canonical import digest
from muniment.document.facts import page_facts
from muniment.document.first_screen import build_first_screen
from muniment.document.footnotes import Footnotes
from muniment.document.model import Document
from muniment.document.outcomes import build_law
from muniment.document.paragraphs import Page, all_entries, build_further, build_sections
from muniment.document.sections import FURTHER, reading_order
from muniment.document.text import clean_text
from muniment.document.values import date_text
from muniment.document.words import Words, load_words
from muniment.record.record import Omission, Record, record_bytes


def build_datasheet(record: Record) -> Document:
    """Return the datasheet of the record's data set; raise ValueError for a record about another kind of card."""
    if record.subject.kind != "dataset":
        raise ValueError(f"a datasheet is about a data set, not about a card of kind {record.subject.kind!r}")
    words = load_words(record.language)
    page = Page(record, page_facts(record), words, Footnotes(record.citations, words))
    page.anchors |= {"main", "contents", "glance", "nature", "notes", "omissions", "made", "muniment-record"}
    page.anchors |= {*reading_order().sections, "law", FURTHER}
    sections = build_sections(page)
    sections += build_law(page, str(len(sections) + 1))
    sections += build_further(page, str(len(sections) + 1))
    entries = [entry for section in sections for entry in all_entries(section)]
    tally = _tally(page, words)
    subject = clean_text(record.subject.title) or clean_text(record.subject.name)
    kind_title = words.get("kinds", record.kind, default=words("kinds", "datasheet"))
    return Document(
        kind=record.kind,
        kind_title=kind_title,
        title=f"{kind_title}: {subject} {clean_text(record.subject.version)}",
        subject=subject,
        identity=clean_text(page.subject),
        version=clean_text(record.subject.version),
        language=words.language,
        audience=record.audience,
        document_date=clean_text(record.document_date),
        as_of=clean_text(record.as_of),
        record_digest=digest(record_bytes(record)),
        banners=_banners(record, words),
        nature=_nature(record, words),
        tally=tally,
        first_screen=build_first_screen(page, entries, tally),
        sections=tuple(sections),
        footnotes=page.footnotes.notes(),
        omissions=tuple(_omission(omission, words) for omission in record.omissions),
        provenance=_provenance(record, page.subject, words),
    )


def _banners(record: Record, words: Words) -> tuple[str, ...]:
    banners = [words.get("audiences", record.audience, default=clean_text(record.audience))]
    if record.recipient:
        banners.append(words("recipient", recipient=clean_text(record.recipient).replace("_", " ")))
    if record.banner:
        banners.append(clean_text(record.banner))
    return tuple(banners)


def _nature(record: Record, words: Words) -> tuple[str, ...]:
    sentences = [words("nature", key) for key in ("is", "is_not", "origins", "standings")]
    count = sum(omission.count for omission in record.omissions)
    if count:
        sentences.append(words.counted("nature", "left_out", count=count))
    return tuple(sentences)


def _tally(page: Page, words: Words) -> tuple[tuple[str, int], ...]:
    def kind(status: str, origin: str) -> str:
        if status != "known":
            return status
        return origin if origin in ("declared", "measured", "computed", "inherited") else "other"

    counts = Counter(kind(fact.status, fact.origin) for fact in page.facts)
    order = ("declared", "measured", "computed", "inherited", "other", "unknown", "not_applicable", "withheld")
    return tuple((words("tally", name), counts[name]) for name in order if counts[name])


def _omission(omission: Omission, words: Words) -> str:
    ground = words.get("grounds", omission.ground, default=clean_text(omission.ground).replace("_", " "))
    sentence = words.counted("omissions", "left_out", count=omission.count, ground=ground)
    # Addresses of one place are long and differ in their last part only: the place is named once.
    places: dict[str, list[str]] = {}
    for address in omission.addresses:
        parent, _, last = clean_text(address).rpartition("/")
        places.setdefault(parent, []).append(last)
    told = "; ".join(f"{parent}/ {', '.join(lasts)}" for parent, lasts in places.items())
    return f"{sentence} {words('omissions', 'addresses', addresses=told)}" if told else sentence


def _provenance(record: Record, subject: str, words: Words) -> tuple[tuple[str, str], ...]:
    rows = [
        ("record", digest(record_bytes(record))),
        ("subject", subject),
        ("as_of", date_text(record.as_of, words)),
        ("document_date", date_text(record.document_date, words)),
        ("tool", record.tool_version),
        ("catalogue", record.catalogue_version),
        ("disclosure", record.disclosure_table),
        ("revision", record.source_revision or words("provenance", "no_revision")),
        *(("evidence", lock) for lock in record.evidence),
    ]
    named = [(words("provenance", key), clean_text(value)) for key, value in rows if value]
    return (*named, *((clean_text(name), clean_text(version)) for name, version in record.renderer))
