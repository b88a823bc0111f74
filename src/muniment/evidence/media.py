"""Pictures, sound and film: counted by what their heads state; nothing is decoded.

A duration is kept as whole microseconds a file, so that shards add up to the same. Who reads which head is named beside
the figure with its version, since two readers can differ in the last frame.
"""

import functools
import warnings
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Any

from muniment.evidence.boxes import BrokenFrames, adts_duration, heic_size
from muniment.evidence.compression import missing_extra
from muniment.evidence.figures import decimal_figure
from muniment.evidence.found import DataFile, Found
from muniment.evidence.lock import Measured
from muniment.evidence.plan import Plan
from muniment.evidence.signatures import signature_of

#: What a picture's head may be of; Pillow opens nothing else, so that no foreign program is called.
_PICTURES = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000")
_MICROSECONDS = 1_000_000
_HOUR = 3600 * _MICROSECONDS
#: A duration above this (a year) is no duration.
_LONGEST = 366 * 24 * _HOUR
#: Who reads the heads of what states a duration.
_READERS = {"audio": ("tinytag", "pymediainfo"), "video": ("pymediainfo",)}


class BrokenMedia(Exception):
    """A file whose head is not that of what it seems to be; ``reason`` is the code that evidence states."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_media(path: Path, form: str, compression: str = "none") -> tuple[str, tuple[tuple[str, int], ...]]:
    """Return the form that the head of a file bears out, and what it counts for: images, or microseconds of it."""
    if compression != "none":
        # Heads are read at their place; media files are compressed inside, and hardly ever as a whole as well.
        raise BrokenMedia("compressed_media")
    try:
        if form == "image":
            _picture(path)
            return form, (("images", 1),)
        duration, form = (_sound(path), form) if form == "audio" else _film(path)
    except ImportError as error:
        raise missing_extra() from error
    if duration is None or not 0 <= duration <= _LONGEST:
        raise BrokenMedia("no_duration")
    return form, ((form, duration),)


@functools.cache
def _pillow() -> Any:
    """Return the reader of pictures, set to read heads of any size: no pixel is decoded."""
    from PIL import Image

    # Once for all threads; heads that are odd are judged here and warned of nowhere.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    Image.MAX_IMAGE_PIXELS = None
    return Image


def _picture(path: Path) -> None:
    image = _pillow()
    with path.open("rb") as stream:
        told = signature_of(stream.read(512))
        stream.seek(0)
        try:
            if told is not None and told.media_type == "image/heic":
                # Pillow does not know these.
                width, height = heic_size(stream)
            else:
                with image.open(stream, formats=_PICTURES) as picture:
                    width, height = picture.size
        except MemoryError:
            raise
        except Exception as error:
            # Pillow's readers raise whatever a damaged head leads to: SyntaxError, struct.error, KeyError …
            raise BrokenMedia("damaged") from error
    if not width or not height:
        raise BrokenMedia("damaged")


def _sound(path: Path) -> int | None:
    """Return the duration of a sound; kinds that the small reader does not know are left to the large one."""
    import tinytag

    try:
        with path.open("rb") as stream:
            if (frames := adts_duration(stream)) is not None:
                return frames
            stream.seek(0)
            duration = tinytag.TinyTag.get(filename=path.name, file_obj=stream, tags=False).duration
    except tinytag.UnsupportedFormatError:
        duration = None
    except BrokenFrames as error:
        raise BrokenMedia("truncated") from error
    except Exception as error:
        if isinstance(error, OSError | MemoryError):
            raise
        raise BrokenMedia("damaged") from error
    return round(Fraction(duration) * _MICROSECONDS) if duration else _film(path)[0]


def _film(path: Path) -> tuple[int | None, str]:
    """Return the duration of a film, or of a container that holds sound alone."""
    import pymediainfo

    try:
        read = pymediainfo.MediaInfo.parse(str(path), full=True, parse_speed=0.0)
    except (RuntimeError, ValueError) as error:
        raise BrokenMedia("damaged") from error
    tracks = read.to_data()["tracks"]
    duration = next((track.get("duration") for track in tracks if track["track_type"] == "General"), None)
    kinds = {track["track_type"] for track in tracks}
    form = "audio" if "Audio" in kinds and "Video" not in kinds else "video"
    try:
        return (round(Fraction(str(duration)) * 1000) if duration is not None else None), form
    except ValueError:
        return None, form


@functools.cache
def reader_of(form: str) -> str:
    """Return who reads the durations of a form, with version; empty where none is needed or installed."""
    try:
        return ", ".join(f"{name} {version(name)}" for name in _READERS.get(form, ()))
    except ImportError:
        return ""


def measure_media(plan: Plan, files: Sequence[DataFile]) -> Found:
    """Return the amounts of pictures, sound and film: of the whole set, and of each split that entries name."""
    splits = {group.id: group.split for group in plan.groups}
    sums: dict[str, Counter[str]] = {}
    counts: dict[str, Counter[str]] = {}
    for file in files:
        for name, count in file.media:
            for split in {"", splits.get(file.group, "")}:
                sums.setdefault(name, Counter())[split] += count
                counts.setdefault(name, Counter())[split] += 1
    found = Found()
    for name, of_split in sums.items():
        for split, total in of_split.items():
            found.facts.append(_amount(name, split, total, counts[name][split]))
    return found


def _amount(name: str, split: str, total: int, files: int) -> Measured:
    pictures = name == "images"
    modality, unit = ("image", "images") if pictures else (name, "hours")
    part = {"modality": modality, "unit": unit, "split": split}
    of = tuple(sorted((key, value) for key, value in part.items() if value))
    reader = reader_of(modality)
    method = (("reader", reader),) if reader else ()
    return Measured("amount", of, total if pictures else hours(total), unit, read=files, method=method)


def hours(microseconds: int) -> str:
    """Return a duration in hours, three decimals, half to even."""
    return decimal_figure(Fraction(microseconds, _HOUR), 3)
