"""Which records are looked at where not all can be: drawn by the data alone, so that anybody draws the same.

The key of a record is the SHA-256 of the seed, the path of its file and its position there, counted from nought, with a
line feed between. The records with the least keys are drawn. The seed is the digest of the data set: nobody can try
seeds until one suits. A shard draws from its own records; the least of all that shards drew are those of the whole.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

#: How many records are drawn; of no hit among them it can be said "at most 0.04 %".
SIZE = 10_000


class Drawn(NamedTuple):
    """A record that was drawn: its key, the path of its file, and its position among the file's records."""

    key: bytes
    path: str
    position: int


def draw(seed: str, records: Mapping[str, int], size: int = SIZE) -> list[Drawn]:
    """Draw from files with so many records each, by path; sorted by key."""
    drawn: list[Drawn] = []
    for path, count in records.items():
        limit = drawn[size - 1].key if len(drawn) >= size else None
        drawn = sorted([*drawn, *_drawn_of_file(seed, path, count, size, limit)])[:size]
    return drawn


def _drawn_of_file(seed: str, path: str, count: int, size: int, limit: bytes | None) -> list[Drawn]:
    before = f"{seed}\n{path}\n".encode()
    sha256 = hashlib.sha256
    kept: list[Drawn] = []
    for position in range(count):
        key = sha256(before + b"%d" % position).digest()
        if limit is None or key < limit:
            kept.append(Drawn(key, path, position))
            if len(kept) >= 2 * size:
                kept = sorted(kept)[:size]
                limit = kept[-1].key
    return kept


def sample_digest(keys: Iterable[bytes]) -> str:
    """Return the digest of what was drawn: of the keys in hexadecimal, sorted, a line each."""
    lines = "".join(f"{key.hex()}\n" for key in sorted(keys))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"
