"""The disclosure table: path → widest audience, as versioned data that a workspace pins.

A row speaks for its path and everything below it; the longest row wins; a path in no row is internal. A row may name
one aspect of a fact after ``#`` (``#reason``, ``#owner``, ``#note``, ``#source``); aspects are internal by default.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass

from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path

AUDIENCES = ("public", "client", "authority", "internal")
ASPECTS = ("reason", "owner", "asked_on", "note", "source")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: the audience it grants at most, and for a narrowing its ground."""

    path: str
    audience: str
    ground: str = ""


def rank(audience: str) -> int:
    """Return how much an audience may see: public 0 … internal 3."""
    return AUDIENCES.index(audience)


def versions() -> tuple[int, ...]:
    """Return the versions of the default table that ship with this program, oldest first."""
    return tuple(sorted(int(file.stem) for file in schema_path("vocab", "disclosure").glob("*.json")))


@functools.cache
def load_table(version: int) -> dict[str, Rule]:
    """Return one version of the default table by path; raise CannotRun for a version that does not exist."""
    file = schema_path("vocab", "disclosure", f"{version}.json")
    if not file.is_file():
        known = ", ".join(map(str, versions()))
        raise CannotRun(f"There is no disclosure table {version}.", f"Pin one of: {known}, in muniment.yaml.")
    rows: Mapping[str, str] = json.loads(file.read_text("utf-8"))["rows"]
    return {path: Rule(path, audience) for path, audience in rows.items()}


def longest(rules: Mapping[str, Rule], path: str, aspect: str = "") -> Rule | None:
    """Return the row with the longest path that covers a fact (or one aspect of it)."""
    suffix = f"#{aspect}" if aspect else ""
    probe = path
    while probe:
        for candidate in (probe + suffix, probe.removesuffix("[]") + suffix):
            if candidate in rules:
                return rules[candidate]
        probe = probe.rpartition(".")[0]
    return None
