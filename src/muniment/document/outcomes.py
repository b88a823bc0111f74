"""Outcomes of the assessment as numbered paragraphs, for the audiences whose record holds any."""

from muniment.document.facts import subject_identity
from muniment.document.model import Answer, Entry, Section, Standing
from muniment.document.paragraphs import Page
from muniment.document.text import anchor_text, clean_text
from muniment.document.values import date_text
from muniment.document.words import Words
from muniment.record.record import DisclosedOutcome

_STATED = {"met", "not_applicable", "applies_no"}


def build_law(page: Page, number: str) -> list[Section]:
    """Return the section of outcomes as a list of none or one: none where the audience may see no outcome."""
    if not page.record.outcomes:
        return []
    entries = tuple(
        _entry(page, f"{number}.{count}", outcome) for count, outcome in enumerate(page.record.outcomes, start=1)
    )
    return [Section(number, "law", page.words("sections", "law"), page.words("introductions", "law"), entries)]


def _entry(page: Page, number: str, outcome: DisclosedOutcome) -> Entry:
    return Entry(
        number=number,
        anchor=page.anchor(anchor_text(outcome.requirement)),
        label=clean_text(outcome.title),
        answer=_answer(outcome, page),
        footnotes=(page.footnotes.cite(outcome.citation),) if outcome.citation.label.strip() else (),
        address=outcome.bearer,
    )


def _answer(outcome: DisclosedOutcome, page: Page) -> Answer:
    code = outcome.outcome if outcome.applies == "yes" else f"applies_{outcome.applies}"
    word = page.words.get("outcomes", code, default=clean_text(code).replace("_", " "))
    source = clean_text(outcome.requirement)
    origin = page.words.get("forces", outcome.force, default=clean_text(outcome.force).replace("_", " "))
    remarks = tuple(_remarks(outcome, page.words, subject_identity(page.record)))
    if code in _STATED:
        return Answer(Standing.STATED, lines=(word,), origin=origin, source=source, remarks=remarks)
    standing = Standing.WITHHELD if code == "withheld" else Standing.UNKNOWN
    return Answer(standing, word=word, origin=origin, source=source, remarks=remarks)


def _remarks(outcome: DisclosedOutcome, words: Words, subject: str) -> list[str]:
    remarks = [clean_text(outcome.duty), clean_text(outcome.reason)]
    if outcome.bearer and outcome.bearer != subject:
        remarks.append(words("outcome_lines", "bearer", bearer=clean_text(outcome.bearer)))
    if outcome.use:
        remarks.append(words("outcome_lines", "use", use=clean_text(outcome.use)))
    if outcome.due == "now":
        remarks.append(words("outcome_lines", "due_now"))
    elif outcome.due not in ("", "none"):
        remarks.append(words("outcome_lines", "due_date", date=date_text(outcome.due, words)))
    return [remark for remark in remarks if remark]
