"""The document: what every rendering of an edition says, in order, with nothing about how it looks.

A document is built from a record alone. Text is plain text, already freed of characters that hide or reorder
others: a renderer escapes it and never interprets it.
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
    """A small table: a caption, column heads, rows whose first cell is the row's head.

    ``language`` is set where the words in the rows are in another language than the document's. ``targets`` are the
    anchors to which the heads of the rows lead, one a row or none at all. ``figures`` are the places of columns that
    hold figures of one unit, which stand one below the other by their last digits.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    language: str = ""
    targets: tuple[str, ...] = ()
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a form: its label, whether it is chosen, and the word that says so to who sees no box.

    ``language`` is set where an official label is shown in another language than the document's.
    """

    label: str
    chosen: bool
    word: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: its standing, paragraphs or list items or a table, and where it comes from.

    ``word`` is the printed word of a standing other than stated ("Unknown"). ``origin`` is the word beside the
    answer ("declared", "measured"), ``source`` what it comes from in words. ``remarks`` carry reason, note and who
    was asked, as far as the audience may see them. ``language`` is set where it differs from the document's.
    ``choices`` are the options of a form in its order, each with whether it is chosen; there are none where nobody
    has chosen, so that an open question never looks like an unticked box. ``parts`` are the labelled answers that make
    up the answer to one field of a form, such as a name and an address.
    """

    standing: Standing
    word: str = ""
    lines: tuple[str, ...] = ()
    listed: bool = False
    table: Table | None = None
    origin: str = ""
    source: str = ""
    remarks: tuple[str, ...] = ()
    language: str = ""
    choices: tuple[Choice, ...] = ()
    parts: tuple[tuple[str, "Answer"], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered paragraph: a label, its answer, footnotes by number, and a stable anchor.

    ``facts`` are the addresses of the facts that it prints: one, or all of a list that is printed as one table
    (``listing``, which takes the width of the page). ``label_language`` is set where an official label is shown in
    another language than the document's. ``target`` is the anchor of the place in the document that the label leads to.
    """

    number: str
    anchor: str
    label: str
    answer: Answer
    footnotes: tuple[int, ...] = ()
    address: str = ""
    facts: tuple[str, ...] = ()
    listing: bool = False
    label_language: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to a numbered paragraph elsewhere in the document."""

    number: str
    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Figures that a person would rather look at: how to draw them, what they say in words, the table behind them.

    ``drawing`` is bars, timeline, graph or groups. ``series`` are the marks: a label and its figures (decimals or ISO
    dates, then what is written beside them), as the drawing reads them; ``legend`` names the full and the hollow
    marks. ``alternative`` says in a sentence or two what a reader sees. Where the figures stand in a paragraph of the
    same document, ``behind`` points to it, and there is no table. ``basis`` says whether they were measured, estimated
    or stated, and of what.
    """

    anchor: str
    caption: str
    alternative: str
    drawing: str
    series: tuple[tuple[str, tuple[str, ...]], ...]
    table: Table | None = None
    legend: tuple[str, ...] = ()
    behind: Reference | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading inside a section: a record of a list, the facts of another card, outcomes of a kind.

    ``introduction`` are sentences that hold for every entry of the group; ``heading_language`` is set where an
    official heading is shown in another language than the document's.
    """

    anchor: str
    heading: str
    entries: tuple[Entry, ...]
    introduction: tuple[str, ...] = ()
    heading_language: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: introduction or the sentence that nothing is stated, entries, groups, pointers.

    ``pointers`` lead to paragraphs that stand in other sections, under the sentence ``pointers_heading``. ``level``
    is 2 for a section inside the one before it that has level 1. ``heading_language`` is set where an official
    heading is shown in another language than the document's. A ``dense`` section is looked up rather than read: in
    print it is set small, each entry in one paragraph.
    """

    number: str
    anchor: str
    heading: str
    introduction: str
    entries: tuple[Entry, ...]
    groups: tuple[Group, ...] = ()
    pointers_heading: str = ""
    pointers: tuple[Reference, ...] = ()
    level: int = 1
    heading_language: str = ""
    pictures: tuple[Picture, ...] = ()
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the first screen: a label and what is known, in a few words; anchor leads to the full answer."""

    label: str
    answer: Answer
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One question of the first screen ("Who stands behind it") with its few facts."""

    anchor: str
    heading: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """One citation: number, label, link or empty, and how far the reading was checked."""

    number: int
    label: str
    link: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A file that goes with the document: written beside it, attached to the PDF, and downloadable from the page."""

    name: str
    media_type: str
    description: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """One edition in one language, ready to be rendered.

    ``identity`` is the card's ``kind/name@version``; ``record_digest`` names the record it was built from;
    ``banners`` are lines that must stand at the top (audience, recipient, fictional example, draft); ``nature`` says
    what the document is and is not; ``tally`` counts facts by origin or status, in words; ``omissions`` are
    sentences; ``provenance`` says from what and with what the document was made. ``document_date`` and ``as_of``
    are ISO 8601. ``subject_language`` is set where the subject's name is in another language than the document.
    ``status_url`` is the https address at which the provider tells whether the document still stands,
    or empty. ``stamp`` and ``stamp_word`` stand all over a draft ("Draft: 31 of 96 facts stated", "Draft"); an edition
    has none. ``approvals`` are the roles of the people whose approval is asked for, each with its name.
    """

    kind: str
    kind_title: str
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
    first_screen: tuple[Panel, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]
    omissions: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]
    status_url: str = ""
    annexes: tuple[Annex, ...] = ()
    subject_language: str = ""
    stamp: str = ""
    stamp_word: str = ""
    approvals: tuple[tuple[str, str], ...] = ()
