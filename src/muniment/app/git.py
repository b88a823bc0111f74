"""Git, called in one place: where a repository is, what a name stands for, and the files of a commit.

A repository may be hostile, and so may names in it. Nothing of it is run (hooks, monitors, transports, replaced
objects), every call is bounded in time and in what it may return, and files of a commit are read as objects: no
checkout, no filter, no link followed.
"""

import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from muniment.base.errors import CannotRun

#: Seconds that one call may take, and bytes that it may say.
_PATIENCE = 60
_MOST_SAID = 64 * 1024 * 1024
#: What the files of one commit may come to: how many, how large one, how large all.
MOST_FILES = 100_000
MOST_FILE = 32 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024
_LONGEST_REF = 250
_SAFE = ("-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false", "--no-pager")
#: Where a hook of git says that the repository is: the folder tells it, too, and from everywhere in it.
_PLACED = frozenset(
    {
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_EXTERNAL_DIFF", "GIT_GRAFT_FILE",
    }
)  # fmt: skip
_REGULAR = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a commit: its path below the folder asked about, mode, object and size in bytes."""

    path: str
    mode: str
    object: str
    size: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was written of a commit: the paths that are there, and those that are not, with the reason."""

    files: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def ask(folder: Path, *arguments: str) -> str:
    """Return what git says in a folder, without blanks around it; empty where there is no git, or where it fails."""
    try:
        return _run(folder, arguments).decode("utf-8", "surrogateescape").strip()
    except CannotRun:
        return ""


def top_of(folder: Path) -> Path:
    """Return the top folder of the working tree that a folder lies in (of a submodule, its own).

    Raises CannotRun where there is no git, or no working tree that it trusts.
    """
    said = _run(folder, ("rev-parse", "--show-toplevel")).decode("utf-8", "surrogateescape")
    return Path(said.removesuffix("\n")).resolve()


