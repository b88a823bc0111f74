"""Signing keys: making development keys, and loading keys with their certificates from PEM or PKCS#12.

A development certificate carries a policy of our own, so that everyone who meets it can tell that nobody vouches
for the name in it. Passphrases come in as bytes from the caller and appear in no message.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from muniment.base.errors import CannotRun
from muniment.record.seal import DEVELOPMENT_POLICY
from muniment.sign.signer import certificates_of, is_development, key_id_of, without_root

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

KEY_SUFFIX = ".key.pem"
CERTIFICATE_SUFFIX = ".cert.pem"
PKCS12_SUFFIXES = (".p12", ".pfx")
DEVELOPMENT_LABEL = "(Muniment development key)"
DEVELOPMENT_VALIDITY = timedelta(days=730)
_MAKE_ONE = "Name another key, or make a development key with: muniment keys new --dev"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its certificate and the certificates between it and the root (issuer after issued)."""

    private: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def key_id(self) -> str:
        """The name of the key, ``SHA256:…``."""
        return key_id_of(self.certificate)

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The certificates as DER, the signer's own first."""
        return certificates_of(self)

    @property
    def development(self) -> bool:
        """Whether this is a development key, whose name nobody vouches for."""
        return is_development(self.certificate)

    def sign(self, data: bytes) -> bytes:
        """Sign with ECDSA or RSASSA-PSS, as every signer does."""
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            digest = hashes.SHA384() if self.private.curve.name == "secp384r1" else hashes.SHA256()
            return self.private.sign(data, ec.ECDSA(digest))
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        return self.private.sign(data, scheme, hashes.SHA256())


def new_development_key(folder: Path, name: str, now: datetime, organisation: str = "") -> SigningKey:
    """Make a P-256 key with a self-signed development certificate: ``<name>.key.pem`` and ``<name>.cert.pem``.

    The key file is readable by its owner only. Raises CannotRun if either file exists or cannot be written.
    """
    if not name or "/" in name or "\\" in name or name.startswith("."):
        raise CannotRun(f"{name!r} cannot be the name of a key.", "Use letters, digits and hyphens.")
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = _development_certificate(private, name, organisation, now)
    key_file, certificate_file = folder / f"{name}{KEY_SUFFIX}", folder / f"{name}{CERTIFICATE_SUFFIX}"
    if certificate_file.exists():
        raise CannotRun(f"{certificate_file} exists and is not overwritten.", "Choose another name.")
    pem = serialization.Encoding.PEM
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_new(key_file, secret, 0o600)
    _write_new(certificate_file, certificate.public_bytes(pem), 0o644)
    return SigningKey(private, certificate)


def load_signing_key(path: Path, passphrase: bytes | None = None) -> SigningKey:
    """Load a key from a folder that holds one, from ``<name>.key.pem`` or from a PKCS#12 file.

    The certificate file beside a PEM key may hold further certificates after the signer's own. Raises CannotRun,
    saying what to do, when something is missing, unreadable, of another kind, or does not belong together.
    """
    if path.is_dir():
        path = _only_key_in(path)
    data = _read(path)
    if path.suffix.lower() in PKCS12_SUFFIXES:
        return _from_pkcs12(path, data, passphrase)
    if not path.name.endswith(KEY_SUFFIX):
        raise CannotRun(
            f"{path} is not named like a key: <name>{KEY_SUFFIX}, or a PKCS#12 file ending in .p12 or .pfx.",
            f"Rename it so that <name>{CERTIFICATE_SUFFIX} stands beside it.",
        )
    certificate_file = path.with_name(path.name.removesuffix(KEY_SUFFIX) + CERTIFICATE_SUFFIX)
    private = _from_pem(path, data, passphrase)
    try:
        certificates = x509.load_pem_x509_certificates(_read(certificate_file))
    except ValueError:
        raise CannotRun(
            f"{certificate_file} holds no certificate that can be read.",
            "Put the signer's certificate there in PEM form, followed by those of its issuers.",
        ) from None
    return _signing_key(path, private, certificates[0], certificates[1:])


def _development_certificate(
    private: ec.EllipticCurvePrivateKey, name: str, organisation: str, now: datetime
) -> x509.Certificate:
    subject = [x509.NameAttribute(NameOID.COMMON_NAME, f"{name} {DEVELOPMENT_LABEL}"[:64])]
    if len(name) + len(DEVELOPMENT_LABEL) + 1 > 64:
        raise CannotRun(f"The name {name!r} is too long for a certificate.", "Use at most 37 characters.")
    if organisation:
        subject.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]))
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    policy = x509.PolicyInformation(x509.ObjectIdentifier(DEVELOPMENT_POLICY), None)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name(subject))
        .issuer_name(x509.Name(subject))
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + DEVELOPMENT_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.CertificatePolicies([policy]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )


def _only_key_in(folder: Path) -> Path:
    found = sorted(item for item in folder.iterdir() if item.name.endswith(KEY_SUFFIX))
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotRun(f"{folder} holds no key (<name>{KEY_SUFFIX}).", _MAKE_ONE)
    names = ", ".join(item.name for item in found)
    raise CannotRun(f"{folder} holds more than one key: {names}.", "Name the file of the key to use.")


def _from_pem(path: Path, data: bytes, passphrase: bytes | None) -> PrivateKey:
    # "from None" everywhere here: the library's own message may quote what it was given.
    try:
        return _accepted(path, serialization.load_pem_private_key(data, passphrase))
    except TypeError:
        what = "needs a passphrase" if passphrase is None else "is not encrypted, but a passphrase was given"
        raise CannotRun(f"The key in {path} {what}.", "Run again and answer accordingly.") from None
    except ValueError:
        raise CannotRun(
            f"{path} holds no private key that can be read with what was given.",
            "Check the passphrase, and that the file is a PEM private key.",
        ) from None


def _from_pkcs12(path: Path, data: bytes, passphrase: bytes | None) -> SigningKey:
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(data, passphrase)
    except (ValueError, TypeError):
        raise CannotRun(
            f"{path} cannot be opened as PKCS#12 with that passphrase.", "Check the passphrase and the file."
        ) from None
    if private is None or certificate is None:
        raise CannotRun(f"{path} holds no private key with a certificate.", "Export it again, with its private key.")
    return _signing_key(path, _accepted(path, private), certificate, others)


def _accepted(path: Path, private: object) -> PrivateKey:
    if isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name in ("secp256r1", "secp384r1"):
        return private
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= 2048:
        return private
    raise CannotRun(
        f"The key in {path} is of a kind that seals do not use.",
        "Use an EC key on P-256 or P-384, or an RSA key of 2048 bits or more.",
    )


def _signing_key(
    path: Path, private: PrivateKey, certificate: x509.Certificate, others: list[x509.Certificate]
) -> SigningKey:
    spki = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if spki != _public_bytes(certificate):
        raise CannotRun(
            f"The certificate beside {path} belongs to another key.",
            "Put the certificate that was issued for this key there, as the first one in its file.",
        )
    return SigningKey(private, certificate, without_root(certificate, others))


def _public_bytes(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror or error}.", _MAKE_ONE) from None


def _write_new(path: Path, data: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise CannotRun(f"{path} exists and is not overwritten.", "Choose another name.") from None
    except OSError as error:
        raise CannotRun(
            f"{path} cannot be written: {error.strerror or error}.", "Choose a folder that exists."
        ) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
