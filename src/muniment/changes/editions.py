"""The comparison of two editions by their records: what one audience was told, and is told now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muniment.base.addresses import split_address
from muniment.catalogue.requirements import Catalogue
from muniment.changes.compare import compare
from muniment.changes.comparison import DutyChange, FactChange, Standing
from muniment.changes.statements import Statement
from muniment.changes.weighing import load_materiality
from muniment.record.record import DisclosedFact, DisclosedOutcome, Record

#: What stands beside a disclosed fact, as far as its audience may see it.
_BESIDE = ("reason", "owner", "asked_on", "expected_on", "note", "source")


@dataclass(frozen=True, slots=True)
class ComparedEditions:
    """What two editions say differently."""

    facts: tuple[FactChange, ...]
    duties: tuple[DutyChange, ...]


def compare_records(before: Record, now: Record, catalogue: Catalogue) -> ComparedEditions:
    """Compare two records of editions of one card by the addresses of their facts, without the version."""
    old = {key_of(fact.address): fact for fact in before.facts}
    new = {key_of(fact.address): fact for fact in now.facts}
    rules = load_materiality(catalogue)
    facts = []
    for difference in compare(disclosed_statements(old), disclosed_statements(new)):
        fact = new.get(difference.key) or old[difference.key]
        facts.append(
            FactChange(
                fact.address, fact.path, fact.label, difference.kind, rules.weigh(difference), difference.before,
                difference.now, fact.path in rules.gates, fact.requirements,
            )
        )  # fmt: skip
    return ComparedEditions(tuple(facts), tuple(_duties(before.outcomes, now.outcomes)))


def key_of(address: str) -> str:
    """Return an address without the version of its card."""
    card, inner = split_address(address)
    return f"{card.rpartition('@')[0] or card}#{inner}"


def disclosed_statements(facts: Mapping[str, DisclosedFact]) -> dict[str, Statement]:
    """Return what is compared of disclosed facts by their keys; a unit is part of the value it stands beside."""
    return {
        key: Statement(
            address=fact.address,
            path=fact.path,
            status=fact.status,
            value=[fact.value, fact.unit] if fact.unit else fact.value,
            origin=fact.origin,
            beside=tuple((name, text) for name in _BESIDE if (text := getattr(fact, name))),
        )
        for key, fact in facts.items()
    }


def _duties(before: Iterable[DisclosedOutcome], now: Iterable[DisclosedOutcome]) -> Iterable[DutyChange]:
    old, new = ({_key(one): _standing(one) for one in side} for side in (before, now))
    for key in dict.fromkeys((*new, *old)):
        was, is_ = old.get(key), new.get(key)
        if was is None or is_ is None:
            yield DutyChange("falls" if is_ is None else "arises", was, is_)
        elif (was.applies, was.outcome) != (is_.applies, is_.outcome):
            yield DutyChange("outcome", was, is_)


def _key(one: DisclosedOutcome) -> tuple[str, str, str]:
    return one.requirement, key_of(f"{one.bearer}#"), key_of(one.use) if one.use else ""


def _standing(one: DisclosedOutcome) -> Standing:
    return Standing(
        one.requirement, one.title, one.citation.label, one.force, one.bearer, one.use, one.applies, one.outcome,
        one.due,
    )  # fmt: skip
