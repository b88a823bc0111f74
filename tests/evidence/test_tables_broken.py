"""Broken, odd and hostile files: each is named with its reason, the rest is measured, and nothing of them is told."""

import bz2
import json
import random

import duckdb
import pytest
from table_sets import a_plan, data_file, measured

from muniment.base.resources import schema_path
from muniment.evidence.plan import Field, Group

FIELDS = (Field("a", "a", "group"), Field("b", "b", "content"))
PLAN = a_plan(*FIELDS)
UNREAD = [
    ("csv", b"a,b\r\n1,2\n3,4\r\n", "mixed_line_ends"),
    ("csv", b"a,b\n1\n", "columns_differ"),
    ("csv", b"a,b\n1,2,3\n", "columns_differ"),
    ("csv", b'a,b\n1,"2\n', "open_quote"),
    ("csv", b'a,b\n1,"2"x\n', "open_quote"),
    ("csv", b"a,b\n1,\xff\n", "not_utf8"),
    ("csv", b"a,\xff\n1,2\n", "not_utf8"),
    ("csv", b"", "empty"),
    ("csv", b"\n\n", "empty"),
    ("csv", b"\na,b\n1,2\n", "broken_head"),
    ("csv", b'a,b\n1,"' + b"x" * (33 << 20) + b'"\n', "record_too_large"),
    ("json", b'[{"a":"1","b":"x"},{"a":"2","b":"y', "not_json"),
    ("json", b"hello", "not_json"),
    ("parquet", b"PAR1junkjunkPAR1", "damaged"),
    ("text", b"hello \xff", "not_utf8"),
]
READ = [
    ("csv", b"a,b\r1,2\r3,4\r", 2, 2),
    ("csv", b"a,b\n", 0, 0),
    ("csv", b"a,b", 0, 0),
    ("csv", b"a,a,b\n1,2,3\n", 1, 1),
    ("csv", b"\xef\xbb\xbfa,b\n1,2\n", 1, 1),
    ("csv", "a,b\n1,é\n".encode("utf-16"), 1, 2),
    ("csv", b"a;b\n1;2,5\n", 1, 3),
    ("csv", b"a,,b\n1,2,3\n\n4,5,6\n", 2, 2),
    ("csv", b'a,b\n5" x,y\n', 1, 1),
    ("tsv", b'a\tb\n1\t"x\ty"\n', 1, 3),
    ("json", b'{"a":"1","b":"x"}', 1, 1),
    ("json", b'["x",{"b":"xy"},null]', 3, 2),
    ("jsonl", b'{"b":"first","b":"second"}\n3\n"b"\n\n  \n', 3, 5),
    ("jsonl", b'{"b":1.50}\n{"b":true}\n{"b":12345678901234567890123}\r\n', 3, 3 + 4 + 23),
    ("text", b"", 1, 0),
    ("text", b" \n", 1, 2),
]


@pytest.mark.parametrize(("form", "data", "reason"), UNREAD, ids=lambda value: repr(value)[:24])
def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_measured(form, data, reason, tmp_path) -> None:
    (tmp_path / "bad").write_bytes(data)
    (tmp_path / "good").write_bytes(b"a,b\n1,xyz\n")
    found = measured(PLAN, [data_file(tmp_path / "bad", form), data_file(tmp_path / "good", "csv")], tmp_path)
    assert found.unread == {"bad": {reason}}
    assert found.value("records", distribution="all") == 1
    assert found.value("amount", modality="text", unit="bytes") == 3
    assert sorted(found.told) == ["bad", "good"]
    assert not list((tmp_path / "work").rglob("*"))


@pytest.mark.parametrize(("form", "data", "records", "size"), READ, ids=lambda value: repr(value)[:24])
def test_an_odd_file_is_read_as_what_it_is(form, data, records, size, tmp_path) -> None:
    (tmp_path / "odd").write_bytes(data)
    found = measured(PLAN, [data_file(tmp_path / "odd", form)], tmp_path)
    assert not found.unread
    assert found.value("records", distribution="all") == records
    assert found.value("amount", modality="text", unit="bytes") == size


