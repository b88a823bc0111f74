"""Renewing the proof of sealed files: what proves the outermost timestamp is added, and one more timestamp over it all.

To be done while that timestamp still holds; afterwards there is nothing left to prolong. Imports pyHanko.
"""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from muniment.base.errors import CannotRun
from muniment.record.seal import Seal
from muniment.sign import pdf_archive, seal
from muniment.sign.proof import Proof
from muniment.sign.revocation import ValidationData, enriched
from muniment.sign.timestamps import authority_of, time_of


def renew_seal(sealed: Seal, content: bytes, proof: Proof, now: datetime) -> Seal:
    """Return the seal of some bytes with one more timestamp around it; a seal without any gets its first one, too."""
    assert proof.timestamps is not None
    *inner, last = sealed.timestamps or (proof.timestamps.stamp(sealed.signature),)
    data = proof.of_token(last)
    if not inner:
        leaf, *others = (x509.Certificate.load(der) for der in sealed.certificates)
        data = _of_signer(leaf, others, proof, now, time_of(last)).joined(data)
    return seal.archived(replace(sealed, timestamps=(*inner, enriched(last, data))), content, proof)


def renew_pdf(pdf: bytes, proof: Proof, now: datetime) -> bytes:
    """Return a sealed PDF with validation data and a document timestamp added as an incremental update.

    Raises CannotRun if it cannot be read or carries no signature.
    """
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not signatures:
            raise ValueError("it carries no signature")
        data = _behind_pdf(signatures, proof, now)
        renewed = pdf_archive.archived(pdf, data, proof)
    except (PdfError, ValueError, TypeError, KeyError) as error:
        raise CannotRun(f"The PDF cannot be renewed: {error}.", "Verify it first.") from error
    if not renewed.startswith(pdf):
        raise CannotRun("Renewing changed the bytes of the PDF.", "Report this as a fault of muniment.")
    return renewed


def behind_signature(signature: bytes, proof: Proof, now: datetime) -> ValidationData:
    """Return what proves a CMS signature (DER): its signer, while the certificate is valid, and its own timestamps."""
    leaf, others = authority_of(signature)
    tokens = _own_tokens(signature)
    data = _of_signer(leaf, others, proof, now, min(map(time_of, tokens), default=None))
    for token in tokens:
        data = data.joined(proof.of_token(token))
    return data


def _behind_pdf(signatures: list[Any], proof: Proof, now: datetime) -> ValidationData:
    last = signatures[-1]
    if last.sig_object_type == "/DocTimeStamp":
        return proof.of_token(_der(last))
    data = ValidationData()
    for signature in signatures:
        if signature.sig_object_type != "/DocTimeStamp":
            data = data.joined(behind_signature(_der(signature), proof, now))
    return data


def _of_signer(
    leaf: x509.Certificate, others: list[x509.Certificate], proof: Proof, now: datetime, signed_before: datetime | None
) -> ValidationData:
    """Return a signer's validation data; none once the certificate has ended, when nobody answers for it any more."""
    if leaf.not_valid_after <= now:
        return ValidationData()
    assert proof.authorities is not None
    return proof.authorities.asked_about(leaf, others, signed_before=signed_before)


def _der(signature: Any) -> bytes:
    content = cms.ContentInfo({"content_type": "signed_data", "content": signature.signed_data})
    return bytes(content.dump())


def _own_tokens(signature: bytes) -> list[bytes]:
    """Return the timestamps over a signature's value that stand in it."""
    (signer,) = cms.ContentInfo.load(signature)["content"]["signer_infos"]
    return [
        value.dump()
        for attribute in signer["unsigned_attrs"] or ()
        if attribute["type"].native == "signature_time_stamp_token"
        for value in attribute["values"]
    ]
