"""Timestamps in the seal object: tokens over the seal's signature."""

import asyncio
import base64
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
import sealing_samples as samples
from test_verify_pdf import authority

from muniment.record.seal import HTML_HEAD, HTML_TAIL, load_seal, seal_bytes
from muniment.verify.files import verify_file
from muniment.verify.page import split_page
from muniment.verify.policy import Policy


def with_token(sealed: bytes, key, over: bytes | None = None, spoil=None) -> bytes:
    page, seal_json = split_page(sealed)
    seal = load_seal(seal_json)
    digest = hashlib.sha256(seal.signature if over is None else over).digest()
    token = asyncio.run(authority(key).async_timestamp(digest, "sha256")).dump()
    token = spoil(token) if spoil else token
    return page + HTML_HEAD + base64.b64encode(seal_bytes(replace(seal, timestamps=(token,)))) + HTML_TAIL


def verify(data: bytes, pki, trust=None):
    policy = Policy(required=Policy().required | {"time"})
    trust = pki.trust if trust is None else trust
    return verify_file(data, "x.html", trust=trust, now=samples.NOW + timedelta(minutes=1), policy=policy)


def time_of(result):
    return next(check for check in result.checks if check.name == "time")


def test_a_token_of_a_known_authority_proves_the_time(pki, sealed_page):
    result = verify(with_token(sealed_page, pki.timestamping), pki)
    assert result.verdict == "verified", result.summary
    assert "2026-11-20T12:00:00Z" in time_of(result).detail


def test_without_a_token_the_time_stays_open(pki, sealed_page):
    assert verify(sealed_page, pki).verdict == "could_not_check"


def test_a_token_of_a_stranger_proves_nothing(pki, sealed_page):
    stranger = samples.issue("Other TSA", extended=[samples.ExtendedKeyUsageOID.TIME_STAMPING])
    result = verify(with_token(sealed_page, stranger), pki)
    assert result.verdict == "could_not_check"
    assert "no --trust certificate" in time_of(result).detail


def test_a_certificate_that_is_not_for_timestamps_proves_nothing(pki, sealed_page):
    other = samples.issue(
        "Mail", pki.authority, [pki.authority.certificate], extended=[samples.ExtendedKeyUsageOID.EMAIL_PROTECTION]
    )
    assert time_of(verify(with_token(sealed_page, other), pki)).result != "passed"


def test_a_token_over_something_else_fails(pki, sealed_page):
    result = verify(with_token(sealed_page, pki.timestamping, over=b"another"), pki)
    assert result.verdict == "not_verified"
    assert time_of(result).result == "failed"


@pytest.mark.parametrize(
    "spoil", [lambda token: b"", lambda token: b"x", lambda token: token[:-9], lambda token: token + b"x"]
)
def test_a_token_that_is_none_fails(pki, sealed_page, spoil):
    result = verify(with_token(sealed_page, pki.timestamping, spoil=spoil), pki)
    assert result.verdict == "not_verified"
    assert time_of(result).result == "failed"
