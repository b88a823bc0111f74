"""Writing an edition: its dates, its files and the manifest that names them.

Files are written one by one, each atomically, the manifest last: what a manifest names is there whole.
"""

import importlib
from collections.abc import Sequence
from pathlib import Path

from muniment.app.dates import read_date, reproducible_date
from muniment.app.files import write_atomically
from muniment.app.opening import Opened
from muniment.base.canonical import digest
from muniment.base.findings import Finding, Severity
from muniment.document.kinds import DOCUMENTS
from muniment.model.load import Card
from muniment.record.manifest import Input, Manifest, Output, load_manifest, manifest_bytes
from muniment.record.record import Record, record_bytes
from muniment.render import RENDERERS

MEDIA_TYPES = {"html": "text/html", "pdf": "application/pdf"}
#: Findings that stop a build: what the cards say cannot be read for certain. Open duties do not; they are printed.
_BLOCKING = ("MUN1", "MUN2", "MUN3", "MUN5", "MUN6", "MUN70")


def blocks(finding: Finding) -> bool:
    """Tell whether a finding stops every edition of a workspace."""
    if finding.code == "MUN302":
        return True
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


def write_edition(
    record: Record, folder: Path, formats: Sequence[str], behind: Sequence[Card], opened: Opened, fresh: bool = False
) -> tuple[list[Path], list[Path]]:
    """Write the files of one edition and its manifest; return what was written, and what was there unchanged.

    ``behind`` are the cards that the manifest names as input; ``fresh`` renders also what has not changed.
    """
    written: list[Path] = []
    unchanged: list[Path] = []
    manifest_file = folder / f"manifest.{record.audience}.json"
    before = _earlier(manifest_file)
    data = record_bytes(record)
    outputs = []
    same_text = False
    for form in sorted(formats):
        file = folder / f"{record.kind}.{record.audience}.{record.language}.{form}"
        kept = _kept(file, before.get(file.name), data)
        if form == "pdf" and kept and same_text and not fresh:
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
    manifest = _manifest(record, outputs, before, behind, opened)
    if not manifest_file.is_file() or manifest_file.read_bytes() != manifest:
        write_atomically(manifest_file, manifest)
        written.append(manifest_file)
    else:
        unchanged.append(manifest_file)
    return written, unchanged


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


def _manifest(
    record: Record, outputs: list[Output], before: dict[str, Output], behind: Sequence[Card], opened: Opened
) -> bytes:
    """Return the manifest: what was built now, and what an earlier build of the same record left in place."""
    built = {output.path for output in outputs}
    sha = outputs[0].record_sha256
    outputs += [output for output in before.values() if output.path not in built and output.record_sha256 == sha]
    subject = record.subject
    cards = [Input(card.identity, digest(opened.files[card.file])) for card in behind]
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
