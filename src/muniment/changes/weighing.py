"""How much a change weighs: material, editorial or structural. By the catalogue, and by data for what it cannot tell.

Material is what a duty of the catalogue asks for or decides by, whoever reads.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from muniment.base.resources import schema_path
from muniment.catalogue.conditions import leaves
from muniment.catalogue.requirements import Catalogue
from muniment.catalogue.serving import real_paths
from muniment.changes.compare import Difference, Kind
from muniment.changes.statements import Statement

#: Stands in the data for: as the fact weighs.
_FACT = "fact"


class Weight(StrEnum):
    """How much a change weighs, the heaviest first."""

    MATERIAL = "material"
    EDITORIAL = "editorial"
    STRUCTURAL = "structural"


@dataclass(frozen=True, slots=True)
class Materiality:
    """The rules: paths that the catalogue asks for or decides by, and the rows of ``schemas/vocab/materiality.yaml``.

    ``gates`` are the paths by which it decides whether a duty applies, ``duties`` the requirements that ask for a path.
    """

    asked: frozenset[str]
    gates: frozenset[str]
    kinds: Mapping[str, str]
    reasons: frozenset[str]
    origins: frozenset[str]
    paths: Mapping[str, Weight]
    settings: Mapping[str, Weight]
    duties: Mapping[str, tuple[str, ...]]

    def weigh(self, difference: Difference) -> Weight:
        """Return how much a difference weighs."""
        rule = self.kinds[difference.kind]
        if difference.kind is Kind.BESIDE and self._is_answer(difference):
            rule = _FACT
        if difference.kind is Kind.ORIGIN and self.origins & {side.origin for side in _sides(difference)}:
            rule = _FACT
        return self.of_path(difference.one.path) if rule == _FACT else Weight(rule)

    def of_path(self, path: str) -> Weight:
        """Return how much a fact weighs: by its longest row, else by whether the catalogue asks for it."""
        probe = path
        while probe:
            for name in (probe, probe.removesuffix("[]")):
                if name in self.paths:
                    return self.paths[name]
            probe = probe.rpartition(".")[0]
        return Weight.MATERIAL if is_asked(path, self.asked) else Weight.EDITORIAL

    def _is_answer(self, difference: Difference) -> bool:
        """Tell whether the words that changed are the answer: the reason of a status that is one."""
        reasons = [(side.status, side.said("reason")) for side in _sides(difference)]
        return len(set(reasons)) > 1 and reasons[0][0] in self.reasons


def _sides(difference: Difference) -> list[Statement]:
    return [side for side in (difference.before, difference.now) if side is not None]


def load_materiality(catalogue: Catalogue) -> Materiality:
    """Return the rules by a catalogue and the data that ship with the tool."""
    raw = _data()
    return Materiality(
        asked=asked_paths(catalogue),
        gates=gate_paths(catalogue),
        kinds=raw["kinds"],
        reasons=frozenset(raw["reasons_of"]),
        origins=frozenset(raw["origins"]),
        paths={row["path"]: Weight(row["weight"]) for row in raw["paths"]},
        settings={name: Weight(weight) for name, weight in raw["settings"].items()},
        duties=asking_duties(catalogue),
    )


@functools.cache
def _data() -> dict[str, Any]:
    from muniment.source.load import load_tree

    file = schema_path("vocab", "materiality.yaml")
    tree, _ = load_tree(file.read_bytes(), file.name)
    raw: dict[str, Any] = tree.value if tree else {}
    return raw


def gate_paths(catalogue: Catalogue) -> frozenset[str]:
    """Return the paths whose answer decides whether some duty applies."""
    decides = (leaf.path for item in catalogue.requirements.values() for leaf in leaves(item.condition))
    return frozenset(real for path in decides for real in real_paths(path))


def asked_paths(catalogue: Catalogue) -> frozenset[str]:
    """Return the paths that some duty of the catalogue asks for, or whose answer decides whether it applies."""
    needed = (path for item in catalogue.requirements.values() for need in item.needs for path in need.paths)
    return gate_paths(catalogue) | {real for path in needed for real in real_paths(path)}


def asking_duties(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return the duties that ask for each path."""
    found: dict[str, dict[str, None]] = {}
    for requirement in catalogue.requirements.values():
        for path in (path for need in requirement.needs for path in need.paths):
            for real in real_paths(path):
                found.setdefault(real, {})[requirement.id] = None
    return {path: tuple(ids) for path, ids in found.items()}


def is_asked(path: str, asked: Iterable[str]) -> bool:
    """Tell whether a path, one above it, or one below it, is among the paths asked for."""
    paths = asked if isinstance(asked, frozenset) else frozenset(asked)
    probe = path
    while probe:
        if probe in paths or probe.removesuffix("[]") in paths:
            return True
        probe = probe.rpartition(".")[0]
    return any(other.startswith((f"{path}.", f"{path}[]")) for other in paths)
