"""`build --supersedes`: an edition names the record of the earlier one that it replaces.

What was said once stays said: building the same edition again without naming it finds it in the manifest, or a sealed
edition would fall with the next build.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.app.files import read_bounded
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.disclosure.disclose import Edition
from muniment.record.manifest import Output
from muniment.record.record import Record, load_record, record_bytes

_REMEDY = "Name the PDF, the HTML page or the record.json of an earlier edition."


@dataclass(frozen=True, slots=True)
class Superseded:
    """An earlier edition: where it was read from, its record, and the record's digest."""

    path: Path
    record: Record
    sha256: str


def read_superseded(path: Path) -> Superseded:
    """Read an earlier edition by its record; raise CannotRun for what carries none."""
    from muniment.verify.files import MAX_FILE
    from muniment.verify.page import embedded_record
    from muniment.verify.result import Broken

    try:
        data = read_bounded(path, MAX_FILE + 1)
        if data.startswith(b"%PDF-"):
            from muniment.verify.pdf import embedded_record_of

            data = embedded_record_of(data)
        elif not data.startswith(b"{"):
            data = embedded_record(data)
        record = load_record(data)
    except (Broken, ValueError, RecursionError) as error:
        raise CannotRun(f"{path} is no edition: {error}.", _REMEDY) from error
    if record.draft is not None:
        raise CannotRun(f"{path} is a draft and no edition.", _REMEDY)
    if record.subject.kind == "workspace":
        raise CannotRun(
            f"{path} is on a whole workspace: such documents say how things stand on a day, and replace none.",
            "Leave --supersedes away, or name an edition on one card.",
        )
    return Superseded(path, record, digest(data))


def check_superseded(superseded: Iterable[Superseded], editions: Sequence[Edition]) -> None:
    """Raise CannotRun unless each earlier edition is replaced by exactly one of those that are built, none older."""
    taken: set[Edition] = set()
    for item in superseded:
        meant = [edition for edition in editions if _is_replaced(item.record, edition)]
        if len(meant) != 1 or meant[0] in taken:
            raise CannotRun(
                f"{item.path} is replaced by none of these, or by more than one: it is a {item.record.kind} of "
                f"{item.record.subject.kind}/{item.record.subject.name} for {item.record.audience}, in "
                f"{item.record.language}.",
                "Name the card, --document, --audience, --for and --lang of the edition that replaces it.",
            )
        if item.record.document_date > meant[0].document_date:
            raise CannotRun(
                f"{item.path} is of {item.record.document_date}, and would be replaced by an older one.", _REMEDY
            )
        taken.add(meant[0])


def superseding(records: Sequence[Record], superseded: Sequence[Superseded], earlier: Sequence[Output]) -> list[Record]:
    """Return the records with what they replace: as named, or as an earlier build of the same edition was told."""
    return [_superseding(record, superseded, earlier) for record in records]


def _superseding(record: Record, superseded: Sequence[Superseded], earlier: Sequence[Output]) -> Record:
    plain = digest(record_bytes(record))
    for item in superseded:
        old = item.record
        if (old.kind, old.audience, old.recipient, old.language) == (
            record.kind,
            record.audience,
            record.recipient,
            record.language,
        ) and (old.subject.kind, old.subject.name) == (record.subject.kind, record.subject.name):
            if plain in (item.sha256, digest(record_bytes(replace(old, supersedes=None)))):
                raise CannotRun(f"{item.path} says the same as the edition that would replace it.", _REMEDY)
            return replace(record, supersedes=item.sha256)
    for output in earlier:
        if output.supersedes:
            again = replace(record, supersedes=output.supersedes)
            if digest(record_bytes(again)) == output.record_sha256:
                return again
    return record


def _is_replaced(old: Record, edition: Edition) -> bool:
    bearer = edition.bearer.partition("@")[0]
    return (old.kind, f"{old.subject.kind}/{old.subject.name}", old.audience, old.recipient, old.language) == (
        edition.kind,
        bearer,
        edition.audience,
        edition.recipient,
        edition.language,
    )
