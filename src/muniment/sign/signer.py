"""What a signer is to everything that is sealed: whoever holds the key, in a file, a module or at a service."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from muniment.record.seal import DEVELOPMENT_POLICY, key_id


class Signer(Protocol):
    """A key that signs, with its certificate and those between it and the root (issuer after issued)."""

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        ...

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it, without the root."""
        ...

    @property
    def key_id(self) -> str:
        """The name of the key, ``SHA256:…``."""
        ...

    @property
    def development(self) -> bool:
        """Whether nobody vouches for the name in the certificate."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Sign: ECDSA (DER) with the digest of ``digest_of``, or RSASSA-PSS with SHA-256 and a salt of its length.

        Raises CannotRun, saying what to do, when the key is out of reach or refuses.
        """
        ...


@dataclass(frozen=True, slots=True)
class Certified:
    """What is known of a key that is elsewhere: its certificate, and those between it and the root."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def key_id(self) -> str:
        """The name of the key, ``SHA256:…``."""
        return key_id_of(self.certificate)

    @property
    def development(self) -> bool:
        """Whether nobody vouches for the name in the certificate."""
        return is_development(self.certificate)


def certificates_of(signer: Signer) -> tuple[bytes, ...]:
    """Return the signer's certificates as DER, its own first."""
    return tuple(item.public_bytes(serialization.Encoding.DER) for item in (signer.certificate, *signer.chain))


def without_root(certificate: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return the certificates that lead upward from a signer's, in order, without the root.

    Who verifies trusts only a root of their own, never one that travels with the seal. What leads nowhere is left out.
    """
    left = [item for item in others if item.subject != item.issuer and item != certificate]
    ordered: list[x509.Certificate] = []
    current = certificate
    while issuer := next((item for item in left if item.subject == current.issuer), None):
        left.remove(issuer)
        ordered.append(issuer)
        current = issuer
    return tuple(ordered)


def digest_of(certificate: x509.Certificate) -> str:
    """Return the digest that a key signs with: SHA-384 on P-384, otherwise SHA-256."""
    key = certificate.public_key()
    return "sha384" if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp384r1" else "sha256"


def key_id_of(certificate: x509.Certificate) -> str:
    """Return the name of a certificate's key."""
    spki = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return key_id(spki)


def is_development(certificate: x509.Certificate) -> bool:
    """Say whether a certificate carries the policy of development keys."""
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return any(item.policy_identifier.dotted_string == DEVELOPMENT_POLICY for item in policies)
