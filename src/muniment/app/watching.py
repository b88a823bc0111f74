"""Waiting until something changes in a workspace: by looking again and again, which works on every disk and share."""

import contextlib
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from muniment.app.opening import files_read, find_root

#: Seconds between two looks; where a look takes long, ten times as long as that.
PAUSE = 0.3
_SHARE = 10
#: A change counts when a further look finds nothing new, so that a file is not read half-written.
_QUIET = 0.1

_Stamp = tuple[int, int, int]


@contextlib.contextmanager
def until_stopped() -> Iterator[None]:
    """Let Ctrl-C end what runs inside quietly, also where the program was started so that it would be ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGINT, before)


def changes(path: Path) -> Iterator[None]:
    """Yield whenever cards, profiles, reviews, settings or evidence of the workspace around a path have changed.

    What changes after this call counts, also before the first value is asked for.
    """
    return _following(path, _look(path))


def _following(path: Path, before: dict[Path, _Stamp]) -> Iterator[None]:
    while True:
        begun = time.monotonic()
        now = _look(path)
        if now != before:
            time.sleep(_QUIET)
            while (later := _look(path)) != now:
                now = later
                time.sleep(_QUIET)
            before = now
            yield
        time.sleep(max(PAUSE, _SHARE * (time.monotonic() - begun)) if now == before else 0)


def _look(path: Path) -> dict[Path, _Stamp]:
    """Return size, time and number of every file that is read; files that are gone meanwhile are left out."""
    root = find_root(path)
    files = files_read([path])
    if root is not None:
        files += [file for pattern in ("evidence/*.lock.json", "*.json") for file in root.glob(pattern)]
    found = {}
    for file in files:
        try:
            state = file.stat()
        except OSError:
            continue
        found[file] = (state.st_size, state.st_mtime_ns, state.st_ino)
    return found
