"""Walks as they are printed: blocks of commands, what each prints, and what people do by hand in between.

A fenced block ``sh`` is run by a shell, from the folder in which the one before ended; ``sh fails`` must exit with 1.
A block ``text`` after it is what was printed (standard output, then what was said beside it), line by line; ``…``
stands for any text within a line, and alone on a line for any lines. ``<!-- by hand: NAME -->`` is done by a function.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_PARTS = re.compile(
    r"^```(?P<form>sh|text)(?P<fails> fails)?\n(?P<block>.*?)^```$|^<!-- by hand: (?P<hand>[a-z-]+) -->$",
    re.MULTILINE | re.DOTALL,
)
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done: commands with what they print (None where the page does not say), or a work of hands."""

    line: int
    commands: str = ""
    fails: bool = False
    prints: str | None = None
    hand: str = ""


def steps_of(page: str) -> Iterator[Step]:
    """Yield what a page has its reader do, in order."""
    found = list(_PARTS.finditer(page))
    for index, part in enumerate(found):
        line = page.count("\n", 0, part.start()) + 1
        if part["hand"]:
            yield Step(line, hand=part["hand"])
        elif part["form"] == "sh":
            after = found[index + 1] if index + 1 < len(found) else None
            prints = after["block"] if after and after["form"] == "text" else None
            yield Step(line, part["block"], bool(part["fails"]), prints)


def walk(page: Path, folder: Path, hands: Mapping[str, Callable[[Path], None]]) -> None:
    """Do all that a page says, in a folder; raises AssertionError at the first thing that is otherwise."""
    here = folder
    for step in steps_of(page.read_text("utf-8")):
        if step.hand:
            hands[step.hand](here)
            continue
        said, code, here = _run(step.commands, here)
        assert code == (1 if step.fails else 0), f"{page.name}, line {step.line}: exit code {code}\n{said}"
        if step.prints is not None:
            missing = first_missing(step.prints, said)
            assert not missing, f"{page.name}, line {step.line}: not printed: {missing}\n{said}"


def _run(commands: str, here: Path) -> tuple[str, int, Path]:
    """Run commands in a folder; return what they print, their exit code, and the folder in which they end."""
    ends = here.parent / "ends-in"
    script = f"set -euo pipefail\ntrap 'pwd > {str(ends)!r}' EXIT\n{commands}"
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_")) and name != "CI"
    }
    surroundings |= {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "NO_COLOR": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Ada Bell", "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada Bell", "GIT_COMMITTER_EMAIL": "ada@example.org",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-c", script], cwd=here, env=surroundings, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    return done.stdout + done.stderr, done.returncode, Path(ends.read_text("utf-8").strip())


def first_missing(prints: str, said: str) -> str:
    """Return the first line of what should be printed that is not there in its turn; empty where all is."""
    left = [line.rstrip() for line in said.splitlines()]
    anywhere = False
    for line in prints.splitlines():
        if line.strip() == "…":
            anywhere = True
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.rstrip().split("…")))
        reach = range(len(left)) if anywhere else range(min(1, len(left)))
        at = next((index for index in reach if pattern.fullmatch(left[index])), None)
        if at is None:
            return line
        left, anywhere = left[at + 1 :], False
    return "" if anywhere or not left else f"nothing more than this, but: {left[0]}"
