"""`sign`: seal built editions and their manifest. Sealing again replaces the seal, never the content.

What people approve in a sealed PDF is `muniment.app.approving`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from muniment.app.files import write_atomically
from muniment.app.showing import Looks
from muniment.app.signers import Acting
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.record.manifest import Manifest, Output, load_manifest
from muniment.record.record import Record, load_record
from muniment.record.seal import APPROVAL_FIELDS, SEAL_FIELD
from muniment.sign.seal import seal_html, seal_manifest

_SEALABLE = ("text/html", "application/pdf")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed; PDFs that were left as they are, since people have signed in them; files the manifest covers."""

    files: tuple[Path, ...]
    approved: tuple[Path, ...]
    covered: int


@dataclass(frozen=True, slots=True)
class _Ready:
    """One manifest with what stands in its files before they are sealed."""

    file: Path
    data: bytes
    manifest: Manifest
    contents: dict[str, bytes]
    records: dict[str, Record]
    approved: frozenset[str]


def seal(paths: Sequence[Path], acting: Acting) -> Sealed:
    """Seal every edition of every manifest below the paths, then the manifest itself.

    Raises CannotRun when there is no manifest, when a file is no longer what its manifest says, when the proof cannot
    be had, and for drafts unless the key is one for development; nothing is written then.
    """
    ready = [_ready(file, acting) for file in manifests_below(paths)]
    now = datetime.now(UTC).replace(microsecond=0)
    looks = Looks(acting, now)
    made: list[tuple[Path, bytes]] = []
    for item in ready:
        for output in item.manifest.outputs:
            if output.media_type in _SEALABLE and output.path not in item.approved:
                made.append((item.file.parent / output.path, _seal(item, output, acting, looks)))
        name = item.file.name.removesuffix(".json") + ".seal.json"
        made.append(
            (item.file.with_name(name), seal_manifest(item.data, item.file.name, acting.signer, now, acting.proof))
        )
    for target, content in made:
        write_atomically(target, content)
    kept = tuple(item.file.parent / path for item in ready for path in sorted(item.approved))
    covered = sum(output.media_type not in _SEALABLE for item in ready for output in item.manifest.outputs)
    return Sealed(tuple(target for target, _ in made), kept, covered)


def manifests_below(paths: Sequence[Path]) -> list[Path]:
    """Return the manifests among and below the paths; CannotRun for what is neither, and where there are none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.rglob("manifest.*.json") if not file.name.endswith(".seal.json"))
        elif path.is_file() and path.name.startswith("manifest.") and not path.name.endswith(".seal.json"):
            found.append(path)
        else:
            raise CannotRun(
                f"{path} is neither a manifest (manifest.AUDIENCE.json) nor a folder with one.",
                "Name the folder that build wrote.",
            )
    if not found:
        raise CannotRun("No manifest was found to seal.", "Build first: muniment build WORKSPACE.")
    return list(dict.fromkeys(found))


def _ready(file: Path, acting: Acting) -> _Ready:
    data = file.read_bytes()
    manifest = _load(file, data)
    contents: dict[str, bytes] = {}
    records: dict[str, Record] = {}
    approved: set[str] = set()
    for output in manifest.outputs:
        whole, contents[output.path] = _unsigned(file, output)
        if output.media_type in _SEALABLE:
            records[output.path] = _record_of(contents[output.path], output)
        if output.media_type == "application/pdf" and len(whole) > output.size and _has_approvals(whole):
            approved.add(output.path)
    if not acting.signer.development:
        _refuse_drafts(file, manifest, records)
        _refuse_awaiting(file, manifest)
    return _Ready(file, data, manifest, contents, records, frozenset(approved))


def _load(file: Path, data: bytes) -> Manifest:
    try:
        return load_manifest(data)
    except ValueError as error:
        raise CannotRun(f"{file} cannot be read: {error}.", "Build again.") from error


def _unsigned(manifest: Path, output: Output) -> tuple[bytes, bytes]:
    """Return an output as it is, and its unsigned bytes, checked against the manifest."""
    if "/" in output.path or "\\" in output.path:
        raise CannotRun(f"{manifest} names a file outside its folder.", "Build again.")
    try:
        whole = (manifest.parent / output.path).read_bytes()
    except OSError as error:
        raise CannotRun(f"{output.path} cannot be read: {error.strerror}.", "Build again.") from error
    data = whole[: output.size]
    if digest(data) != output.sha256:
        raise CannotRun(f"{manifest.parent / output.path} is not what its manifest says.", "Build again, then sign.")
    return whole, data


def _has_approvals(data: bytes) -> bool:
    from muniment.sign.pdf import signed_fields

    signed = signed_fields(data)
    return SEAL_FIELD in signed and not signed.isdisjoint(APPROVAL_FIELDS.values())


def _refuse_drafts(file: Path, manifest: Manifest, records: dict[str, Record]) -> None:
    """Raise CannotRun for a draft: what its embedded record is counts, whatever the file is called or shows."""
    for output in manifest.outputs:
        record = records.get(output.path)
        figures = output.draft or (record.draft.figures if record and record.draft else None)
        if figures is not None:
            raise CannotRun(
                f"{file.parent / output.path} is a draft ({figures}); only a development key can seal one.",
                "Build the edition with muniment build and sign that, or use a key of muniment keys new --dev.",
            )


def _refuse_awaiting(file: Path, manifest: Manifest) -> None:
    """Raise CannotRun for an edition that shows facts which somebody still has to sign off."""
    for output in manifest.outputs:
        if output.awaits:
            raise CannotRun(
                f"{file.parent / output.path} shows facts that {', '.join(output.awaits)} did not sign off.",
                "muniment review --pending lists them; have them signed off, build again, then sign.",
            )


def _record_of(data: bytes, output: Output) -> Record:
    """Return the record that an edition carries; CannotRun where it cannot be read."""
    from muniment.verify.page import embedded_record
    from muniment.verify.seal import Broken

    try:
        if output.media_type == "text/html":
            return load_record(embedded_record(data))
        from muniment.verify.pdf import embedded_record_of

        return load_record(embedded_record_of(data))
    except (Broken, ValueError) as error:
        raise CannotRun(f"{output.path}: {error}, so nobody can tell what it is.", "Build again, then sign.") from error


def _seal(item: _Ready, output: Output, acting: Acting, looks: Looks) -> bytes:
    data = item.contents[output.path]
    if output.media_type == "text/html":
        return seal_html(data, output.path, acting.signer, looks.signed_at, acting.proof)
    from muniment.sign.pdf import seal_pdf

    look = looks.in_language(item.records[output.path].language)
    return seal_pdf(data, acting.signer, looks.signed_at, look, acting.proof)
