"""Documents that say little, in every form an answer can have: what the tests of working copies render."""

from dataclasses import replace

from muniment.document.model import (
    Answer,
    Choice,
    Document,
    Entry,
    Footnote,
    Picture,
    Reference,
    Section,
    Standing,
    Table,
)

#: Cells that would be something else, were they not text.
ROWS = (("a & <b> | c", "1 %"), ("-", "*2* %"))
LINK = "https://a.example/?a=1&b=(2)"


def with_entries(document: Document, *entries: Entry, pictures: tuple[Picture, ...] = ()) -> Document:
    """Return the document with these entries in place of its sections and first screen."""
    section = Section("1", "one", "One", "", entries, pictures=pictures)
    return replace(document, sections=(section,), first_screen=())


def in_every_form(document: Document) -> Document:
    """Return the document with choices, parts, a table, two pictures and two notes."""
    table = Table("Shares", ("Group", "Share"), ROWS)
    choices = (Choice("Text", True, "chosen"), Choice("Image", False, "not chosen", "fr"))
    parts = (("Name", Answer(Standing.STATED, lines=("Nordlicht",))), ("Until", Answer(Standing.UNKNOWN, "Unknown")))
    chosen = Answer(Standing.STATED, choices=choices, origin="measured", source="a lock")
    pictures = (
        Picture("p", "A picture", "Two bars; the first is longer.", "bars", (), table),
        Picture("q", "Another", "A line.", "timeline", (), behind=Reference("1.1", "e1", "Modalities")),
    )
    made = with_entries(
        document,
        Entry("1.1", "e1", "Modalities", chosen, (1, 2)),
        Entry("1.2", "e2", "Both", Answer(Standing.STATED, parts=parts)),
        Entry("1.3", "e3", "Rows", Answer(Standing.STATED, table=table), listing=True),
        pictures=pictures,
    )
    notes = (Footnote(1, "Article 10(2)", LINK, "read"), Footnote(2, "Article 5", "", "remembered"))
    return replace(made, footnotes=notes)


def in_every_place(document: Document, text: str) -> Document:
    """Return the document with one text wherever a document holds text."""
    table = Table(text, (text, text), ((text, text),))
    answer = Answer(
        Standing.UNKNOWN, text, (text,), remarks=(text,), source=text, choices=(Choice(text, True, text),),
        parts=((text, Answer(Standing.STATED, table=table)),),
    )  # fmt: skip
    made = with_entries(document, Entry("1.1", "e", text, answer))
    return replace(made, subject=text, title=text, identity=text, banners=(text,), omissions=(text, text))
