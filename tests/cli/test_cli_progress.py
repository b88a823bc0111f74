"""Progress of long work: what is done of what, the rate, the time left; a line drawn anew on a terminal only."""

import io

import pytest

from muniment.cli import progress
from muniment.evidence.inventory import Told


class Stream(io.StringIO):
    """An error stream that is a terminal, or is none."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def telling(monkeypatch: pytest.MonkeyPatch, clock: list[float], terminal: bool, step: float) -> str:
    stream = Stream(terminal)
    monkeypatch.setattr(progress.sys, "stderr", stream)
    shown = progress.Progress()
    shown.begin("dataset/letters@1")
    shown.told(Told(4, 4_000_000_000, found=True))
    for _ in range(3):
        clock[0] += step
        shown.told(Told(1, 1_000_000_000))
    shown.told(Told(2, 10, found=True, what="contents"))
    clock[0] += step
    shown.told(Told(1, 5, what="contents"))
    shown.end()
    return stream.getvalue()


def test_a_log_gets_a_line_now_and_then(monkeypatch, clock) -> None:
    assert telling(monkeypatch, clock, False, 20.0).splitlines() == [
        "dataset/letters@1: digests, 1 of 4 files, 1.0 GB of 4.0 GB, 50.0 MB/s, 1 min 0 s left",
        "dataset/letters@1: digests, 2 of 4 files, 2.0 GB of 4.0 GB, 50.0 MB/s, 40 s left",
        "dataset/letters@1: digests, 3 of 4 files, 3.0 GB of 4.0 GB, 50.0 MB/s, 20 s left",
        "dataset/letters@1: contents, 1 of 2 files, 5 bytes of 10 bytes, 0 bytes/s, 20 s left",
    ]


def test_what_is_done_within_a_moment_is_told_nowhere(monkeypatch, clock) -> None:
    assert telling(monkeypatch, clock, False, 0.1) == ""


def test_a_terminal_has_one_line_that_is_wiped_at_the_end(monkeypatch, clock) -> None:
    told = telling(monkeypatch, clock, True, 1.0)
    assert told.count("\r\x1b[K") == 5
    assert told.endswith("\r\x1b[K")
    assert "\n" not in told
