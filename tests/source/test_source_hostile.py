"""Hostile files: each is answered within a second of work, by findings that say where."""

import time
from collections.abc import Iterator

import pytest

from muniment.app.opening import open_workspace
from muniment.report.located import locate
from muniment.report.text import render_full
from muniment.source.load import MAX_BYTES
from sample_cards import card, run, write

SIZE = MAX_BYTES - 2_000
HEAD = card(title="Birds")


def fill(piece: str) -> str:
    return piece * (SIZE // len(piece.encode()))


def floods() -> Iterator[tuple[str, str]]:
    """Files as large as a card may be, full of one thing."""
    for name, piece in {
        "aliases": "- *a\n", "anchors": "- &a 1\n", "tags": "- !a 1\n", "empty lists": "- []\n",
        "empty mappings": "- {}\n", "numbers": "- 1\n", "nulls": "-\n", "truth": "- true\n", "nines": "- 9\n" * 30,
        "same key": "a: 1\n", "number keys": "1: 1\n", "merge keys": "<<: 1\n", "question marks": "? a\n",
        "openings": "[", "open pairs": "{a: ", "dashes": "- ", "quotes": "'", "double quotes": '"', "colons": ":",
        "commas": ",", "ampersands": "&", "percents": "%", "bars": "|", "backslashes": "\\", "documents": "---\n",
        "document ends": "...\n", "hashes": "# \n", "tabs": "\t", "brackets": "[]", "bangs": "!", "ats": "@",
    }.items():  # fmt: skip
        yield f"flood of {name}", fill(piece)
        yield f"flood of {name} below a head", HEAD + "uses:\n" + fill(piece)
    yield "flood of keys", "".join(f"k{number}: 1\n" for number in range(110_000))
    yield "flood of unknown keys", HEAD + "".join(f"k{number}: 1\n" for number in range(30_000))
    yield "flood of records", HEAD + "labelling: {campaigns: [" + "{id: a}," * 10_000 + "]}\n"
    yield "flood of statuses", HEAD + "languages: [" + "{unknown: x}," * 10_000 + "]\n"
    yield "flood of languages", HEAD + "description: {text: {" + "".join(f"x{n}: y, " for n in range(20_000)) + "}}\n"
    yield "flood of profiles", HEAD + "profiles: [" + "a, " * 30_000 + "]\n"


def texts() -> Iterator[tuple[str, str]]:
    """One value after another that is no answer, too long, or steers something."""
    long = SIZE // 2
    for name, value in {
        "insert": "[insert" * (long // 7), "todo": "[todo " * (long // 6), "blank": " " * long, "dots": "." * long,
        "letters": "a" * long, "words": "a " * (long // 2), "lorem": "lorem " * (long // 6), "braces": "{" * long,
        "angles": "<" * long, "underscores": "_ " * (long // 2), "escape": "\\e[2J\\e]0;x\\a" * 50, "bell": "\\a" * 99,
        "direction": "\\u202e" * 99, "zero width": "\\u200b" * 99, "NUL": "\\0",
        "placeholder": "TODO", "question": "???",
    }.items():  # fmt: skip
        for key in ("title", "description", "language", "homepage"):
            yield f"{name} as {key}", card().replace("muniment", f'{key}: "{value}"\nmuniment', 1)
    tag = "-".join(["abcdefgh"] * 100_000)
    yield "endless language", HEAD + f"language: {tag}\n"
    yield "endless language of a text", HEAD + f"description: {{text: {{{tag[:900]}: x}}}}\n"
    for licence in ("(" * 999, "MIT AND", "MIT OR " * 142, "MIT WITH", "()", "LicenseRef-", "🐦"):
        yield (
            f"licence {licence[:9]}",
            HEAD + f"rights: {{licences: [{{id: a, spdx: '{licence}', name: '{licence}'}}]}}\n",
        )


def shapes() -> Iterator[tuple[str, str]]:
    """Things of the wrong shape in the places that matter."""
    wrong = [
        "[]",
        "{}",
        "[[]]",
        "{a: {}}",
        "1",
        "true",
        "",
        "'x'",
        "{value: {value: {value: 1}}}",
        "{unknown: {unknown: x}}",
    ]
    for key in ("muniment", "kind", "name", "version", "profiles", "disclosure", "labelling", "profile_of"):
        for value in wrong:
            yield f"{key}: {value}", HEAD.replace(f"{key}: ", f"was_{key}: ") + f"{key}: {value}\n"


FILES = {**dict(floods()), **dict(texts()), **dict(shapes())}


def test_there_are_enough() -> None:
    assert len(FILES) > 200


@pytest.mark.parametrize("name", FILES)
def test_answered_soon_by_located_findings(name: str, tmp_path) -> None:
    data = FILES[name].encode()
    assert len(data) <= MAX_BYTES
    write(tmp_path, {"x.card.yaml": data})
    started = time.process_time()
    opened = open_workspace([tmp_path / "x.card.yaml"])
    items = locate(opened.findings, opened.trees)
    said = render_full(items, colour=False)
    # A second on a quiet machine; what must never come back is a cost that grows with the square of the file.
    assert time.process_time() - started < 5
    assert items
    lines = data.count(b"\n") + 2
    for item in items:
        assert 1 <= item.place.line <= lines
        assert item.place.column >= 1
        assert item.finding.remedy
    assert not set(said) & {"\x1b", "\x07", "\x00", "\u202e", "\u200b"}


@pytest.mark.parametrize("name", [name for at, name in enumerate(FILES) if at % 19 == 0])
def test_the_program_answers_too(name: str, tmp_path) -> None:
    write(tmp_path, {"x.card.yaml": FILES[name]})
    done = run("check", "--format", "concise", "x.card.yaml", at=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stdout.startswith("x.card.yaml:")
