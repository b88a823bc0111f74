"""Where dates come from: a flag, else ``SOURCE_DATE_EPOCH``, else the date of the commit, else today (checks only)."""

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from muniment.base.errors import CannotRun


def today() -> str:
    """Return today's date (UTC); for checks, never for documents."""
    return datetime.now(UTC).date().isoformat()


def read_date(text: str, flag: str) -> str:
    """Return an ISO date given with a flag; raise CannotRun for anything else."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise CannotRun(f"{flag} {text} is not a date.", f"Write year-month-day: {flag} 2026-11-23.") from None


def reproducible_date(root: Path) -> str:
    """Return the date that a build has without flags; raise CannotRun where nothing fixes it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        if not epoch.isdigit() or len(epoch) > 11:
            raise CannotRun(f"SOURCE_DATE_EPOCH is {epoch[:40]!r}.", "Set it to a number of seconds, or unset it.")
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    committed = _git(root, "log", "-1", "--format=%ct")
    if committed.isdigit():
        return datetime.fromtimestamp(int(committed), UTC).date().isoformat()
    raise CannotRun(
        "Nothing says which date the documents should carry: there is no commit here.",
        "Give --date (and --as-of), set SOURCE_DATE_EPOCH, or commit the cards.",
    )


def source_revision(root: Path) -> str:
    """Return the commit a build is made from, or an empty string outside git or with uncommitted cards.

    Only cards, profiles, settings and pins count: built documents in the same folder change nothing.
    """
    if _git(root, "status", "--porcelain", "--", "*.yaml", "*.yml", "suppliers"):
        return ""
    return _git(root, "rev-parse", "HEAD")


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(root), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
