"""Stamps of cards: which of them hold, and whether cards are still what was stamped. Hostile until they are read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from muniment.base.canonical import digest
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Status
from muniment.model.load import Card
from muniment.record.stamp import DeclaredDigest, DrawnOn
from muniment.verify.result import Broken, printable
from muniment.verify.stamp import Held, read_held
from muniment.workspace.link import Workspace
from muniment.workspace.proof import DatesProven

_DIGESTS = ("dataset.content_hash", "dataset.distribution[].sha256")
_STAMP_AGAIN = "Stamp it again if this version is in use: muniment stamp {}; else give the changed card a new version."


@dataclass(frozen=True, slots=True)
class Stamped:
    """A stamp in the workspace whose timestamp belongs to it, with the name of its file."""

    file: str
    held: Held


def read_stamps(files: Mapping[str, bytes], now: datetime) -> tuple[tuple[Stamped, ...], list[Finding]]:
    """Read the stamps in files; return those that hold, the earliest first, and what is wrong with the others."""
    found, findings = [], []
    for file, data in files.items():
        try:
            found.append(Stamped(file, read_held(data, now)))
        except Broken as error:
            findings.append(
                Finding(
                    "MUN730", Severity.ERROR, f"The stamp does not hold: {error}.",
                    "Put back the file as it was written; where it is lost, delete it and stamp the card again.",
                    file=file,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda item: (item.held.said, item.file))), findings


def drawn_on(
    card: Card, workspace: Workspace, profiles: Mapping[str, str], content: Callable[[str], bytes]
) -> tuple[DrawnOn, ...]:
    """Return the files that a card draws on, as they are: its profiles, and the suppliers' pins it inherits from.

    ``profiles`` are the files of the profiles by name; ``content`` gives the bytes of a file.
    """
    files = [("profile", name, profiles[name]) for name in card.profiles if name in profiles]
    files += [("pin", pin.name, pin.file) for pin in workspace.pins_of(card.identity)]
    return tuple(DrawnOn(kind, name, digest(content(file))) for kind, name, file in files)


def stated_digests(card: Card) -> tuple[DeclaredDigest, ...]:
    """Return the digests of data that a card states, or takes over from a supplier."""
    return tuple(
        DeclaredDigest(fact.inner, fact.origin.value, str(fact.value))
        for fact in card.facts.values()
        if fact.path in _DIGESTS and fact.status is Status.KNOWN
    )


def dates_proven(
    stamps: Iterable[Stamped], workspace: Workspace, profiles: Mapping[str, str], content: Callable[[str], bytes]
) -> dict[str, DatesProven]:
    """Return what stamps prove of each data set in the workspace that has one, the earliest of each kind first.

    The data are proven by a stamp that holds every digest the card states now; the card by one of its very bytes.
    """
    found: dict[str, DatesProven] = {}
    for stamped in stamps:
        card = workspace.cards.get(stamped.held.statement.card)
        if card is None or card.kind != "dataset":
            continue
        dates = found.get(card.identity, DatesProven())
        day = f"{stamped.held.said:%Y-%m-%d}"
        data = "" if dates.data_by or not _holds_data(stamped, card) else day
        whole = "" if dates.card_by or not _holds_card(stamped, card, workspace, profiles, content) else day
        names = (*dates.authorities, stamped.held.authority) if data or whole else dates.authorities
        found[card.identity] = replace(
            dates,
            data_by=dates.data_by or data,
            card_by=dates.card_by or whole,
            authorities=tuple(dict.fromkeys(names)),
        )
    return found


def _holds_data(stamped: Stamped, card: Card) -> bool:
    statement = stamped.held.statement
    there = {item.sha256 for item in statement.declared} | {item.sha256 for item in statement.measured}
    stated = {item.sha256 for item in stated_digests(card)}
    return bool(stated) and stated <= there


def _holds_card(
    stamped: Stamped,
    card: Card,
    workspace: Workspace,
    profiles: Mapping[str, str],
    content: Callable[[str], bytes],
) -> bool:
    statement = stamped.held.statement
    return statement.sha256 == digest(content(card.file)) and statement.draws_on == drawn_on(
        card, workspace, profiles, content
    )


def check_stamps(
    stamps: Iterable[Stamped], workspace: Workspace, profiles: Mapping[str, str], content: Callable[[str], bytes]
) -> list[Finding]:
    """Return a finding for each card that no stamp shows as it is now though it was stamped, and for lost cards."""
    by_card: dict[str, list[Stamped]] = {}
    for stamped in stamps:
        by_card.setdefault(stamped.held.statement.card, []).append(stamped)
    findings = []
    for identity, found in by_card.items():
        card = workspace.cards.get(identity)
        last = found[-1]
        if card is None:
            findings.append(
                Finding(
                    "MUN732", Severity.NOTICE, f"The stamp is of {printable(identity, 120)}, which is not here.",
                    "Keep the card of each version that was in use, as <name>@<version>.card.yaml.", file=last.file,
                )
            )  # fmt: skip
            continue
        if any(_holds_card(item, card, workspace, profiles, content) for item in found):
            continue
        same = last.held.statement.sha256 == digest(content(card.file))
        what = f"What {identity} draws on" if same else "The card"
        findings.append(
            Finding(
                "MUN731", Severity.NOTICE,
                f"{what} has changed since it was stamped on {last.held.said:%Y-%m-%d} ({last.file}).",
                _STAMP_AGAIN.format(card.file), file=card.file, address=f"{identity}#",
            )
        )  # fmt: skip
    return findings
