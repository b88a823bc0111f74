"""A set as others write theirs, measured by the command and counted once more in plain Python.

Keys in other scripts and inside others, keys twice, records in any order of columns, every delimiter and line end, byte
order marks, quoted line feeds, members of gzip: nothing here knows how an engine reads.
"""

import bz2
import csv
import gzip
import hashlib
import io
import json
import lzma
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import lz4.frame
import pytest
import yaml
from backports import zstd
from brute_tables import alpha, amounts, content_keys, day, listed, overlap, repeated, share, six

from sample_cards import run

TEXTS = (
    "hello world", "Hello  World", "HELLO\tworld", "a,b", 'quote " inside', "line\nfeed", "crlf\r\nin", "e\u0301", "",
    "\U0001f600 smile", "NA", "null", "NaN", "  ", "x" * 5000, "ends ", "\u00a0nbsp\u2003em", "İstanbul ΣΑΣ ẞ", "0",
    "1e5", "'single'", "semi;colon", "pipe|pipe", "=cmd()", '{"a":1}', "\\back\\slash", "\u2028ls", "\ufeffmark inside",
)  # fmt: skip
URLS = {
    "https://www.example.com/a": "example.com",
    "http://example.com:80/b": "example.com",
    "https://a.b.co.uk/": "b.co.uk",
    "https://sub.EXAMPLE.org/x?y=http://z.net": "example.org",
    "http://münchen.de/": "xn--mnchen-3ya.de",
    "no url": None,
    "//cdn.example.com/x": "example.com",
    "https://user:pw@site.io/": "site.io",
    "http://127.0.0.1/": None,
    "": None,
}
TIMES = (
    "2024-01-31", "2024-02-30", "2024-03-31T23:30:00-02:00", "2024-04-01T00:30:00+02:00", "1969-12-31", "2101-01-01",
    "", "yesterday", "2020-06-15 12:00", "20200615", "2022-12-31T23:59:60Z",
)  # fmt: skip
FLAGS = ("true", "FALSE", "0", "1", "yes", "no", "maybe", "", "T", " y ")
#: By the name that files have it under: the id of the field, what it holds, and its values.
FIELDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "text": ("text", "content", TEXTS),
    "note": ("note", "content", ("", "n", "N", "m  m")),
    "größe": ("size", "group", ("1", "2", "33", "", "7 cm")),
    "lang": ("lang", "language", ("de", "DE", "en-GB", "", "fr")),
    "meta.url": ("url", "url", tuple(URLS)),
    "when": ("when", "time", TIMES),
    "gen": ("gen", "synthetic", FLAGS),
    "site": ("site", "unit", ("s1", "s2", "s3", "S1", "", *(f"t{number}" for number in range(40)))),
    "sex": ("sex", "group", ("f", "m", "-999", "", "F")),
    "label": ("label", "label", ("pos", "neg", "")),
    "who": ("who", "annotator", ("a", "b", "c", "")),
    "item": ("item", "item", ("", *(f"i{number}" for number in range(20)))),
    "名前": ("name", "group", ("葵", "翔", "")),
    "part": ("part", "split", ("train", "test", "valid", "", "other")),
}
SPLITS = {"train": "training", "test": "testing", "valid": "validation"}
GROUPS = {"first": "train", "second": "test", "third": ""}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes, ".gz": lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:]), ".zst": zstd.compress,
    ".bz2": bz2.compress, ".xz": lzma.compress, ".lz4": lz4.frame.compress,
}  # fmt: skip
Record = dict[str, str]


@dataclass
class Writer:
    """Writes records in one of many ways, by chance."""

    chance: random.Random

    def csv(self, records: list[Record], form: str) -> bytes:
        keys = self.chance.sample(list(FIELDS), len(FIELDS))
        made = io.StringIO(newline="")
        delimiter = "\t" if form == "tsv" else self.chance.choice(",;|")
        quoting = self.chance.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))
        writer = csv.writer(
            made, delimiter=delimiter, lineterminator=self.chance.choice(("\n", "\r\n")), quoting=quoting
        )
        writer.writerows([keys, *([record[key] for key in keys] for record in records)])
        return self.marked(made.getvalue())

    def lines(self, records: list[Record]) -> bytes:
        end = self.chance.choice(("\n", "\r\n"))
        return self.marked(end.join(map(self.line, records)) + self.chance.choice(("", end)))

    def line(self, record: Record) -> str:
        made = self.nested(record)
        line = json.dumps(made, ensure_ascii=self.chance.random() < 0.5)
        if "text" in made and self.chance.random() < 0.1:
            line = f'{line[:-1]}, "text": "of a key that stands twice the first counts"}}'
        return self.chance.choice((line, f"  {line} "))

    def nested(self, record: Record) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key in self.chance.sample(list(record), len(record)):
            value = record[key] or self.chance.choice(("", None, ...))
            outer, _, inner = key.partition(".")
            if value is not ... and inner and self.chance.random() < 0.5:
                made.setdefault(outer, {})[inner] = value
            elif value is not ...:
                made[key] = value
        return made

    def marked(self, text: str) -> bytes:
        return (b"\xef\xbb\xbf" if self.chance.random() < 0.3 else b"") + text.encode()

    def written(self, records: list[Record], form: str, file: Path) -> bytes:
        if form == "parquet":
            columns = ", ".join(f"'{key}': 'VARCHAR'" for key in FIELDS)
            file.write_text(
                "\n".join(json.dumps({k: v or None for k, v in record.items()}) for record in records), "utf-8"
            )
            source = f"read_json('{file}', format = 'newline_delimited', columns = {{{columns}}})"
            duckdb.execute(f"COPY (FROM {source}) TO '{file}.parquet' (FORMAT parquet)")
            data = Path(f"{file}.parquet").read_bytes()
            Path(f"{file}.parquet").unlink()
            file.unlink()
            return data
        if form == "json":
            return json.dumps(list(map(self.nested, records)), indent=self.chance.choice((None, 1))).encode()
        return self.lines(records) if form == "jsonl" else self.csv(records, form)