def test_every_reason_is_explained() -> None:
    known = json.loads(schema_path("vocab", "unread.json").read_bytes())["reasons"]
    more = {"too_many_columns", "floating_point", "nested_value", "field_absent", "one_label_only", "unknown_encoding"}
    assert {reason for *_, reason in UNREAD} | more | {"changed_while_read", "not_in_encoding"} <= set(known)


def test_each_bad_line_is_unread_by_itself(tmp_path) -> None:
    lines = [
        b'{"b":"one"}',
        b"{broken",
        b'{"b":"two"}{"b":"three"}',
        b'{"b":"\xff"}',
        b'{"b":"x\ny"}',
        b"[" * 100_000,
        b'{"b":"end',
    ]
    (tmp_path / "a").write_bytes(b"\n".join(lines))
    found = measured(PLAN, [data_file(tmp_path / "a", "jsonl")], tmp_path)
    assert found.fact("records", distribution="all").value == 1
    assert found.fact("records", distribution="all").unread == 7
    assert found.found.unread[0].records == 7


def test_an_encoding_that_the_card_names_is_undone_and_one_that_does_not_fit_is_told(tmp_path) -> None:
    (tmp_path / "a").write_bytes("a,b\n1,naïve\n".encode("latin-1"))
    for encoding, reason in (("iso-8859-1", None), ("utf-16", "not_in_encoding"), ("klingon", "unknown_encoding")):
        plan = a_plan(*FIELDS, groups=[Group("all", "a", encoding=encoding)])
        found = measured(plan, [data_file(tmp_path / "a", "csv")], tmp_path / encoding)
        assert found.unread == ({"a": {reason}} if reason else {})
        if not reason:
            assert found.value("amount", modality="text", unit="bytes") == 6


def test_lists_and_objects_are_no_texts_and_floating_numbers_are_not_compared(tmp_path) -> None:
    (tmp_path / "a").write_bytes(b'{"b":["x"]}\n{"b":{"c":"d"}}\n{"b":"[x"}\n')
    found = measured(PLAN, [data_file(tmp_path / "a", "jsonl")], tmp_path)
    assert found.unread == {"a": {"nested_value"}, "distribution/all": {"nested_value"}}
    assert found.value("amount", modality="text", unit="bytes") == 2
    assert found.fact("missing", field="b").numerator == 0
    assert not found.facts("duplicate_rate")
    duckdb.execute(f"COPY (SELECT 1.5 AS a, 2::DOUBLE AS b FROM range(3)) TO '{tmp_path}/p' (FORMAT parquet)")
    found = measured(a_plan(FIELDS[0]), [data_file(tmp_path / "p", "parquet")], tmp_path)
    assert found.unread == {"distribution/all": {"floating_point"}}
    assert found.rows("groups", field="a") == {"1.5": 3}


def test_names_that_are_too_many_or_texts_are_counted_and_not_told(tmp_path) -> None:
    rows = [f"name-{number},x\n" for number in range(1200)]
    for number, cut in enumerate((rows[:600], rows[400:])):
        (tmp_path / f"{number}").write_text("a,b\n" + "".join(cut))
    found = measured(PLAN, [data_file(tmp_path / f"{number}", "csv") for number in range(2)], tmp_path)
    assert found.value("groups", field="a") == []
    assert found.fact("groups", field="a").method == (("left_out", "too_many_names"), ("names", "1200"))
    (tmp_path / "long").write_text(f"a,b\n{'canary ' * 40},x\nshort,x\n")
    found = measured(PLAN, [data_file(tmp_path / "long", "csv")], tmp_path)
    assert found.value("groups", field="a") == []
    assert not any(b"canary" in file.read_bytes() for file in (tmp_path / "states").rglob("*") if file.is_file())


