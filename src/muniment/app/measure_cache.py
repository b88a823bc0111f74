"""What was measured before, below the user's cache folder: contents of files by their state, and states of tables.

It may be deleted at any time. A file is known again only by size, both times, inode and device together, and not at
all if it changed within two seconds before it was read: a second change in the same tick would not be seen.
"""

import contextlib
import fcntl
import json
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.app.cache import cache_folder
from muniment.evidence.inventory import Content
from muniment.evidence.states import FILE

#: What the states of tables may hold in all; those used longest ago go first.
MOST_BYTES = 8 << 30
_DIRTY = 2_000_000_000
_SCHEMA = "create table if not exists files (local text, hint text, seen text, content text, primary key (local, hint))"
_KEPT_AT_ONCE = 500


class KnownFiles:
    """Contents of files by their state, in one small database; where it cannot be used nothing is known."""

    def __init__(self, file: Path, now: Callable[[], int] = time.time_ns) -> None:
        self._lock = threading.Lock()
        self._now = now
        self._waiting = 0
        self._base = _opened(file)

    def find(self, local: Path, seen: tuple[int, ...], hint: str) -> Content | None:
        """Return what was found in a file in this state."""
        if self._base is None:
            return None
        try:
            with self._lock:
                asked = self._base.execute(
                    "select seen, content from files where local = ? and hint = ?", (_name(local), hint)
                )
                row = asked.fetchone()
            return _content(row[1]) if row and row[0] == repr(seen) else None
        except (sqlite3.Error, ValueError, UnicodeEncodeError):
            return None

    def keep(self, local: Path, seen: tuple[int, ...], hint: str, content: Content) -> None:
        """Keep what was found, unless the file is too young to be told from its next version."""
        if self._base is None or max(seen[1], seen[2]) > self._now() - _DIRTY:
            return
        row = (_name(local), hint, repr(seen), json.dumps([*_members(content)]))
        with contextlib.suppress(sqlite3.Error, UnicodeEncodeError), self._lock:
            self._base.execute("insert or replace into files values (?, ?, ?, ?)", row)
            self._waiting += 1
            if self._waiting >= _KEPT_AT_ONCE:
                self._base.commit()
                self._waiting = 0

    def close(self) -> None:
        """Write what waits."""
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error), self._lock:
                self._base.commit()
                self._base.close()
            self._base = None


def _name(local: Path) -> str:
    return os.path.abspath(local)  # noqa: PTH100 - resolve() would follow links and ask the disk for each


def _members(content: Content) -> tuple[Any, ...]:
    return (
        content.sha256, content.form, content.compression, content.decoded, content.media, content.reason
    )  # fmt: skip


def _content(text: str) -> Content:
    sha256, form, compression, decoded, media, reason = json.loads(text)
    if not all(isinstance(item, str) for item in (sha256, form, compression, reason)) or type(decoded) is not int:
        raise ValueError("not what keep has written")
    return Content(sha256, form, compression, decoded, tuple((str(name), int(count)) for name, count in media), reason)


def _opened(file: Path) -> sqlite3.Connection | None:
    """Open the database; one that is damaged is begun anew."""
    for _ in range(2):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(file, timeout=5, check_same_thread=False)
            base.execute("pragma synchronous = off")
            base.execute(_SCHEMA)
            return base
        except sqlite3.DatabaseError:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
        except OSError:
            return None
    return None


class KeptStates:
    """States of tables, a folder each; what is put is there wholly or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.used = 0

    def get(self, key: str) -> Path | None:
        """Return the folder of a state, or None where there is none."""
        kept = self._place(key)
        if not (kept / FILE).is_file():
            return None
        with contextlib.suppress(OSError):
            os.utime(kept / FILE)
        self.used += 1
        return kept

    def put(self, key: str, made: Path) -> Path:
        """Take over a folder as the state of a key; one that stands there is moved out of the way first."""
        kept = self._place(key)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            # One step, where nothing stands there and both are on one disk.
            made.rename(kept)
            return kept
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=kept.parent))
        try:
            shutil.copytree(made, new, dirs_exist_ok=True)
            if kept.exists():
                kept.rename(Path(tempfile.mkdtemp(prefix=".old-", dir=kept.parent)) / "old")
            new.rename(kept)
        except OSError:
            if not (kept / FILE).is_file():
                raise
        finally:
            shutil.rmtree(new, ignore_errors=True)
            for old in kept.parent.glob(".old-*"):
                shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(made, ignore_errors=True)
        return kept

    def trim(self, most: int = MOST_BYTES) -> None:
        """Delete the states used longest ago until the rest is within bounds."""
        with contextlib.suppress(OSError):
            found = []
            for file in self._folder.glob(f"*/*/{FILE}"):
                size = sum(item.stat().st_size for item in file.parent.iterdir())
                found.append((file.stat().st_mtime, size, file.parent))
            total = sum(size for _, size, _ in found)
            for _, size, folder in sorted(found):
                if total <= most:
                    return
                shutil.rmtree(folder, ignore_errors=True)
                total -= size

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]


@dataclass(slots=True)
class MeasureCache:
    """Where a run keeps what it has measured: files known from earlier runs, states of files.

    ``own`` is a folder that this run alone uses, as long as it holds ``lock``; ``resumable`` tells that a later run
    finds it again.
    """

    known: KnownFiles
    states: KeptStates
    own: Path | None = None
    resumable: bool = True
    lock: int | None = None

    def close(self, *, done: bool = True) -> None:
        """End the run; what only this run uses goes, unless the run is to be resumed."""
        self.known.close()
        if self.own is None:
            self.states.trim()
        elif done or not self.resumable:
            shutil.rmtree(self.own, ignore_errors=True)
        if self.lock is not None:
            os.close(self.lock)


def open_measure_cache(plan: str, *, fresh: bool, resume: bool) -> MeasureCache:
    """Open the cache for a plan. ``fresh``: nothing of earlier runs counts, but for one that is resumed.

    A fresh run keeps its states in a folder of its own until it is done, and so does one without a cache. While another
    run of the same plan is at work there, it takes one that nobody resumes.
    """
    folder = _writable(cache_folder("measure"))
    if folder is not None and not fresh:
        return MeasureCache(KnownFiles(folder / "files" / "known.sqlite"), KeptStates(folder / "states"))
    own = folder / "unfinished" / plan.removeprefix("sha256:") if folder is not None else None
    lock = _locked(own.with_suffix(".lock")) if own is not None else None
    if own is None or lock is None:
        own = Path(tempfile.mkdtemp(prefix="muniment-"))
    elif not resume:
        shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True, exist_ok=True)
    return MeasureCache(KnownFiles(own / "known.sqlite"), KeptStates(own / "states"), own, lock is not None, lock)


def _locked(file: Path) -> int | None:
    """Take a lock that ends with the process; None where another run holds it, or there can be none."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _writable(folder: Path | None) -> Path | None:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
    except OSError:
        pass
    return None