def resolve(folder: Path, ref: str) -> str:
    """Return the full name of the commit that a branch, tag, name or shortened name stands for.

    Raises CannotRun when it stands for none here.
    """
    if not ref or ref.startswith("-") or len(ref) > _LONGEST_REF or any(ord(c) < 33 or ord(c) == 127 for c in ref):
        raise CannotRun(f"{ref[:80]!r} is no name of a commit.", "Name a branch, a tag or a commit.")
    said = ask(folder, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if len(said) not in (40, 64) or not set(said) <= set("0123456789abcdef"):
        top_of(folder)
        cut = " The history here is cut off (a shallow clone)." if is_shallow(folder) else ""
        raise CannotRun(
            f"There is no commit {ref} in this repository.{cut}",
            f"Name another one, or fetch it first: git fetch origin {ref}.",
        )
    return said


def merge_base(folder: Path, commit: str, other: str = "HEAD") -> str:
    """Return the commit that two commits grew from; empty where they share none that is known here."""
    return ask(folder, "merge-base", commit, other).split("\n")[0]


def is_shallow(folder: Path) -> bool:
    """Tell whether the history is cut off: commits that are not here may exist."""
    return ask(folder, "rev-parse", "--is-shallow-repository") == "true"


def files_at(folder: Path, commit: str) -> list[Entry]:
    """Return everything that a commit holds below a folder, links and submodules among them (by their modes).

    ``commit`` is a full name, as `resolve` gives it. Where the commit has no such folder, there is nothing.
    Raises CannotRun when the commit cannot be read, or holds too much.
    """
    top, here = top_of(folder), folder.resolve()
    if not here.is_relative_to(top):
        raise CannotRun(f"The repository of {folder} says that its files lie in {top}.", "Mend its core.worktree.")
    below = here.relative_to(top).as_posix()
    tree = f"{commit}^{{tree}}" if below == "." else f"{commit}:{below}"
    if below != "." and ask(folder, "cat-file", "-t", tree) != "tree":
        return []
    said = _run(folder, ("ls-tree", "-r", "-z", "--long", "--full-tree", tree))
    entries = []
    for line in said.decode("utf-8", "surrogateescape").split("\0"):
        head, _, path = line.partition("\t")
        if path:
            mode, _, name, size = head.split()
            entries.append(Entry(path, mode, name, int(size) if size.isdigit() else 0))
    return entries


def extract(folder: Path, commit: str, into: Path, wanted: Callable[[str], bool] = lambda _: True) -> Extracted:
    """Write the files that a commit holds below a folder into another one, by the same paths below it.

    Only regular files are written, only those that are wanted (told by their path), and as they are stored: no filter
    changes them. Links, submodules and names that lead elsewhere are refused, each with its reason.
    Raises CannotRun when the commit cannot be read, or when it is too much.
    """
    chosen, refused, total = [], [], 0
    for entry in files_at(folder, commit):
        if not wanted(entry.path):
            continue
        why = _refusal(entry)
        if why:
            refused.append((entry.path, why))
            continue
        chosen.append(entry)
        total += entry.size
    if len(chosen) > MOST_FILES or total > MOST_BYTES:
        raise CannotRun(
            f"Commit {commit[:12]} holds {len(chosen):,} files of {total:,} bytes to compare with.",
            f"At most {MOST_FILES:,} files of {MOST_BYTES:,} bytes are read; use a baseline instead.",
        )
    written = []
    for entry, data in _contents(folder, chosen):
        if _write(into, entry.path, data):
            written.append(entry.path)
        else:
            refused.append((entry.path, "another file has its place"))
    return Extracted(tuple(written), tuple(refused))


def read_file(folder: Path, commit: str, path: str) -> bytes | None:
    """Return one regular file of a commit, by its path below a folder; None where the commit has none there."""
    found = [entry for entry in files_at(folder, commit) if entry.path == path and not _refusal(entry)]
    return next((data for _, data in _contents(folder, found)), None)


@dataclass(frozen=True, slots=True)
class Touched:
    """One commit that touched a file: the objects of the file before (empty where it came) and after, and its path.

    A merge has several before.
    """

    commit: str
    before: tuple[str, ...]
    after: str
    path: str


def commits_of(file: Path, most: int) -> list[Touched]:
    """Return the commits that touched a file, the latest first, also under earlier names; at most so many.

    A merge is among them where it took the file over from none of its sides. Raises CannotRun outside of git.
    """
    said = _run(
        file.parent,
        (
            "--literal-pathspecs", "log", "--follow", "-c", "--raw", "--no-abbrev", "-z", "--no-ext-diff",
            "--no-textconv", "--no-show-signature", "--format=%H", f"--max-count={most}", "--", file.name,
        ),
    )  # fmt: skip
    tokens = iter(said.decode("utf-8", "surrogateescape").split("\0"))
    found, commit = [], ""
    for token in map(str.strip, tokens):
        if not token.startswith(":"):
            commit = token or commit
            continue
        parents = len(token) - len(token.lstrip(":"))
        fields = token[parents:].split(" ")
        objects, path = fields[parents + 1 : 2 * parents + 2], next(tokens, "")
        if fields[-1][:1] in ("R", "C") and parents == 1:
            path = next(tokens, "")
        if set(fields[: parents + 1]) <= _REGULAR | {"000000"}:
            *before, after = ("" if set(name) == {"0"} else name for name in objects)
            found.append(Touched(commit, tuple(before), after, path))
    return found


def read_objects(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Return objects by their full names: one process for all. What is too large, or is not here, is left out."""
    found: dict[str, bytes] = {}
    total = 0
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in names).encode("ascii"))
        asked.seek(0)
        with _started(folder, ("cat-file", "--batch"), asked) as (_, stream):
            for name in names:
                head = stream.readline(200).split()
                if len(head) != 3:
                    continue
                size = int(head[2])
                total += size
                if total > MOST_BYTES:
                    break
                data = stream.read(size + 1)[:-1]
                if size <= MOST_FILE and len(data) == size:
                    found[name] = data
    return found


def _refusal(entry: Entry) -> str:
    """Tell why a file of a commit is not read; empty where nothing is against it."""
    if entry.mode not in _REGULAR:
        return {"120000": "it is a link", "160000": "it is a submodule"}.get(entry.mode, "it is no regular file")
    parts = entry.path.split("/")
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in parts) or "\\" in entry.path:
        return "its name leads elsewhere"
    if PurePosixPath(entry.path).is_absolute() or any(len(os.fsencode(part)) > 255 for part in parts):
        return "its name fits no folder"
    if entry.size > MOST_FILE:
        return f"it is larger than {MOST_FILE:,} bytes"
    return ""


def _write(into: Path, path: str, data: bytes) -> bool:
    """Write a new file below a folder that nobody else knows; tell whether its place was free."""
    file = into / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as stream:
            stream.write(data)
    except OSError:
        return False
    return True


def _contents(folder: Path, entries: list[Entry]) -> Iterator[tuple[Entry, bytes]]:
    """Yield each file with its bytes: one process for all of them."""
    if not entries:
        return
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{entry.object}\n" for entry in entries).encode("ascii"))
        asked.seek(0)
        with _started(folder, ("cat-file", "--batch"), asked) as (_, stream):
            for entry in entries:
                head = stream.readline(200).split()
                if len(head) != 3 or head[1] != b"blob" or int(head[2]) != entry.size:
                    raise CannotRun(
                        f"The repository does not hold {entry.path[:160]!r} as its commit says.",
                        "Fetch the whole repository (a partial clone leaves files out), or check it: git fsck.",
                    )
                data = stream.read(entry.size + 1)
                if len(data) != entry.size + 1:
                    raise CannotRun("Git broke off while files were read.", "Try again; check it with: git fsck.")
                yield entry, data[:-1]


def _run(folder: Path, arguments: tuple[str, ...]) -> bytes:
    """Return what git writes; raise CannotRun where there is no git, or it fails, takes too long or says too much."""
    with tempfile.TemporaryFile() as complaints:
        with _started(folder, arguments, subprocess.DEVNULL, complaints) as (process, stream):
            said = stream.read(_MOST_SAID + 1)
            if len(said) > _MOST_SAID:
                raise CannotRun(f"Git says more than {_MOST_SAID:,} bytes.", "The repository is too large for this.")
            process.wait()
        if process.returncode == 0:
            return said
        complaints.seek(0)
        why = complaints.read(2000).decode("utf-8", "replace").strip().partition("\n")[0][:300]
    raise CannotRun(f"Git cannot do this in {folder}: {why or 'it was stopped'}", "Run it inside a git repository.")


@contextmanager
def _started(
    folder: Path, arguments: tuple[str, ...], given: IO[bytes] | int, complaints: IO[bytes] | int = subprocess.DEVNULL
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """Start git and give what it writes; it is stopped when its time is over, and in any case at the end."""
    environment = {name: value for name, value in os.environ.items() if name not in _PLACED}
    # No lock is taken, nothing is fetched, nobody is asked, and an object is what its name says.
    environment |= {
        "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C",
    }  # fmt: skip
    try:
        process = subprocess.Popen(  # noqa: S603
            ["git", *_SAFE, "-C", str(folder), *arguments],  # noqa: S607
            stdin=given, stdout=subprocess.PIPE, stderr=complaints, env=environment,
        )  # fmt: skip
    except OSError as error:
        raise CannotRun(f"Git cannot be started: {error.strerror}.", "Install git.") from None
    timer = threading.Timer(_PATIENCE, process.kill)
    timer.start()
    try:
        with process:
            try:
                if process.stdout:
                    yield process, process.stdout
            finally:
                process.kill()
    finally:
        timer.cancel()
