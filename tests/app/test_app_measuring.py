"""`measure` from cards to lock, listing and run record; repeated, resumed, interrupted, verified by a recipient."""

import errno
import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from muniment.app.measure_cache import KeptStates, open_measure_cache
from muniment.app.measuring import MeasureWanted, measure_cards
from muniment.base.errors import CannotRun
from muniment.evidence.inventory import Told
from muniment.evidence.lock import Lock, load_lock
from sample_cards import PROGRAM, run, write

CANARY = "Zaphod-4711"
CARD = """
muniment: 1
kind: dataset
name: letters
version: "1"
title: Letters
modalities: [text, image]
splits: [{id: train, kind: training}, {id: test, kind: testing}]
distribution:
  - {id: train, location: "data/train-*.jsonl", split: train}
  - {id: test, location: "data/test.jsonl.gz", split: test}
  - {id: table, location: data/table.csv, format: text/csv}
  - {id: pictures, location: data/pictures, format: image/png}
fields:
  - {id: text, holds: content, distribution: [train, test]}
  - {id: lang, holds: language, distribution: [train, test]}
  - {id: sex, holds: group, distribution: [table]}
"""


def lines(*records: dict[str, str]) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from PIL import Image

    monkeypatch.setenv("MUNIMENT_CACHE_DIR", str(tmp_path / "cache"))
    root = write(tmp_path / "letters", {"muniment.yaml": "muniment: 1\n", "letters.card.yaml": CARD})
    data = root / "data"
    (data / "pictures").mkdir(parents=True)
    (data / "train-0.jsonl").write_bytes(lines({"text": f"Dear {CANARY}, hello", "lang": "en"}, {"text": "Guten Tag"}))
    (data / "train-1.jsonl").write_bytes(lines({"text": "Bonjour", "lang": "fr"}) + b"no record\n")
    (data / "test.jsonl.gz").write_bytes(gzip.compress(lines({"text": "Bonjour", "lang": "fr"}), mtime=0))
    (data / "table.csv").write_bytes(f"id,sex,note\n1,m,{CANARY}\n2,f,\n3,f,\n".encode())
    Image.new("RGB", (4, 4)).save(data / "pictures" / "a.png")
    (data / "pictures" / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return root


def settle() -> None:
    """Wait until the files just written are old enough to be known again."""
    time.sleep(2.1)


def locked(root: Path) -> Lock:
    return load_lock((root / "evidence" / "letters@1.lock.json").read_bytes())


def evidence(root: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((root / "evidence").iterdir())}


def test_a_card_gets_lock_listing_and_run_record(workspace: Path) -> None:
    done = run("measure", at=workspace)
    assert done.returncode == 1, "something was not read"
    assert done.stdout == "evidence/letters@1.lock.json\n"
    assert "data/pictures/b.png" in done.stderr
    assert "data/train-1.jsonl (1 record)" in done.stderr
    lock = locked(workspace)
    assert [(item.path, item.reason) for item in lock.unread] == [
        ("data/pictures/b.png", "damaged"),
        ("data/train-1.jsonl", "not_json"),
    ]
    facts = {(fact.measure, fact.of): fact.value for fact in lock.facts}
    assert facts["records", (("distribution", "train"),)] == 3
    assert facts["records", (("distribution", "table"),)] == 3
    assert facts["amount", (("modality", "image"), ("unit", "images"))] == 1
    assert facts["overlap", (("by", "record"), ("split", "test"))] == "1.000000"
    assert facts["files", (("distribution", "pictures"),)] == 2
    listing = workspace / "evidence" / "letters@1.sha256"
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", listing], cwd=workspace, check=True)
    record = json.loads((workspace / "evidence" / "letters@1.run.json").read_bytes())
    assert record["cache"] == {"used": 0, "of": 6}
    assert record["command"] == "muniment measure"


def test_whoever_measures_again_writes_the_same_bytes(workspace: Path) -> None:
    settle()
    run("measure", at=workspace)
    first = evidence(workspace)
    for options in ([], ["--no-cache"]):
        run("measure", "letters.card.yaml", *options, at=workspace)
        again = evidence(workspace)
        assert {name: again[name] for name in again if "run" not in name} == {
            name: first[name] for name in first if "run" not in name
        }
        used = json.loads(again["letters@1.run.json"])["cache"]["used"]
        assert used == (0 if options else 6)


def test_nothing_of_a_record_is_in_anything_that_is_written(workspace: Path) -> None:
    done = run("measure", at=workspace)
    (workspace / "data" / "test.jsonl.gz").write_bytes(gzip.compress(lines({"text": CANARY})))
    again = run("measure", "--verify", at=workspace)
    for text in (
        done.stdout,
        done.stderr,
        again.stdout,
        again.stderr,
        *map(bytes.decode, evidence(workspace).values()),
    ):
        assert CANARY not in text
        assert "Bonjour" not in text


def test_a_card_without_files_here_gets_no_evidence(workspace: Path) -> None:
    (workspace / "data").rename(workspace / "elsewhere")
    done = run("measure", at=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert "none of its locations names a file here" in done.stderr
    assert not (workspace / "evidence").exists()


def test_a_recipient_repeats_it_with_lock_listing_and_data_alone(workspace: Path, tmp_path: Path) -> None:
    run("measure", at=workspace)
    received = tmp_path / "received"
    received.mkdir()
    for ending in ("lock.json", "sha256"):
        (received / f"x.{ending}").write_bytes((workspace / "evidence" / f"letters@1.{ending}").read_bytes())
    (workspace / "data").rename(received / "data")
    same = run("measure", "--verify", "x.lock.json", "--data", ".", at=received)
    assert (same.returncode, same.stdout) == (0, "x.lock.json: repeated; every figure is the same.\n")
    table = received / "data" / "table.csv"
    table.write_bytes(table.read_bytes().replace(b"2,f", b"2,m"))
    (received / "data" / "train-1.jsonl").unlink()
    other = run("measure", "--verify", "x.lock.json", "--data", ".", at=received)
    assert other.returncode == 1
    assert "changed: data/table.csv" in other.stdout
    assert "gone: data/train-1.jsonl" in other.stdout
    assert "records (distribution train): 3 rows in the lock, 2 rows now" in other.stdout
    assert sorted(file.name for file in received.iterdir()) == ["data", "x.lock.json", "x.sha256"]


def test_a_pack_and_the_data_are_enough_to_repeat_it(workspace: Path, tmp_path: Path) -> None:
    run("measure", at=workspace)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as pack:
        for ending in ("lock.json", "sha256"):
            file = f"evidence/letters@1.{ending}"
            pack.writestr(zipfile.ZipInfo(file), (workspace / file).read_bytes())
    done = run("measure", "--verify", "p.zip", "--data", workspace, at=tmp_path)
    assert (done.returncode, done.stdout) == (
        0,
        "p.zip: evidence/letters@1.lock.json: repeated; every figure is the same.\n",
    )
    assert run("measure", "--verify", "p.zip", at=tmp_path).returncode == 2


def test_evidence_that_somebody_edited_is_not_repeated(workspace: Path) -> None:
    run("measure", at=workspace)
    lock, listing = (workspace / "evidence" / f"letters@1.{ending}" for ending in ("lock.json", "sha256"))
    listing.write_bytes(listing.read_bytes().replace(b"a", b"b", 1))
    done = run("measure", "--verify", at=workspace)
    assert done.returncode == 2
    assert "is not the one that it names" in done.stderr
    lock.write_bytes(lock.read_bytes().replace(b'"value": 3', b'"value": 4', 1) + b" ")
    done = run("measure", "--verify", at=workspace)
    assert done.returncode == 2
    assert "somebody has edited it" in done.stderr


def test_a_card_that_asks_for_something_else_by_now_is_told(workspace: Path) -> None:
    run("measure", at=workspace)
    card = workspace / "letters.card.yaml"
    card.write_text(card.read_text().replace("holds: group", "holds: other"))
    done = run("measure", "--verify", at=workspace)
    assert done.returncode == 1
    assert "every figure is the same" in done.stdout
    assert "The card asks for something else by now" in done.stdout


class Stops:
    """Interrupts as soon as so many files have been measured."""

    def __init__(self, after: int) -> None:
        self.left = after

    def begin(self, card: str) -> None:
        pass

    def end(self) -> None:
        pass

    def told(self, told: Told) -> None:
        if told.what == "contents" and not told.found:
            self.left -= told.files
            if not self.left:
                raise KeyboardInterrupt


@pytest.mark.parametrize("fresh", [False, True])
def test_an_interrupted_run_keeps_what_is_done_and_goes_on(
    workspace: Path, fresh: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    monkeypatch.chdir(workspace)
    made = []
    put = KeptStates.put
    monkeypatch.setattr(KeptStates, "put", lambda self, key, folder: (made.append(key), put(self, key, folder))[1])
    wanted = MeasureWanted((workspace,), fresh=fresh)
    with pytest.raises(CannotRun, match="--resume"):
        measure_cards(wanted, Stops(2))
    assert len(made) == 2
    assert not (workspace / "evidence").exists()
    done = measure_cards(MeasureWanted((workspace,), fresh=fresh, resume=True), Stops(0)).done
    assert len(made) == len(set(made)) > 4, "nothing is measured twice"
    assert done[0].cached == 6
    kept = evidence(workspace)["letters@1.lock.json"]
    measure_cards(MeasureWanted((workspace,), fresh=True), Stops(0))
    assert evidence(workspace)["letters@1.lock.json"] == kept


def test_a_folder_that_may_not_be_looked_into_stops_nothing(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "data" / "locked").mkdir()
    is_file = Path.is_file

    def refusing(self: Path) -> bool:
        if self.parent.name == "locked":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return is_file(self)

    monkeypatch.setattr(Path, "is_file", refusing)
    monkeypatch.chdir(workspace)
    assert measure_cards(MeasureWanted((workspace,)), Stops(0)).done


def test_two_runs_of_one_plan_at_a_time_take_nothing_from_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUNIMENT_CACHE_DIR", str(tmp_path / "cache"))
    plan = "sha256:" + "ab" * 32
    first = open_measure_cache(plan, fresh=True, resume=False)
    made = tmp_path / "made"
    made.mkdir()
    (made / "state.json").write_text("{}")
    first.states.put("cd" * 32, made)
    second = open_measure_cache(plan, fresh=True, resume=False)
    assert second.own != first.own
    assert (second.resumable, first.resumable) == (False, True)
    second.close(done=False)
    assert second.own is not None and not second.own.exists()
    assert first.states.get("cd" * 32)
    first.close(done=False)
    again = open_measure_cache(plan, fresh=True, resume=True)
    assert again.own == first.own
    assert again.states.get("cd" * 32)
    again.close()
    assert first.own is not None and not first.own.exists()


def test_without_a_cache_an_interrupted_run_leaves_nothing(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUNIMENT_CACHE_DIR", "")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "temporary").mkdir()
    with pytest.raises(CannotRun, match="nothing is kept"):
        measure_cards(MeasureWanted((workspace,)), Stops(2))
    assert not list((tmp_path / "temporary").iterdir())


def test_a_signal_stops_it_at_once_and_leaves_nothing_half_written(workspace: Path, tmp_path: Path) -> None:
    with (workspace / "data" / "train-2.jsonl").open("wb") as stream:
        for number in range(40_000):
            stream.write(lines({"text": f"{number} " + "word " * 200, "lang": "en"}))
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    running = subprocess.Popen([PROGRAM, "measure"], cwd=workspace, stderr=subprocess.PIPE, text=True, env=environment)
    while not list((tmp_path / "temporary").glob("*/tables")) and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=20)
    assert running.returncode == 2, told
    assert "--resume" in told
    assert "Traceback" not in told
    assert not (workspace / "evidence").exists()
    assert not list((tmp_path / "temporary").iterdir())


def test_light_commands_load_nothing_that_measures(workspace: Path) -> None:
    probe = (
        "import sys; sys.argv = ['muniment', 'check']\n"
        "try:\n    from muniment.cli.main import main; main()\nexcept SystemExit: pass\n"
        "print(sorted({'duckdb', 'pyspark', 'pyarrow', 'PIL', 'boto3', 'tinytag', 'pymediainfo'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=workspace, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
