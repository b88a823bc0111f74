"""What one side says at a place, in the form in which two sides are compared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from muniment.base.canonical import plain
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.workspace.claims import ClaimState, Evidence

#: What an author writes beside a value or a status.
BESIDE = ("reason", "owner", "asked_on", "expected_on", "note", "source")
#: The origin of a fact that the data measured contradict.
CONTRADICTED = "contradicted"
#: Paths that hang on the day and place of the look, not on what the cards say.
_OF_THE_DAY = frozenset({"dataset.proof.recorded_on"})
_PROFILE = "profile "


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact of one side: status and value, origin, the words beside it, and the profile that it stands in.

    ``beside`` are pairs of name and text, of those that are not empty.
    """

    address: str
    path: str
    status: str
    value: Any = None
    origin: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    profile: str = ""

    def said(self, name: str) -> str:
        """Return the words beside the fact under one name; empty where there are none."""
        return dict(self.beside).get(name, "")


def statements_of(card: Card, evidence: Evidence | None = None) -> dict[str, Statement]:
    """Return the statements of a card by inner address; its records themselves say nothing."""
    return {
        inner: _statement(card, fact, evidence)
        for inner, fact in card.facts.items()
        if not fact.record and fact.path not in _OF_THE_DAY
    }


def _statement(card: Card, fact: Fact, evidence: Evidence | None) -> Statement:
    claim = evidence.claims.get(fact.inner) if evidence else None
    contradicted = claim is not None and claim.state is ClaimState.CONTRADICTED
    known = fact.status is Status.KNOWN
    profile = fact.origin_detail.removeprefix(_PROFILE) if fact.origin_detail.startswith(_PROFILE) else ""
    return Statement(
        address=f"{card.identity}#{fact.inner}",
        path=fact.path,
        status=str(fact.status),
        value=fact.value if known else None,
        origin=CONTRADICTED if contradicted else str(fact.origin),
        beside=tuple((name, text) for name in BESIDE if (text := getattr(fact, name))),
        profile=profile,
    )


def is_stated(statement: Statement) -> bool:
    """Tell whether somebody stated a fact, rather than that a rule has computed it."""
    return statement.origin != Origin.COMPUTED


def as_written(value: Any) -> str:
    """Return a value in one form, in which every sign of it counts: digits, order, blanks."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def as_meant(value: Any) -> str:
    """Return a value in the form in which only its meaning counts.

    The order of a list counts for nothing, nor do trailing zeros and how the blanks of a text stand.
    """
    return json.dumps(_meant(value), ensure_ascii=False, sort_keys=True)


def _meant(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        return {"number": format(number.normalize() if number.as_tuple().exponent else number, "f")}
    if isinstance(value, Mapping):
        return {str(key): _meant(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_meant(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return str(value)
