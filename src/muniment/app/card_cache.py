"""What the cards of one workspace were loaded as, in one file of the user's cache; it may be deleted at any time.

Entries follow one another: key, digest, length, content. An entry counts only while its digest is right, and reading
ends where the file is not as it was written, so a damaged file costs time and never a wrong card. New entries are
added at the end; when most of the file is no longer asked for, it is written anew.
"""

import contextlib
import hashlib
import mmap
import os
from pathlib import Path

from muniment.app.cache import cache_folder

#: What the files of all workspaces may take; those written longest ago go first.
MOST_BYTES = 1024 * 2**20
_HEX = 64
_HEAD = 2 * _HEX + 13
#: So much that nobody asks for is left in a file before it is written anew.
_DEAD_BYTES = 2**20


class CardCache:
    """The entries of one workspace, named by its folder; none where no place can be read or written."""

    def __init__(self, home: Path) -> None:
        folder = cache_folder("cards")
        name = hashlib.sha256(os.fsencode(home.absolute())).hexdigest()[:32]
        self._file = folder / f"{name}.cards" if folder else None
        self._map: mmap.mmap | None = None
        self._places: dict[bytes, tuple[int, int, bytes]] = {}
        self._damaged = False
        self._asked: set[bytes] = set()
        self._new: list[bytes] = []
        with contextlib.suppress(OSError, ValueError):
            self._open()

    def _open(self) -> None:
        if self._file is None:
            return
        with self._file.open("rb") as stream:
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        at, end, kept = 0, len(self._map), self._map
        while at < end:
            head = kept[at : at + _HEAD]
            length = head[2 * _HEX : -1]
            stop = at + len(head) + int(length) if length.isdigit() and head.endswith(b"\n") else end
            if stop >= end or kept[stop : stop + 1] != b"\n":
                self._damaged = True
                return
            self._places[head[:_HEX]] = (at + _HEAD, stop, head[_HEX : 2 * _HEX])
            at = stop + 1

    def get(self, key: bytes) -> bytes | None:
        """Return what was kept under a key (64 hexadecimal digits); None where there is nothing, or nothing whole."""
        place = self._places.get(key)
        if place is None or self._map is None:
            return None
        content = self._map[place[0] : place[1]]
        if hashlib.sha256(content).hexdigest().encode() != place[2]:
            self._damaged = True
            return None
        self._asked.add(key)
        return content

    def put(self, key: bytes, content: bytes) -> None:
        """Keep something under a key, once all is closed."""
        head = b"%b%b%012d\n" % (key, hashlib.sha256(content).hexdigest().encode(), len(content))
        self._new.append(head + content + b"\n")

    def close(self) -> None:
        """Write what is new; quietly not, where that cannot be."""
        if self._file is not None and (self._new or self._damaged):
            with contextlib.suppress(OSError, ValueError):
                self._write(self._file)
        if self._map is not None:
            self._map.close()
            self._map = None

    def _write(self, file: Path) -> None:
        live = [self._places[key] for key in self._asked]
        size = sum(stop - start + _HEAD + 1 for start, stop, _ in live)
        dead = (len(self._map) if self._map else 0) - size
        if size + sum(map(len, self._new)) > MOST_BYTES:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        if self._map is not None and not self._damaged and dead <= size + _DEAD_BYTES:
            with file.open("ab") as stream:
                stream.write(b"".join(self._new))
        else:
            temporary = file.with_suffix(f".{os.getpid()}.tmp")
            try:
                with temporary.open("wb") as stream:
                    for start, stop, _ in live:
                        stream.write(self._map[start - _HEAD : stop + 1] if self._map else b"")
                    stream.write(b"".join(self._new))
                temporary.replace(file)
            finally:
                temporary.unlink(missing_ok=True)
        _trim(file)


def _trim(newest: Path) -> None:
    """Delete the files written longest ago until the rest is within bounds; somebody may delete them meanwhile."""
    found = [(file, file.stat()) for file in newest.parent.iterdir() if file != newest]
    total = newest.stat().st_size + sum(state.st_size for _, state in found)
    for file, state in sorted(found, key=lambda entry: entry[1].st_mtime):
        if total <= MOST_BYTES:
            return
        file.unlink(missing_ok=True)
        total -= state.st_size
