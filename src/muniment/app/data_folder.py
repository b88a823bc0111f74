"""Looking at a folder of data that no card describes: which files there are, their size, digest and, of tables, rows.

Bounded in files, bytes and time, since anything can lie there; what the bounds leave out is counted. Links are not
followed, and only regular files are opened. Nothing is concluded from a name.
"""

import os
import stat
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from muniment.app.data_forms import Content, look_at
from muniment.evidence.found import state_of
from muniment.evidence.inventory import Trouble, digest_file
from muniment.evidence.locations import legible

#: The most files that are looked at, the most bytes that are read of all together, and the most seconds for it.
MAX_FILES = 20_000
MAX_BYTES = 2 * 1024**3
MAX_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: its path below the folder, its size, what was found in it; no digest where it was not read whole."""

    path: str
    size: int
    sha256: str
    content: Content


@dataclass(slots=True)
class DataFolder:
    """What was found below a folder, in the order of the paths, and how often something was passed over, by code."""

    files: list[DataFile] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def read_folder(path: Path, *, max_bytes: int = MAX_BYTES, max_seconds: float = MAX_SECONDS) -> DataFolder:
    """Look at every file below a folder, or at one file, within the bounds."""
    found = DataFolder()
    until = time.monotonic() + max_seconds
    left = max_bytes
    for file in _files(path, found.passed_over):
        if len(found.files) >= MAX_FILES:
            found.passed_over["not_listed"] += 1
            if time.monotonic() > until:
                break
            continue
        shown = legible(file.name if file == path else file.relative_to(path).as_posix())
        read = _read(file, shown, left, until, found.passed_over)
        if read is not None:
            found.files.append(read)
            left -= read.size if read.sha256 else 0
    return found


def _files(path: Path, passed_over: Counter[str]) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return

    def refuse(_: OSError) -> None:
        passed_over["unreadable"] += 1

    for folder, below, names in os.walk(path, onerror=refuse, followlinks=False):
        here = Path(folder)
        links = {name for name in below if (here / name).is_symlink()}
        hidden = {name for name in below if name.startswith(".")} - links
        passed_over.update({"links": len(links), "hidden": len(hidden)})
        below[:] = sorted(set(below) - links - hidden)
        for name in sorted(names):
            if name.startswith("."):
                passed_over["hidden"] += 1
            else:
                yield here / name


def _read(file: Path, shown: str, left: int, until: float, passed_over: Counter[str]) -> DataFile | None:
    try:
        if file.is_symlink():
            passed_over["links"] += 1
            return None
        # Not blocking, so that a pipe in place of a file holds nobody up; what was opened is what is judged.
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        passed_over["special" if _is_special(file) else "unreadable"] += 1
        del error
        return None
    with os.fdopen(descriptor, "rb") as stream:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            passed_over["special"] += 1
            return None
        try:
            digest = _digest(file, state, until) if state.st_size <= left else ""
            content = look_at(stream, shown, state.st_size, until) if digest else look_at(stream, shown, -1, until)
            after = os.fstat(descriptor)
        except OSError:
            passed_over["unreadable"] += 1
            return None
    if (after.st_size, after.st_mtime_ns) != (state.st_size, state.st_mtime_ns):
        # It changed while it was read: no figure of it belongs to the others.
        digest, content = "", Content(content.notice)
    passed_over["not_read"] += not digest
    return DataFile(shown, after.st_size, digest, content)


def _is_special(file: Path) -> bool:
    try:
        mode = file.lstat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


class _OutOfTime(Exception):
    """The time for looking at a folder has run out."""


def _digest(file: Path, state: os.stat_result, until: float) -> str:
    """Return the digest of a whole file in this state; empty where time ran out, or somebody changed it."""

    def told(_: int) -> None:
        if time.monotonic() > until:
            raise _OutOfTime

    try:
        sha256, _, _, seen = digest_file(file, told)
    except (Trouble, _OutOfTime):
        return ""
    return f"sha256:{sha256}" if seen == state_of(state) else ""
