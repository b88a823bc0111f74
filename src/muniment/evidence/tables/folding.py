"""The states of all files added up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from muniment.evidence.found import DataFile
from muniment.evidence.states import FileState
from muniment.evidence.tables.duck import Duck


@dataclass(frozen=True, slots=True)
class Entry:
    """A file with its state, and the folder in which that stands with its tables."""

    file: DataFile
    state: FileState
    folder: Path


@dataclass(slots=True)
class Sums:
    """The states of files added up: by split and name, and the records of each group of files."""

    of: dict[str, dict[str, int]] = field(default_factory=dict)
    edges: dict[str, tuple[str, str]] = field(default_factory=dict)
    groups: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Add the state of one file."""
        for split, sums in entry.state.sums.items():
            into = self.of.setdefault(split, {})
            for name, value in sums.items():
                into[name] = into.get(name, 0) + value
        for name, (least, greatest) in entry.state.edges.items():
            known = self.edges.get(name, (least, greatest))
            self.edges[name] = (min(known[0], least), max(known[1], greatest))
        records, bad = self.groups.get(entry.file.group, (0, 0))
        self.groups[entry.file.group] = (records + entry.state.total("records"), bad + entry.state.total("bad"))

    def total(self, name: str, split: str | None = None) -> int:
        """Return a sum of one split, or of all."""
        return sum(sums.get(name, 0) for at, sums in self.of.items() if split is None or at == split)

    def names(self) -> set[str]:
        """Return the names of all sums."""
        return {name for sums in self.of.values() for name in sums}

    def measured(self) -> set[str]:
        """Return the fields that some file has."""
        return {name.removeprefix("of:") for name in self.names() if name.startswith("of:")}


def gather(duck: Duck, entries: Iterable[Entry], table: str) -> bool:
    """Make one table of those of that name of all files, with a number for each file; tell whether there are any."""
    made = False
    for number, entry in enumerate(entries):
        if table in entry.state.tables:
            duck.append(table, entry.folder / f"{table}.parquet", number, begin=not made)
            made = True
    return made
