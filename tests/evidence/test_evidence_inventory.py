"""Which files a location names, what is told of those in the way, and the listing that `sha256sum` checks."""

import gzip
import os
import random
import subprocess
from pathlib import Path

import pytest

from muniment.evidence.inventory import Inventory, take_inventory
from muniment.evidence.listing import dir_hash, listing_bytes, load_listing
from muniment.evidence.plan import Group, Plan

CSV = b"a,b\n1,2\n"


def inventory(root: Path, *locations: str | Group, **options) -> Inventory:
    groups = tuple(
        item if isinstance(item, Group) else Group(f"g{number}", item) for number, item in enumerate(locations)
    )
    return take_inventory(Plan("dataset/x@1", groups, ()), root, **options)


def paths(found: Inventory) -> list[str]:
    return [file.path for file in found.files]


def unread(found: Inventory) -> list[tuple[str, str]]:
    return [(item.path, item.reason) for item in found.unread]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name in ("a.csv", ".hidden.csv", "sub/b.csv", "sub/deep/c.csv", "sub/deep/d.txt", "x[1].csv"):
        (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "data" / name).write_bytes(CSV)
    return folder


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("data/a.csv", ["data/a.csv"]),
        ("./data//a.csv", ["data/a.csv"]),
        ("data/*.csv", ["data/.hidden.csv", "data/a.csv", "data/x[1].csv"]),
        ("data/x[1].csv", ["data/x[1].csv"]),
        ("data/[a-c].csv", ["data/a.csv"]),
        ("data/?.csv", ["data/a.csv"]),
        ("data/*/*.csv", ["data/sub/b.csv"]),
        ("data/**/d*/*", ["data/sub/deep/c.csv", "data/sub/deep/d.txt"]),
        ("data/**/[bc].csv", ["data/sub/b.csv", "data/sub/deep/c.csv"]),
        ("data/**/**/deep/**/c.csv", ["data/sub/deep/c.csv"]),
        ("data/s*/", ["data/sub/b.csv", "data/sub/deep/c.csv", "data/sub/deep/d.txt"]),
        ("data/sub", ["data/sub/b.csv", "data/sub/deep/c.csv", "data/sub/deep/d.txt"]),
        ("../project/data/sub/*.csv", ["b.csv"]),
        ("../project/data/sub", ["b.csv", "deep/c.csv", "deep/d.txt"]),
        ("../project/data/sub/b.csv", ["b.csv"]),
    ],
)
def test_a_location_names_files(root: Path, location: str, expected: list[str]) -> None:
    found = inventory(root, location)
    assert paths(found) == expected
    assert not found.unread


@pytest.mark.parametrize(
    "location", ["data/*.csv", "../project/data/sub/*.csv", "../project/data/sub", "../project/data/a.csv"]
)
def test_a_copy_laid_out_as_the_listing_says_is_the_same_data(root: Path, tmp_path: Path, location: str) -> None:
    here = inventory(root, location)
    copy = tmp_path / "elsewhere" / "copy"
    for file in here.files:
        (copy / file.path).parent.mkdir(parents=True, exist_ok=True)
        (copy / file.path).write_bytes(file.local.read_bytes())
    there = inventory(copy, location, moved=True)
    assert listing_bytes(there.files) == listing_bytes(here.files)


def test_an_absolute_location_leads_outside(root: Path) -> None:
    assert paths(inventory(root, f"{root}/data/sub/**")) == ["b.csv", "deep/c.csv", "deep/d.txt"]


def test_what_is_in_the_way_is_named(root: Path) -> None:
    data = root / "data"
    (data / "link.csv").symlink_to("a.csv")
    (data / "folder").symlink_to("sub")
    os.mkfifo(data / "pipe.csv")
    (data / "two\nlines.csv").write_bytes(CSV)
    (data / "back\\slash.csv").write_bytes(CSV)
    Path(os.fsdecode(os.fsencode(data) + b"/\xff.csv")).write_bytes(CSV)
    (data / "empty.csv").write_bytes(b"")
    whole = gzip.compress(CSV * 1000)
    (data / "short.csv.gz").write_bytes(whole[:-5])
    (data / "flipped.csv.gz").write_bytes(whole[:30] + bytes([whole[30] ^ 255]) + whole[31:])
    found = inventory(root, Group("all", "data/*", format="text/csv"))
    assert dict(unread(found)) == {
        "data/link.csv": "link",
        "data/folder": "link",
        "data/pipe.csv": "not_regular",
        "data/two\\nlines.csv": "bad_name",
        "data/back\\slash.csv": "bad_name",
        "data/\\udcff.csv": "bad_name",
        "data/empty.csv": "empty",
        "data/short.csv.gz": "truncated",
        "data/flipped.csv.gz": "damaged",
    }
    assert [file.path for file in found.readable] == ["data/.hidden.csv", "data/a.csv", "data/x[1].csv"]
    assert {"data/empty.csv", "data/short.csv.gz", "data/flipped.csv.gz"} < set(paths(found)), "these have a digest"


