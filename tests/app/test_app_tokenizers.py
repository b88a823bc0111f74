"""`measure --tokenizer NAME=FILE`: given by file, held to the card, and asked for again by --verify."""

from pathlib import Path

import pytest

from muniment.evidence.lock import load_lock
from sample_cards import run, write

TOKENIZER = (
    '{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null, "pre_tokenizer": '
    '{"type": "Whitespace"}, "post_processor": null, "decoder": null, "model": {"type": "WordLevel", "vocab": '
    '{"[UNK]": 0}, "unk_token": "[UNK]"}}'
)
CARD = """
muniment: 1
kind: dataset
name: notes
version: "1"
title: Notes
modalities: [text]
measures: [{id: all, modality: text, unit: tokens, tokenizer: pieces-1, amount: 7}]
distribution: [{id: all, location: "data/*.jsonl"}]
fields: [{id: body, holds: content}]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    files = {
        "muniment.yaml": "muniment: 1\n",
        "notes.card.yaml": CARD,
        "data/a.jsonl": '{"body": "one two, three"}\n{"body": "four five six"}\n',
        "data/b.jsonl": '{"body": "seven"}\n',
        "tokenizer.json": TOKENIZER,
    }
    return write(tmp_path / "notes", files)


GIVEN = ("--tokenizer", "pieces-1=tokenizer.json")


def test_tokens_stand_in_the_lock_and_are_repeated_with_the_same_file_only(workspace: Path) -> None:
    done = run("measure", *GIVEN, at=workspace)
    assert done.returncode == 0, done.stderr
    assert "were not counted" not in done.stderr
    lock = load_lock((workspace / "evidence" / "notes@1.lock.json").read_bytes())
    fact = lock.find("amount", modality="text", unit="tokens", tokenizer="pieces-1")
    assert fact is not None
    assert fact.value == 8
    assert lock.sample is not None
    without = run("measure", "--verify", at=workspace)
    assert (without.returncode, "--tokenizer pieces-1=FILE" in without.stderr) == (2, True)
    assert run("measure", "--verify", *GIVEN, at=workspace).returncode == 0
    (workspace / "other.json").write_text(TOKENIZER + "\n")
    assert run("measure", "--verify", "--tokenizer", "pieces-1=other.json", at=workspace).returncode == 2


def test_shards_are_joined_to_the_same_bytes(workspace: Path) -> None:
    assert run("measure", *GIVEN, at=workspace).returncode == 0
    file = workspace / "evidence" / "notes@1.lock.json"
    whole = file.read_bytes()
    file.unlink()
    for number in (1, 2):
        shard = ("--no-cache", "--shard", f"{number}/2", "-o", f"part-{number}")
        done = run("measure", *GIVEN, *shard, at=workspace)
        assert done.returncode == 0, done.stderr
    done = run("evidence", "merge", *GIVEN, "part-2", "part-1", at=workspace)
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == whole
    done = run("evidence", "merge", "part-1", "part-2", at=workspace)
    assert (done.returncode, "Tokens of pieces-1 were not counted" in done.stderr) == (0, True)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("pieces-1", "is no tokenizer"), ("=tokenizer.json", "is no tokenizer"), ("pieces-1=gone.json", "no file"),
        ("other=tokenizer.json", "No card names the tokenizer other"), ("pieces-1=notes.card.yaml", "no tokenizer"),
    ],
)  # fmt: skip
def test_what_is_no_tokenizer_of_a_card_is_refused(workspace: Path, choice: str, said: str) -> None:
    done = run("measure", "--tokenizer", choice, at=workspace)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not (workspace / "evidence").exists()
