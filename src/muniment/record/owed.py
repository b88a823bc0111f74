"""What is owed to whom and whether it was handed over: one document about one card, and alike ones as one row."""

from dataclasses import dataclass, fields, replace

#: How a claim stands: its day has passed; its day lies ahead; no day is known; handed over, and whether it still says
#: what the cards say; a later version was handed over instead. Of what is published only its day is known.
STATES = OVERDUE, DAY_PASSED, AHEAD, DAY_AHEAD, UNDATED, SUPERSEDED, DELIVERED, PASSED_OVER = (
    "overdue", "day_passed", "ahead", "day_ahead", "undated", "superseded", "delivered", "passed_over",
)  # fmt: skip
#: The recipient of what a text has published.
PUBLIC = "public"
#: How many cards are named of a row.
NAMED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedDocument:
    """A kind of document that is owed to somebody, a client by name, or the public, and how that stands.

    "ground" and "reference" say why; "requirement", "provision" and "confidence" are those of the text that names the
    day, empty where none does. "asked_on" is the day of a request, "due" the last day, or empty; "language" that which
    is agreed, or empty. "delivered_on" is the first day on which it was handed over, "held_since" the day since which
    the recipient holds what it holds now; empty where there is none.
    """

    recipient: str
    document: str
    language: str = ""
    ground: str
    reference: str = ""
    requirement: str = ""
    provision: str = ""
    confidence: str = ""
    asked_on: str = ""
    due: str = ""
    state: str
    delivered_on: str = ""
    held_since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed(OwedDocument):
    """A document about one card (by identity); "held" is the card as the edition that is held now describes it."""

    card: str
    held: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredOwed(OwedDocument):
    """Documents of one kind about several cards that are owed to one recipient and stand alike.

    "cards" counts the cards, and "bearers" names the first of them; the other members are those of each document.
    """

    cards: int
    bearers: tuple[str, ...]


def is_late(owed: OwedDocument) -> bool:
    """Tell whether something was handed over after its day."""
    return bool(owed.due and owed.delivered_on > owed.due)


def folded(owed: tuple[Owed, ...]) -> tuple[CoveredOwed, ...]:
    """Return documents that stand alike as one row, in their order."""
    alike: dict[Owed, list[str]] = {}
    for one in owed:
        alike.setdefault(replace(one, card="", held=""), []).append(one.card)
    return tuple(
        CoveredOwed(
            **{shared.name: getattr(one, shared.name) for shared in fields(OwedDocument)},
            cards=len(cards), bearers=tuple(cards[:NAMED]),
        )
        for one, cards in alike.items()
    )  # fmt: skip
