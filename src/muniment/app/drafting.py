"""`draft`: a document from whatever is there, with every missing fact as an open question, and stamped as a draft.

Errors of form stop an edition, not a draft: what can be read is used, and what is wrong counts as not stated and is
listed. A folder without a card is drafted from its files.
"""

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muniment import __version__
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.building import folder_of, vocabulary_of
from muniment.app.cache import open_cache
from muniment.app.choosing import check_offered, edition_of
from muniment.app.dates import read_date, source_revision, today
from muniment.app.draft_heads import with_head
from muniment.app.drafting_data import FromData, card_from_data, passed_over_by
from muniment.app.editions import blocks, write_editions
from muniment.app.opening import SETTINGS, Opened, concerns, is_described, open_workspace
from muniment.assess.asking import facts_asked_of
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding, Severity
from muniment.base.languages import is_offered
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition, Making, cards_behind, disclose
from muniment.disclosure.drafting import build_draft, cards_asked, drafted
from muniment.document.kinds import DOCUMENTS
from muniment.model.kinds import KINDS
from muniment.model.load import Card
from muniment.record.draft import Mend
from muniment.record.record import Record
from muniment.render import pinned_versions
from muniment.report.located import locate, message_of

#: What is drafted of a kind of card where nobody names documents.
DEFAULTS = {"dataset": "datasheet", "model": "public_summary", "system": "technical_documentation"}
_CARDS = (".yaml", ".yml")
_FROM_DATA = (
    "A draft from files alone is for the inside: names of files and columns can carry personal data.",
    "Write a card of them with --write-card, read it, and draft from the card.",
)


