"""The open questions of a workspace, a part a person: what decides comes first, then what is missing, then judgements.

Reads a record and nothing else. Every part is one table, so that it can also be a sheet.
"""

from muniment.document.answers import plain_answer
from muniment.document.citations import citation_text
from muniment.document.edition import build_edition, open_page
from muniment.document.model import Answer, Document, Entry, Fact, Panel, Section, Standing, Table
from muniment.document.paragraphs import Page
from muniment.document.text import clean_text
from muniment.document.values import date_text, number_text
from muniment.record.coverage import OpenQuestion, OwnerQuestions, WorkspaceQuestions
from muniment.record.record import Record

_COLUMNS = ("question", "state", "cards", "settles", "write")
#: How many cards and provisions are named in a row; the record names all.
_NAMED, _CITED = 12, 8


def build_open_questions(record: Record) -> Document:
    """Return the open questions of a record; raise ValueError for a record that holds none."""
    if record.questions is None:
        raise ValueError("open questions are built from a record that holds them")
    page, questions = open_page(record), record.questions
    sections = [_owner(page, str(number), own) for number, own in enumerate(questions.owners, start=1)]
    if not sections:
        none = Entry(
            "1.1", "none-1", page.words("questions_by", "none"), plain_answer(page.words("questions_by", "none"))
        )
        sections = [Section("1", "none", page.words("questions_by", "none"), "", (none,))]
    return build_edition(page, sections, _first_screen(page, questions))


def _first_screen(page: Page, questions: WorkspaceQuestions) -> tuple[Panel, ...]:
    words = page.words
    owners = tuple(
        Fact(
            _name(page, own),
            plain_answer(words.counted("questions_by", "count", count=len(own.questions))),
            f"owner-{number}",
        )
        for number, own in enumerate(questions.owners, start=1)
    )
    about = [
        ("as_of", date_text(questions.as_of, words)), ("law_date", date_text(questions.law_date, words)),
        ("catalogue", clean_text(questions.catalogue_version)),
    ]  # fmt: skip
    head = tuple(Fact(words("scope_memo", "heads", name), plain_answer(text)) for name, text in about)
    return (
        Panel("glance-workspace", words("scope_memo", "head"), head),
        *((Panel("glance-owners", words("questions_by", "owners"), owners),) if owners else ()),
    )


def _owner(page: Page, number: str, own: OwnerQuestions) -> Section:
    words = page.words
    heads = tuple(words("questions_by", "columns", column) for column in _COLUMNS)
    name = _name(page, own)
    tables: list[Entry] = []
    for kind in dict.fromkeys(question.kind for question in own.questions):
        rows = tuple(_row(page, question) for question in own.questions if question.kind == kind)
        label = words("questions_by", "kinds", kind)
        answer = Answer(Standing.STATED, table=Table(label, heads, rows))
        entry = Entry(f"{number}.{len(tables) + 1}", page.anchor(f"owner-{number}-{kind}"), label, answer, listing=True)
        tables.append(entry)
    return Section(number, f"owner-{number}", name, "", tuple(tables))


def _row(page: Page, question: OpenQuestion) -> tuple[str, ...]:
    words = page.words
    # Titles of facts and duties are in every language, the words of some questions in English only.
    named = words.name(question.label) if question.path else words.law(question.label)
    label, text = clean_text(named), clean_text(words.question(question.question))
    asked = words.forms.labelled(label, text) if question.kind == "fact" and label and text else text or label
    state = [words("questions_by", "states", question.state)]
    if question.asked_on:
        state.append(words("questions_by", "also_asked", date=date_text(question.asked_on, words)))
    if question.expected_on:
        state.append(words("questions_by", "also_expected", date=date_text(question.expected_on, words)))
    settles = [words.counted("questions_by", "duties", count=len(question.requirements))]
    settles.append(_listed(page, [citation_text(clean_text(item), words) for item in question.provisions], _CITED))
    if question.due == "now":
        settles.append(words("outcome_lines", "also_due_now"))
    elif question.due:
        settles.append(words("outcome_lines", "also_due_date", date=date_text(question.due, words)))
    none = words("questions_by", "by_review")
    return (
        asked, words.forms.joined(state), _listed(page, [clean_text(name) for name in question.bearers], _NAMED),
        words.forms.joined(settles), clean_text(question.path) or none,
    )  # fmt: skip


def _listed(page: Page, items: list[str], most: int) -> str:
    text, more = page.words.forms.joined(items[:most]), len(items) - most
    return page.words("first_screen", "more", text=text, count=number_text(str(more), page.words)) if more > 0 else text


def _name(page: Page, own: OwnerQuestions) -> str:
    return clean_text(own.owner) or page.words("questions_by", "nobody")
