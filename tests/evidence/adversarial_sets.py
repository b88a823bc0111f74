"""Sets of hostile, odd and broken files, on which all engines must find the same: made the same in every run."""

import gzip
import json
import random
from pathlib import Path

import duckdb
from backports import zstd
from table_sets import a_plan, data_file
from table_writers import FIELDS, LISTED, TEXTS, TIMES, written

from muniment.evidence.found import DataFile
from muniment.evidence.plan import Field, Group, Plan

URLS = (
    None, "https://a.b.co.uk/x?y=http://z.org/", "HTTP://user:p@Example.COM:8080/", "https://münchen.de./",
    "http://xn--mnchen-3ya.de", "http://1.2.3.4/", "http://[::1]:80/", "localhost/x", "co.uk",
    "  https://trim.example.org", "ftp://ftp.example.net\\x", "mailto:a@b.example", "//relative.example/x",
    "javascript:alert(1)", "https://x.github.io/y", "not a domain", "http:///", "0x7f.1",
)  # fmt: skip
#: A name that breaks out of anything that is not written as a name or a literal, and texts of that kind.
ODD_NAME = "o'd\"d\\n `${HOME}` -- ;"
ODD_TEXTS = (
    None, "n'a", "\\", "\\'", "${user.name}", ":x", "?", "`", "é\n", "''", "a\u2028b", "$1", "%s", "\U0001f600",
)  # fmt: skip


def a_set_of_texts(folder: Path) -> tuple[Plan, list[DataFile]]:
    """Records with content in every form and packing, with files that are broken in as many ways."""
    train, test = Group("train", "t", split="train"), Group("test", "u", split="test")
    more = (
        Field("url", "url", "url"),
        Field("licence", "meta.licence", "licence"),
        Field("sure", "sure", "opt_out"),
        Field("got", "got", "collected"),
        Field("label", "label", "label", "c1"),
        Field("label2", "label2", "label", "c1"),
        Field("plain", "label", "label", "c2"),
        Field("item", "item", "item", "c1"),
        Field("who", "who", "annotator", "c1"),
        Field("odd", ODD_NAME, "group", missing_as=("n'a", "\\", "''"), reference=(("$1", "2"), ("\U0001f600", "1"))),
    )
    plan = a_plan(
        *FIELDS, *more, groups=(train, test), splits=("train", "test"), split_kinds=tuple(LISTED.items()),
        modalities=("text", "tabular"), campaigns=(("c1", ""), ("c2", "")),
    )  # fmt: skip
    files = [
        _written(folder, f"{form}-{number}", form, packing, number) for number, (form, packing) in enumerate(_WAYS)
    ]
    (folder / "one.txt").write_bytes("\ufeff Final ΣΑΣ, İstanbul e\u0301 \U0001f600\r\n\x0bx \n".encode())
    (folder / "two.txt.gz").write_bytes(gzip.compress(b"HELLO  world" * 50_000))
    files += [
        data_file(folder / "one.txt", "text", "train"),
        data_file(folder / "two.txt.gz", "text", "test", "gzip"),
        _lines(folder),
        *_broken(folder),
    ]
    return plan, files


_WAYS = (
    ("csv", "none"), ("tsv", "gzip"), ("jsonl", "zstd"), ("json", "xz"), ("parquet", "none"), ("jsonl", "gzip"),
)  # fmt: skip


def _records(number: int) -> list[dict[str, str | None]]:
    chance = random.Random(number)
    return [
        {
            "text": TEXTS[(place + number) % len(TEXTS)],
            "note": chance.choice((None, "n", "N", "m m")),
            "sex": chance.choice(("f", "m", "NA", "-999", None)),
            "age": chance.choice(("1", "01", "1.0", None)),
            "when": TIMES[(place + number) % len(TIMES)],
            "lang": chance.choice(("de", "DE", "de-AT", "İ", None)),
            "site": chance.choice(("s1", "s2", "S3", None)),
            "gen": chance.choice(("true", " TRUE ", "yes", "No", "maybe", None)),
            "url": URLS[(place + number) % len(URLS)],
            "meta.licence": chance.choice(("CC-BY-4.0", "cc-by-4.0", None, "x" * 150)),
            "sure": chance.choice(("1", "0", None)),
            "got": chance.choice(TIMES),
            "label": chance.choice(("p", "q", "P", None)),
            "label2": chance.choice(("p", "q")),
            "item": chance.choice(("i1", "i2", "i3", "i4", None)),
            "who": chance.choice(("a", "b", None)),
            ODD_NAME: chance.choice(ODD_TEXTS),
        }
        for place in range(len(TEXTS) + 4)
    ]


