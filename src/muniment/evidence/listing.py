"""The listing of a data set, as `sha256sum` writes it: a line a file, sorted by the bytes of the path; its digest."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muniment.base.canonical import digest
from muniment.evidence.found import DataFile

#: The largest listing that is read: some million files.
MAX_BYTES = 512 << 20
_LINE = re.compile(rb"([0-9a-f]{64})  ([^\x00\r\n\\]+)\n")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a listing."""

    path: str
    sha256: str


def listing_bytes(files: Iterable[DataFile | Listed]) -> bytes:
    """Write a listing; `sha256sum -c` reads it from the folder that the paths begin in."""
    lines = sorted((file.path.encode(), file.sha256) for file in files)
    return b"".join(sha256.encode() + b"  " + path + b"\n" for path, sha256 in lines)


def dir_hash(files: Sequence[DataFile | Listed]) -> str:
    """Return in-toto's dirHash of files: the digest of their listing."""
    return digest(listing_bytes(files))


def load_listing(data: bytes) -> tuple[Listed, ...]:
    """Read a listing; ValueError for anything that `listing_bytes` has not written so, or that leads elsewhere."""
    if len(data) > MAX_BYTES:
        raise ValueError("it is larger than any listing")
    found = []
    end = 0
    for line in _LINE.finditer(data):
        if line.start() != end:
            break
        end = line.end()
        found.append(Listed(line[2].decode("utf-8"), line[1].decode()))
    if end != len(data):
        raise ValueError("it has a line that is not as sha256sum writes it")
    names = [item.path.encode() for item in found]
    if any(a >= b for a, b in itertools.pairwise(names)):
        raise ValueError("it does not list every path once, sorted by its bytes")
    if any(part in ("", ".", "..") for item in found for part in item.path.split("/")):
        raise ValueError("it names a path that leads elsewhere")
    return tuple(found)


def group_digest(files: Sequence[DataFile]) -> str:
    """Return the digest that a card states: of the one file, or of the listing of several."""
    if len(files) == 1:
        return f"sha256:{files[0].sha256}"
    return dir_hash(files)
