"""Which facts of a data set lie in which part of its documentation: ``schemas/vocab/parts.json``."""

import functools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from muniment.base.resources import schema_path


@functools.cache
def _rows() -> dict[str, Any]:
    rows: dict[str, Any] = json.loads(schema_path("vocab", "parts.json").read_text("utf-8"))
    return rows


def part_names() -> tuple[str, ...]:
    """Return every part there is, in the order of the vocabulary."""
    return tuple(_rows()["parts"])


@functools.cache
def lies_in(path: str, parts: tuple[str, ...]) -> bool:
    """Tell whether a fact of this path lies in one of the parts, or is a section of which something does.

    Without parts nothing lies outside.
    """
    return not parts or any(_covered(path, rows) or _encloses(path, rows) for rows in (_every(), *_own(parts)))


@functools.cache
def is_given(path: str, parts: tuple[str, ...]) -> bool:
    """Tell whether a set takes over a fact of this path from a document on some parts; from one on the whole always."""
    return not parts or any(_covered(path, rows) for rows in _own(parts))


@functools.cache
def is_about(path: str, parts: tuple[str, ...]) -> bool:
    """Tell whether parts are what a path is about: it is given by one of them, or something below it is."""
    return not parts or any(_covered(path, rows) or _encloses(path, rows) for rows in _own(parts))


def _every() -> Mapping[str, bool]:
    rows: Mapping[str, bool] = _rows()["every"]
    return rows


def rows_of(parts: Iterable[str]) -> frozenset[str]:
    """Return the paths that the vocabulary names for some parts, without those that lie in all of them."""
    return frozenset(path for rows in _own(parts) for path in rows)


def _own(parts: Iterable[str]) -> Iterator[Mapping[str, bool]]:
    # A part that only a later version knows holds nothing that this one could judge.
    return (_rows()["parts"].get(name, {}) for name in parts)


def _covered(path: str, rows: Mapping[str, bool]) -> bool:
    while path:
        for row in (path, path.removesuffix("[]")):
            if row in rows:
                return rows[row]
        path = path.rpartition(".")[0]
    return False


def _encloses(path: str, rows: Collection[str]) -> bool:
    return any(row.startswith((f"{path}.", f"{path}[].")) for row in rows)
