"""The first screen: the questions that a reader asks first, each answered in a few words or as not stated."""

from collections.abc import Sequence
from dataclasses import replace

from muniment.document.amounts import amount_text
from muniment.document.answers import build_answer, not_stated, plain_answer
from muniment.document.facts import card_of, fact_label
from muniment.document.locale_forms import are_sentences
from muniment.document.model import Answer, Entry, Fact, Panel, Standing
from muniment.document.paragraphs import Page
from muniment.document.sections import ONLY_IF_STATED, PANELS
from muniment.document.tally import fact_count, status_facts, unknown_count
from muniment.document.text import brief
from muniment.document.values import number_text
from muniment.record.parts import lies_in
from muniment.record.record import DisclosedFact

_LONGEST = 150
_MOST = 3


def build_first_screen(page: Page, entries: Sequence[Entry]) -> tuple[Panel, ...]:
    """Return the panels in their fixed order; entries are all numbered paragraphs, so that answers link to them."""
    anchors = {address: entry.anchor for entry in entries for address in entry.facts}
    panels = []
    parts = page.record.part or ()
    for name, questions in PANELS:
        inside = [(question, paths) for question, paths in questions if _in_scope(paths, parts)]
        asked = [(question, _question(page, question, paths, anchors)) for question, paths in inside]
        facts = [
            fact
            for question, fact in asked
            if question not in ONLY_IF_STATED or fact.answer.standing is not Standing.NOT_STATED
        ]
        if name == "status":
            facts = list(status_facts(page))
        if name == "gaps":
            facts.append(_unknown(page))
        if facts or not parts:
            panels.append(Panel(f"glance-{name}", page.words("panels", name), tuple(facts)))
    return tuple(panels)


def _in_scope(paths: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Tell whether a document on some parts of a set can answer a question."""
    return any(not path.startswith("dataset.") or lies_in(path, parts) for path in paths)


def _question(page: Page, question: str, paths: tuple[str, ...], anchors: dict[str, str]) -> Fact:
    label = page.words("questions", question)
    for path in paths:
        facts = [fact for fact in page.facts if _answers(fact, path, page.subject)]
        if facts:
            answers = [_short(_answer(fact, question, page)) for fact in (_whole_first(facts, page))]
            return Fact(label, _joined(answers, page), anchors.get(facts[0].address, ""))
    for ancestor in (_ancestors(path) for path in paths):
        for fact in page.facts:
            if fact.status != "known" and card_of(fact) == page.subject and fact.path.replace("[]", "") in ancestor:
                answer = build_answer(fact, page.words, page.record.language)
                return Fact(label, _short(answer), anchors.get(fact.address, ""))
    return Fact(label, not_stated(page.words))


def _answers(fact: DisclosedFact, path: str, subject: str) -> bool:
    own = card_of(fact) == subject or not path.startswith("dataset.")
    return own and fact.path.replace("[]", "") == path


def _answer(fact: DisclosedFact, question: str, page: Page) -> Answer:
    answer = build_answer(fact, page.words, page.record.language)
    if question == "size" and answer.standing is Standing.STATED:
        return replace(answer, lines=(amount_text(fact, answer.lines[0], page),))
    return answer


def _whole_first(facts: list[DisclosedFact], page: Page) -> list[DisclosedFact]:
    # What is counted for the whole set says more than what is counted for a part of it.
    parts = {fact.address.rpartition("/")[0] for fact in page.facts if fact.path == "dataset.measures[].split"}
    return sorted(facts, key=lambda fact: fact.address.rpartition("/")[0] in parts)


def _ancestors(path: str) -> tuple[str, ...]:
    parts = path.split(".")
    return tuple(".".join(parts[:length]) for length in range(2, len(parts)))


def _short(answer: Answer) -> Answer:
    if answer.table is not None:
        text = ", ".join(row[0] for row in answer.table.rows)
    else:
        between = " " if are_sentences(answer.lines) else ", "
        text = between.join(answer.lines) if answer.listed else " ".join(answer.lines[:1])
    lines = (brief(text, _LONGEST),) if text else ()
    return replace(answer, lines=lines, listed=False, table=None, remarks=(), source="")


def _joined(answers: list[Answer], page: Page) -> Answer:
    stated = [answer for answer in answers if answer.standing is Standing.STATED]
    if len(answers) == 1 or not stated:
        return answers[0]
    lines = [line for answer in stated[:_MOST] for line in answer.lines]
    if len(stated) > _MOST:
        lines[-1] = page.words("first_screen", "more", text=lines[-1], count=len(stated) - _MOST)
    origins = {answer.origin for answer in stated}
    return replace(plain_answer(*lines), origin=origins.pop() if len(origins) == 1 else "")


def _unknown(page: Page) -> Fact:
    words = page.words
    facts = [fact for fact in page.facts if fact.status == "unknown"]
    label, total = words("questions", "unknown"), number_text(str(fact_count(page)), words)
    if not facts:
        return Fact(label, plain_answer(words("first_screen", "none_unknown")), "gaps")
    names = list(dict.fromkeys(brief(fact_label(fact), 40) for fact in facts))
    text = ", ".join(names[:_MOST])
    if len(names) > _MOST:
        text = words("first_screen", "more", text=text, count=len(names) - _MOST)
    count = number_text(str(unknown_count(page)), words)
    said = words("first_screen", "some_unknown", count=count, total=total, labels=text)
    return Fact(label, plain_answer(said), "gaps")
