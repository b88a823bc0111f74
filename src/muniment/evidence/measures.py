"""The list of all measures: what each is, how it is merged, and which statement of a card it is compared with."""

import functools
from dataclasses import dataclass
from typing import Any

from muniment.base.canonical import canonical_bytes, digest
from muniment.base.resources import schema_path


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """One measure; the words of its members are explained at the head of ``schemas/vocab/measures.yaml``."""

    id: str
    title: str
    unit: str
    kind: str
    privacy: str
    merge: str
    per: tuple[str, ...]
    definition: str
    path: str = ""
    about: tuple[str, ...] = ()
    compare: str = ""
    tolerance: str = "0"
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Definitions:
    """All measures by id, with the version of the list and the digest of what it says."""

    version: int
    sha256: str
    measures: dict[str, MeasureDefinition]

    def at(self, path: str) -> tuple[MeasureDefinition, ...]:
        """Return the measures that a statement at a path is compared with."""
        return tuple(measure for measure in self.measures.values() if path in paths_of(measure))


@functools.cache
def load_definitions() -> Definitions:
    """Read the list of measures that ships with the tool."""
    from muniment.source.load import load_tree

    file = schema_path("vocab", "measures.yaml")
    tree, _ = load_tree(file.read_bytes(), file.name)
    raw: dict[str, Any] = tree.value if tree else {}
    measures = {name: _definition(name, entry) for name, entry in raw["measures"].items()}
    return Definitions(raw["version"], digest(canonical_bytes(raw)), measures)


def _definition(name: str, entry: dict[str, Any]) -> MeasureDefinition:
    members: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return MeasureDefinition(name, **members)


def paths_of(measure: MeasureDefinition) -> tuple[str, ...]:
    """Return the paths of a measure: ``a.start|end`` is two."""
    above, _, last = measure.path.rpartition(".")
    return tuple(f"{above}.{key}" for key in last.split("|")) if measure.path else ()
