"""Folders of data without a card: what is read of them, what is not concluded, and what cannot hold anybody up."""

import base64
import hashlib
import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from muniment.app import data_folder
from muniment.app.data_folder import read_folder
from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "examples" / "penguins" / "data"


def run(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the program; fail on another exit code, or on a traceback."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "should not have happened" not in done.stderr
    return done


def drafted(path: Path, out: Path) -> tuple[dict[str, Any], str]:
    """Draft from a folder; return the record and the page."""
    run("draft", path, "--date", "2026-11-23", "--format", "html", "-o", out)
    (file,) = out.rglob("*.html")
    page = file.read_text()
    found = re.search(r'id="muniment-record"[^>]*base64,([A-Za-z0-9+/=]+)"', page)
    assert found
    return json.loads(base64.b64decode(found[1])), page


def facts(record: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a record by the address inside the card."""
    return {fact["address"].partition("#")[2]: fact["value"] for fact in record["facts"]}


def test_what_is_read_is_measured_and_says_from_where(tmp_path: Path) -> None:
    record, _ = drafted(DATA, tmp_path)
    csv = (DATA / "penguins.csv").read_bytes()
    found = facts(record)
    digest = f"sha256:{hashlib.sha256(csv).hexdigest()}"
    assert found["/content_hash"] == found["/distribution/penguins.csv/sha256"] == digest
    assert found["/distribution/penguins.csv/bytes"] == len(csv)
    assert found["/distribution/penguins.csv/records"] == found["/measures/rows/amount"] == 344
    assert "bill_length_mm (number), bill_depth_mm (number)" in found["/distribution/penguins.csv/description"]
    for fact in record["facts"]:
        assert (fact["status"], fact["origin"]) == ("known", "measured")
        assert "read from the files by muniment draft on 2026-11-23" in fact["source"]


def test_nothing_that_people_must_say_is_said(tmp_path: Path) -> None:
    (tmp_path / "my data").mkdir()
    for name in ("LICENSE", "README.md", "croissant.json", "data.csv"):
        (tmp_path / "my data" / name).write_text("a,b\n1,2\n" if name == "data.csv" else '{"license": "CC0-1.0"}')
    record, page = drafted(tmp_path / "my data", tmp_path / "out")
    found = facts(record)
    stated = {address.split("/")[1] for address in found}
    assert stated == {"content_hash", "distribution", "measures"}
    assert "nothing was concluded from it" in found["/distribution/license/description"]
    assert "CC0" not in page
    asked = {question["path"] for question in record["draft"]["questions"]}
    assert {"dataset.title", "dataset.licence.id", "dataset.modalities"} <= asked
    assert record["draft"]["stated"] == 2


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        ("a.csv", "a,b\n1,2\n3,4\n", 2),
        ("a.csv", '"x";"y"\n"line\nbreak";2\n', 1),
        ("a.csv", "1,2\n3,4\n", 2),
        ("a.tsv", "a\tb\n1\t2\n", 1),
        ("a.csv", "a,b\n1\n", None),
        ("a.csv", '"never closed,1\n', None),
        ("a.jsonl", '{"a": 1}\n\n{"a": 2}\n', 2),
        ("a.jsonl", '{"a": 1}\nnot json\n', None),
        ("a.json", "[1, 2, 3]", 3),
        ("a.json", '{"a": 1}', None),
        ("a.json", "[" * 200_000, None),
        ("a.json", "[" + "9" * 10_000 + "]", None),
        ("a.txt", "a,b\n1,2\n", None),
    ],
)
def test_rows_are_counted_where_they_are_rows(name: str, content: str, rows: int | None, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    (file,) = read_folder(tmp_path).files
    assert file.content.rows == rows
    assert file.sha256


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl", "a.png", "a.parquet", "a"])
def test_a_name_proves_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x00\xff\xfe\x80" * 999)
    (file,) = read_folder(tmp_path).files
    assert file.content.media_type == ""
    assert file.content.rows is None


def test_pictures_and_the_like_are_counted_by_their_first_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.dat").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(number))
    (folder / "a.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVEfmt ")
    (folder / "text.txt").write_text("Grüße\n")
    found = facts(drafted(folder, tmp_path / "out")[0])
    assert found["/measures/images/amount"] == 3
    assert found["/measures/audio/unit_name"] == "sound files"
    assert found["/measures/text/amount"] == 8


def test_rows_of_different_tables_are_not_added_up(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "birds.csv").write_text("species,mass\nAdelie,3700\n")
    (folder / "ships.csv").write_text("name,flag\nAurora,NO\n")
    found = facts(drafted(folder, tmp_path / "out")[0])
    assert found["/distribution/birds.csv/records"] == 1
    assert not [address for address in found if address.startswith("/measures")]


def test_ten_thousand_files_are_listed_by_what_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"{number}.csv").write_text(f"a,b\n1,{number}\n")
    record, page = drafted(folder, tmp_path / "out")
    found = facts(record)
    assert found["/distribution/csv/location"] == "**/*.csv"
    assert found["/measures/rows/amount"] == 10_000
    assert ["files", 10_000] in record["draft"]["remarks"]
    assert len(page) < 500_000


def test_more_files_than_are_looked_at_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_folder, "MAX_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("x")
    found = read_folder(tmp_path)
    assert (len(found.files), found.passed_over["not_listed"]) == (3, 2)


def test_a_huge_file_is_named_and_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "huge"
    folder.mkdir()
    with (folder / "huge.csv").open("wb") as stream:
        stream.truncate(1 << 40)
    start = time.monotonic()
    record, page = drafted(folder, tmp_path / "out")
    assert time.monotonic() - start < 30
    found = facts(record)
    assert found["/distribution/huge.csv/bytes"] == 1 << 40
    assert not {"/content_hash", "/distribution/huge.csv/sha256", "/distribution/huge.csv/records"} & set(found)
    assert "1 file was not read whole" in page
    assert record["draft"]["stated"] == 0


def test_time_and_bytes_bound_what_is_read(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    assert [bool(file.sha256) for file in read_folder(tmp_path, max_bytes=8).files] == [True, False]
    late = read_folder(tmp_path, max_seconds=-1.0)
    assert [file.sha256 for file in late.files] == ["", ""]
    assert late.passed_over["not_read"] == 2


def test_links_pipes_and_hidden_files_are_passed_over_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("x")
    (folder / ".secret").write_text("planted-hidden")
    (folder / "out").symlink_to("/")
    (folder / "sub" / "circle").symlink_to(folder)
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    record, page = drafted(folder, tmp_path / "out")
    told = dict(record["draft"]["remarks"])
    assert told == {"files": 1, "links": 3, "special": 1, "hidden": 1}
    assert "/content_hash" not in facts(record)
    assert "3 symbolic links were not followed." in page


def test_what_cannot_be_read_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")
    opened = os.open

    def refuse(path: Any, *arguments: Any, **named: Any) -> int:
        if str(path).endswith("b.txt"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)

    monkeypatch.setattr(os, "open", refuse)
    found = read_folder(tmp_path)
    assert [file.path for file in found.files] == ["a.txt"]
    assert found.passed_over["unreadable"] == 1


def test_hostile_names_stand_as_text(tmp_path: Path) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    names = [b"a\x1b[31mb.txt", b"line\nbreak.txt", b"\xff\xfe.txt", b'"}, x: {"}.txt', "\u202egnp.txt".encode(),
             b"<script>.txt", b"TODO", b"- &a *b !c.txt"]  # fmt: skip
    for name in names:
        (Path(os.fsdecode(os.fsencode(folder))) / os.fsdecode(name)).write_text("x")
    record, page = drafted(folder, tmp_path / "out")
    assert dict(record["draft"]["remarks"])["files"] == len(names)
    assert sum(address.endswith("/bytes") for address in facts(record)) == len(names)
    assert "<script>" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("draft", tmp_path / "empty", "-o", tmp_path / "out", code=2)
    assert "neither a card nor a file" in done.stderr
    (tmp_path / "empty" / "out").symlink_to("/")
    assert "links: 1" in run("draft", tmp_path / "empty", "-o", tmp_path / "out", code=2).stderr
    assert not (tmp_path / "out").exists()


def test_one_file_is_drafted_alone(tmp_path: Path) -> None:
    record, _ = drafted(DATA / "penguins.csv", tmp_path)
    assert record["subject"]["name"] == "penguins"


def test_a_card_is_begun_that_reads_well_and_says_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "penguins"
    folder.mkdir()
    (folder / "penguins.csv").write_bytes((DATA / "penguins.csv").read_bytes())
    run("draft", folder, "--write-card", "--format", "html", "--date", "2026-11-23", "-o", tmp_path / "one")
    card = folder / "penguins.card.yaml"
    text = card.read_text()
    assert text.startswith("# yaml-language-server: $schema=")
    assert "# licence.id: " in text
    assert run("check", card).stdout.count("error") == 0
    again, _ = drafted(folder, tmp_path / "two")
    found = facts(again)
    assert found["/measures/rows/amount"] == 344
    assert {fact["origin"] for fact in again["facts"]} == {"declared"}
    assert "There is a card already" in run("draft", folder, "--write-card", "-o", tmp_path / "three", code=2).stderr
    assert card.read_text() == text
