"""Who a key belongs to: from a certificate to one of the caller's trust anchors, and nothing else.

The check is small on purpose: names, signatures, validity at a time, and the extensions that say what a certificate
may do. A critical extension that is not understood here refuses the chain. Whether a certificate was revoked is
`muniment.verify.revocation`'s to say.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from muniment.record.seal import DEVELOPMENT_POLICY, key_id
from muniment.verify.result import printable

MAX_CERTIFICATES = 12
#: How many issuing relations may be tried; a hostile pool of equal names would otherwise take for ever.
MAX_STEPS = 40
_UNDERSTOOD = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
}
_Kind = TypeVar("_Kind", bound=x509.ExtensionType)
_STRONG = (hashes.SHA256, hashes.SHA384, hashes.SHA512, hashes.SHA3_256, hashes.SHA3_384, hashes.SHA3_512)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whether an anchor backs the certificate: the anchor's name, or why not; and the chain that leads to it."""

    trusted: bool
    detail: str
    chain: tuple[x509.Certificate, ...] = ()


class Refused(Exception):
    """A chain does not hold; the text says why."""


def load_trust(data: bytes) -> tuple[bytes, ...]:
    """Read trust anchors, PEM (one or more) or one in DER, as DER; raise ValueError if there is none to read."""
    if data.lstrip().startswith(b"-----BEGIN"):
        found = x509.load_pem_x509_certificates(data)
    else:
        try:
            found = [x509.load_der_x509_certificate(data)]
        except ValueError:
            raise ValueError("it is no certificate in PEM or DER") from None
    anchors = tuple(item.public_bytes(serialization.Encoding.DER) for item in found)
    for der in anchors:
        load_certificate(der)
    return anchors


def load_certificate(der: bytes) -> x509.Certificate:
    """Read one DER certificate with its extensions; raise ValueError if it is malformed."""
    with warnings.catch_warnings():
        # Oddities that the library warns of are the signer's, and none of the recipient's business.
        warnings.simplefilter("ignore")
        try:
            certificate = x509.load_der_x509_certificate(der)
            # Parsed lazily by the library: a malformed part must show here, not in the middle of a check.
            _ = certificate.extensions, certificate.subject, certificate.issuer, certificate.public_key()
        except Exception as error:  # the library has exceptions of several families for malformed certificates
            raise ValueError(f"not a certificate that can be read: {error}") from error
    if not der.endswith(b"\0" + certificate.signature):
        raise ValueError("the certificate's signature is not written in its canonical form")
    return certificate


def identify(
    leaf: x509.Certificate,
    others: Sequence[x509.Certificate],
    trust: Iterable[bytes],
    at: datetime,
    *,
    stamping: bool = False,
) -> Identity:
    """Say whether the signer's certificate leads to one of the anchors (DER), through the others if need be.

    An anchor may be a root, an intermediate or the signer's certificate itself. A development certificate counts
    only if it is itself among the anchors. All certificates must be valid ``at`` the time; with ``stamping`` the
    certificate must be one of a timestamp authority.
    """
    anchors = [load_certificate(der) for der in trust]
    try:
        _check_authority(leaf) if stamping else _check_signer(leaf)
        if is_development(leaf) and leaf not in anchors:
            raise Refused("the certificate is a development certificate, and was not itself named by --trust")
        chain = _chain(leaf, list(others[:MAX_CERTIFICATES]), anchors)
        for certificate in chain:
            _check_dates(certificate, at)
    except Refused as error:
        return Identity(False, printable(error))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        return Identity(False, f"the certificates cannot be read: {printable(error)}")
    return Identity(True, printable(chain[-1].subject.rfc4514_string()), tuple(chain))


def is_development(certificate: x509.Certificate) -> bool:
    """Say whether a certificate is one of Muniment's development certificates."""
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return False
    return any(item.policy_identifier.dotted_string == DEVELOPMENT_POLICY for item in policies)


