"""Many cards: what was loaded before is not loaded again, on all cores or one the same, and a cache is never wrong."""

import os
import random
import shutil
import threading
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from muniment.app import card_cache, loading, opening
from muniment.app.card_store import from_bytes, to_bytes
from muniment.app.loading import load_cards, load_one
from muniment.app.opening import Opened, open_workspace

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CARDS = sorted(file for file in EXAMPLES.rglob("*.card.yaml") if file.is_file())
CARD = """muniment: 1
kind: dataset
name: set-{0}
version: "1"
title: Letters {0}
measures:
  - {{id: rows, unit: rows, amount: 1{0}}}
  - {{id: share, unit: other, unit_name: shares, amount: 0.10}}
quality: {{error_rate: 0.250, missingness_by_field: [{{name: a, value: 0.5, count: 3}}]}}
scope: {{languages: [de, en], geography: {{unknown: nobody has asked, owner: Jo}}}}
description: {{text: {{de: Briefe an ein Amt, en: Letters to an office}}, note: as sent}}
"""
MANY = 80


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MUNIMENT_CACHE_DIR", str(tmp_path / "cache"))
    root = tmp_path / "home"
    (root / "sets").mkdir(parents=True)
    (root / "muniment.yaml").write_text("muniment: 1\n", "utf-8")
    for at in range(MANY):
        (root / "sets" / f"set-{at}.card.yaml").write_text(CARD.format(at), "utf-8")
    return root


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that were loaded from their text, as it goes on."""
    names: list[str] = []

    def load(name: str, data: bytes) -> loading.Loaded:
        names.append(name)
        return load_one(name, data)

    monkeypatch.setattr(loading, "load_one", load)
    monkeypatch.setattr(loading, "processes", lambda: 1)
    return names


def same(one: Opened, other: Opened) -> bool:
    cards, others = one.workspace.cards, other.workspace.cards
    return (
        list(cards) == list(others)
        and all(list(cards[name].facts.items()) == list(others[name].facts.items()) for name in cards)
        and all(heads(cards[name]) == heads(others[name]) for name in cards)
        and one.findings == other.findings
        and {name: tree.text for name, tree in one.trees.items()}
        == {name: tree.text for name, tree in other.trees.items()}
        and one.files == other.files
    )


def heads(card: opening.Card) -> dict[str, object]:
    """Return every part of a card but its facts and its tree."""
    parts = {part.name: getattr(card, part.name) for part in fields(card) if part.name not in ("facts", "tree")}
    return {**parts, "identity": card.identity}


def without_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    with monkeypatch.context() as patch:
        patch.setattr(loading, "LOOKED_UP", 10**9)
        return open_workspace([root])


@pytest.mark.parametrize("file", CARDS, ids=lambda file: str(file.relative_to(EXAMPLES)))
def test_what_is_kept_comes_back_as_it_was(file: Path) -> None:
    data = file.read_bytes()
    one = load_one("here/x.card.yaml", data)
    kept = to_bytes(one, "here/x.card.yaml")
    if kept is None:
        pytest.fail("it was not kept")
    for name in ("here/x.card.yaml", "elsewhere/y.card.yaml"):
        fresh, back = load_one(name, data), from_bytes(kept, name, data)
        assert (back.of_reader, back.of_models) == (fresh.of_reader, fresh.of_models)
        assert (back.tree is None) == (fresh.tree is None)
        assert (back.card is None) == (fresh.card is None)
        if back.card and fresh.card and back.tree and fresh.tree:
            assert list(back.card.facts.items()) == list(fresh.card.facts.items())
            assert [repr(fact) for fact in back.card.facts.values()] == [repr(f) for f in fresh.card.facts.values()]
            assert heads(back.card) == heads(fresh.card)
            assert (back.tree.file, back.tree.text, back.tree.value) == (name, fresh.tree.text, fresh.tree.value)
            assert back.tree.place("/name") == fresh.tree.place("/name")


@pytest.mark.parametrize("more", [{"owner": "Jo"}, {"duties": ("AIA-10-2-f",)}, {"outcome": "missing"}])
def test_a_finding_that_says_more_than_can_be_kept_is_not_kept(more: dict[str, Any]) -> None:
    (card,) = [file for file in CARDS if file.name == "no-figure.card.yaml"]
    one = load_one("x.card.yaml", card.read_bytes())
    assert one.of_reader
    assert to_bytes(one, "x.card.yaml")
    assert to_bytes(replace(one, of_reader=(replace(one.of_reader[0], **more),)), "x.card.yaml") is None


def test_nothing_is_loaded_twice_and_one_change_loads_one_card(
    home: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_workspace([home])
    assert len(loaded) == MANY
    loaded.clear()
    assert same(open_workspace([home]), first)
    assert loaded == []
    card = home / "sets" / "set-7.card.yaml"
    card.write_text(card.read_text("utf-8").replace("Letters 7", "Letters changed"), "utf-8")
    after = open_workspace([home])
    assert [Path(name).name for name in loaded] == ["set-7.card.yaml"]
    assert after.workspace.cards["dataset/set-7@1"].facts["/title"].value == "Letters changed"
    assert same(after, without_cache(home, monkeypatch))


def test_the_name_of_a_file_is_not_what_is_kept(home: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    open_workspace([home])
    loaded.clear()
    (home / "sets").rename(home / "moved")
    monkeypatch.chdir(home / "moved")
    moved = open_workspace([home])
    assert loaded == []
    assert {card.file for card in moved.workspace.cards.values()} == {f"set-{at}.card.yaml" for at in range(MANY)}
    assert same(moved, without_cache(home, monkeypatch))


def test_another_program_or_data_of_it_finds_nothing(
    home: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_workspace([home])
    loaded.clear()
    monkeypatch.setattr(loading, "_program", lambda: b"another")
    open_workspace([home])
    assert len(loaded) == MANY


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_cache_costs_time_and_is_never_wrong(
    home: Path, loaded: list[str], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = open_workspace([home])
    (kept,) = (home.parent / "cache" / "cards").iterdir()
    data = bytearray(kept.read_bytes())
    chance = random.Random(seed)
    for _ in range(1 + seed % 4):
        at = chance.randrange(len(data))
        damage = chance.choice([b"", b"\x00", b"}", b"9", data[at : at + 3][::-1]])
        data[at : at + chance.choice([1, 2, 500])] = damage
    kept.write_bytes(bytes(data[: chance.choice([len(data), len(data) // 2, 10, 0])]))
    loaded.clear()
    assert same(open_workspace([home]), expected)
    assert loaded
    loaded.clear()
    assert same(open_workspace([home]), expected)
    assert loaded == [], "a damaged file is written anew"


def test_it_may_be_deleted_and_need_not_be_writable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = open_workspace([home])
    shutil.rmtree(home.parent / "cache")
    assert same(open_workspace([home]), expected)
    for place in ("", "/proc/nothing", str(home / "muniment.yaml")):
        monkeypatch.setenv("MUNIMENT_CACHE_DIR", place)
        assert same(open_workspace([home]), expected)


def test_what_nobody_asks_for_goes(home: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_cache, "_DEAD_BYTES", 0)
    open_workspace([home])
    (kept,) = (home.parent / "cache" / "cards").iterdir()
    size = kept.stat().st_size
    for round_ in range(4):
        for at in range(MANY):
            (home / "sets" / f"set-{at}.card.yaml").write_text(CARD.format(f"{at}-{round_}"), "utf-8")
        open_workspace([home])
        assert kept.stat().st_size < 2.5 * size
    monkeypatch.setattr(card_cache, "MOST_BYTES", size * 2)
    other = Path(shutil.copytree(home, home.parent / "other"))
    open_workspace([other])
    assert sum(file.stat().st_size for file in kept.parent.iterdir()) <= size * 2


def test_several_processes_load_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = without_cache(home, monkeypatch)
    (home / "sets" / "set-3.card.yaml").write_text(CARD.format(3) + "titel: x\n", "utf-8")
    (home / "sets" / "set-4.card.yaml").write_text("muniment: [", "utf-8")
    worse = without_cache(home, monkeypatch)
    monkeypatch.setattr(loading, "SHARED_OUT", 10)
    monkeypatch.setattr(loading, "processes", lambda: 2)
    before = os.times().children_user
    assert same(open_workspace([home]), worse)
    assert os.times().children_user > before, "other processes have worked"
    assert not same(worse, expected)


def test_few_cards_and_threads_start_no_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("processes were started")

    monkeypatch.setattr(loading, "_on_all_cores", refuse)
    open_workspace([home])
    monkeypatch.setattr(loading, "SHARED_OUT", 10)
    held = threading.Event()
    other = threading.Thread(target=held.wait)
    other.start()
    try:
        monkeypatch.setenv("MUNIMENT_CACHE_DIR", "")
        open_workspace([home])
    finally:
        held.set()
        other.join()


def test_processes_that_fail_cost_time_only(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "SHARED_OUT", 10)
    monkeypatch.setattr(loading, "processes", lambda: 2)
    monkeypatch.setattr(loading, "_made", end)
    assert same(open_workspace([home]), without_cache(home, monkeypatch))


def end(_: object) -> None:
    os._exit(1)


def test_a_few_cards_are_loaded_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUNIMENT_CACHE_DIR", str(tmp_path / "cache"))
    load_cards([("a", CARD.format(1).encode())], tmp_path)
    assert not (tmp_path / "cache").exists()


def test_files_are_found_as_before(tmp_path: Path) -> None:
    root = tmp_path / "home"
    for name in (
        "muniment.yaml", "a.card.yaml", "b.card.yml", "x/a.card.yaml", "x-y/a.card.yaml", "profiles/p.yaml",
        "x/profiles/q.yml",
        "reviews/r.yaml", "reviews/deep/s.yml", "x/reviews/no.yaml", ".hidden/h.card.yaml", "dist/d.card.yaml",
        "node_modules/n.card.yaml",
        "inner/muniment.yaml", "inner/i.card.yaml", "suppliers/s@1.0a1b2c3d/pin.json",
        "suppliers/s@1.0a1b2c3d/p.card.yaml",
        "suppliers/own.card.yaml", "profiles/deep/no.yaml", "x/plain.yaml",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("", "utf-8")
    (tmp_path / "outside" / "far").mkdir(parents=True)
    (tmp_path / "outside" / "o.yaml").write_text("", "utf-8")
    (tmp_path / "outside" / "o.card.yaml").write_text("", "utf-8")
    (root / "linked").symlink_to(tmp_path / "outside")
    (root / "x-y" / "profiles").symlink_to(tmp_path / "outside")
    (root / "gone.card.yaml").symlink_to(tmp_path / "nothing")
    (root / "loop.card.yaml").symlink_to("loop.card.yaml")
    (root / "x" / "profiles" / "profiles").symlink_to(".")
    (root / "folder.card.yaml").mkdir()
    found = [str(file.relative_to(root)) for file in opening._files(root)]
    assert found == [
        "a.card.yaml", "b.card.yml", "gone.card.yaml", "loop.card.yaml", "muniment.yaml", "profiles/p.yaml",
        "reviews/deep/s.yml",
        "reviews/r.yaml", "suppliers/own.card.yaml", "x/a.card.yaml", "x/profiles/profiles/q.yml", "x/profiles/q.yml",
        "x-y/a.card.yaml",
        "x-y/profiles/o.card.yaml", "x-y/profiles/o.yaml",
    ]  # fmt: skip
