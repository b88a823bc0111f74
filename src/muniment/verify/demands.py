"""What a recipient demands of a pack beyond its signatures, and how the embedded records answer it.

Read from the records alone: what a document prints and its record does not hold is not looked at.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from muniment.base.addresses import split_address
from muniment.base.canonical import canonical_bytes
from muniment.record.acceptance import Answered, Demand
from muniment.record.parts import lies_in
from muniment.record.record import DisclosedFact, Record
from muniment.verify.policy import DEFAULT_POLICY, Policy, load_policy
from muniment.verify.result import printable

FORMAT = 1
#: What counts as at least how much. What is inherited was stated by somebody further away.
ORIGINS = ("any", "declared", "computed", "measured")
STATUSES = ("known", "not_applicable", "unknown")
MAX_DEMANDS = 2_000
_MEMBERS = {"accept", "verify", "recipient", "documents", "facts"}
_OF_FACT = {"path", "status", "origin", "max_age_days", "card", "why"}
_PATH = re.compile(r"(organisation|dataset|model|system|deployment)(\.[a-z0-9_]+(\[\])?)+")
_KIND = re.compile(r"[a-z_]{1,60}")
#: The best problem first: what is nearest to an answer is what the sender is asked about.
_NEAREST = ("", "age", "origin", "disagree", "not_applicable", "unknown", "withheld")


@dataclass(frozen=True, slots=True)
class AcceptPolicy:
    """A recipient's terms: the policy of verification, whom the pack must name, kinds of documents, facts."""

    verify: Policy
    recipient: str
    documents: tuple[str, ...]
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A record with the digest by which it is named."""

    record: Record
    sha256: str


def load_accept_policy(data: bytes) -> AcceptPolicy:
    """Read a recipient's policy, ``{"accept": 1, …}``; raise ValueError, saying what is wrong, for anything else."""
    try:
        raw: Any = json.loads(data)
    except RecursionError as error:
        raise ValueError("the policy is nested too deeply") from error
    if not isinstance(raw, dict) or raw.get("accept") != FORMAT:
        raise ValueError('not a policy of format 1 for accepting (an object with "accept": 1)')
    if foreign := sorted(set(raw) - _MEMBERS):
        raise ValueError(f"the policy has unknown members: {', '.join(foreign)}")
    documents = raw.get("documents", [])
    if not isinstance(documents, list) or not all(
        isinstance(item, str) and _KIND.fullmatch(item) for item in documents
    ):
        raise ValueError("documents must be a list of kinds, such as supplier_datasheet")
    facts = raw.get("facts", [])
    if not isinstance(facts, list) or len(facts) > MAX_DEMANDS:
        raise ValueError(f"facts must be a list of at most {MAX_DEMANDS} demands")
    verify = load_policy(canonical_bytes(raw["verify"])) if "verify" in raw else DEFAULT_POLICY
    recipient = raw.get("recipient", "")
    if not isinstance(recipient, str):
        raise ValueError("recipient must be the name that the pack must be addressed to")
    demands = tuple(_demand(item, at) for at, item in enumerate(facts))
    return AcceptPolicy(verify, recipient, tuple(dict.fromkeys(documents)), demands)


def _demand(raw: Any, at: int) -> Demand:
    place = f"facts[{at}]"
    if not isinstance(raw, dict) or not isinstance(raw.get("path"), str) or not _PATH.fullmatch(raw["path"]):
        raise ValueError(f"{place} names no path of a fact, such as dataset.licence.name")
    if foreign := sorted(set(raw) - _OF_FACT):
        raise ValueError(f"{place} has unknown members: {', '.join(foreign)}")
    statuses = raw.get("status", ["known"])
    if not isinstance(statuses, list) or not statuses or not set(map(str, statuses)) <= set(STATUSES):
        raise ValueError(f"{place}: status must be a list of {', '.join(STATUSES)}")
    if raw.get("origin", "any") not in ORIGINS:
        raise ValueError(f"{place}: origin must be one of {', '.join(ORIGINS)}")
    days = raw.get("max_age_days", 0)
    if type(days) is not int or not 0 <= days <= 100_000:
        raise ValueError(f"{place}: max_age_days must be a number of days")
    texts = [raw.get(name, "") for name in ("card", "why")]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{place}: card and why must be texts")
    return Demand(raw["path"], tuple(map(str, statuses)), raw.get("origin", "any"), days, *texts)


