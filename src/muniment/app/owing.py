"""What is owed to whom, and what of it was handed over: by the clients of the settings, by deliveries, by the texts.

A claim is settled by a delivery that is noted, to this client, of this kind of document about this card, and in the
language that was agreed. Nothing is concluded from what was built or packed.
"""

import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from muniment.app.delivering import Holding
from muniment.base.findings import Finding, Severity
from muniment.base.languages import primary_language
from muniment.base.recipients import folded
from muniment.base.resources import schema_path
from muniment.catalogue.load import load_catalogue
from muniment.document.kinds import DOCUMENTS
from muniment.record.owed import (
    AHEAD,
    DAY_AHEAD,
    DAY_PASSED,
    DELIVERED,
    OVERDUE,
    PASSED_OVER,
    PUBLIC,
    STATES,
    SUPERSEDED,
    UNDATED,
    Owed,
)  # fmt: skip
from muniment.workspace.clients import IN_DAYS, WRONG, ClientRow, OwedRow, RequestRow, hint_for, names

if TYPE_CHECKING:
    from muniment.app.assessing import Assessed
    from muniment.record.release import Release
    from muniment.workspace.deliveries import Delivery

#: The findings about what is overdue, and about a recipient who is nearly a client.
LATE, NEARLY = "MUN756", "MUN759"
#: The text that has a summary published again, and where the day of it stands.
_UPDATE, _DUE, _SUMMARY = "TPL-R-update", "/summary/next_due", "public_summary"
#: By what a delivery answers a claim: recipient (folded), kind of document, card without its version.
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Handed:
    """An edition that somebody was handed, and when; ``current`` tells that it says what the cards say."""

    recipient: str
    kind: str
    card: str
    language: str
    on: str
    current: bool
    delivery: "Delivery"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is owed, where the settings say so, and by which later versions it would be passed over."""

    owed: Owed
    pointer: str
    exact: bool = False
    later: tuple[str, ...] = ()


def owed_in(
    assessed: "Assessed", deliveries: Sequence["Delivery"], superseded: Iterable[Holding], releases: Iterable["Release"]
) -> list[tuple[Owed, str]]:
    """Return all that is owed on the day of the assessment, each with its pointer in the settings or none.

    What is open comes first, and of one recipient together. ``superseded`` are the editions that say otherwise now.
    """
    as_of = assessed.assessment.as_of
    handed: dict[_Key, list[Handed]] = {}
    for one in _handed(deliveries, superseded, as_of):
        handed.setdefault(_key(one.recipient, one.kind, one.card), []).append(one)
    claims = _claims(assessed, sorted(releases, key=lambda one: (one.date, one.card)), as_of)
    found = [(_settled(claim, handed, as_of), claim.pointer) for claim in claims]
    asked = {(_key(owed.recipient, owed.document, owed.card), owed.asked_on) for owed, _ in found}
    found += [(owed, "") for owed in _beside(handed, asked)]
    return sorted(found, key=lambda item: _place(item[0]))


def all_owed(assessed: "Assessed") -> tuple[Owed, ...]:
    """Return all that is owed: by settings and deliveries, and what a text has published by a day."""
    found = [*(one for one, _ in assessed.owed), *_published(assessed, assessed.assessment.as_of)]
    return tuple(sorted(found, key=_place))


def _place(owed: Owed) -> tuple[str, int, str]:
    return owed.recipient.casefold(), STATES.index(owed.state), owed.due or "~"


def check_owed(owed: Sequence[tuple[Owed, str]], assessed: "Assessed") -> Iterator[Finding]:
    """Yield a finding for each row of the settings of which something is overdue."""
    late: dict[tuple[str, str, str], list[Owed]] = {}
    for one, pointer in owed:
        if one.state == OVERDUE and pointer:
            late.setdefault((pointer, one.document, one.due), []).append(one)
    for (pointer, document, due), ones in late.items():
        first = ones[0]
        more = f" and {len(ones) - 1} more" if len(ones) > 1 else ""
        asked = f" (asked for on {first.asked_on}{', ' if first.provision else ''}{first.provision})"
        yield Finding(
            LATE, Severity.WARNING,
            f"{first.recipient[:80]} was owed the {document} of {first.card}{more} by {due}"
            f"{asked if first.asked_on else ''}, and no delivery of it is noted.",
            f'Build it (muniment build --for "{first.recipient[:80]}"), hand it over, and note it: muniment deliver.',
            file=assessed.opened.workspace.settings.file, pointer=pointer,
        )  # fmt: skip


def check_cards(assessed: "Assessed") -> Iterator[Finding]:
    """Yield the rows of the settings that name no card: what they owe would be missing in silence."""
    workspace = assessed.opened.workspace
    for at, client in enumerate(workspace.settings.clients):
        rows: list[tuple[OwedRow | RequestRow, str]] = []
        rows += ((row, f"owed/{number}") for number, row in enumerate(client.owed or ()))
        rows += ((row, f"requests/{number}") for number, row in enumerate(client.requests or ()))
        for row, place in rows:
            for document in row.documents:
                bearer = DOCUMENTS[document].bearer
                if not any(names(row, document, card.identity) for card in workspace.of_kind(bearer)):
                    yield Finding(
                        WRONG, Severity.WARNING,
                        f"{client.name[:80]} is owed the {document} of {row.cards[:160] if row.cards else 'each card'},"
                        f" and there is no such {bearer} card: nothing is counted as owed.",
                        f"Write kind and name as a card has them, * for any letters: {bearer}/tickets-*.",
                        file=workspace.settings.file, pointer=f"/clients/{at}/{place}",
                    )  # fmt: skip


def check_recipients(deliveries: Sequence["Delivery"], clients: Sequence[ClientRow]) -> Iterator[Finding]:
    """Yield the deliveries to somebody who is nearly called like a client: they settle no claim."""
    for delivery in deliveries:
        if hint := hint_for(delivery.content.recipient, clients):
            yield Finding(
                NEARLY, Severity.NOTICE, f"{hint} This delivery counts for no client.",
                "Write the client's name here, if it is meant.", file=delivery.source, pointer="/recipient",
            )  # fmt: skip


def _handed(deliveries: Sequence["Delivery"], superseded: Iterable[Holding], as_of: str) -> Iterator[Handed]:
    otherwise = {(one.delivery.source, one.number) for one in superseded}
    for delivery in sorted(deliveries, key=lambda one: (str(one.content.date), one.source)):
        content = delivery.content
        if str(content.date) > as_of:
            continue
        for number, edition in enumerate(content.editions):
            mine = edition.named is None or folded(edition.named) == folded(content.recipient)
            if mine and edition.audience in ("client", PUBLIC):
                yield Handed(
                    content.recipient, edition.kind, edition.card, edition.language, str(content.date),
                    (delivery.source, number) not in otherwise, delivery,
                )  # fmt: skip


def _claims(assessed: "Assessed", releases: Sequence["Release"], as_of: str) -> Iterator[Claim]:
    for at, client in enumerate(assessed.opened.workspace.settings.clients):
        for number, row in enumerate(client.owed or ()):
            pointer = f"/clients/{at}/owed/{number}"
            if row.within_days is None:
                for document, card in _current(row, assessed):
                    yield Claim(_owed(client, document, card, str(row.by or "")), pointer)
            else:
                yield from _of_releases(client, row, releases, as_of, pointer)
        for number, request in enumerate(client.requests or ()):
            if str(request.requested_on) <= as_of:
                for document, card in _current(request, assessed):
                    yield Claim(_asked(client, request, document, card), f"/clients/{at}/requests/{number}")


def _current(row: OwedRow | RequestRow, assessed: "Assessed") -> Iterator[tuple[str, str]]:
    """Yield (document, card) that a row names: current cards, and an earlier version only if it is named itself."""
    for document in row.documents:
        for card in assessed.opened.workspace.of_kind(DOCUMENTS[document].bearer):
            kept = "@" in card.file.rpartition("/")[2]
            if names(row, document, card.identity) and (not kept or "@" in (row.cards or "")):
                yield document, card.identity


def _of_releases(
    client: ClientRow, row: OwedRow, releases: Sequence["Release"], as_of: str, pointer: str
) -> Iterator[Claim]:
    """Yield a claim for each release since the client is one; the days count from the release."""
    for document in row.documents:
        own = [one for one in releases if one.card.startswith(f"{DOCUMENTS[document].bearer}/") and one.date <= as_of]
        for at, release in enumerate(own):
            if release.date < str(client.since or "") or not names(row, document, release.card):
                continue
            name = release.card.rpartition("@")[0]
            later = tuple(one.card for one in own[at + 1 :] if one.card.rpartition("@")[0] == name)
            due = _days_after(release.date, row.within_days or 0)
            yield Claim(_owed(client, document, release.card, due), pointer, exact=True, later=later)


def _owed(client: ClientRow, document: str, card: str, due: str) -> Owed:
    ground = client.ground or "contract"
    return Owed(
        recipient=client.name, document=document, card=card, language=client.language or "", ground=ground,
        reference=client.contract or "", due=due, state=UNDATED,
    )  # fmt: skip


def _asked(client: ClientRow, request: RequestRow, document: str, card: str) -> Owed:
    ground, asked_on = request.ground or "request", str(request.requested_on)
    found = replace(
        _owed(client, document, card, str(request.by or "")),
        ground=ground, reference=request.reference or "", asked_on=asked_on,
    )  # fmt: skip
    return _in_days(found) if ground == IN_DAYS else found


def _in_days(owed: Owed) -> Owed:
    """Return what was asked for with the text that names the days, and the day unless another one was agreed."""
    rule = _answering()[IN_DAYS]
    entry = load_catalogue().requirements[rule["requirement"]]
    return replace(
        owed, requirement=entry.id, provision=entry.citation, confidence=entry.confidence,
        due=owed.due or _days_after(owed.asked_on, rule["days"]),
    )  # fmt: skip


@functools.cache
def _answering() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(schema_path("vocab", "answering_time.json").read_bytes())
    return found


def _days_after(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat()


def _settled(claim: Claim, handed: Mapping[_Key, Sequence[Handed]], as_of: str) -> Owed:
    """Return what is owed as it stands by the deliveries.

    An edition about another version settles it as long as it says what the cards say; about a release, it does not.
    """
    owed = claim.owed
    about = handed.get(_key(owed.recipient, owed.document, owed.card), ())
    own = [one for one in about if one.on >= owed.asked_on and _is_in(one.language, owed.language)]
    whole = [one for one in own if one.card == owed.card]
    if not whole and not claim.exact:
        whole = [one for one in own[-1:] if one.current]
    if whole:
        last = whole[-1]
        state = DELIVERED if last.current else SUPERSEDED
        return replace(owed, state=state, delivered_on=whole[0].on, held=last.card, held_since=last.on)
    if passed := [one for one in own if one.card in claim.later]:
        return replace(owed, state=PASSED_OVER, held=passed[-1].card, held_since=passed[-1].on)
    state = UNDATED if not owed.due else OVERDUE if owed.due < as_of else AHEAD
    # What it holds is told, also where it is in another language or about an earlier version.
    other = about[-1:]
    return replace(owed, state=state, held=other[0].card if other else "", held_since=other[0].on if other else "")


def _key(recipient: str, document: str, card: str) -> _Key:
    return folded(recipient), document, card.rpartition("@")[0]


def _is_in(language: str, agreed: str) -> bool:
    return not agreed or primary_language(language) == primary_language(agreed)


def _beside(handed: Mapping[_Key, Sequence[Handed]], asked: set[tuple[_Key, str]]) -> Iterator[Owed]:
    """Yield what no row of the settings names: answers to requests, and editions that say otherwise now."""
    known = {key for key, _ in asked}
    for key, ones in handed.items():
        for one in ones:
            content = one.delivery.content
            requested = str(content.requested_on or "")
            owed = Owed(
                recipient=one.recipient, document=one.kind, card=one.card, ground=content.ground,
                reference=content.reference or "", asked_on=requested, state=DELIVERED if one.current else SUPERSEDED,
                delivered_on=one.on, held=one.card, held_since=one.on,
            )  # fmt: skip
            if requested and (key, requested) not in asked:
                yield _in_days(owed) if content.ground == IN_DAYS else owed
            elif not one.current and key not in known:
                yield owed


def _published(assessed: "Assessed", as_of: str) -> Iterator[Owed]:
    """Yield the public summaries that a text has updated by a day: the one rule of the catalogue that names a day.

    Whether one was published is not told by deliveries; the day follows from what the card states of the last update.
    """
    for row in assessed.assessment.rows:
        card = assessed.opened.workspace.cards.get(row.bearer)
        fact = card.facts.get(_DUE) if card and row.requirement.id == _UPDATE and str(row.applies) == "yes" else None
        if fact is None or str(fact.status) != "known":
            continue
        due, entry = str(fact.value), row.requirement
        yield Owed(
            recipient=PUBLIC, document=_SUMMARY, card=row.bearer, ground="law", requirement=entry.id,
            provision=entry.citation, confidence=entry.confidence, due=due,
            state=DAY_PASSED if due < as_of else DAY_AHEAD,
        )  # fmt: skip
