"""The figures of rows of few: held back in every edition but internal ones, with as many others as hide them.

A count of three persons tells as much whether somebody typed or measured it: tables whose rows are groups or labels are
treated alike, with evidence and without. Where nobody measured, which rows are parts of one whole is told by the names
(``sex: f``) or by shares that add up to all; where neither tells it, no count of the table is told.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from muniment.workspace.claims import Claim

#: A row of fewer is small.
SMALLEST = 10
#: Tables whose rows are parts of one or more wholes: groups, labels.
_PARTS = frozenset(
    {
        "dataset.representativeness.coverage_by_group",
        "dataset.labelling.campaigns[].label_schema",
        "dataset.fit.comparison",
        "model.datasets[].fit.comparison",
        "system.datasets[].fit.comparison",
    }
)
#: Tables of another figure of each group, with the number of those it is of.
_FIGURES = frozenset(
    {
        "dataset.statistics.by_group",
        "dataset.bias_examination.metrics",
        "system.metrics.by_group",
        "system.performance.by_group",
    }
)
_LABELS = "dataset.labelling.campaigns[].label_schema"
#: Shares of one whole add up to it, but for what rounding takes.
_WHOLE = (Decimal("0.985"), Decimal("1.015"))


def may_hold_small(path: str) -> bool:
    """Tell whether a table at a path is one of groups or labels."""
    return path in _PARTS or path in _FIGURES


def without_small(rows: list[Any], claim: Claim) -> tuple[list[Any], int]:
    """Return the rows of a table that was measured with the names alone of those held back, and how many these are."""
    fields = _fields(claim)
    counts: dict[str, dict[str, int]] = {}
    stated = set()
    for row in rows:
        count = _count(row, fields) if isinstance(row, dict) and len(row) > 1 else None
        if count:
            field, _, name = fields.get(str(row["name"]), ("", 0, str(row["name"])))
            counts.setdefault(field, {})[str(row["name"])] = count
            stated.add((field, name))
    for field, count, name in fields.values():
        # What the data have and the table has not is a part of the whole as well.
        if count and (field, name) not in stated:
            counts.setdefault(field, {})[f"\0{name}"] = count
    held = {name for own in counts.values() for name in held_names(own)}
    return _with_names_alone(rows, held)


def without_declared_small(path: str, rows: list[Any], records: int | None) -> tuple[list[Any], int]:
    """Return the rows of a table that nobody measured with the names alone of those held back, and how many these are.

    ``records`` is how many the set has, where the card says it: a share of them is a count.
    """
    whole = records if path == "dataset.representativeness.coverage_by_group" else None
    counts = {str(row["name"]): count for row in _named(rows) if (count := _declared_count(path, row, whole))}
    small = {name for name, count in counts.items() if count < SMALLEST}
    if not small:
        return rows, 0
    if path in _FIGURES:
        shown, held = _with_names_alone(rows, small)
        return [
            {key: value for key, value in row.items() if key != "count"} if isinstance(row, dict) else row
            for row in shown
        ], held
    held_back: set[str] = set()
    for own in _wholes(path, rows, counts):
        held_back |= held_names(own)
    return _with_names_alone(rows, held_back)


def held_names(counts: Mapping[str, int]) -> set[str]:
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


def _with_names_alone(rows: list[Any], held: set[str]) -> tuple[list[Any], int]:
    shown = [{"name": row["name"]} if isinstance(row, dict) and row.get("name") in held else row for row in rows]
    return shown, sum(before != after for before, after in zip(rows, shown, strict=True))


def _named(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("name"), str)]


def _declared_count(path: str, row: Mapping[str, Any], whole: int | None) -> int:
    own = row.get("value") if path == _LABELS else row.get("count")
    if isinstance(own, int) and not isinstance(own, bool):
        return own
    share = _share(row)
    # Rounded up: a share of a set that is above none is of somebody.
    return -int(-share * whole // 1) if whole and share and row.get("unit") is None else 0


def _share(row: Mapping[str, Any]) -> Decimal | None:
    value = row.get("value")
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        share = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    return share if share.is_finite() and 0 <= share <= 1 else None


def _wholes(path: str, rows: list[Any], counts: Mapping[str, int]) -> list[dict[str, int]]:
    """Return the counts by the whole that they are parts of; each by itself, so that all are held, if nothing tells."""
    if path == _LABELS:
        return [dict(counts)]
    fields: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        mark = next((mark for mark in (": ", "=") if mark in name), "")
        fields.setdefault(name.partition(mark)[0] if mark else "", {})[name] = count
    if "" not in fields:
        return list(fields.values())
    shares = [share for row in _named(rows) if (share := _share(row)) is not None]
    if len(fields) == 1 and _WHOLE[0] <= sum(shares) <= _WHOLE[1]:
        return [dict(counts)]
    return [{name: 1} for name in counts]


def _fields(claim: Claim) -> dict[str, tuple[str, int, str]]:
    """Return, by the names that a card may give a row, the field it is a value of, of how many, and the value."""
    found: dict[str, tuple[str, int, str]] = {}
    rows = claim.value if isinstance(claim.value, list) else []
    several = claim.measure in ("groups", "comparison") and all(": " in row["name"] for row in rows)
    for row in rows:
        count = _own_count(row)
        field, mark, name = row["name"].partition(": ") if several else ("", "", row["name"])
        for spelling in (row["name"], *((name, f"{field}={name}") if mark else ())):
            found[spelling] = (field if mark else "", count or 0, name)
    return found


def _count(row: Mapping[str, Any], fields: Mapping[str, tuple[str, int, str]]) -> int:
    """Return of how many a row is: the fewest that the card or the data say."""
    known = [count for count in (_own_count(row), fields.get(str(row.get("name")), ("", 0, ""))[1]) if count]
    return min(known, default=0)


def _own_count(row: Mapping[str, Any]) -> int | None:
    for key in ("count", "value"):
        value = row.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None
