"""The facts that decide which duties there are, and the dates that follow: gathered over all cards, with addresses."""

from collections.abc import Iterator, Mapping

from muniment.base.canonical import canonical_bytes, plain
from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.model.vocabulary import positions_of
from muniment.record.scope import DateGroup, Deciding, Kept, Stated
from muniment.workspace.link import Workspace

#: What decides, in the order in which a lawyer asks.
DECIDING = (
    "organisation.roles", "organisation.established_in_union", "organisation.size_class",
    "organisation.financial_institution",
    "model.gpai", "model.systemic_risk", "model.union_market_date",
    "model.open_source_claimed", "model.open_source_exempt",
    "model.modification.is_modification", "model.modification.compute_flop",
    "model.modification.original_compute_flop", "model.modification.verdict", "model.provider_duties",
    "system.risk_class", "system.annex_iii", "system.annex_iii_points", "system.annex_i_section",
    "system.classification.relies_on_art_6_3", "system.provider_role.reason", "system.placed_on",
    "system.last_design_date", "system.intended_for_public_authority",
    "deployment.public_authority",
)  # fmt: skip
#: Of these, what is named only where some card states it, or states that it is not known.
IF_STATED = frozenset({
    "organisation.financial_institution", "model.open_source_claimed",
    "model.modification.compute_flop", "model.modification.original_compute_flop", "model.modification.verdict",
    "model.provider_duties", "system.classification.relies_on_art_6_3", "system.provider_role.reason",
    "deployment.public_authority",
})  # fmt: skip
_UPDATE = "model.summary.next_due"
#: Dates to keep in view, beside the end of keeping.
DATES = (
    _UPDATE, "system.documentation.last_reviewed", "dataset.governance.review_date",
    "dataset.staleness.valid_until", "dataset.gaps[].due",
)  # fmt: skip
#: How many addresses stand for all cards that answer alike.
EXAMPLES = 3


def deciding_facts(workspace: Workspace, questions: Mapping[str, str]) -> Iterator[Deciding]:
    """Yield the facts that decide, of every kind of card there is; the roles also where there is no organisation."""
    for path in DECIDING:
        kind = path.partition(".")[0]
        cards = _cards(workspace, kind)
        if not cards and path != "organisation.roles":
            continue
        found = _deciding(path, cards, questions)
        if path not in IF_STATED or any(answer.status != Status.NOT_APPLICABLE for answer in found.answers):
            yield found


def _cards(workspace: Workspace, kind: str) -> tuple[Card, ...]:
    if kind == "organisation":
        return tuple(card for name, card in workspace.cards.items() if name == workspace.organisation)
    return workspace.of_kind(kind)


def _deciding(path: str, cards: tuple[Card, ...], questions: Mapping[str, str]) -> Deciding:
    inner = inner_of(path)
    stated: dict[bytes, list[tuple[str, Fact]]] = {}
    silent: list[str] = []
    for card in cards:
        address, fact = f"{card.identity}#{inner}", _fact_at(card, inner)
        if fact is None:
            silent.append(address)
        else:
            known = fact.status is Status.KNOWN
            key = canonical_bytes([str(fact.status), fact.value if known else None, str(fact.origin)])
            stated.setdefault(key, []).append((f"{card.identity}#{fact.inner}", fact))
    answers = sorted(stated.items(), key=lambda item: (-len(item[1]), item[0]))
    position = positions_of(path.partition(".")[0]).get(path)
    return Deciding(
        path=path,
        label=position.title if position else path,
        question=questions.get(path, ""),
        answers=tuple(_stated(alike) for _, alike in answers),
        silent=len(silent),
        silent_at=tuple(silent[:EXAMPLES]),
    )


def _stated(alike: list[tuple[str, Fact]]) -> Stated:
    fact = alike[0][1]
    known = fact.status is Status.KNOWN
    return Stated(
        status=str(fact.status),
        origin=str(fact.origin) if known else "",
        value=plain(fact.value) if known else None,
        cards=len(alike),
        addresses=tuple(address for address, _ in alike[:EXAMPLES]),
    )


def inner_of(path: str) -> str:
    """Return the inner address of a path without lists: ``system.annex_iii`` gives ``/annex_iii``."""
    return "/" + path.partition(".")[2].replace(".", "/")


def _fact_at(card: Card, inner: str) -> Fact | None:
    """Return the fact at a place, or the status of the section that speaks for it."""
    while inner:
        fact = card.facts.get(inner)
        if fact is not None and not fact.record:
            return fact
        inner = inner.rpartition("/")[0]
    return None


def kept_documents(workspace: Workspace) -> Iterator[Kept]:
    """Yield for each system and model how long its documents are kept, the earliest end first."""
    found = [_kept(card) for kind in ("system", "model") for card in workspace.of_kind(kind)]
    yield from sorted(found, key=lambda kept: (kept.until or "~", kept.card))


def _kept(card: Card) -> Kept:
    values = {}
    for name in ("anchor_date", "until", "regime"):
        fact = _fact_at(card, f"/retention/{name}")
        values[name] = str(fact.value) if fact is not None and fact.status is Status.KNOWN else ""
    end = _fact_at(card, "/retention/until")
    return Kept(
        card=card.identity,
        counted_from=values["anchor_date"],
        until=values["until"],
        regime=values["regime"],
        status=str(end.status) if end else "absent",
        address=f"{card.identity}#{end.inner if end else '/retention/until'}",
    )


def dates_of(workspace: Workspace) -> Iterator[DateGroup]:
    """Yield the dates of each kind that some card states; of the next public summary also where none does."""
    for path in DATES:
        kind = path.partition(".")[0]
        found = sorted(
            (str(fact.value), f"{card.identity}#{fact.inner}")
            for card in workspace.of_kind(kind)
            for fact in card.facts.values()
            if fact.path == path and fact.status is Status.KNOWN
        )
        if found:
            position = positions_of(kind).get(path)
            yield DateGroup(path, position.title if position else path, len(found), 0, 0, *found[0], *found[-1])
        elif path == _UPDATE and (cards := [card for card in workspace.of_kind(kind) if _is_public(card)]):
            none = sum((fact := _fact_at(card, inner_of(path))) is not None and fact.status is Status.NOT_APPLICABLE
                       for card in cards)  # fmt: skip
            at = f"{cards[0].identity}#{inner_of(path)}"
            yield DateGroup(path, positions_of(kind)[path].title, 0, none, len(cards) - none, "", at, "", "")


def _is_public(card: Card) -> bool:
    """Tell whether a model is one for which a public summary may be due."""
    fact = card.facts.get("/gpai")
    return fact is None or fact.value is not False
