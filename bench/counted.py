"""Figures that are counted, not timed: how many questions a person is asked, and what a card alone prints."""

import subprocess
import sys
import tempfile
from pathlib import Path

from shapes import ROOT

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "questions")]

#: A data-set card that states nothing but its name, alone in a workspace.
_ALONE = "muniment: 1\nkind: dataset\nname: alone\nversion: '1'\n"
_SETTINGS = "muniment: 1\ndisclosure: {table: 1}\n"


def figures() -> str:
    """Return a table of what is counted, with the most allowed where tests hold it."""
    rows = [*_questions(), ("one data-set card alone: lines that `coverage` prints", lines_alone(), "")]
    lines = ["| counted | figure | at most |", "|---|--:|--:|"]
    return "\n".join([*lines, *(f"| {what} | {figure} | {most} |" for what, figure, most in rows)])


def _questions() -> list[tuple[str, int, str]]:
    from test_questions import ask, scenario

    counts = ask(*scenario("fine_tuner"), 20)
    at = {0: "", 5: "100", 20: "50"}
    what = "fine-tuner: duties of which it cannot be told whether they apply, after {} questions"
    return [(what.format(n), counts[min(n, len(counts) - 1)], most) for n, most in at.items()]


def lines_alone() -> int:
    """Return how many lines `coverage` prints about one data-set card alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "muniment.yaml").write_text(_SETTINGS)
        (folder / "alone.card.yaml").write_text(_ALONE)
        program = Path(sys.executable).with_name("muniment")
        done = subprocess.run(
            [program, "coverage", "--as-of", "2026-11-23"], cwd=folder, capture_output=True, check=False
        )
    return done.stdout.count(b"\n")
