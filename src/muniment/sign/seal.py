"""The seal object: an in-toto Statement over digests, signed as DSSE, for HTML editions and manifests.

The statement commits to the certificates too, so that every byte of a seal is covered by its signature. The time in
it is what the signer says; only a timestamp proves one.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from muniment.base.canonical import canonical_bytes
from muniment.base.errors import CannotRun
from muniment.record.manifest import load_manifest
from muniment.record.seal import (
    HTML_HEAD,
    HTML_MARKER,
    HTML_MEDIA_TYPE,
    HTML_TAIL,
    MANIFEST_MEDIA_TYPE,
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    Seal,
    pae,
    seal_bytes,
    timestamped_bytes,
)
from muniment.record.status import STATUS_MEDIA_TYPE
from muniment.sign.proof import ARCHIVE_DIGEST, BARE, Proof
from muniment.sign.signer import Signer, certificates_of


def seal_statement(subjects: Mapping[str, str], predicate: Mapping[str, Any]) -> bytes:
    """Return an in-toto Statement over named SHA-256 digests (64 hexadecimal digits), as RFC 8785 JSON."""
    return canonical_bytes(
        {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": name, "digest": {"sha256": value}} for name, value in subjects.items()],
            "predicateType": PREDICATE_TYPE,
            "predicate": dict(predicate),
        }
    )


def build_seal(payload: bytes, signer: Signer, content: bytes = b"", proof: Proof = BARE) -> Seal:
    """Sign a statement, as DSSE, with timestamps and validation data up to the level of the proof.

    The validation data travels in the CMS of the first timestamp, where the archive timestamp over it, the seal and
    the ``content`` covers it.
    """
    data = proof.of_signer(signer) if proof.reaches("B-LT") else None
    seal = Seal(payload, signer.sign(pae(payload)), signer.key_id, certificates_of(signer))
    if not proof.reaches("B-T"):
        return seal
    assert proof.timestamps is not None
    token = proof.timestamps.stamp(seal.signature)
    if data is not None:
        from muniment.sign.revocation import enriched

        token = enriched(token, data.joined(proof.of_token(token)))
    seal = replace(seal, timestamps=(token,))
    return archived(seal, content, proof) if proof.reaches("B-LTA") else seal


def archived(seal: Seal, content: bytes, proof: Proof) -> Seal:
    """Return a seal with one more timestamp, over the content and everything the seal holds."""
    assert proof.timestamps is not None
    covered = timestamped_bytes(seal, len(seal.timestamps), content, ARCHIVE_DIGEST)
    return replace(seal, timestamps=(*seal.timestamps, proof.timestamps.stamp(covered, ARCHIVE_DIGEST)))


def seal_html(page: bytes, name: str, signer: Signer, signed_at: datetime, proof: Proof = BARE) -> bytes:
    """Return the page with its seal appended as one comment; the result begins with exactly the given bytes.

    Raises CannotRun if the page holds anything that looks like a seal, or the certificate was not valid then.
    """
    if HTML_MARKER.search(page):
        raise CannotRun(f"{name} already carries a seal, or text that looks like one.", "Build it again, then seal it.")
    seal = build_seal(_statement(page, name, HTML_MEDIA_TYPE, signer, signed_at), signer, page, proof)
    return page + HTML_HEAD + base64.b64encode(seal_bytes(seal)) + HTML_TAIL


def seal_manifest(manifest: bytes, name: str, signer: Signer, signed_at: datetime, proof: Proof = BARE) -> bytes:
    """Return the detached seal of a manifest, to be kept beside it as ``manifest.<audience>.seal.json``.

    Raises CannotRun if the bytes are not a manifest, or the certificate was not valid at that time.
    """
    try:
        load_manifest(manifest)
    except ValueError as error:
        raise CannotRun(f"{name} is not a manifest: {error}.", "Build the editions again.") from None
    return seal_bytes(
        build_seal(_statement(manifest, name, MANIFEST_MEDIA_TYPE, signer, signed_at), signer, manifest, proof)
    )


def seal_status(status: bytes, name: str, signer: Signer, signed_at: datetime, proof: Proof = BARE) -> bytes:
    """Return the detached seal of a status, to be published beside it as ``status.seal.json``."""
    return seal_bytes(build_seal(_statement(status, name, STATUS_MEDIA_TYPE, signer, signed_at), signer, status, proof))


def check_validity(signer: Signer, signed_at: datetime) -> None:
    """Raise CannotRun if the certificate does not cover the time, or the time names no zone."""
    if signed_at.tzinfo is None:
        raise CannotRun("The time of sealing names no time zone.", "Give it with its offset, such as Z.")
    certificate = signer.certificate
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        raise CannotRun(
            f"The certificate is valid from {certificate.not_valid_before_utc:%Y-%m-%d} to "
            f"{certificate.not_valid_after_utc:%Y-%m-%d}, not on {signed_at:%Y-%m-%d}.",
            "Use a key whose certificate is valid.",
        )


def _statement(data: bytes, name: str, media_type: str, signer: Signer, signed_at: datetime) -> bytes:
    check_validity(signer, signed_at)
    predicate = {
        "signed_at": signed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "media_type": media_type,
        "size": len(data),
        "certificates": [hashlib.sha256(der).hexdigest() for der in certificates_of(signer)],
    }
    return seal_statement({name: hashlib.sha256(data).hexdigest()}, predicate)
