"""What is to be measured of a data set: its groups of files and its fields, as the card names them."""

import functools
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from muniment.base.canonical import canonical_bytes, decimal_text, digest
from muniment.model.facts import Fact, Status
from muniment.model.load import Card


@dataclass(frozen=True, slots=True)
class Group:
    """One entry of ``distribution``: a path from the workspace or a URL; codes as the card writes them."""

    id: str
    location: str
    format: str = ""
    compression: str = ""
    split: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of ``fields``: column, what it holds (``muniment.model.dataset.fields.HOLDS``), where it is found.

    ``groups`` are the ids of the groups that have it; empty means all. ``missing_as`` are further texts that stand
    for a missing value. ``reference`` are the shares of groups in a population that they are compared with, as pairs
    of the name and a decimal text.
    """

    id: str
    column: str
    holds: str
    campaign: str = ""
    groups: tuple[str, ...] = ()
    missing_as: tuple[str, ...] = ()
    reference: tuple[tuple[str, str], ...] | None = None

    def is_in(self, group: Group) -> bool:
        """Tell whether the files of a group have the field."""
        return not self.groups or group.id in self.groups


@dataclass(frozen=True)
class Plan:
    """What a card says of its files and fields; ``card`` is its identity, ``dataset/name@version``.

    ``splits`` are the ids of all splits, ``split_kinds`` what those are for that say it, ``campaigns`` the ids of the
    labelling campaigns with the statistic of agreement that each names (may be empty), ``tokenizers`` the tokenizers
    that amounts are counted with.
    """

    card: str
    groups: tuple[Group, ...]
    fields: tuple[Field, ...]
    splits: tuple[str, ...] = ()
    campaigns: tuple[tuple[str, str], ...] = ()
    tokenizers: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    split_kinds: tuple[tuple[str, str], ...] = ()

    @functools.cached_property
    def sha256(self) -> str:
        """The digest of the plan: evidence taken under another plan is stale."""
        return digest(canonical_bytes(stated_members({**asdict(self), "card": None})))

    @property
    def counting(self) -> "Plan":
        """The plan without what counts are only compared with in the end: no state of a file depends on it."""
        if not any(field.reference for field in self.fields):
            return self
        return replace(self, fields=tuple(replace(field, reference=None) for field in self.fields))

    def fields_of(self, group: Group, *holds: str) -> tuple[Field, ...]:
        """Return the fields that a group has, perhaps only those that hold one of these things."""
        return tuple(field for field in self.fields if field.is_in(group) and (not holds or field.holds in holds))


def stated_members(value: Any) -> Any:
    """Leave out members that are None: a member that may be missing is never written empty."""
    if isinstance(value, dict):
        return {key: stated_members(item) for key, item in value.items() if item is not None}
    return [stated_members(item) for item in value] if isinstance(value, list | tuple) else value


def plan_of(card: Card) -> Plan:
    """Return what the card of a data set says is to be measured; entries without a location are left out."""
    facts = card.facts
    groups = tuple(
        Group(
            record.rpartition("/")[2],
            location,
            *(_text(facts, f"{record}/{key}") for key in ("format", "compression", "split", "encoding")),
        )
        for record in _records(facts, "dataset.distribution[]")
        if (location := _text(facts, f"{record}/location"))
    )
    fields = tuple(
        Field(
            name,
            _text(facts, f"{record}/name") or name,
            _text(facts, f"{record}/holds") or "other",
            _text(facts, f"{record}/campaign"),
            _texts(facts, f"{record}/distribution"),
            _texts(facts, f"{record}/missing_as"),
            _reference(facts, record),
        )
        for record in _records(facts, "dataset.fields[]")
        for name in (record.rpartition("/")[2],)
    )
    campaigns = tuple(
        (record.rpartition("/")[2], _text(facts, f"{record}/qc/agreement_metric"))
        for record in _records(facts, "dataset.labelling.campaigns[]")
    )
    tokenizers = {_text(facts, f"{record}/tokenizer") for record in _records(facts, "dataset.measures[]")}
    return Plan(
        card.identity,
        groups,
        fields,
        tuple(record.rpartition("/")[2] for record in _records(facts, "dataset.splits[]")),
        campaigns,
        tuple(sorted(tokenizers - {""})),
        _texts(facts, "/modalities"),
        tuple(
            (record.rpartition("/")[2], kind)
            for record in _records(facts, "dataset.splits[]")
            if (kind := _text(facts, f"{record}/kind"))
        ),
    )


def _reference(facts: dict[str, Fact], record: str) -> tuple[tuple[str, str], ...] | None:
    """Return the shares of a population that a group is compared with; None where the card states none."""
    fact = facts.get(f"{record}/reference")
    if fact is None or fact.status is not Status.KNOWN or _text(facts, f"{record}/holds") != "group":
        return None
    return tuple((row["name"], _figure(row["value"])) for row in fact.value)


def _figure(value: Any) -> str:
    """Return a figure as a decimal text; empty where the card has something else."""
    return decimal_text(value) if isinstance(value, Decimal) else "" if isinstance(value, bool | str) else str(value)


def _records(facts: dict[str, Fact], path: str) -> Iterator[str]:
    return (inner for inner, fact in facts.items() if fact.record and fact.path == path)


def _text(facts: dict[str, Fact], inner: str) -> str:
    fact = facts.get(inner)
    return fact.value if fact and fact.status is Status.KNOWN and isinstance(fact.value, str) else ""


def _texts(facts: dict[str, Fact], inner: str) -> tuple[str, ...]:
    fact = facts.get(inner)
    return tuple(fact.value) if fact and fact.status is Status.KNOWN and isinstance(fact.value, list) else ()
