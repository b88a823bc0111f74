"""Keys with a remote signing service, by the interface of the Cloud Signature Consortium, version 1.0.4.

The service gets the digest of what is signed, never the document. Imports pyHanko.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from asn1crypto import algos
from cryptography import x509
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCCredentialInfo,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)

from muniment.base.errors import CannotRun
from muniment.sign.pyhanko_signer import mechanism_of
from muniment.sign.secret import Secret
from muniment.sign.signer import Certified, digest_of, without_root

#: Seconds for one exchange with the service.
PATIENCE = 30.0
_REMEDY = "Check url, credential, token and PIN in the signing profile, and the network; then run again."
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RemoteSigner(Certified):
    """A credential of a remote service, with its certificates."""

    _session: "_Session" = field(repr=False)
    _credential: CSCCredentialInfo = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Let the service sign, with an authorisation for exactly this digest."""

        async def signed(http: aiohttp.ClientSession) -> bytes:
            manager = _Authorisation(self._session, self._credential, http)
            signer = _Signer(http, manager, batch_autocommit=True)
            try:
                return bytes(await signer.async_sign_raw(data, digest_of(self.certificate)))
            except SigningError as error:
                # pyHanko keeps to itself why an authorisation failed.
                raise manager.problem or error from None

        return self._session.run(signed)


def open_remote(url: str, credential: str, token: Secret, pin: Secret | None = None) -> RemoteSigner:
    """Ask the service for the certificates of a credential; CannotRun when it does not answer, or refuses."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise CannotRun(f"A token and a PIN are not sent to {url} in the clear.", "Begin the address with https://.")
    session = _Session(url.rstrip("/"), credential, token, pin)
    info = session.run(lambda http: fetch_certs_in_csc_credential(http, session.info(), timeout=int(PATIENCE)))
    try:
        certificate, *others = (
            x509.load_der_x509_certificate(item.dump()) for item in (info.signing_cert, *info.chain)
        )
        return RemoteSigner(certificate, without_root(certificate, others), session, info)
    except ValueError:
        raise CannotRun(f"The signing service at {url} gives no certificate that can be read.", _REMEDY) from None


@dataclass(frozen=True, slots=True)
class _Session:
    url: str
    credential: str
    token: Secret
    pin: Secret | None

    def info(self) -> CSCServiceSessionInfo:
        return CSCServiceSessionInfo(self.url, self.credential, oauth_token=self.token.text())

    def run(self, exchange: Callable[[aiohttp.ClientSession], Awaitable[_T]]) -> _T:
        """Run one exchange; no message repeats a header or a body, which hold the secrets."""

        async def exchanged() -> _T:
            timeout = aiohttp.ClientTimeout(total=PATIENCE)
            async with aiohttp.ClientSession(timeout=timeout) as http:
                return await asyncio.wait_for(exchange(http), PATIENCE)

        try:
            return asyncio.run(exchanged())
        except TimeoutError:
            said = f"no answer within {PATIENCE:.0f} seconds"
        except Exception as error:  # of aiohttp, of pyHanko, of whatever the answer did to a parser
            said = _said(error)
        raise CannotRun(f"The signing service at {self.url} does not sign: {said}.", _REMEDY)


class _Signer(CSCSigner):
    @property
    def signature_mechanism(self) -> algos.SignedDigestAlgorithm:
        """As every signer here, and not with the longest salt that fits."""
        leaf = self.auth_manager.credential_info.signing_cert
        return mechanism_of(x509.load_der_x509_certificate(leaf.dump()))


class _Authorisation(CSCAuthorizationManager):
    def __init__(self, session: _Session, credential: CSCCredentialInfo, http: aiohttp.ClientSession) -> None:
        super().__init__(session.info(), credential)
        self._pin = session.pin
        self._http = http
        self.problem: aiohttp.ClientError | None = None

    async def authorize_signature(self, hash_b64s: list[str]) -> CSCAuthorizationInfo:
        request: Any = self.format_csc_auth_request(
            num_signatures=len(hash_b64s), hash_b64s=hash_b64s, pin=self._pin.text() if self._pin else None
        )
        address = self.csc_session_info.endpoint_url("credentials/authorize")
        headers = self.auth_headers
        try:
            async with self._http.post(address, headers=headers, json=request, raise_for_status=True) as answer:
                return self.parse_csc_auth_response(await answer.json())
        except aiohttp.ClientError as error:
            self.problem = error
            raise


def _said(error: BaseException) -> str:
    while not isinstance(error, aiohttp.ClientError) and (error.__cause__ or error.__context__):
        error = error.__cause__ or error.__context__ or error
    if isinstance(error, aiohttp.ClientResponseError):
        return f"HTTP {error.status} {error.message}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"it cannot be reached ({error.os_error.strerror or 'no connection'})"
    return f"its answer is not what it should be ({type(error).__name__})"
