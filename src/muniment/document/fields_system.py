"""The forms of fields about data sets and lists of records, beside those of `muniment.document.fields`."""

from collections.abc import Callable
from dataclasses import replace

from muniment.document.amounts import amount_text
from muniment.document.answers import build_answer, not_stated, plain_answer
from muniment.document.fact_entries import records_of, with_origins
from muniment.document.facts import record_chain
from muniment.document.fields import Paragraph, Question, cell_text
from muniment.document.model import Answer, Standing, Table
from muniment.document.set_parts import set_title
from muniment.document.set_uses import ROLES, SetUse, SetUses
from muniment.document.text import brief, clean_text
from muniment.record.record import DisclosedFact

#: The columns of a table of sets; their heads are interface words.
_COLUMNS = ("part", "set", "stage", "used", "size", "personal_data", "special_categories")
_LONGEST = 90


def answer_records(question: Question) -> Paragraph:
    """Print a list of records as a table where it makes a readable one, else every record as a part."""
    facts = question.facts()
    records = [fact for fact in facts if record_chain(fact)]
    if not records:
        return Paragraph(question.answer(facts[0]), facts[0].address, facts[:1]) if facts else _nothing(question)
    pieces = records_of(question.page, records)
    if len(pieces) == 1 and pieces[0].listing:
        return Paragraph(pieces[0].answer, pieces[0].address, pieces[0].facts, listing=True)
    whole, answers = with_origins(question.page, [piece.answer for piece in pieces])
    parts = tuple((piece.label, answer) for piece, answer in zip(pieces, answers, strict=True))
    facts = tuple(fact for piece in pieces for fact in piece.facts)
    return Paragraph(replace(whole, parts=parts), pieces[0].address, facts)


def answer_sets(question: Question) -> Paragraph:
    """Print the data sets used in one role as a table; ``role`` is the role, empty for another, ``any`` for all.

    Sets of the subject itself, or, for the facts of models, those of the models behind it.
    """
    page = question.page
    uses = SetUses(page.record, question.linked)
    wanted, of_models = question.field.option("role"), question.field.facts[0].startswith("model.")
    chosen = [
        use
        for use in uses.all
        if (use.user != page.subject) == of_models
        and (wanted == "any" or use.role == wanted or (not wanted and use.role not in ROLES))
    ]
    if not chosen:
        status = [fact for fact in question.facts() if fact.status != "known" and not record_chain(fact)]
        return Paragraph(question.answer(status[0]), status[0].address, (status[0],)) if status else _none(question)
    rows = tuple(_row(question, uses, use) for use in chosen)
    heads = tuple(page.words("columns", name) for name in _COLUMNS)
    table = Table(
        page.words("outlines", page.record.kind, question.field.label or question.field.id),
        heads,
        rows,
        targets=tuple(_target(uses, use) for use in chosen),
    )
    printed = tuple(fact for use in chosen for fact in use.record.facts.values() if not fact.path.count(".fit"))
    address = chosen[0].record.address.rpartition("/")[0]
    return Paragraph(Answer(Standing.STATED, table=table), address, printed, listing=True)


def answer_gaps(question: Question) -> Paragraph:
    """Print what is stated to be missing in the data sets, a line a gap under the title of its set."""
    parts = []
    facts: list[DisclosedFact] = []
    for card in question.linked.cards("dataset"):
        found = question.linked.of_card(card, question.field.facts[0])
        if found:
            answers = [question.answer(fact) for fact in found]
            lines = tuple(line for answer in answers for line in answer.lines)
            titles = question.linked.of_card(card, "dataset.title")
            label = brief(set_title(question.page, titles, card), _LONGEST)
            parts.append((label, replace(plain_answer(*lines), remarks=()) if lines else answers[0]))
            facts += found
    if not parts:
        return _nothing(question)
    return Paragraph(Answer(Standing.STATED, parts=tuple(parts)), facts[0].address, tuple(facts))


def answer_said(question: Question) -> Paragraph:
    """Print a sentence of the document itself: what the recipient must do, with its provision."""
    return Paragraph(plain_answer(question.page.words("said", question.field.option("sentence"))))


def _target(uses: SetUses, use: SetUse) -> str:
    part = uses.part_of(use.dataset)
    return f"set-{part}" if part else ""


def _row(question: Question, uses: SetUses, use: SetUse) -> tuple[str, ...]:
    page, words = question.page, question.page.words
    found = use.record.beyond
    titles = list(found.get("dataset.title", ()))
    name = brief(set_title(page, titles, use.dataset), _LONGEST) if use.dataset else ""
    named = _cell(question, use.first("dataset"))
    part = uses.part_of(use.dataset) or words("table", "none")
    stage = _cell(question, use.first("stage"))
    if use.user != page.subject:
        stage = words.forms.joined((_cell(question, use.first("role")), stage))
    return (
        part,
        f"{name} ({named})" if name and name not in named else named,
        stage,
        _period(question, use.first("used_from"), use.first("used_until")),
        _size(question, use),
        _cell(question, *found.get("dataset.personal_data.present", ()), *found.get("dataset.personal_data", ())),
        _cell(
            question, *found.get("dataset.special_categories.present", ()), *found.get("dataset.special_categories", ())
        ),
    )


def _cell(question: Question, *facts: DisclosedFact | None) -> str:
    for fact in facts:
        if fact is not None:
            return clean_text(cell_text(question.answer(fact), question.page.words))
    return question.page.words("answers", "not_stated")


def _period(question: Question, first: DisclosedFact | None, last: DisclosedFact | None) -> str:
    words = question.page.words
    if first is None and last is None:
        return words("answers", "not_stated")
    ended = _cell(question, last) if last is not None else words("set_parts", "no_end")
    return words("set_parts", "period", first=_cell(question, first), last=ended)


def _size(question: Question, use: SetUse) -> str:
    found = use.record.beyond
    facts = [*found.get("dataset.measures[].amount", ()), *found.get("dataset.measures[].range", ())]
    in_parts = {fact.address.rpartition("/")[0] for fact in found.get("dataset.measures[].split", ())}
    for fact in sorted(facts, key=lambda fact: fact.address.rpartition("/")[0] in in_parts):
        answer = build_answer(fact, question.page.words, question.page.record.language)
        return amount_text(fact, answer.lines[0], question.page) if answer.lines else answer.word
    return _cell(question, *found.get("dataset.measures", ()))


def _nothing(question: Question) -> Paragraph:
    return Paragraph(not_stated(question.page.words))


def _none(question: Question) -> Paragraph:
    """Say that no use is stated in this role: that there is none nobody has said."""
    said = question.page.words("set_parts", "no_use")
    return Paragraph(Answer(Standing.NOT_STATED, word=question.page.words("answers", "not_stated"), lines=(said,)))


SYSTEM_FORMS: dict[str, Callable[[Question], Paragraph]] = {
    "records": answer_records,
    "sets": answer_sets,
    "gaps": answer_gaps,
    "said": answer_said,
}
