"""A description for machines: JSON-LD, and which facts of the record it does not carry, with the reason.

Every fact of the record is either carried or named in the losses; a test counts them.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from muniment.record.record import DisclosedFact, Record


class Reason(StrEnum):
    """Why a fact is not in a description."""

    NO_TERM = "no_term"
    NO_VALUE = "no_value"
    OTHER_CARD = "other_card"
    OTHER_LANGUAGE = "other_language"
    NOT_A_WEB_ADDRESS = "not_a_web_address"


@dataclass(frozen=True, slots=True)
class Loss:
    """One fact that a description does not carry, or not wholly: its address and why."""

    address: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Description:
    """A JSON-LD object, and what it does not say."""

    data: dict[str, Any]
    losses: tuple[Loss, ...]


def describe(record: Record) -> Description | None:
    """Return the description that a public edition carries; None for other audiences, and for cards that have none.

    None on a part of a set, either: a machine would take it for the description of the whole.
    """
    from muniment.export.dataset import describe_dataset
    from muniment.export.model import describe_model

    builders = {"dataset": describe_dataset, "model": describe_model}
    builder = builders.get(record.subject.kind)
    return builder(record) if builder and record.audience == "public" and not record.part else None


def script_text(data: dict[str, Any]) -> str:
    """Return JSON that can stand in a script element: ASCII, without a character that markup or a script could end."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class Facts:
    """The facts of one record by path, which remember what has been taken from them."""

    def __init__(self, record: Record) -> None:
        subject = record.subject
        self.language = record.language
        self._own = f"{subject.kind}/{subject.name}@{subject.version}#"
        self._facts = record.facts
        self._carried: set[str] = set()
        self._losses: dict[str, Reason] = {}

    def all(self, path: str) -> list[DisclosedFact]:
        """Return the known facts of a path, those of the record's own card where the path is of its kind."""
        own = self._own.startswith(path.partition(".")[0] + "/")
        return [
            fact
            for fact in self._facts
            if fact.path == path and fact.status == "known" and (not own or fact.address.startswith(self._own))
        ]

    def take(self, path: str) -> Any:
        """Return the value of the first known fact of a path and count it as carried; None where there is none."""
        for fact in self.all(path):
            self._carried.add(fact.address)
            return fact.value
        return None

    def items(self, path: str) -> list[str]:
        """Return the values of a list of plain ones; none where nothing is stated."""
        value = self.take(path)
        return [str(item) for item in value] if isinstance(value, list) else []

    def text(self, path: str) -> str:
        """Return a text in the record's language, or in the first that it has; empty where nothing is stated."""
        for fact in self.all(path):
            self._carried.add(fact.address)
            if not isinstance(fact.value, dict):
                return str(fact.value)
            chosen = self.language if self.language in fact.value else min(fact.value)
            if len(fact.value) > 1:
                self._losses[fact.address] = Reason.OTHER_LANGUAGE
            return str(fact.value[chosen])
        return ""

    def address(self, path: str) -> str:
        """Return a web address; what is none is lost."""
        for fact in self.all(path):
            return self.web_address(fact)
        return ""

    def web_address(self, fact: DisclosedFact) -> str:
        """Return the web address that a fact states; what is none is lost."""
        if isinstance(fact.value, str) and fact.value.startswith(("https://", "http://")):
            self._carried.add(fact.address)
            return fact.value
        self._losses[fact.address] = Reason.NOT_A_WEB_ADDRESS
        return ""

    def rows(self, path: str) -> list[dict[str, DisclosedFact]]:
        """Return the records of a list of the record's own card: key -> known fact."""
        rows: dict[str, dict[str, DisclosedFact]] = {}
        for fact in self._facts:
            if fact.path.startswith(f"{path}[].") and fact.status == "known" and fact.address.startswith(self._own):
                key = fact.path.removeprefix(f"{path}[].")
                parent = fact.address.removesuffix("/" + key.replace(".", "/"))
                rows.setdefault(parent, {})[key] = fact
        return list(rows.values())

    def carry(self, fact: DisclosedFact) -> Any:
        """Return the value of a fact and count it as carried."""
        self._carried.add(fact.address)
        return fact.value

    def losses(self) -> tuple[Loss, ...]:
        """Return what has not been taken, or not wholly, in the order of the record."""
        found = {}
        for fact in self._facts:
            if fact.address in self._losses:
                found[fact.address] = self._losses[fact.address]
            elif fact.address not in self._carried:
                found[fact.address] = self._reason(fact)
        return tuple(Loss(address, reason) for address, reason in found.items())

    def _reason(self, fact: DisclosedFact) -> Reason:
        if fact.status != "known":
            return Reason.NO_VALUE
        return Reason.NO_TERM if fact.address.startswith(self._own) else Reason.OTHER_CARD


def without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """Return the object without members that say nothing."""
    return {key: value for key, value in data.items() if value not in ("", None, [], {})}
