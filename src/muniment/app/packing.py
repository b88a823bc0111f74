"""`pack`: sealed editions for one audience, with what may go with them, in one signed container.

What goes in is decided here and in `muniment.pack`: editions for the audience alone; reviews and evidence only for the
inside, since they may hold names, reasons and facts that no edition discloses.
"""

import functools
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.x509.oid import NameOID

from muniment import __version__
from muniment.app.assessing import assess_workspace
from muniment.app.dates import today
from muniment.app.evidence import FOLDER, LISTING, LOCK, listing_file
from muniment.app.files import stream_atomically
from muniment.app.opening import REVIEWS, find_root, open_workspace, read_settings, shown
from muniment.base.errors import CannotRun
from muniment.base.languages import offered_languages, primary_language
from muniment.base.recipients import in_file_name
from muniment.disclosure.kept import kept_from
from muniment.pack.building import Prepared, prepare, write_container, write_plain
from muniment.pack.collecting import Collected, Whom, collect, packed_file
from muniment.record.asic import SIGNATURE, SUFFIX
from muniment.record.pack import LeftOut, Sender
from muniment.sign.proof import BARE, Proof
from muniment.sign.signer import Signer
from muniment.verify.container import FileSource
from muniment.verify.folder import reader
from muniment.verify.seal import Broken
from muniment.verify.trust import attribute_of, name_of
from muniment.workspace.clients import client_named

_INSIDE = "internal"
_YAML, _JSON, _TEXT = "application/yaml", "application/json", "text/plain"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be packed: a built folder, for whom, signed by which roles, and where the pack goes."""

    folder: Path
    whom: Whom
    required: tuple[str, ...]
    incomplete: bool
    plain: bool
    output: Path | None


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written; or why nothing was: ``problems``, and required signatures that are missing (file, role)."""

    files: tuple[Path, ...]
    problems: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]
    documents: int


def pack(order: Order, signer: Signer, sign: Callable[[bytes, datetime], bytes], proof: Proof = BARE) -> Packed:
    """Make the pack. ``sign`` makes the detached signature over its manifest, at a time, up to level B-T.

    From B-LT on ``proof`` says whom to ask for what is added. Raises CannotRun when there is nothing to pack, a file
    cannot be read or written, or somebody who is asked does not answer. Nothing is written while something stands in
    the way.
    """
    now = _now()
    order = replace(order, whom=_addressed(order))
    read = reader(order.folder)
    collected = collect(read, _manifests(order.folder), order.whom, order.required, now)
    if not collected.files and not collected.problems:
        raise CannotRun(
            f"{order.folder} holds no edition for the audience {_named(order.whom)}"
            f"{', addressed to it' if order.whom.alone else ''}.",
            f"Build and sign first: muniment build --audience {order.whom.audience}"
            f"{f' --for {chr(34)}{order.whom.recipient}{chr(34)}' if order.whom.alone else ''}, then muniment sign.",
        )
    extras, left_out = _beside(order, collected)
    problems = list(collected.problems)
    if collected.drafts and not signer.development:
        problems.append("it would hold drafts, and only a development key can seal those: build the editions")
    missing = tuple(collected.missing)
    if problems or (missing and not order.incomplete):
        return Packed((), tuple(problems), missing, left_out, len(collected.documents))
    stem = order.output.name.removesuffix(SUFFIX) if order.output else f"pack.{_named(order.whom)}"
    target = (order.output.parent if order.output else order.folder.resolve().parent) / f"{stem}{SUFFIX}"
    prepared = prepare(
        collected,
        order.whom,
        _sender(signer),
        f"{now:%Y-%m-%dT%H:%M:%SZ}",
        f"muniment {__version__}",
        left_out,
        _languages(collected),
        stem,
        signer.development,
    )
    reading = _reading(order.folder, extras)
    if proof.reaches("B-LT"):
        proof.of_signer(signer)  # before the key is used: a revoked certificate signs nothing
    signed = {SIGNATURE: sign(prepared.manifest, now)}
    if proof.reaches("B-LT"):
        signed |= _proved(prepared, signed, reading, proof)
    written = _write(target, prepared, signed, reading, order.plain)
    return Packed(written, (), missing, left_out, len(collected.documents))


def _addressed(order: Order) -> Whom:
    """Return for whom a pack is, by the settings: a client's own name, and alone where something is kept from it.

    An edition for all clients would show it what is kept from it.
    """
    root, whom = find_root(order.folder), order.whom
    if root is None or whom.audience != "client" or not whom.recipient:
        return whom
    settings = read_settings(root)
    client = client_named(settings.clients, whom.recipient)
    name = client.name if client else whom.recipient
    return Whom(whom.audience, name, alone=bool(kept_from(settings, name)))


