"""Reading a ZIP from a stranger: the central directory and every local header, byte by byte, or not at all.

A parser of our own, because Python's ``zipfile`` is made to read what it can: of two entries of one name it lists both
and reads the last, where other programs read the first; it looks for the directory backwards and lets bytes stand
before, between and behind; it believes the directory where the local header says otherwise, and lists names that climb
out of the folder. What one program reads must be what every program reads, or a signature says nothing. So this one
knows a single layout: entries one after another from the first byte, the directory right behind, the end right behind
that. Only inflating is left to zlib. What is refused is refused with the reason in words.
"""

import os
import re
import stat
import struct
import unicodedata
import zlib
from dataclasses import dataclass, field
from typing import Protocol

from muniment.verify.result import printable
from muniment.verify.seal import Broken

MAX_CONTAINER = 1_000_000_000
MAX_ENTRIES = 20_000
MAX_ENTRY = 100_000_000
MAX_TOTAL = 4_000_000_000
#: How many times its packed size an entry may have, beyond the first megabyte; deflate reaches 1,032.
MAX_RATIO = 100
FREE_SIZE = 1_000_000
MAX_NAME = 240
MIMETYPE = "mimetype"

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_STORED, _DEFLATED = 0, 8
_UTF8 = 0x800
#: Bits 1 and 2 tell how hard a packer tried; nothing depends on them.
_HARMLESS = 0x6 | _UTF8
_FLAGS = {0x1: "is encrypted", 0x40: "is encrypted", 0x2000: "is encrypted", 0x8: "has its sizes behind its data"}
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z", re.IGNORECASE)


class Source(Protocol):
    """The bytes of a container: in memory, or a file of which only what is looked at is read."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class FileSource:
    """An open file as a source, so that a large container needs no memory of its size."""

    descriptor: int
    size: int

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self.size)
        content = os.pread(self.descriptor, max(stop - start, 0), start)
        if len(content) != max(stop - start, 0):
            raise Broken("the file became shorter while it was read")
        return content


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a container: its name, how and where it is packed, what it must unpack to."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int


@dataclass(frozen=True, slots=True)
class Container:
    """A container whose layout holds: each name once, every byte accounted for. Contents are unpacked on demand."""

    data: Source = field(repr=False)
    entries: dict[str, Entry]

    def read(self, name: str) -> bytes | None:
        """Return an entry's content, or None if there is none; raise Broken if it is not what the headers say."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        packed = self.data[entry.start : entry.start + entry.packed]
        content = packed if entry.method == _STORED else _inflated(packed, entry)
        if zlib.crc32(content) != entry.crc:
            raise Broken(f"{printable(name)} does not unpack to what the container says: its checksum is another one")
        return content


def open_container(data: Source, media_type: str | None = None) -> Container:
    """Read a container's layout; raise Broken for anything but the one layout that all programs read alike.

    With a media type, the first entry must be ``mimetype``, stored, and hold exactly that (EN 319 162-1, A.1).
    """
    if len(data) > MAX_CONTAINER:
        raise Broken(f"the container is larger than {MAX_CONTAINER} bytes")
    count, directory = _end_of(data)
    entries: dict[str, Entry] = {}
    names = _Names()
    at, expected, total = directory, 0, 0
    for _ in range(count):
        entry, offset, at = _central(data, at, directory)
        names.add(entry.name)
        if offset != expected:
            why = "overlaps the entry before it" if offset < expected else "stands behind bytes that no entry holds"
            raise Broken(f"{printable(entry.name)} {why}")
        expected = entry.start + entry.packed
        if expected > directory:
            raise Broken(f"{printable(entry.name)} runs into the directory of the container")
        total += entry.size
        if total > MAX_TOTAL:
            raise Broken(f"the container unpacks to more than {MAX_TOTAL} bytes")
        entries[entry.name] = entry
    if at != len(data) - _END.size:
        raise Broken("bytes stand between the directory and the end of the container")
    if expected != directory:
        raise Broken("bytes stand between the last entry and the directory of the container")
    container = Container(data, entries)
    if media_type is not None:
        _check_first(container, media_type)
    return container


def _end_of(data: Source) -> tuple[int, int]:
    """Return how many entries there are and where their directory begins."""
    if data[:4] != b"PK\x03\x04":
        raise Broken("the container does not begin with an entry")
    if len(data) < _END.size or data[-_END.size :][:4] != b"PK\x05\x06":
        raise Broken("the container does not end where its directory says: something is missing, follows, or comments")
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack(data[-_END.size :])
    if 0xFFFF in (disk, first_disk, here, count) or 0xFFFFFFFF in (size, offset):
        raise Broken("the container is of the 64-bit form (zip64), which packs do not use")
    if disk or first_disk or here != count:
        raise Broken("the container is one part of several")
    if comment:
        raise Broken("the container's end announces a comment that is not there")
    if not 0 < count <= MAX_ENTRIES:
        raise Broken(f"the container holds no entries, or more than {MAX_ENTRIES}")
    if offset + size != len(data) - _END.size:
        raise Broken("the directory of the container is not where its end says, or bytes stand before or behind it")
    return count, offset


