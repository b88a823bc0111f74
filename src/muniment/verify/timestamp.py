"""Reading RFC 3161 tokens. Imports pyHanko; reached only where a file carries a token."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from typing import Any

from asn1crypto import cms
from cryptography import x509
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    validate_tst_signed_data,
)
from pyhanko_certvalidator import ValidationContext

from muniment.verify.policy import Terms
from muniment.verify.proof import Stamp
from muniment.verify.result import Broken, printable
from muniment.verify.revocation import answers_in
from muniment.verify.trust import MAX_CERTIFICATES, load_certificate

# pyHanko logs what it refuses, with tracebacks; here that is a result.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

STRONG_DIGESTS = ("sha256", "sha384", "sha512")
MAX_TOKENS = 40
MAX_OWN_TOKENS = 4


def read_token(token: bytes, covered: Callable[[str], bytes], terms: Terms, *, archive: bool = False) -> Stamp:
    """Read one token over what ``covered`` gives for the name of its digest; raise Broken if it is none.

    Who the authority is, and whether it may be relied on, is judged by `muniment.verify.proof`.
    """
    try:
        signed_data = cms.ContentInfo.load(token, strict=True)["content"]
    except (ValueError, TypeError, KeyError) as error:
        raise Broken(f"a timestamp cannot be read: {describe(error)}") from error
    return read_signed_data(signed_data, covered, terms, archive=archive)


def read_signed_data(
    signed_data: cms.SignedData, covered: Callable[[str], bytes], terms: Terms, *, archive: bool = False
) -> Stamp:
    """Read the token that a CMS SignedData is, as `read_token` does."""
    try:
        found = asyncio.run(validate_tst_signed_data(signed_data, no_trust(terms), _strong(covered)))
        return stamp_of(signed_data, found, archive=archive)
    except Broken:
        raise
    except Exception as error:  # whatever a hostile token provokes in a parser
        raise Broken(f"a timestamp cannot be read: {describe(error)}") from error


def own_tokens(signed_data: cms.SignedData, terms: Terms) -> list[Stamp]:
    """Read the timestamps over a CMS signature's value that stand among its unsigned attributes."""
    (signer,) = signed_data["signer_infos"]
    value = signer["signature"].native
    tokens = list(extract_tst_data_iter(signer, signed=False))
    if len(tokens) > MAX_OWN_TOKENS:
        raise Broken(f"a signature carries more than {MAX_OWN_TOKENS} timestamps")
    return [read_signed_data(token, over(value), terms) for token in tokens]


def over(data: bytes) -> Callable[[str], bytes]:
    """Return what `read_token` asks for, for a token over these bytes."""
    return lambda algorithm: hashlib.new(algorithm, data).digest()


def stamp_of(signed_data: cms.SignedData, found: dict[str, Any], *, archive: bool) -> Stamp:
    """Return a token as a Stamp, from its CMS and from what pyHanko found of its signature and imprint."""
    imprint = signed_data["encap_content_info"]["content"].parsed["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    for name in (algorithm, found["md_algorithm"]):
        if name not in STRONG_DIGESTS:
            raise Broken(f"a timestamp rests on {name}")
    return Stamp(
        said=found["timestamp"],
        certificates=tuple(certificates_of(signed_data)),
        belongs=bool(found["intact"] and found["valid"]),
        digest=algorithm,
        padding="pss" if "pss" in str(found["pkcs7_signature_mechanism"]) else "pkcs1v15",
        answers=answers_in(signed_data),
        archive=archive,
    )


def no_trust(terms: Terms) -> ValidationContext:
    """Return a context of pyHanko's that trusts nobody: it checks signatures, and whose they are is judged here."""
    # An empty list means "none"; None would mean the system's list.
    return ValidationContext(
        trust_roots=[], other_certs=[], moment=terms.now, allow_fetching=False, revocation_mode="soft-fail"
    )


def certificates_of(signed_data: cms.SignedData) -> list[x509.Certificate]:
    """Return the certificates of a CMS signature, the signer's first; raise ValueError if one cannot be read."""
    found = extract_certs_for_validation(signed_data)
    return [load_certificate(item.dump()) for item in (found.signer_cert, *found.other_certs[: MAX_CERTIFICATES * 2])]


def describe(error: Exception) -> str:
    """Return an exception from the depth of a parser as one short line."""
    return printable(f"{type(error).__name__}: {error}", 160)


def _strong(covered: Callable[[str], bytes]) -> Callable[[str], bytes]:
    def imprint(algorithm: str) -> bytes:
        if algorithm not in STRONG_DIGESTS:
            raise Broken(f"a timestamp rests on {algorithm}")
        return covered(algorithm)

    return imprint
