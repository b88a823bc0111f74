"""The shape of ``pack.json``: from whom to whom a pack goes, what is in it, who must have signed, what was left out."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from muniment.base.canonical import canonical_bytes
from muniment.record.seal import APPROVAL_FIELDS, SEAL_FIELD
from muniment.record.shapes import load_shape

FORMAT = 1
PACK_FILE = "pack.json"
CHECKSUMS = "checksums.sha256"
FIRST_PAGE = "index.html"
#: The roles in which a document can be signed, and the field of a PDF in which each stands.
ROLES = {"seal": SEAL_FIELD, **APPROVAL_FIELDS}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who made and sealed the pack: the words of the certificate, and the key."""

    name: str
    organisation: str
    key: str


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of a pack with its final bytes, that is: with all its signatures.

    ``roles`` must have signed it; ``missing`` are those of them that had not when the pack was made.
    """

    path: str
    media_type: str
    size: int
    sha256: str
    roles: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many files of a kind did not go into the pack, and on which ground."""

    what: str
    ground: str
    count: int


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack says of itself. ``created`` is the sender's word; only a timestamp proves a time.

    ``files`` are all files but this one, the checksums and the container's own. ``drafts`` counts the manifests of
    drafts among them.
    """

    sender: Sender
    audience: str
    recipient: str
    created: str
    tool: str
    files: tuple[PackedFile, ...]
    left_out: tuple[LeftOut, ...]
    drafts: int
    pack: int = FORMAT

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """The signatures that are required and missing, as file and role."""
        return tuple((file.path, role) for file in self.files for role in file.missing)


def pack_bytes(pack: Pack) -> bytes:
    """Return the description as RFC 8785 JSON."""
    return canonical_bytes(asdict(pack))


def load_pack(data: bytes) -> Pack:
    """Read a description; raise ValueError for anything that is not one of this format, in its canonical form."""
    try:
        raw: Any = json.loads(data)
        if not isinstance(raw, dict) or raw.get("pack") != FORMAT:
            raise ValueError("it is not of format 1")
        pack: Pack = load_shape(Pack, raw)
        if pack_bytes(pack) != data:
            raise ValueError("it is not written in its canonical form")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{PACK_FILE} cannot be read: {error}") from error
    names = [file.path for file in pack.files]
    if len(set(names)) != len(names):
        raise ValueError(f"{PACK_FILE} names a file twice")
    for file in pack.files:
        if not set(file.missing) <= set(file.roles) <= set(ROLES):
            raise ValueError(f"{PACK_FILE} names roles of {file.path} that there are not")
    return pack
