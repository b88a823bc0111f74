"""The states of all files added up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from muniment.evidence.found import DataFile
from muniment.evidence.states import FileState
from muniment.evidence.tables.duck import Duck

#: The columns of the tables that states have; what is added up is 64 bits wide.
_COLUMNS = {
    "names": {"tally": "VARCHAR", "name": "VARCHAR", "digest": "BLOB", "records": "BIGINT", "bytes": "BIGINT"},
    "records": {"kind": "VARCHAR", "split": "VARCHAR", "digest": "BLOB", "records": "BIGINT"},
    "ratings": {"campaign": "VARCHAR", "item": "BLOB", "local": "BIGINT", "annotator": "BLOB", "label": "BLOB"},
}
#: How many files are read by one statement.
_AT_ONCE = 200


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


def gather(duck: Duck, entries: Sequence[Entry], table: str) -> bool:
    """Make one table of those of that name of all files, ``file`` telling from which; tell whether there are any."""
    columns = _COLUMNS[table]
    named = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    duck.rows(f"CREATE OR REPLACE TABLE {table} (file VARCHAR, {named})")
    folders = Counter(entry.folder for entry in entries if table in entry.state.tables)
    found = bool(folders)
    copy = 0
    while folders:
        # Files of the same bytes share a folder: each copy counts, and is another file.
        files = sorted(folder / f"{table}.parquet" for folder in folders)
        for chunk in range(0, len(files), _AT_ONCE):
            duck.append(table, list(columns), files[chunk : chunk + _AT_ONCE], f"{copy}:")
        folders -= Counter(folders.keys())
        copy += 1
    if table == "records" and any(entry.state.records for entry in entries):
        found = True
        duck.fill("few", ("kind", "split", "digest"), (row for entry in entries for row in entry.state.records))
        duck.rows("INSERT INTO records SELECT '', kind, split, unhex(digest), 1 FROM few")
    return found
