"""What engines are given, the files of a set, and what they give back: facts, what was not read, snapshots."""

from dataclasses import dataclass, field
from pathlib import Path

from muniment.evidence.lock import Measured, Snapshot, Unread


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a set as the inventory found it.

    ``path`` is that of the listing, ``group`` the id of its entry of ``distribution``, ``local`` where it is read.
    ``form`` is csv, tsv, jsonl, json, parquet, text, image, audio, video or other, as its content decides;
    ``compression`` none, gzip, zstd, bzip2, xz or lz4, of the file as a whole; ``size`` its stored bytes.
    """

    path: str
    group: str
    size: int
    sha256: str
    local: Path
    form: str
    compression: str = "none"


@dataclass(slots=True)
class Found:
    """What an engine found; in no order that means anything."""

    facts: list[Measured] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        """Take over what another engine found."""
        self.facts += other.facts
        self.unread += other.unread
        self.snapshots += other.snapshots
