"""Who answers for what nobody has stated yet: rows by path of the fact, by card, by file, with patterns."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """One row: a person or team, and the facts, cards and files meant (each empty for all)."""

    name: str
    path: str = ""
    cards: str = ""
    files: str = ""


def problem_of(path: str, cards: str, files: str) -> str:
    """Tell what is wrong with what a row names; empty where nothing is."""
    return "" if path or cards or files else "owns nothing"


def owner_among(rows: Iterable[Owner], path: str, identity: str, file: str) -> str:
    """Return the owner of a fact: the row with the longest path, then one that names cards or files, then the last."""
    best, name = (0, False), ""
    for row in rows:
        if problem_of(row.path, row.cards, row.files) or not _covers(row, path, identity, file):
            continue
        rank = (len(row.path.split(".")) if row.path else 0, bool(row.cards or row.files))
        if rank >= best:
            best, name = rank, row.name
    return name


def covers_path(pattern: str, path: str) -> bool:
    """Tell whether a pattern of paths names a path, or something that it stands in; ``*`` is any one key."""
    wanted, given = pattern.split("."), path.split(".")
    return len(wanted) <= len(given) and all(
        want in ("*", have) or want == have.removesuffix("[]") for want, have in zip(wanted, given, strict=False)
    )


def matches(pattern: str, name: str) -> bool:
    """Tell whether a pattern names a card or file: ``*`` within one name, ``**`` over several; a folder, all in it."""
    parts = name.split("/")
    reached = {0}
    for wanted in pattern.rstrip("/").split("/"):
        if wanted == "**":
            reached = set(range(min(reached), len(parts) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(parts) and _is_called(wanted, parts[at])}
    return bool(reached)


def _is_called(wanted: str, name: str) -> bool:
    """Match one name with stars: each piece at its first place, so that it takes no longer than it is long."""
    first, *pieces = wanted.split("*")
    if not pieces:
        return wanted == name
    if not name.startswith(first) or len(name) < len(first) + len(pieces[-1]) or not name.endswith(pieces[-1]):
        return False
    at, end = len(first), len(name) - len(pieces[-1])
    for piece in pieces[:-1]:
        at = name.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _covers(row: Owner, path: str, identity: str, file: str) -> bool:
    return (
        (not row.path or covers_path(row.path, path))
        and (not row.cards or matches(row.cards, identity.partition("@")[0]) or matches(row.cards, identity))
        and (not row.files or matches(row.files, file))
    )
