"""`build`: the editions of cards, from facts to files, with one manifest a card and audience.

Which editions there are is `choosing`, how one is written `editions`.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from muniment import __version__
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.cache import open_cache
from muniment.app.changing import change_record, is_change_record
from muniment.app.choosing import Wanted, edition_of, ready_editions, wanted_editions
from muniment.app.contradicted import contradicted_in
from muniment.app.covering import owed_about
from muniment.app.dates import source_revision
from muniment.app.editions import blocks, dates_of_edition, earlier_documents, earlier_outputs, write_editions
from muniment.app.opening import Opened, concerns, open_workspace, shown
from muniment.app.signing_off import awaited_by
from muniment.app.superseding import check_superseded, superseding
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.changing import Sides
from muniment.disclosure.disclose import Edition, Making, cards_behind
from muniment.disclosure.workspace_record import workspace_record
from muniment.document.kinds import DOCUMENTS
from muniment.model.load import Card
from muniment.model.shapes import Position
from muniment.model.vocabulary import positions_of
from muniment.record.record import Record, record_bytes
from muniment.render import pinned_versions
from muniment.workspace.clients import hint_for


@dataclass(frozen=True, slots=True)
class Built:
    """What a build wrote or found unchanged, and the findings that stopped it or some of its editions.

    ``hint`` names the client that was perhaps meant, where the editions are for somebody whom the settings do not name.
    """

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    blocked_by: tuple[Finding, ...]
    opened: Opened
    hint: str = ""


def build(wanted: Wanted) -> Built:
    """Build the wanted editions of every card that has such a document and lies below the paths.

    Raises CannotRun when nothing is to be built, when no date can be established, or when a file cannot be written.
    """
    opened = open_workspace(wanted.paths)
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; documents are built from a workspace.",
            "Put a muniment.yaml (muniment: 1) at the top of the folder with the cards.",
        )
    document_date, as_of = dates_of_edition(opened.root, wanted.as_of, wanted.document_date)
    assessed = assess_workspace(opened, as_of)
    editions = list(wanted_editions(wanted, assessed.opened.workspace, as_of, document_date))
    blocking = tuple(finding for finding in assessed.findings if blocks(finding))
    if blocking:
        return Built((), (), blocking, assessed.opened)
    check_superseded(wanted.superseded, editions)
    making = Making(__version__, load_catalogue().version, pinned_versions(), source_revision(opened.root))
    out = wanted.output or opened.root / "dist"
    written: list[Path] = []
    unchanged: list[Path] = []
    held: dict[str, Finding] = {}
    for _, alike in itertools.groupby(editions, key=lambda edition: (edition.bearer, edition.audience)):
        same = list(alike)
        if same[0].bearer in assessed.opened.workspace.cards:
            wrote, kept = _build_editions(same, assessed, making, wanted, out, held)
        else:
            wrote, kept = _build_on_workspace(same, assessed, making, wanted, out)
        written += wrote
        unchanged += kept
    open_cache().trim()
    hint = hint_for(wanted.recipient, assessed.opened.workspace.settings.clients)
    return Built(tuple(written), tuple(unchanged), tuple(held.values()), assessed.opened, hint)


def folder_of(card: Card) -> str:
    """Return where a card's documents go: ``kind/name``, and ``kind/name@version`` for an earlier version."""
    stem = card.file.rpartition("/")[2]
    return f"{card.kind}/{card.name}@{card.version}" if "@" in stem else f"{card.kind}/{card.name}"


def vocabulary_of(kinds: Iterable[str]) -> dict[str, Position]:
    """Return the positions of kinds of cards by path."""
    return {path: position for kind in kinds for path, position in positions_of(kind).items()}


def _build_editions(
    editions: Sequence[Edition],
    assessed: Assessed,
    making: Making,
    wanted: Wanted,
    out: Path,
    held: dict[str, Finding],
) -> tuple[list[Path], list[Path]]:
    """Write the editions of one card for one audience, with their manifest.

    One that shows to others than the inside what the data measured contradict is not written; the findings that hold it
    up are noted in ``held`` by address.
    """
    workspace = assessed.opened.workspace
    vocabulary = vocabulary_of({other.kind for other in workspace.cards.values()})
    sides = Sides(workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, making)
    records = [
        change_record(edition, sides, wanted.since) if is_change_record(edition) else sides.record(edition)
        for edition in editions
    ]
    stopped = [contradicted_in(record, assessed) for record in records]
    held |= {finding.address: finding for found in stopped for finding in found}
    records = [record for record, found in zip(records, stopped, strict=True) if not found]
    if not records:
        return [], []
    names = {name for record in records for name in cards_behind(record)}
    names |= {edition.earlier for edition in editions if edition.earlier}
    behind = [workspace.cards[name] for name in sorted(names)]
    folder = out / folder_of(workspace.cards[editions[0].bearer])
    records = superseding(records, wanted.superseded, earlier_outputs(records[0], folder))
    others = earlier_documents(records, folder)
    again = [
        record
        for name, language in sorted(others)
        for record in _again(editions[0], name, language, sides)
        if not contradicted_in(record, assessed)
    ]
    still = frozenset(digest(record_bytes(record)) for record in again)
    awaits = {digest(record_bytes(record)): awaited_by(record, workspace) for record in (*records, *again)}
    return write_editions(records, folder, wanted.formats, behind, assessed.opened, wanted.fresh, still, awaits)


def _again(like: Edition, name: str, language: str, sides: Sides) -> Iterator[Record]:
    """Yield what an earlier build's document of the same card for the same audience would say today."""
    kind = DOCUMENTS.get(name)
    if kind is None or kind.bearer not in ("", like.bearer.partition("/")[0]) or like.audience not in kind.audiences:
        return
    dates = (like.as_of, like.document_date)
    edition = replace(
        edition_of(name, like.bearer, like.audience, language, dates, sides.workspace), recipient=like.recipient
    )
    for ready in ready_editions(edition, sides.workspace):
        yield change_record(ready, sides, None) if is_change_record(ready) else sides.record(ready)


def _build_on_workspace(
    editions: Sequence[Edition], assessed: Assessed, making: Making, wanted: Wanted, out: Path
) -> tuple[list[Path], list[Path]]:
    """Write the editions on the whole workspace for one audience, as far as they concern the cards that are meant."""
    workspace = assessed.opened.workspace
    bearers = frozenset(name for name, card in workspace.cards.items() if concerns(card.file, wanted.paths))
    owed = owed_about(assessed, wanted.paths)
    records = [
        workspace_record(
            edition, workspace, assessed.assessment, load_catalogue(), assessed.policy, bearers, making, owed
        )
        for edition in editions
    ]
    subject = records[0].subject
    behind = list(workspace.cards.values())
    folder = out / subject.kind / subject.name
    return write_editions(records, folder, wanted.formats, behind, assessed.opened, wanted.fresh)


def describe(built: Built) -> dict[str, Any]:
    """Return a build's outcome as JSON types."""
    return {"written": [shown(file) for file in built.written], "unchanged": [shown(file) for file in built.unchanged]}
