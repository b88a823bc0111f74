"""A document as one sequence of paragraphs and tables: for media in which a reader works on, not for pages of ours.

What a paragraph is for is its role; how that looks is the medium's. Everything that the document says is here, in
the order of the HTML edition: Markdown and DOCX differ in nothing that is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muniment.document.model import Answer, Document, Entry, Fact, Footnote, Group, Picture, Section, Table
from muniment.document.words import Words, load_words


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: its text, how it stands out, its language where it has one of its own, where it leads.

    ``link`` is an address of the law that a footnote names; ``target`` is an anchor of the same document.
    """

    text: str
    code: bool = False
    raised: bool = False
    language: str = ""
    link: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: what it is for, what it says, how deep it stands, and its anchor where something leads to it.

    ``level`` is the depth of a heading, 1 to 4; of what answers, how many labelled parts it stands in. ``number`` is
    the document's own, of a section, a paragraph or a note.
    """

    role: str
    pieces: tuple[Piece, ...]
    level: int = 0
    anchor: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, at the depth of the answer that it is."""

    table: Table
    level: int = 0


Block = Line | Grid


def flow(document: Document) -> Iterator[Block]:
    """Yield all that a document says, in reading order; paragraphs that would be empty are left out."""
    words = load_words(document.language)
    yield from front(document, words)
    yield from body(document, words)


def front(document: Document, words: Words) -> Iterator[Block]:
    """Yield what stands before the sections: what it is, of which record, the first screen, what it is not."""
    yield from _lines("banner", document.banners)
    yield from _line("kind", document.kind_title)
    yield from _line("title", document.subject, level=1, language=document.subject_language)
    version = (Piece(f"{words('page', 'version')} {document.version} "),) if document.version else ()
    yield Line("identity", (*version, Piece(document.identity, code=True)))
    if document.status_url:
        told = Piece(document.status_url, link=document.status_url)
        yield Line("identity", (Piece(f"{words('page', 'status')}: "), told))
    yield from _line("copy", words("copy", "working"))
    yield Line("digest", (Piece(f"{words('page', 'digest')} "), Piece(document.record_digest, code=True)))
    yield from _line("copy_note", words("copy", "note"))
    if document.first_screen:
        yield from _line("heading", words("page", "first_screen"), level=2)
    for panel in document.first_screen:
        yield from _line("heading", panel.heading, level=3, anchor=panel.anchor)
        for fact in panel.facts:
            yield from _fact(fact, words)
    yield from _line("heading", words("page", "nature"), level=2)
    yield from _lines("introduction", document.nature)
    if not document.omissions:
        yield from _line("introduction", words("page", "no_omissions"))


def contents(document: Document, words: Words) -> Iterator[Block]:
    """Yield the table of contents, each line leading to its section."""
    yield from _line("heading", words("page", "contents"), level=2)
    for section in document.sections:
        heading = Piece(section.heading, language=section.heading_language, target=section.anchor)
        yield Line("contents", (heading,), section.level, number=section.number)


def body(document: Document, words: Words) -> Iterator[Block]:
    """Yield the sections, then what is cited, what was left out, and how the document was made."""
    for section in document.sections:
        yield from _section(section, words)
    if document.footnotes:
        yield from _line("heading", words("page", "footnotes"), level=2)
        yield from (_note(note) for note in document.footnotes)
    if document.omissions:
        yield from _line("heading", words("page", "omissions"), level=2)
        yield from _lines("item", document.omissions)
    yield from _line("heading", words("page", "provenance"), level=2)
    for name, text in document.provenance:
        yield Line("item", (Piece(f"{name}: "), Piece(text)))
    for annex in document.annexes:
        told = (Piece(annex.name, code=True), Piece(f": {annex.description} "), Piece(annex.sha256, code=True))
        yield Line("item", told)


