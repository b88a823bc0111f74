"""What is owed to whom, in the coverage report: a table a recipient, what is open first."""

from collections.abc import Iterator, Sequence

from muniment.document.citations import citation_text
from muniment.document.model import Answer, Entry, Section, Standing, Table
from muniment.document.paragraphs import Page
from muniment.document.text import anchor_text, clean_text
from muniment.document.values import date_text
from muniment.record.owed import PUBLIC, CoveredOwed, is_late

_COLUMNS = ("document", "cards", "owed_for", "due", "state")


def build_owed(page: Page, owed: Sequence[CoveredOwed], number: str) -> Section:
    """Return the section on what is owed to whom, and whether it was handed over."""
    words = page.words
    heads = tuple(words("coverage", "columns", column) for column in _COLUMNS)
    entries = []
    for place, recipient in enumerate(dict.fromkeys(row.recipient for row in owed), start=1):
        label = words("coverage", "public") if recipient == PUBLIC else clean_text(recipient)
        rows = tuple(_cells(page, row) for row in owed if row.recipient == recipient)
        answer = Answer(Standing.STATED, table=Table(label, heads, rows))
        anchor = page.anchor(anchor_text(f"owed.{place}"))
        entries.append(Entry(f"{number}.{place}", anchor, label, answer, listing=True))
    heading, introduction = words("coverage", "sections", "owed"), words("coverage", "introductions", "owed")
    return Section(number, page.anchor("owed"), heading, introduction, tuple(entries))


def _cells(page: Page, row: CoveredOwed) -> tuple[str, ...]:
    words = page.words
    document = [words.get("kinds", row.document, default=clean_text(row.document))]
    document += [words("coverage", "in_language", language=words.forms.language(row.language))] if row.language else []
    names = ", ".join(clean_text(name) for name in row.bearers)
    more = row.cards - len(row.bearers)
    cards = words("first_screen", "more", text=names, count=more) if more > 0 else names
    due = date_text(row.due, words) if row.due else words("table", "none")
    return (
        words.forms.joined(document),
        cards,
        words.forms.joined(_why(page, row)),
        due,
        words.forms.joined(_state(page, row)),
    )


def _why(page: Page, row: CoveredOwed) -> Iterator[str]:
    words = page.words
    yield words.get("coverage", "owed_for", row.ground, default=clean_text(row.ground))
    if row.reference:
        yield clean_text(row.reference)
    if row.provision:
        read = words.get("confidence", row.confidence, default=clean_text(row.confidence))
        yield f"{citation_text(clean_text(row.provision), words)} ({read})"
    if row.asked_on:
        yield words("coverage", "asked_on", date=date_text(row.asked_on, words))


def _state(page: Page, row: CoveredOwed) -> Iterator[str]:
    words = page.words
    yield words.get("coverage", "states", row.state, default=clean_text(row.state))
    if row.delivered_on:
        yield words("coverage", "late" if is_late(row) else "handed_over", date=date_text(row.delivered_on, words))
    if row.held_since and row.held_since != row.delivered_on:
        yield words("coverage", "held_since", date=date_text(row.held_since, words))