def _written(folder: Path, name: str, form: str, packing: str, number: int) -> DataFile:
    return written(folder, name, form, packing, _records(number), "test" if number % 3 == 2 else "train")


def _lines(folder: Path) -> DataFile:
    """Lines of JSON as other writers write them: broken ones, keys twice, numbers at the edges, lone surrogates."""
    huge = json.dumps({"text": "huge äß " * 300_000, "label": "p"}, ensure_ascii=False)
    lines = [
        '{"text": "a", "text": "b", "label": "p", "item": "i9", "who": "a"}',
        '{"text": "b", "meta": {"licence": "MIT"}, "meta.licence": "CC0-1.0", "sex": null}',
        '{"text": 9223372036854775808, "age": 18446744073709551616, "sex": 1e400, "item": 1.0, "who": 1}',
        '{"text": 1E2, "age": -0, "sex": -0.0, "item": 1e0, "who": 0.1, "lang": 100000000000000000000000}',
        '{"text": NaN, "age": Infinity, "sex": -Infinity, "gen": true, "sure": false, "label": ""}',
        '{"text": "\\ud83d\\ude00 \\u0000 \\u001f", "age": 1.10, "sex": 123456789.123456789}',
        '{"text": "lone \\ud800", "label": "p"}', '{"text": ["x"], "sex": {}, "label": "q"}', '{"text": "trailing",}',
        "[]", "1", '"text"', "null", "", "  ", "{", "{}", '{"text": "open', "text,csv", '{"text": "a"} {"text": "b"}',
        '{"when": "2024-03-31T02:30:00+02:00", "got": "1970-01-01T00:30:00+01:00"}', "\ufeff{}",
        '{"text": "x\\ty\\u00a0z\\u2003", "url": "https://a.b.co.uk"}\r', huge,
    ]  # fmt: skip
    path = folder / "lines.jsonl.zst"
    path.write_bytes(zstd.compress("\n".join(lines).encode("utf-8", "surrogatepass")))
    return data_file(path, "jsonl", "train", "zstd")


