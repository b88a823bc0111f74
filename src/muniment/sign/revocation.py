"""Validation data for levels B-LT and B-LTA: the chain, and what its authorities say today about revocation.

Answers are fetched from the addresses in the certificates, up to the roots that the workspace names. What is not
answered, or answered "revoked", ends the signing: a document never carries half of a proof. Imports pyHanko.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, crl, ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InvalidCertificateError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.api import FetchLimits

from muniment.base.errors import CannotRun

#: Seconds for one answer and for all answers of one chain; how many answers a chain may ask for.
_PATIENCE, _ALL = 10, 60
_LIMITS = FetchLimits(max_requests=24, max_cert_requests=8)
_REMEDY = "Check the network, and that signing: trust: names the roots; or sign at level B-T; then run again."
#: RFC 5940: an OCSP response among the revocation information of a CMS object.
_OCSP_IN_CMS = "1.3.6.1.5.5.7.16.2"


@dataclass(frozen=True, slots=True)
class ValidationData:
    """Certificates below and beside the roots, OCSP answers and CRLs: what proves a chain without asking anybody."""

    certificates: tuple[asn1_x509.Certificate, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()

    def joined(self, other: "ValidationData") -> "ValidationData":
        """Return both together, each object once."""
        return ValidationData(
            _once((*self.certificates, *other.certificates)),
            _once((*self.ocsps, *other.ocsps)),
            _once((*self.crls, *other.crls)),
        )


class Authorities:
    """What the authorities of a workspace's roots say of certificates; each certificate is asked about once a run."""

    def __init__(self, anchors: Sequence[bytes]) -> None:
        self._anchors = [asn1_x509.Certificate.load(der) for der in anchors]
        self._known: dict[bytes, ValidationData] = {}

    def asked_about(
        self,
        leaf: asn1_x509.Certificate,
        others: Iterable[asn1_x509.Certificate],
        usage: str = "",
        signed_before: datetime | None = None,
    ) -> ValidationData:
        """Return the validation data of a certificate that is valid now; CannotRun when it is not, or nobody says.

        ``usage`` is an extended key usage that it must have (``time_stamping``). Where a timestamp proves that it
        signed before some time, it may have been revoked after that.
        """
        key = hashlib.sha256(leaf.dump() + repr(signed_before).encode()).digest()
        if key not in self._known:
            who = leaf.subject.human_friendly
            try:
                self._known[key] = asyncio.run(
                    asyncio.wait_for(self._validated(leaf, list(others), usage, signed_before), _ALL)
                )
            except RevokedError as error:
                message = f"The certificate of {who} was revoked: {_said(error)}."
                remedy = "Use another key. Nothing was signed with this one."
                if signed_before is not None:
                    message = f"{message} Its signature is proven as of {signed_before:%Y-%m-%d %H:%M} only."
                    remedy = "Nothing can prolong it: have the document sealed again, by another key."
                raise CannotRun(message, remedy) from None
            except (PathBuildingError, PathValidationError, InvalidCertificateError, ValidationError) as error:
                raise CannotRun(f"The certificate of {who} cannot be validated: {_said(error)}.", _REMEDY) from None
            except (OSError, TimeoutError, ValueError, TypeError) as error:
                message = f"Nobody says whether the certificate of {who} was revoked: {_said(error)}."
                raise CannotRun(message, _REMEDY) from None
        return self._known[key]

    async def _validated(
        self,
        leaf: asn1_x509.Certificate,
        others: list[asn1_x509.Certificate],
        usage: str,
        signed_before: datetime | None,
    ) -> ValidationData:
        async with AIOHttpFetcherBackend(per_request_timeout=_PATIENCE, limits=_LIMITS) as fetchers:
            context = ValidationContext(
                trust_roots=self._anchors,
                other_certs=others,
                allow_fetching=True,
                fetchers=fetchers,
                revocation_mode="hard-fail",
            )
            try:
                path = await _path(leaf, others, usage, context)
            except RevokedError as error:
                if signed_before is None or error.revocation_dt <= signed_before:
                    raise
                # Only a list says how a certificate stood before it was revoked; an OCSP answer is of today.
                lists = _once((*context.crls, *await fetchers.crl_fetcher.fetch(leaf)))
                context = self._as_of(signed_before, others, context.ocsps, lists)
                path = await _path(leaf, others, usage, context)
            chain = [item for item in path if item not in self._anchors]
            return ValidationData(_once(chain), _once(context.ocsps), _once(context.crls))

    def _as_of(
        self, moment: datetime, others: list[asn1_x509.Certificate], ocsps: Sequence[Any], crls: Sequence[Any]
    ) -> ValidationContext:
        """Return the context of an earlier time, with answers that were given now."""
        return ValidationContext(
            trust_roots=self._anchors,
            other_certs=others,
            moment=moment,
            ocsps=ocsps,
            crls=crls,
            revocation_mode="hard-fail",
            retroactive_revinfo=True,
        )


async def _path(
    leaf: asn1_x509.Certificate, others: list[asn1_x509.Certificate], usage: str, context: ValidationContext
) -> Any:
    validator = CertificateValidator(leaf, intermediate_certs=others, validation_context=context)
    return await validator.async_validate_usage(set(), {usage} if usage else None)


def enriched(token: bytes, data: ValidationData) -> bytes:
    """Return a timestamp token whose CMS carries the validation data, beside what it carries already.

    Neither field is signed, so the token stays what it was; the next timestamp covers them (RFC 5652, 10.2).
    """
    content = cms.ContentInfo.load(token)
    signed = content["content"]
    there = {item.chosen.dump() for item in signed["certificates"]}
    added = [item for item in data.certificates if item.dump() not in there]
    signed["certificates"] = cms.CertificateSet(
        [*signed["certificates"], *(cms.CertificateChoices("certificate", item) for item in added)]
    )
    before = list(signed["crls"]) if signed["crls"] else []
    known = {item.dump() for item in before}
    choices = [cms.RevocationInfoChoice("crl", item) for item in data.crls]
    choices += [
        cms.RevocationInfoChoice("other", {"other_rev_info_format": _OCSP_IN_CMS, "other_rev_info": item})
        for item in data.ocsps
    ]
    fresh = [item for item in choices if item.dump() not in known]
    if before or fresh:
        signed["crls"] = cms.RevocationInfoChoices([*before, *fresh])
    if data.ocsps:
        signed["version"] = "v5"
    return bytes(content.dump(force=True))


def _once(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({_content(item): item for item in items}.values())


def _content(item: Any) -> bytes:
    # An authority may sign the same list anew each time it is asked.
    return bytes((item["tbs_cert_list"] if isinstance(item, crl.CertificateList) else item).dump())


def _said(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:300].rstrip(".:")
