"""Keys that never leave a module: smart cards, tokens and HSMs by PKCS#11. Needs the extra ``muniment[pkcs11]``."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509

from muniment.base.errors import CannotRun
from muniment.sign.secret import Secret
from muniment.sign.signer import Certified, digest_of, without_root

_REMEDY = "Check library, token, key_label and PIN in the signing profile; too many wrong PINs lock a token."


@dataclass(frozen=True, slots=True)
class ModuleSigner(Certified):
    """A key in a module, with its certificate; signing goes through pyHanko, which knows the mechanisms."""

    _signer: Any = field(repr=False)

    def close(self) -> None:
        """End the session; a process is logged in to a token once, and its end ends the session, too."""
        self._signer.pkcs11_session.close()

    def sign(self, data: bytes) -> bytes:
        """Let the module sign."""
        try:
            return bytes(asyncio.run(self._signer.async_sign_raw(data, digest_of(self.certificate))))
        except Exception as error:  # the module is another's code, with errors of its own
            raise CannotRun(f"The module does not sign: {_said(error)}.", _REMEDY) from None


def open_module(
    library: str,
    token: str,
    pin: Secret,
    key_label: str,
    certificate_label: str = "",
    others: Sequence[x509.Certificate] = (),
) -> ModuleSigner:
    """Open a session with a token and find the key and its certificate; CannotRun when there is none to be had."""
    try:
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError:
        raise CannotRun(
            "Keys in a module need the library python-pkcs11.", "Install it with: pip install 'muniment[pkcs11]'"
        ) from None
    from muniment.sign.pyhanko_signer import mechanism_of

    session = None
    try:
        session = open_pkcs11_session(library, token_criteria=TokenCriteria(label=token), user_pin=pin.text())
        found = PKCS11Signer(session, cert_label=certificate_label or key_label, key_label=key_label)
        asyncio.run(found.ensure_objects_loaded())
        assert found.signing_cert is not None
        certificate = x509.load_der_x509_certificate(found.signing_cert.dump())
        mechanism = mechanism_of(certificate)
        signer = PKCS11Signer(
            session,
            signing_cert=found.signing_cert,
            key_label=key_label,
            signature_mechanism=mechanism,
            # Few modules hash for ECDSA; all that sign RSA know PSS.
            use_raw_mechanism=mechanism["algorithm"].native != "rsassa_pss",
        )
    except Exception as error:  # of the library, of the module, of pyHanko; none of them quotes the PIN
        if session is not None:
            session.close()
        raise CannotRun(f"The key in token {token} cannot be opened: {_said(error)}.", _REMEDY) from None
    return ModuleSigner(certificate, without_root(certificate, others), signer)


def _said(error: Exception) -> str:
    name = type(error).__name__
    text = " ".join(str(error).split())[:200].rstrip(".")
    return f"{name}: {text}" if text else name
