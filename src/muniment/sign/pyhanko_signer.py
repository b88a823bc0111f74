"""Whoever signs, as pyHanko wants to see it. Imports pyHanko: import it only for PDF and CMS."""

import asyncio

from asn1crypto import algos
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from muniment.sign.signer import Signer, certificates_of, digest_of


class PyHankoSigner(signers.Signer):
    """Adapts a signer: pyHanko makes the CMS, the signer the signature in it, in a thread of its own."""

    def __init__(self, signer: Signer) -> None:
        leaf, *chain = (asn1_x509.Certificate.load(der) for der in certificates_of(signer))
        registry = SimpleCertificateStore()
        registry.register_multiple(chain)
        super().__init__(
            signing_cert=leaf,
            cert_registry=registry,
            signature_mechanism=mechanism_of(signer.certificate),
            embed_roots=False,
        )
        self._signer = signer
        key = signer.certificate.public_key()
        #: Bytes that a signature takes; two integers and their heads for ECDSA.
        self._size = 2 * ((key.key_size + 7) // 8) + 9 if isinstance(key, ec.EllipticCurvePublicKey) else 0
        self._size = self._size or (getattr(key, "key_size", 4096) + 7) // 8

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature; for a dry run bytes of its length, so that a key is used once a signature."""
        if digest_algorithm.lower() != digest_of(self._signer.certificate):
            raise ValueError(f"this key signs with {digest_of(self._signer.certificate)}, not {digest_algorithm}")
        return bytes(self._size) if dry_run else await asyncio.to_thread(self._signer.sign, data)


def mechanism_of(certificate: x509.Certificate) -> algos.SignedDigestAlgorithm:
    """Return how a key signs, as CMS names it."""
    digest = digest_of(certificate)
    if isinstance(certificate.public_key(), ec.EllipticCurvePublicKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"})
    # As in the protocol: MGF1 and salt by the same digest.
    algorithm = {"algorithm": digest}
    parameters = {
        "hash_algorithm": algorithm,
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": algorithm},
        "salt_length": 32,
    }
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
