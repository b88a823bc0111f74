"""What is kept of each record: sizes, digests, days and names, never the record itself.

`Layout` says which fields a file has and what of them is kept; `select_rows` writes the one statement that reads the
file. What it makes, the table of rows, is read by ``aggregates`` and nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.evidence.indicators import indicators_in
from muniment.evidence.plan import Field, Group, Plan
from muniment.evidence.tables.dialect import Dialect
from muniment.evidence.tables.readers import Column, Relation

#: The split of records that name none, and of those that name one that the card does not.
NO_SPLIT, OTHER_SPLIT = "", "*"
YES, NO = ("true", "1", "yes", "t", "y"), ("false", "0", "no", "f", "n")
#: The longest name of a column that stands in evidence, in bytes; and what is none.
LONGEST_COLUMN = 100
_FIGURE = re.compile(r"[+-]?[0-9][0-9.,:/ T-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
_DIGESTS = ("item", "annotator", "unit")
_NAMES = ("group", "label")
_MOMENT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]|60)([.][0-9]{1,9})?)? ?"
    r"([Zz]|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?)?"
)
_AUTHORITY = r"^[ \t]*((?:(?:[A-Za-z][A-Za-z0-9+.-]*:)?//)?[^/?#\\]*)"
_ZONE = r"([+-][0-9]{2}(:?[0-9]{2})?)$"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which fields are measured in the files of a group, and in which of them a file has a column.

    ``present`` are fields with their columns; a field's place in it is part of the names of the table of rows.
    ``whole`` are the columns that make a record where no field holds content, None where that cannot be told for the
    reason in ``not_whole``. ``unnamed``: the card names no fields, and what would name the columns may be data.
    """

    plan: Plan
    group: Group
    present: tuple[tuple[Field, Column], ...]
    absent: tuple[Field, ...]
    whole: tuple[Column, ...] | None
    not_whole: str
    unnamed: bool = False

    def places(self, *holds: str) -> list[int]:
        """Return the places of the present fields that hold one of these things."""
        return [place for place, (field, _) in enumerate(self.present) if field.holds in holds]

    @property
    def has_records(self) -> bool:
        """Whether records can be compared."""
        return bool(self.places("content")) or self.whole is not None


def lay_out(plan: Plan, group: Group, relation: Relation) -> Layout:
    """Return what is measured of a file; where the card names no fields, what is missing in its columns."""
    every = relation.whole
    unnamed = not plan.fields and not are_names([column.name for column in every or ()])
    if plan.fields:
        fields = plan.fields_of(group)
        columns = relation.columns
    else:
        fields = () if unnamed else tuple(Field(column.name, column.name, "other") for column in every or ())
        columns = {column.name: column for column in reversed(every or ())}
    present = tuple((field, columns[field.column]) for field in fields if field.column in columns)
    absent = tuple(field for field in fields if field.column not in columns)
    whole = _whole(every, any(field.holds == "content" for field in absent))
    return Layout(plan, group, present, absent, *whole, unnamed)


def are_names(columns: Sequence[str]) -> bool:
    """Tell whether the columns of a table read like names, and not like the first record of one that has no head.

    A line of data would stand in evidence: figures and days, what is long or has several lines, signs of a person.
    Columns that are numbered from 0 or 1 have names.
    """
    numbers = [name for name in columns if name]
    if any(numbers == [str(first + place) for place in range(len(numbers))] for first in (0, 1)):
        return True
    return not any(
        _FIGURE.fullmatch(name.strip()) or len(name.encode()) > LONGEST_COLUMN or not name.isprintable()
        or any(indicators_in(name))
        for name in columns
    )  # fmt: skip


def _whole(every: tuple[Column, ...] | None, no_content: bool) -> tuple[tuple[Column, ...] | None, str]:
    if no_content:
        return None, "field_absent"
    if every is None:
        return None, "too_many_columns"
    kinds = {column.kind for column in every}
    reason = "floating_point" if "floating" in kinds else "nested_value" if "nested" in kinds else ""
    return (None, reason) if reason else (every, "")


