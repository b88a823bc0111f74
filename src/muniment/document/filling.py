"""From what a client's question is told to the text of one cell of theirs: in their words where the mapping has some.

What is not known, does not apply, is withheld or not stated keeps its own word beside whatever is known; nothing is
left away, and no text is cut.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from muniment.document.answers import build_answer, table_text
from muniment.document.choices import is_choice, named
from muniment.document.facts import Link, fact_label, record_chain
from muniment.document.text import clean_text
from muniment.document.words import Words
from muniment.record.filling import NOT_STATED, Told
from muniment.record.record import DisclosedFact

_FIELD = re.compile(r"\{([^{}]*)\}")
_BLANKS = {0x00A0: " ", 0x202F: " "}
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Wording:
    """How an answer is put: as what, the sentence, the client's words for values and statuses.

    ``bare`` asks for a word alone, since their file allows only some.
    """

    say: str
    sentence: str
    values: Mapping[str, str]
    statuses: Mapping[str, str]
    bare: bool = False


@dataclass(frozen=True, slots=True)
class OfCard:
    """What one card tells of a question, by path, and how the card is called.

    ``places`` are all places in the order of the paths; those of one record of a list stand together.
    """

    heading: str
    told: tuple[tuple[str, tuple[Told, ...]], ...]
    places: tuple[Told, ...]


def of_card(heading: str, told: Sequence[tuple[str, tuple[Told, ...]]]) -> OfCard:
    """Return what one card tells of a question."""
    every = [place for _, places in told for place in places]
    if len(told) > 1:
        records = [_record_of(place) for place in every]
        order = {record: number for number, record in reversed(list(enumerate(records)))}
        numbers = sorted(range(len(every)), key=lambda number: order[records[number]])
        every = [every[number] for number in numbers]
    return OfCard(heading, tuple(told), tuple(every))


@dataclass(frozen=True, slots=True)
class Said:
    """The text of an answer, the number if it is one; or why the answer cannot be put so."""

    text: str = ""
    number: Decimal | None = None
    problem: str = ""


class CannotSay(ValueError):
    """A fact that cannot be put in the way that the mapping asks for; the text says why."""


def answer_said(cards: Sequence[OfCard], wording: Wording, words: Words) -> Said:
    """Return the answer to one question over all cards; one text where all say the same, else one a card."""
    try:
        texts = [_of_card(card, wording, words) for card in cards]
    except CannotSay as error:
        return Said(problem=str(error))
    if wording.say == "number" and len(cards) == 1 and _NUMBER.fullmatch(texts[0]):
        return Said(texts[0], Decimal(texts[0]))
    if len(set(texts)) == 1:
        return Said(texts[0])
    return Said("\n".join(_headed(card.heading, text, words) for card, text in zip(cards, texts, strict=True)))


def origins_said(cards: Sequence[OfCard], words: Words) -> str:
    """Return the origins of what is known, each once, in the order of the facts."""
    found = dict.fromkeys(
        place.fact.origin for card in cards for place in card.places if place.fact and place.status == "known"
    )
    return ", ".join(words.get("origins", origin, default=clean_text(origin)) for origin in found if origin)


def _headed(heading: str, text: str, words: Words) -> str:
    if "\n" in text:
        return f"{heading}\n{text}"
    return words("table", "pair", name=heading, value=text)


def _of_card(card: OfCard, wording: Wording, words: Words) -> str:
    places = card.places
    if wording.say == "sentence" and any(place.status == "known" for place in places):
        return _sentence(card, wording, words)
    texts = [_one(place, wording, words) for place in places]
    if len(set(texts)) == 1 and (len(places) == 1 or wording.bare or wording.say == "yes_no"):
        return texts[0]
    if wording.say == "number":
        raise CannotSay("several facts answer it; a number is one")
    if wording.say == "list":
        labelled = [
            text if place.status == "known" else words("table", "pair", name=_label(place, words), value=text)
            for place, text in zip(places, texts, strict=True)
        ]
        return words.forms.joined(labelled)
    return "\n".join(_headed(_label(place, words), text, words) for place, text in zip(places, texts, strict=True))


def _sentence(card: OfCard, wording: Wording, words: Words) -> str:
    by_path = dict(card.told)

    def field(found: re.Match[str]) -> str:
        return words.forms.joined(_one(place, wording, words).replace("\n", "; ") for place in by_path[found[1]])

    return _FIELD.sub(field, wording.sentence)


def _one(place: Told, wording: Wording, words: Words) -> str:
    if place.status == "known" and place.fact is not None:
        return _SAYING[wording.say](place.fact, wording, words)
    return _status(place, wording, words)


def _status(place: Told, wording: Wording, words: Words) -> str:
    """Return the word for what is not known, and what may be told beside it."""
    word = wording.statuses.get(place.status, "")
    if wording.bare:
        return word or _own_word(place, words)
    if place.status == "withheld":
        ground = words.get("grounds", place.ground, default=clean_text(place.ground).replace("_", " "))
        known = word or words("filling", "withheld")
        return known if place.ground in ("", "default") else f"{known} ({ground})"
    if place.fact is None or place.status == NOT_STATED:
        return word or _own_word(place, words)
    answer = build_answer(place.fact, words, words.language)
    return ". ".join((word or answer.word, *answer.remarks))


def _own_word(place: Told, words: Words) -> str:
    return words("filling", "withheld") if place.status == "withheld" else words("answers", place.status)


def _value(fact: DisclosedFact, wording: Wording, words: Words) -> str:
    if (mapped := _mapped(fact.value, fact, wording)) is not None:
        return mapped
    # What is noted beside a fact, and how it stands to what was measured, belongs to documents.
    answer = build_answer(replace(fact, note="", evidence=None), words, words.language)
    text = "; ".join(answer.lines) if answer.listed else "\n".join(answer.lines)
    if answer.table is not None:
        text = table_text(answer.table, words)
    # Blanks that only keep a line together have no character in many a file, and keep nobody from finding a figure.
    text = text.translate(_BLANKS)
    return f"{text} ({'; '.join(answer.remarks)})" if answer.remarks else text


def _mapped(value: Any, fact: DisclosedFact, wording: Wording) -> str | None:
    """Return the client's word for a value, or for each of a list; None where they have none for it.

    Only what is true or false or from a list known to us has words of others: texts and figures are told as they stand.
    """
    if isinstance(value, list):
        items = [_mapped(item, fact, wording) if not isinstance(item, list | dict) else None for item in value]
        known = [item for item in items if item is not None]
        return "; ".join(dict.fromkeys(known)) if known and len(known) == len(items) else None
    if isinstance(value, bool):
        return wording.values.get("yes" if value else "no")
    path = fact.path.replace("[]", "")
    listed = isinstance(value, str) and (is_choice(path, value) or named(path) in ("language", "country"))
    return wording.values.get(value) if listed else None


def _yes_no(fact: DisclosedFact, wording: Wording, words: Words) -> str:
    mapped = _mapped(fact.value, fact, wording)
    if mapped is not None and not isinstance(fact.value, list):
        return mapped
    if not isinstance(fact.value, bool):
        raise CannotSay(f"{fact.path} is neither true nor false; give a word for each of its values")
    return words("answers", "true" if fact.value else "false")


def _list(fact: DisclosedFact, wording: Wording, words: Words) -> str:
    return _value(fact, wording, words).replace("\n", "; ")


def _number(fact: DisclosedFact, wording: Wording, words: Words) -> str:
    if isinstance(fact.value, bool) or not _NUMBER.fullmatch(str(fact.value)):
        raise CannotSay(f"{fact.path} is no number")
    if fact.rounded is not None:
        raise CannotSay(f"{fact.path} is rounded for this audience; a bare number would not say so")
    return str(fact.value)


_SAYING: dict[str, Callable[[DisclosedFact, Wording, Words], str]] = {
    "value": _value, "sentence": _value, "yes_no": _yes_no, "list": _list, "number": _number,
}  # fmt: skip


def _label(place: Told, words: Words) -> str:
    """Return what a place is called beside others: its label, and the records of lists it stands in."""
    if place.further:
        return words("filling", "further")
    own = place.fact is not None and place.fact.path == place.path
    label = fact_label(place.fact) if own and place.fact else words.name(place.label)
    ids = [clean_text(link.record_id) for link in _chain(place)]
    return f"{label} ({', '.join(ids)})" if ids else label


def _chain(place: Told) -> tuple[Link, ...]:
    """Return the records of lists that a place stands in."""
    return record_chain(place.fact or DisclosedFact(place.address, place.path, "", place.status, ""))


def _record_of(place: Told) -> str:
    chain = _chain(place)
    return chain[0].address if chain else place.address