@dataclass
class Made:
    """A set in a folder: what was written, record by record with its split, and file by file."""

    root: Path
    records: list[Record] = field(default_factory=list)
    splits: list[str] = field(default_factory=list)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    digests: dict[bytes, str] = field(default_factory=dict)

    def of(self, *splits: str) -> list[Record]:
        return [record for record, split in zip(self.records, self.splits, strict=True) if split in splits]


def value(record: Record, key: str) -> str | None:
    return None if record[key] == "" or (key == "sex" and record[key] == "-999") else record[key]


def make(root: Path, seed: int) -> Made:
    chance = random.Random(seed)
    writer, made = Writer(chance), Made(root)
    for group, own in GROUPS.items():
        (root / "data" / group).mkdir(parents=True)
        for number, form in enumerate(chance.sample(("csv", "tsv", "jsonl", "json", "parquet"), 3)):
            records = [
                {key: chance.choice(values) for key, (_, _, values) in FIELDS.items()}
                for _ in range(chance.choice((1, 30, 150)))
            ]
            packing = "" if form == "parquet" else chance.choice(list(PACKINGS))
            file = root / "data" / group / f"{number} part’é[{number}].{form}{packing}"
            plain = writer.written(records, form, file)
            file.write_bytes(PACKINGS[packing](plain))
            stored = file.read_bytes()
            sizes = made.sizes.setdefault(group, [0, 0, 0, 0])
            made.sizes[group] = [
                old + new for old, new in zip(sizes, (1, len(stored), len(plain), len(records)), strict=True)
            ]
            made.digests[str(file.relative_to(root)).encode()] = hashlib.sha256(stored).hexdigest()
            made.records += records
            made.splits += [
                own if not record["part"] else record["part"] if record["part"] in SPLITS else "*" for record in records
            ]
    (root / "muniment.yaml").write_text("muniment: 1\n", "utf-8")
    (root / "t.card.yaml").write_text(yaml.safe_dump(card(), allow_unicode=True, sort_keys=False), "utf-8")
    return made


def card() -> dict[str, Any]:
    fields = [
        {
            "id": name, "name": key, "holds": holds, **({"missing_as": ["-999"]} if name == "sex" else {}),
            **({"campaign": "c"} if holds in ("label", "annotator", "item") else {}),
        }
        for key, (name, holds, _) in FIELDS.items()
    ]  # fmt: skip
    return {
        "muniment": 1,
        "kind": "dataset",
        "name": "t",
        "version": "1",
        "title": "Trial",
        "modalities": ["text", "tabular"],
        "distribution": [
            {"id": group, "location": f"data/{group}/", **({"split": own} if own else {})}
            for group, own in GROUPS.items()
        ],
        "splits": [{"id": split, "kind": kind} for split, kind in SPLITS.items()],
        "fields": fields,
        "labelling": {"labelled": True, "campaigns": [{"id": "c"}]},
    }


def expected(made: Made) -> dict[tuple[str, str], Any]:
    """Count everything by hand: by measure and part (``key=value`` joined by blanks), the value or its parts."""
    return dict((*files(made), *counted(made), *compared(made), *labelled(made), *domains(made)))


def files(made: Made) -> Iterable[tuple[tuple[str, str], Any]]:
    for group, sizes in made.sizes.items():
        for measure, size in zip(("files", "bytes", "decoded_bytes", "records"), sizes, strict=True):
            yield (measure, f"distribution={group}"), size
    listing = b"".join(digest.encode() + b"  " + path + b"\n" for path, digest in sorted(made.digests.items()))
    yield ("content_digest", ""), f"sha256:{hashlib.sha256(listing).hexdigest()}"


