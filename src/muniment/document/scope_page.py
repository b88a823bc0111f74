"""What every part of a scope memo is built with: words, limits, values in few characters, places in few words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from muniment.document.answers import build_answer
from muniment.document.model import Answer, Entry, Section, Standing, Table
from muniment.document.text import brief, clean_text
from muniment.document.values import number_text
from muniment.document.words import Words
from muniment.record.record import DisclosedFact, Record
from muniment.record.scope import Deciding, Stated, WorkspaceScope

#: Scripts from here on are not in the typeface of a PDF.
_WIDE = 0x530
#: A value that the vocabulary offers as a code, printed as words.
_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many rows each list may have, and how long (in characters) one value or address may be."""

    facts: int
    roles: int
    duties: int
    refusals: int
    elections: int
    questions: int
    kept: int
    provisions: int
    reliefs: int
    value: int
    address: int
    sentence: int


#: From generous to sparing: a memo takes the first with which it keeps to three pages. The last one always does.
MEMO = (
    Limits(facts=30, roles=8, duties=32, refusals=12, elections=6, questions=10, kept=4, provisions=16, reliefs=8,
           value=44, address=62, sentence=120),
    Limits(facts=26, roles=6, duties=26, refusals=9, elections=5, questions=10, kept=3, provisions=10, reliefs=8,
           value=32, address=54, sentence=90),
    Limits(facts=24, roles=4, duties=22, refusals=7, elections=4, questions=10, kept=2, provisions=6, reliefs=6,
           value=20, address=46, sentence=60),
    Limits(facts=10, roles=2, duties=16, refusals=4, elections=2, questions=10, kept=1, provisions=3, reliefs=2,
           value=14, address=32, sentence=36),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Memo:
    """What the parts of a memo are built from."""

    record: Record
    scope: WorkspaceScope
    words: Words
    limits: Limits
    facts: dict[str, DisclosedFact]

    def say(self, *route: str, **values: object) -> str:
        """Return the sentence of the memo at the route."""
        return self.words("scope_memo", *route, **values)

    def counted(self, *route: str, count: int, **values: object) -> str:
        """Return the sentence of the memo at the route in the form for a count."""
        return self.words.counted("scope_memo", *route, count=count, **values)

    def number(self, value: int) -> str:
        """Return a number as printed."""
        return number_text(str(value), self.words)


def short(text: str, limit: int) -> str:
    """Return text of a card in at most ``limit`` characters, fewer where a page prints them as their code points."""
    cleaned = clean_text(text)
    room = 2 * limit
    for position, character in enumerate(cleaned):
        room -= 1 if ord(character) < _WIDE else len("[U+4E2D]")
        if room < 0:
            limit = min(limit, position)
    return brief(cleaned, limit)


def section(memo: Memo, number: str, name: str, *answers: Answer, introduction: str = "") -> Section:
    """Return a section whose answers have no labels of their own."""
    entries = tuple(
        Entry(f"{number}.{index}", f"{name}-{index}", memo.say("sections", name), answer)
        for index, answer in enumerate(answers, start=1)
    )
    return Section(number, name, memo.say("sections", name), introduction, entries)


def table(memo: Memo, name: str, rows: Sequence[tuple[str, ...]], heads: tuple[str, ...]) -> Answer:
    """Return a table as an answer; its caption is the heading of its section."""
    return Answer(
        Standing.STATED,
        table=Table(memo.say("sections", name), tuple(memo.say("columns", head) for head in heads), tuple(rows)),
    )


def label_of_path(memo: Memo, path: str, label: str) -> str:
    """Return the name of a fact: the memo's own, or the vocabulary's."""
    return brief(
        memo.words.get("scope_memo", "labels", path, default=clean_text(memo.words.name(label))), memo.limits.address
    )


def values(memo: Memo, fact: Deciding) -> str:
    """Return the answers to one question in words, with the number of cards where there is more than one."""
    alone = len(fact.answers) + bool(fact.silent) == 1
    shown = fact.answers if len(fact.answers) < 3 else fact.answers[:1]
    said = [_value(memo, fact.path, answer, alone) for answer in shown]
    rest = fact.answers[len(shown) :]
    if rest:
        cards = sum(answer.cards for answer in rest)
        said.append(memo.counted("other_answers", count=len(rest), cards=memo.number(cards)))
    if fact.silent:
        said.append(on_cards(memo, memo.say("nobody"), fact.silent, alone and fact.silent == 1))
    return memo.words.forms.joined(said)


def _value(memo: Memo, path: str, stated: Stated, alone: bool) -> str:
    known = memo.facts.get(stated.addresses[0]) if stated.addresses else None
    fact = known or DisclosedFact("", path, "", stated.status, stated.origin, stated.value)
    answer = build_answer(fact, memo.words, memo.record.language)
    text = answer.word or ", ".join(answer.lines)
    plain = text.replace("_", " ") if _CODE.fullmatch(text) else text
    text = memo.words.get("scope_memo", "values", path, str(stated.value), default=plain)
    return on_cards(memo, brief(text, memo.limits.value), stated.cards, alone and stated.cards == 1)


def role_name(memo: Memo, role: str) -> str:
    """Return what a role is called, given its code."""
    return memo.words.choice(clean_text(role).replace("_", " "))


def on_cards(memo: Memo, text: str, cards: int, alone: bool) -> str:
    """Return a text with the number of cards it holds for, unless it is the one card there is."""
    return text if alone else memo.say("on_cards", text=text, count=memo.number(cards))


def places(memo: Memo, fact: Deciding) -> str:
    """Say where the first answer stands, or where it is missing, and how many more places there are."""
    if not fact.answers:
        return place_of(memo, fact.silent_at[0], fact.silent - 1) if fact.silent_at else memo.say("no_organisation")
    first = fact.answers[0]
    more = sum(answer.cards for answer in fact.answers) - 1
    place = place_of(memo, first.addresses[0], more)
    origin = memo.words.get("origins", first.origin, default=first.origin)
    return f"{place} ({origin})" if origin else place


def place_of(memo: Memo, address: str, more: int = 0) -> str:
    """Return an address in few characters, and how many more places there are."""
    text = short_address(address, memo.limits.address)
    return memo.say("and_more", text=text, count=memo.number(more)) if more else text


def short_address(address: str, most: int) -> str:
    """Return an address cut in its two halves, so that card and fact both remain to be seen; whole in the record."""
    text = clean_text(address)
    if len(text) <= most:
        return text
    card, mark, inner = text.partition("#")
    room = most - 2
    tail = inner[-max(room // 2, room - len(card)) :] if len(inner) > room // 2 else inner
    if tail != inner and "/" in tail[1:]:
        tail = tail[tail.index("/", 1) :]
    return f"{card[: room - len(tail)]}{'…' if len(card) > room - len(tail) else ''}{mark}{'…' * (tail != inner)}{tail}"