def key_of(certificate: x509.Certificate) -> str:
    """Return the name of the certificate's key, ``SHA256:…``."""
    spki = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return key_id(spki)


def name_of(name: x509.Name) -> str:
    """Return the common name, or the whole name where there is none."""
    return attribute_of(name, NameOID.COMMON_NAME) or printable(name.rfc4514_string())


def attribute_of(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    """Return one attribute of a name, safe to print, or an empty text."""
    found = name.get_attributes_for_oid(oid)
    return printable(found[0].value) if found else ""


def _chain(
    leaf: x509.Certificate, pool: list[x509.Certificate], anchors: list[x509.Certificate]
) -> list[x509.Certificate]:
    steps = 0
    reason = "no --trust certificate issued it, directly or through the certificates that came with it"

    def climb(chain: list[x509.Certificate]) -> list[x509.Certificate] | None:
        nonlocal steps, reason
        current = chain[-1]
        if current in anchors:
            return chain
        for issuer in [*anchors, *pool]:
            if issuer.subject != current.issuer or issuer in chain or steps >= MAX_STEPS:
                continue
            steps += 1
            try:
                _check_issued(current, issuer, len(chain) - 1)
            except Refused as error:
                reason = str(error)
                continue
            if found := climb([*chain, issuer]):
                return found
        return None

    found = climb([leaf])
    if found is None:
        raise Refused(reason)
    return found


def _check_issued(issued: x509.Certificate, issuer: x509.Certificate, intermediates: int) -> None:
    """Check that one certificate was rightly issued by another, with that many issuing ones below it."""
    who = name_of(issuer.subject)
    try:
        issued.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise Refused(f"the certificate of {name_of(issued.subject)} was not signed by {who}") from error
    weak = issued.signature_hash_algorithm
    if weak is not None and not isinstance(weak, _STRONG):
        raise Refused(f"the certificate of {name_of(issued.subject)} is signed with {weak.name}")
    _check_extensions(issuer)
    constraints = _extension(issuer, x509.BasicConstraints)
    if constraints is None or not constraints.ca:
        raise Refused(f"{who} is not a certification authority")
    if constraints.path_length is not None and intermediates > constraints.path_length:
        raise Refused(f"{who} may not stand so high in a chain")
    usage = _extension(issuer, x509.KeyUsage)
    if usage is not None and not usage.key_cert_sign:
        raise Refused(f"{who} may not issue certificates")


def _check_signer(leaf: x509.Certificate) -> None:
    _check_extensions(leaf)
    usage = _extension(leaf, x509.KeyUsage)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise Refused("the certificate is not meant for signatures")
    constraints = _extension(leaf, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        raise Refused("the certificate is one of a certification authority, not of a signer")
    _check_key(leaf)


def _check_key(leaf: x509.Certificate) -> None:
    key = leaf.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < 2048:
        raise Refused("the key is too short")


def _check_authority(leaf: x509.Certificate) -> None:
    """Check that a certificate is one for timestamps and for nothing else (RFC 3161, 2.3)."""
    _check_extensions(leaf)
    purposes = _extension(leaf, x509.ExtendedKeyUsage)
    if purposes is None or list(purposes) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise Refused("the certificate is not one for timestamps")
    _check_key(leaf)


def _check_extensions(certificate: x509.Certificate) -> None:
    for extension in certificate.extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise Refused(
                f"the certificate of {name_of(certificate.subject)} has a critical extension that is not "
                f"understood here ({extension.oid.dotted_string})"
            )


def _check_dates(certificate: x509.Certificate, at: datetime) -> None:
    who = name_of(certificate.subject)
    if at < certificate.not_valid_before_utc:
        raise Refused(f"the certificate of {who} is valid only from {certificate.not_valid_before_utc:%Y-%m-%d}")
    if at > certificate.not_valid_after_utc:
        raise Refused(f"the certificate of {who} expired on {certificate.not_valid_after_utc:%Y-%m-%d}")


def _extension(certificate: x509.Certificate, kind: type[_Kind]) -> _Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