def select_rows(dialect: Dialect, layout: Layout, relation: Relation, part: str = "true") -> str:
    """Write the statement that makes the table of rows from the records of a file, or from those of one slice."""
    named = (("number", relation.number), ("file", relation.file))
    number = {name: expression for name, expression in named if expression}
    values = f"SELECT {_joined(_values(dialect, layout, relation) | number)} FROM {relation.source} WHERE {part}"
    contents = layout.places("content")
    if contents:
        # Each step is a statement of its own, so that what several columns rest on is made once.
        steps = (dialect.blanked, dialect.single, dialect.trimmed, dialect.lower)
        for of, made, step in zip("vpqs", "pqsl", steps, strict=True):
            listed = _joined({f"{made}{place}": step(f"{of}{place}") for place in contents})
            values = f"SELECT *, {listed} FROM ({values})"
    kept = _kept(dialect, layout) | {name: name for name in number}
    return f"SELECT {_joined(kept)} FROM ({values})"


def select_contents(dialect: Dialect, layout: Layout, relation: Relation, part: str = "true") -> str:
    """Write the statement that yields of each record, or of those of one slice, its split and its contents."""
    contents = {f"v{place}": f"v{place}" for place in layout.places("content")}
    columns = _joined({"split": _split(dialect, layout), **contents})
    values = f"SELECT {_joined(_values(dialect, layout, relation))} FROM {relation.source} WHERE {part}"
    return f"SELECT {columns} FROM ({values}) WHERE NOT bad"


def _joined(columns: dict[str, str]) -> str:
    return ", ".join(f"{expression} AS {name}" for name, expression in columns.items())


def _values(dialect: Dialect, layout: Layout, relation: Relation) -> dict[str, str]:
    """The inner columns: the values as text, whole records packed."""
    made = {"bad": relation.bad}
    for place, (field, column) in enumerate(layout.present):
        made[f"n{place}"] = column.nested
        made[f"v{place}"] = value_of(dialect, field, column)
    if layout.places("content"):
        made["odd"] = _any(column.nested for field, column in layout.present if field.holds == "content")
    elif layout.whole is not None:
        made["odd"] = _any(column.nested for column in layout.whole)
        made["packed"] = _packed(dialect, layout.whole)
    return made


def value_of(dialect: Dialect, field: Field, column: Column) -> str:
    """The value of a field as text; null where it is missing, or a list or object."""
    value = column.text
    if field.missing_as:
        listed = ", ".join(map(dialect.text, field.missing_as))
        value = f"CASE WHEN {value} IN ({listed}) THEN NULL ELSE {value} END"
    return value if column.nested == "false" else f"CASE WHEN {column.nested} THEN NULL ELSE {value} END"


def _any(conditions: Iterable[str]) -> str:
    return " OR ".join(sorted(set(conditions) - {"false"})) or "false"


def _packed(dialect: Dialect, columns: Iterable[Column]) -> str:
    """All that is not missing of a record, by the names of the columns, so that their order does not count."""
    parts = [
        f"CASE WHEN {column.text} IS NULL THEN '' ELSE {dialect.text(f'{len(column.name.encode())}:{column.name}')} || "
        f"{dialect.prefixed(column.text)} END"
        for column in sorted(columns, key=lambda column: column.name.encode())
    ]
    return " || ".join(["'record:'", *parts])


def _kept(dialect: Dialect, layout: Layout) -> dict[str, str]:
    made = {"bad": "bad", "split": _split(dialect, layout)}
    for place, (field, _) in enumerate(layout.present):
        value = f"v{place}"
        made[f"m{place}"] = f"{value} IS NULL AND NOT n{place}"
        made[f"n{place}"] = f"n{place}"
        if field.holds == "content":
            made[f"b{place}"] = dialect.size(value)
            made[f"c{place}"] = dialect.characters(value)
            made[f"w{place}"] = dialect.words(f"s{place}")
        elif field.holds in _DIGESTS:
            made[f"d{place}"] = dialect.digest(value)
        elif field.holds in _NAMES:
            made[f"t{place}"] = value
        elif field.holds in ("time", "collected"):
            made[f"k{place}"] = _day(dialect, value)
    made["language"] = dialect.lower(_first(layout, "language"))
    made["licence"] = _first(layout, "licence")
    made["authority"] = _authority(dialect, _first(layout, "url"))
    made["synthetic"] = _flag(dialect, layout, "synthetic")
    made["opt_out"] = _flag(dialect, layout, "opt_out")
    return {**made, **_records(dialect, layout)}


