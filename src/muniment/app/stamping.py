"""`stamp`: what a card and the data it names are today, stated, stamped by a timestamp authority, kept below stamps/.

What is sent is one digest. Files of data are read piece by piece; what lies outside the workspace is not read.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from muniment import __version__
from muniment.app.files import write_atomically
from muniment.app.opening import Opened, open_workspace, shown
from muniment.app.stamps import STAMPS
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.evidence.locations import legible
from muniment.model.facts import Status
from muniment.model.load import Card
from muniment.record.stamp import (
    STATEMENT,
    CardStamp,
    MeasuredFile,
    StampedUse,
    StampStatement,
    stamp_bytes,
)
from muniment.workspace.link import Use
from muniment.workspace.stamps import drawn_on, stated_digests

if TYPE_CHECKING:
    from muniment.sign.proof import Proof

#: The most files of data that one card may name here.
MAX_FILES = 20_000


@dataclass(frozen=True, slots=True)
class Made:
    """A stamp that was written: its file, what it states, the time of its timestamp, which named data were not here."""

    file: Path
    stamp: CardStamp
    said: str
    absent: tuple[str, ...]


def stamp(path: Path, use: str, proof: "Proof") -> Made:
    """State what the card in a file and its data are, have that stamped, and keep it as a new file.

    ``use`` names the model or system whose use of the data set is meant; empty takes all. Raises CannotRun when there
    is no such card or use, when data are not what the card says, and when the authority gives no timestamp.
    """
    opened, card = _opened(path)
    measured, absent = _measured(card, opened.root)
    _compare(card, measured)
    statement = StampStatement(
        statement=STATEMENT,
        card=card.identity,
        sha256=digest(opened.files[card.file]),
        draws_on=drawn_on(card, opened.workspace, opened.profiles, opened.files.__getitem__),
        declared=stated_digests(card),
        measured=measured,
        uses=_uses(card, use, opened),
        tool=f"muniment {__version__}",
    )
    from muniment.sign.stamping import stamp_statement, stamped_at

    made = stamp_statement(statement, proof)
    moment = stamped_at(made)
    name = f"{card.name}@{card.version}.{moment:%Y-%m-%dT%H%M%SZ}"
    file = _free(opened.root / STAMPS / card.kind, name)
    write_atomically(file, stamp_bytes(made))
    return Made(file, made, f"{moment:%Y-%m-%dT%H:%M:%SZ}", absent)


def _opened(path: Path) -> tuple[Opened, Card]:
    if not path.is_file():
        raise CannotRun(f"{path} is no card.", "Name the file of one card.")
    opened = open_workspace([path])
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; stamps are kept in a workspace.",
            "Put a muniment.yaml (muniment: 1) at the top of the folder with the cards.",
        )
    card = next((card for card in opened.workspace.cards.values() if card.file == shown(path)), None)
    if card is None:
        raise CannotRun(f"{shown(path)} holds no card that can be read.", "Run muniment check on it.")
    missing = next((name for name in card.profiles if name not in opened.profiles), None)
    if missing is not None:
        raise CannotRun(f'There is no profile "{missing}", on which {card.identity} draws.', "Run muniment check.")
    return opened, card


def _uses(card: Card, named: str, opened: Opened) -> tuple[StampedUse, ...]:
    workspace = opened.workspace
    found = [use for use in workspace.uses_of(card.identity) if named in ("", use.user)]
    if named and not found:
        users = sorted({use.user for use in workspace.uses_of(card.identity)})
        remedy = f"Name one of: {', '.join(users)}." if users else "No card names it among its datasets."
        raise CannotRun(f"{named[:160]} does not use {card.identity}.", remedy)
    return tuple(
        StampedUse(use.user, use.record, _used_from(use), digest(opened.files[workspace.cards[use.user].file]))
        for use in found
    )


def _used_from(use: Use) -> str:
    fact = use.facts.get(f"{use.record}/used_from")
    return str(fact.value) if fact is not None and fact.status is Status.KNOWN else ""


def _measured(card: Card, root: Path) -> tuple[tuple[MeasuredFile, ...], tuple[str, ...]]:
    """Return the digests of the files that the card names and that are here, and the locations of which none is."""
    found: list[MeasuredFile] = []
    absent = []
    for fact in card.facts.values():
        if fact.path != "dataset.distribution[].location" or fact.status is not Status.KNOWN:
            continue
        files = list(_files(root, str(fact.value)))
        if not files:
            absent.append(str(fact.value))
        if len(found) + len(files) > MAX_FILES:
            raise CannotRun(
                f"{card.identity} names more than {MAX_FILES} files here.", "Name an archive or a list of digests."
            )
        place = fact.inner.rpartition("/")[0]
        found += [_digest(file, legible(file.relative_to(root).as_posix()), place) for file in files]
    return tuple(found), tuple(absent)


def _files(root: Path, location: str) -> Iterator[Path]:
    """Yield the files of the workspace that a location names; none for an address and for what leads outside."""
    parts = Path(location).parts
    if "://" in location or Path(location).is_absolute() or ".." in parts or not parts:
        return
    inside = root.resolve()
    try:
        for file in sorted(root.glob(location)):
            if file.is_file() and file.resolve().is_relative_to(inside):
                yield file
    except (OSError, ValueError, NotImplementedError):
        # What is no pattern names no file.
        return


def _digest(file: Path, name: str, place: str) -> MeasuredFile:
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256")
            return MeasuredFile(place, name, stream.tell(), f"sha256:{found.hexdigest()}")
    except OSError as error:
        raise CannotRun(f"{shown(file)} cannot be read: {error.strerror}.", "Make the data readable.") from error


def _compare(card: Card, measured: tuple[MeasuredFile, ...]) -> None:
    """Raise CannotRun where a single file is not the one whose digest the card states."""
    for item in measured:
        stated = card.facts.get(f"{item.place}/sha256")
        alone = sum(other.place == item.place for other in measured) == 1
        if alone and stated and stated.status is Status.KNOWN and stated.value != item.sha256:
            raise CannotRun(
                f"{item.file} is not the file that {card.identity} describes: its digest is {item.sha256}, the card "
                f"says {stated.value}.",
                "Correct the digest in the card, or put the right file there; then stamp it.",
            )


def _free(folder: Path, name: str) -> Path:
    """Return a name that no file has: stamps are never overwritten."""
    file = folder / f"{name}.json"
    number = 1
    while file.exists():
        number += 1
        file = folder / f"{name}.{number}.json"
    return file
