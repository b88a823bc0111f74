"""PAdES B-B: the organisation's seal in a PDF, as a certified signature in the field that the renderer prepared.

The result begins with exactly the unsigned bytes. This module imports pyHanko: import it only to seal a PDF.
"""

import asyncio
from datetime import datetime
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from muniment.base.errors import CannotRun
from muniment.sign.keys import SigningKey
from muniment.sign.seal import check_validity

SEAL_FIELD = "Seal"


class VerbatimWriter(IncrementalPdfFileWriter):
    """An incremental writer that leaves the document's metadata as it was rendered.

    pyHanko rewrites XMP and Info at each save; what is certified would then not be what was rendered, and no longer
    pass PDF/A. The hook is private: a test watches that it exists and that the metadata stays.
    """

    def _update_meta(self) -> None:
        pass


def seal_pdf(pdf: bytes, key: SigningKey, signed_at: datetime) -> bytes:
    """Return the PDF with a certified PAdES B-B seal in its field ``Seal``, as an incremental update.

    The document then admits further signatures and nothing else. Raises CannotRun if the PDF cannot be read, has no
    such empty field or is signed already, or if the certificate was not valid at that time.
    """
    check_validity(key, signed_at)
    try:
        sealed = asyncio.run(_sealed(pdf, key, signed_at))
    except (PdfError, SigningError, ValueError, TypeError, KeyError, OSError) as error:
        raise CannotRun(
            f"The PDF cannot be sealed: {error}.",
            f"Build it again; it needs one empty signature field named {SEAL_FIELD} and no signature.",
        ) from error
    if not sealed.startswith(pdf):
        raise CannotRun("Sealing changed the bytes of the PDF.", "Report this as a fault of muniment.")
    return sealed


async def _sealed(pdf: bytes, key: SigningKey, signed_at: datetime) -> bytes:
    writer = VerbatimWriter(BytesIO(pdf))
    if any(fields.enumerate_sig_fields(writer.prev, filled_status=True)):
        raise SigningError("it carries a signature already")
    metadata = signers.PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    session = signers.PdfSigner(metadata, signer=_signer(key)).init_signing_session(writer, existing_fields_only=True)
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


def _signer(key: SigningKey) -> signers.SimpleSigner:
    secret = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    leaf, *chain = (asn1_x509.Certificate.load(der) for der in key.certificates)
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple(chain)
    return signers.SimpleSigner(
        signing_cert=leaf,
        signing_key=asn1_keys.PrivateKeyInfo.load(secret),
        cert_registry=registry,
        prefer_pss=True,
    )
