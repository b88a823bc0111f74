"""Files: read no further than a limit; written so that a kill at any moment leaves the old file or the new one."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from muniment.base.errors import CannotRun


def read_bounded(path: Path, limit: int) -> bytes:
    """Return a file's bytes, so many at most; raise CannotRun where it cannot be read."""
    try:
        if not path.is_file():
            raise CannotRun(f"{path} is no file.", "Check the name.")
        with path.open("rb") as stream:
            return stream.read(limit)
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}.", "Check the name and its permissions.") from error


def unified(file: str, before: bytes, after: bytes) -> str:
    """Return the change of a file as a unified diff."""
    import difflib

    old, new = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{file}", f"b/{file}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def write_atomically(target: Path, content: bytes) -> None:
    """Write a file under a temporary name beside its target, flush it to disk, and move it into place.

    Raises CannotRun when the place cannot be written.
    """

    def write(stream: BinaryIO) -> None:
        stream.write(content)

    stream_atomically(target, write)


def stream_atomically(target: Path, write: Callable[[BinaryIO], None]) -> None:
    """Do the same with a function that writes piece by piece; whatever it raises leaves the old file.

    Raises CannotRun when the place cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(_mode(target))
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        remedy = "Choose another place with -o, or make this one writable."
        raise CannotRun(f"{target} cannot be written: {error.strerror}.", remedy) from error


def _mode(target: Path) -> int:
    """Return the mode an ordinary new file would have; the existing file's mode when there is one."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files, all or none: those that were written are put back if a later one fails.

    Raises CannotRun when a place cannot be written.
    """
    earlier = {target: target.read_bytes() if target.exists() else None for target in contents}
    done: list[Path] = []
    try:
        for target, content in contents.items():
            write_atomically(target, content)
            done.append(target)
    except BaseException:
        for target in done:
            before = earlier[target]
            if before is None:
                target.unlink(missing_ok=True)
            else:
                write_atomically(target, before)
        raise
