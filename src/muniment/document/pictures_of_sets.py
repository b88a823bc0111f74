"""Pictures of all data sets of a document together: what they make up, which languages they hold, when they arose.

Amounts are compared only where every set of a modality has one in the same unit, at the same point, as exact as it was
stated: shares of rounded amounts would look more exact than they are, and a whole without one of its sets is none.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from muniment.document.answers import build_answer
from muniment.document.linked import Linked
from muniment.document.model import Picture
from muniment.document.paragraphs import Page
from muniment.document.pictures import card_name, composition, counted, decimal_of, timeline
from muniment.record.record import DisclosedFact

_POINT = "after_preprocessing"


def build_pictures(names: Sequence[str], page: Page, linked: Linked) -> tuple[Picture, ...]:
    """Return the named pictures as far as there is something to compare; KeyError for a name that does not exist."""
    return tuple(picture for name in names for picture in _PICTURES[name](page, linked))


def _composition(page: Page, linked: Linked) -> tuple[Picture, ...]:
    found: list[Picture] = []
    for amounts in _amounts(linked).values():
        parts = {
            "dataset": [(card_name(page, linked, card), amount) for card, amount in amounts],
            "source": _labelled(page, linked, amounts, "dataset.source.kind"),
            "licence": _labelled(page, linked, amounts, "dataset.licence.id"),
        }
        found += [picture for name, some in parts.items() if (picture := composition(page, name, some))]
    return tuple(found)


def _amounts(linked: Linked) -> dict[tuple[str, str], list[tuple[str, Decimal]]]:
    """Return the amounts of whole sets by modality and unit, where every set of the modality has exactly one."""
    found: dict[tuple[str, str], dict[str, list[Decimal]]] = {}
    holding: dict[str, set[str]] = {}
    for card in linked.cards("dataset"):
        for row in linked.records(card, "dataset.measures[]"):
            stated = row.found("dataset.measures[].amount")
            amount = None if any(fact.rounded for fact in stated) else decimal_of(stated)
            split, point = row.found("dataset.measures[].split"), row.found("dataset.measures[].point")
            modality, unit = (_word(row.found(f"dataset.measures[].{key}")) for key in ("modality", "unit"))
            holding.setdefault(modality, set()).add(card)
            if amount is None or split or not unit or _word(point) not in ("", _POINT):
                continue
            found.setdefault((modality, unit), {}).setdefault(card, []).append(amount)
    return {
        (modality, unit): [(card, values[0]) for card, values in by_card.items()]
        for (modality, unit), by_card in found.items()
        if set(by_card) == holding[modality] and all(len(values) == 1 for values in by_card.values())
    }


def _labelled(
    page: Page, linked: Linked, amounts: Sequence[tuple[str, Decimal]], path: str
) -> list[tuple[str, Decimal]]:
    """Return the amounts under what a path says of each set; none at all where it is not stated of every one."""
    found = []
    for card, amount in amounts:
        facts = [fact for fact in linked.of_card(card, path) if fact.status == "known"]
        if not facts:
            return []
        found.append((" ".join(build_answer(facts[0], page.words, page.record.language).lines), amount))
    return found


def _languages(page: Page, linked: Linked) -> tuple[Picture, ...]:
    sets = linked.cards("dataset")
    held: dict[str, int] = {}
    for card in sets:
        for fact in linked.of_card(card, "dataset.scope.languages"):
            if fact.status == "known" and isinstance(fact.value, list):
                for name in build_answer(fact, page.words, page.record.language).lines:
                    held[name] = held.get(name, 0) + 1
    rows = sorted(held.items(), key=lambda row: (-row[1], page.words.forms.sorting(row[0])))
    return (counted(page, "languages", rows, len(sets)),) if len(rows) > 1 and len(sets) > 1 else ()


def _timeline(page: Page, linked: Linked) -> tuple[Picture, ...]:
    picture = timeline(page, linked, tuple(linked.by_card))
    return (picture,) if picture else ()


def _word(facts: Sequence[DisclosedFact]) -> str:
    return next((str(fact.value) for fact in facts if fact.status == "known"), "")


_PICTURES: dict[str, Callable[[Page, Linked], tuple[Picture, ...]]] = {
    "composition": _composition,
    "languages": _languages,
    "timeline": _timeline,
}
