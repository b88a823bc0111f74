"""Undoing the compression of a file as a whole: told from its first bytes, read as a stream, never held in memory."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from muniment.base.errors import CannotRun

#: First bytes → compression.
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"(\xb5/\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x04\x22\x4d\x18", "lz4"),
)
_CHUNK = 1 << 18
#: So many first and last bytes tell the form of a file.
HEAD = 1 << 16
_TAIL = 8
#: A file that decodes to more bytes than this, and to more than so many times its size, is not read on.
MOST_BLOWN_UP = 4 << 30
MOST_TIMES = 2000


class BrokenStream(Exception):
    """A compressed file that cannot be undone; ``reason`` is the code that evidence states."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def compression_of(head: bytes) -> str:
    """Return how a file with these first bytes is compressed: gzip, zstd, bzip2, xz, lz4 or none."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "none")


def open_decoded(path: Path, compression: str) -> Any:
    """Open a file so that its decoded bytes are read; `stream_reason` names what reading raises where it is broken."""
    if compression == "none":
        return path.open("rb")
    if compression == "gzip":
        return gzip.open(path, "rb")
    if compression == "bzip2":
        return bz2.open(path, "rb")
    if compression == "xz":
        return lzma.open(path, "rb")
    try:
        if compression == "zstd":
            from backports import zstd

            return zstd.open(path, "rb")
        import lz4.frame

        return lz4.frame.open(path, "rb")
    except ImportError as error:
        raise missing_extra() from error


def missing_extra() -> CannotRun:
    """Return that the libraries for measuring are not installed."""
    return CannotRun("Measuring data needs libraries that are not installed.", "Run: pip install 'muniment[measure]'.")


def read_decoded(
    path: Path, compression: str, size: int, going_on: Callable[[], None] = lambda: None
) -> tuple[bytes, bytes, int]:
    """Return the first and last decoded bytes of a file and how many there are; BrokenStream where it breaks off.

    ``going_on`` is called now and then; what it raises ends the reading.
    """
    total = 0
    buffer = bytearray(_CHUNK)
    head, tail = bytearray(), b""
    try:
        with open_decoded(path, compression) as stream:
            while count := stream.readinto(buffer):
                going_on()
                total += count
                if len(head) < HEAD:
                    head += buffer[: min(count, HEAD - len(head))]
                tail = (tail + bytes(buffer[max(0, count - _TAIL) : count]))[-_TAIL:]
                if total > MOST_BLOWN_UP and total > MOST_TIMES * size:
                    raise BrokenStream("blown_up")
    except BrokenStream:
        raise
    except Exception as error:
        raise BrokenStream(stream_reason(error)) from error
    return bytes(head), tail, total


def stream_reason(error: Exception) -> str:
    """Return the code for what reading a compressed file raised; raise again what has nothing to do with the file."""
    if isinstance(error, EOFError):
        return "truncated"
    if isinstance(error, CannotRun):
        raise error
    if isinstance(error, PermissionError):
        return "not_permitted"
    damaged = (zlib.error, lzma.LZMAError, gzip.BadGzipFile, io.UnsupportedOperation, ValueError, RuntimeError)
    if isinstance(error, damaged) or type(error).__name__ == "ZstdError":
        return "damaged"
    if isinstance(error, OSError):
        # bz2 reports damage as an OSError without a number; one with a number is the system's.
        return "unreadable" if error.errno else "damaged"
    raise error