def _central(data: Source, at: int, directory: int) -> tuple[Entry, int, int]:
    """Return one entry of the directory, the offset of its local header, and where the directory goes on."""
    last = len(data) - _END.size
    head = data[at : at + _CENTRAL.size]
    if at + _CENTRAL.size > last or head[:4] != b"PK\x01\x02":
        raise Broken("the directory of the container is cut off or holds something else than entries")
    (
        _,
        made_by,
        needed,
        flags,
        method,
        time,
        date,
        crc,
        packed,
        size,
        name_size,
        extra,
        comment,
        disk,
        _,
        mode,
        offset,
    ) = _CENTRAL.unpack(head)
    end = at + _CENTRAL.size + name_size
    if end + extra + comment > last:
        raise Broken("the directory of the container is cut off")
    raw = data[at + _CENTRAL.size : end]
    name = _name(raw, flags)
    shown = printable(name)
    if extra or comment:
        raise Broken(f"{shown} has extra fields or a comment, which may say other names and sizes")
    if disk or 0xFFFFFFFF in (packed, size, offset):
        raise Broken(f"{shown} is of the 64-bit form (zip64) or lies in another part")
    _check_kind(shown, made_by >> 8, mode)
    _check_packing(shown, flags, method, needed, packed, size)
    start = offset + _LOCAL.size + name_size
    if start > directory:
        raise Broken(f"{shown} lies outside of the part that holds entries")
    told = _LOCAL.pack(b"PK\x03\x04", needed, flags, method, time, date, crc, packed, size, name_size, 0) + raw
    if data[offset:start] != told:
        raise Broken(f"{shown} is called or described otherwise in its own header than in the directory")
    return Entry(name, method, crc, packed, size, start), offset, end


def _check_kind(shown: str, system: int, mode: int) -> None:
    unix = mode >> 16
    if stat.S_IFMT(unix) not in (0, stat.S_IFREG) or unix & 0o7000 or mode & 0x10 or system not in (0, 3):
        what = "a symbolic link" if stat.S_ISLNK(unix) else "no ordinary file"
        raise Broken(f"{shown} is {what}")


def _check_packing(shown: str, flags: int, method: int, needed: int, packed: int, size: int) -> None:
    for bit, why in _FLAGS.items():
        if flags & bit:
            raise Broken(f"{shown} {why}")
    if flags & ~_HARMLESS or needed > 20:
        raise Broken(f"{shown} asks for features of the format that packs do not use")
    if method not in (_STORED, _DEFLATED):
        raise Broken(f"{shown} is packed by a method that packs do not use")
    if method == _STORED and packed != size:
        raise Broken(f"{shown} is stored as it is, and yet has two sizes")
    if size > MAX_ENTRY:
        raise Broken(f"{shown} unpacks to more than {MAX_ENTRY} bytes")
    if size > FREE_SIZE and size > packed * MAX_RATIO:
        raise Broken(f"{shown} unpacks to more than {MAX_RATIO} times its size")


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError as error:
        raise Broken("an entry has a name that is not written in UTF-8") from error
    check_name(name)
    return name


def check_name(name: str) -> None:
    """Raise Broken unless a name is a plain relative path on every system: no way up, no root, drive or device."""
    shown = printable(name)
    parts = name.split("/")
    if not name or len(name.encode("utf-8", "replace")) > MAX_NAME:
        raise Broken("an entry has no name, or one that is too long")
    if "\\" in name or ":" in name or not name.isprintable():
        raise Broken(f"the name {shown!r} has characters that are not allowed")
    if name.startswith("/") or ".." in parts or "." in parts:
        raise Broken(f"the name {shown!r} leads out of the folder")
    if name.endswith("/"):
        raise Broken(f"{shown!r} is a folder and no file")
    if "" in parts or any(part != part.strip() or part.endswith(".") or _DEVICES.match(part) for part in parts):
        raise Broken(f"the name {shown!r} is another one on some systems")


class _Names:
    """The names so far, as the most forgiving file system sees them: without case, in one Unicode form."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def add(self, name: str) -> None:
        """Take a name; raise Broken if a file system may take it for one that is there."""
        key = _folded(name)
        if key in self._files or key in self._folders:
            other = self._files.get(key) or self._folders[key]
            raise Broken(f"two entries go by one name: {printable(other)!r} and {printable(name)!r}")
        if unicodedata.normalize("NFC", name) != name:
            raise Broken(f"the name {printable(name)!r} is not in the usual Unicode form (NFC)")
        self._files[key] = name
        while "/" in key:
            key = key.rpartition("/")[0]
            if key in self._files:
                raise Broken(f"{printable(self._files[key])!r} is a file and a folder at once")
            self._folders[key] = name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", name).casefold())


def _check_first(container: Container, media_type: str) -> None:
    first = next(iter(container.entries.values()))
    if first.name != MIMETYPE:
        raise Broken("the first entry of the container is not mimetype")
    if first.method != _STORED or container.read(MIMETYPE) != media_type.encode():
        raise Broken(f"the entry mimetype is packed, or does not say {media_type}")


def _inflated(packed: bytes, entry: Entry) -> bytes:
    unpacking = zlib.decompressobj(-15)
    try:
        # One byte more than told, so that the end of the stream is reached, and no more than that in any case.
        content = unpacking.decompress(packed, entry.size + 1)
    except zlib.error as error:
        raise Broken(f"{printable(entry.name)} cannot be unpacked") from error
    if len(content) != entry.size or not unpacking.eof or unpacking.unused_data:
        raise Broken(f"{printable(entry.name)} does not unpack to the size that the container says")
    return content
