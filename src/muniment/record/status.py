"""The status of documents: whether each still stands, as its provider says on a day. Sealed like a manifest.

It is published at the address that the documents print, ``status.json`` with its seal ``status.seal.json`` beside it.
"""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from muniment.base.canonical import canonical_bytes

FORMAT = 1
STATUS_MEDIA_TYPE = "application/vnd.muniment.status+json"
STATES = ("current", "superseded", "withdrawn")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\Z")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one document stands, by the digest of its record: a state, why, and the record that follows (or empty)."""

    record_sha256: str
    state: str
    because: str = ""
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What a provider says of its documents, and when (UTC)."""

    as_of: str
    documents: tuple[Standing, ...]


def status_bytes(status: Status) -> bytes:
    """Return the status as RFC 8785 JSON; documents in the order of their digests."""
    documents = sorted(map(asdict, status.documents), key=lambda item: str(item["record_sha256"]))
    return canonical_bytes({"status": FORMAT, "as_of": status.as_of, "documents": documents})


def load_status(data: bytes) -> Status:
    """Read a status; raise ValueError for anything that is not one of this format."""
    try:
        raw: Any = json.loads(data)
        if raw["status"] != FORMAT or set(raw) != {"status", "as_of", "documents"}:
            raise ValueError("not a status of format 1")
        documents = tuple(Standing(**item) for item in raw["documents"])
        status = Status(raw["as_of"], documents)
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"the status is malformed: {error!r}") from error
    if not isinstance(status.as_of, str) or not _MOMENT.match(status.as_of):
        raise ValueError("the status does not say as of when it is")
    for item in documents:
        if not all(isinstance(text, str) for text in asdict(item).values()) or item.state not in STATES:
            raise ValueError("the status has a document of unknown state")
        if not all(_DIGEST.match(text) for text in (item.record_sha256, item.superseded_by or item.record_sha256)):
            raise ValueError("the status names a record by something that is no digest")
    if len({item.record_sha256 for item in documents}) != len(documents):
        raise ValueError("the status names a record twice")
    return status
