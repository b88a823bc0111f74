"""The cache of editions: what was rendered is not rendered again, and a damaged or missing cache costs only time."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from muniment.app.cache import Cache, key_of, open_cache
from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
FORTY = 40


def build(home: Path, cache: Path | str) -> tuple[str, dict[str, bytes]]:
    done = subprocess.run(
        [PROGRAM, "build", str(home), "--date", "2026-11-23", "--format", "html", "--document", "datasheet",
         "--lang", "en"],
        capture_output=True, text=True, check=False, env={**os.environ, "MUNIMENT_CACHE_DIR": str(cache)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = (home / "dist").rglob("*.html")
    return done.stderr, {str(page.relative_to(home)): page.read_bytes() for page in pages}


def entries(cache: Path) -> list[Path]:
    return sorted(file for file in cache.glob("*/*") if file.is_file())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples" / "forty-cards", tmp_path / "forty"))


def test_one_change_renders_one_edition(home: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    _, before = build(home, cache)
    assert len(before) == FORTY
    stored = {file: file.stat().st_ino for file in entries(cache)}
    card = next((home / "datasets").glob("*.card.yaml"))
    card.write_text(card.read_text("utf-8").replace("\ntitle: ", "\ntitle: Renamed ", 1), "utf-8")
    said, after = build(home, cache)
    assert [name for name in before if before[name] != after[name]] == [
        name for name in before if card.name.removesuffix(".card.yaml") + "/" in name
    ]
    assert "2 files written" in said  # the page and the manifest
    now = {file: file.stat().st_ino for file in entries(cache)}
    assert len(now.keys() - stored.keys()) == 1
    assert all(now[file] == inode for file, inode in stored.items()), "an edition was rendered again"


def test_the_cache_may_be_deleted_or_damaged_at_any_time(home: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    _, first = build(home, cache)
    for file in entries(cache):
        content = file.read_bytes()
        file.write_bytes(content.replace(b"</h1>", b" forged</h1>") if file.name < "8" else content[:100])
    shutil.rmtree(home / "dist")
    _, second = build(home, cache)
    shutil.rmtree(cache)
    shutil.rmtree(home / "dist")
    _, third = build(home, cache)
    shutil.rmtree(home / "dist")
    _, without = build(home, "")
    assert first == second == third == without


def test_where_nothing_can_be_written_there_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = Cache(tmp_path / "file")
    cache.put("a" * 64, b"page")
    assert cache.get("a" * 64) is None
    cache.trim()


def test_the_entries_used_longest_ago_go_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for at, key in enumerate(("a", "b", "c")):
        cache.put(key * 64, b"x" * 1000)
        os.utime(tmp_path / (key * 2) / (key * 62), (at, at))
    assert cache.get("a" * 64)
    cache.trim(2_500)
    assert [bool(cache.get(key * 64)) for key in "abc"] == [True, False, True]


def test_a_key_tells_records_and_formats_apart() -> None:
    keys = {key_of(record, form) for record in ("sha256:1", "sha256:2") for form in ("html", "pdf")}
    assert len(keys) == 4


def test_the_users_cache_is_where_the_standard_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MUNIMENT_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    open_cache().put("a" * 64, b"page")
    assert (tmp_path / "muniment" / "editions" / "aa" / ("a" * 62)).is_file()