def _section(section: Section, words: Words) -> Iterator[Block]:
    depth = section.level + 1
    head = Piece(section.heading, language=section.heading_language)
    yield Line("heading", (head,), depth, section.anchor, section.number)
    yield from _line("introduction", section.introduction)
    for entry in section.entries:
        yield from _entry(entry, words)
    for group in section.groups:
        yield from _group(group, depth + 1, words)
    yield from _pictures(section.pictures, words)
    if section.pointers:
        yield from _line("heading", section.pointers_heading, level=depth + 1)
    for pointer in section.pointers:
        yield Line("item", (Piece(pointer.label, target=pointer.anchor),), number=pointer.number)


def _group(group: Group, depth: int, words: Words) -> Iterator[Block]:
    yield from _line("heading", group.heading, level=depth, anchor=group.anchor, language=group.heading_language)
    yield from _lines("introduction", group.introduction)
    for entry in group.entries:
        yield from _entry(entry, words)
    yield from _pictures(group.pictures, words)


def _entry(entry: Entry, words: Words) -> Iterator[Block]:
    notes = tuple(Piece(str(note), raised=True, target=f"note-{note}") for note in entry.footnotes)
    label = Piece(entry.label, language=entry.label_language)
    yield Line("entry", (label, *notes), anchor=entry.anchor, number=entry.number)
    yield from _origin(entry.answer, 0, words)
    yield from _answer(entry.answer, 0, words, entry.label)


def _fact(fact: Fact, words: Words) -> Iterator[Block]:
    yield Line("question", (Piece(fact.label, target=fact.anchor),))
    yield from _origin(fact.answer, 0, words)
    yield from _answer(fact.answer, 0, words, fact.label)


def _answer(answer: Answer, level: int, words: Words, label: str) -> Iterator[Block]:
    yield from _line("standing", answer.word, level=level)
    for label, part in answer.parts:
        yield from _line("part", label, level=level)
        yield from _origin(part, level + 1, words)
        yield from _answer(part, level + 1, words, label)
    for choice in answer.choices:
        box = Piece("☑ " if choice.chosen else "☐ ")
        told = Piece(f" ({choice.word})") if choice.word else Piece("")
        yield Line("choice", (box, Piece(choice.label, language=choice.language), told), level=level)
    if answer.table:
        yield from _table(answer.table, level, label)
    else:
        role = "item" if answer.listed else "answer"
        for line in answer.lines:
            if line:
                code = line.startswith("sha256:")
                yield Line(role, (Piece(line, code=code, language=answer.language),), level=level)
    yield from _lines("remark", answer.remarks, level=level)


def _table(table: Table, level: int, label: str) -> Iterator[Block]:
    # A caption that only says again what stands over it is left out.
    yield from _line("table_caption", table.caption if table.caption != label else "", level=level)
    yield Grid(table, level)


def _origin(answer: Answer, level: int, words: Words) -> Iterator[Block]:
    # What is simply declared bears no mark, as the document itself says.
    marked = answer.origin if answer.origin != words("origins", "declared") else ""
    yield from _line("origin", ", ".join(text for text in (marked, answer.source) if text), level=level)


def _pictures(pictures: Sequence[Picture], words: Words) -> Iterator[Block]:
    for picture in pictures:
        yield from _line("caption", picture.caption, anchor=picture.anchor)
        yield from _line("remark", picture.basis)
        yield from _line("answer", picture.alternative)
        if picture.table:
            yield from _table(picture.table, 0, picture.caption)
        if picture.behind:
            behind = picture.behind
            told = Piece(f"{behind.number} {behind.label}", target=behind.anchor)
            yield Line("remark", (Piece(f"{words('pictures', 'behind')} "), told))


def _note(note: Footnote) -> Line:
    pieces = (Piece(note.label, link=note.link), Piece(f", {note.confidence}."))
    return Line("note", pieces, anchor=f"note-{note.number}", number=str(note.number))


def _lines(role: str, texts: Sequence[str], level: int = 0) -> Iterator[Line]:
    for text in texts:
        yield from _line(role, text, level=level)


def _line(role: str, text: str, *, level: int = 0, anchor: str = "", language: str = "") -> Iterator[Line]:
    if text:
        yield Line(role, (Piece(text, language=language),), level, anchor)
