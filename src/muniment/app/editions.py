"""Writing an edition: its dates, its files and the manifest that names them.

Files are written one by one, each atomically, the manifest last: what a manifest names is there whole.
"""

import importlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

from muniment.app.cache import Cache, key_of, open_cache
from muniment.app.dates import read_date, reproducible_date
from muniment.app.files import write_atomically
from muniment.app.opening import Opened
from muniment.base.canonical import digest
from muniment.base.findings import Finding, Severity
from muniment.base.recipients import in_file_name
from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Document
from muniment.export.description import describe, script_text
from muniment.model.load import Card
from muniment.record.manifest import Input, Manifest, Output, load_manifest, manifest_bytes
from muniment.record.record import Record, record_bytes
from muniment.render import RENDERERS, has_format
from muniment.workspace.clients import WRONG as CLIENTS_WRONG
from muniment.workspace.contradictions import MEASURED_OTHERWISE

MEDIA_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Findings that stop a build: what the cards say cannot be read for certain. Open duties do not; they are printed.
_BLOCKING = ("MUN1", "MUN2", "MUN3", "MUN5", "MUN6", "MUN70", "MUN72", "MUN751", CLIENTS_WRONG)


def blocks(finding: Finding) -> bool:
    """Tell whether a finding stops every edition of a workspace."""
    if finding.code == "MUN302":
        return True
    if finding.code == MEASURED_OTHERWISE:
        # It stops the editions that show the fact, and only those for others than the inside: `contradicted_in`.
        return False
    return finding.severity is Severity.ERROR and finding.code.startswith(_BLOCKING)


def dates_of_edition(root: Path, as_of: str, document_date: str) -> tuple[str, str]:
    """Return the document's date and the date whose law applies, from what the user gave or from what fixes them.

    Raises CannotRun for what is no date, and where nothing fixes the document's.
    """
    stated = read_date(as_of, "--as-of") if as_of else ""
    dated = read_date(document_date, "--date") if document_date else ""
    if not dated:
        dated = reproducible_date(root)
    return dated, stated or dated