def test_columns_lie_where_names_with_points_say(tmp_path) -> None:
    (tmp_path / "a").write_bytes(b'{"m":{"a":"in"},"m.a":"out","b~/c":"x"}\n{"m":{"a":"in"}}\n{"m":"none"}\n')
    duckdb.execute(
        f"COPY (SELECT {{'a': 'in'}} AS m, 'x' AS \"b~/c\" FROM range(2)) TO '{tmp_path}/p' (FORMAT parquet)"
    )
    plan = a_plan(Field("g", "m.a", "group"), Field("b", "b~/c", "content"))
    files = [data_file(tmp_path / "a", "jsonl"), data_file(tmp_path / "p", "parquet")]
    found = measured(plan, files, tmp_path)
    assert found.rows("groups", field="g") == {"in": 3, "out": 1, "": 1}
    assert found.value("amount", modality="text", unit="documents") == 3


def test_hostile_names_of_files_and_columns_are_only_names(tmp_path) -> None:
    folder = tmp_path / "it's [a-z]*?\u202e"
    folder.mkdir()
    (folder / "x'; DROP TABLE rows; --.csv").write_text('"a\'); DROP",b\nx,y\n')
    (folder / "[a]*.csv").write_text('"a\'); DROP",b\nz,y\n')
    plan = a_plan(Field("a", "a'); DROP", "group", missing_as=("'; --", "z")), Field("b", "b", "content"))
    files = [data_file(path, "csv") for path in sorted(folder.iterdir())]
    found = measured(plan, files, tmp_path)
    assert found.rows("groups", field="a") == {"x": 1, "": 1}


def test_where_the_card_names_no_fields_all_columns_are_looked_at(tmp_path) -> None:
    (tmp_path / "a").write_text("p,q\n1,\n1,\n,NA\n")
    (tmp_path / "b").write_bytes(b'{"q":"","p":1}\n{"r":null}\n')
    found = measured(a_plan(), [data_file(tmp_path / "a", "csv"), data_file(tmp_path / "b", "jsonl")], tmp_path)
    missing = {name: found.fact("missing", field=name) for name in "pqr"}
    assert {name: (fact.numerator, fact.denominator) for name, fact in missing.items()} == {
        "p": (2, 5), "q": (4, 5), "r": (2, 2),
    }  # fmt: skip
    # The first two rows and the first line are one record three times.
    assert found.fact("duplicate_rate").numerator == 2
    (tmp_path / "c").write_text(",".join(f"c{number}" for number in range(201)) + "\n")
    wide = measured(a_plan(), [data_file(tmp_path / "c", "csv")], tmp_path)
    assert wide.unread == {"distribution/all": {"too_many_columns"}}


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("csv", b"Ann,Lee,1980-02-03\nBob,Ray,1977-01-30\n"),
        ("csv", b"ann.lee@example.org,x\n1,2\n"),
        ("csv", b"x,41.5\n1,2\n"),
        ("csv", b"x," + b"y" * 101 + b"\n1,2\n"),
        ("csv", b'x,"two\nlines"\n1,2\n'),
        ("jsonl", b'{"+49 30 9876543": 1}\n{"x": 2}\n'),
        ("csv", b"2019,2020\n1,2\n"),
    ],
)
def test_columns_that_read_like_data_are_not_named(form, data, tmp_path) -> None:
    (tmp_path / "a").write_bytes(data)
    found = measured(a_plan(), [data_file(tmp_path / "a", form)], tmp_path)
    assert not [fact for fact in found.found.facts if fact.measure == "missing"]
    assert {"no_names"} in found.unread.values()
    assert found.fact("records", distribution="all").value in (1, 2)


def test_columns_that_are_numbered_have_names(tmp_path) -> None:
    (tmp_path / "a").write_bytes(b",0,1,2\n7,1,2,\n")
    found = measured(a_plan(), [data_file(tmp_path / "a", "csv")], tmp_path)
    assert found.fact("missing", field="2").numerator == 1
    assert found.unread == {}


