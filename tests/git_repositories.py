"""Real git repositories for tests: made in a folder, with a clock of their own."""

import os
import subprocess
from pathlib import Path

_WHO = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")


def git(at: Path, *arguments: str, when: str = "2026-01-05T12:00:00Z", given: bytes = b"") -> str:
    """Run git in a folder and return what it says."""
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    done = subprocess.run(
        ["git", *_WHO, *arguments], cwd=at, capture_output=True, check=True, input=given, env={**os.environ, **dates}
    )
    return done.stdout.decode().strip()


def begun(at: Path) -> Path:
    """Make a repository in a folder, its branch called main."""
    at.mkdir(parents=True, exist_ok=True)
    git(at, "init", "-q", "-b", "main")
    return at


def committed(at: Path, message: str = "x") -> str:
    """Commit everything in a folder and return the commit's name."""
    git(at, "add", "-A")
    git(at, "commit", "-qm", message, "--allow-empty")
    return git(at, "rev-parse", "HEAD")


def tree_of(at: Path, *entries: tuple[str, str, bytes]) -> str:
    """Commit a tree as it is written by hand, whatever its names: (mode, name, content); return the commit."""
    raw = b""
    for mode, name, content in entries:
        blob = git(at, "hash-object", "-w", "--stdin", given=content) if mode != "160000" else "1" * 40
        raw += f"{mode} ".encode() + os.fsencode(name) + b"\0" + bytes.fromhex(blob)
    tree = git(at, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", given=raw)
    return git(at, "commit-tree", tree, "-m", "x")
