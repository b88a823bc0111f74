"""What engines are given, the files of a set, and what they give back: facts, what was not read, snapshots."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from muniment.evidence.lock import Measured, Sample, Snapshot, Unread


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a set as the inventory found it.

    ``path`` is that of the listing, ``group`` the id of its entry of ``distribution``, ``local`` where it is read.
    ``form`` is csv, tsv, jsonl, json, parquet, text, image, audio, video or other, as its content decides;
    ``compression`` none, gzip, zstd, bzip2, xz or lz4, of the file as a whole; ``size`` its stored bytes, ``decoded``
    those after the compression is undone. ``media`` counts what the heads of pictures, sound and film state (images, or
    microseconds of audio or video). ``seen`` is the state of the file when it was digested.
    """

    path: str
    group: str
    size: int
    sha256: str
    local: Path
    form: str
    compression: str = "none"
    decoded: int = 0
    media: tuple[tuple[str, int], ...] = ()
    seen: tuple[int, ...] = ()

    def is_unchanged(self) -> bool:
        """Tell whether the file still is as it was when it was digested; ask before a state of it is kept."""
        try:
            return not self.seen or state_of(self.local.lstat()) == self.seen
        except OSError:
            return False


def state_of(state: os.stat_result) -> tuple[int, ...]:
    """Return what of a file's state changes when somebody changes the file."""
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev)


@dataclass(slots=True)
class Found:
    """What an engine found; in no order that means anything. ``sample`` is what estimates among it rest on."""

    facts: list[Measured] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    sample: Sample | None = None

    def add(self, other: "Found") -> None:
        """Take over what another engine found."""
        self.facts += other.facts
        self.unread += other.unread
        self.snapshots += other.snapshots
        self.sample = other.sample or self.sample
