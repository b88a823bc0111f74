"""`import pack`: verify what a supplier sent, and pin its datasheets by digest below ``suppliers/``.

Nothing is pinned that is not verified against an anchor that the user names. What was received is kept beside the
record as it came, so that anybody can verify it again.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from muniment import __version__
from muniment.app.files import read_bounded, write_atomically
from muniment.app.opening import SETTINGS, find_root
from muniment.app.pins import FOLDER
from muniment.app.verifying import load_anchors, read_policy
from muniment.base.addresses import NAME, VERSION
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.record.manifest import load_manifest
from muniment.record.parts import is_given
from muniment.record.pin import PIN_FILE, RECEIVED, RECORD_FILE, Pin, PinnedCheck, PinnedFile, Sealer, pin_bytes
from muniment.record.record import Record, load_record
from muniment.verify.container import open_container
from muniment.verify.files import MAX_FILE, verify_file
from muniment.verify.folder import reader
from muniment.verify.manifest import MAX_MANIFEST, seal_name_of
from muniment.verify.page import embedded_record
from muniment.verify.policy import DEFAULT_POLICY
from muniment.verify.result import Broken, Outcome, Verdict, VerificationResult
from muniment.workspace.inheriting import is_inherited
from muniment.workspace.suppliers import KINDS

#: So much may come with one manifest.
_MOST = 2 * MAX_FILE
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Pinned:
    """One data set of which a datasheet was pinned: where, and how many of its facts a card takes over.

    ``part`` names the parts of a set that the datasheet is about; none where it is about the whole.
    """

    folder: Path
    pin: Pin
    facts: int
    taken_over: int
    says_onward: bool
    already_there: bool
    part: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The folder inside the workspace."""
        return f"{FOLDER}/{self.pin.folder}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to: the verification, and the pins; none where it is not verified."""

    result: VerificationResult
    pins: tuple[Pinned, ...]


@dataclass(frozen=True, slots=True)
class _Received:
    """What was received: the file that was named, and all files that came with it, by path."""

    name: str
    data: bytes
    files: dict[str, bytes]

    def editions(self, result: VerificationResult) -> Iterator[tuple[str, bytes]]:
        """Yield the editions that were verified: the file itself, or those that a manifest in it accounts for."""
        if not result.files:
            yield self.name, self.data
        container = open_container(self.data) if self.data.startswith(_ZIP) else None
        for file in result.files:
            content = container.read(file.path) if container else self.files.get(file.path)
            if content is not None and file.result is Outcome.PASSED and file.document is not None:
                yield file.path, content


def import_pack(file: Path, workspace: Path, trust_files: Sequence[Path], policy_file: Path | None = None) -> Imported:
    """Verify a pack, a manifest or a single edition of a supplier, and pin the datasheets in it.

    Raises CannotRun outside a workspace, when the file cannot be read, and when it is verified but holds no
    datasheet of a data set.
    """
    root = find_root(workspace)
    if root is None:
        raise CannotRun(
            f"{workspace} lies in no workspace.", f"Put a {SETTINGS} (muniment: 1) at the top of the folder."
        )
    anchors = load_anchors(trust_files)
    policy = read_policy(policy_file) if policy_file else DEFAULT_POLICY
    data = read_bounded(file, MAX_FILE + 1)
    received = _received(file, data)
    # The bytes that are judged are those that are kept: nothing is read a second time.
    result = verify_file(
        data, file.name, trust=anchors, now=datetime.now(UTC), policy=policy, siblings=received.files.get
    )
    if result.verdict is not Verdict.VERIFIED:
        return Imported(result, ())
    found = _best(received.editions(result))
    if not found:
        raise CannotRun(
            f"{file} is verified, but holds no datasheet of a data set.",
            "Ask the supplier for its datasheet: muniment build --document supplier_datasheet.",
        )
    pins = tuple(_pin(root, received, one, result, anchors) for one in found)
    return Imported(result, pins)


def _received(file: Path, data: bytes) -> _Received:
    """Return what was named with what came with it: for a manifest its seal and the files it lists."""
    files = {file.name: data}
    if data.startswith(b"{") and len(data) <= MAX_MANIFEST:
        beside = reader(file.resolve().parent)
        try:
            names = [output.path for output in load_manifest(data).outputs]
        except (ValueError, RecursionError):
            names = []
        for name in (seal_name_of(file.name), *names):
            try:
                content = beside(name)
            except (Broken, OSError):
                # What must not be read is not there; the verification says so.
                content = None
            if content is not None:
                files[name] = content
            if sum(map(len, files.values())) > _MOST:
                raise CannotRun(f"{file} lists files of more than {_MOST} bytes.", "Import one edition of it alone.")
    return _Received(file.name, data, files)


@dataclass(frozen=True, slots=True)
class _Found:
    """A datasheet that was verified: its record, as read and as embedded, and the edition that carries it."""

    record: Record
    raw: bytes
    name: str
    edition: bytes


