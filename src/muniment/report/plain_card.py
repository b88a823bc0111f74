"""What a card, an edition or a pack says as plain text, in an order of its own: for reading, and for git to compare.

The order of keys and records, layout and quoting make no difference; comments are not facts and are not in it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from muniment.base.addresses import tokens
from muniment.changes.statements import Statement, statements_of
from muniment.model.load import Card
from muniment.model.vocabulary import position_at, positions_of
from muniment.record.pack import Pack
from muniment.record.record import Record
from muniment.report.diff_words import value_text
from muniment.report.text import printable

_SENTENCE = re.compile(r"(?<=[.!?;:]) (?=\S)")
_BESIDE = ("owner", "asked_on", "expected_on", "note", "source")


def card_text(card: Card) -> str:
    """Return a card or profile as text: its facts in the order of the vocabulary, one sentence a line."""
    named = f"profile {card.name} of {card.kind} cards"
    head = [named if card.is_profile else f"{card.kind} {card.name} {card.version}"]
    head += [f"language: {card.language}"] if card.language else []
    head += [f"profiles: {', '.join(card.profiles)}"] if card.profiles else []
    for row in sorted(card.disclosure, key=lambda row: str(row.get("path"))):
        head.append(f"disclosure: {', '.join(f'{key} {value}' for key, value in row.items())}")
    order = {path: number for number, path in enumerate(positions_of(card.kind))}
    statements = statements_of(card)
    ids = {inner: fact.path for inner, fact in card.facts.items() if fact.record}
    return _text([*head, *_facts(statements, order, ids)])


def record_text(record: Record) -> str:
    """Return what an edition says as text, in its own order."""
    subject = record.subject
    lines = [
        f"{record.kind} of {subject.kind} {subject.name} {subject.version}",
        f"for {record.audience}{f' ({record.recipient})' if record.recipient else ''}, in {record.language}, "
        f"of {record.document_date}, by the law of {record.as_of}",
    ]
    for fact in record.facts:
        said = value_text(fact.value) if fact.status == "known" else fact.status.replace("_", " ")
        said = f"{said} {fact.unit}".rstrip() + (f": {fact.reason}" if fact.reason else "")
        lines += ["", f"{fact.label}: {fact.address}", *_sentences(said)]
    for outcome in record.outcomes:
        about = " ".join(filter(None, (outcome.requirement, outcome.bearer, outcome.use)))
        lines += ["", about, f"    {outcome.outcome or outcome.applies}, due {outcome.due}"]
    return _text(lines)


def pack_text(pack: Pack) -> str:
    """Return what a pack says of itself as text; nothing of it is verified here."""
    sender = ", ".join(filter(None, (pack.sender.name, pack.sender.organisation, pack.sender.key)))
    whom = f"{pack.audience}{f' ({pack.recipient})' if pack.recipient else ''}"
    lines = [
        f"pack for {whom}, made {pack.created} by {pack.tool}",
        f"sender as it says: {sender}", "not verified here: muniment verify", "",
    ]  # fmt: skip
    for file in pack.files:
        signed = ", ".join(f"{role} missing" if role in file.missing else role for role in file.roles)
        lines += [file.path, f"    {file.sha256}  {file.size} bytes{f'  signed: {signed}' if signed else ''}"]
    lines += [f"left out: {item.count} {item.what} ({item.ground})" for item in pack.left_out]
    return _text(lines)


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{printable(line)}\n" for line in lines)


def _facts(statements: Mapping[str, Statement], order: Mapping[str, int], ids: Mapping[str, str]) -> Iterator[str]:
    def rank(inner: str) -> list[tuple[int, str]]:
        """Return where a place stands: by the vocabulary, level by level, records by their ids."""
        found, path, here = [], next(iter(order)).partition(".")[0], ""
        for token in tokens(inner):
            here = f"{here}/{token}"
            path = ids.get(here, f"{path}.{token}")
            found.append((order.get(path, order.get(f"{path}[]", len(order))), token if here in ids else ""))
        return found

    for inner in sorted({*statements, *ids}, key=rank):
        if inner in ids:
            if not any(other.startswith(f"{inner}/") for other in statements):
                yield from ("", f"{inner[1:]}:")
            continue
        yield from _fact(inner, statements[inner])


def _fact(inner: str, one: Statement) -> Iterator[str]:
    position = position_at(one.path)
    yield ""
    yield f"{inner[1:]}: {position.title if position else ''}".rstrip(": ")
    if one.status == "known":
        yield from _sentences(value_text(one.value))
    else:
        yield from _sentences(f"{one.status.replace('_', ' ')}: {one.said('reason')}")
    for name in _BESIDE:
        if one.said(name):
            yield f"    ({name}: {one.said(name)})"


def _sentences(text: str) -> Iterator[str]:
    """Yield a text one sentence a line, so that a changed sentence is a changed line."""
    yield from (f"    {part}" for part in _SENTENCE.split(text))
