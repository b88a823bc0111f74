"""Data sets written for tests of evidence: files, their plan, and measuring them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from muniment.evidence.found import DataFile, Found
from muniment.evidence.plan import Field, Group, Plan
from muniment.evidence.states import FolderStates
from muniment.evidence.tables import measure_tables


def data_file(path: Path, form: str, group: str = "all", compression: str = "none") -> DataFile:
    data = path.read_bytes()
    return DataFile(path.name, group, len(data), hashlib.sha256(data).hexdigest(), path, form, compression)


def a_plan(*fields: Field, groups: Sequence[Group] = (Group("all", "data/*"),), **members) -> Plan:
    return Plan("dataset/sample@1", tuple(groups), fields, **members)


@dataclass
class Measurement:
    """What was measured, asked by measure and part."""

    found: Found
    told: list[str] = field(default_factory=list)

    def value(self, measure: str, **of: str):
        return self.fact(measure, **of).value

    def fact(self, measure: str, **of: str):
        found = self.facts(measure, **of)
        assert len(found) == 1, (measure, of, [fact.of for fact in self.found.facts if fact.measure == measure])
        return found[0]

    def facts(self, measure: str, **of: str):
        part = tuple(sorted(of.items()))
        return [fact for fact in self.found.facts if fact.measure == measure and fact.of == part]

    def rows(self, measure: str, **of: str) -> dict[str, int]:
        return {row["name"]: row["count"] for row in self.value(measure, **of)}

    @property
    def unread(self) -> dict[str, set[str]]:
        told: dict[str, set[str]] = {}
        for item in self.found.unread:
            told.setdefault(item.path, set()).add(item.reason)
        return told


def measured(plan: Plan, files: Iterable[DataFile], folder: Path) -> Measurement:
    made = Measurement(Found())
    made.found = measure_tables(
        plan,
        list(files),
        work=folder / "work",
        states=FolderStates(folder / "states"),
        told=lambda file, _: made.told.append(file.path),
    )
    return made
