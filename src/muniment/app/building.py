"""`build`: the editions of cards, from facts to files, with one manifest a card and audience.

Files are written one by one, each atomically, the manifest last: what a manifest names is there whole.
"""

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment import __version__
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.dates import read_date, reproducible_date, source_revision
from muniment.app.files import write_atomically
from muniment.app.opening import Opened, concerns, open_workspace, shown
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding, Severity
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition, Making, cards_behind, disclose
from muniment.document.kinds import DOCUMENTS
from muniment.model.load import Card
from muniment.model.shapes import Position
from muniment.model.vocabulary import positions_of
from muniment.record.manifest import Input, Manifest, Output, load_manifest, manifest_bytes
from muniment.record.record import Record, record_bytes
from muniment.render import RENDERERS, pinned_versions

MEDIA_TYPES = {"html": "text/html", "pdf": "application/pdf"}
#: Findings that stop a build: what the cards say cannot be read for certain. Open duties do not; they are printed.
_BLOCKING = ("MUN1", "MUN2", "MUN3", "MUN5", "MUN6", "MUN70")


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
    document_date, as_of = _dates(wanted, opened.root)
    assessed = assess_workspace(opened, as_of)
    cards = _cards(assessed, wanted)
    blocking = tuple(finding for finding in assessed.findings if _blocks(finding))
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


def _dates(wanted: Wanted, root: Path) -> tuple[str, str]:
    as_of = read_date(wanted.as_of, "--as-of") if wanted.as_of else ""
    dated = read_date(wanted.document_date, "--date") if wanted.document_date else ""
    if not dated:
        dated = reproducible_date(root)
    return dated, as_of or dated


def _cards(assessed: Assessed, wanted: Wanted) -> list[Card]:
    kind = DOCUMENTS[wanted.document].bearer
    every = [card for card in assessed.opened.workspace.cards.values() if card.kind == kind]
    chosen = [card for card in every if concerns(card.file, wanted.paths)]
    if not chosen:
        raise CannotRun(
            f"There is no {kind} card to build a {wanted.document} from.", f"Name a {kind} card, or the workspace."
        )
    return chosen


def _blocks(finding: Finding) -> bool:
    if finding.code == "MUN302":
        return True
    return finding.severity is Severity.ERROR and finding.code.startswith(_BLOCKING)


def _language(wanted: Wanted, assessed: Assessed) -> str:
    return wanted.language or assessed.opened.workspace.settings.languages[0]


def _vocabulary(kinds: Iterable[str]) -> dict[str, Position]:
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
    vocabulary = _vocabulary({other.kind for other in workspace.cards.values()})
    record = disclose(edition, workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, making)
    folder = out / folder_of(card)
    manifest_file = folder / f"manifest.{edition.audience}.json"
    before = _earlier(manifest_file)
    data = record_bytes(record)
    outputs = []
    same_text = False
    for form in sorted(wanted.formats):
        file = folder / f"{edition.kind}.{edition.audience}.{edition.language}.{form}"
        kept = _kept(file, before.get(file.name), data)
        if form == "pdf" and kept and same_text and not wanted.fresh:
            outputs.append(before[file.name])
            unchanged.append(file)
            continue
        content = render(record, data, form)
        output = Output(file.name, MEDIA_TYPES[form], len(content), digest(content), digest(data))
        outputs.append(output)
        if kept and before.get(file.name) == output:
            # The same bytes, perhaps sealed since: nothing to write, and no seal to lose.
            same_text = form == "html" or same_text
            unchanged.append(file)
        else:
            write_atomically(file, content)
            written.append(file)
    manifest = _manifest(record, outputs, before, assessed.opened)
    if not manifest_file.is_file() or manifest_file.read_bytes() != manifest:
        write_atomically(manifest_file, manifest)
        written.append(manifest_file)
    else:
        unchanged.append(manifest_file)


def render(record: Record, data: bytes, form: str) -> bytes:
    """Render one record in one format."""
    document = DOCUMENTS[record.kind].build(record)
    module, function = RENDERERS[form]
    content: bytes = getattr(importlib.import_module(module), function)(document, data)
    return content


def _earlier(manifest: Path) -> dict[str, Output]:
    """Return the outputs of an earlier build by file name; none when there is no readable manifest."""
    try:
        return {output.path: output for output in load_manifest(manifest.read_bytes()).outputs}
    except (OSError, ValueError):
        return {}


def _kept(file: Path, output: Output | None, data: bytes) -> bool:
    """Tell whether a file still begins with the bytes that an earlier build made from the same record."""
    if output is None or output.record_sha256 != digest(data) or not file.is_file():
        return False
    with file.open("rb") as stream:
        return digest(stream.read(output.size)) == output.sha256


def _manifest(record: Record, outputs: list[Output], before: dict[str, Output], opened: Opened) -> bytes:
    """Return the manifest: what was built now, and what an earlier build of the same record left in place."""
    built = {output.path for output in outputs}
    sha = outputs[0].record_sha256
    outputs += [output for output in before.values() if output.path not in built and output.record_sha256 == sha]
    subject = record.subject
    cards = [
        Input(identity, digest(opened.files[opened.workspace.cards[identity].file]))
        for identity in cards_behind(record)
    ]
    return manifest_bytes(
        Manifest(
            bearer=f"{subject.kind}/{subject.name}@{subject.version}",
            audience=record.audience,
            recipient=record.recipient,
            document_date=record.document_date,
            tool_version=record.tool_version,
            outputs=tuple(sorted(outputs, key=lambda output: output.path)),
            cards=tuple(cards),
            evidence=(),
        )
    )


def describe(built: Built) -> dict[str, Any]:
    """Return a build's outcome as JSON types."""
    return {"written": [shown(file) for file in built.written], "unchanged": [shown(file) for file in built.unchanged]}
