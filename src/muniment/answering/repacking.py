"""A ZIP with some of its members changed; the others are copied as they lie there, packed, with what is said of them.

Python's `zipfile` writes members anew, with its own times, flags and fields. Here the bytes between one local header
and the next are taken as they are, and the directory is changed only in the places, sizes and sums that are different.
"""

import struct
import zipfile
import zlib
from collections.abc import Mapping

from muniment.answering.package import refused

_LOCAL, _ENTRY, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_DESCRIPTOR = 1 << 3
_AGAIN = "Open it in the program it was made with, save it again, and fill that."


def repacked(name: str, data: bytes, archive: zipfile.ZipFile, parts: Mapping[str, bytes]) -> bytes:
    """Return the archive with these members changed; raise CannotRun where the order of its bytes is not plain."""
    directory = archive.start_dir  # where the central directory begins, as zipfile found it
    items = sorted(archive.infolist(), key=lambda item: item.header_offset)
    starts = [item.header_offset for item in items]
    pieces, places, sizes, at = [data[: starts[0]] if starts else b""], {}, {}, starts[0] if starts else 0
    for item, following in zip(items, [*starts[1:], directory], strict=True):
        body = data[item.header_offset : following]
        header = _local(name, body, item)
        if header + item.compress_size > len(body):
            raise refused(f"{name} has parts that overlap.", _AGAIN)
        places[item.header_offset] = at
        if item.filename in parts:
            body, packed = _changed(body[:header], parts[item.filename], item.compress_type)
            sizes[item.header_offset] = (zlib.crc32(parts[item.filename]), packed, len(parts[item.filename]))
        pieces.append(body)
        at += len(body)
    entries = _directory(name, data, directory, places, sizes, len(items))
    tail = data[directory + len(entries) :]
    if tail[:4] != b"PK\x05\x06" or len(tail) < _END.size:
        raise refused(f"{name} is packed in a way that office programs do not use.", _AGAIN)
    end = list(_END.unpack_from(tail))
    end[5], end[6] = len(entries), at
    return b"".join([*pieces, entries, _END.pack(*end), tail[_END.size :]])


def _local(name: str, body: bytes, item: zipfile.ZipInfo) -> int:
    """Return how long the local header is of a member that begins here."""
    if len(body) < _LOCAL.size or body[:4] != b"PK\x03\x04" or 0xFFFFFFFF in (item.compress_size, item.file_size):
        raise refused(f"{name} is packed in a way that office programs do not use.", _AGAIN)
    fields = _LOCAL.unpack_from(body)
    return int(_LOCAL.size + fields[9] + fields[10])


def _changed(header: bytes, content: bytes, method: int) -> tuple[bytes, int]:
    """Return a member with new content under its own header, and its packed size."""
    packed = content
    if method == zipfile.ZIP_DEFLATED:
        packing = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packing.compress(content) + packing.flush()
    fields = list(_LOCAL.unpack_from(header))
    # Sizes and sum stand in the header now, so none follow the content.
    fields[2] &= ~_DESCRIPTOR
    fields[6], fields[7], fields[8] = zlib.crc32(content), len(packed), len(content)
    return _LOCAL.pack(*fields) + header[_LOCAL.size :] + packed, len(packed)


def _directory(
    name: str,
    data: bytes,
    start: int,
    places: Mapping[int, int],
    sizes: Mapping[int, tuple[int, int, int]],
    count: int,
) -> bytes:
    """Return the central directory with the new places, and what is new of what was changed."""
    entries, at = [], start
    for _ in range(count):
        if data[at : at + 4] != b"PK\x01\x02":
            raise refused(f"{name} is packed in a way that office programs do not use.", _AGAIN)
        fields = list(_ENTRY.unpack_from(data, at))
        length = _ENTRY.size + fields[10] + fields[11] + fields[12]
        offset = fields[16]
        if offset not in places:
            raise refused(f"{name} is packed in a way that office programs do not use.", _AGAIN)
        fields[16] = places[offset]
        if offset in sizes:
            fields[3] &= ~_DESCRIPTOR
            fields[7], fields[8], fields[9] = sizes[offset]
        entries.append(_ENTRY.pack(*fields) + data[at + _ENTRY.size : at + length])
        at += length
    return b"".join(entries)
