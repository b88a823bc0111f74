"""PAdES B-B: the organisation's seal in a PDF, as a certified signature in the field that the renderer prepared.

The result begins with exactly the unsigned bytes. This module imports pyHanko: import it only to seal a PDF.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import BaseStampStyle
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


@dataclass(frozen=True)
class _Appearance(BaseStampStyle):
    """What a visible seal field looks like: the first page of a PDF, or, without one, as it was rendered.

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
        annotation["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): form})  # type: ignore[no-untyped-call]


def seal_pdf(pdf: bytes, key: SigningKey, signed_at: datetime, appearance: bytes | None = None) -> bytes:
    """Return the PDF with a certified PAdES B-B seal in its field ``Seal``, as an incremental update.

    A visible field keeps the look it was rendered with, or takes that of ``appearance``, a PDF of one page (fonts
    embedded, best rendered in the size of the field). The document then admits further signatures and nothing else.
    Raises CannotRun if the PDF cannot be read, has no such empty field or is signed already, or if the certificate
    was not valid at that time.
    """
    check_validity(key, signed_at)
    try:
        sealed = asyncio.run(_sealed(pdf, key, signed_at, appearance))
    except (PdfError, SigningError, ValueError, TypeError, KeyError, OSError) as error:
        raise CannotRun(
            f"The PDF cannot be sealed: {error}.",
            f"Build it again; it needs one empty signature field named {SEAL_FIELD} and no signature.",
        ) from error
    if not sealed.startswith(pdf):
        raise CannotRun("Sealing changed the bytes of the PDF.", "Report this as a fault of muniment.")
    return sealed


async def _sealed(pdf: bytes, key: SigningKey, signed_at: datetime, appearance: bytes | None) -> bytes:
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
    signer = signers.PdfSigner(metadata, signer=_signer(key), stamp_style=_Appearance(page=appearance))
    session = signer.init_signing_session(writer, existing_fields_only=True)
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
