"""Forms for any outline: labelled parts of one field, and one fact of each record of a list."""

from collections.abc import Sequence
from dataclasses import replace

from muniment.document.answers import not_stated, plain_answer
from muniment.document.facts import card_heading, card_of
from muniment.document.fields import Paragraph, Question, rows_of, silent_cards, status_of
from muniment.document.linked import RecordOf
from muniment.document.model import Answer, Standing
from muniment.document.text import clean_text
from muniment.record.record import DisclosedFact


def answer_parts(question: Question) -> Paragraph:
    """Print the parts of a field, each with its own label: ``parts`` with an id (an interface word) and paths.

    A part that is ``only_known`` is left out unless something is stated; one ``beside_open`` unless nothing else is.
    """
    parts: list[tuple[str, Answer]] = []
    printed: list[DisclosedFact] = []
    for part in question.field.option("parts", ()):
        facts = question.of_paths(part["facts"])
        answer = _on_cards(question, part["facts"], facts)
        stated = answer.standing is Standing.STATED
        others_stated = any(other.standing is Standing.STATED for _, other in parts)
        if (part.get("only_known") and not stated) or (part.get("beside_open") and (others_stated or not stated)):
            continue
        parts.append((question.page.words("columns", part["id"]), answer))
        printed += facts
    return parted(question, parts, printed)


def answer_identity(question: Question) -> Paragraph:
    """Print the parts of a field behind the version of the card, which is stated of every card."""
    paragraph, words = answer_parts(question), question.page.words
    version = (words("columns", "version"), plain_answer(clean_text(question.page.record.subject.version)))
    parts = paragraph.answer.parts or tuple(
        (words("columns", part["id"]), paragraph.answer) for part in question.field.option("parts", ())
    )
    return replace(
        paragraph, answer=replace(paragraph.answer, standing=Standing.STATED, word="", parts=(version, *parts))
    )


def _on_cards(question: Question, paths: Sequence[str], facts: Sequence[DisclosedFact]) -> Answer:
    """Return the facts as one answer; of several cards asked, also what is not stated on each."""
    cards = question.cards(paths[0])
    if len(cards) < 2:
        return joined(question, facts)
    headed = [
        (
            card_heading(card, question.linked.facts, question.page.words),
            joined(question, [fact for fact in facts if card_of(fact) == card]),
        )
        for card in cards
    ]
    return parted(question, headed, facts).answer


def parted(question: Question, parts: Sequence[tuple[str, Answer]], facts: Sequence[DisclosedFact]) -> Paragraph:
    """Return the paragraph of labelled parts; parts that all are open alike are one open answer."""
    address = facts[0].address if facts else ""
    answers = [answer for _, answer in parts]
    if not answers:
        return Paragraph(not_stated(question.page.words))
    if all(answer.word for answer in answers) and len({(answer.word, answer.remarks) for answer in answers}) == 1:
        return Paragraph(answers[0], address, tuple(facts))
    origins = {(answer.origin, answer.source) for answer in answers if not answer.word}
    shared = origins.pop() if len(origins) == 1 else ("", "")
    shown = tuple((label, replace(answer, origin="", source="") if any(shared) else answer) for label, answer in parts)
    standing = Standing.STATED if any(not answer.word for answer in answers) else answers[0].standing
    return Paragraph(Answer(standing, origin=shared[0], source=shared[1], parts=shown), address, tuple(facts))


def joined(question: Question, facts: Sequence[DisclosedFact]) -> Answer:
    """Return several facts of one card as one answer, a line each."""
    if not facts:
        return not_stated(question.page.words)
    if len(facts) == 1:
        return question.answer(facts[0])
    answers = [question.answer(fact) for fact in facts]
    known = [answer for answer in answers if not answer.word]
    if not known:
        return answers[0]
    lines = tuple(line or answer.word for answer in answers for line in (answer.lines or ("",)))
    return replace(known[0], lines=lines, listed=len(lines) > 1)


def answer_each(question: Question) -> Paragraph:
    """Print something of each record of the list ``over``: alone as it is, of several under what ``named`` says.

    With ``period`` the first two facts are the ends of a period.
    """
    rows = rows_of(question)
    if not rows:
        status = status_of(question)
        return (
            Paragraph(question.answer(status), status.address) if status else Paragraph(not_stated(question.page.words))
        )
    parts: list[tuple[str, Answer]] = []
    printed: list[DisclosedFact] = []
    for row in rows:
        facts = [fact for path in question.field.facts for fact in row.found(path)]
        answer = (
            period(question, row, question.field.facts) if question.field.option("period") else joined(question, facts)
        )
        parts.append((_name(question, row), answer))
        printed += facts
    parts += silent_cards(question)
    if len(parts) == 1:
        return Paragraph(parts[0][1], printed[0].address if printed else rows[0].address, tuple(printed))
    return parted(question, parts, printed)


def _name(question: Question, row: RecordOf) -> str:
    path = question.field.option("named")
    for fact in row.found(path) if path else ():
        if fact.status == "known":
            return " ".join(question.answer(fact).lines)
    return clean_text(row.id)


def period(question: Question, row: RecordOf, paths: Sequence[str]) -> Answer:
    """Return the two ends of a period in one sentence; an end that is open has its word."""
    words = question.page.words
    ends = [next((question.answer(fact) for fact in row.found(path)), not_stated(words)) for path in paths[:2]]
    if all(end.word for end in ends) and ends[0].word == ends[1].word:
        return ends[0]
    start, end = (item.word or " ".join(item.lines) for item in ends)
    known = next(item for item in ends if not item.word)
    remarks = tuple(remark for item in ends for remark in item.remarks)
    return replace(known, lines=(words("period", "from_to", start=start, end=end),), remarks=remarks)


SHARED_FORMS = {"parts": answer_parts, "identity": answer_identity, "each": answer_each}