def counted(made: Made) -> Iterable[tuple[tuple[str, str], Any]]:
    contents = ("text", "note")
    for split in ("", *SPLITS):
        records = made.of(split) if split else made.records
        more = f" split={split}" if split else ""
        for unit, amount in amounts(records, contents).items():
            yield ("amount", f"modality=text{more} unit={unit}"), amount
        yield ("amount", f"modality=tabular{more} unit=rows"), len(records)
    named = len(made.of(*SPLITS))
    for split in SPLITS:
        yield ("split_share", f"split={split}"), (len(made.of(split)), named)
    days = [None if (text := value(record, "when")) is None else day(text) or "" for record in made.records]
    inside = [one for one in days if one and "1970-01-01" <= one <= "2100-12-31"]
    yield ("period", "edge=start"), min(inside)
    yield ("period", "edge=end"), max(inside)
    yield ("period", "apart=missing"), days.count(None)
    yield ("period", "apart=no_time"), days.count("")
    flags = [(value(record, "gen") or "").strip().lower() in ("true", "1", "yes", "t", "y") for record in made.records]
    yield ("synthetic_share", ""), (sum(flags), len(flags))
    for key, (name, holds, _) in FIELDS.items():
        values = Counter(value(record, key) or "" for record in made.records)
        yield ("missing", f"field={name}"), (values[""], len(made.records))
        if holds == "group":
            yield ("groups", f"field={name}"), dict(values)
    yield (
        ("languages", ""),
        dict(Counter((value(record, "lang") or "").replace("DE", "de").replace("GB", "gb") for record in made.records)),
    )
    crossed = Counter((value(record, "größe") or "", value(record, "sex") or "") for record in made.records)
    yield ("cross_groups", "apart=smallest field=size with=sex"), min(crossed.values())


def compared(made: Made) -> Iterable[tuple[tuple[str, str], Any]]:
    records = [{key: record[key] or None for key in ("text", "note", "site")} for record in made.records]
    contents = ("text", "note")
    for measure, normalised in (("duplicate_rate", False), ("duplicate_rate_normalised", True)):
        yield (measure, ""), (repeated(content_keys(records, contents, normalised)), len(records))
    split = {name: [record for record, own in zip(records, made.splits, strict=True) if own == name] for name in SPLITS}
    sites = {name: {record["site"] for record in own} - {None} for name, own in split.items()}
    for name, own in split.items():
        others = set().union(*(units for other, units in sites.items() if other != name))
        yield ("shared_units", f"by=site split={name}"), (len(sites[name] & others), len(sites[name]))
        if name != "train":
            keys = overlap(content_keys(own, contents), content_keys(split["train"], contents))
            units = overlap([record["site"] for record in own], [*sites["train"]])
            yield ("overlap", f"by=record split={name}"), (keys, len(own))
            yield ("overlap", f"by=site split={name}"), (units, len(own))


def labelled(made: Made) -> Iterable[tuple[tuple[str, str], Any]]:
    given = [
        (record["item"] or f"row {place}", record["label"], record["who"])
        for place, record in enumerate(made.records)
        if record["label"]
    ]
    yield ("labels", "campaign=c"), dict(Counter(label for _, label, _ in given))
    yield (
        ("items_by_label", "campaign=c"),
        dict(Counter(label for _, label in {(item, label) for item, label, _ in given})),
    )
    yield ("labelled_items", "campaign=c"), len({item for item, *_ in given})
    yield ("annotators", "campaign=c"), len({who for *_, who in given} - {""})
    exact = alpha([(item, label) for item, label, _ in given])
    assert exact is not None
    yield ("agreement", "campaign=c statistic=krippendorff_alpha"), six(Fraction(exact))


def domains(made: Made) -> Iterable[tuple[tuple[str, str], Any]]:
    sizes: Counter[str] = Counter()
    for record in made.records:
        if domain := URLS[record["meta.url"]]:
            sizes[domain] += sum(len(record[key].encode()) for key in ("text", "note"))
    yield ("domains", ""), len(sizes)
    yield (
        ("domains", "apart=none"),
        sum(record["meta.url"] in ("no url", "http://127.0.0.1/") for record in made.records),
    )
    yield ("top_domains", "provider=any"), listed(sizes, 10)


def said(fact: dict[str, Any]) -> Any:
    """Return a fact of a lock as `expected` has it, held to what else it says."""
    if fact["measure"] == "top_domains":
        return [row["name"] for row in fact["value"]]
    if isinstance(fact["value"], list):
        return {row["name"]: row["count"] for row in fact["value"]}
    if "denominator" not in fact or fact["measure"] == "labels_per_item":
        return fact["value"]
    if fact["unit"] == "share":
        assert fact["value"] == share(fact["numerator"], fact["denominator"])
    return fact["numerator"], fact["denominator"]


@pytest.mark.parametrize("seed", [3, 11])
def test_the_command_counts_what_plain_python_counts(seed, tmp_path) -> None:
    made = make(tmp_path, seed)
    done = run("measure", "t.card.yaml", "--no-cache", at=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    lock = json.loads((tmp_path / "evidence" / "t@1.lock.json").read_text("utf-8"))
    assert lock["unread"] == []
    found = {}
    for fact in lock["facts"]:
        part = " ".join(f"{key}={name}" for key, name in sorted(fact["of"].items()))
        found[fact["measure"], part] = fact
    wanted = expected(made)
    assert {key: said(found[key]) for key in wanted if key in found} == wanted