def test_what_names_nothing_or_the_same_again_is_told(root: Path) -> None:
    found = inventory(root, "data/a.csv", "data/*.csv", "nothing/*.csv", "absent", "https://example.org/a.csv")
    assert unread(found) == [
        ("absent", "no_file"),
        ("data/a.csv", "named_twice"),
        ("https://example.org/a.csv", "not_local"),
        ("nothing/*.csv", "no_file"),
    ]
    assert len(paths(found)) == len(set(paths(found))) == 3
    assert found.readable == found.files
    assert found.missed == (("g1", 1),)


@pytest.mark.parametrize(
    "location", ["x" * 5000, "../" + "x" * 300, "/" + "y/" * 3000, "a\0b", "[", "?" * 2000, "\ud800"]
)
def test_a_location_that_can_be_none_names_nothing(root: Path, location: str) -> None:
    found = inventory(root, location)
    assert not found.files
    assert [item.reason for item in found.unread] in (["no_file"], ["unreadable"])


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("https://example.org/sets/a.csv?download=1", ["a.csv"]),
        (
            "https://example.org/sets/sub",
            [".hidden.csv", "a.csv", "sub/b.csv", "sub/deep/c.csv", "sub/deep/d.txt", "x[1].csv"],
        ),
        ("s3://sub/deep/*.csv", ["sub/deep/c.csv"]),
    ],
)
def test_what_was_fetched_from_elsewhere_is_read_in_the_copy(root: Path, location: str, expected: list[str]) -> None:
    assert paths(inventory(root / "data", location, moved=True)) == expected
    assert [reason for _, reason in unread(inventory(root / "data", location))] == ["not_local"]


def test_a_copy_without_the_one_file_of_a_location_has_no_file_of_it(root: Path) -> None:
    found = inventory(root / "data", "/elsewhere/absent.csv", moved=True)
    assert (paths(found), unread(found)) == ([], [("/elsewhere/absent.csv", "no_file")])


def test_a_file_that_somebody_writes_to_has_no_digest(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from muniment.evidence import inventory as module

    whole = module.digest_file

    def meanwhile(local: Path, told):
        read = whole(local, told)
        if local.name == "a.csv":
            local.write_bytes(CSV + b"3,4\n")
        return read

    monkeypatch.setattr(module, "digest_file", meanwhile)
    found = inventory(root, "data/*.csv")
    assert unread(found) == [("data/a.csv", "changed_while_read")]
    assert "data/a.csv" not in paths(found)
    assert found.missed == (("g0", 1),)


def test_what_may_not_be_read_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, listed = os.open, os.scandir

    def refusing(path, *rest, **named):
        if str(path).endswith("a.csv"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *rest, **named)

    def refusing_folder(path):
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "open", refusing)
    monkeypatch.setattr(os, "scandir", refusing_folder)
    found = inventory(root, "data")
    assert unread(found) == [("data/a.csv", "not_permitted"), ("data/sub/deep", "not_permitted")]


