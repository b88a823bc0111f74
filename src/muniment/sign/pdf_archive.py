"""What follows a signature in a PDF: validation data (DSS) and document timestamps, each an incremental update.

Steps of their own and not pyHanko's, whose writer would change the metadata in between. Imports pyHanko.
"""

import asyncio
from io import BytesIO

from asn1crypto import cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from muniment.record.seal import TIMESTAMP_FIELD
from muniment.sign.proof import ARCHIVE_DIGEST, Proof
from muniment.sign.revocation import ValidationData


class VerbatimWriter(IncrementalPdfFileWriter):
    """An incremental writer that leaves the document's metadata as it was rendered.

    pyHanko rewrites XMP and Info at each save; what is certified would then not be what was rendered, and no longer
    pass PDF/A. The hook is private: a test watches that it exists and that the metadata stays.
    """

    def _update_meta(self) -> None:
        pass


def with_proof(pdf: bytes, field: str, of_signer: ValidationData | None, proof: Proof) -> bytes:
    """Return a PDF with what proves the signature in a field: DSS at B-LT; at B-LTA also a document timestamp."""
    data = (of_signer or ValidationData()).joined(proof.of_token(_token_in(pdf, field)))
    return archived(pdf, data, proof)


def archived(pdf: bytes, data: ValidationData, proof: Proof) -> bytes:
    """Return a PDF with validation data added and, at B-LTA, a timestamp over everything, in one revision."""
    writer = VerbatimWriter(BytesIO(pdf))
    store = DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=data.certificates, ocsps=data.ocsps, crls=data.crls
    )
    stream = BytesIO()
    if not proof.reaches("B-LTA"):
        if not store.modified:
            return pdf
        writer.write(stream)  # type: ignore[no-untyped-call]
        return stream.getvalue()
    assert proof.timestamps is not None
    stamper = PdfTimeStamper(proof.timestamps, field_name=_timestamp_field(writer.prev))
    asyncio.run(stamper.async_timestamp_pdf(writer, ARCHIVE_DIGEST, output=stream))
    return stream.getvalue()


def _timestamp_field(reader: PdfFileReader) -> str:
    """Return the first field for timestamps that is empty; when all prepared ones are used, a new name."""
    states = {name: value is not None for name, value, _ in fields.enumerate_sig_fields(reader)}
    number = 1
    while states.get(name := TIMESTAMP_FIELD if number == 1 else f"{TIMESTAMP_FIELD}-{number}"):
        number += 1
    return name


def _token_in(pdf: bytes, field: str) -> bytes:
    """Return the timestamp over the signature in a field."""
    for signature in PdfFileReader(BytesIO(pdf)).embedded_signatures:
        if signature.field_name == field:
            for attribute in signature.signer_info["unsigned_attrs"]:
                if attribute["type"].native == "signature_time_stamp_token":
                    token: cms.ContentInfo = attribute["values"][0]
                    return bytes(token.dump())
    raise ValueError(f"the signature in field {field} carries no timestamp")
