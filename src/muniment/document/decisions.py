"""What a person is asked to decide, in words of one language: what about, over which facts, with which answers."""

import functools
from dataclasses import dataclass
from typing import Any

from muniment.base.addresses import records_on_way, split_address
from muniment.base.languages import offered_languages
from muniment.document.citations import citation_text
from muniment.document.text import clean_text
from muniment.document.values import date_text
from muniment.document.words import Words, load_words
from muniment.record.decisions import SIGN_OFF, AskedDecision, ShownFact

#: What can be decided, by kind.
ANSWERS = {
    "sign_off": ("approved", "approved_with_remark", "refused"),
    "judgement": ("sufficient", "insufficient"),
    "condition": ("yes", "no"),
}
#: The columns of a sheet of decisions; ``answer`` and ``remark`` are filled in.
DECISION_COLUMNS = ("id", "subject", "fact", "says", "answer", "remark")


@dataclass(frozen=True, slots=True)
class FormFact:
    """One fact before whoever decides: what it is, where it stands, what it says."""

    label: str
    where: str
    says: str


@dataclass(frozen=True, slots=True)
class FormDecision:
    """One decision in words. ``foreign`` is a question of which no translation exists: it is in English.

    ``judges`` tells that a duty is judged, so that the function of whoever does it matters.
    """

    id: str
    heading: str
    asked: str
    foreign: str
    about: tuple[str, ...]
    facts: tuple[FormFact, ...]
    choices: tuple[str, ...]
    hint: str
    judges: bool


def form_decision(decision: AskedDecision, words: Words) -> FormDecision:
    """Return a decision in the words of a language."""
    question = clean_text(decision.words)
    asked = words.question(question) if question else words("questionnaire", "decision", "approve")
    kind = "sign_off" if decision.kind == SIGN_OFF else "judgement"
    return FormDecision(
        id=decision.id,
        heading=_heading(decision, words),
        asked=asked,
        foreign="" if asked else question,
        about=tuple(map(clean_text, _about(decision, words))),
        facts=tuple(_fact(fact, decision.card, words) for fact in decision.shown),
        choices=tuple(words("questionnaire", "decision", "answers", one) for one in ANSWERS[decision.kind]),
        hint=words("questionnaire", "decision", "why", kind),
        judges=decision.kind != SIGN_OFF,
    )


@functools.cache
def decided_in_any_language(kind: str) -> dict[str, str]:
    """Return the answers to a kind of decision by everything that they may be called, in lower case."""
    return {
        name.casefold(): answer
        for answer in ANSWERS[kind]
        for name in (
            answer, answer.replace("_", " "),
            *(load_words(tag)("questionnaire", "decision", "answers", answer) for tag in offered_languages()),
        )
    }  # fmt: skip


def _heading(decision: AskedDecision, words: Words) -> str:
    kind, _, name = decision.card.partition("/")
    card = words.forms.labelled(words("card_kinds", kind), clean_text(name))
    if decision.use:
        card = words("questionnaire", "decision", "use", card=card, use=clean_text(decision.use))
    if decision.kind == SIGN_OFF:
        return words("questionnaire", "decision", "sign_off", role=clean_text(decision.role), card=card)
    return words.forms.labelled(citation_text(clean_text(decision.citation), words), card)


def _about(decision: AskedDecision, words: Words) -> list[str]:
    """Return what stands beside a decision: when it is due, who may decide, what was decided before."""
    lines = []
    if decision.due:
        day = "also_due_now" if decision.due == "now" else "also_due_date"
        lines.append(words("outcome_lines", day, date=date_text(decision.due, words) if day != "also_due_now" else ""))
    if decision.persons:
        lines.append(words("questionnaire", "decision", "persons", names="; ".join(decision.persons)))
    if decision.earlier:
        lines.append(words("questionnaire", "decision", "earlier", text=decision.earlier))
    if not decision.shown:
        lines.append(words("questionnaire", "decision", "no_facts"))
    return lines


def _fact(fact: ShownFact, card: str, words: Words) -> FormFact:
    name, inner = split_address(fact.address)
    names = [words.name(title) for title in fact.titles]
    records = records_on_way(fact.path, inner) if inner else []
    label = " › ".join([*names, *(f"({record})" for record in records)]) if names else fact.address
    # Where it stands in the card that is decided on; of others with their names.
    return FormFact(clean_text(label), clean_text(inner if name == card else fact.address), says(fact, words))


def says(fact: ShownFact, words: Words) -> str:
    """Return all that a fact says, in words: its value, or its status with the reason; nothing is cut."""
    if fact.status == "absent":
        return words("questionnaire", "states", "missing")
    text = _text(fact.says, fact.coded, words)
    if fact.status != "known":
        return words.forms.labelled(words("questionnaire", "decision", "states", fact.status), text)
    return text


def _text(value: Any, coded: bool, words: Words) -> str:
    if isinstance(value, bool):
        return words("questionnaire", "yes" if value else "no")
    if isinstance(value, list):
        return "; ".join(_text(item, coded, words) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{clean_text(key)}: {_text(item, False, words)}" for key, item in value.items())
    if value is None:
        return words("questionnaire", "decision", "listed")
    text = clean_text(str(value))
    return words.choice(text.replace("_", " ")) if coded else text
