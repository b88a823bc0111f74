"""Which files a location names, what is told of those in the way, and the listing that `sha256sum` checks."""

import gzip
import os
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
