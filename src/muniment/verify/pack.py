"""Judging a pack: the container, the signature over its manifest, every file by digest, then each edition by itself.

All of it jointly: one bad file rejects the pack. That an edition ends where the sender left it, with the signatures
that were asked for, stands in ``pack.json``: a PDF cut back to an earlier revision is valid by itself, and not here.
What the pack's timestamp covers existed at that time, so the editions are judged as of then.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from muniment.record.asic import (
    ARCHIVE_MANIFEST,
    ARCHIVE_TOKEN,
    MANIFEST,
    MEDIA_TYPE,
    META,
    MIMETYPE,
    SIGNATURE,
    AsicManifest,
    archive_names,
    load_asic,
)
from muniment.record.manifest import load_manifest
from muniment.record.pack import CHECKSUMS, PACK_FILE, Pack, PackedFile, load_pack
from muniment.verify.container import Container, Source, open_container
from muniment.verify.folder import EDITION_ENDINGS
from muniment.verify.manifest import Siblings, judge_manifest
from muniment.verify.policy import Terms
from muniment.verify.result import Broken, Judgement, Outcome
from muniment.verify.roles import signed_roles

if TYPE_CHECKING:
    from muniment.verify.cms import Archive

#: Folders of a pack in which files stand that no manifest lists.
BESIDE = ("evidence/", "reviews/")
MAX_DESCRIPTION = 32_000_000
MAX_ARCHIVES = 30


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack whose container holds, with its manifest, and its description once the digests are compared."""

    container: Container
    manifest: AsicManifest
    payload: frozenset[str]

    def read(self, name: str) -> bytes:
        """Return a file of the pack; raise Broken if it is not there."""
        content = self.container.read(name)
        if content is None:
            raise Broken(f"the pack holds no {name}")
        return content


def judge_pack(data: Source, terms: Terms) -> Judgement:
    """Judge a pack, as ASiC-E container or as plain ZIP of the same files."""
    judgement = Judgement()
    try:
        opened = _open(data)
        proven = _judge_signature(judgement, opened, terms)
        if judgement.fails():
            return judgement
        pack = _check_files(opened)
    except Broken as error:
        judgement.failed("integrity", str(error))
        return judgement
    judgement.passed("integrity", f"unchanged since it was sealed: all {len(opened.payload)} files of the pack")
    _judge_editions(judgement, opened, pack, terms, proven)
    _judge_completeness(judgement, pack)
    return judgement


def is_pack(data: Source) -> bool:
    """Tell whether a ZIP means to be a pack, whatever else is wrong with it: by its first entry or what it holds."""
    try:
        container = open_container(data)
    except Broken:
        # A container that cannot be read is judged as one, so that the reason is told.
        return data[30:38] == MIMETYPE.encode() or data[30:40] == b"index.html"
    return MIMETYPE in container.entries or MANIFEST in container.entries or PACK_FILE in container.entries


def _open(data: Source) -> Opened:
    container = open_container(data)
    if MIMETYPE in container.entries or any(name.casefold() == MIMETYPE for name in container.entries):
        container = open_container(data, MEDIA_TYPE)
    names = set(container.entries) - {MIMETYPE}
    for name in (MANIFEST, SIGNATURE, PACK_FILE, CHECKSUMS):
        if name not in names:
            raise Broken(f"the pack holds no {name}")
    meta = {name for name in names if name.casefold().startswith(META.casefold())}
    known = {MANIFEST, SIGNATURE}
    foreign = {name for name in meta - known if not (ARCHIVE_MANIFEST.fullmatch(name) or ARCHIVE_TOKEN.fullmatch(name))}
    if foreign:
        raise Broken(f"the pack holds a file in {META} that does not belong there: {sorted(foreign)[0]}")
    payload = frozenset(names - meta)
    manifest = _load_manifest(container)
    listed = {reference.name for reference in manifest.references}
    if listed - payload:
        raise Broken(f"a file that was signed is missing from the pack: {sorted(listed - payload)[0]}")
    if payload - listed:
        raise Broken(f"the pack holds a file that nobody signed: {sorted(payload - listed)[0]}")
    return Opened(container, manifest, payload)


