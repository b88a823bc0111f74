"""`show` prints any file as text, never fails for what it holds, and lets real git compare what cards say."""

import random
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from chance import SEED
from git_repositories import begun, committed, git
from muniment.app.plain_text import plain_text
from muniment.base.errors import CannotRun
from muniment.cli.main import group
from sample_cards import PROGRAM, card, run, write

ROOT = Path(__file__).parents[2]
TEXT = card(title="Birds of the garden", description="Photographs of birds. They were taken in two gardens in May.")
ATTRIBUTES = "*.card.yaml diff=muniment\nprofiles/*.yaml diff=muniment\n*.asice diff=muniment\n*.html diff=muniment\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    top = begun(tmp_path / "repository")
    write(top, {"muniment.yaml": "muniment: 1\n", "birds.card.yaml": TEXT, ".gitattributes": ATTRIBUTES})
    git(top, "config", "diff.muniment.textconv", f"{PROGRAM} show")
    committed(top)
    return top


def lines(diff: str) -> list[str]:
    return [line for line in diff.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def test_git_diff_shows_what_a_card_says(repository: Path) -> None:
    file = repository / "birds.card.yaml"
    file.write_text(TEXT.replace("two gardens in May", "three gardens in May"), "utf-8")
    assert lines(git(repository, "diff")) == [
        "-    They were taken in two gardens in May.", "+    They were taken in three gardens in May.",
    ]  # fmt: skip
    assert lines(git(repository, "diff", "--no-textconv")) != lines(git(repository, "diff"))
    rest = TEXT.splitlines(keepends=True)
    file.write_text("".join(["# a comment\n", *rest[:4], *reversed(rest[4:])]), "utf-8")
    assert lines(git(repository, "diff")) == []
    file.write_text(TEXT.replace('"Birds of the garden"', "[ broken"), "utf-8")
    assert "+title: [ broken" in lines(git(repository, "diff"))
    committed(repository, "Break it")
    assert "+title: [ broken" in git(repository, "log", "-p", "-1")


def test_git_diff_shows_what_is_in_a_pack_and_an_edition(repository: Path) -> None:
    for command in (
        ["build", "--date", "2026-11-20", "--document", "datasheet", "--audience", "client", "--format", "html",
         "-o", "dist"],
        ["keys", "new", "--dev", "--organisation", "Test", "-o", "keys"],
        ["sign", "dist", "--key", "keys"],
        ["pack", "dist", "--audience", "client", "--key", "keys", "-o", "birds.asice"],
    ):  # fmt: skip
        done = run(*command, at=repository)
        assert done.returncode == 0, done.stderr
    shown = plain_text(repository / "birds.asice")
    assert "pack for client" in shown
    assert "not verified here" in shown
    assert "datasheet.client.en.html\n    sha256:" in shown
    page = repository / "dist" / "dataset" / "birds" / "datasheet.client.en.html"
    assert "Title: dataset/birds@1.0#/title\n    Birds of the garden\n" in plain_text(page)
    assert '"bearer": "dataset/birds@1.0"' in plain_text(page.with_name("manifest.client.json"))
    git(repository, "add", "-f", "birds.asice")
    assert "+pack for client" in git(repository, "diff", "--cached", "birds.asice")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe\x00", b"PK\x03\x04broken", b"%PDF-1.7 broken", b"<!DOCTYPE html><title>x</title>", b"{", b"{}",
        b"[" * 100_000, b"muniment: 1\nkind: dataset\n", b"a: &a [*a]", b"\x1b[31mred", b"{" * 100_000,
        "\u202ereversed".encode(),
    ],
)  # fmt: skip
def test_it_never_fails_and_never_steers_a_terminal(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.card.yaml"
    file.write_bytes(data)
    done = CliRunner().invoke(group, ["show", str(file)])
    assert done.exit_code == 0, done.exception
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output


def test_a_card_with_a_mistake_stands_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "x.card.yaml"
    for text in (TEXT + "titel: twice\n", TEXT.replace("Birds of the garden", "TODO"), "title: [\n"):
        file.write_text(text, "utf-8")
        assert plain_text(file) == text
    chance = random.Random(SEED)
    for _ in range(60):
        data = bytearray(TEXT.encode())
        for _ in range(3):
            data[chance.randrange(len(data))] = chance.randrange(256)
        file.write_bytes(data)
        assert plain_text(file)


def test_a_file_that_is_not_there_cannot_be_shown(tmp_path: Path) -> None:
    with pytest.raises(CannotRun):
        plain_text(tmp_path / "nowhere")
    done = subprocess.run([PROGRAM, "show", tmp_path / "nowhere"], capture_output=True, check=False)
    assert done.returncode == 2