def _broken(folder: Path) -> list[DataFile]:
    """Files that break off, are damaged, or are not what the others are."""
    head = "text,note,sex,age,when,lang,site,gen\n"
    texts = {
        "open.csv": head + '"a,1\n' * 3,
        "short.csv": head + "a,b\n",
        "long.csv": head + "a,b,c,d,e,f,g,h,i\n",
        "quote.csv": head + 'a"b,n,f,1,,de,s1,1\n"c"d,n,f,1,,de,s1,1\n',
        "ends.csv": head + "a,n,f,1,,de,s1,1\r\nb,n,f,1,,de,s1,1\rc,n,f,1,,de,s1,1\n\n",
        "head.csv": head,
        "other.csv": "id;text\r\n1;a\r\n2;\"x\r\ny\"\r\n",
        "twice.csv": "text,text,sex\na,b,f\n",
    }  # fmt: skip
    data = {name: text.encode() for name, text in texts.items()}
    data["bom.csv"] = ("\ufeff" + head + "a,n,f,1,,de,s1,1\n").encode()
    data["wide.csv"] = (head + "é,n,f,1,,de,s1,1\n").encode("utf-16")
    data["latin.csv"] = (head + "é,n,f,1,,de,s1,1\n").encode("latin-1")
    data["latin.jsonl"] = '{"text": "é"}\n{"text": "e"}\n'.encode("latin-1")
    data["torn.json"] = b'[{"text": "a"}, {"text": "b"'
    whole = (folder / "parquet-4").read_bytes()
    for place in (40, len(whole) // 3, len(whole) // 2, len(whole) - 300):
        data[f"flipped-{place}.parquet"] = whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
    data["torn.parquet"] = whole[: len(whole) // 2] + whole[-8:]
    for name, content in data.items():
        (folder / name).write_bytes(content)
    return [data_file(folder / name, name.rpartition(".")[2], "train") for name in sorted(data)]


def a_set_of_rows(folder: Path) -> tuple[Plan, list[DataFile]]:
    """Rows without content, compared as a whole: types of Parquet against texts, ties, more names than a tally has."""
    fields = (
        Field("id", "id", "unit"), Field("many", "many", "group"), Field("day", "day", "time"),
        Field("at", "at", "collected"), Field("zone", "zone", "time"), Field("split", "split", "split"),
        Field("inner", "s.a", "group", reference=(("0", "0.5"), ("1", "0.25"), ("2", "0.15"), ("1.50", "0.1"))),
        Field("u", "u", "label"),
    )  # fmt: skip
    plan = a_plan(*fields, splits=("dev", "eval"), split_kinds=(("dev", "training"), ("eval", "validation")))
    query = (
        "SELECT i % 7 AS id, 'n' || i AS many, DATE '1969-12-25' + CAST(i AS INTEGER) AS day, "
        "TIMESTAMP '2024-03-31 00:59:59.123456' + INTERVAL (i) MINUTE AS at, "
        "TIMESTAMPTZ '2024-03-31 00:59:59+02' + INTERVAL (i) MINUTE AS zone, "
        "['dev', 'eval', 'other', NULL][1 + i % 4] AS split, {'a': i % 3} AS s, "
        "CAST(i % 2 AS UBIGINT) AS u FROM range(1200) t(i)"
    )
    made = {
        "typed.parquet": query,
        "edges.parquet": (
            "SELECT 18446744073709551615::UBIGINT AS id, 'x\x00y' AS many, v::DATE AS day, v::TIMESTAMP AS at, "
            "v::TIMESTAMPTZ AS zone, 'dev' AS split, {'a': 1.50::DECIMAL(9, 2)} AS s, true AS u FROM "
            "(VALUES ('infinity'), ('-infinity'), ('0044-03-15 (BC)'), ('12024-01-01'), ('0001-01-01'), (NULL)) t(v)"
        ),
    }
    for name, select in made.items():
        duckdb.execute(f"SET TimeZone = 'UTC'; COPY ({select}) TO '{folder / name}' (FORMAT parquet)")
    (folder / "rows.csv").write_text("many,id,split\nn1,1,dev\nn1,1,dev\nn2,0,eval\n\n")
    (folder / "rows.jsonl").write_text(
        '{"id": 1, "many": "n1", "split": "dev"}\n{"split":"dev","many":"n1","id":1}\n[]\n'
    )
    return plan, [data_file(folder / name, name.rpartition(".")[2]) for name in (*made, "rows.csv", "rows.jsonl")]


def a_set_without_fields(folder: Path) -> tuple[Plan, list[DataFile]]:
    """Tables of which the card says nothing, one with floating-point numbers: no record of them can be compared."""
    duckdb.execute(
        "COPY (SELECT unnest([1.5, 'nan'::DOUBLE, 'inf'::DOUBLE, NULL, 0.1]) AS x, unnest([[1], NULL]) AS l, "
        f"'a' AS t) TO '{folder / 'floats.parquet'}' (FORMAT parquet)"
    )
    (folder / "a.csv").write_text('x,"t,t",L\r\n1,,NaN\r\nnull,"a\r\nb",\r\n')
    (folder / "wide.csv").write_text(",".join(f"c{place}" for place in range(250)) + "\n" + "," * 249 + "\n")
    names = ("floats.parquet", "a.csv", "wide.csv")
    return a_plan(), [data_file(folder / name, name.rpartition(".")[2]) for name in names]


#: By names that folders may have, too.
SETS = {"texts": a_set_of_texts, "rows": a_set_of_rows, "no {fields} [*] 100%20 é\\?": a_set_without_fields}