def _best(editions: Iterable[tuple[str, bytes]]) -> list[_Found]:
    """Return for each data set the record to take: one that says how far facts may go, then in English, then any."""
    found: dict[tuple[str, str], list[_Found]] = {}
    for name, edition in editions:
        raw = _record_in(edition)
        record = load_record(raw) if raw else None
        if record is not None and record.kind in KINDS and record.draft is None and _is_named(record):
            key = (record.subject.name, record.subject.version)
            found.setdefault(key, []).append(_Found(record, raw, name, edition))

    def rank(one: _Found) -> tuple[int, bool, str, str]:
        return KINDS.index(one.record.kind), one.record.language != "en", one.record.language, one.name

    return [min(found[key], key=rank) for key in sorted(found)]


def _is_named(record: Record) -> bool:
    subject = record.subject
    named = NAME.fullmatch(subject.name) and VERSION.fullmatch(subject.version)
    return subject.kind == "dataset" and named is not None


def _record_in(edition: bytes) -> bytes:
    """Return the record that an edition carries; nothing for formats that carry none."""
    if edition.startswith(b"%PDF-"):
        from muniment.verify.pdf import embedded_record_of

        return embedded_record_of(edition)
    return b"" if edition.startswith((b"{", _ZIP)) else embedded_record(edition)


def _pin(
    root: Path, received: _Received, found: _Found, result: VerificationResult, anchors: Sequence[bytes]
) -> Pinned:
    record = found.record
    files = {RECORD_FILE: found.raw}
    files |= {f"{RECEIVED}/{name}": content for name, content in received.files.items()}
    pin = Pin(
        subject=record.subject,
        kind=record.kind,
        audience=record.audience,
        language=record.language,
        document_date=record.document_date,
        source=_file(received.name, received.data),
        files=tuple(_file(name, content) for name, content in sorted(files.items())),
        sealer=_sealer(found, result, anchors),
        checks=tuple(PinnedCheck(check.name, str(check.result), check.detail) for check in result.checks),
        anchors=tuple(digest(anchor) for anchor in anchors),
        level=result.level,
        good_until=result.good_until,
        tool_version=__version__,
        imported_on=datetime.now(UTC).date().isoformat(),
    )
    folder = root / FOLDER / pin.folder
    there = (folder / PIN_FILE).is_file()
    if not there:
        _write(folder, {**files, PIN_FILE: pin_bytes(pin)})
    part = record.part or ()
    own = (fact for fact in record.facts if fact.path.startswith("dataset."))
    taken = [fact for fact in own if is_inherited(fact.path) and is_given(fact.path, part)]
    says = record.onward is not None or record.audience == "public"
    return Pinned(folder, pin, len(record.facts), len(taken), says, there, part)


def _file(name: str, content: bytes) -> PinnedFile:
    return PinnedFile(name, len(content), digest(content))


def _sealer(found: _Found, result: VerificationResult, anchors: Sequence[bytes]) -> Sealer:
    """Return who sealed the edition, which need not be who sent the pack; without a seal of its own, the latter."""
    alone = verify_file(found.edition, PurePosixPath(found.name).name, trust=list(anchors), now=datetime.now(UTC))
    own = {one.key: one for one in alone.signers if one.role == "seal"} or {one.key: one for one in alone.signers}
    trusted = [signer for signer in result.signers if signer.trusted]
    signer = next((one for one in trusted if one.key in own), trusted[0])
    return Sealer(
        name=signer.name,
        organisation=signer.organisation,
        issuer=signer.issuer,
        key=signer.key,
        certificate=signer.certificate,
        development=signer.development,
        claimed_at=own.get(signer.key, signer).signed_at,
        proven_at=signer.proven_at,
    )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write a pin beside its place and move it there whole; a kill leaves all of it or nothing."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not (attributes := folder.parent / ".gitattributes").exists():
            # A digest does not survive a change of line ends.
            write_atomically(attributes, b"* -text\n")
        made = Path(tempfile.mkdtemp(prefix=".", suffix=".tmp", dir=folder.parent))
        try:
            made.chmod(0o755)
            for name, content in files.items():
                write_atomically(made / name, content)
            made.replace(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        raise CannotRun(
            f"{folder} cannot be written: {error.strerror}.", "Make the folder writable, or take away what is there."
        ) from error


def as_json(imported: Imported) -> str:
    """Return the outcome as JSON text."""
    pins = [
        {
            "folder": pinned.name,
            "name": pinned.pin.folder,
            "facts": pinned.facts,
            "taken_over": pinned.taken_over,
            "says_onward": pinned.says_onward,
            "already_there": pinned.already_there,
            "part": list(pinned.part),
        }
        for pinned in imported.pins
    ]
    raw = {"verification": imported.result.to_json(), "pins": pins}
    return json.dumps(raw, ensure_ascii=False, indent=2)
