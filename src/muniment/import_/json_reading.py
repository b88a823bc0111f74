"""JSON of others: bounded in depth, each key once, nothing that is no JSON; never fetched, never run."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

MAX_DEPTH = 64
MAX_VALUES = 500_000
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{\]}]', re.DOTALL)


class NotJson(ValueError):
    """A text that is no JSON, or more of it than any description needs."""


@dataclass(slots=True)
class Read:
    """A value, and the keys that stood twice with different values (of which neither is kept)."""

    value: Any
    twice: list[str] = field(default_factory=list)


def read_json(text: str) -> Read:
    """Return the value of a JSON text; raise NotJson with a reason."""
    _check_depth(text)
    read = Read(None)
    count = 0

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal count
        count += len(pairs)
        if count > MAX_VALUES:
            raise NotJson(f"it has more than {MAX_VALUES:,} values")
        found: dict[str, Any] = {}
        dropped = set()
        for key, value in pairs:
            if key in found and found[key] != value:
                dropped.add(key)
            found.setdefault(key, value)
        for key in dropped:
            del found[key]
        read.twice += sorted(dropped)[: 100 - len(read.twice)]
        return found

    def no_constant(name: str) -> Any:
        raise NotJson(f"{name} is no JSON")

    try:
        read.value = json.loads(text, object_pairs_hook=object_of, parse_constant=no_constant, parse_float=str)
    except json.JSONDecodeError as error:
        raise NotJson(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error).partition(";")[0] or "it is nested too deep") from None
    return read


def _check_depth(text: str) -> None:
    depth = 0
    for found in _MARKS.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise NotJson(f"it is nested more than {MAX_DEPTH} levels deep")
        elif mark in "]}":
            depth -= 1