def _archives(opened: Opened) -> "list[Archive]":
    """Return the archive timestamps in the order in which they were made, each checked to cover all before it."""
    from muniment.verify.cms import Archive

    numbers = sorted(match[1] for name in opened.container.entries if (match := ARCHIVE_MANIFEST.fullmatch(name)))
    tokens = {match[1] for name in opened.container.entries if (match := ARCHIVE_TOKEN.fullmatch(name))}
    if set(numbers) != tokens or [int(number) for number in numbers] != list(range(1, len(numbers) + 1)):
        raise Broken("the archive timestamps of the pack are not complete")
    if len(numbers) > MAX_ARCHIVES:
        raise Broken(f"the pack has more than {MAX_ARCHIVES} archive timestamps")
    archives: list[Archive] = []
    needed = {MANIFEST, SIGNATURE, *opened.payload}
    for number in numbers:
        name, token = archive_names(int(number))
        covered = opened.read(name)
        _check_archive(opened, name, token, covered, needed)
        archives.append(Archive(opened.read(token), covered))
        needed |= {name, token}
    return archives


def _check_archive(opened: Opened, name: str, token: str, covered: bytes, needed: set[str]) -> None:
    try:
        manifest = load_asic(covered)
    except ValueError as error:
        raise Broken(f"{name}: {error}") from error
    if manifest.signature != token:
        raise Broken(f"{name} is covered by {manifest.signature}, and not by {token}")
    listed = {reference.name: reference for reference in manifest.references}
    if set(listed) != needed:
        raise Broken(f"{name} does not cover what it must: {sorted(set(listed) ^ needed)[0]}")
    for other, reference in listed.items():
        if not reference.holds(opened.read(other)):
            raise Broken(f"{other} was changed since {name} was made: its digest is another one")


def _load_manifest(container: Container) -> AsicManifest:
    try:
        manifest = load_asic(container.read(MANIFEST) or b"")
    except ValueError as error:
        raise Broken(str(error)) from error
    if manifest.signature != SIGNATURE:
        raise Broken(f"the pack's manifest is signed by {manifest.signature}, and not by {SIGNATURE}")
    return manifest


def _judge_signature(judgement: Judgement, opened: Opened, terms: Terms) -> str:
    """Judge the signature over the manifest, with the archive timestamps around it; return the time that is proven."""
    # Imported here: CMS needs pyHanko, which pages and manifests do not.
    from muniment.verify.cms import judge_cms

    archives = _archives(opened)
    signature, manifest = opened.read(SIGNATURE), opened.read(MANIFEST)
    judge_cms(judgement, signature, manifest, terms, place="the pack", archives=archives)
    return judgement.signers[-1].proven_at if judgement.signers else ""


def _check_files(opened: Opened) -> Pack:
    """Compare every file with the manifest, the checksums and the description; raise Broken for the first that differs.

    Each file is unpacked once for all three, one after another.
    """
    description = opened.read(PACK_FILE)
    if len(description) > MAX_DESCRIPTION:
        raise Broken(f"{PACK_FILE} is larger than {MAX_DESCRIPTION} bytes")
    digests: dict[str, tuple[int, str]] = {}
    for reference in opened.manifest.references:
        content = opened.read(reference.name)
        if not reference.holds(content):
            raise Broken(f"{reference.name} was changed since the pack was sealed: its digest is another one")
        digests[reference.name] = (len(content), sha256(content).hexdigest())
    _check_checksums(opened.read(CHECKSUMS), digests)
    try:
        pack = load_pack(description)
    except ValueError as error:
        raise Broken(str(error)) from error
    told = {file.path: (file.size, file.sha256.removeprefix("sha256:")) for file in pack.files}
    there = {name: found for name, found in digests.items() if name not in (PACK_FILE, CHECKSUMS)}
    for name in sorted(set(told) ^ set(there)):
        raise Broken(f"{name} is in the pack or in {PACK_FILE}, and not in both")
    for name, found in there.items():
        if told[name] != found:
            raise Broken(f"{name} is not the file that {PACK_FILE} tells of: its size or digest is another one")
    return pack


