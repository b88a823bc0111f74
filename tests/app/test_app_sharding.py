"""Shards measured apart and joined on the command line: the bytes of one run, or a refusal that says why."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from sample_cards import run, write

CARD = """
muniment: 1
kind: dataset
name: letters
version: "1"
title: Letters
modalities: [text, image]
distribution:
  - {id: lines, location: "data/*.jsonl*"}
  - {id: pictures, location: data/pictures}
fields:
  - {id: text, holds: content, distribution: [lines]}
  - {id: lang, holds: language, distribution: [lines]}
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> Path:
    """A workspace whose data were measured in one run, and in three shards beside it."""
    from PIL import Image

    root = write(tmp_path_factory.mktemp("shards") / "letters", {"muniment.yaml": "muniment: 1\n", "l.card.yaml": CARD})
    (root / "data" / "pictures").mkdir(parents=True)
    for number in range(5):
        rows = [
            {"text": f"Letter {place % 7}", "lang": "en" if place % 2 else "de"} for place in range(10 * number + 1)
        ]
        lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
        name = f"{number}.jsonl{'.gz' if number % 2 else ''}"
        (root / "data" / name).write_bytes(gzip.compress(lines) if number % 2 else lines)
    Image.new("RGB", (4, 4)).save(root / "data" / "pictures" / "a.png")
    (root / "data" / "pictures" / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert run("measure", at=root).returncode == 1, "one picture is damaged"
    for number in (1, 2, 3):
        part = f"parts/{number}{'.zip' if number == 2 else ''}"
        done = run("measure", "l.card.yaml", "--shard", f"{number}/3", "-o", part, "--no-cache", at=root)
        assert (done.returncode, done.stdout) == (1, f"{part}\n"), done.stderr
    return root


PARTS = ("parts/1", "parts/2.zip", "parts/3")


def test_joined_shards_write_the_bytes_of_one_run_without_the_data(measured: Path, tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "elsewhere", {"muniment.yaml": "muniment: 1\n", "l.card.yaml": CARD})
    shutil.copytree(measured / "parts", elsewhere / "parts")
    done = run("evidence", "merge", *reversed(PARTS), at=elsewhere)
    assert (done.returncode, done.stdout) == (1, "evidence/letters@1.lock.json\n"), done.stderr
    assert "data/pictures/b.png" in done.stderr
    for name in ("letters@1.lock.json", "letters@1.sha256"):
        assert (elsewhere / "evidence" / name).read_bytes() == (measured / "evidence" / name).read_bytes()


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (PARTS[:2], "is in none of the parts"),
        ((*PARTS, "parts/1"), "is in parts/1 and in parts/1"),
        ((*PARTS, "nowhere"), "nowhere is no part that can be read"),
        (("l.card.yaml",), "l.card.yaml is no part that can be read"),
    ],
)
def test_parts_that_are_not_the_whole_once_are_refused(measured: Path, tmp_path: Path, parts, told: str) -> None:
    (tmp_path / "muniment.yaml").write_text("muniment: 1\n")
    done = run("evidence", "merge", *parts, "--workspace", tmp_path, at=measured)
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "evidence").exists()


def test_a_part_of_other_data_is_refused(measured: Path, tmp_path: Path) -> None:
    root = tmp_path / "other"
    shutil.copytree(measured, root)
    with (root / "data" / "0.jsonl").open("a") as stream:
        stream.write('{"text": "one more"}\n')
    run("measure", "l.card.yaml", "--shard", "1/3", "-o", "parts/1", at=root)
    done = run("evidence", "merge", *PARTS, at=root)
    assert done.returncode == 2
    assert "saw other files of the set" in done.stderr


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/0", "-1/2"])
def test_a_shard_that_is_none_is_refused(measured: Path, tmp_path: Path, shard: str) -> None:
    done = run("measure", "l.card.yaml", "--shard", shard, "-o", tmp_path / "part", at=measured)
    assert done.returncode == 2
    assert not (tmp_path / "part").exists()


def test_a_part_takes_the_place_of_nothing_else(measured: Path) -> None:
    done = run("measure", "l.card.yaml", "--shard", "1/3", "-o", "data", at=measured)
    assert done.returncode == 2
    assert "is no part" in done.stderr
    assert (measured / "data" / "0.jsonl").is_file()
