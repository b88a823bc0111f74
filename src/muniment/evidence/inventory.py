"""The files of a data set: found, digested, and told from their content; what is in the way is named.

Every file that can be read to its end is in the listing, also one whose content is broken: the digest is of bytes.
"""

import errno
import hashlib
import os
import stat
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from muniment.evidence.compression import HEAD, BrokenStream, compression_of, read_decoded
from muniment.evidence.forms import form_of, is_other_medium
from muniment.evidence.found import DataFile, state_of
from muniment.evidence.locations import Place, find_places, legible, read_location, reason_of, scheme_of
from muniment.evidence.lock import Unread
from muniment.evidence.media import BrokenMedia, read_media, reader_of
from muniment.evidence.plan import Group, Plan
from muniment.evidence.signatures import MEDIA, VERSION

_CHUNK = 1 << 20
_AHEAD = 256
#: What is met and is no file of the set: it misses in no count.
_NO_FILES = frozenset({"link", "not_regular", "no_file", "not_local"})
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Content:
    """What reading a file brought, as `DataFile` has it; ``reason`` why it cannot be measured."""

    sha256: str
    form: str
    compression: str
    decoded: int
    media: tuple[tuple[str, int], ...] = ()
    reason: str = ""


class Known(Protocol):
    """Contents that were read before, by the state of a file; safe to ask from several threads."""

    def find(self, local: Path, seen: tuple[int, ...], hint: str) -> Content | None:
        """Return what was found in a file in this state."""

    def keep(self, local: Path, seen: tuple[int, ...], hint: str, content: Content) -> None:
        """Keep what was found."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """All files of a listing, sorted by the bytes of their path; those that can be measured; what was not read.

    ``missed`` counts by group the files that are there and could not be put into the listing; ``cached`` files were
    known already.
    """

    files: tuple[DataFile, ...]
    readable: tuple[DataFile, ...]
    unread: tuple[Unread, ...] = ()
    missed: tuple[tuple[str, int], ...] = ()
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of progress: how many files of how many bytes are to be read, or that so many more were."""

    files: int = 0
    bytes: int = 0
    found: bool = False
    what: str = "digests"


@dataclass(frozen=True, slots=True)
class Means:
    """What comes in from outside: stores of files elsewhere by scheme, what is known, threads, who is told."""

    known: Known | None = None
    stores: Mapping[str, Callable[[str], Iterable[Place | Unread]]] = field(default_factory=dict)
    threads: int = 2
    told: Callable[[Told], None] = lambda _: None


def take_inventory(plan: Plan, root: Path, means: Means | None = None, *, moved: bool = False) -> Inventory:
    """Find and read the files of a plan from a root; ``moved``: the root is a copy laid out as in the listing."""
    means = means or Means()
    taking = _Taking(means, moved)
    places = list(taking.places(plan.groups, root))
    means.told(Told(len(places), sum(_size(place) for _, place in places), found=True))
    with ThreadPoolExecutor(means.threads) as pool:
        for read in _in_order(pool, places, means):
            taking.add(read)
    return taking.inventory()


class _Taking:
    """An inventory while it is taken."""

    def __init__(self, means: Means, moved: bool) -> None:
        self._means = means
        self._moved = moved
        self._read: list[_Read] = []
        self._unread: set[Unread] = set()
        self._missed: Counter[str] = Counter()

    def places(self, groups: Sequence[Group], root: Path) -> Iterator[tuple[Group, Place]]:
        """Yield every file once, for the first group that names it."""
        taken: set[str] = set()
        for group in groups:
            nothing = True
            for found in self._named(group.location, root):
                nothing = False
                if isinstance(found, Unread):
                    self._miss(group.id, found)
                elif found.path in taken:
                    self._miss(group.id, Unread(found.path, "named_twice"))
                else:
                    taken.add(found.path)
                    yield group, found
            if nothing:
                self._unread.add(Unread(legible(group.location), "no_file"))

    def _named(self, location: str, root: Path) -> Iterable[Place | Unread]:
        scheme = scheme_of(location)
        if scheme and not self._moved:
            store = self._means.stores.get(scheme)
            return store(location) if store else (Unread(legible(location), "not_local"),)
        return find_places(read_location(location, root, moved=self._moved), location)

    def _miss(self, group: str, unread: Unread) -> None:
        self._unread.add(unread)
        self._missed[group] += unread.reason not in _NO_FILES

    def add(self, read: "_Read") -> None:
        """Take up one file that was read, or what was in the way."""
        if isinstance(read.file, DataFile):
            self._read.append(read)
            if read.reason:
                self._unread.add(Unread(read.file.path, read.reason))
        else:
            self._miss(read.group, Unread(read.file, read.reason))

    def inventory(self) -> Inventory:
        """Return what was found."""
        read = [(item.file, item) for item in self._read if isinstance(item.file, DataFile)]
        read.sort(key=lambda pair: pair[0].path.encode())
        return Inventory(
            tuple(file for file, _ in read),
            tuple(file for file, item in read if not item.reason),
            tuple(sorted(self._unread, key=lambda item: (item.path, item.reason))),
            tuple(sorted((group, count) for group, count in self._missed.items() if count)),
            sum(item.cached for item in self._read),
        )