def check_demands(demands: Iterable[Demand], sources: Sequence[Source], today: date) -> tuple[Answered, ...]:
    """Return how each demand comes out for each card that it is about; the records are those of one pack."""
    cards = _cards(sources)
    found: list[Answered] = []
    for demand in demands:
        kind = demand.path.partition(".")[0]
        meant = [card for card in cards if card.startswith(f"{kind}/") and _is_meant(card, demand.card)]
        if not meant:
            found.append(_nothing(demand, demand.card or kind, "no_card"))
        for card in meant:
            found += _of_card(demand, card, sources, today)
    return tuple(found)


def _is_outside(demand: Demand, card: str, sources: Sequence[Source]) -> bool:
    """Tell whether every document on a card is about a part of a set in which a demand does not lie."""
    own = [source.record for source in sources if _subject(source.record) == card]
    return bool(own) and all(record.part and not lies_in(demand.path, record.part) for record in own)


def _subject(record: Record) -> str:
    return f"{record.subject.kind}/{record.subject.name}@{record.subject.version}"


def _cards(sources: Sequence[Source]) -> list[str]:
    found: set[str] = set()
    for source in sources:
        found.add(_subject(source.record))
        found.update(split_address(fact.address)[0] for fact in source.record.facts)
    return sorted(found)


def _is_meant(card: str, wanted: str) -> bool:
    return not wanted or wanted in (card, card.partition("@")[0])


def _of_card(demand: Demand, card: str, sources: Sequence[Source], today: date) -> Iterator[Answered]:
    """Yield one answer an address: of several documents that state a fact, the one that comes nearest to an answer."""
    by_address: dict[str, list[tuple[DisclosedFact, Source]]] = {}
    for source in sources:
        for fact in source.record.facts:
            if split_address(fact.address)[0] == card and _answers(fact, demand.path):
                by_address.setdefault(fact.address, []).append((fact, source))
    if not by_address:
        yield _nothing(demand, card, "outside_part" if _is_outside(demand, card, sources) else "not_stated")
    for address, stated in sorted(by_address.items()):
        judged = [(_problem(demand, fact, source, today), fact, source) for fact, source in stated]
        problem, fact, source = min(judged, key=lambda item: _NEAREST.index(item[0]))
        if not problem and _disagree(fact for fact, _ in stated):
            problem = "disagree"
        dated = source.record.document_date
        yield Answered(
            demand, printable(card), printable(address), printable(fact.label), problem, fact.status, fact.origin,
            printable(dated), source.sha256,
        )  # fmt: skip


def _answers(fact: DisclosedFact, path: str) -> bool:
    """Tell whether a fact is the one asked for or lies in it, or says of the whole around it that there is none."""
    if fact.path == path or fact.path.startswith((f"{path}.", f"{path}[]")):
        return True
    return fact.status != "known" and path.startswith((f"{fact.path}.", f"{fact.path}[]"))


def _problem(demand: Demand, fact: DisclosedFact, source: Source, today: date) -> str:
    if fact.status not in demand.statuses:
        return fact.status if fact.status in _NEAREST else "unknown"
    if fact.status == "known" and demand.origin != "any":
        rank = ORIGINS.index(fact.origin) if fact.origin in ORIGINS else 0
        if rank < ORIGINS.index(demand.origin):
            return "origin"
    if demand.max_age_days and not _is_young(source.record.document_date, demand.max_age_days, today):
        return "age"
    return ""


def _is_young(dated: str, days: int, today: date) -> bool:
    try:
        age = (today - date.fromisoformat(dated)).days
    except ValueError:
        return False
    # A date that has not come says nothing of the age.
    return -1 <= age <= days


def _disagree(facts: Iterable[DisclosedFact]) -> bool:
    """Tell whether documents of one pack state different values of one fact, rounding apart."""
    values = {canonical_bytes([fact.value, fact.unit]) for fact in facts if fact.status == "known" and not fact.rounded}
    return len(values) > 1


def _nothing(demand: Demand, card: str, problem: str) -> Answered:
    return Answered(demand, printable(card), printable(card), "", problem, "", "", "", "")
