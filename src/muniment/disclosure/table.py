"""The disclosure table: path → widest audience, as versioned data that a workspace pins.

A row speaks for its path and everything below it; the longest row wins; a path in no row is internal. A row may name
one aspect of a fact after ``#`` (``#reason``, ``#owner``, ``#note``, ``#source``); aspects are internal by default. The
rows of a document open what its form asks for in documents of that kind, and nowhere else.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path

AUDIENCES = ("public", "client", "authority", "internal")
ASPECTS = ("reason", "owner", "asked_on", "expected_on", "note", "source")


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


def load_table(version: int) -> dict[str, Rule]:
    """Return one version of the default table by path; raise CannotRun for a version that does not exist."""
    return {path: Rule(path, audience) for path, audience in _load(version)["rows"].items()}


def load_document_rows(version: int) -> dict[str, dict[str, Rule]]:
    """Return the rows that hold in documents of one kind only, by kind; raise CannotRun as `load_table` does."""
    kinds: Mapping[str, Mapping[str, str]] = _load(version).get("documents", {})
    return {kind: {path: Rule(path, audience) for path, audience in rows.items()} for kind, rows in kinds.items()}


@functools.cache
def _load(version: int) -> dict[str, Any]:
    file = schema_path("vocab", "disclosure", f"{version}.json")
    if not file.is_file():
        known = ", ".join(map(str, versions()))
        raise CannotRun(f"There is no disclosure table {version}.", f"Pin one of: {known}, in muniment.yaml.")
    table: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return table


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
