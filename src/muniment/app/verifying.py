"""`verify`: judge what somebody else made. Reads files and the clock; the judgement itself is `muniment.verify`."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from muniment.base.errors import CannotRun
from muniment.verify.container import FileSource, Source
from muniment.verify.files import MAX_FILE, verify_file
from muniment.verify.folder import reader, verify_folder
from muniment.verify.policy import DEFAULT_POLICY, Policy, load_policy
from muniment.verify.result import VerificationResult
from muniment.verify.trust import load_trust


def verify(paths: Sequence[Path], trust_files: Sequence[Path], policy_file: Path | None) -> list[VerificationResult]:
    """Verify each path, a file or a folder, against the named trust anchors and policy.

    Raises CannotRun when a path, an anchor or the policy cannot be read.
    """
    trust = load_anchors(trust_files)
    policy = _policy(policy_file) if policy_file else DEFAULT_POLICY
    now = datetime.now(UTC)
    results = []
    for path in paths:
        if path.is_dir():
            results.append(verify_folder(path, trust=trust, now=now, policy=policy))
        else:
            siblings = reader(path.resolve().parent)
            with _source(path) as data:
                results.append(verify_file(data, path.name, trust=trust, now=now, policy=policy, siblings=siblings))
    return results


def load_anchors(files: Sequence[Path]) -> tuple[bytes, ...]:
    """Return the trust anchors in some files, as DER; CannotRun for one that holds none."""
    return tuple(anchor for file in files for anchor in _anchors(file))


@contextmanager
def _source(path: Path) -> Iterator[Source]:
    """Yield a file's bytes; of a container, which may be large, only what is looked at is read."""
    head = _read(path, 4)
    if head != b"PK\x03\x04":
        yield _read(path, MAX_FILE + 1)
        return
    with path.open("rb") as stream:
        yield FileSource(stream.fileno(), os.fstat(stream.fileno()).st_size)


def _anchors(file: Path) -> tuple[bytes, ...]:
    try:
        return load_trust(_read(file, 1_000_000))
    except ValueError as error:
        raise CannotRun(
            f"{file} holds no certificate that can be trusted: {error}.", "Give the signer's or issuer's certificate."
        ) from error


def _policy(file: Path) -> Policy:
    try:
        return load_policy(_read(file, 1_000_000))
    except ValueError as error:
        raise CannotRun(f"{file}: {error}.", 'Write for instance: {"policy": 1, "required": [...]}') from error


def _read(path: Path, limit: int) -> bytes:
    try:
        if not path.is_file():
            raise CannotRun(f"{path} is no file.", "Name a document, a manifest, or a folder with manifests.")
        with path.open("rb") as stream:
            return stream.read(limit)
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}.", "Check the name and its permissions.") from error
