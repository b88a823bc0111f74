"""What goes into a pack: the sealed editions for one audience, each judged before it is taken.

Nothing goes in that is not meant for the audience, and nothing that would be refused when it arrives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath

from muniment.record.asic import META, MIMETYPE
from muniment.record.manifest import Manifest, load_manifest
from muniment.record.pack import CHECKSUMS, FIRST_PAGE, PACK_FILE, PackedFile
from muniment.record.seal import MANIFEST_MEDIA_TYPE
from muniment.verify.container import check_name
from muniment.verify.manifest import PAGE_MEDIA_TYPE, PDF_MEDIA_TYPE, Siblings, judge_manifest, seal_name_of
from muniment.verify.policy import Policy, Terms
from muniment.verify.result import Document
from muniment.verify.roles import signed_roles
from muniment.verify.seal import Broken

RESERVED = (MIMETYPE, PACK_FILE, CHECKSUMS, FIRST_PAGE)
SEAL_MEDIA_TYPE = "application/vnd.muniment.seal+json"


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom a pack is: one audience, and a recipient or none; ``alone`` leaves out what is for all others, too."""

    audience: str
    recipient: str
    alone: bool = False

    def may_have(self, manifest: Manifest) -> bool:
        """Tell whether a manifest is for this audience: for all of it, or for this very recipient."""
        wanted = (self.recipient,) if self.alone else ("", self.recipient)
        return manifest.audience == self.audience and manifest.recipient in wanted


@dataclass(slots=True)
class Collected:
    """Files by path with what they are, documents by path, and why the pack cannot be made (if it cannot)."""

    files: dict[str, PackedFile] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    drafts: int = 0
    problems: list[str] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[tuple[str, str]]:
        """The signatures that are required and missing, as file and role."""
        return [(file.path, role) for file in self.files.values() for role in file.missing]


def collect(read: Siblings, manifests: Iterable[str], whom: Whom, required: Sequence[str], now: datetime) -> Collected:
    """Judge the manifests for an audience, and take them with their seals and all files that they list.

    ``read`` reads a file below the folder by its path. ``required`` are the roles that must have signed each PDF;
    an HTML edition has room for the seal only.
    """
    collected = Collected()
    for path in manifests:
        try:
            data = read(path)
            manifest = load_manifest(data or b"")
        except (Broken, OSError, ValueError, RecursionError) as error:
            collected.problems.append(f"{path}: {error}")
            continue
        if whom.may_have(manifest) and data is not None:
            _take(collected, read, path, data, manifest, required, now)
    return collected


def packed_file(
    path: str, content: bytes, media_type: str, roles: Sequence[str] = (), signed: Iterable[str] = ()
) -> PackedFile:
    """Describe a file as it is."""
    missing = tuple(role for role in roles if role not in set(signed))
    return PackedFile(path, media_type, len(content), f"sha256:{sha256(content).hexdigest()}", tuple(roles), missing)


def _take(
    collected: Collected,
    read: Siblings,
    path: str,
    data: bytes,
    manifest: Manifest,
    required: Sequence[str],
    now: datetime,
) -> None:
    folder, name = PurePosixPath(path).parent, PurePosixPath(path).name
    seal_path = str(folder / seal_name_of(name))

    def beside(other: str) -> bytes | None:
        return read(str(folder / other))

    # Without anchors: whether the seals hold, not who made them. That is for the recipient.
    judgement = judge_manifest(data, name, beside, Terms((), Policy(), now))
    failures = _unfit([path, seal_path, *(str(folder / output.path) for output in manifest.outputs)])
    failures += [check.detail for check in judgement.checks.values() if check.result == "failed"]
    if failures:
        collected.problems.append(f"{path}: {'; '.join(failures)}")
        return
    collected.bearers.append(manifest.bearer)
    collected.drafts += any(output.draft for output in manifest.outputs)
    collected.files[path] = packed_file(path, data, MANIFEST_MEDIA_TYPE)
    collected.files[seal_path] = packed_file(seal_path, read(seal_path) or b"", SEAL_MEDIA_TYPE)
    for output in manifest.outputs:
        place = str(folder / output.path)
        content = beside(output.path) or b""
        roles = _roles_of(output.media_type, required)
        signed = signed_roles(content, output.media_type) if roles else ()
        collected.files[place] = packed_file(place, content, output.media_type, roles, signed)
    for file in judgement.files:
        if file.document is not None:
            collected.documents[str(folder / file.path)] = file.document


def _unfit(paths: Sequence[str]) -> list[str]:
    """Return why files cannot go into a container by these names: no reader would take them, or they are its own."""
    why: list[str] = []
    for path in paths:
        try:
            check_name(path)
        except Broken as error:
            why.append(str(error))
        if path in RESERVED or path.startswith(META):
            why.append(f"{path} is the name of a file that the pack has itself")
    return why


def _roles_of(media_type: str, required: Sequence[str]) -> tuple[str, ...]:
    if media_type == PDF_MEDIA_TYPE:
        return tuple(required)
    return ("seal",) if media_type == PAGE_MEDIA_TYPE and "seal" in required else ()


def by_path(files: Mapping[str, PackedFile]) -> tuple[PackedFile, ...]:
    """Return the files in the order of their paths."""
    return tuple(files[path] for path in sorted(files))
