"""What an audience is told of how a fact stands to the evidence, and of tables the small counts that stay inside.

A count of records is told to those who may see how many records there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from muniment.base.addresses import split_address
from muniment.disclosure.policy import Policy
from muniment.disclosure.small_rows import may_hold_small, without_declared_small, without_small
from muniment.model.facts import Status
from muniment.model.load import Card
from muniment.record.record import DisclosedFact, Evidenced
from muniment.record.tallies import Tally
from muniment.workspace.claims import Claim, ClaimState, Evidence

#: Where a card says how many records there are.
RECORDS = "dataset.distribution[].records"


def evidenced(fact: DisclosedFact, evidence: Evidence | None, audience: str, policy: Policy) -> DisclosedFact:
    """Return a disclosed fact with how it stands to the evidence on its card, if it is one that was judged."""
    identity, inner = split_address(fact.address)
    claim = _judged(evidence, inner)
    if claim is None or fact.status != Status.KNOWN:
        return fact
    told = Evidenced(str(claim.state), claim.measure, claim.reason)
    if fact.rounded is None and policy.may_see(audience, identity, RECORDS):
        low, high = claim.interval or (None, None)
        told = replace(told, numerator=claim.numerator, denominator=claim.denominator, low=low, high=high)
        if claim.numerator is None or claim.denominator is None:
            told = replace(told, numerator=None, denominator=None)
    return replace(fact, evidence=told)


def with_small_held(fact: DisclosedFact, evidence: Evidence | None, audience: str, card: Card | None) -> DisclosedFact:
    """Return a disclosed fact without the figures of small rows, for any audience but that inside."""
    if audience == "internal" or fact.status != Status.KNOWN or not isinstance(fact.value, list):
        return fact
    claim = _judged(evidence, split_address(fact.address)[1])
    if claim is not None and claim.named and claim.value:
        value, held = without_small(fact.value, claim)
    elif may_hold_small(fact.path):
        value, held = without_declared_small(fact.path, fact.value, _records(card) if card else None)
    else:
        return fact
    return replace(fact, value=value, held=held or None)


def locks_behind(
    facts: Iterable[DisclosedFact], tallies: Iterable[Tally], evidence: Mapping[str, Evidence]
) -> tuple[str, ...]:
    """Return the digests of the locks by which facts were judged, or that tallies were taken from."""
    cards = {split_address(fact.address)[0] for fact in facts if fact.evidence is not None}
    behind = (evidence[identity].locks for identity in sorted(cards | {tally.card for tally in tallies}))
    return tuple(dict.fromkeys(lock for locks in behind for lock in locks))


def _judged(evidence: Evidence | None, inner: str) -> Claim | None:
    claim = evidence.claims.get(inner) if evidence else None
    return None if claim is None or claim.state is ClaimState.ANSWERED else claim


def _records(card: Card) -> int | None:
    """Return how many records a card says that its data have, where it says it of every entry of files."""
    facts = [card.facts.get(f"{entry}/records") for entry in card.records.get("/distribution", ())]
    counts = [fact.value for fact in facts if fact is not None and fact.status is Status.KNOWN]
    known = [count for count in counts if isinstance(count, int) and not isinstance(count, bool)]
    return sum(known) if known and len(known) == len(facts) else None
