"""The document: what every rendering of an edition says, in order, with nothing about how it looks.

A document is built from a record alone. Text is plain text: a renderer escapes it and never interprets it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a question is answered on the page; each has words of its own, none prints as "No"."""

    STATED = "stated"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    NOT_STATED = "not_stated"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Table:
    """A small table: a caption, column heads, rows whose first cell is the row's head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: its standing, paragraphs or list items or a table, and where it comes from.

    ``origin`` is what is printed beside it, for instance "declared in profile crm-export", "measured", "computed:
    sum over splits"; ``remark`` carries reason or note when the audience may see them.
    """

    standing: Standing
    lines: tuple[str, ...] = ()
    listed: bool = False
    table: Table | None = None
    origin: str = ""
    remark: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered paragraph: a label, its answer, footnotes by number, and a stable anchor."""

    number: str
    anchor: str
    label: str
    answer: Answer
    footnotes: tuple[int, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading inside a section: a record of a list, or a part of the card."""

    anchor: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section with an optional sentence of introduction, entries and groups of entries."""

    number: str
    anchor: str
    heading: str
    introduction: str
    entries: tuple[Entry, ...]
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the first screen: a label and what is known, in a few words; anchor leads to the full answer."""

    label: str
    answer: Answer
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Footnote:
    """One citation: number, label, link or empty, and how far the reading was checked."""

    number: int
    label: str
    link: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Document:
    """One edition in one language, ready to be rendered.

    ``identity`` is the card's ``kind/name@version``; ``record_digest`` names the record it was built from;
    ``banners`` are lines that must stand at the top (audience, fictional example, draft); ``nature`` says what the
    document is and is not; ``tally`` counts facts by origin or status, in words; ``omissions`` are sentences.
    """

    kind: str
    title: str
    subject: str
    identity: str
    version: str
    language: str
    audience: str
    document_date: str
    as_of: str
    record_digest: str
    banners: tuple[str, ...]
    nature: tuple[str, ...]
    tally: tuple[tuple[str, int], ...]
    first_screen: tuple[Fact, ...]
    gaps: tuple[Fact, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]
    omissions: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]
