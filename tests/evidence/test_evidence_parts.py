"""Parts measured apart and joined say what one run says, to the byte; what is no part of it is refused."""

import itertools
import json
import random
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from table_sets import a_plan, data_file, measured

from muniment.evidence.inventory import Inventory
from muniment.evidence.lock import Unread, lock_bytes
from muniment.evidence.measuring import lock_of
from muniment.evidence.parts import PartsDisagree, merge_parts, write_part
from muniment.evidence.plan import Field
from muniment.evidence.states import FolderStates
from muniment.evidence.tables import measure_tables

PLAN = a_plan(
    Field("text", "text", "content"),
    Field("url", "url", "url"),
    Field("label", "label", "label"),
    Field("item", "item", "item"),
    Field("who", "who", "annotator"),
)


def a_set(folder: Path, files: int = 6) -> Inventory:
    chance = random.Random(files)
    for number in range(files):
        lines = [
            {
                "text": chance.choice(["one", "two ", "Two", "three four"]),
                "url": f"https://a{chance.randint(1, 30)}.co.uk/x",
                "label": chance.choice("pq"),
                "item": str(chance.randint(1, 20)),
                "who": chance.choice("ab"),
            }
            for _ in range(number * 3 + 1)
        ]
        (folder / f"{number}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "torn.csv").write_text('text,url\n"open\n')
    made = [data_file(folder / f"{number}.jsonl", "jsonl") for number in range(files)]
    made.append(data_file(folder / "torn.csv", "csv"))
    return Inventory(tuple(made), tuple(made), (Unread("gone", "no_file"),), (("all", 1),))


def in_one_run(inventory: Inventory, folder: Path) -> bytes:
    return lock_bytes(lock_of(PLAN, inventory, measured(PLAN, inventory.readable, folder).found))


def a_part(target: Path, inventory: Inventory, files, folder: Path, plan=PLAN) -> Path:
    found = measured(plan, files, folder).found
    write_part(target, plan, inventory, files, found.unread, FolderStates(folder / "states"))
    return target


def joined(parts, folder: Path) -> bytes:
    shutil.rmtree(folder, ignore_errors=True)
    merged = merge_parts(parts, folder)
    files = merged.to_measure(merged.inventory.readable)
    found = measure_tables(merged.plan, files, work=folder, states=merged.states, told=lambda *_: None)
    found.unread += merged.unread
    return lock_bytes(lock_of(merged.plan, merged.inventory, found))


def test_any_parts_in_any_order_make_the_lock_of_one_run(tmp_path) -> None:
    inventory = a_set(tmp_path)
    expected = in_one_run(inventory, tmp_path / "whole")
    chance = random.Random(5)
    for round_, ways in enumerate((1, 2, 3, 7)):
        files = list(inventory.readable)
        chance.shuffle(files)
        parts = [
            a_part(
                tmp_path / f"part-{round_}-{way}{'.zip' if way % 2 else ''}",
                inventory,
                files[way::ways],
                tmp_path / "x",
            )
            for way in range(ways)
        ]
        chance.shuffle(parts)
        for file in inventory.files:
            file.local.rename(file.local.with_suffix(".away"))
        assert joined(parts, tmp_path / "joined") == expected
        for file in inventory.files:
            file.local.with_suffix(".away").rename(file.local)
    assert b"torn.csv" in expected
    assert b"open_quote" in expected


@pytest.fixture(name="halves")
def _halves(tmp_path):
    inventory = a_set(tmp_path, 3)
    files = list(inventory.readable)
    one = a_part(tmp_path / "one", inventory, files[:2], tmp_path / "x")
    other = a_part(tmp_path / "other.zip", inventory, files[2:], tmp_path / "x")
    return inventory, files, one, other


def refused(parts, folder: Path) -> str:
    with pytest.raises(PartsDisagree) as caught:
        merge_parts(parts, folder)
    return str(caught.value)


def test_files_twice_or_in_no_part_are_refused_by_name(halves, tmp_path) -> None:
    inventory, files, one, other = halves
    assert "0.jsonl is in" in refused([one, one], tmp_path / "a")
    assert "2.jsonl is in none of the parts" in refused([one], tmp_path / "b")
    both = a_part(tmp_path / "both", inventory, files[1:], tmp_path / "x")
    assert "1.jsonl is in" in refused([one, both], tmp_path / "c")
    assert refused([], tmp_path / "d") == "There is no part."
    assert "no part that can be read" in refused([one, tmp_path / "nothing"], tmp_path / "e")
    assert joined([one, other], tmp_path / "f") == in_one_run(inventory, tmp_path / "whole")


def test_other_plans_definitions_lists_and_data_are_refused(halves, tmp_path) -> None:
    inventory, files, one, other = halves
    plan = replace(PLAN, fields=PLAN.fields[:2])
    foreign = a_part(tmp_path / "foreign", inventory, files[2:], tmp_path / "y", plan)
    assert "another card" in refused([one, foreign], tmp_path / "a")
    changed = replace(inventory, files=tuple(replace(file, sha256="0" * 64) for file in inventory.files))
    later = a_part(tmp_path / "later", changed, files[2:], tmp_path / "x")
    assert "saw other files" in refused([one, later], tmp_path / "b")
    for number, (member, said) in enumerate({"definitions": "other definitions", "snapshots": "suffix list"}.items()):
        odd = tmp_path / f"odd{number}"
        shutil.copytree(one, odd)
        text = (odd / "part.json").read_text()
        raw = json.loads(text)
        raw[member] = "sha256:" + "0" * 64 if member == "definitions" else [{**raw[member][0], "version": "1"}]
        (odd / "part.json").write_text(json.dumps(raw))
        assert said in refused([odd, other], tmp_path / f"c{number}")


def test_damaged_and_hostile_parts_are_refused(halves, tmp_path) -> None:
    _, _, one, other = halves
    damaged = tmp_path / "damaged"
    shutil.copytree(one, damaged)
    state = next(damaged.glob("states/*/state.json"))
    state.write_text(state.read_text().replace("1", "2"))
    assert "not as it was written" in refused([damaged, other], tmp_path / "a")
    for number, name in enumerate(("../x", "states/../../x.json", "states/a/b/c.json", "/etc/x")):
        archive = tmp_path / f"hostile{number}.zip"
        shutil.copy(other, archive)
        with zipfile.ZipFile(archive, "a") as packed:
            packed.writestr(name, b"{}")
        assert "no part" in refused([one, archive], tmp_path / f"b{number}")
        assert not (tmp_path / "x.json").exists()
    for number, content in enumerate((b"[]", b"{", b"[" * 100_000, b'{"part": 1}', b"")):
        broken = tmp_path / f"broken{number}"
        broken.mkdir()
        (broken / "part.json").write_bytes(content)
        assert "no part" in refused([broken, other], tmp_path / f"c{number}")
    lacking = tmp_path / "lacking"
    shutil.copytree(one, lacking)
    raw = json.loads((lacking / "part.json").read_text())
    raw["states"] = [entry for entry in raw["states"] if not entry[0].startswith(raw["states"][0][0][:64])]
    (lacking / "part.json").write_text(json.dumps(raw))
    assert "holds nothing of it" in refused([lacking, other], tmp_path / "d")


def test_a_part_is_written_whole_and_alike(halves, tmp_path) -> None:
    inventory, files, one, _ = halves
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(ValueError, match="no state of"):
        write_part(tmp_path / "none", PLAN, inventory, files, [], FolderStates(tmp_path / "nowhere"))
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    a_part(one, inventory, files[:2], tmp_path / "x")
    archives = [a_part(tmp_path / f"{name}.zip", inventory, files[:2], tmp_path / "x") for name in "ab"]
    assert len({archive.read_bytes() for archive in archives}) == 1
    assert all(a != b for a, b in itertools.pairwise(sorted(path.name for path in tmp_path.iterdir())))
