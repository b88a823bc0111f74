"""`scope`: which duties a workspace has and why; to be read at once, or as a memo for counsel."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment import __version__
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.building import Built, vocabulary_of
from muniment.app.choosing import check_offered
from muniment.app.dates import source_revision
from muniment.app.editions import blocks, dates_of_edition, write_editions
from muniment.app.opening import Opened, concerns, open_workspace
from muniment.base.errors import CannotRun
from muniment.base.findings import Severity
from muniment.base.languages import SOURCE_LANGUAGE
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition, Making
from muniment.disclosure.scope_record import scope_record
from muniment.disclosure.scoping import build_scope
from muniment.model.load import Card
from muniment.record.record import Record
from muniment.record.scope import WorkspaceScope
from muniment.render import pinned_versions

KIND = "scope_memo"


@dataclass(frozen=True, slots=True)
class Scoped:
    """The scope of a workspace as a record that no file was built from, and how many errors of form stand beside it."""

    scope: WorkspaceScope
    record: Record
    errors: int


@dataclass(frozen=True, slots=True)
class MemoWanted:
    """What the user asked for: cards, the two dates (empty: what fixes them), a track or none, formats and folder.

    ``languages`` are those of the memo (none: the workspace's).
    """

    paths: Sequence[Path]
    as_of: str
    document_date: str
    prepare: str
    formats: tuple[str, ...]
    output: Path | None
    languages: tuple[str, ...] = ()


def scope(paths: Sequence[Path], as_of: str, *, prepare: str = "") -> Scoped:
    """Return the scope of the workspace of the paths, for the cards below them.

    Raises CannotRun outside a workspace, for a date before the AI Act and for an unknown track.
    """
    opened = _open(paths)
    assessed = assess_workspace(opened, as_of)
    found = _scope(assessed, paths, as_of, prepare)
    errors = sum(finding.severity is Severity.ERROR for finding in opened.findings)
    record = _record(assessed, found, SOURCE_LANGUAGE, (as_of, as_of), Making(__version__, "", (), ""))
    return Scoped(found, record, errors)


def build_memo(wanted: MemoWanted) -> Built:
    """Write the memo and its manifest; findings that leave open what the cards say stop it, as they stop a build.

    Raises CannotRun like `scope`, for a language that is not offered, and where nothing fixes the document's date.
    """
    check_offered(wanted.languages)
    opened = _open(wanted.paths)
    dated, as_of = dates_of_edition(opened.root, wanted.as_of, wanted.document_date)
    assessed = assess_workspace(opened, as_of)
    blocking = tuple(finding for finding in assessed.findings if blocks(finding))
    if blocking:
        return Built((), (), blocking, assessed.opened)
    found = _scope(assessed, wanted.paths, as_of, wanted.prepare)
    making = Making(__version__, load_catalogue().version, pinned_versions(), source_revision(opened.root))
    languages = dict.fromkeys(wanted.languages or assessed.opened.workspace.settings.languages)
    records = [_record(assessed, found, language, (as_of, dated), making) for language in languages]
    folder = (wanted.output or opened.root / "dist") / records[0].subject.kind / records[0].subject.name
    cards = list(assessed.opened.workspace.cards.values())
    written, unchanged = write_editions(records, folder, wanted.formats, cards, assessed.opened)
    return Built(tuple(written), tuple(unchanged), (), assessed.opened)


def _open(paths: Sequence[Path]) -> Opened:
    opened = open_workspace(paths)
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; duties are assessed in a workspace.",
            "Put a muniment.yaml (muniment: 1) at the top of the folder with the cards.",
        )
    return opened


def _scope(assessed: Assessed, paths: Sequence[Path], as_of: str, prepare: str) -> WorkspaceScope:
    workspace = assessed.opened.workspace
    bearers = frozenset(name for name, card in workspace.cards.items() if concerns(card.file, paths))
    prepared = assess_workspace(assessed.opened, as_of, prepare=prepare).assessment if prepare else None
    return build_scope(workspace, assessed.assessment, load_catalogue(), bearers, prepared)


def _record(assessed: Assessed, found: WorkspaceScope, language: str, dates: tuple[str, str], making: Making) -> Record:
    """Return the record of a scope; the dates are that of the law and that of the document."""
    workspace = assessed.opened.workspace
    named: Card | None = workspace.cards.get(workspace.organisation)
    edition = Edition(KIND, named.name if named else "workspace", "internal", language, *dates)
    vocabulary = vocabulary_of({card.kind for card in workspace.cards.values()})
    return scope_record(edition, found, workspace, assessed.policy, vocabulary, making)