def _proved(
    prepared: Prepared, signed: Mapping[str, bytes], read: Callable[[str], bytes], proof: Proof
) -> Mapping[str, bytes]:
    """Return the signature with what proves it inside and, at B-LTA, the archive timestamp over the whole pack."""
    from muniment.pack.renewing import prepare_renewal, prove_signature

    now = datetime.now(UTC)
    if not proof.reaches("B-LTA"):
        return {SIGNATURE: prove_signature(signed[SIGNATURE], proof, now)}
    with tempfile.TemporaryFile() as trial:
        write_container(trial, prepared, signed, read)
        trial.flush()
        return prepare_renewal(FileSource(trial.fileno(), trial.tell()), proof, now).entries


def _write(
    target: Path, prepared: Prepared, signed: Mapping[str, bytes], read: Callable[[str], bytes], plain: bool
) -> tuple[Path, ...]:
    targets = [(target, write_container)]
    if plain:
        targets.append((target.with_name(target.name.removesuffix(SUFFIX) + ".zip"), write_plain))
    for file, write in targets:
        try:
            stream_atomically(file, functools.partial(write, prepared=prepared, signed=signed, read=read))
        except (ValueError, Broken) as error:
            raise CannotRun(f"The pack cannot be written: {error}.", "Build and sign again, then pack.") from error
    return tuple(file for file, _ in targets)


def _reading(folder: Path, extras: dict[str, Path]) -> Callable[[str], bytes]:
    inside = reader(folder)

    def read(path: str) -> bytes:
        content = extras[path].read_bytes() if path in extras else inside(path)
        if content is None:
            raise Broken(f"{path} is gone")
        return content

    return read


def _beside(order: Order, collected: Collected) -> tuple[dict[str, Path], tuple[LeftOut, ...]]:
    """Decide on reviews and evidence of the workspace: taken for the inside, else left out and counted."""
    root = find_root(order.folder)
    if root is None:
        return {}, ()
    reviews = sorted((root / REVIEWS).rglob("*.y*ml")) if (root / REVIEWS).is_dir() else []
    evidence = sorted((root / FOLDER).rglob(f"*{LOCK}")) if (root / FOLDER).is_dir() else []
    if order.whom.audience != _INSIDE:
        counts = (("review", len(reviews)), ("evidence", len(evidence)))
        return {}, tuple(LeftOut(what, "not_disclosed", count) for what, count in counts if count)
    fallen = _fallen(root) if reviews else frozenset()
    standing = [file for file in reviews if shown(file) not in fallen]
    # With the listing beside its lock, whoever has pack and data can measure again.
    listings = [file for file in map(listing_file, evidence) if file.is_file()]
    inside = (*standing, *evidence, *listings)
    extras = {file.relative_to(root).as_posix(): file for file in inside if not file.is_symlink()}
    for path, file in extras.items():
        media_type = _JSON if path.endswith(".json") else _TEXT if path.endswith(LISTING) else _YAML
        collected.files[path] = packed_file(path, file.read_bytes(), media_type)
    left = len(reviews) - len(standing)
    return extras, (LeftOut("review", "fallen", left),) if left else ()


def _fallen(root: Path) -> frozenset[str]:
    """Return the files, as shown, of which something is found: a review among them does not stand, or never did."""
    assessed = assess_workspace(open_workspace([root]), today())
    return frozenset(finding.file for finding in assessed.findings)


def _manifests(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise CannotRun(f"{folder} is no folder.", "Name the folder that build wrote, and sign sealed.")
    found = (file for file in folder.rglob("manifest.*.json") if not file.name.endswith(".seal.json"))
    return sorted(file.relative_to(folder).as_posix() for file in found)


def _sender(signer: Signer) -> Sender:
    subject = signer.certificate.subject
    return Sender(name_of(subject), attribute_of(subject, NameOID.ORGANIZATION_NAME), signer.key_id)


def _languages(collected: Collected) -> tuple[str, ...]:
    """Return the offered languages, those of the documents first."""
    used = {primary_language(document.language) for document in collected.documents.values()}
    return tuple(sorted(offered_languages(), key=lambda language: language not in used))


def _named(whom: Whom) -> str:
    name = in_file_name(whom.recipient)
    return f"{whom.audience}-{name}" if name else whom.audience


def _now() -> datetime:
    """Return the time that the pack carries: ``SOURCE_DATE_EPOCH`` where it is set, so that it can be made again."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit() and len(epoch) <= 11:
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def roles_named(names: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the required roles: the seal, and those named; CannotRun for one that there is not."""
    for name in names:
        if name not in known:
            raise CannotRun(
                f"{name[:40]} is no role in which documents are signed.", f"Name one of {', '.join(known)}."
            )
    return tuple(dict.fromkeys(("seal", *names)))
