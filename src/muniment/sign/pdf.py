"""PAdES: the organisation's certified seal and people's approvals, in the fields that the renderer prepared.

Each result begins with exactly the bytes it was made from. This module imports pyHanko: import it only for a PDF.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import BaseStampStyle

from muniment.base.errors import CannotRun
from muniment.record.seal import APPROVAL_FIELDS, SEAL_FIELD
from muniment.sign.pdf_archive import VerbatimWriter, with_proof
from muniment.sign.proof import BARE, Proof
from muniment.sign.pyhanko_signer import PyHankoSigner
from muniment.sign.seal import check_validity
from muniment.sign.signer import Signer, digest_of


@dataclass(frozen=True)
class _Appearance(BaseStampStyle):
    """What a visible field looks like: the first page of a PDF, or, without one, as it was rendered.

    pyHanko's own stamps write text in a font that is not embedded, which ends conformance with PDF/A and PDF/UA.
    """

    page: bytes | None = None

    def create_stamp(self, writer: Any, box: Any, text_params: Any) -> Any:
        return None if self.page is None else _Stamp(writer, self.page)


@dataclass(frozen=True)
class _Stamp:
    writer: IncrementalPdfFileWriter
    page: bytes

    def apply_appearance(self, annotation: generic.DictionaryObject) -> None:
        form = self.writer.import_page_as_xobject(PdfFileReader(BytesIO(self.page)))
        annotation["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): form})


def seal_pdf(
    pdf: bytes, signer: Signer, signed_at: datetime, appearance: bytes | None = None, proof: Proof = BARE
) -> bytes:
    """Return the PDF with a certified PAdES seal in its field ``Seal``, as an incremental update.

    A visible field keeps the look it was rendered with, or takes that of ``appearance``, a PDF of one page (fonts
    embedded, best rendered in the size of the field). The document then admits further signatures and nothing else.
    Raises CannotRun if the PDF cannot be read, has no such empty field or is signed already, if the certificate
    was not valid at that time, or if the proof cannot be had.
    """
    return _signed(pdf, SEAL_FIELD, signer, signed_at, appearance, proof)


def approve_pdf(
    pdf: bytes,
    role: str,
    signer: Signer,
    signed_at: datetime,
    appearance: bytes | None = None,
    proof: Proof = BARE,
) -> bytes:
    """Return a sealed PDF with a person's signature in the field of their role (``legal`` …), as `seal_pdf` does."""
    return _signed(pdf, APPROVAL_FIELDS[role], signer, signed_at, appearance, proof)


def signed_fields(pdf: bytes) -> frozenset[str]:
    """Return the names of the fields that something is signed in; none for what is no readable PDF."""
    return _fields(pdf, signed=True)


def empty_fields(pdf: bytes) -> frozenset[str]:
    """Return the names of the signature fields that nothing is signed in; none for what is no readable PDF."""
    return _fields(pdf, signed=False)


def _fields(pdf: bytes, *, signed: bool) -> frozenset[str]:
    try:
        found = fields.enumerate_sig_fields(PdfFileReader(BytesIO(pdf)), filled_status=signed)
        return frozenset(name for name, *_ in found)
    except Exception:  # whatever a file that is none provokes in a parser
        return frozenset()


def _signed(
    pdf: bytes, field: str, signer: Signer, signed_at: datetime, appearance: bytes | None, proof: Proof
) -> bytes:
    check_validity(signer, signed_at)
    # Before the key is used: a certificate that was revoked signs nothing.
    data = proof.of_signer(signer) if proof.reaches("B-LT") else None
    try:
        result = asyncio.run(_with_signature(pdf, field, signer, signed_at, appearance, proof))
        if proof.reaches("B-LT"):
            result = with_proof(result, field, data, proof)
    except (PdfError, SigningError, ValueError, TypeError, KeyError, OSError) as error:
        raise CannotRun(f"The PDF cannot be {_verb(field)}: {error}.", _remedy(field)) from error
    if not result.startswith(pdf):
        raise CannotRun("Sealing changed the bytes of the PDF.", "Report this as a fault of muniment.")
    return result


def _verb(field: str) -> str:
    return "sealed" if field == SEAL_FIELD else "signed"


def _remedy(field: str) -> str:
    if field == SEAL_FIELD:
        return f"Build it again; it needs one empty signature field named {SEAL_FIELD} and no signature."
    return f"It needs a seal and an empty field named {field}: name the role under signing: approvals:, build and seal."


async def _with_signature(
    pdf: bytes, field: str, signer: Signer, signed_at: datetime, appearance: bytes | None, proof: Proof
) -> bytes:
    writer = VerbatimWriter(BytesIO(pdf))
    signed = {name for name, *_ in fields.enumerate_sig_fields(writer.prev, filled_status=True)}
    certify = field == SEAL_FIELD
    if certify and signed:
        raise SigningError("it carries a signature already")
    if not certify and SEAL_FIELD not in signed:
        raise SigningError("it is not sealed yet")
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest_of(signer.certificate),
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    pdf_signer = signers.PdfSigner(
        metadata,
        signer=PyHankoSigner(signer),
        timestamper=proof.timestamps if proof.reaches("B-T") else None,
        stamp_style=_Appearance(page=appearance),
    )
    session = pdf_signer.init_signing_session(writer, existing_fields_only=True)
    # The steps of pyHanko's sign_pdf one by one, because it reads the clock in between.
    session.system_time = signed_at
    reserved = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    stream = BytesIO()
    prepared, _ = document.digest_tbs_document(output=stream)
    finished = await document.perform_signature(
        document_digest=prepared.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=signed_at),
    )
    await finished.post_signature_processing(stream)
    return stream.getvalue()