@pytest.mark.parametrize(
    ("declared", "name", "content", "form", "reason"),
    [
        ("", "a.csv", b"a,b\n", "csv", ""),
        ("", "a.tsv", b"a\tb\n", "tsv", ""),
        ("text/csv", "a.dat", b"a,b\n", "csv", ""),
        ("text/csv; charset=utf-8", "a.tsv", b"a\tb\n", "tsv", ""),
        ("CSV", "a", b"a,b\n", "csv", ""),
        ("", "a", b'{"a": 1}\n{"a": 2}\n', "jsonl", ""),
        ("", "a.jsonl", b'no json\n{"a": 2}\n', "jsonl", ""),
        ("application/json", "a.json", b'{"a": 1}\n{"a": 2}\n', "jsonl", ""),
        ("", "a.json", b'[\n {"a": 1}]', "json", ""),
        ("", "a.json", b'{\n "a": 1}', "json", ""),
        ("", "a.txt", b"some text", "text", ""),
        ("text/plain", "a.json", b'{"a": 1}', "text", ""),
        ("", "README", b"some text", "text", ""),
        ("", "a.txt", "umlaut: ä".encode("utf-16"), "text", ""),
        ("text/csv", "a.csv", b"PAR1....PAR1", "parquet", "another_format"),
        ("application/vnd.apache.parquet", "a.parquet", b"a,b\n", "text", "another_format"),
        ("application/vnd.apache.parquet", "a.parquet", b"PAR1.....", "parquet", "truncated"),
        ("image/png", "a.png", b"<html>Not found</html>", "text", "another_format"),
        ("", "a.bin", b"\x00\x01\x02", "other", "unknown_format"),
        ("application/pdf", "a.pdf", b"%PDF-1.7\n\x00\x00", "other", ""),
        ("", "a.csv", b"ID3,BMI,OggSize\n1,2,3\n", "csv", ""),
        ("text/csv", "a.csv", b"BM,Gx\n1,2\n", "csv", ""),
        ("", "a.bin", b"%PDF-1.7 as text", "other", "unknown_format"),
        ("", "a.db", b"SQLite format 3\x00", "other", "unknown_format"),
    ],
)
def test_the_content_decides_what_a_file_is(
    tmp_path: Path, declared: str, name: str, content: bytes, form: str, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    found = inventory(tmp_path, Group("g", name, declared))
    assert [(file.form, file.compression) for file in found.files] == [(form, "none")]
    assert [item.reason for item in found.unread] == ([reason] if reason else [])


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zstd", "lz4"])
def test_compression_is_told_from_the_content_and_undone_once(tmp_path: Path, kind: str) -> None:
    import bz2
    import lzma

    import lz4.frame
    from backports import zstd

    pack = {
        "gzip": gzip.compress,
        "bzip2": bz2.compress,
        "xz": lzma.compress,
        # Without their checksums these two say nothing of a flipped bit.
        "zstd": lambda data: zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1}),
        "lz4": lambda data: lz4.frame.compress(data, content_checksum=True),
    }[kind]
    chance = random.Random(kind)
    lines = b"".join(b"%d,%d\n" % (chance.randrange(10**9), chance.randrange(10**9)) for _ in range(20_000))
    whole = pack(lines[:100_000]) + pack(lines[100_000:])
    (tmp_path / "whole.csv").write_bytes(whole)
    found = inventory(tmp_path, "whole.csv")
    assert [(file.form, file.compression, file.decoded) for file in found.readable] == [("csv", kind, len(lines))]
    for number, cut in enumerate((len(whole) - 1, len(whole) // 2, 30)):
        (tmp_path / f"cut-{number}.csv").write_bytes(whole[:cut])
    (tmp_path / "flipped.csv").write_bytes(whole[:5000] + bytes([whole[5000] ^ 4]) + whole[5001:])
    found = inventory(tmp_path, "cut-*.csv", "flipped.csv")
    assert not found.readable
    assert {item.reason for item in found.unread} <= {"truncated", "damaged"}
    assert len(found.unread) == 4


def test_the_digest_is_that_of_the_shell(root: Path) -> None:
    for number, name in enumerate(("data/z a.csv", "data/Ä.csv", "data/a/b.csv", "data/a-b.csv")):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"%d" % number)
    found = inventory(root, "data")
    shell = "find data -type f | LC_ALL=C sort | xargs -r -d '\\n' sha256sum"
    listing = subprocess.run(["bash", "-c", shell], cwd=root, capture_output=True, check=True).stdout
    assert listing_bytes(found.files) == listing
    digest = subprocess.run(["sha256sum"], input=listing, capture_output=True, check=True).stdout
    assert dir_hash(found.files) == "sha256:" + digest.decode().split()[0]
    (root / "list").write_bytes(listing)
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "list"], cwd=root, check=True)
    assert listing_bytes(load_listing(listing)) == listing


@pytest.mark.parametrize(
    "text",
    [
        "0" * 64 + "  b\n" + "0" * 64 + "  a\n",
        "0" * 64 + "  a\n" + "0" * 64 + "  a\n",
        "0" * 64 + "  ../a\n",
        "0" * 64 + "  /a\n",
        "0" * 64 + "  a",
        "0" * 64 + " *a\n",
        "0" * 63 + "  a\n",
        "\\" + "0" * 64 + "  a\\nb\n",
    ],
)
def test_a_listing_that_others_wrote_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^it "):
        load_listing(text.encode())
