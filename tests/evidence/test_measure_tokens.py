"""Tokens: as many as by hand, by split, kept and joined, and nothing by what is no tokenizer."""

import json
import re
from pathlib import Path

import pytest
from table_sets import a_plan, data_file

from muniment.base.errors import CannotRun
from muniment.evidence.found import DataFile, Found
from muniment.evidence.plan import Field, Group, Plan
from muniment.evidence.states import FolderStates
from muniment.evidence.tables import measure_tables
from muniment.evidence.tables.tokens import NOT_COUNTED, count_tokens
from muniment.evidence.tokens import load_tokenizer

#: Splits at white space and between words and other characters; every piece is one token, known or not.
PIECES = json.dumps(
    {
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0},
        "padding": {
            "strategy": {"Fixed": 50}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0,
            "pad_token": "[UNK]",
        },
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "the": 1}, "unk_token": "[UNK]"},
    }
).encode()  # fmt: skip
TOKENIZER = load_tokenizer("pieces", PIECES)
TEXTS = ["the cat, the dog", "", "Ünïcode: 😀😀 (x)", "a\nb\tc", "don't", "x" * 9000, "the " * 700]


def pieces(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]+", text))


def plan(*groups: Group) -> Plan:
    fields = (Field("body", "body", "content"), Field("part", "part", "split"))
    return a_plan(*fields, groups=groups or (Group("all", "data/*"),), splits=("train", "test"), tokenizers=("pieces",))


def two_files(folder: Path) -> list[DataFile]:
    folder.mkdir()
    lines = [json.dumps({"body": text, "part": ("train", "test", "?")[place % 3]}) for place, text in enumerate(TEXTS)]
    (folder / "a.jsonl").write_text("\n".join([*lines, "no json"]), "utf-8")
    (folder / "b.csv").write_text('body,part\n"one, two",train\n,test\nthree,test\n', "utf-8")
    return [data_file(folder / "a.jsonl", "jsonl"), data_file(folder / "b.csv", "csv")]


def counted(of: Plan, files: list[DataFile], folder: Path, states: Path) -> Found:
    kept = FolderStates(states)
    measure_tables(of, files, work=folder / "work", states=kept, told=lambda *_: None)
    return count_tokens(of, files, [TOKENIZER], work=folder / "work", states=kept, told=lambda *_: None)


def amounts(found: Found) -> dict[str, tuple[int, int, int]]:
    return {fact.part("split"): (fact.value, fact.read, fact.unread) for fact in found.facts}


def test_tokens_are_counted_whole_by_split(tmp_path: Path) -> None:
    found = counted(plan(), two_files(tmp_path / "data"), tmp_path, tmp_path / "states")
    by = [sum(pieces(text) for text in TEXTS[start::3]) for start in range(3)]
    assert amounts(found) == {
        "": (sum(by) + 4, 10, 1),
        "train": (by[0] + 3, 4, 0),
        "test": (by[1] + 1, 4, 0),
    }
    assert {fact.part("tokenizer") for fact in found.facts} == {"pieces"}
    assert [(item.name, item.sha256) for item in found.snapshots] == [("tokenizer pieces", TOKENIZER.sha256)]


def test_a_text_file_is_one_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one two, three", "utf-8")
    group = Group("all", "a.txt", split="train")
    found = counted(plan(group), [data_file(tmp_path / "a.txt", "text")], tmp_path, tmp_path / "states")
    assert amounts(found) == {"": (4, 1, 0), "train": (4, 1, 0)}


def test_a_second_run_and_joined_shards_read_nothing_again(tmp_path: Path) -> None:
    files = two_files(tmp_path / "data")
    whole = counted(plan(), files, tmp_path, tmp_path / "states")
    for file in files:
        counted(plan(), [file], tmp_path, tmp_path / "shards")
        file.local.write_bytes(b"")
    for states in ("states", "shards"):
        assert counted(plan(), files, tmp_path, tmp_path / states) == whole


def test_what_cannot_be_read_any_more_is_told_and_missing(tmp_path: Path) -> None:
    files = two_files(tmp_path / "data")
    kept = FolderStates(tmp_path / "states")
    measure_tables(plan(), files, work=tmp_path / "work", states=kept, told=lambda *_: None)
    files[1].local.write_bytes(b"\xff\xfe broken \0")
    found = count_tokens(plan(), files, [TOKENIZER], work=tmp_path / "work", states=kept, told=lambda *_: None)
    assert [(item.path, item.reason) for item in found.unread] == [("b.csv", NOT_COUNTED)]
    assert amounts(found)[""] == (sum(map(pieces, TEXTS)), 7, 4)


def test_a_tokenizer_that_the_card_does_not_name_counts_nothing(tmp_path: Path) -> None:
    files = two_files(tmp_path / "data")
    other = load_tokenizer("other", PIECES)
    kept = FolderStates(tmp_path / "states")
    measure_tables(plan(), files, work=tmp_path / "work", states=kept, told=lambda *_: None)
    found = count_tokens(plan(), files, [other], work=tmp_path / "work", states=kept, told=lambda *_: None)
    assert found == Found()


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"\xff", b"[" * 100_000, PIECES[:-1], PIECES.replace(b"WordLevel", b"Word"), b'{"model": null}'],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_tokenizer_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRun, match="no tokenizer"):
        load_tokenizer("pieces", data)
