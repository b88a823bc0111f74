"""Whether a certificate was revoked, by the answers (OCSP, CRL) that travel with a signature. No network.

The path and the answers are judged by pyHanko's validator, which is imported only when this is asked.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from muniment.verify.result import printable

#: More than any honest document needs; each answer costs a signature check.
MAX_ANSWERS = 64
MAX_ANSWER_BYTES = 10_000_000
_DER = serialization.Encoding.DER


@dataclass(frozen=True, slots=True)
class Answers:
    """Revocation answers and certificates that travel with a signature, as DER."""

    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()

    def __add__(self, other: "Answers") -> "Answers":
        return Answers(
            tuple(dict.fromkeys(self.ocsps + other.ocsps)),
            tuple(dict.fromkeys(self.crls + other.crls)),
            tuple(dict.fromkeys(self.certificates + other.certificates)),
        )

    def within(self, other: "Answers") -> bool:
        """Say whether all that is here is there, too."""
        mine, theirs = (self.ocsps, self.crls, self.certificates), (other.ocsps, other.crls, other.certificates)
        return all(set(some) <= set(more) for some, more in zip(mine, theirs, strict=True))

    def bounded(self) -> "Answers":
        """Return no more than a recipient's machine should be asked to read."""
        kept: list[tuple[bytes, ...]] = []
        for group in (self.ocsps, self.crls, self.certificates):
            size, some = 0, []
            for item in group[:MAX_ANSWERS]:
                size += len(item)
                if size <= MAX_ANSWER_BYTES:
                    some.append(item)
            kept.append(tuple(some))
        return Answers(*kept)


NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a chain stands at a time: ``good``, ``not checked`` (no usable answers), ``revoked`` or ``refused``."""

    name: str
    detail: str = ""


def standing_of(chain: tuple[x509.Certificate, ...], answers: Answers, at: datetime) -> Standing:
    """Judge a chain, the signer's certificate first and the anchor last, as of a time, with the answers at hand."""
    if len(chain) < 2:
        return Standing("not checked", "the certificate is itself what is trusted")
    answers = answers.bounded()
    ocsps, crls = _usable(answers, min(item.not_valid_after_utc for item in chain[:-1]))
    if ocsps or crls:
        strict = asyncio.run(_validate(chain, answers.certificates, ocsps, crls, at, "require"))
        if strict.name != "not checked":
            return strict
        lenient = asyncio.run(_validate(chain, answers.certificates, ocsps, crls, at, "soft-fail"))
        return lenient if lenient.name in ("revoked", "refused") else Standing("not checked", strict.detail)
    lenient = asyncio.run(_validate(chain, answers.certificates, [], [], at, "soft-fail"))
    return lenient if lenient.name == "refused" else Standing("not checked", "no answers travel with it")


async def _validate(
    chain: tuple[x509.Certificate, ...],
    others: tuple[bytes, ...],
    ocsps: list[Any],
    crls: list[Any],
    at: datetime,
    mode: str,
) -> Standing:
    from asn1crypto import x509 as asn1_x509
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.authority import CertTrustAnchor
    from pyhanko_certvalidator.errors import (
        InsufficientRevinfoError,
        PathValidationError,
        RevokedError,
        ValidationError,
    )
    from pyhanko_certvalidator.path import ValidationPath
    from pyhanko_certvalidator.validate import async_validate_path

    leaf, *between, anchor = (asn1_x509.Certificate.load(item.public_bytes(_DER)) for item in chain)
    context = ValidationContext(
        trust_roots=[anchor],
        other_certs=[*between, *_certificates(others)],
        moment=at,
        ocsps=ocsps,
        crls=crls,
        revocation_mode=mode,
        # An answer from after the signature says more of it than one from before.
        retroactive_revinfo=True,
        time_tolerance=timedelta(seconds=5),
    )
    path = ValidationPath(CertTrustAnchor(anchor), list(reversed(between)), leaf)
    try:
        await async_validate_path(context, path)
    except RevokedError as error:
        return Standing("revoked", f"revoked on {error.revocation_dt:%Y-%m-%d}")
    except InsufficientRevinfoError as error:
        return Standing("not checked", printable(error, 160))
    except (PathValidationError, ValidationError) as error:
        return Standing("refused", printable(error, 160))
    except (ValueError, TypeError, KeyError, NotImplementedError) as error:
        return Standing("refused", f"the chain or an answer cannot be read: {printable(error, 120)}")
    return Standing("good")


def _certificates(ders: tuple[bytes, ...]) -> list[Any]:
    from asn1crypto import x509 as asn1_x509

    found = []
    for der in ders:
        try:
            certificate = asn1_x509.Certificate.load(der, strict=True)
            _ = certificate.subject.native, certificate.issuer.native, certificate.public_key.algorithm
        except (ValueError, TypeError):
            continue
        found.append(certificate)
    return found


def _usable(answers: Answers, expiry: datetime) -> tuple[list[Any], list[Any]]:
    """Return the answers that can be read and that were given while the certificates still ran.

    An authority may drop a certificate from its lists once it has expired: a later answer says nothing of it.
    """
    from asn1crypto import crl as asn1_crl
    from asn1crypto import ocsp as asn1_ocsp

    ocsps, crls = [], []
    for der in answers.ocsps:
        try:
            response = asn1_ocsp.OCSPResponse.load(der, strict=True)
            given = [
                item["this_update"].native for item in response.basic_ocsp_response["tbs_response_data"]["responses"]
            ]
            _ = response.native
        except (ValueError, TypeError, KeyError):
            continue
        if given and max(given) <= expiry:
            ocsps.append(response)
    for der in answers.crls:
        try:
            revoked = asn1_crl.CertificateList.load(der, strict=True)
            when = revoked["tbs_cert_list"]["this_update"].native
            _ = revoked["tbs_cert_list"]["revoked_certificates"], revoked.issuer.native
        except (ValueError, TypeError, KeyError):
            continue
        if when <= expiry:
            crls.append(revoked)
    return ocsps, crls


def answers_in(signed_data: Any) -> Answers:
    """Return the answers and certificates in a CMS SignedData's own fields (RFC 5652, OCSP by RFC 5940)."""
    ocsps, crls, certificates = [], [], []
    for choice in signed_data["crls"] or ():
        if choice.name == "crl":
            crls.append(choice.chosen.dump())
        else:
            info = choice.chosen
            if info["other_rev_info_format"].native == "ocsp_response":
                ocsps.append(info["other_rev_info"].dump())
    for choice in signed_data["certificates"] or ():
        if choice.name == "certificate":
            certificates.append(choice.chosen.dump())
    return Answers(tuple(ocsps), tuple(crls), tuple(certificates))