def _first(layout: Layout, holds: str) -> str:
    """The value of the first field that holds something and is not missing."""
    found = [f"v{place}" for place in layout.places(holds)]
    return f"coalesce({', '.join(found)})" if found else "CAST(NULL AS STRING)"


def _split(dialect: Dialect, layout: Layout) -> str:
    own = dialect.text(layout.group.split or NO_SPLIT)
    found = _first(layout, "split")
    if not layout.places("split"):
        return own
    known = f"{found} IN ({', '.join(map(dialect.text, layout.plan.splits))})" if layout.plan.splits else "false"
    return f"CASE WHEN {found} IS NULL THEN {own} WHEN {known} THEN {found} ELSE {dialect.text(OTHER_SPLIT)} END"


def _flag(dialect: Dialect, layout: Layout, holds: str) -> str:
    """yes, no, missing, or other for what is neither; of several fields one yes is enough."""
    values = [dialect.lower(dialect.trimmed(f"v{place}")) for place in layout.places(holds)]
    if not values:
        return "'missing'"
    yes = " OR ".join(f"coalesce({value} IN ({_texts(YES)}), false)" for value in values)
    other = " OR ".join(f"coalesce({value} NOT IN ({_texts(NO)}), false)" for value in values)
    return (
        f"CASE WHEN {yes} THEN 'yes' WHEN {other} THEN 'other' WHEN {_first(layout, holds)} IS NULL THEN 'missing' "
        "ELSE 'no' END"
    )


def _texts(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _day(dialect: Dialect, value: str) -> str:
    """The day in UTC as a text, empty for what is no time; a zone moves it by a day at most."""
    date = dialect.date(f"substr({value}, 1, 10)")
    zone = dialect.extract(value, _ZONE)
    minutes = f"CAST(substr({value}, 12, 2) AS INTEGER) * 60 + CAST(substr({value}, 15, 2) AS INTEGER)"
    digits = f"replace({zone}, ':', '')"
    away = (
        f"CAST(substr({digits}, 2, 2) AS INTEGER) * 60 + "
        f"CASE WHEN length({digits}) > 3 THEN CAST(substr({digits}, 4, 2) AS INTEGER) ELSE 0 END"
    )
    east = f"substr({zone}, 1, 1) = '+'"
    moved = (
        f"CASE WHEN length({value}) < 16 OR {zone} = '' OR {value} LIKE '9999-12-31%' THEN 0 "
        f"WHEN {east} AND {minutes} < {away} THEN -1 WHEN NOT {east} AND {minutes} + {away} >= 1440 THEN 1 ELSE 0 END"
    )
    is_time = f"{dialect.matches(value, _MOMENT)} AND substr({value}, 1, 4) <> '0000'"
    day = f"coalesce(CAST({dialect.shifted(date, moved)} AS STRING), '')"
    return f"CASE WHEN {value} IS NULL THEN NULL WHEN {is_time} THEN {day} ELSE '' END"


def _authority(dialect: Dialect, value: str) -> str:
    """What stands before the path of an address, with its scheme; which domain that is, `domains` tells."""
    return f"CASE WHEN {value} IS NULL THEN NULL ELSE {dialect.extract(value, _AUTHORITY)} END"


def _records(dialect: Dialect, layout: Layout) -> dict[str, str]:
    """The digests of a record as it is and normalised, null where it has nothing to compare."""
    contents = layout.places("content")
    if contents:
        none = " AND ".join(f"v{place} IS NULL" for place in contents)
        packed = [" || ".join(dialect.prefixed(f"v{place}") for place in contents)]
        packed += [" || ".join(dialect.prefixed(f"l{place}") for place in contents)]
        digests = [f"CASE WHEN {none} THEN NULL ELSE {dialect.digest(text)} END" for text in packed]
        return {"odd": "odd", "record": digests[0], "normalised": digests[1]}
    if layout.whole is not None:
        return {"odd": "odd", "record": f"CASE WHEN bad THEN NULL ELSE {dialect.digest('packed')} END"}
    return {}
