"""Where dates come from: a flag, else ``SOURCE_DATE_EPOCH``, else the date of the commit, else today (checks only)."""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from muniment.base.errors import CannotRun
from muniment.model.load import Card


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
    from muniment.app.git import ask

    committed = ask(root, "log", "-1", "--format=%ct")
    if committed.isdigit():
        return datetime.fromtimestamp(int(committed), UTC).date().isoformat()
    raise CannotRun(
        "Nothing says which date the documents should carry: there is no commit here.",
        "Give --date (and --as-of), set SOURCE_DATE_EPOCH, or commit the cards.",
    )


def source_revision(root: Path) -> str:
    """Return the commit a build is made from, or an empty string outside git or with uncommitted cards.

    Only cards, profiles, settings, pins and stamps count: built documents in the same folder change nothing.
    """
    from muniment.app.git import ask

    if ask(root, "status", "--porcelain", "--", "*.yaml", "*.yml", "suppliers", "stamps"):
        return ""
    return ask(root, "rev-parse", "HEAD")


def first_recorded(root: Path, cards: Sequence[Card]) -> dict[str, str]:
    """Return the day (UTC) of the commit that first held each card's version in its file, by identity.

    A card is left out where no commit tells: outside git, not committed, in a shallow clone, or where the version
    does not stand in a line of its own.
    """
    from muniment.app.git import ask

    if not cards or ask(root, "rev-parse", "--is-shallow-repository") != "false":
        return {}
    files = {Path(card.file).resolve(): card for card in cards}
    found: dict[str, str] = {}
    for file, card in files.items():
        line = rf"""^version:[[:space:]]*["']?{_escaped(card.version)}["']?[[:space:]]*(#.*)?$"""
        told = ask(
            root,
            "log",
            "--reverse",
            "--format=%ct",
            "--no-ext-diff",
            "--no-textconv",
            "-E",
            "-G",
            line,
            "--",
            str(file),
        ).split()
        if told and told[0].isdigit():
            found[card.identity] = datetime.fromtimestamp(int(told[0]), UTC).date().isoformat()
    return found


def _escaped(version: str) -> str:
    """Return a version (letters, digits, ``.``, ``_``, ``+``, ``-``) as a POSIX regular expression."""
    return version.replace(".", "[.]").replace("+", "[+]")
