"""What a file of data holds, told from its content: tables with rows and columns, text, pictures, sound, film.

A name can be wrong, so it only says what to try first; nothing is told of a file whose content does not bear it out.
"""

import csv
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from muniment.evidence.signatures import MEDIA, signature_of

#: The longest line that is read as one, and the largest JSON document that is read whole.
MAX_LINE = 4 << 20
MAX_JSON = 16 << 20
#: So many rows are looked at to guess what a column holds, and so many columns are named.
GUESSED_ROWS = 1000
MAX_COLUMNS = 200
_HEAD = 512

#: Names of files that often say something about the others; what they say is not read.
_NOTICES = {"readme": "readme", "license": "licence", "licence": "licence", "copying": "licence",
            "croissant": "croissant",
            "datasheet": "card", "dataset_card": "card", "data_card": "card",
            "dataset_infos": "card"}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?")


@dataclass(frozen=True, slots=True)
class Content:
    """What the content bears out: media type, what is counted of such files, encoding, and of tables rows and columns.

    ``notice`` tells that the name is one of files that speak about the others. ``rows`` is None where they were not
    counted to the end; ``columns`` are names with what they seem to hold. ``headed`` tells that the first line was
    taken as names of columns.
    """

    notice: str = ""
    media_type: str = ""
    counted: str = ""
    encoding: str = ""
    rows: int | None = None
    columns: tuple[tuple[str, str], ...] = ()
    headed: bool = False


def look_at(stream: BinaryIO, name: str, size: int, until: float) -> Content:
    """Return what a file holds; with a negative size it was not read whole, and only its first bytes are looked at."""
    path = PurePosixPath(name)
    notice = _NOTICES.get(path.name.partition(".")[0].casefold().replace("-", "_"), "")
    stream.seek(0)
    head = stream.read(_HEAD)
    if (told := signature_of(head)) is not None:
        # What a container holds its first bytes do not tell.
        return Content(notice, told.media_type, told.form if told.form in MEDIA and not told.open else "")
    if size <= 0 or b"\x00" in head:
        return Content(notice)
    stream.seek(0)
    suffix = path.suffix.casefold()
    try:
        if suffix in (".csv", ".tsv"):
            found = _table(stream, "\t" if suffix == ".tsv" else "", until)
        elif suffix in (".jsonl", ".ndjson"):
            found = _json_lines(stream, until)
        elif suffix == ".json" and size <= MAX_JSON:
            found = _json(stream.read(MAX_JSON))
        else:
            found = None
    except (ValueError, csv.Error, RecursionError, UnicodeError, MemoryError):
        found = None
    found = found or _text(stream, until)
    return Content(notice, found.media_type, found.counted, found.encoding, found.rows, found.columns, found.headed)


def _lines(stream: BinaryIO, until: float) -> Iterator[str]:
    """Yield the lines of a text; ValueError for one that is too long or no UTF-8, or when time runs out."""
    while line := stream.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE or b"\x00" in line or time.monotonic() > until:
            raise ValueError("not a text that is read line by line")
        yield line.decode("utf-8")


def _table(stream: BinaryIO, delimiter: str, until: float) -> Content | None:
    first = stream.readline(MAX_LINE).decode("utf-8-sig")
    delimiter = delimiter or max(",;\t|", key=first.count)
    stream.seek(0)
    rows = 0
    sample: list[list[str]] = []
    for row in csv.reader(_lines(stream, until), delimiter=delimiter, strict=True):
        if not row:
            continue
        if sample and len(row) != len(sample[0]):
            return None
        rows += 1
        if len(sample) <= GUESSED_ROWS:
            sample.append(row)
    if not sample:
        return None
    sample[0][0] = sample[0][0].removeprefix("\ufeff")
    headed = rows > 1 and _is_head(sample[0])
    names = sample[0] if headed else [str(number) for number in range(1, len(sample[0]) + 1)]
    columns = _columns(names, sample[1:] if headed else sample)
    media_type = "text/tab-separated-values" if delimiter == "\t" else "text/csv"
    return Content("", media_type, "rows", "utf-8", rows - headed, columns, headed)


def _is_head(row: Sequence[str]) -> bool:
    """Tell whether a first line reads like names of columns: all there, all different, no figures or dates."""
    cells = [cell.strip() for cell in row]
    return len(set(cells)) == len(cells) and all(cell and _kind([cell]) == "text" for cell in cells)


def _columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    named = list(names)[:MAX_COLUMNS]
    return tuple((name, _kind([row[place] for row in rows])) for place, name in enumerate(named))


def _kind(cells: Sequence[str]) -> str:
    stated = [cell.strip() for cell in cells if cell.strip() and cell.strip().casefold() not in ("na", "nan", "null")]
    if not stated:
        return "empty"
    if all(_NUMBER.fullmatch(cell) for cell in stated):
        return "number"
    return "date" if all(_DATE.fullmatch(cell) for cell in stated) else "text"


def _json_lines(stream: BinaryIO, until: float) -> Content | None:
    rows = 0
    keys: dict[str, None] = {}
    for line in _lines(stream, until):
        if line.strip():
            record = json.loads(line)
            rows += 1
            if rows <= GUESSED_ROWS and isinstance(record, dict):
                keys.update(dict.fromkeys(record))
    columns = tuple((key, "") for key in list(keys)[:MAX_COLUMNS])
    return Content("", "application/jsonl", "rows", "utf-8", rows, columns) if rows else None


def _json(data: bytes) -> Content:
    value = json.loads(data.decode("utf-8"))
    if not isinstance(value, list):
        return Content("", "application/json", "", "utf-8")
    keys = dict.fromkeys(key for item in value[:GUESSED_ROWS] if isinstance(item, dict) for key in item)
    columns = tuple((key, "") for key in list(keys)[:MAX_COLUMNS])
    return Content("", "application/json", "rows", "utf-8", len(value), columns)


def _text(stream: BinaryIO, until: float) -> Content:
    """Return that a file is text where all of it is; nothing otherwise."""
    stream.seek(0)
    try:
        for _ in _lines(stream, until):
            pass
    except (ValueError, UnicodeError):
        return Content()
    return Content("", "text/plain", "text", "utf-8")
