"""A CSV file field by field with the place of each in the text, so that single ones can be replaced and all else stays.

The dialect is read off the file: its separator, whether fields stand in quotes, how lines end, how it is encoded.
"""

import functools
import re
from collections import Counter
from dataclasses import dataclass

from muniment.answering.package import refused

#: Bounds: rows, fields of a row, characters of a field.
MAX_ROWS, MAX_FIELDS, MAX_FIELD = 50_000, 200, 32_767
_DELIMITERS = ",;\t|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its text, whether it stands in quotes, and from where to where it stands in the file's text."""

    text: str
    quoted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One record, and where it ends in the file's text."""

    fields: tuple[Field, ...]
    end: int


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The file: its text, how it is encoded and separated, whether all that is said stands in quotes, its records."""

    text: str
    encoding: str
    delimiter: str
    quotes: bool
    rows: tuple[Row, ...]


def read_csv(name: str, data: bytes, encoding: str = "", delimiter: str = "") -> CsvFile:
    """Return a CSV file; raise CannotRun for what is none, or what would not be the same when it is written again."""
    text, known = _decoded(name, data, encoding)
    mark = delimiter or _delimiter(text)
    if not mark:
        raise refused(
            f"{name} is neither a workbook (.xlsx) nor CSV with more than one column.",
            "Save it as .xlsx; or name the separator in the mapping: delimiter.",
        )
    rows = tuple(_rows(name, text, mark))
    said = [item for row in rows for item in row.fields if item.text]
    return CsvFile(text, known, mark, bool(said) and all(item.quoted for item in said), rows)


def write_csv(read: CsvFile, cells: dict[tuple[int, int], str]) -> bytes:
    """Return the file with these cells (row, column, both from 1) put in; every other character stays.

    Raises ValueError, with the cell as its argument, for a text that the file's encoding has no characters for.
    """
    edits: list[tuple[int, int, str]] = []
    beyond: dict[int, list[tuple[int, str]]] = {}
    for (number, column), text in sorted(cells.items()):
        row = read.rows[number - 1]
        field = row.fields[column - 1] if column <= len(row.fields) else None
        written = _written(text, read, field)
        if not encodes(written, read):
            raise ValueError((number, column))
        if field is not None:
            edits.append((field.start, field.end, written))
        else:
            beyond.setdefault(number, []).append((column, written))
    for number, added in beyond.items():
        row, tail, last = read.rows[number - 1], "", len(read.rows[number - 1].fields)
        for column, written in added:
            tail += read.delimiter * (column - last) + written
            last = column
        edits.append((row.end, row.end, tail))
    pieces, at = [], 0
    # A field that is empty at the end of its row comes before what is added behind it.
    for start, end, written in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [read.text[at:start], written]
        at = end
    return _encoded("".join([*pieces, read.text[at:]]), read.encoding)


def harmless(text: str) -> str:
    """Return a text that no program takes for a formula: one that begins like it gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def encodes(text: str, read: CsvFile) -> bool:
    """Tell whether the file's encoding has all characters of a text."""
    try:
        text.encode(_bare(read.encoding))
    except UnicodeEncodeError:
        return False
    return True


def _written(text: str, read: CsvFile, field: Field | None) -> str:
    text = harmless(text)
    needs = any(mark in text for mark in (read.delimiter, '"', "\n", "\r")) or text != text.strip()
    if read.quotes or needs or (field is not None and field.quoted):
        return '"' + text.replace('"', '""') + '"'
    return text


def _decoded(name: str, data: bytes, encoding: str) -> tuple[str, str]:
    marked = next((known for mark, known in _MARKS if data.startswith(mark)), "")
    known = marked or encoding or "utf-8"
    try:
        text = data.decode(known)
        if "\x00" in text or _encoded(text, known, data[:2]) != data:
            raise ValueError
    except ValueError as error:
        raise refused(
            f"{name} is no text in {known.removesuffix('-sig')}, or no CSV.",
            "Save it as CSV in UTF-8; or say in the mapping how it is encoded: encoding: cp1252.",
        ) from error
    if known == "utf-16":
        known = "utf-16-be" if data.startswith(b"\xfe\xff") else "utf-16-le"
        return text, f"{known}+mark" if marked else known
    return text, known


def _encoded(text: str, encoding: str, start: bytes = b"") -> bytes:
    if encoding == "utf-16":
        mark, order = (b"\xfe\xff", "utf-16-be") if start == b"\xfe\xff" else (b"\xff\xfe", "utf-16-le")
        return mark + text.encode(order)
    if encoding.endswith("+mark"):
        mark = b"\xfe\xff" if "be" in encoding else b"\xff\xfe"
        return mark + text.encode(_bare(encoding))
    return text.encode(encoding)


def _bare(encoding: str) -> str:
    return encoding.removesuffix("+mark")


def _delimiter(text: str) -> str:
    """Return the separator by which most lines at the beginning have the same number of fields, and more than one."""
    best, found = 0, ""
    for mark in _DELIMITERS:
        counts = Counter(_marks(text, mark))
        counts.pop(0, None)
        if counts and (weight := max(count * times for count, times in counts.items())) > best:
            best, found = weight, mark
    return found


def _marks(text: str, mark: str) -> list[int]:
    """Return how often a separator stands outside quotes in each of the first lines."""
    counts, count, quoted = [], 0, False
    for character in text[:20_000]:
        if character == '"':
            quoted = not quoted
        elif character == "\n" and not quoted:
            counts.append(count)
            count = 0
        elif character == mark and not quoted:
            count += 1
    return [*counts, count]


def _rows(name: str, text: str, delimiter: str) -> list[Row]:
    rows: list[Row] = []
    fields: list[Field] = []
    at, length = 0, len(text)
    while at < length:
        field, at = _field(name, text, at, delimiter)
        fields.append(field)
        if len(fields) > MAX_FIELDS or len(rows) > MAX_ROWS:
            raise refused(f"{name} has more rows or columns than any form has.", "Fill in the part with the questions.")
        if at < length and text[at] == delimiter:
            at += 1
            if at == length:
                fields.append(Field("", False, at, at))
            else:
                continue
        rows.append(Row(tuple(fields), at))
        fields = []
        at += 2 if text[at : at + 2] == "\r\n" else 1
    return rows


@functools.cache
def _rest(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf"[^{re.escape(delimiter)}\r\n]*")


def _field(name: str, text: str, at: int, delimiter: str) -> tuple[Field, int]:
    start = at
    if text[at : at + 1] == '"':
        end = at + 1
        while True:
            end = text.find('"', end)
            if end < 0:
                raise refused(f"{name} has a quote that is not closed.", "Save it again as CSV.")
            if text[end + 1 : end + 2] != '"':
                break
            end += 2
        said, at, quoted = text[start + 1 : end].replace('""', '"'), end + 1, True
    else:
        said, quoted = "", False
    at = _rest(delimiter).match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    said = said + text[end + 1 : at] if quoted else text[start:at]
    if len(said) > MAX_FIELD:
        raise refused(
            f"{name} has a field of more than {MAX_FIELD} characters.", "Fill in the part with the questions."
        )
    return Field(said, quoted, start, at), at
