"""Files as relations of text: how DuckDB reads each form, and which columns it then has."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.evidence.compression import open_decoded, stream_reason
from muniment.evidence.tables.dialect import Dialect
from muniment.evidence.tables.duck import Duck

#: The largest record that is read; a larger one makes its file unreadable (`record_too_large`).
MOST_OF_A_RECORD = 32 << 20
#: What is tried first: the engine holds as many records at once as lie in twice as much.
COMMON_RECORD = 4 << 20
#: What the records that the engine takes at once may hold, for forms in which that can be chosen.
_AT_ONCE_BYTES, _AT_ONCE = 64 << 20, 2048
#: Below so many rows at once the engine gathers them again.
_FEWEST = 64
#: The largest head of a table.
_MOST_OF_A_HEAD = 1 << 20
#: How many columns are measured where the card names no fields, and compared where it names no content.
MOST_COLUMNS = 200
_DELIMITERS = ",;\t|"
_NESTED = frozenset({"struct", "list", "array", "map", "union", "blob", "bit", "variant", "geometry"})


class Unreadable(Exception):
    """A file that cannot be measured; ``reason`` is the code that evidence states."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file.

    ``text`` is the expression of its value, null where it is missing; ``nested`` that of whether a record holds a list,
    an object or bytes there. ``kind`` is that of the whole column: text, floating (its text is that of a rounded
    number) or nested.
    """

    name: str
    text: str
    nested: str = "false"
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Relation:
    """The records of one file: what follows FROM, its columns, and the expression of whether a row is no record.

    ``whole`` are all columns of the file, for records that are compared as a whole and for sets whose card names no
    fields; None where they are too many. ``number`` is that of the row, where the table of rows itself gives none.
    ``slices`` are conditions of which each record meets one, so that large records are taken few at a time.
    ``unread`` are the records before their values are taken out, and ``read`` is what makes ``source`` of them, for
    those who want few of many; ``position`` is that of a record in the file, where the engine knows it, ``file`` the
    number of the file that it is in, where these are several.
    """

    source: str
    columns: dict[str, Column]
    whole: tuple[Column, ...] | None
    bad: str = "false"
    number: str = ""
    slices: tuple[str, ...] = ()
    unread: str = ""
    read: str = "*"
    position: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Readable:
    """A file as the engine sees it: a name without pitfalls, its form and the compression that the engine undoes.

    ``most`` is the largest record that is read, ``others`` are files of the same form and shape, read with this one:
    each is named by its number.
    """

    file: Path
    form: str
    compression: str = "none"
    most: int = MOST_OF_A_RECORD
    others: tuple[Path, ...] = ()

    @property
    def number(self) -> str:
        """The expression of the number of the file that a record is in, where these are several."""
        return "CAST(parse_filename(filename, true) AS INTEGER)" if self.others else ""

    def listed(self, dialect: Dialect) -> str:
        """Write the files as a list, with what else is asked of them where they are several."""
        files = ", ".join(dialect.text(str(file)) for file in (self.file, *self.others))
        return f"[{files}]" + (", filename = true" if self.others else "")


def read_relation(duck: Duck, dialect: Dialect, given: Readable, wanted: Sequence[str], whole: bool) -> Relation:
    """Return the relation of a file with the columns wanted, as far as it has them; of all of them with ``whole``."""
    if given.form in ("csv", "tsv"):
        return _table(dialect, given)
    if given.form == "parquet":
        return _parquet(duck, dialect, given, wanted)
    return _json(duck, dialect, given, wanted, whole)


def shape_of(duck: Duck, dialect: Dialect, given: Readable, whole: bool) -> object:
    """Return what files of a form must have in common to be read together; None where they cannot be."""
    if given.form in ("csv", "tsv"):
        head, delimiter = read_head(given)
        return (*head, delimiter)
    if given.form != "jsonl":
        return None
    objects = f"read_ndjson_objects({given.listed(dialect)}, ignore_errors = true"
    keys = _keys(duck, f"{objects}, compression = {dialect.text(given.compression)})") if whole else []
    return None if keys is None else tuple(keys)


def _table(dialect: Dialect, given: Readable) -> Relation:
    head, delimiter = read_head(given)
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(head)))
    source = (
        f"read_csv({given.listed(dialect)}, columns = {{{columns}}}, header = true, auto_detect = false, "
        f"delim = {dialect.text(delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
        f"max_line_size = {given.most}, buffer_size = {given.most}, "
        f"compression = {dialect.text(given.compression)})"
    )
    made = [Column(name, f"nullif(c{place}, '')") for place, name in enumerate(head)]
    # Of columns of one name the first counts.
    named = {column.name: column for column in reversed(made)}
    every = tuple(made) if len(made) <= MOST_COLUMNS else None
    row = ", ".join(f"coalesce(c{place}, '')" for place in range(min(len(head), 3)))
    return Relation(source, named, every, slices=_guessed_slices(given, row), file=given.number)


def read_head(given: Readable) -> tuple[list[str], str]:
    """Return the names of the columns of a table and what stands between them.

    Of comma, semicolon, tab and bar that one counts which gives the head the most columns, the comma first.
    """
    delimiters = "\t" if given.form == "tsv" else _DELIMITERS
    text = _beginning(given)
    heads = [(head, delimiter) for delimiter in delimiters for head in _first_record(text, delimiter)]
    if not heads:
        raise Unreadable("broken_head" if text.strip() else "empty")
    return max(heads, key=lambda found: len(found[0]))


def _first_record(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        record = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return
    if record:
        yield record


def _beginning(given: Readable) -> str:
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(_head(given))
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8") from error


def _head(given: Readable) -> bytes:
    try:
        with open_decoded(given.file, given.compression) as stream:
            data: bytes = stream.read(_MOST_OF_A_HEAD)
            return data
    except Exception as error:
        raise Unreadable(stream_reason(error)) from error


def _json(duck: Duck, dialect: Dialect, given: Readable, wanted: Sequence[str], whole: bool) -> Relation:
    arguments = f"maximum_object_size = {given.most}, compression = {dialect.text(given.compression)}"
    file = given.listed(dialect)
    if given.form == "jsonl":
        objects = f"read_ndjson_objects({file}, ignore_errors = true, {arguments})"
    else:
        shape = "array" if _beginning(given).lstrip()[:1] == "[" else "unstructured"
        objects = f"read_json_objects({file}, format = '{shape}', {arguments})"
    keys = _keys(duck, objects) if whole else []
    pointers = [*dict.fromkeys(pointer for name in wanted for pointer in _pointers(name))]
    pointers += [pointer for key in keys or () if (pointer := f"/{_escaped(key)}") not in pointers]
    members = {pointer: _member(dialect, pointer, place) for place, pointer in enumerate(pointers, 1)}
    columns = {name: _either(name, [members[pointer] for pointer in _pointers(name)]) for name in wanted}
    listed = ", ".join(map(dialect.text, pointers))
    read = f"json, json_extract_string(json, [{listed}]) AS x" if pointers else "json"
    read += ", filename" if given.others else ""
    every = None if keys is None else tuple(_either(key, [members[f"/{_escaped(key)}"]]) for key in keys)
    slices = _guessed_slices(given, "coalesce(CAST(json AS STRING), '')")
    return Relation(
        f"(SELECT {read} FROM {objects})", columns, every, "json IS NULL", slices=slices, unread=objects, read=read,
        file=given.number,
    )  # fmt: skip


def _keys(duck: Duck, objects: str) -> list[str] | None:
    """Return the keys that the objects of a file have; None where they are too many."""
    found = duck.rows(
        "SELECT DISTINCT unnest(json_keys(json)) AS key FROM "
        f"{objects} WHERE json_type(json) = 'OBJECT' LIMIT {MOST_COLUMNS + 1}"
    )
    return sorted(key for (key,) in found) if len(found) <= MOST_COLUMNS else None


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _pointers(name: str) -> list[str]:
    """Return where a name with points may lie: as a key that has them, or inside."""
    escaped = _escaped(name)
    return [f"/{escaped}"] + ([f"/{escaped.replace('.', '/')}"] if "." in escaped else [])


def _member(dialect: Dialect, pointer: str, place: int) -> Column:
    text = f"x[{place}]"
    # Only what looks like a list or an object is looked at again: that costs a second reading of the record.
    kind = f"json_type(json, {dialect.text(pointer)}) IN ('OBJECT', 'ARRAY')"
    return Column(pointer, f"nullif({text}, '')", f"CASE WHEN {text}[1] IN ('{{', '[') THEN {kind} ELSE false END")


def _either(name: str, ways: Sequence[Column]) -> Column:
    if len(ways) == 1:
        return Column(name, ways[0].text, ways[0].nested)
    text = f"coalesce({', '.join(way.text for way in ways)})"
    return Column(name, text, f"CASE WHEN {ways[0].text} IS NOT NULL THEN {ways[0].nested} ELSE {ways[1].nested} END")


def _parquet(duck: Duck, dialect: Dialect, given: Readable, wanted: Sequence[str]) -> Relation:
    source = f"read_parquet([{dialect.text(str(given.file))}], file_row_number = true)"
    types = dict(duck.types(f"SELECT * FROM {source}"))
    columns: dict[str, Column] = {}
    for name in wanted:
        found = _inside(dialect, types, name)
        if found:
            columns[name] = _typed(name, *found)
    every = tuple(_typed(name, dialect.name(name), kind) for name, kind in types.items())
    return Relation(
        source, columns, every if len(every) <= MOST_COLUMNS else None, slices=_slices(duck, given.file),
        position="file_row_number",
    )  # fmt: skip


def _guessed_slices(given: Readable, row: str) -> tuple[str, ...]:
    """Return slices of lines by how large those at the beginning are; ``row`` is what tells rows apart."""
    if given.others:
        return ()
    head = _head(given)
    return _parted(len(head) / max(head.count(b"\n"), 1), f"hash({row})")


def _parted(size: float, number: str) -> tuple[str, ...]:
    """Return conditions that part rows of a size so that few are taken at once; none where they are small."""
    ways = min(int(size * _AT_ONCE) // _AT_ONCE_BYTES + 1, _AT_ONCE // _FEWEST)
    return tuple(f"{number} % {ways} = {way}" for way in range(ways)) if ways > 1 else ()


def _slices(duck: Duck, file: Path) -> tuple[str, ...]:
    """Return slices of a Parquet file by what its rows hold decoded."""
    found = duck.rows(
        "SELECT max(bytes / greatest(records, 1)) FROM (SELECT sum(total_uncompressed_size) AS bytes, "
        "max(row_group_num_rows) AS records FROM parquet_metadata(?) GROUP BY row_group_id)",
        [str(file)],
    )
    return _parted(found[0][0] or 0, "file_row_number")


def _inside(dialect: Dialect, types: dict[str, Any], name: str) -> tuple[str, Any] | None:
    """Return the expression and type of a column, or of what lies inside one by a name with points."""
    if name in types:
        return dialect.name(name), types[name]
    first, *others = name.split(".")
    if first not in types or not others:
        return None
    expression, kind = dialect.name(first), types[first]
    for key in others:
        inner = dict(kind.children) if kind.id == "struct" else {}
        if key not in inner:
            return None
        expression, kind = f"struct_extract({expression}, {dialect.text(key)})", inner[key]
    return expression, kind


def _typed(name: str, expression: str, kind: Any) -> Column:
    if kind.id in _NESTED:
        return Column(name, "CAST(NULL AS STRING)", f"{expression} IS NOT NULL", "nested")
    moment = "'%Y-%m-%dT%H:%M:%S.%f'"
    if kind.id == "timestamp with time zone":
        return Column(name, f"strftime({expression} AT TIME ZONE 'UTC', {moment}) || 'Z'")
    if kind.id.startswith("timestamp"):
        return Column(name, f"strftime(CAST({expression} AS TIMESTAMP), {moment})")
    text = expression if kind.id == "varchar" else f"CAST({expression} AS STRING)"
    return Column(name, f"nullif({text}, '')", kind="floating" if kind.id in ("float", "double") else "text")
