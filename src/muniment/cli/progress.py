"""Progress of long work on the error stream: what is done of what, the rate, the time left."""

import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from muniment.evidence.inventory import Told

#: Seconds between two tellings: on a terminal the line is drawn anew, elsewhere lines follow each other.
_TERMINAL = 0.2
_LOG = 15.0


class Progress:
    """Tells how far the data of a card are read; quiet about what is done within a moment."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._lock = threading.Lock()
        self._drawn = False
        self.begin("")

    def begin(self, card: str) -> None:
        """Begin the data of a card."""
        self._card = card
        self._what = ""
        self._files = self._bytes = self._all_files = self._all_bytes = 0
        self._start = self._last = time.monotonic()

    def told(self, told: "Told") -> None:
        """Take up that files were found or read; from any thread."""
        with self._lock:
            if told.what != self._what:
                self._what = told.what
                self._files = self._bytes = self._all_files = self._all_bytes = 0
                self._start = time.monotonic()
            if told.found:
                self._all_files += told.files
                self._all_bytes += told.bytes
            else:
                self._files += told.files
                self._bytes += told.bytes
            now = time.monotonic()
            if now - self._last >= (_TERMINAL if self._terminal else _LOG):
                self._last = now
                self._show(now)

    def end(self) -> None:
        """End with the card: wipe the line."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False

    def _show(self, now: float) -> None:
        from muniment.report.evidence import size

        passed = now - self._start
        rate = self._bytes / passed if passed else 0.0
        line = (
            f"{self._card}: {self._what}, {self._files:,} of {self._all_files:,} files, "
            f"{size(self._bytes)} of {size(self._all_bytes)}"
        )
        if rate:
            line += f", {size(rate)}/s, {_time((self._all_bytes - self._bytes) / rate)} left"
        if self._terminal:
            sys.stderr.write(f"\r\x1b[K{line}")
            self._drawn = True
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def _time(seconds: float) -> str:
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
