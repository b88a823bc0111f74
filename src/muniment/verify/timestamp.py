"""Judging RFC 3161 tokens over a seal's signature. Imports pyHanko; reached only if a seal carries a token."""

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from muniment.verify.policy import Terms
from muniment.verify.result import Judgement, printable

STRONG_DIGESTS = ("sha256", "sha384", "sha512")


def judge_token(judgement: Judgement, token: bytes, signature: bytes, terms: Terms) -> None:
    """Judge one timestamp token over a signature and note the time it proves, or why it proves none."""
    try:
        signed_data = cms.ContentInfo.load(token, strict=True)["content"]
        found: dict[str, Any] = asyncio.run(
            validate_tst_signed_data(
                signed_data,
                validation_context(terms),
                lambda algorithm: _imprint(algorithm, signature),
            )
        )
    except Exception as error:
        judgement.failed("time", f"a timestamp cannot be read: {describe(error)}")
        return
    judge_timestamp(judgement, found, terms)


def judge_timestamp(judgement: Judgement, found: dict[str, Any], terms: Terms) -> None:
    """Note what pyHanko found of a timestamp (its ``intact``, ``valid``, ``timestamp``, trust members)."""
    said = utc_text(found["timestamp"])
    authority = printable(found["signing_cert"].subject.human_friendly)
    if not (found["intact"] and found["valid"]):
        judgement.failed("time", f"the timestamp of {authority} does not belong to this seal")
    elif found.get("trust_problem_indic") is not None or found.get("validation_path") is None:
        judgement.not_established("time", f"a timestamp of {authority} says {said}; no --trust certificate backs it")
    else:
        judgement.passed("time", f"existed at {said}, by the timestamp of {authority}")


def _imprint(algorithm: str, signature: bytes) -> bytes:
    if algorithm not in STRONG_DIGESTS:
        raise ValueError(f"it was made with {algorithm}")
    return hashlib.new(algorithm, signature).digest()


def validation_context(terms: Terms) -> ValidationContext:
    """Return pyHanko's validation context for the caller's anchors alone: no system store, no network."""
    # An empty list means "none"; None would mean the system's list.
    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(der) for der in terms.trust],
        other_certs=[],
        moment=terms.now,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def describe(error: Exception) -> str:
    """Return an exception from the depth of a parser as one short line."""
    return printable(f"{type(error).__name__}: {error}", 160)


def utc_text(moment: datetime) -> str:
    """Return a time in UTC as text; one without a zone as it stands, since nobody knows its zone."""
    return moment.isoformat() if moment.tzinfo is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
