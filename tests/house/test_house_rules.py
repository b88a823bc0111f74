"""The rules of the house that no linter knows: rooms, sizes, and nothing of anybody's machine in the tree."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "muniment"
FILES = sorted(SOURCE.rglob("*.py"))
MAX_LINES = 400
MAX_FUNCTION = 60
#: Written in two parts, so that this file does not hold what it looks for.
MACHINES = ["/" + folder + "/" for folder in ("work", "root", "home")] + ["C:" + "\\Users"]


def test_a_room_imports_only_what_stands_lower() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rooms_are_those_that_the_documentation_lists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    section = re.search(r"^## The rooms$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, "docs/architecture.md has no section 'The rooms'"
    fenced = re.search(r"^```\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)
    assert fenced
    listed = [line.split()[0] for line in fenced[1].splitlines() if line.strip()]
    present = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").is_file()}
    assert set(listed) == present
    assert len(listed) == len(present)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_sizes(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]
    assert not long


def test_every_room_says_what_it_is_for() -> None:
    for folder in (folder for folder in SOURCE.rglob("*") if folder.is_dir() and any(folder.glob("*.py"))):
        assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))), folder


def test_no_room_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not [file for file in FILES if set(re.split(r"[_./]", file.relative_to(SOURCE).as_posix())) & drawers]


def test_nothing_of_a_machine_is_in_the_tree() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = []
    for name in listed.stdout.decode().split("\0"):
        file = ROOT / name
        if not name or not file.is_file():
            continue
        # In golden files certificates name the list of the test authority's root: an address, no folder.
        text = file.read_bytes().decode("utf-8", "replace").replace("/crls/root/", "")
        found += [f"{name}: {path}" for path in MACHINES if path in text]
    assert not found


def test_no_test_keeps_the_time_at_which_its_file_was_read() -> None:
    """A whole run is longer than any tolerance, and an authority on loopback stamps by the clock of the moment."""
    kept = []
    for file in sorted((ROOT / "tests").rglob("*.py")):
        if "node_modules" in file.parts:
            continue
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                written = ast.unparse(node.value)
                if not written.startswith("lambda") and re.search(r"\b(now|today|time)\(", written):
                    kept.append(f"{file.relative_to(ROOT)}:{node.lineno}: {written}")
    assert not kept
