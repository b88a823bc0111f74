"""ZIP files made by hand, so that every byte of a header can be a lie."""

import struct
import zlib
from dataclasses import dataclass, field

ASICE = "application/vnd.etsi.asic-e+zip"


@dataclass
class Made:
    """One entry; a member that is None takes what is true of the content."""

    name: bytes
    content: bytes = b""
    method: int = 0
    flags: int = 0
    needed: int = 20
    made_by: int = 0x0314
    mode: int = 0o100644 << 16
    disk: int = 0
    crc: int | None = None
    size: int | None = None
    packed: int | None = None
    raw: bytes | None = None
    extra: bytes = b""
    comment: bytes = b""
    local_extra: bytes = b""
    before: bytes = b""
    after: bytes = b""
    offset: int | None = None
    local: dict = field(default_factory=dict)

    def packed_bytes(self) -> bytes:
        if self.raw is not None:
            return self.raw
        if self.method != 8:
            return self.content
        packing = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packing.compress(self.content) + packing.flush()

    def told(self) -> dict:
        data = self.packed_bytes()
        return {
            "needed": self.needed,
            "flags": self.flags,
            "method": self.method,
            "time": 0,
            "date": 0x21,
            "crc": zlib.crc32(self.content) if self.crc is None else self.crc,
            "packed": len(data) if self.packed is None else self.packed,
            "size": len(self.content) if self.size is None else self.size,
            "name": self.name,
        }


def mimetype(**changes) -> Made:
    return Made(b"mimetype", ASICE.encode(), **changes)


def archive(
    *entries: Made,
    start: bytes = b"",
    gap: bytes = b"",
    directory_end: bytes = b"",
    tail: bytes = b"",
    comment: bytes = b"",
    count: int | None = None,
    end: dict | None = None,
) -> bytes:
    """Return a ZIP of the entries, with bytes of the caller's wherever there may be some."""
    body, directory = bytearray(start), bytearray()
    for entry in entries:
        body += entry.before
        offset = len(body) if entry.offset is None else entry.offset
        told = entry.told()
        body += _local({**told, **entry.local}, entry.local_extra) + entry.packed_bytes() + entry.after
        directory += _central(told, entry, offset)
    body += gap
    number = len(entries) if count is None else count
    said = {"disk": 0, "first": 0, "here": number, "count": number, "size": len(directory), "offset": len(body)}
    said |= {"comment": len(comment)} | (end or {})
    return bytes(body + directory + directory_end + struct.pack("<4s4H2IH", b"PK\5\6", *said.values()) + comment + tail)


def _local(told: dict, extra: bytes) -> bytes:
    numbers = [told[key] for key in ("needed", "flags", "method", "time", "date", "crc", "packed", "size")]
    return struct.pack("<4s5H3I2H", b"PK\3\4", *numbers, len(told["name"]), len(extra)) + told["name"] + extra


def _central(told: dict, entry: Made, offset: int) -> bytes:
    numbers = [told[key] for key in ("needed", "flags", "method", "time", "date", "crc", "packed", "size")]
    rest = (len(told["name"]), len(entry.extra), len(entry.comment), entry.disk, 0, entry.mode, offset)
    head = struct.pack("<4s6H3I5H2I", b"PK\1\2", entry.made_by, *numbers, *rest)
    return head + told["name"] + entry.extra + entry.comment
