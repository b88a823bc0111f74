"""Records of hostile texts, and writers of every form and packing that tables come in; a record is a dict of texts."""

import bz2
import csv
import gzip
import json
import lzma
from pathlib import Path

import duckdb
import lz4.frame
from backports import zstd
from table_sets import data_file

from muniment.evidence.plan import Field

NAMES = ("text", "note", "sex", "age", "when", "lang", "site", "gen")
FIELDS = (
    Field("text", "text", "content"),
    Field("note", "note", "content"),
    Field("sex", "sex", "group", missing_as=("NA", "-999")),
    Field("age", "age", "group"),
    Field("when", "when", "time"),
    Field("lang", "lang", "language"),
    Field("site", "site", "unit"),
    Field("gen", "gen", "synthetic"),
)
TEXTS = (
    None, "NaN", "null", "NULL", "NA", "x", "X", "  x ", "x\ty", "x y", "x\r\ny", "x\ny", "x\v\f y", 'say "so"',
    "a,b;c\td|e", "e\u0301, \u00e9", "\U0001f600 \U0001f469\u200d\U0001f52c", "\u03a3\u0391\u03a3 \u03c3\u03b1\u03c2",
    "\u0130I\u0131i", "\u00a0\u3000", "\u2028line\u2029", "\ufeffbom inside", "-", "1:x", "#no comment", "\\N", "\\",
    "'", "0", "long " * 3000, "\x00nul\x01", "\u202eabc", "=1+1", "True", "[1, 2]", "{not json}", '{"a": 1}',
    "\ud7ff\ue000\uffff",
)  # fmt: skip
TIMES = (
    None, "2024-02-29", "2023-02-29", "1969-12-31", "1970-01-01", "1970-01-01T00:30:00+01:00", "2100-12-31T23:59:59Z",
    "2100-12-31T23:59:60-00:01", "2101-01-01", "0000-01-01", "0001-01-01", "0001-01-01T00:30+01", "9999-12-31T23:00-05",
    "2024-03-31T02:30:00+02:00", "2024-05-06 23:30:00.123456789-0130", "2024-05-06t10:00z", "06/05/2024", "2024",
    "1714989600", "yesterday", "2024-5-6", "2024-05-06T24:00:00Z", "2024-05-06T10:60", "2024-05-06T10:00:00+15:00",
    "2024-05-06T10:00:00 Z", " 2024-05-06",
)  # fmt: skip
LISTED = {"train": "training", "test": "testing"}


def write_csv(path: Path, records, delimiter=",", end="\r\n") -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
        names = list(records[0])
        writer.writerow(names)
        writer.writerows([record[name] or "" for name in names] for record in records)


def write_lines(path: Path, records) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        for number, record in enumerate(records):
            kept = {name: value for name, value in record.items() if value is not None or number % 2}
            stream.write(json.dumps(kept, ensure_ascii=bool(number % 3)) + "\n")


def write_array(path: Path, records) -> None:
    path.write_text(json.dumps(records, indent=1), "utf-8")


def write_parquet(path: Path, records) -> None:
    lines = path.with_suffix(".tmp")
    write_lines(lines, records)
    quoted = [name.replace("'", "''") for name in records[0]]
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in quoted)
    duckdb.execute(f"COPY (SELECT * FROM read_ndjson('{lines}', columns = {{{columns}}})) TO '{path}' (FORMAT parquet)")
    lines.unlink()


WRITERS = {
    "csv": write_csv,
    "tsv": lambda path, records: write_csv(path, records, "\t", "\n"),
    "jsonl": write_lines,
    "json": write_array,
    "parquet": write_parquet,
}
PACKERS = {
    "none": lambda data: data,
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lz4": lz4.frame.compress,
}


def written(folder: Path, name: str, form: str, packing: str, records, group: str):
    path = folder / name
    WRITERS[form](path, records)
    packing = "none" if form == "parquet" else packing
    path.write_bytes(PACKERS[packing](path.read_bytes()))
    return data_file(path, form, group, packing)
