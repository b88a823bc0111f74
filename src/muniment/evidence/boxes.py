"""Heads that the usual readers do not know: pictures in ISO boxes (HEIC), and raw AAC, which is frames alone.

Both walks are bounded: by a number of boxes and the size of what may hold the head; by the file, read once.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import BinaryIO

from muniment.evidence.signatures import is_adts

_MOST_BOXES = 256
_MOST_HEAD = 8 << 20
_MICROSECONDS = 1_000_000
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_SAMPLES, _HEADER = 1024, 7
#: Tags of 128 bytes, and of any size, that programs write behind the last frame.
_TAGS = (b"TAG", b"ID3", b"APETAGE")


class BrokenFrames(Exception):
    """Sound that breaks off within a frame, or goes on with what is none."""


def heic_size(stream: BinaryIO) -> tuple[int, int]:
    """Return width and height of the largest picture that the head of a HEIC file states; ValueError for none.

    A sequence of pictures states them in the head of a film.
    """
    for kind, size in _top(stream):
        if kind not in (b"meta", b"moov"):
            stream.seek(size, 1)
            continue
        if size > _MOST_HEAD:
            raise ValueError("a head that is too large")
        body = stream.read(size)
        if len(body) != size:
            raise ValueError("it breaks off in its head")
        # A meta box has a version and flags before what it holds.
        body = body[4:] if kind == b"meta" else body
        found = [_size(body[at:end]) for name, at, end in _inside(body) if name in (b"ispe", b"tkhd")]
        if sizes := [size for size in found if all(size)]:
            return max(sizes)
    raise ValueError("no size is stated")


def _top(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield kind and size of the body of each box of a file; who reads on must stand behind the body."""
    for _ in range(_MOST_BOXES):
        head = stream.read(8)
        if len(head) < 8:
            return
        size, used = int.from_bytes(head[:4], "big"), 8
        if size == 1:
            size, used = int.from_bytes(stream.read(8), "big"), 16
        if size < used:
            return
        yield head[4:], size - used


def _inside(body: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, beginning and end of the boxes within one, those that hold others opened."""
    waiting, seen = [(0, len(body))], 0
    while waiting:
        at, end = waiting.pop()
        while at + 8 <= end and seen < _MOST_BOXES * 16:
            seen += 1
            size, kind = int.from_bytes(body[at : at + 4], "big"), body[at + 4 : at + 8]
            if size < 8 or at + size > end:
                break
            if kind in (b"iprp", b"ipco", b"trak"):
                waiting.append((at + 8, at + size))
            yield kind, at + 8, at + size
            at += size


def _size(box: bytes) -> tuple[int, int]:
    """Return width and height as the last two numbers of a box state them; of a track they are of 16.16 bits."""
    width, height = (int.from_bytes(box[at : at + 4], "big") for at in (len(box) - 8, len(box) - 4))
    return (width, height) if len(box) == 12 else (width >> 16, height >> 16)


def adts_duration(stream: BinaryIO) -> int | None:
    """Return the duration of raw AAC in microseconds, by its frames; None for what is none.

    BrokenFrames where it breaks off within a frame or goes on with what is no frame.
    """
    head = _first(stream)
    if not is_adts(head):
        return None
    samples: dict[int, int] = {}
    while len(head) == _HEADER and is_adts(head):
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        body = stream.read(max(0, length - _HEADER))
        if len(body) != length - _HEADER:
            raise BrokenFrames
        rate = _RATES[head[2] >> 2 & 0xF]
        samples[rate] = samples.get(rate, 0) + _SAMPLES * ((head[6] & 3) + 1)
        head = stream.read(_HEADER)
    if head and not head.startswith(_TAGS):
        raise BrokenFrames
    return round(sum(Fraction(count, rate) for rate, count in samples.items()) * _MICROSECONDS)


def _first(stream: BinaryIO) -> bytes:
    """Return the bytes of the first frame's head, behind a tag that may stand before it."""
    head = stream.read(10)
    if head.startswith(b"ID3") and len(head) == 10:
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        stream.seek(10 + size)
    else:
        stream.seek(0)
    return stream.read(_HEADER)
