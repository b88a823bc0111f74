"""`measure --engine spark` writes what DuckDB writes, and says what it lacks where it cannot run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from muniment.app.measuring import engine_of
from muniment.base.errors import CannotRun
from muniment.evidence.found import DataFile
from muniment.evidence.plan import Group, Plan
from muniment.evidence.states import FolderStates
from sample_cards import PROGRAM, write

CANARY = "Zaphod-4711"
CARD = """
muniment: 1
kind: dataset
name: letters
version: "1"
title: Letters
distribution:
  - {id: lines, location: "data/*.jsonl"}
fields:
  - {id: text, holds: content}
  - {id: lang, holds: language}
"""


@pytest.fixture(name="workspace")
def _workspace(tmp_path: Path) -> Path:
    root = write(tmp_path / "letters", {"muniment.yaml": "muniment: 1\n", "letters.card.yaml": CARD})
    (root / "data").mkdir()
    (root / "data" / "a.jsonl").write_text(f'{{"text": "Dear {CANARY}", "lang": "EN"}}\n')
    (root / "data" / "b.jsonl").write_text('{"text": "x\\u000b y"}\nno record\n')
    return root


def measured(root: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process and a folder for temporary files of its own."""
    work = root.parent / "tmp of this"
    work.mkdir(exist_ok=True)
    settings = {"MUNIMENT_CACHE_DIR": str(root.parent / "cache"), "TMPDIR": str(work), **environment}
    done = subprocess.run(
        [str(PROGRAM), "measure", *options], cwd=root, env=os.environ | settings, capture_output=True, text=True
    )
    assert not list(work.glob("muniment-*")), "what was written on the way is left behind"
    return done


@pytest.mark.slow
def test_a_session_of_its_own_writes_the_lock_that_duckdb_writes(workspace: Path) -> None:
    lock = workspace / "evidence" / "letters@1.lock.json"
    by_spark = measured(workspace, "--engine", "spark", "--no-cache")
    assert by_spark.returncode == 1, by_spark.stderr
    made = lock.read_bytes()
    assert '"engine": "spark"' in lock.with_name("letters@1.run.json").read_text()
    assert measured(workspace, "--no-cache").returncode == 1
    assert lock.read_bytes() == made
    assert b'"not_json"' in made
    assert CANARY not in by_spark.stdout + by_spark.stderr


def test_without_java_it_says_so(workspace: Path) -> None:
    done = measured(workspace, "--engine", "spark", JAVA_HOME="/nonexistent")
    assert done.returncode == 2
    assert "It needs Java 17 or 21" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (workspace / "evidence").exists()


def test_without_pyspark_it_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyspark", "pyspark.errors", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    plan = Plan("dataset/x@1", (Group("all", "*"),), ())
    file = DataFile("a.csv", "all", 1, "0" * 64, tmp_path / "a.csv", "csv")
    with pytest.raises(CannotRun, match=r"muniment\[measure,spark\]"):
        engine_of("spark")(plan, [file], tmp_path / "work", FolderStates(tmp_path), lambda *_: None)
