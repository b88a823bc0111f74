"""Rounding by recipient: an exact figure leaves the house only to whom it is meant for.

Which figures are rounded for whom is data, ``schemas/vocab/precision.json``. What was done is recorded on the fact, so
that the page can say it, with how far the precision itself was checked.
"""

import functools
import json
import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Any

from muniment.base.canonical import MAX_INTEGER, plain
from muniment.base.resources import schema_path
from muniment.record.record import Rounded

_DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_LETTERS = ("Y", "M", "W", "D", "TH", "TM", "TS")
#: Hours of each part of a duration; years and months by their mean length, since the result is rounded anyway.
_HOURS = tuple(map(Decimal, ("8766", "730.5", "168", "24", "1")))


def precision(kind: str, audience: str, recipient: str, path: str) -> Rounded | None:
    """Return to how many figures a fact is rounded in an edition; None where it is told as it stands."""
    rules = _rules().get(kind)
    if rules is None or path not in rules["facts"]:
        return None
    figures = rules["figures"].get(recipient) if recipient in rules["figures"] else rules["figures"].get(audience)
    return Rounded(int(figures), str(rules["confidence"])) if figures is not None else None


def rounded(value: Any, figures: int) -> Any:
    """Return a number or a duration with so many significant figures; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError("only numbers and durations can be rounded")
    if isinstance(value, str) and value.startswith("P"):
        return _rounded_duration(value, figures)
    try:
        return plain(_whole(_figures(Decimal(value), figures)))
    except (InvalidOperation, TypeError) as error:
        raise ValueError("only numbers and durations can be rounded") from error


def names_only(kind: str, audience: str, path: str) -> bool:
    """Tell whether of a table at a path only the names of its rows are told, since its figures add up to exact ones."""
    rules = _rules().get(kind, {})
    return audience in rules.get("figures", {}) and path in rules.get("names_only", ())


def without_figures(rows: Any) -> Any:
    """Return the rows of a table with their names alone; what is no table tells nothing."""
    return (
        [{"name": row["name"]} for row in rows if isinstance(row, dict) and "name" in row]
        if isinstance(rows, list)
        else []
    )


def _figures(number: Decimal, figures: int) -> Decimal:
    if not number.is_finite():
        raise InvalidOperation
    return Context(prec=figures, rounding=ROUND_HALF_EVEN).create_decimal(number)


def _whole(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() and abs(number) <= MAX_INTEGER else number.normalize()


def _rounded_duration(value: str, figures: int) -> str:
    match = _DURATION.fullmatch(value)
    parts = (
        [(letter, Decimal(text)) for letter, text in zip(_LETTERS, match.groups(), strict=True) if text]
        if match
        else []
    )
    if not parts:
        raise ValueError("the duration cannot be read")
    if len(parts) > 1:
        # Several parts would together tell more figures than one.
        hours = sum((_in_hours(letter, number) for letter, number in parts), Decimal(0))
        parts = [("D", hours / 24)] if hours >= 24 else [("TH", hours)]
    letter, number = parts[0]
    time, unit = ("T", letter[1]) if len(letter) > 1 else ("", letter)
    return f"P{time}{Decimal(_whole(_figures(number, figures))):f}{unit}"


def _in_hours(letter: str, number: Decimal) -> Decimal:
    index = _LETTERS.index(letter)
    if index < len(_HOURS):
        return number * _HOURS[index]
    return number / (60 if letter == "TM" else 3600)


@functools.cache
def _rules() -> dict[str, Any]:
    return dict(json.loads(schema_path("vocab", "precision.json").read_bytes())["documents"])
