"""`renew`: one more timestamp around what is sealed or stamped, before the last one ages.

Only what verifies today is renewed, and what was renewed is verified before it takes the place of the old file.
"""

import base64
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from muniment.app.files import stream_atomically, write_atomically
from muniment.base.errors import CannotRun
from muniment.record.manifest import load_manifest
from muniment.record.seal import HTML_HEAD, HTML_TAIL, load_seal, seal_bytes
from muniment.record.stamp import STAMP_HEAD, load_stamp, stamp_bytes
from muniment.sign.proof import Proof
from muniment.verify.container import FileSource, Source, open_container
from muniment.verify.files import MAX_FILE, verify_file
from muniment.verify.folder import reader
from muniment.verify.manifest import Siblings, seal_name_of
from muniment.verify.page import split_page
from muniment.verify.result import VerificationResult

_CONTAINER = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Renewed:
    """One file: until when its proof was good and is now (empty where nobody can say), or why it was not renewed."""

    path: Path
    before: str
    until: str
    problem: str = ""


def renew(paths: Sequence[Path], proof: Proof, trust: tuple[bytes, ...]) -> Iterator[Renewed]:
    """Renew each file, and of a folder every stamp, pack and manifest with its sealed documents; yield as it goes.

    Raises CannotRun when a path cannot be read or written, or the timestamp authority does not answer; what was
    renewed until then stays.
    """
    for path in paths:
        for file in _files(path):
            yield _renewed(file, proof, trust)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    manifests = sorted(file for file in path.rglob("manifest.*.json") if not file.name.endswith(".seal.json"))
    packs = sorted(file for file in path.rglob("*.asice") if file.is_file())
    stamps = sorted(file for file in path.rglob("*@*.json") if _is_stamp(file))
    if not manifests and not packs and not stamps:
        raise CannotRun(
            f"{path} holds no manifest, no pack and no stamp.", "Name sealed documents, packs, stamps, or their folder."
        )
    for file in manifests:
        for output in load_manifest(file.read_bytes()).outputs:
            if output.media_type in ("application/pdf", "text/html"):
                yield file.with_name(output.path)
        yield file
    yield from packs
    yield from stamps


def _is_stamp(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(STAMP_HEAD)) == STAMP_HEAD


def _renewed(path: Path, proof: Proof, trust: tuple[bytes, ...]) -> Renewed:
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
            now = datetime.now(UTC)
            if head == _CONTAINER:
                return _renewed_pack(path, FileSource(stream.fileno(), path.stat().st_size), proof, trust, now)
            data = head + stream.read(MAX_FILE)
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}.", "Name a sealed document or a pack.") from error
    siblings = reader(path.resolve().parent)
    before = _verified(data, path.name, trust, siblings)
    if before.verdict != "verified":
        return _refused(path, before)
    target, content, beside = _made(path, data, proof, now)
    after = _verified(content if target == path else data, path.name, trust, beside or siblings)
    return _replaced(path, before, after, lambda: write_atomically(target, content))


def _made(path: Path, data: bytes, proof: Proof, now: datetime) -> tuple[Path, bytes, Siblings | None]:
    """Return which file is to be replaced by what; for a manifest also a reader that knows its new seal."""
    from muniment.sign.renewing import renew_pdf, renew_seal

    if data.startswith(b"%PDF-"):
        return path, renew_pdf(data, proof, now), None
    if data.startswith(STAMP_HEAD):
        from muniment.sign.stamping import renew_stamp

        return path, stamp_bytes(renew_stamp(load_stamp(data), proof)), None
    if not data.startswith(b"{"):
        page, sealed = split_page(data)
        text = base64.b64encode(seal_bytes(renew_seal(load_seal(sealed), page, proof, now)))
        return path, page + HTML_HEAD + text + HTML_TAIL, None
    target = path.with_name(seal_name_of(path.name))
    content = seal_bytes(renew_seal(load_seal(target.read_bytes()), data, proof, now))
    there = reader(path.resolve().parent)
    return target, content, lambda name: content if name == target.name else there(name)


def _renewed_pack(path: Path, source: Source, proof: Proof, trust: tuple[bytes, ...], now: datetime) -> Renewed:
    from muniment.pack.renewing import prepare_renewal, write_renewed

    before = _verified(source, path.name, trust, None)
    if before.verdict != "verified":
        return _refused(path, before)
    if not any(name.startswith("META-INF/") for name in open_container(source).entries):
        return Renewed(path, "", "", "it is no pack")
    renewal = prepare_renewal(source, proof, now)
    # On disk, since a pack may be large; and not beside the old one, which stays until the new one is judged.
    with tempfile.TemporaryFile() as trial:
        write_renewed(trial, renewal)
        trial.flush()
        after = _verified(FileSource(trial.fileno(), trial.tell()), path.name, trust, None)
    return _replaced(
        path, before, after, lambda: stream_atomically(path, lambda stream: write_renewed(stream, renewal))
    )


def _verified(data: Any, name: str, trust: tuple[bytes, ...], siblings: Siblings | None) -> VerificationResult:
    # The clock is read again: a timestamp that was just made is not to lie in the future.
    return verify_file(data, name, trust=trust, now=datetime.now(UTC), siblings=siblings)


def _refused(path: Path, found: VerificationResult) -> Renewed:
    return Renewed(path, found.good_until, "", f"it does not verify, so there is nothing to prolong: {found.summary}")


def _replaced(path: Path, before: VerificationResult, after: VerificationResult, write: Callable[[], None]) -> Renewed:
    if after.verdict != "verified":
        return Renewed(path, before.good_until, "", f"what was renewed does not verify: {after.summary}")
    write()
    return Renewed(path, before.good_until, after.good_until)
