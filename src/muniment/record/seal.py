"""The seal object, version 1: a DSSE envelope over an in-toto Statement, with certificates and timestamps.

It stands in one comment at the very end of an HTML edition, or in a file beside a manifest. Shapes only; making one
is `muniment.sign`, judging one is `muniment.verify`.
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import Any

from muniment.base.canonical import canonical_bytes

FORMAT = 1
PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:muniment:predicate:seal:1"
HTML_HEAD = b"\n<!-- muniment-seal:1 "
HTML_TAIL = b" -->\n"
#: Whatever might be taken for a seal, of any version and spelling; a sealed page holds exactly one.
HTML_MARKER = re.compile(rb"<!--\s*muniment-seal", re.IGNORECASE)
HTML_MEDIA_TYPE = "text/html"
MANIFEST_MEDIA_TYPE = "application/vnd.muniment.manifest+json"
#: What stands beside a signature, each level with what the one before has: nothing; a timestamp; what proves the
#: certificates; and a timestamp over that (EN 319 142, EN 319 122).
LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
#: The signature fields of a PDF: the organisation's seal, people's approvals by role, and document timestamps (further
#: ones are numbered: Timestamp-2).
SEAL_FIELD = "Seal"
APPROVAL_FIELDS = {role: f"Approval-{role}" for role in ("data-owner", "legal", "bias-reviewer")}
TIMESTAMP_FIELD = "Timestamp"
#: Certificate policy of development certificates (2.25 and a UUID, as integer): nobody vouches for the name in them.
DEVELOPMENT_POLICY = "2.25.113968191783140818283516905230028983125"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal object: payload (the bytes that were signed over, PAE-wrapped), signature, DER certificates, tokens."""

    payload: bytes
    signature: bytes
    key_id: str
    certificates: tuple[bytes, ...]
    timestamps: tuple[bytes, ...] = ()


def key_id(public_key: bytes) -> str:
    """Return the name of a key: ``SHA256:`` and the digest of its SubjectPublicKeyInfo (DER)."""
    return f"SHA256:{hashlib.sha256(public_key).hexdigest()}"


def pae(payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding of a payload of our one payload type."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def seal_bytes(seal: Seal) -> bytes:
    """Return the seal object as RFC 8785 JSON."""
    return canonical_bytes(
        {
            "seal": FORMAT,
            "envelope": {
                "payload": _text(seal.payload),
                "payloadType": PAYLOAD_TYPE,
                "signatures": [{"keyid": seal.key_id, "sig": _text(seal.signature)}],
            },
            "certificates": [_text(der) for der in seal.certificates],
            "timestamps": [_text(token) for token in seal.timestamps],
        }
    )


def timestamped_bytes(seal: Seal, number: int, content: bytes, algorithm: str) -> bytes:
    """Return the bytes over which a seal's timestamp (0 is the first) is made, with that digest (``sha256`` …).

    The first is over the signature, as in CAdES. Each further one renews the proof before something ages: it is over
    the digest of the sealed content and the whole seal object as it was with the timestamps before it, so that it
    covers the certificates and the answers on revocation that these carry. The token's imprint is the digest of what
    is returned, by the same algorithm.
    """
    if number == 0:
        return seal.signature
    before = seal_bytes(replace(seal, timestamps=seal.timestamps[:number]))
    return hashlib.new(algorithm, content).digest() + before


def load_seal(data: bytes) -> Seal:
    """Read a seal object; raise ValueError for anything else, for foreign members and for more than one signature."""
    raw: Any = json.loads(data)
    try:
        if raw["seal"] != FORMAT or set(raw) != {"seal", "envelope", "certificates", "timestamps"}:
            raise ValueError("not a seal object of version 1")
        envelope = raw["envelope"]
        if envelope["payloadType"] != PAYLOAD_TYPE or len(envelope["signatures"]) != 1:
            raise ValueError("the seal's envelope is not of the expected form")
        signature = envelope["signatures"][0]
        return Seal(
            payload=_bytes(envelope["payload"]),
            signature=_bytes(signature["sig"]),
            key_id=str(signature["keyid"]),
            certificates=tuple(_bytes(item) for item in raw["certificates"]),
            timestamps=tuple(_bytes(item) for item in raw["timestamps"]),
        )
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError("the seal object is malformed: a member is missing, or is none of its kind") from error


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("the seal object holds text that is not base64") from error
