"""Texts that are nearly alike: min-hash signatures over runs of five words, and which of them agree.

A word is what stands between ASCII white space, its ASCII letters made small; a text of fewer words is one run. A run's
hash is the CRC-32 of its words with a blank between. Row i of a signature is the least of a * hash + b modulo 2^32 over
all runs, where a (made odd) and b are the first and the next four bytes of the SHA-256 of "near i".
The share of rows in which two signatures agree estimates the Jaccard similarity of their texts.
"""

import functools
import hashlib
import zlib
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from muniment.evidence.bounds import clopper_pearson_high, outward, wilson_exact
from muniment.evidence.compression import missing_extra

ROWS = 128
WORDS = 5
#: The similarity from which on two texts are near duplicates, and how many rows then agree.
ALIKE = "0.8"
_AGREE = 103
#: Rows that must agree as one, for two signatures to be compared at all; at 0.8 one pair in 20 million is overlooked.
_BAND = 4
#: How many hashes are permuted at once.
_AT_ONCE = 4096


def signature(text: str) -> bytes:
    """Return the signature of a text; empty for a text without a word."""
    numpy = _numpy()
    # Of bytes, lower() and split() know ASCII and nothing else.
    words = text.encode("utf-8", "surrogatepass").lower().split()
    if not words:
        return b""
    joined = b" ".join(words)
    sizes = numpy.fromiter(map(len, words), numpy.int64, len(words))
    ends = (sizes + 1).cumsum() - 1
    starts, ends = ends - sizes, ends[min(WORDS, len(words)) - 1 :]
    runs = set(map(zlib.crc32, map(joined.__getitem__, map(slice, starts.tolist(), ends.tolist()))))
    hashes = numpy.fromiter(runs, numpy.uint32, len(runs)).reshape(-1, 1)
    factors, added = _parameters()
    parts = [hashes[at : at + _AT_ONCE] for at in range(0, len(hashes), _AT_ONCE)]
    least = functools.reduce(numpy.minimum, ((factors * part + added).min(axis=0) for part in parts))
    return bytes(least.astype(">u4").tobytes())


@functools.cache
def _parameters() -> tuple[Any, Any]:
    numpy = _numpy()
    made = [hashlib.sha256(f"near {row}".encode()).digest() for row in range(ROWS)]
    factors = [int.from_bytes(of[:4], "big") | 1 for of in made]
    added = [int.from_bytes(of[4:8], "big") for of in made]
    return numpy.array(factors, numpy.uint32), numpy.array(added, numpy.uint32)


def find_near(signatures: Sequence[bytes]) -> tuple[int, int]:
    """Return how many of these have another one that is nearly alike, and how many pairs of such there are."""
    numpy = _numpy()
    counted = Counter(one for one in signatures if one)
    if not counted:
        return 0, 0
    many = numpy.array(list(counted.values()), numpy.int64)
    rows = numpy.frombuffer(b"".join(counted), ">u4").astype(numpy.uint32).reshape(-1, ROWS)
    has = many > 1
    pairs = int((many * (many - 1) // 2).sum())
    buckets = _buckets(rows)
    for place, lots in enumerate(buckets):
        others = _later(lots, place, len(rows))
        alike = others[(rows[others] == rows[place]).sum(axis=1) >= _AGREE]
        has[alike] = True
        has[place] |= len(alike) > 0
        pairs += int(many[place] * many[alike].sum())
    return int(many[has].sum()), pairs


def _later(lots: Sequence[Any], place: int, count: int) -> Any:
    """Return which later signatures one is compared with; all of them where that is no more work."""
    numpy = _numpy()
    if sum(map(len, lots)) > count:
        return numpy.arange(place + 1, count)
    others = numpy.unique(numpy.concatenate(lots)) if lots else numpy.zeros(0, numpy.int64)
    return others[others > place]


def _buckets(rows: Any) -> list[list[Any]]:
    """Return for each signature the lots of signatures that share a band with it."""
    numpy = _numpy()
    found: list[list[Any]] = [[] for _ in rows]
    for start in range(0, ROWS, _BAND):
        band = rows[:, start : start + _BAND]
        order = numpy.lexsort(band.transpose())
        bounds = numpy.flatnonzero((band[order[1:]] != band[order[:-1]]).any(axis=1)) + 1
        bounds = numpy.concatenate(([0], bounds, [len(order)]))
        for at in numpy.flatnonzero(numpy.diff(bounds) > 1):
            lot = order[bounds[at] : bounds[at + 1]]
            for place in lot:
                found[place].append(lot)
    return found


def near_interval(near: int, pairs: int, drawn: int, whole: int) -> tuple[str, str]:
    """Return the interval of the share of near duplicates in a set of which so many texts were drawn.

    Most duplicates of a text that was drawn were not drawn, so the share of the sample is too small by far. The share
    of pairs is not: the upper end comes from it, as no more texts have a near duplicate than there are pairs for.
    """
    low, high = wilson_exact(near, drawn)
    if drawn < whole and drawn > 1:
        possible = drawn * (drawn - 1) // 2
        crowded = pairs * (whole - 1) >= possible
        high = Decimal(1) if crowded else max(high, clopper_pearson_high(pairs, possible) * (whole - 1))
    elif drawn < whole:
        high = Decimal(1)
    return outward(low, high)


def _numpy() -> Any:
    try:
        import numpy
    except ImportError as error:
        raise missing_extra() from error
    return numpy
