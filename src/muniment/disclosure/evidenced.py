"""What an audience is told of how a fact stands to the evidence, and the small counts that stay inside.

A count of records is told to those who may see how many records there are. In tables whose rows are values of the data
(labels, groups) the figures of rows of fewer than ten are held back in every edition but internal ones, and so are so
many others that none of them can be computed from the whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from muniment.base.addresses import split_address
from muniment.disclosure.policy import Policy
from muniment.model.facts import Status
from muniment.record.record import DisclosedFact, Evidenced
from muniment.workspace.claims import Claim, ClaimState, Evidence

#: A row of fewer is small.
SMALLEST = 10
#: Where a card says how many records there are.
_RECORDS = "dataset.distribution[].records"


def evidenced(fact: DisclosedFact, evidence: Evidence | None, audience: str, policy: Policy) -> DisclosedFact:
    """Return a disclosed fact with how it stands to the evidence on its card, if it is one that was judged."""
    identity, inner = split_address(fact.address)
    claim = evidence.claims.get(inner) if evidence else None
    if claim is None or claim.state is ClaimState.ANSWERED or fact.status != Status.KNOWN:
        return fact
    told = Evidenced(str(claim.state), claim.measure, claim.reason)
    if fact.rounded is None and policy.may_see(audience, identity, _RECORDS):
        low, high = claim.interval or (None, None)
        told = replace(told, numerator=claim.numerator, denominator=claim.denominator, low=low, high=high)
        if claim.numerator is None or claim.denominator is None:
            told = replace(told, numerator=None, denominator=None)
    value, small = fact.value, 0
    if claim.named and audience != "internal" and isinstance(fact.value, list):
        value, small = without_small(fact.value, claim)
        told = replace(told, small=small or None)
    return replace(fact, value=value, evidence=told)


def locks_behind(facts: Iterable[DisclosedFact], evidence: Mapping[str, Evidence]) -> tuple[str, ...]:
    """Return the digests of the locks by which facts were judged."""
    cards = dict.fromkeys(split_address(fact.address)[0] for fact in facts if fact.evidence is not None)
    return tuple(evidence[identity].sha256 for identity in sorted(cards))


def without_small(rows: list[Any], claim: Claim) -> tuple[list[Any], int]:
    """Return the rows of a table with the names alone of those that are held back, and how many these are."""
    fields = _fields(claim)
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        count = _count(row, fields) if isinstance(row, dict) and len(row) > 1 else None
        if count:
            counts.setdefault(fields.get(str(row["name"]), ("", 0))[0], {})[str(row["name"])] = count
    held = {name for own in counts.values() for name in _held(own)}
    return [{"name": row["name"]} if isinstance(row, dict) and row.get("name") in held else row for row in rows], len(
        held
    )


def _held(counts: Mapping[str, int]) -> set[str]:
    """Return the names of the small rows of one whole, and of the next larger ones that hide them."""
    ordered = sorted(counts, key=lambda name: (counts[name], name))
    held = {name for name in ordered if counts[name] < SMALLEST}
    if not held:
        return held
    for name in ordered:
        if len(held) >= 2 and sum(counts[one] for one in held) >= SMALLEST:
            break
        held.add(name)
    return held


def _fields(claim: Claim) -> dict[str, tuple[str, int]]:
    """Return, by the names that a card may give a row, the field it is a value of and of how many it was measured."""
    found: dict[str, tuple[str, int]] = {}
    rows = claim.value if isinstance(claim.value, list) else []
    several = claim.measure in ("groups", "comparison") and all(": " in row["name"] for row in rows)
    for row in rows:
        count = _own_count(row)
        field, mark, name = row["name"].partition(": ") if several else ("", "", row["name"])
        for spelling in (row["name"], *((name, f"{field}={name}") if mark else ())):
            found[spelling] = (field if mark else "", count or 0)
    return found


def _count(row: Mapping[str, Any], fields: Mapping[str, tuple[str, int]]) -> int:
    """Return of how many a row is: the fewest that the card or the data say."""
    known = [count for count in (_own_count(row), fields.get(str(row.get("name")), ("", 0))[1]) if count]
    return min(known, default=0)


def _own_count(row: Mapping[str, Any]) -> int | None:
    for key in ("count", "value"):
        value = row.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None
