"""`sign`: seal built editions and their manifest with a key. Sealing again replaces the seal, never the content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from muniment.app.files import write_atomically
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.record.manifest import Manifest, Output, load_manifest
from muniment.record.record import load_record
from muniment.sign.keys import SigningKey, load_signing_key
from muniment.sign.seal import seal_html, seal_manifest


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed, by whom."""

    files: tuple[Path, ...]
    key: SigningKey


def sign(paths: Sequence[Path], key_path: Path, passphrase: bytes | None) -> Sealed:
    """Seal every edition of every manifest below the paths, then the manifest itself.

    Raises CannotRun when there is no manifest, when a file is no longer what its manifest says, and for drafts unless
    the key is one for development; nothing is sealed then.
    """
    manifests = _manifests(paths)
    key = load_signing_key(key_path, passphrase)
    now = datetime.now(UTC).replace(microsecond=0)
    ready: list[tuple[Path, bytes, Manifest, dict[str, bytes]]] = []
    for file in manifests:
        data = file.read_bytes()
        manifest = _load(file, data)
        contents = {output.path: _unsigned(file, output) for output in manifest.outputs}
        if not key.development:
            _refuse_drafts(file, manifest, contents)
        ready.append((file, data, manifest, contents))
    sealed: list[Path] = []
    for file, data, manifest, contents in ready:
        for output in manifest.outputs:
            target = file.parent / output.path
            write_atomically(target, _seal(contents[output.path], output, key, now))
            sealed.append(target)
        target = file.with_name(file.name.removesuffix(".json") + ".seal.json")
        write_atomically(target, seal_manifest(data, file.name, key, now))
        sealed.append(target)
    return Sealed(tuple(sealed), key)


def _manifests(paths: Sequence[Path]) -> list[Path]:
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
    return found


def _load(file: Path, data: bytes) -> Manifest:
    try:
        return load_manifest(data)
    except ValueError as error:
        raise CannotRun(f"{file} cannot be read: {error}.", "Build again.") from error


def _unsigned(manifest: Path, output: Output) -> bytes:
    """Return the unsigned bytes of an output, checked against the manifest; an earlier seal is left behind."""
    if "/" in output.path or "\\" in output.path:
        raise CannotRun(f"{manifest} names a file outside its folder.", "Build again.")
    try:
        data = (manifest.parent / output.path).read_bytes()[: output.size]
    except OSError as error:
        raise CannotRun(f"{output.path} cannot be read: {error.strerror}.", "Build again.") from error
    if digest(data) != output.sha256:
        raise CannotRun(f"{manifest.parent / output.path} is not what its manifest says.", "Build again, then sign.")
    return data


def _refuse_drafts(manifest_file: Path, manifest: Manifest, contents: Mapping[str, bytes]) -> None:
    """Raise CannotRun for a draft: what its embedded record is counts, whatever the file is called or shows."""
    for output in manifest.outputs:
        figures = output.draft
        if figures is None and (found := _record_of(contents[output.path], output)) is not None:
            draft = load_record(found).draft
            figures = draft.figures if draft else None
        if figures is not None:
            raise CannotRun(
                f"{manifest_file.parent / output.path} is a draft ({figures}); only a development key can seal one.",
                "Build the edition with muniment build and sign that, or use a key of muniment keys new --dev.",
            )


def _record_of(data: bytes, output: Output) -> bytes | None:
    """Return the record that a file carries; None for formats that carry none. CannotRun where it cannot be read."""
    from muniment.verify.page import embedded_record
    from muniment.verify.seal import Broken

    try:
        if output.media_type == "text/html":
            return embedded_record(data)
        if output.media_type == "application/pdf":
            from muniment.verify.pdf import embedded_record_of

            return embedded_record_of(data)
    except Broken as error:
        raise CannotRun(f"{output.path}: {error}, so nobody can tell what it is.", "Build again, then sign.") from error
    return None


def _seal(data: bytes, output: Output, key: SigningKey, now: datetime) -> bytes:
    if output.media_type == "application/pdf":
        from muniment.sign.pdf import seal_pdf

        return seal_pdf(data, key, now)
    if output.media_type == "text/html":
        return seal_html(data, output.path, key, now)
    # Other files carry no seal of their own; the sealed manifest holds their digest.
    return data
