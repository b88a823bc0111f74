"""`build`: the editions of cards, from facts to files, with one manifest a card and audience.

How an edition is written is `editions`; here it is said which there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment import __version__
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.dates import source_revision
from muniment.app.editions import blocks, dates_of_edition, write_edition
from muniment.app.opening import Opened, concerns, open_workspace, shown
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition, Making, cards_behind, disclose
from muniment.document.kinds import DOCUMENTS
from muniment.model.load import Card
from muniment.model.shapes import Position
from muniment.model.vocabulary import positions_of
from muniment.render import pinned_versions


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for."""

    paths: Sequence[Path]
    document: str
    audiences: tuple[str, ...]
    language: str
    formats: tuple[str, ...]
    as_of: str
    document_date: str
    output: Path | None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Built:
    """What a build wrote or found unchanged; or the findings that stopped it."""

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    blocked_by: tuple[Finding, ...]
    opened: Opened


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
    cards = _cards(assessed, wanted)
    blocking = tuple(finding for finding in assessed.findings if blocks(finding))
    if blocking:
        return Built((), (), blocking, assessed.opened)
    making = Making(__version__, load_catalogue().version, pinned_versions(), source_revision(opened.root))
    out = wanted.output or opened.root / "dist"
    written: list[Path] = []
    unchanged: list[Path] = []
    for card in cards:
        for audience in wanted.audiences:
            edition = Edition(
                wanted.document, card.identity, audience, _language(wanted, assessed), as_of, document_date
            )
            _build_edition(edition, card, assessed, making, wanted, out, written, unchanged)
    return Built(tuple(written), tuple(unchanged), (), assessed.opened)


def folder_of(card: Card) -> str:
    """Return where a card's documents go: ``kind/name``, and ``kind/name@version`` for an earlier version."""
    stem = card.file.rpartition("/")[2]
    return f"{card.kind}/{card.name}@{card.version}" if "@" in stem else f"{card.kind}/{card.name}"


def _cards(assessed: Assessed, wanted: Wanted) -> list[Card]:
    kind = DOCUMENTS[wanted.document].bearer
    every = [card for card in assessed.opened.workspace.cards.values() if card.kind == kind]
    chosen = [card for card in every if concerns(card.file, wanted.paths)]
    if not chosen:
        raise CannotRun(
            f"There is no {kind} card to build a {wanted.document} from.", f"Name a {kind} card, or the workspace."
        )
    return chosen


def _language(wanted: Wanted, assessed: Assessed) -> str:
    return wanted.language or assessed.opened.workspace.settings.languages[0]


def vocabulary_of(kinds: Iterable[str]) -> dict[str, Position]:
    """Return the positions of kinds of cards by path."""
    return {path: position for kind in kinds for path, position in positions_of(kind).items()}


def _build_edition(
    edition: Edition,
    card: Card,
    assessed: Assessed,
    making: Making,
    wanted: Wanted,
    out: Path,
    written: list[Path],
    unchanged: list[Path],
) -> None:
    workspace = assessed.opened.workspace
    vocabulary = vocabulary_of({other.kind for other in workspace.cards.values()})
    record = disclose(edition, workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, making)
    behind = [workspace.cards[identity] for identity in cards_behind(record)]
    wrote, kept = write_edition(record, out / folder_of(card), wanted.formats, behind, assessed.opened, wanted.fresh)
    written += wrote
    unchanged += kept


def describe(built: Built) -> dict[str, Any]:
    """Return a build's outcome as JSON types."""
    return {"written": [shown(file) for file in built.written], "unchanged": [shown(file) for file in built.unchanged]}
