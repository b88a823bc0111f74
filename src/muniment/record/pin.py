"""The shape of ``pin.json``: what a supplier's sealed datasheet was when it was imported, and how it was verified."""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from muniment.base.addresses import NAME, VERSION
from muniment.base.canonical import canonical_bytes
from muniment.record.record import Subject
from muniment.record.shapes import load_shape

FORMAT = 1
PIN_FILE = "pin.json"
RECORD_FILE = "record.json"
#: The folder inside a pin that keeps what was received, as it came.
RECEIVED = "received"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
#: So many digits of the digest stand in the name of a pin's folder.
_SHORT = 8


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """One file of a pin: its path inside the pin's folder, size and digest."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sealer:
    """Who sealed it, in the words of the certificate, which an anchor named at import backs.

    ``claimed_at`` is the sealer's own word; ``proven_at`` the time by which a timestamp proves it, or empty.
    """

    name: str
    organisation: str
    issuer: str
    key: str
    certificate: str
    development: bool
    claimed_at: str
    proven_at: str


@dataclass(frozen=True, slots=True)
class PinnedCheck:
    """One check of the verification at import, as it ended."""

    name: str
    result: str
    detail: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A sealed datasheet of a supplier, verified once and pinned by digest.

    ``source`` is what was imported (its name, size and digest), ``files`` are those of the pin's folder. ``anchors``
    are the digests of the certificates that were trusted. ``good_until`` says until when the proof can be relied on,
    empty where the verification did not say.
    """

    subject: Subject
    kind: str
    audience: str
    language: str
    document_date: str
    source: PinnedFile
    files: tuple[PinnedFile, ...]
    sealer: Sealer
    checks: tuple[PinnedCheck, ...]
    anchors: tuple[str, ...]
    level: str
    good_until: str
    tool_version: str
    imported_on: str
    pin: int = FORMAT

    @property
    def folder(self) -> str:
        """The name of the pin's folder below ``suppliers/``: name and version of the set, and the digest in short."""
        return f"{self.subject.name}@{self.subject.version}.{self.source.sha256.removeprefix('sha256:')[:_SHORT]}"

    @property
    def supplier(self) -> str:
        """Who stated the facts, by the certificate, and that its key was for development."""
        named = self.sealer.organisation or self.sealer.name
        told = "development key" in named or not self.sealer.development
        return named if told else f"{named} (development key)"

    @property
    def sealed_on(self) -> str:
        """The day of sealing: the proven one where there is one, else the sealer's own word."""
        return (self.sealer.proven_at or self.sealer.claimed_at)[:10]


def pin_bytes(pin: Pin) -> bytes:
    """Return the pin as RFC 8785 JSON."""
    return canonical_bytes(asdict(pin))


def load_pin(data: bytes) -> Pin:
    """Read a pin; raise ValueError for anything that is not one of this format, in its canonical form."""
    try:
        raw: Any = json.loads(data)
        if not isinstance(raw, dict) or raw.get("pin") != FORMAT:
            raise ValueError("it is not of format 1")
        pin: Pin = load_shape(Pin, raw)
        if pin_bytes(pin) != data:
            raise ValueError("it is not written as it was pinned")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{PIN_FILE} cannot be read: {error}") from error
    subject = pin.subject
    if subject.kind != "dataset" or not NAME.fullmatch(subject.name) or not VERSION.fullmatch(subject.version):
        raise ValueError(f"{PIN_FILE} is not about a data set")
    listed = [pin.source, *pin.files]
    if not all(_DIGEST.fullmatch(file.sha256) for file in listed) or any(file.size < 0 for file in listed):
        raise ValueError(f"{PIN_FILE} names a file without a digest")
    if len({file.path for file in pin.files}) != len(pin.files) or RECORD_FILE not in {f.path for f in pin.files}:
        raise ValueError(f"{PIN_FILE} does not name each file once, the record among them")
    return pin
