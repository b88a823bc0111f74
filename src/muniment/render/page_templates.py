"""The templates of pages: one Jinja environment, escaping on, every missing name an error."""

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from muniment.base.resources import template_path
from muniment.document.breaks import pieces
from muniment.document.columns import LINE, LISTING_LINE, column_widths, readable
from muniment.document.model import Answer, Document, Entry, Group, Picture, Section, Standing, Table
from muniment.document.paragraphs import all_entries
from muniment.document.values import date_text
from muniment.document.words import Words, load_words
from muniment.render.pictures import draw
from muniment.render.print_room import is_crowded, lines_of

#: The width of the label of an entry in print, of what an answer comes from at its right, and of a number of a note, in
#: ems of each.
_LABEL, _SOURCE, _NOTE = 12.5, 18.5, 0.7
#: How a sentence ends; and the characters of the longest cell that is a clause rather than a sentence.
_ENDS = (".", "!", "?")
_CLAUSE = 60
#: Rows and characters of a table that is kept on one page.
_FEW, _LITTLE = 8, 900
#: Percent; the widths that `templates/html/base.css` names.
_STEP = 4


@dataclass(slots=True)
class Tools:
    """What a template gets beside the document: the interface words, and which notes were mentioned already."""

    words: Words
    document: Document
    mentioned: set[int] = field(default_factory=set)
    ink: str = "currentColor"
    legible: Callable[[str], str] = str
    directed: bool = True
    regions: Counter[str] = field(default_factory=Counter)
    unreadable: frozenset[tuple[str, ...]] = frozenset()

    def region(self, caption: str) -> str:
        """Return the name of a table's region: its caption, with a number where another table has the same."""
        self.regions[caption] += 1
        return caption if self.regions[caption] == 1 else f"{caption} ({self.regions[caption]})"

    def draw(self, picture: Picture) -> Markup:
        """Return a picture as inline SVG."""
        return draw(picture, self.ink, self.legible, directed=self.directed)

    def behind(self, picture: Picture) -> Answer:
        """Return the table behind a picture as an answer."""
        return Answer(Standing.STATED, table=picture.table)

    def widths(self, table: Table, line: int = LINE) -> tuple[int, ...]:
        """Return the widths of the columns in percent, for a line of so many characters."""
        return column_widths(table, line)

    def listing_widths(self, table: Table) -> tuple[int, ...]:
        """Return the widths of the columns of a list of records in percent."""
        return column_widths(table, LISTING_LINE)

    def screen_widths(self, table: Table) -> tuple[int, ...]:
        """Return the widths of the columns in percent where a row is longer than a line; a browser finds the others.

        They are whole steps, since the style of a page has a name for each and no element one of its own.
        """
        longest = sum(max(map(len, column)) for column in zip(table.head, *table.rows, strict=True))
        if longest <= LISTING_LINE:
            return ()
        return tuple(max(_STEP, _STEP * round(width / _STEP)) for width in column_widths(table, LISTING_LINE))

    def as_records(self, answer: Answer) -> Answer | None:
        """Return a list that no page holds as columns as records, each cell beside its head; None for a readable one.

        On a screen such columns are ladders of words, too, however far it scrolls; a sheet is as wide as it must be.
        Lists of the same columns are set alike.
        """
        table = answer.table
        if table is None or table.head not in self.unreadable:
            return None
        none = self.words("table", "none")
        records = tuple((name, _record(table, cells, none)) for name, *cells in table.rows)
        return Answer(Standing.STATED, parts=records, remarks=answer.remarks)

    def is_small(self, table: Table) -> bool:
        """Tell whether a table is so small that it rather moves to the next page than breaks."""
        return len(table.rows) <= _FEW and sum(len(cell) for row in table.rows for cell in row) <= _LITTLE

    @property
    def crowded(self) -> bool:
        """Tell whether the questions of the first page need all the room that it has."""
        return is_crowded(self.document, self.marked)

    def lines_beside(self, entry: Entry) -> int:
        """Return how many lines stand beside the answer of an entry, at most: its label, or what the answer comes from.

        Both are floats. A float that does not fit is put on the next page alone, away from its answer, unless the
        answer is as tall.
        """
        answer = entry.answer
        origin = answer.origin if self.marked(answer) else ""
        source = ", ".join(filter(None, (origin, answer.source)))
        return max(lines_of(entry.label, _LABEL, _NOTE * len(entry.footnotes)), lines_of(source, _SOURCE))

    def marked(self, answer: Answer) -> bool:
        """Tell whether the origin of an answer is shown: what is simply declared bears no mark, as the page says."""
        return answer.origin != self.words("origins", "declared")

    def has_declared(self, section: Section) -> bool:
        """Tell whether a section holds answers whose origin is not shown."""
        return any(entry.answer.origin and not self.marked(entry.answer) for entry in all_entries(section))

    def notes_of(self, group: Group) -> tuple[int, ...]:
        """Return the numbers of the notes that the entries of a group call, each once."""
        return tuple(sorted({note for entry in group.entries for note in entry.footnotes}))

    @property
    def colon(self) -> str:
        """Return what stands behind a label in a running paragraph."""
        return f"{self.words.forms.before_sign}:"

    @property
    def semicolon(self) -> str:
        """Return what stands between clauses of a running paragraph."""
        return f"{self.words.forms.before_sign};"

    def joined(self, answer: Answer) -> str:
        """Return the lines of an answer in a row: items with semicolons between, sentences as they are."""
        return self.words.forms.joined(answer.lines) if answer.listed else " ".join(answer.lines)

    def ends(self, answer: Answer) -> bool:
        """Tell whether an answer ends as a sentence does."""
        told = (*answer.lines, *answer.remarks)
        return bool(told) and not answer.table and told[-1].endswith(_ENDS)

    def stop(self, answer: Answer, place: int) -> str:
        """Return what ends an answer in a running paragraph before its remark at a place: a stop if it has none."""
        said = answer.remarks[place - 1] if place else self.told_last(answer)
        return "." if said and not said.endswith(_ENDS) else ""

    def told_last(self, answer: Answer) -> str:
        """Return the last words of an answer before its remarks; empty where it has none."""
        if answer.parts:
            label, part = answer.parts[-1]
            return part.remarks[-1] if part.remarks else self.told_last(part) or label
        if answer.table:
            return "" if self.is_long(answer.table) else self.told(answer.table)
        return answer.lines[-1] if answer.lines else answer.choices[-1].label if answer.choices else answer.word

    def is_long(self, table: Table) -> bool:
        """Tell whether a table holds sentences, so that each of its rows is a paragraph rather than a clause."""
        return any(len(cell) > _CLAUSE or cell.endswith(_ENDS) for row in table.rows for cell in row)

    def heads(self, answer: Answer) -> bool:
        """Tell whether an answer in a running paragraph goes on in paragraphs of its own."""
        tables = (answer.table, *(part.table for _, part in answer.parts))
        return any(part.parts for _, part in answer.parts) or any(table and self.is_long(table) for table in tables)

    def rows(self, table: Table) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the rows of a table: of each its name, and its cells beside their heads; empty ones are left out."""
        none = self.words("table", "none")
        return [
            (row[0], [pair for pair in zip(table.head[1:], row[1:], strict=True) if pair[1] != none])
            for row in table.rows
        ]

    def told(self, table: Table) -> str:
        """Return a table in a row: of each row its name, and its cells behind their heads."""
        rows = ((name, ", ".join(f"{head} {cell}" for head, cell in cells)) for name, cells in self.rows(table))
        return f"{self.semicolon} ".join(f"{name}{self.colon} {cells}" if cells else name for name, cells in rows)

    def date(self, day: str) -> str:
        """Return an ISO 8601 date as the language writes it."""
        return date_text(day, self.words)


def fill(
    template: str, style: str, document: Document, legible: Callable[[str], str] | None = None, **values: Any
) -> str:
    """Return a page: the template filled with the document, and the style sheet in it as it is.

    ``legible`` changes every text that a template prints, for a medium that cannot show all characters.
    """
    return (
        environment(legible)
        .get_template(template)
        .render(
            document=document,
            t=_tools(document, legible),
            style=Markup(template_path(*style.split("/")).read_text("utf-8")),  # noqa: S704 - a file of ours, no card text
            **values,
        )
    )


def _record(table: Table, cells: Sequence[str], none: str) -> Answer:
    told = ((head, text) for head, text in zip(table.head[1:], cells, strict=True) if text != none)
    parts = tuple((head, Answer(Standing.STATED, lines=(text,), language=table.language)) for head, text in told)
    return Answer(Standing.STATED, parts=parts)


def _tools(document: Document, legible: Callable[[str], str] | None) -> Tools:
    tools = Tools(load_words(document.language), document, unreadable=_unreadable(document))
    # A medium that has letters of its own has an ink of its own, too: print knows no colour of the reader's.
    return replace(tools, ink="#1b1d21", legible=legible, directed=False) if legible else tools


def _unreadable(document: Document) -> frozenset[tuple[str, ...]]:
    entries = (entry for section in document.sections for entry in all_entries(section) if entry.listing)
    tables = (entry.answer.table for entry in entries if entry.answer.table)
    return frozenset(table.head for table in tables if not readable(table, LISTING_LINE))


@functools.cache
def environment(legible: Callable[[str], str] | None = None) -> Environment:
    """Return the environment of templates in which every text is escaped, for HTML and for XML alike."""

    def finalize(value: Any) -> Any:
        return legible(value) if legible and isinstance(value, str) and not isinstance(value, Markup) else value

    def breakable(text: str) -> Markup:
        # Print takes the character, which leaves nothing in the text; a page the element, which is not copied.
        joint = Markup("\u200b") if legible else Markup("<wbr>")
        return joint.join(escape(legible(piece) if legible else piece) for piece in pieces(text))

    environment = Environment(
        finalize=finalize,
        loader=FileSystemLoader(template_path()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["breakable"] = breakable
    return environment
