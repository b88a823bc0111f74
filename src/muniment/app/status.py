"""The status of documents: making and sealing what a provider publishes, and fetching it when the user asks for it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.app.files import write_atomically
from muniment.base.errors import CannotRun
from muniment.record.manifest import Manifest, load_manifest
from muniment.record.status import Standing, Status, status_bytes
from muniment.verify.manifest import seal_name_of
from muniment.verify.policy import StatusFile

if TYPE_CHECKING:
    # Not at run time: verifying a document reads no settings.
    from muniment.app.signers import Acting

STATUS_NAME = "status.json"


def fetch_status(address: str) -> StatusFile:
    """Fetch a status and its seal from the address that a verified document names.

    The address is that of the status itself where it ends with ``.json``, else of its folder. Raises CannotRun if it
    is no https address or cannot be reached.
    """
    from muniment.sign.network import ask

    if not address.startswith("https://"):
        raise CannotRun(f"The status address {address} is not one to fetch from.", "Give the status with --status.")
    where = address if address.endswith(".json") else f"{address.rstrip('/')}/{STATUS_NAME}"
    remedy = "Check the network, or give the status with --status."
    data, seal_json = (ask("status", url, None, {}, remedy)[0] for url in (where, seal_name_of(where)))
    return StatusFile(data, seal_json)


def make_status(
    current: Sequence[Path],
    superseded: Sequence[Path],
    withdrawn: Sequence[Path],
    because: str,
    output: Path,
    acting: "Acting",
) -> tuple[Path, Path]:
    """Write and seal the status of the documents in manifests: those that stand, were superseded, were withdrawn.

    A superseded document is followed by the one of the same file name in a manifest that stands. ``because`` is told
    of superseded and withdrawn ones. Returns the status and its seal. Raises CannotRun where a manifest cannot be
    read, where a document would stand twice, and where nothing would be said.
    """
    from muniment.sign.seal import seal_status

    if acting.role != "seal":
        raise CannotRun("A status is sealed by the organisation, not by a person.", "Name a profile with role seal.")
    now = datetime.now(UTC).replace(microsecond=0)
    by_name: dict[str, str] = {}
    standings: dict[str, Standing] = {}
    for manifest in _manifests(current):
        for made in manifest.outputs:
            by_name[made.path] = made.record_sha256
            standings[made.record_sha256] = Standing(made.record_sha256, "current")
    for state, paths in (("superseded", superseded), ("withdrawn", withdrawn)):
        for manifest in _manifests(paths):
            for made in manifest.outputs:
                known = standings.get(made.record_sha256)
                if known is not None and known.state != state:
                    raise CannotRun(
                        f"{made.path} would be {known.state} and {state} at once.", "Name each manifest once."
                    )
                after = by_name.get(made.path, "") if state == "superseded" else ""
                standings[made.record_sha256] = Standing(made.record_sha256, state, because, after)
    if not standings:
        raise CannotRun("There is no document to tell the status of.", "Name the folder that build wrote.")
    data = status_bytes(Status(f"{now:%Y-%m-%dT%H:%M:%SZ}", tuple(standings.values())))
    beside = output.with_name(seal_name_of(output.name))
    seal_json = seal_status(data, output.name, acting.signer, now, acting.proof)
    write_atomically(output, data)
    write_atomically(beside, seal_json)
    return output, beside


def _manifests(paths: Sequence[Path]) -> list[Manifest]:
    found = []
    for path in paths:
        files = sorted(path.rglob("manifest.*.json")) if path.is_dir() else [path]
        for file in files:
            if file.name.endswith(".seal.json"):
                continue
            try:
                found.append(load_manifest(file.read_bytes()))
            except (OSError, ValueError) as error:
                raise CannotRun(f"{file} is no manifest that can be read: {error}.", "Build again.") from error
    return found