def write_editions(
    records: Sequence[Record],
    folder: Path,
    formats: Sequence[str],
    behind: Sequence[Card],
    opened: Opened,
    fresh: bool = False,
    still: frozenset[str] = frozenset(),
    awaits: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[list[Path], list[Path]]:
    """Write the files of all editions of one card for one audience, and their manifest.

    Returns what was written, and what was there unchanged. ``behind`` are the cards that the manifest names as input;
    ``fresh`` renders also what has not changed; ``still`` are the digests of records that an earlier build was made
    from and that would be the same today, so that its files stay in the manifest; ``awaits`` are the roles that have
    not signed off what a record shows, by its digest.
    """
    written: list[Path] = []
    unchanged: list[Path] = []
    cache = open_cache()
    first = records[0]
    whom = _whom(first)
    manifest_file = folder / f"manifest.{whom}.json"
    outputs: list[Output] = []
    for record in records:
        made, wrote, kept = _write_edition(record, folder, formats, cache, fresh)
        annexes, wrote_beside, kept_beside = _write_annexes(record, folder, {output.path for output in outputs})
        outputs += made + annexes
        written += wrote + wrote_beside
        unchanged += kept + kept_beside
    inputs = {card.identity: digest(opened.files[card.file]) for card in behind}
    if first.subject.kind == "workspace":
        # Such a document rests on every file, the settings and the reviews among them.
        inputs["workspace"] = digest("".join(sorted(map(digest, opened.files.values()))).encode())
    earlier = _earlier(manifest_file)
    if earlier is not None and _rests_on(earlier, first, inputs):
        still |= {output.record_sha256 for output in earlier.outputs}
    if earlier is not None and (kept_on := _still_good(earlier, outputs, still)):
        outputs += kept_on
        named = {item.identity for item in earlier.cards}
        others = (card for card in opened.workspace.cards.values() if card.identity in named)
        inputs |= {card.identity: digest(opened.files[card.file]) for card in others}
    outputs = [replace(output, awaits=(awaits or {}).get(output.record_sha256) or None) for output in outputs]
    manifest = _manifest(
        first, outputs, tuple(Input(*item) for item in sorted(inputs.items())), _locks(records, opened)
    )
    if not manifest_file.is_file() or manifest_file.read_bytes() != manifest:
        write_atomically(manifest_file, manifest)
        written.append(manifest_file)
    else:
        unchanged.append(manifest_file)
    return written, unchanged


def _whom(record: Record) -> str:
    """Return the part of a file's name that says for whom it is: the audience, and the recipient where one is named.

    A draft is called that, and for the inside unless another audience is named.
    """
    if record.draft is not None:
        return "draft" if record.audience == "internal" else f"draft-{record.audience}"
    name = in_file_name(record.recipient)
    return f"{record.audience}-{name}" if name else record.audience


def _write_edition(
    record: Record, folder: Path, formats: Sequence[str], cache: Cache, fresh: bool
) -> tuple[list[Output], list[Path], list[Path]]:
    outputs: list[Output] = []
    written: list[Path] = []
    unchanged: list[Path] = []
    data = record_bytes(record)
    sha256 = digest(data)
    for form in sorted(form for form in formats if has_format(record.kind, form)):
        file = folder / f"{record.kind}.{_whom(record)}.{record.language}.{form}"
        key = key_of(sha256, form)
        content = None if fresh else cache.get(key)
        if content is None:
            content = render(record, data, form)
            cache.put(key, content)
        draft = record.draft.figures if record.draft else None
        named = Output(file.name, MEDIA_TYPES[form], len(content), digest(content), sha256, draft, record.supersedes)
        outputs.append(named)
        if _begins_with(file, content):
            # The same bytes, perhaps sealed since: nothing to write, and no seal to lose.
            unchanged.append(file)
        else:
            write_atomically(file, content)
            written.append(file)
    return outputs, written, unchanged


def _write_annexes(
    record: Record, folder: Path, there: AbstractSet[str]
) -> tuple[list[Output], list[Path], list[Path]]:
    """Write the files that go with an edition; one that an edition in another language has brought is there.

    A draft keeps them inside: beside it they would not say that they are a draft's.
    """
    outputs: list[Output] = []
    written: list[Path] = []
    unchanged: list[Path] = []
    for annex in build_document(record).annexes if DOCUMENTS[record.kind].annexed and not record.draft else ():
        if annex.name in there:
            continue
        file = folder / annex.name
        sha = digest(record_bytes(record))
        outputs.append(Output(annex.name, annex.media_type, len(annex.content), annex.sha256, sha))
        if file.is_file() and file.read_bytes() == annex.content:
            unchanged.append(file)
        else:
            write_atomically(file, annex.content)
            written.append(file)
    return outputs, written, unchanged


def build_document(record: Record) -> Document:
    """Build the document of a record."""
    return DOCUMENTS[record.kind].build(record)


def render(record: Record, data: bytes, form: str) -> bytes:
    """Render one record in one format."""
    document = build_document(record)
    module, function = RENDERERS[form]
    described = (_linked_data(record),) if form == "html" else ()
    content: bytes = getattr(importlib.import_module(module), function)(document, data, *described)
    return content


def _linked_data(record: Record) -> str:
    # A draft is for people to complete, not for machines to find.
    description = None if record.draft else describe(record)
    return script_text(description.data) if description else ""


def _earlier(manifest: Path) -> Manifest | None:
    """Return the manifest of an earlier build; None when there is no readable one."""
    try:
        return load_manifest(manifest.read_bytes())
    except (OSError, ValueError):
        return None


def _still_good(earlier: Manifest, built: Sequence[Output], still: frozenset[str]) -> list[Output]:
    """Return the outputs of an earlier build that this one did not make and that say what one made today would say.

    They were made from a record of this build, in a format that was not asked for now, or from one in ``still``.
    """
    names = {output.path for output in built}
    good = still | {output.record_sha256 for output in built}
    return [output for output in earlier.outputs if output.path not in names and output.record_sha256 in good]


def _rests_on(earlier: Manifest, record: Record, inputs: Mapping[str, str]) -> bool:
    """Tell whether an earlier build on a whole workspace was of the same files, date and version."""
    return (
        "workspace" in inputs
        and {item.identity: item.sha256 for item in earlier.cards} == inputs
        and (earlier.document_date, earlier.tool_version) == (record.document_date, record.tool_version)
    )


def earlier_documents(records: Sequence[Record], folder: Path) -> set[tuple[str, str]]:
    """Return the kinds and languages that the manifest of an earlier build names beside those of the records."""
    whom = _whom(records[0])
    earlier = _earlier(folder / f"manifest.{whom}.json")
    names = (output.path.partition(f".{whom}.") for output in earlier.outputs) if earlier else ()
    found = {(kind, rest.partition(".")[0]) for kind, _, rest in names if rest}
    return found - {(record.kind, record.language) for record in records}


def earlier_outputs(record: Record, folder: Path) -> tuple[Output, ...]:
    """Return the outputs of an earlier build for the same audience and recipient."""
    earlier = _earlier(folder / f"manifest.{_whom(record)}.json")
    return earlier.outputs if earlier else ()


def _begins_with(file: Path, content: bytes) -> bool:
    """Tell whether a file is there and begins with what would be written."""
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(content)) == content


def _locks(records: Sequence[Record], opened: Opened) -> tuple[Input, ...]:
    """Return the evidence that the records rest on: the set and the digest of its lock."""
    used = {lock for record in records for lock in record.evidence}
    found = opened.workspace.evidence.items()
    return tuple(Input(identity, one.sha256) for identity, one in sorted(found) if one.sha256 in used)


def _manifest(
    record: Record, outputs: Sequence[Output], inputs: tuple[Input, ...], evidence: tuple[Input, ...]
) -> bytes:
    """Return the manifest of the editions of one card for one audience; the record is any of theirs."""
    subject = record.subject
    return manifest_bytes(
        Manifest(
            bearer=f"{subject.kind}/{subject.name}@{subject.version}",
            audience=record.audience,
            recipient=record.recipient,
            document_date=record.document_date,
            tool_version=record.tool_version,
            outputs=tuple(sorted(outputs, key=lambda output: output.path)),
            cards=inputs,
            evidence=evidence,
            part=record.part,
        )
    )
