"""Many small files are measured by few statements, and each has the state that it has for itself."""

import json
import random
from pathlib import Path

import duckdb
import pytest
from table_sets import a_plan, data_file, measured

from muniment.evidence.plan import Field
from muniment.evidence.tables import measuring
from muniment.evidence.tables.duck import Duck

FIELDS = (
    Field("text", "text", "content"), Field("url", "url", "url"), Field("sex", "sex", "group"),
    Field("when", "when", "time"), Field("owner", "owner", "unit"), Field("part", "part", "split"),
    Field("item", "item", "item", "c"), Field("who", "who", "annotator", "c"), Field("label", "label", "label", "c"),
)  # fmt: skip
NAMES = tuple(field.column for field in FIELDS)
#: Files that are broken, or lead to other statements than those beside them.
ODD = {
    "columns.csv": b"text,url\na,b,c\n", "letters.csv": b"text,url\n\xff,b\n", "quote.csv": b'text,url\n"a,b\n',
    "head.csv": b"\ntext\n", "empty.csv": b"", "semicolons.csv": b"text;url\nA b;c.de\n", "none.csv": b"text,url\n",
    "lines.jsonl": b'{"text":"a"}\nno\n{"text":"b"}\n', "lists.jsonl": b'{"text":[1],"owner":"x"}\n{"text":"z"}\n',
    "utf8.jsonl": b'{"text":"\xff"}\n', "nothing.jsonl": b"\n \n", "end.jsonl": b'{"text":"no line feed"}',
    "marked.jsonl": b'\xef\xbb\xbf{"text":"marked"}\n', "two.jsonl": b'{"text":"a"} {"text":"b"}\n',
}  # fmt: skip


def write_files(folder: Path) -> None:
    chance = random.Random(8)
    words = ("A", "b", "Ä", "  ", "\t", "c\nd", "e@f.org", "")
    for number in range(120):
        rows = [
            {name: "".join(chance.choices(words, k=3)) for name in NAMES}
            | {"when": f"2024-05-0{chance.randrange(1, 9)}", "part": chance.choice(("train", "test", "x"))}
            for _ in range(chance.randrange(6))
        ]
        name = f"{number:03}.{'csv' if number % 2 else 'jsonl'}"
        if number % 2:
            lines = [",".join(f'"{row[column]}"' for column in NAMES) for row in rows]
            (folder / name).write_text("\n".join([",".join(NAMES), *lines, ""]), newline="")
        else:
            (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name, data in ODD.items():
        (folder / name).write_bytes(data)


def kept(folder: Path) -> dict[str, list[object]]:
    """Return the states of a measurement: their sums, and the rows of their tables but for numbers of rows."""
    found: dict[str, list[object]] = {}
    for state in sorted((folder / "states").iterdir()):
        told = json.loads((state / "state.json").read_bytes())
        rows = []
        for name in sorted(told.pop("tables")):
            left = " EXCLUDE (local)" if name == "ratings" else ""
            rows.append(
                (name, sorted(duckdb.sql(f"SELECT *{left} FROM '{state / name}.parquet'").fetchall(), key=repr))
            )
        found[state.name] = [told, rows]
    return found


@pytest.mark.parametrize("content", [True, False], ids=["texts", "whole records"])
def test_small_files_have_the_states_that_they_have_one_by_one(content, tmp_path, monkeypatch) -> None:
    (tmp_path / "data").mkdir()
    write_files(tmp_path / "data")
    files = [data_file(file, file.suffix[1:]) for file in sorted((tmp_path / "data").iterdir())]
    listed = {"training": "train", "testing": "test"}
    plan = a_plan(
        *FIELDS[0 if content else 1 :], splits=("train", "test"), campaigns=(("c", ""),),
        split_kinds=tuple((split, kind) for kind, split in listed.items()),
    )  # fmt: skip
    statements = []
    asked = Duck.rows
    monkeypatch.setattr(Duck, "rows", lambda self, *given: statements.append(0) or asked(self, *given))
    together = measured(plan, files, tmp_path / "together")
    many = len(statements)
    monkeypatch.setattr(measuring, "_MOST_TOGETHER", 1)
    alone = measured(plan, files, tmp_path / "alone")
    assert sorted(together.told) == sorted(alone.told) == sorted(file.path for file in files)
    assert together.unread == alone.unread
    assert {"letters.csv", "quote.csv", "columns.csv", "head.csv", "empty.csv", "lines.jsonl"} <= set(alone.unread)
    assert sorted(map(repr, together.found.facts)) == sorted(map(repr, alone.found.facts))
    assert kept(tmp_path / "together") == kept(tmp_path / "alone")
    # Where records are compared as a whole, each file of JSON lines is asked for its keys.
    assert many < (len(statements) - many) / 2
