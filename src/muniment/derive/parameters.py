"""The figures that rules and duties of the public summary rest on, as data with a source, never as numbers in code."""

import functools
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from muniment.base.resources import schema_path


@dataclass(frozen=True, slots=True)
class Brackets:
    """The size brackets of one modality: the unit, the two edges, and the labels below, between and above them."""

    unit: str
    low: Decimal
    high: Decimal
    labels: tuple[str, str, str]

    def of(self, amount: Decimal) -> str | None:
        """Return the bracket of an amount; None exactly at an edge, which the texts read do not decide."""
        if amount in (self.low, self.high):
            return None
        below, between, above = self.labels
        return below if amount < self.low else between if amount < self.high else above


@functools.cache
def _all() -> dict[str, Any]:
    return dict(json.loads(schema_path("requirements", "summary_template", "parameters.json").read_bytes()))


@functools.cache
def parameter(name: str) -> Decimal:
    """Return a named figure."""
    return Decimal(_all()["figures"][name]["value"])


@functools.cache
def day(name: str) -> str:
    """Return a named day of the law as year-month-day."""
    return str(_all()["dates"][name]["value"])


@functools.cache
def brackets() -> dict[str, Brackets]:
    """Return the size brackets by modality."""
    rows = _all()["size_brackets"]["modalities"]
    return {
        name: Brackets(row["unit"], Decimal(row["low"]), Decimal(row["high"]), tuple(row["labels"]))
        for name, row in rows.items()
    }


@functools.cache
def official_languages() -> frozenset[str]:
    """Return the official languages of the Union as primary language tags."""
    return frozenset(_all()["official_languages"]["tags"])
