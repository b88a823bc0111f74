"""What one file contributes to the facts of its set: small sums, and tables that are compared over files.

A state is a folder: ``state.json`` and Parquet tables beside it, whose digests it names, so that a damaged one is never
counted. States add up in any order and grouping; a cache, a resumed run and a shard are all the same states kept.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

#: The tables a state may have, in files of these names.
TABLES = ("names", "records", "ratings")
#: The file that makes a folder a state.
FILE = "state.json"


class States(Protocol):
    """Where states are kept, by key."""

    def get(self, key: str) -> Path | None:
        """Return the folder of a state, or None where there is none."""

    def put(self, key: str, made: Path) -> Path:
        """Take over a folder as the state of a key, all or nothing; return where it stands now."""


class FolderStates:
    """States kept in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Path | None:
        """Return the folder of a state, or None where there is none."""
        kept = self._folder / key
        return kept if (kept / FILE).is_file() else None

    def put(self, key: str, made: Path) -> Path:
        """Take over a folder as the state of a key; one that stands there is replaced."""
        kept = self._folder / key
        self._folder.mkdir(parents=True, exist_ok=True)
        if kept.exists():
            shutil.rmtree(kept)
        return made.rename(kept)


@dataclass(slots=True)
class FileState:
    """The sums of one file.

    ``sums`` by split ("" where none is named) and by name, ``edges`` the least and greatest text by name, ``unread``
    reasons with the number of records known lost; ``records`` the few rows of a table of records that needs no file
    (kind, split, digest in hexadecimal); ``tables`` the digests of the tables beside it.
    """

    sums: dict[str, dict[str, int]] = field(default_factory=dict)
    edges: dict[str, tuple[str, str]] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    records: tuple[tuple[str, str, str], ...] = ()
    tables: dict[str, str] = field(default_factory=dict)

    def total(self, name: str) -> int:
        """Return a sum over all splits."""
        return sum(sums.get(name, 0) for sums in self.sums.values())


def save_state(state: FileState, folder: Path) -> None:
    """Write a state into the folder that holds its tables already."""
    state.tables = {
        name: _sha256(folder / f"{name}.parquet") for name in TABLES if (folder / f"{name}.parquet").is_file()
    }
    made = {name: getattr(state, name) for name in ("sums", "edges", "unread", "records", "tables")}
    (folder / FILE).write_text(json.dumps(made, ensure_ascii=False, sort_keys=True, indent=1), "utf-8")


def load_state(folder: Path) -> FileState | None:
    """Read a state; None where it is not whole."""
    try:
        raw: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        edges = {name: (str(least), str(greatest)) for name, (least, greatest) in raw["edges"].items()}
        sums = {split: {name: int(value) for name, value in of.items()} for split, of in raw["sums"].items()}
        records = tuple((str(kind), str(split), str(key)) for kind, split, key in raw["records"])
        state = FileState(sums, edges, dict(raw["unread"]), records, dict(raw["tables"]))
        whole = all(
            name in TABLES and _sha256(folder / f"{name}.parquet") == known for name, known in state.tables.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return state if whole else None


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
