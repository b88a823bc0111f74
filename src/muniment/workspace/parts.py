"""Parts of a data set: a card that names one is about what a supplier can know, and the rest is not in scope.

Which facts lie in a part is data (`record.parts`). What a card states outside its part counts for
nothing, as a fact with an error does; of a profile that other cards share only what lies inside is taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from muniment.base.findings import Finding, Severity
from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.model.vocabulary import position_at
from muniment.record.parts import lies_in, part_names

if TYPE_CHECKING:
    from muniment.workspace.suppliers import Supplied

#: Where a card says which parts it is about.
PLACE = "/part"
_PROFILE = "profile "


def parts_of(card: Card) -> tuple[str, ...]:
    """Return the parts that a card is about; none for a card about the whole set, and for other kinds of cards."""
    fact = card.facts.get(PLACE) if card.kind == "dataset" else None
    stated = fact.value if fact is not None and fact.status is Status.KNOWN else None
    return tuple(name for name in part_names() if name in stated) if isinstance(stated, list) else ()


def limited(card: Card, findings: list[Finding]) -> Card:
    """Return a card with what lies in its parts alone, and say what it states outside."""
    named = card.facts.get(PLACE) if card.kind == "dataset" else None
    if named is None:
        return card
    if named.status is not Status.KNOWN:
        findings.append(_without_value(card, named))
        return replace(card, facts={inner: fact for inner, fact in card.facts.items() if inner != PLACE})
    parts = parts_of(card)
    outside = [fact for fact in card.facts.values() if not lies_in(fact.path, parts)]
    findings.extend(_stated_outside(card, [fact for fact in outside if not _is_shared(fact)], parts))
    findings.extend(_shared_outside(card, [fact for fact in outside if _is_shared(fact)], named, parts))
    left_out = {fact.inner for fact in outside}
    return replace(card, facts={inner: fact for inner, fact in card.facts.items() if inner not in left_out})


def named_as_whole(
    cards: Mapping[str, Card],
    links: Mapping[tuple[str, str], str],
    made_from: Mapping[str, Iterable[tuple[str, str]]],
    pins: "Mapping[str, Supplied]",
) -> Iterator[Finding]:
    """Yield a finding wherever a card or pin about a part of a set is named as what is used, or as a source."""
    partial = {identity: (card.file, parts) for identity, card in cards.items() if (parts := parts_of(card))}
    partial |= {name: (pin.file, pin.parts) for name, pin in pins.items() if pin.parts}
    if not partial:
        return
    sources = [(user, inner, target) for user, found in made_from.items() for inner, target in found]
    for user, inner, target in [*((*place, target) for place, target in links.items()), *sources]:
        if target in partial:
            # Of a list of names one fact holds all.
            named = cards[user].facts.get(inner) or cards[user].facts[inner.rpartition("/")[0]]
            yield Finding(
                "MUN727", Severity.ERROR,
                f"{target} is about a part of a set only ({named_parts(partial[target][1])}); here a whole is meant.",
                "Name the card of the whole set; it takes over what a supplier states of a part from the datasheet of "
                "that part (supplier.datasheets).",
                file=named.file, pointer=named.pointer, address=f"{user}#{named.inner}", path=named.path,
                related=(partial[target][0],),
            )  # fmt: skip


def named_parts(parts: Iterable[str]) -> str:
    """Return parts as a sentence names them."""
    return " and ".join(parts)


def _is_shared(fact: Fact) -> bool:
    return fact.origin_detail.startswith(_PROFILE)


def _stated_outside(card: Card, facts: Iterable[Fact], parts: tuple[str, ...]) -> Iterator[Finding]:
    """Yield a finding for each section, list or fact at the top of a card of which something lies outside."""
    by_top: dict[str, list[Fact]] = {}
    for fact in facts:
        by_top.setdefault(fact.inner.split("/")[1], []).append(fact)
    for top, found in by_top.items():
        first = found[0]
        position = position_at(f"dataset.{top}")
        label = f'"{position.title}" ({top})' if position else top
        several = sum(not fact.record for fact in found)
        told = f"{several} facts of {label} lie" if several > 1 else f"{label} lies"
        homes = [name for name in part_names() if name not in parts and all(lies_in(f.path, (name,)) for f in found)]
        wider = f"; or name the part that it lies in as well: part: [{', '.join((*parts, homes[0]))}]" if homes else ""
        yield Finding(
            "MUN726", Severity.ERROR,
            f"{told} outside the part that this card is about ({named_parts(parts)}), and count for nothing."
            if several > 1
            else f"{told} outside the part that this card is about ({named_parts(parts)}), and counts for nothing.",
            f"Take it out of this card: whoever answers for it states it{wider}; a card about the whole set names no "
            "part.",
            file=first.file, pointer=first.pointer, on_key=True, address=f"{card.identity}#{first.inner}",
            path=first.path,
        )  # fmt: skip


def _shared_outside(card: Card, facts: Iterable[Fact], named: Fact, parts: tuple[str, ...]) -> Iterator[Finding]:
    """Yield a notice for each profile of which something is not taken, since it lies outside the parts."""
    for profile, count in Counter(fact.origin_detail for fact in facts if not fact.record).items():
        yield Finding(
            "MUN726", Severity.NOTICE,
            f'{count} facts of the profile "{profile.removeprefix(_PROFILE)}" lie outside the part that this card is '
            f"about ({named_parts(parts)}), and are not taken over.",
            "Nothing, if the profile serves cards of whole sets, too; else take them out of it.",
            file=named.file, pointer=named.pointer, address=f"{card.identity}#{PLACE}", path=named.path,
        )  # fmt: skip


def _without_value(card: Card, named: Fact) -> Finding:
    return Finding(
        "MUN729", Severity.ERROR, "The card does not say which part of the set it is about.",
        f"Name one or several of {', '.join(part_names())}; leave the line out of a card about the whole set.",
        file=named.file, pointer=named.pointer, address=f"{card.identity}#{PLACE}", path=named.path,
    )  # fmt: skip