def _size(place: Place) -> int:
    try:
        return place.size if place.fetch else place.local.lstat().st_size
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class _Read:
    """One file as it was read, or the path of one that was not; why it cannot be measured."""

    group: str
    file: DataFile | str
    reason: str = ""
    cached: bool = False


def _in_order(pool: ThreadPoolExecutor, places: Iterable[tuple[Group, Place]], means: Means) -> Iterator[_Read]:
    """Read files in threads, some ahead; when one of them raises (an interruption, too) no more are begun."""
    waiting: deque[Future[_Read]] = deque()
    try:
        for group, place in places:
            waiting.append(pool.submit(_read, group, place, means))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _read(group: Group, place: Place, means: Means) -> _Read:
    try:
        if place.fetch:
            place.fetch(lambda count: means.told(Told(0, count)))
        content, seen, cached = _known_or_read(group, place, means)
    except Trouble as trouble:
        return _Read(group.id, place.path, trouble.reason)
    except OSError as error:
        # A link in the place of a file (ELOOP), or nothing: it was a file when it was found.
        gone = isinstance(error, FileNotFoundError) or error.errno == errno.ELOOP
        return _Read(group.id, place.path, "changed_while_read" if gone else reason_of(error))
    means.told(Told(1))
    file = DataFile(
        place.path,
        group.id,
        seen[0],
        content.sha256,
        place.local,
        content.form,
        content.compression,
        content.decoded,
        content.media,
        seen,
    )
    return _Read(group.id, file, content.reason, cached)


def _known_or_read(group: Group, place: Place, means: Means) -> tuple[Content, tuple[int, ...], bool]:
    hint = "\n".join(
        (VERSION, group.format, group.encoding, place.path.rpartition("/")[2], *map(reader_of, sorted(MEDIA)))
    )
    seen = state_of(place.local.lstat())
    known = None if place.fetch else means.known
    content = known.find(place.local, seen, hint) if known else None
    if content is not None:
        means.told(Told(0, seen[0]))
        return content, seen, True
    content, seen = _contents(group, place, means.told)
    if known:
        known.keep(place.local, seen, hint, content)
    return content, seen, False


class Trouble(Exception):
    """A file that cannot be put into the listing; ``reason`` is the code that evidence states."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _contents(group: Group, place: Place, told: Callable[[Told], None]) -> tuple[Content, tuple[int, ...]]:
    """Digest a file and tell its form; a file that somebody changes meanwhile has no digest."""
    # Of a file that was fetched the bytes were told already.
    sha256, head, tail, seen = digest_file(place.local, lambda count: told(Told(0, 0 if place.fetch else count)))
    content = Content(sha256, "other", compression_of(head), seen[0])
    content = _judged(group, place, content, head, tail, lambda: told(Told()))
    if state_of(place.local.lstat()) != seen:
        raise Trouble("changed_while_read")
    return content, seen


def digest_file(local: Path, told: Callable[[int], None]) -> tuple[str, bytes, bytes, tuple[int, ...]]:
    """Return digest, first and last bytes and the state of a regular file that nobody changed while it was read."""
    descriptor = os.open(local, _FLAGS)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise Trouble("not_regular")
        total = hashlib.sha256()
        buffer = bytearray(max(1, min(_CHUNK, before.st_size)))
        view = memoryview(buffer)
        head, tail, count = b"", b"", 0
        while got := stream.readinto(buffer):
            total.update(view[:got])
            head = head if count else bytes(view[: min(got, HEAD)])
            tail = (tail + bytes(view[max(0, got - 8) : got]))[-8:]
            count += got
            told(got)
            if count > before.st_size:
                break
        if state_of(os.fstat(descriptor)) != state_of(before) or count != before.st_size:
            raise Trouble("changed_while_read")
    return total.hexdigest(), head, tail, state_of(before)


def _judged(
    group: Group, place: Place, content: Content, head: bytes, tail: bytes, going_on: Callable[[], None]
) -> Content:
    if not head:
        return replace(content, reason="empty")
    if content.compression != "none":
        try:
            head, tail, decoded = read_decoded(place.local, content.compression, content.decoded, going_on)
        except BrokenStream as broken:
            return replace(content, reason=broken.reason)
        content = replace(content, decoded=decoded)
        if not head:
            return replace(content, reason="empty")
    form = form_of(head, group.format, place.path, group.encoding, whole=content.decoded <= len(head))
    if form.form == "parquet" and not form.reason and tail[-4:] != b"PAR1":
        return replace(content, form="parquet", reason="truncated")
    if form.form not in MEDIA or form.reason:
        return replace(content, form=form.form, reason=form.reason)
    try:
        form_found, media = read_media(place.local, form.form, content.compression)
    except BrokenMedia as broken:
        return replace(content, form=form.form, reason=broken.reason)
    if is_other_medium(form_found, group.format):
        return replace(content, form=form_found, reason="another_format")
    return replace(content, form=form_found, media=media)
