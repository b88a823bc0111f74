"""The sides of a change record: an earlier version of a card in the workspace, or the record of an earlier edition."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from muniment.app.files import read_bounded
from muniment.base.errors import CannotRun
from muniment.base.recipients import folded
from muniment.changes.pairing import version_order
from muniment.disclosure.changing import Sides, changes_of_versions, changes_since
from muniment.disclosure.disclose import Edition
from muniment.disclosure.reach import Asked
from muniment.document.kinds import CHANGE_RECORD, DOCUMENTS
from muniment.model.load import Card
from muniment.record.record import Record, load_record
from muniment.workspace.link import Workspace

#: No record of an edition comes near; more is not read.
MAX_BYTES = 64 * 1024 * 1024


def earlier_record(file: Path) -> Record:
    """Read the record of an earlier edition; raise CannotRun for what is none, or not one that can be compared."""
    remedy = "Name the record.json that an edition of this card offers for download or has attached."
    try:
        data = read_bounded(file, MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ValueError("it is too large")
        record = load_record(data)
    except (ValueError, RecursionError) as error:
        raise CannotRun(f"{file} is no record of an edition: {error}.", remedy) from error
    kind = DOCUMENTS.get(record.kind)
    if kind is None or kind.bearer in ("workspace", "") or record.subject.kind != kind.bearer:
        raise CannotRun(f"{file} is the record of a {record.kind[:80]}, which has no earlier and later.", remedy)
    return record


def with_earlier(edition: Edition, workspace: Workspace, since: Record | None) -> Iterator[Edition]:
    """Yield a change record's edition with what it is compared with; nothing where the card has nothing earlier.

    Raises CannotRun for the record of an edition for another audience: what only the wider one sees would look added.
    """
    card = workspace.cards[edition.bearer]
    if since is None:
        earlier = earlier_version(card, workspace)
        if earlier:
            yield replace(edition, earlier=earlier.identity)
        return
    if (since.subject.kind, since.subject.name) != (card.kind, card.name) or "@" in card.file.rpartition("/")[2]:
        return
    if since.audience != edition.audience:
        raise CannotRun(
            f"The earlier edition is for {since.audience[:80]}, the change record for {edition.audience}.",
            f"Give --audience {since.audience[:80]}, or the record of an edition for {edition.audience}.",
        )
    if edition.audience == "client" and not _same_client(since.recipient, edition.recipient, workspace):
        raise CannotRun(
            f"The earlier edition is for {since.recipient[:80] or 'all clients'}, the change record for "
            f"{edition.recipient[:80] or 'all clients'}: they may not see the same.",
            f"Give --for {since.recipient[:80]}." if since.recipient else "Give the record of an edition for that one.",
        )
    yield edition


def _same_client(before: str, now: str, workspace: Workspace) -> bool:
    """Tell whether two clients (or all, with no name) may see the same: one client, or none with rows of its own."""
    own = {folded(row["for"]) for row in workspace.settings.disclosure_rows if "for" in row}
    if folded(before) == folded(now):
        return True
    return not before and folded(now) not in own


def earlier_version(card: Card, workspace: Workspace) -> Card | None:
    """Return the latest earlier version of a current card that the workspace keeps as ``<name>@<version>``."""
    if "@" in card.file.rpartition("/")[2]:
        return None
    others = [
        other for other in workspace.of_kind(card.kind) if other.name == card.name and other.identity != card.identity
    ]
    return max(others, key=lambda other: version_order(other.version), default=None)


def change_record(edition: Edition, sides: Sides, since: Record | None) -> Record:
    """Return the change record of a card since an earlier version of it, or since an earlier edition."""
    if since is None:
        return changes_of_versions(edition, sides)
    kind = DOCUMENTS[since.kind]
    compared = replace(
        edition, kind=since.kind, reach=kind.reach, paths=kind.paths(since.kind, edition.audience),
        outcomes=kind.outcomes, only=tuple(Asked(*item) for item in kind.only(since.kind)),
        recipient=edition.recipient if edition.audience == "client" else since.recipient,
    )  # fmt: skip
    return changes_since(edition, since, sides, compared)


def is_change_record(edition: Edition) -> bool:
    """Tell whether an edition is a change record."""
    return edition.kind == CHANGE_RECORD
