"""The files of a data set: found, digested, and told from their content; what is in the way is named.

Every file that can be read to its end is in the listing, also one whose content is broken: the digest is of bytes.
`Inventory.readable` are those that can be measured.
"""

import hashlib
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from muniment.evidence.compression import HEAD, BrokenStream, compression_of, read_decoded
from muniment.evidence.forms import form_of
from muniment.evidence.locations import Place, find_places, legible, read_location, scheme_of
from muniment.evidence.lock import Unread
from muniment.evidence.plan import Group, Plan

_CHUNK = 1 << 20
_AHEAD = 256
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a data set.

    ``path`` is as in the listing, ``local`` where it is read, ``form`` what its content is (csv, tsv, jsonl, json,
    parquet, text, image, audio, video, other), ``compression`` how it is compressed as a whole. ``decoded`` is its size
    after that is undone. ``seen`` is the state of the file when it was digested: size, times and inode.
    """

    path: str
    group: str
    size: int
    sha256: str
    local: Path
    form: str
    compression: str = "none"
    decoded: int = 0
    seen: tuple[int, ...] = ()

    def is_unchanged(self) -> bool:
        """Tell whether the file still is as it was when it was digested; ask before a state of it is kept."""
        try:
            return not self.seen or state_of(os.lstat(self.local)) == self.seen
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Content:
    """What reading a file brought: digest, form, compression, decoded size; ``reason`` why it cannot be measured."""

    sha256: str
    form: str
    compression: str
    decoded: int
    reason: str = ""


class Known(Protocol):
    """Contents that were read before, by the state of a file; safe to ask from several threads."""

    def find(self, local: Path, seen: tuple[int, ...], hint: str) -> Content | None:
        """Return what was found in a file in this state."""

    def keep(self, local: Path, seen: tuple[int, ...], hint: str, content: Content) -> None:
        """Keep what was found."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """All files, sorted by the bytes of their path, and what was not read; ``cached`` files were known already."""

    files: tuple[DataFile, ...]
    unread: tuple[Unread, ...] = ()
    cached: int = 0

    @property
    def readable(self) -> tuple[DataFile, ...]:
        """The files that can be measured: all but those that are named as unread."""
        broken = {item.path for item in self.unread}
        return tuple(file for file in self.files if file.path not in broken)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of progress: a number of files were found with so many bytes, or so many more bytes were read."""

    files: int = 0
    bytes: int = 0
    found: bool = False


def state_of(state: os.stat_result) -> tuple[int, ...]:
    """Return what of a file's state changes when somebody changes the file."""
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev)


def take_inventory(
    plan: Plan,
    root: Path,
    *,
    moved: bool = False,
    known: Known | None = None,
    threads: int = 2,
    told: Callable[[Told], None] = lambda _: None,
) -> Inventory:
    """Find and read the files of a plan from a root; ``moved``: the root is a copy laid out as in the listing."""
    unread: list[Unread] = []
    places = list(_places(plan.groups, root, moved, unread))
    told(Told(len(places), sum(_size(place) for _, place in places), found=True))
    files: list[DataFile] = []
    cached = 0
    with ThreadPoolExecutor(threads) as pool:
        for found in _in_order(pool, places, known, told):
            cached += found.cached
            unread += found.unread
            files += found.files
    files.sort(key=lambda file: file.path.encode())
    return Inventory(tuple(files), tuple(sorted(set(unread), key=lambda item: (item.path, item.reason))), cached)


def _places(groups: Sequence[Group], root: Path, moved: bool, unread: list[Unread]) -> Iterator[tuple[Group, Place]]:
    """Yield every file once, for the first group that names it."""
    taken: set[str] = set()
    for group in groups:
        scheme = scheme_of(group.location)
        if scheme and not (moved and scheme == "s3"):
            unread.append(Unread(legible(group.location), "not_local"))
            continue
        nothing = True
        for found in find_places(read_location(group.location, root, moved=moved), group.location):
            nothing = False
            if isinstance(found, Unread):
                unread.append(found)
            elif found.path in taken:
                unread.append(Unread(found.path, "named_twice"))
            else:
                taken.add(found.path)
                yield group, found
        if nothing:
            unread.append(Unread(legible(group.location), "no_file"))