@dataclass(frozen=True, slots=True)
class DraftWanted:
    """What the user asked for; without documents what each card could be, without languages the workspace's."""

    path: Path
    documents: tuple[str, ...]
    audience: str
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    as_of: str
    document_date: str
    output: Path | None
    write_card: bool = False


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was drafted: files written or unchanged, each record, the card written, the cards that have no document.

    ``mistakes`` are the findings on files that could not be read as cards.
    """

    opened: Opened
    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    records: tuple[Record, ...] = ()
    card: Path | None = None
    from_data: bool = False
    without: tuple[str, ...] = ()
    mistakes: tuple[Finding, ...] = ()


def draft(wanted: DraftWanted) -> Drafted:
    """Write the drafts of a card, a workspace, a folder of either, or a folder of data without a card.

    Raises CannotRun where there is nothing to draft from, for an audience that a document is not for, and where
    mistakes leave open what another audience than the inside may see.
    """
    if wanted.path.name == SETTINGS and wanted.path.is_file():
        wanted = replace(wanted, path=wanted.path.parent)
    dated = read_date(wanted.document_date, "--date") if wanted.document_date else today()
    as_of = read_date(wanted.as_of, "--as-of") if wanted.as_of else dated
    check_offered(wanted.languages)
    found = _open(wanted, dated)
    opened = found.opened if isinstance(found, FromData) else found
    assessed = assess_workspace(opened, as_of)
    cards = _cards(assessed, wanted, found)
    mistakes = () if isinstance(found, FromData) else _unread(assessed, wanted.path)
    if not cards and mistakes:
        return Drafted(assessed.opened, mistakes=mistakes)
    editions = list(_editions(cards, assessed, wanted, (as_of, dated)))
    if not editions:
        raise _nothing(cards, wanted)
    _check_disclosure(assessed, wanted.audience)
    out = wanted.output or (found.beside if isinstance(found, FromData) else opened.root / "draft")
    remarks = passed_over_by(found.folder) if isinstance(found, FromData) else ()
    making = Making(__version__, load_catalogue().version, pinned_versions(), _revision(opened))
    written: list[Path] = []
    unchanged: list[Path] = []
    records: list[Record] = []
    for bearer, own in itertools.groupby(editions, key=lambda edition: edition.bearer):
        card = assessed.opened.workspace.cards[bearer]
        made = [draft_record(edition, assessed, making, remarks) for edition in own]
        names = sorted({name for record in made for name in cards_behind(record)})
        behind = [assessed.opened.workspace.cards[name] for name in names]
        wrote, kept = write_editions(made, out / folder_of(card), wanted.formats, behind, assessed.opened)
        written += wrote
        unchanged += kept
        records += made
    open_cache().trim()
    without = tuple(card.identity for card in cards if card.identity not in {edition.bearer for edition in editions})
    card_file = found.write_card() if isinstance(found, FromData) and wanted.write_card else None
    return Drafted(
        assessed.opened,
        tuple(written),
        tuple(unchanged),
        tuple(records),
        card_file,
        isinstance(found, FromData),
        without,
        mistakes,
    )


def _unread(assessed: Assessed, path: Path) -> tuple[Finding, ...]:
    """Return the findings on files at a path that are no card in the end."""
    workspace = assessed.opened.workspace
    read = {
        workspace.settings.file,
        *assessed.opened.profiles.values(),
        *(card.file for card in workspace.cards.values()),
    }
    return tuple(
        finding
        for finding in assessed.findings
        if blocks(finding) and finding.file not in read and concerns(finding.file, [path])
    )


def _open(wanted: DraftWanted, dated: str) -> Opened | FromData:
    path = wanted.path
    if not path.exists():
        raise CannotRun(f"{path} does not exist.", "Name a card, a folder with cards, or a folder with data.")
    if not is_described(path) if path.is_dir() else path.suffix.lower() not in _CARDS:
        if wanted.audience != "internal":
            raise CannotRun(*_FROM_DATA)
        return card_from_data(path, dated)
    if wanted.write_card:
        raise CannotRun("There is a card already.", "Leave --write-card away; it begins a card for data without one.")
    return open_workspace([path], with_head)


def _cards(assessed: Assessed, wanted: DraftWanted, found: Opened | FromData) -> list[Card]:
    cards = assessed.opened.workspace.cards.values()
    if isinstance(found, FromData):
        return list(cards)
    return [card for card in cards if concerns(card.file, [wanted.path])]


def _editions(
    cards: Iterable[Card], assessed: Assessed, wanted: DraftWanted, dates: tuple[str, str]
) -> Iterator[Edition]:
    workspace = assessed.opened.workspace
    settings = workspace.settings.languages
    languages = dict.fromkeys(wanted.languages or [name for name in settings if is_offered(name)] or ["en"])
    for card in cards:
        for name in wanted.documents or (DEFAULTS.get(card.kind, ""),):
            kind = DOCUMENTS.get(name)
            if kind is None or kind.bearer != card.kind or wanted.audience not in kind.audiences:
                continue
            for language in languages:
                yield edition_of(name, card.identity, wanted.audience, language, dates, workspace)


def _nothing(cards: Sequence[Card], wanted: DraftWanted) -> CannotRun:
    if not cards:
        return CannotRun(f"No card lies at {wanted.path}.", "Name a card, a folder with cards, or a folder with data.")
    kinds = ", ".join(sorted({card.kind for card in cards}))
    what = " or ".join(wanted.documents) or "document"
    possible = sorted({kind.bearer for name, kind in DOCUMENTS.items() if name in DEFAULTS.values()})
    return CannotRun(
        f"There is no {what} for {wanted.audience} readers to draft of a card of kind {kinds}.",
        f"Drafts are made of cards of kind {', '.join(possible)}; --document and --audience choose among theirs.",
    )


def _check_disclosure(assessed: Assessed, audience: str) -> None:
    """Refuse a draft for others where a mistake could be one in what they may not see."""
    if audience == "internal":
        return
    settings = assessed.opened.workspace.settings.file
    for finding in assessed.findings:
        unread = finding.code.startswith(("MUN1", "MUN6", "MUN700")) or finding.pointer.startswith("/disclosure")
        if blocks(finding) and (unread or (settings and finding.file == settings)):
            raise CannotRun(
                f"{finding.file}: {finding.message} So it is open what the {audience} audience may see.",
                "Mend it (muniment check lists everything), or draft for the inside.",
            )


def _revision(opened: Opened) -> str:
    return source_revision(opened.root) if opened.in_workspace else ""


def draft_record(edition: Edition, assessed: Assessed, making: Making, remarks: Sequence[tuple[str, int]]) -> Record:
    """Return the record of a draft: what its audience may see, with what is open and what is to be mended."""
    workspace, catalogue = assessed.opened.workspace, load_catalogue()
    vocabulary = vocabulary_of(KINDS)
    record = disclose(edition, workspace, assessed.assessment, catalogue, assessed.policy, vocabulary, making)
    asked = facts_asked_of(cards_asked(edition, workspace), workspace, catalogue, edition.as_of)
    mend = tuple(_mend(record, assessed))
    made = build_draft(edition, record.facts, asked, workspace, catalogue, assessed.policy, vocabulary, mend, remarks)
    return drafted(record, made, catalogue)


def _mend(record: Record, assessed: Assessed) -> Iterator[Mend]:
    """Yield what is wrong in the files behind a record: errors of form, of reference, and facts that do not agree."""
    opened = assessed.opened
    cards = [opened.workspace.cards[name] for name in cards_behind(record)]
    profiles = {opened.profiles.get(name, "") for card in cards for name in card.profiles}
    files = {card.file for card in cards} | profiles | {opened.workspace.settings.file} - {""}
    wrong = [
        finding
        for finding in assessed.findings
        if finding.file in files and finding.severity is Severity.ERROR and finding.code.startswith("MUN")
    ]
    for item in locate(wrong, opened.trees):
        # Where the workspace lies on this machine concerns nobody.
        place = os.path.relpath(item.place.file, opened.root)
        yield Mend(f"{place}:{item.place.line}", message_of(item), item.finding.remedy)
