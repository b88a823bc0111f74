"""RFC 3161: asking a timestamp authority, and taking only an answer to exactly what was asked.

A token is embedded only if it is over our digest, repeats our nonce and is signed by the certificate it carries.
Whether anybody trusts that authority is for those who verify. Imports pyHanko.
"""

import asyncio
import hashlib
import secrets
from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from muniment.base.errors import CannotRun
from muniment.sign.network import ask

_SERVICE = "timestamp authority"
_REMEDY = "Check the address (signing: profiles: timestamp:) and the network, or sign at level B-B; then run again."
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class TimestampAuthority(TimeStamper):
    """A timestamp authority by its address; also what pyHanko asks for timestamps."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url

    def stamp(self, data: bytes, algorithm: str = "sha256") -> bytes:
        """Return a token (DER) over the digest of some bytes; CannotRun if there is none to be had."""
        token: bytes = self._token(hashlib.new(algorithm, data).digest(), algorithm).dump()
        return token

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Answer pyHanko; every token is also one by which it may estimate the size of the next."""
        token = await asyncio.to_thread(self._token, message_digest, md_algorithm)
        self._dummy_response_cache.setdefault(md_algorithm, token)
        return token

    def _token(self, imprint: bytes, algorithm: str) -> cms.ContentInfo:
        nonce = secrets.randbits(63) | 1 << 62
        query = tsp.TimeStampReq(
            {
                "version": 1,
                "message_imprint": {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": imprint},
                "nonce": nonce,
                "cert_req": True,
            }
        )
        answer, kind = ask(_SERVICE, self.url, query.dump(), _HEADERS, _REMEDY)
        try:
            if kind != "application/timestamp-reply":
                raise ValueError(f"it answers with {kind or 'no content type'}")
            return _checked(tsp.TimeStampResp.load(answer, strict=True), imprint, algorithm, nonce)
        except _Refused as error:
            raise CannotRun(f"The {_SERVICE} at {self.url} gave no timestamp: {error}.", _REMEDY) from None
        except Exception as error:  # whatever a parser makes of an answer that is none
            said = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
            raise CannotRun(f"The {_SERVICE} at {self.url} does not answer as one: {said}.", _REMEDY) from None


class _Refused(Exception):
    pass


def _checked(answer: tsp.TimeStampResp, imprint: bytes, algorithm: str, nonce: int) -> cms.ContentInfo:
    status = answer["status"]
    if status["status"].native not in ("granted", "granted_with_mods"):
        words = [*(status["status_string"].native or ()), *(status["fail_info"].native or ())]
        raise _Refused("; ".join(map(str, words)) or str(status["status"].native))
    token = answer["time_stamp_token"]
    signed: Any = token["content"]
    info = signed["encap_content_info"]["content"].parsed
    if info["nonce"].native != nonce:
        raise _Refused("the answer is to another question (the nonce differs)")
    stamped = info["message_imprint"]
    if stamped["hashed_message"].native != imprint or stamped["hash_algorithm"]["algorithm"].native != algorithm:
        raise _Refused("the timestamp is over other data")
    found = _validated(signed, imprint)
    if not (found["intact"] and found["valid"]):
        raise _Refused("the timestamp's signature does not hold")
    return token


def _validated(signed: cms.SignedData, imprint: bytes) -> dict[str, Any]:
    # No anchors: only whether the token is what its own certificate signed.
    context = ValidationContext(trust_roots=[], other_certs=[], allow_fetching=False, revocation_mode="soft-fail")

    async def validate() -> dict[str, Any]:
        found: dict[str, Any] = await validate_tst_signed_data(signed, context, lambda algorithm: imprint)
        return found

    return asyncio.run(validate())


def authority_of(token: bytes) -> tuple[cms.Certificate, list[cms.Certificate]]:
    """Return the certificate of the authority that signed a token, and the others in it; ValueError without one."""
    signed = cms.ContentInfo.load(token)["content"]
    found = [item.chosen for item in signed["certificates"] if item.name == "certificate"]
    sid = signed["signer_infos"][0]["sid"].chosen
    for certificate in found:
        if isinstance(sid, cms.IssuerAndSerialNumber):
            named = sid["issuer"] == certificate.issuer and sid["serial_number"].native == certificate.serial_number
        else:
            named = sid.native == certificate.key_identifier
        if named:
            return certificate, [item for item in found if item is not certificate]
    raise ValueError("the timestamp carries no certificate of its authority")


def time_of(token: bytes) -> datetime:
    """Return the time that a token tells; ValueError if it cannot be read."""
    content = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"]
    told: datetime = tsp.TSTInfo.load(content.contents)["gen_time"].native
    return told