def _size(place: Place) -> int:
    try:
        return os.lstat(place.local).st_size
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class _Read:
    files: tuple[DataFile, ...] = ()
    unread: tuple[Unread, ...] = ()
    cached: int = 0


def _in_order(
    pool: ThreadPoolExecutor,
    places: Iterable[tuple[Group, Place]],
    known: Known | None,
    told: Callable[[Told], None],
) -> Iterator[_Read]:
    """Read files in threads, some ahead; when one of them raises (an interruption, too) no more are begun."""
    waiting: deque[Future[_Read]] = deque()
    try:
        for group, place in places:
            waiting.append(pool.submit(_read, group, place, known, told))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _read(group: Group, place: Place, known: Known | None, told: Callable[[Told], None]) -> _Read:
    hint = f"{group.format}\n{group.encoding}\n{place.path.rpartition('/')[2]}"
    try:
        before = os.lstat(place.local)
        seen = state_of(before)
        content = known.find(place.local, seen, hint) if known else None
        cached = content is not None
        if content is None:
            content, seen = _contents(group, place, told)
            if known:
                known.keep(place.local, seen, hint, content)
        else:
            told(Told(1, before.st_size))
    except _Trouble as trouble:
        return _Read(unread=(Unread(place.path, trouble.reason),))
    except PermissionError:
        return _Read(unread=(Unread(place.path, "not_permitted"),))
    except FileNotFoundError:
        return _Read(unread=(Unread(place.path, "changed_while_read"),))
    except OSError:
        return _Read(unread=(Unread(place.path, "unreadable"),))
    file = DataFile(
        place.path,
        group.id,
        seen[0],
        content.sha256,
        place.local,
        content.form,
        content.compression,
        content.decoded,
        seen,
    )
    return _Read((file,), (Unread(place.path, content.reason),) if content.reason else (), int(cached))


class _Trouble(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _contents(group: Group, place: Place, told: Callable[[Told], None]) -> tuple[Content, tuple[int, ...]]:
    """Digest a file and tell its form; a file that somebody changes meanwhile has no digest."""
    sha256, head, tail, seen = digest_file(place.local, told)
    content = _judged(group, place, Content(sha256, "other", compression_of(head), seen[0]), head, tail)
    if state_of(os.lstat(place.local)) != seen:
        raise _Trouble("changed_while_read")
    told(Told(1))
    return content, seen


def digest_file(
    local: Path, told: Callable[[Told], None] = lambda _: None
) -> tuple[str, bytes, bytes, tuple[int, ...]]:
    """Return digest, first and last bytes and the state of a regular file that nobody changed while it was read."""
    descriptor = os.open(local, _FLAGS)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise _Trouble("not_regular")
        total = hashlib.sha256()
        buffer = bytearray(max(1, min(_CHUNK, before.st_size)))
        view = memoryview(buffer)
        head, tail, count = b"", b"", 0
        while got := stream.readinto(buffer):
            total.update(view[:got])
            head = head if count else bytes(view[: min(got, HEAD)])
            tail = (tail + bytes(view[max(0, got - 8) : got]))[-8:]
            count += got
            told(Told(0, got))
        if state_of(os.fstat(descriptor)) != state_of(before) or count != before.st_size:
            raise _Trouble("changed_while_read")
    return total.hexdigest(), head, tail, state_of(before)


def _judged(group: Group, place: Place, content: Content, head: bytes, tail: bytes) -> Content:
    if not head:
        return replace(content, reason="empty")
    if content.compression != "none":
        try:
            head, tail, decoded = read_decoded(place.local, content.compression, content.decoded)
        except BrokenStream as broken:
            return replace(content, reason=broken.reason)
        content = replace(content, decoded=decoded)
        if not head:
            return replace(content, reason="empty")
    form = form_of(head, group.format, place.path, group.encoding, whole=content.decoded <= len(head))
    if form.form == "parquet" and not form.reason and tail[-4:] != b"PAR1":
        return replace(content, form="parquet", reason="truncated")
    return replace(content, form=form.form, reason=form.reason)
