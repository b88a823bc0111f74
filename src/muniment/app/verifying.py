"""`verify`: judge what somebody else made. Reads files and the clock; the judgement itself is `muniment.verify`."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from muniment.app.files import read_bounded
from muniment.base.errors import CannotRun
from muniment.verify.container import FileSource, Source
from muniment.verify.currency import MAX_STATUS
from muniment.verify.files import MAX_FILE, verify_file
from muniment.verify.folder import reader, verify_folder
from muniment.verify.manifest import seal_name_of
from muniment.verify.policy import ALWAYS, DEFAULT_POLICY, Beside, Policy, StatusFile, load_policy
from muniment.verify.result import VerificationResult
from muniment.verify.trust import load_trust
from muniment.verify.trusted_list import MAX_LIST, TrustedList, load_trusted_list

_NO_ADDRESS = "whether it is still current is not told: the document names no address of a status"


@dataclass(frozen=True, slots=True)
class Given:
    """By what to judge: anchors, policy, trusted list, status; ``fetch_status`` asks the provider for the last."""

    trust: tuple[Path, ...] = ()
    policy: Path | None = None
    trusted_list: Path | None = None
    status: Path | None = None
    fetch_status: bool = False


def verify(paths: Sequence[Path], given: Given) -> list[VerificationResult]:
    """Verify each path, a file or a folder, by what is given.

    Raises CannotRun when a path, an anchor, the policy, the list or the status cannot be read or had.
    """
    if given.status and given.fetch_status:
        raise CannotRun("Both --status and --fetch-status were given.", "Give one of them.")
    trust = load_anchors(given.trust)
    policy = read_policy(given.policy) if given.policy else DEFAULT_POLICY
    beside = Beside(
        trusted_list=_trusted_list(given.trusted_list) if given.trusted_list else None,
        status=_status(given.status) if given.status else None,
    )
    now = datetime.now(UTC)
    results = []
    for path in paths:
        result = _verify(path, trust, policy, beside, now)
        if given.fetch_status and _is_known(result):
            if address := status_address(result):
                from muniment.app.status import fetch_status

                result = _verify(path, trust, policy, replace(beside, status=fetch_status(address)), now)
            elif result.currency:
                result = replace(result, currency=replace(result.currency, detail=_NO_ADDRESS))
        results.append(result)
    return results


def load_anchors(files: Sequence[Path]) -> tuple[bytes, ...]:
    """Return the trust anchors in some files, as DER; CannotRun for one that holds none."""
    return tuple(anchor for file in files for anchor in _anchors(file))


def status_address(result: VerificationResult) -> str:
    """Return where the provider of what was verified tells whether it still stands; empty if that is not known.

    Raises CannotRun where the documents name several addresses.
    """
    documents = [result.document, *(file.document for file in result.files)]
    found = {item.status_url for item in documents if item is not None and item.status_url}
    if len(found) > 1:
        raise CannotRun("The documents name several status addresses.", "Verify them one by one, or give --status.")
    return found.pop() if found else ""


def _is_known(result: VerificationResult) -> bool:
    """Say whether it is established whose words an address in the documents are: only then is anything fetched."""
    return all(check.result == "passed" for check in result.checks if check.name in ALWAYS)


def _verify(path: Path, trust: tuple[bytes, ...], policy: Policy, beside: Beside, now: datetime) -> VerificationResult:
    if path.is_dir():
        return verify_folder(path, trust=trust, now=now, policy=policy, beside=beside)
    siblings = reader(path.resolve().parent)
    with _source(path) as data:
        return verify_file(data, path.name, trust=trust, now=now, policy=policy, siblings=siblings, beside=beside)


def _trusted_list(file: Path) -> TrustedList:
    try:
        return load_trusted_list(read_bounded(file, MAX_LIST + 1))
    except ValueError as error:
        raise CannotRun(
            f"{file} cannot be read as a trusted list: {error}.", "Give the XML file that a Member State publishes."
        ) from error


def _status(file: Path) -> StatusFile:
    beside = file.with_name(seal_name_of(file.name))
    return StatusFile(
        read_bounded(file, MAX_STATUS + 1), read_bounded(beside, MAX_STATUS + 1) if beside.is_file() else None
    )


@contextmanager
def _source(path: Path) -> Iterator[Source]:
    """Yield a file's bytes; of a container, which may be large, only what is looked at is read."""
    head = read_bounded(path, 4)
    if head != b"PK\x03\x04":
        yield read_bounded(path, MAX_FILE + 1)
        return
    with path.open("rb") as stream:
        yield FileSource(stream.fileno(), os.fstat(stream.fileno()).st_size)


def _anchors(file: Path) -> tuple[bytes, ...]:
    try:
        return load_trust(read_bounded(file, 1_000_000))
    except ValueError as error:
        raise CannotRun(
            f"{file} holds no certificate that can be trusted: {error}.", "Give the signer's or issuer's certificate."
        ) from error


def read_policy(file: Path) -> Policy:
    """Return the policy in a file; raise CannotRun where it is none."""
    try:
        return load_policy(read_bounded(file, 1_000_000))
    except ValueError as error:
        raise CannotRun(f"{file}: {error}.", 'Write for instance: {"policy": 1, "required": [...]}') from error
