"""CAdES: a detached signature over bytes, for packs. Imports pyHanko."""

import asyncio
from datetime import datetime

from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from muniment.base.errors import CannotRun
from muniment.sign.pyhanko_signer import PyHankoSigner
from muniment.sign.seal import check_validity
from muniment.sign.signer import Signer, digest_of
from muniment.sign.timestamps import TimestampAuthority


def sign_detached(
    data: bytes, signer: Signer, signed_at: datetime, timestamper: TimestampAuthority | None = None
) -> bytes:
    """Return a detached CAdES-B signature over the data as DER; with a timestamp authority CAdES-T.

    Raises CannotRun if the certificate was not valid at that time, or the key or the authority cannot be reached.
    """
    check_validity(signer, signed_at)
    made = PyHankoSigner(signer).async_sign_general_data(
        data,
        digest_of(signer.certificate),
        detached=True,
        use_cades=True,
        timestamper=timestamper,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=signed_at),
    )
    try:
        return bytes(asyncio.run(made).dump())
    except (SigningError, ValueError, TypeError) as error:
        raise CannotRun(f"The signature cannot be made: {error}.", "Use another key, and report this.") from error