def _check_checksums(data: bytes, digests: dict[str, tuple[int, str]]) -> None:
    lines = (f"{found[1]}  {name}\n" for name, found in sorted(digests.items()) if name != CHECKSUMS)
    if data != "".join(lines).encode():
        raise Broken(f"{CHECKSUMS} does not agree with the files of the pack")


def _judge_editions(judgement: Judgement, opened: Opened, pack: Pack, terms: Terms, proven: str) -> None:
    """Judge every manifest with its editions, as of the time that is proven for the pack (now, where none is)."""
    then = replace(terms, now=datetime.fromisoformat(proven)) if proven else terms
    listed: set[str] = set()
    for path in sorted(opened.payload):
        name = PurePosixPath(path).name
        if not (name.startswith("manifest.") and name.endswith(".json")) or name.endswith(".seal.json"):
            continue
        folder = PurePosixPath(path).parent
        part = judge_manifest(opened.read(path), name, _beside(opened, folder), then)
        part.files = [replace(file, path=str(folder / file.path)) for file in part.files]
        if not part.fails():
            listed |= _check_manifest(judgement, opened, pack, path)
        _absorb(judgement, part, path, proven)
    for file in pack.files:
        unlisted = file.path not in listed and file.path.lower().endswith(EDITION_ENDINGS)
        if unlisted and "/" in file.path and not file.path.startswith(BESIDE):
            judgement.failed("completeness", f"{file.path} is in no manifest")
        elif file.path in listed:
            _judge_roles(judgement, opened, file)


def _beside(opened: Opened, folder: PurePosixPath) -> Siblings:
    def read(name: str) -> bytes | None:
        return opened.container.read(str(folder / name))

    return read


def _check_manifest(judgement: Judgement, opened: Opened, pack: Pack, path: str) -> set[str]:
    """Return the files that a manifest accounts for; fail one that is for somebody else than the pack."""
    manifest = load_manifest(opened.read(path))
    folder, name = PurePosixPath(path).parent, PurePosixPath(path).name
    if manifest.audience != pack.audience or manifest.recipient not in ("", pack.recipient):
        judgement.failed("completeness", f"{path} is for another audience or recipient than the pack")
    if any(output.draft for output in manifest.outputs) and not pack.drafts:
        judgement.failed("completeness", f"{path} lists drafts, and the pack says that it holds none")
    outputs = {str(folder / output.path) for output in manifest.outputs}
    return outputs | {path, str(folder / (name.removesuffix(".json") + ".seal.json"))}


def _judge_roles(judgement: Judgement, opened: Opened, file: PackedFile) -> None:
    """Fail a file that lacks the signature of a role, unless the sender said that it is missing."""
    needed = set(file.roles) - set(file.missing)
    if not needed:
        return
    lacking = sorted(needed - set(signed_roles(opened.read(file.path), file.media_type)))
    if lacking:
        judgement.failed("completeness", f"{file.path} must be signed by {', '.join(lacking)}, and is not")


def _absorb(judgement: Judgement, part: Judgement, path: str, proven: str) -> None:
    """Take over the judgement of a manifest; what the pack's timestamp proves holds for all that it covers."""
    if proven:
        if part.outcome("time") is not Outcome.FAILED:
            part.checks.pop("time", None)
        part.signers = [
            signer if signer.proven_at or not signer.trusted else replace(signer, proven_at=proven)
            for signer in part.signers
        ]
        # How long the pack's own proof is good bounds it all.
        part.end = None
    judgement.absorb(part, path)
    judgement.files.extend(part.files)


def _judge_completeness(judgement: Judgement, pack: Pack) -> None:
    if pack.missing:
        told = ", ".join(f"{role} on {path}" for path, role in pack.missing[:3])
        more = f" and {len(pack.missing) - 3} more" if len(pack.missing) > 3 else ""
        judgement.failed("completeness", f"the pack says itself that signatures are missing: {told}{more}")
        return
    drafts = f"; {pack.drafts} of its manifests list drafts" if pack.drafts else ""
    whom = f"{pack.audience}, {pack.recipient}" if pack.recipient else pack.audience
    judgement.passed("completeness", f"all {len(pack.files)} files are there as they were sent, for {whom}{drafts}")