def test_a_file_that_changes_is_told_and_no_state_of_it_is_kept(tmp_path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a,b\n1,2\n")
    seen = path.lstat()
    file = data_file(path, "csv")
    moved = type(file)(
        file.path, file.group, file.size, file.sha256, file.local, "csv", seen=(1, 2, 3, seen.st_ino, seen.st_dev)
    )
    found = measured(PLAN, [moved], tmp_path)
    assert found.unread == {"a": {"changed_while_read"}}
    assert not list((tmp_path / "states").glob("*"))


def test_bit_flips_never_stop_a_measurement_and_never_go_unseen_in_compressed_files(tmp_path) -> None:
    chance = random.Random(11)
    plain = b"a,b\n" + b"".join(b'%d,"text %d, and more"\n' % (number, number) for number in range(300))
    table = tmp_path / "t"
    duckdb.execute(
        f"COPY (SELECT range::VARCHAR AS a, md5(range::VARCHAR) AS b FROM range(500)) TO '{table}' (FORMAT parquet)"
    )
    samples = {("csv", "none"): plain, ("parquet", "none"): table.read_bytes(), ("csv", "bzip2"): bz2.compress(plain)}
    for (form, packing), data in samples.items():
        for number in range(12):
            spoilt = bytearray(data)
            spoilt[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            (tmp_path / "f").write_bytes(spoilt)
            found = measured(PLAN, [data_file(tmp_path / "f", form, compression=packing)], tmp_path)
            assert found.told == ["f"], (form, number)
            if packing != "none":
                # Bits that pad a stream change nothing of what it holds.
                assert found.unread.get("f", set()) <= {"damaged", "truncated"}
                assert found.unread or found.fact("records", distribution="all").value == 300


def test_the_same_facts_come_from_kept_states_and_from_any_order(tmp_path) -> None:
    files = []
    for number in range(4):
        (tmp_path / f"{number}").write_text(f"a,b\n{number % 2},text {number % 3}\n{number},\n")
        files.append(data_file(tmp_path / f"{number}", "csv"))
    first = measured(PLAN, files, tmp_path)
    for file in files:
        file.local.unlink()
    again = measured(PLAN, files[::-1], tmp_path)
    assert sorted(first.found.facts, key=repr) == sorted(again.found.facts, key=repr)
    assert len(list((tmp_path / "states").iterdir())) == 4
    damaged = next((tmp_path / "states").glob("*/names.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    last = measured(PLAN, files, tmp_path)
    assert [len(reasons) for reasons in last.unread.values()] == [1]


def test_no_text_of_a_record_is_in_what_is_kept_or_told(tmp_path) -> None:
    canary = "Kanarienvogel"
    record = {"b": canary, "i": canary, "w": canary, "u": canary, "when": canary, "url": f"https://x.de/{canary}"}
    (tmp_path / "a").write_text(json.dumps(record) + "\n" + f'{{"{canary}\n')
    (tmp_path / "c").write_text(f'b,i\n"{canary}\n')
    (tmp_path / "d").write_text(canary)
    fields = [
        Field("b", "b", "content"),
        Field("i", "i", "item"),
        Field("w", "w", "annotator"),
        Field("u", "u", "unit"),
    ]
    plan = a_plan(*fields, Field("when", "when", "time"), Field("url", "url", "url"), Field("o", "o", "other"))
    files = [data_file(tmp_path / name, form) for name, form in (("a", "jsonl"), ("c", "csv"), ("d", "text"))]
    found = measured(plan, files, tmp_path)
    assert found.value("amount", modality="text", unit="documents") == 2
    assert canary not in repr(found.found)
    tables = list((tmp_path / "states").rglob("*.parquet"))
    kept = repr([duckdb.execute("SELECT * FROM read_parquet(?)", [str(table)]).fetchall() for table in tables])
    kept += "".join(file.read_text() for file in (tmp_path / "states").rglob("*.json"))
    assert tables
    assert canary not in kept
