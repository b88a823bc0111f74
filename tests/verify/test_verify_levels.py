"""What still holds in 2029 and 2036: levels, proven time, revocation and archive timestamps, in PDF, page and CMS."""

from datetime import timedelta

import pytest
import sealing_samples as samples
from cryptography.hazmat.primitives import serialization

from muniment.record.seal import LEVELS
from muniment.sign.cms import sign_detached
from muniment.sign.keys import load_signing_key
from muniment.sign.pdf import approve_pdf, seal_pdf
from muniment.sign.proof import Proof
from muniment.sign.revocation import Authorities
from muniment.sign.seal import seal_html
from muniment.sign.timestamps import TimestampAuthority
from muniment.verify.cms import judge_cms
from muniment.verify.files import verify_file
from muniment.verify.policy import Policy, Terms
from muniment.verify.result import Judgement

YEAR = timedelta(days=365)


class Travel:
    """Signers and authorities of the loopback PKI, and verification at another day."""

    def __init__(self, pki) -> None:
        self.pki = pki
        self.root = pki.certificate("root").public_bytes(serialization.Encoding.DER)
        self.authorities = Authorities([self.root])
        self.signers = {
            label: load_signing_key(pki.p12(label), pki.passphrase)
            for label in ("seal", "seal-short", "legal", "owner", "revoked")
        }

    def proof(self, level: str, short: bool = False) -> Proof:
        url = self.pki.tsa_short_url if short else self.pki.tsa_url
        return Proof(level, TimestampAuthority(url), self.authorities)

    def verify(self, data: bytes, name: str, years: float = 0, **policy):
        # The authority on loopback says the time at which a test asks it, which may be long after this file was read.
        when = samples.now() + timedelta(minutes=1) + years * YEAR
        return verify_file(data, name, trust=[self.root], now=when, policy=Policy(**policy))


@pytest.fixture(scope="module")
def travel(loopback_pki) -> Travel:
    return Travel(loopback_pki)


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return samples.build_pdf(fields=("Seal", "Approval-legal", "Approval-data-owner", "Timestamp"))


@pytest.fixture(scope="module")
def short_pdfs(travel, unsigned) -> dict[str, bytes]:
    """A seal whose certificate runs for two years, stamped by an authority that runs for four."""
    return {
        level: seal_pdf(unsigned, travel.signers["seal-short"], samples.now(), proof=travel.proof(level, short=True))
        for level in LEVELS
    }


@pytest.fixture(scope="module")
def short_pages(travel) -> dict[str, bytes]:
    return {
        level: seal_html(
            samples.build_page(), "x.html", travel.signers["seal-short"], samples.now(), travel.proof(level, short=True)
        )
        for level in LEVELS
    }


def outcome(result, name: str):
    return next(check for check in result.checks if check.name == name)


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_is_found(travel, short_pdfs, short_pages, level):
    for data, name in ((short_pdfs[level], "x.pdf"), (short_pages[level], "x.html")):
        result = travel.verify(data, name)
        assert result.verdict == "verified", result.summary
        assert (result.level, result.signers[0].level) == (level, level)
        assert outcome(result, "time").result == ("not established" if level == "B-B" else "passed")
        assert bool(result.signers[0].proven_at) is (level != "B-B")


@pytest.mark.parametrize("level", LEVELS)
def test_the_policy_sets_the_least_level(travel, short_pdfs, short_pages, level):
    for data, name in ((short_pdfs[level], "x.pdf"), (short_pages[level], "x.html")):
        for least in LEVELS:
            expected = LEVELS.index(level) >= LEVELS.index(least)
            result = travel.verify(data, name, level=least)
            assert (result.verdict == "verified") is expected, (level, least)
            if not expected:
                assert f"asks for level {least}" in result.summary


def test_revocation_is_told(travel, short_pdfs):
    assert "revocation was not checked" in travel.verify(short_pdfs["B-T"], "x.pdf").summary
    result = travel.verify(short_pdfs["B-LT"], "x.pdf")
    assert "not revoked as of" in result.summary
    assert result.signers[0].revocation == "good"


# The signer's certificate ends after 2 years, the authority's after 4.


@pytest.mark.parametrize(
    ("level", "years", "verdict"),
    [
        ("B-B", 1, "verified"),
        ("B-B", 3, "not_verified"),
        ("B-T", 3, "verified"),
        ("B-LT", 3, "verified"),
        ("B-LTA", 3, "verified"),
        ("B-T", 5, "not_verified"),
        ("B-LTA", 5, "not_verified"),
    ],
)
def test_a_timestamp_outlives_the_signers_certificate(travel, short_pdfs, short_pages, level, years, verdict):
    for data, name in ((short_pdfs[level], "x.pdf"), (short_pages[level], "x.html")):
        result = travel.verify(data, name, years)
        assert result.verdict == verdict, result.summary
        if verdict == "not_verified":
            assert "expired on" in result.summary
            assert "no timestamp that holds proves" in result.summary


def test_until_when_the_proof_is_good_is_told(travel, short_pdfs, short_pages):
    ends = {
        "B-B": travel.pki.certificate("seal-short").not_valid_after_utc,
        "B-LTA": travel.pki.certificate("tsa-short").not_valid_after_utc,
    }
    for level, end in ends.items():
        for data, name in ((short_pdfs[level], "x.pdf"), (short_pages[level], "x.html")):
            result = travel.verify(data, name)
            assert result.good_until == f"{end:%Y-%m-%dT%H:%M:%SZ}"
            assert "expires" in result.good_until_because


def test_who_signs_later_is_judged_with_all_others(travel, unsigned):
    proof = travel.proof("B-LTA")
    sealed = seal_pdf(unsigned, travel.signers["seal"], samples.now(), proof=proof)
    signed = approve_pdf(sealed, "legal", travel.signers["legal"], samples.now(), proof=proof)
    both = approve_pdf(signed, "data-owner", travel.signers["owner"], samples.now(), proof=proof)
    for years in (0, 10):
        result = travel.verify(both, "x.pdf", years, roles=(("seal", ""), ("legal", "Lea Gal"), ("data-owner", "")))
        assert result.verdict == "verified", result.summary
        assert [(signer.place, signer.level) for signer in result.signers] == [
            ("field Seal", "B-LTA"),
            ("field Approval-legal", "B-LTA"),
            ("field Approval-data-owner", "B-LTA"),
        ]
    assert travel.verify(signed, "x.pdf", roles=(("data-owner", ""),)).verdict == "not_verified"
    other = travel.verify(signed, "x.pdf", roles=(("legal", "Somebody Else"),))
    assert other.verdict == "not_verified"
    assert "it was Lea Gal" in other.summary


def test_a_detached_signature(travel):
    def judge(signature: bytes, data: bytes, years: float = 0) -> Judgement:
        judgement = Judgement()
        when = samples.now() + timedelta(minutes=1) + years * YEAR
        judge_cms(judgement, signature, data, Terms((travel.root,), Policy(), when))
        return judgement

    stamper = TimestampAuthority(travel.pki.tsa_short_url)
    signature = sign_detached(b"data", travel.signers["seal-short"], samples.now(), stamper)
    good = judge(signature, b"data")
    assert not good.fails()
    assert good.signers[0].level == "B-T"
    assert good.signers[0].trusted
    assert not judge(signature, b"data", 3).fails()
    assert judge(signature, b"data", 5).fails()
    assert judge(signature, b"dada").outcome("integrity") == "failed"
    bare = sign_detached(b"data", travel.signers["seal-short"], samples.now())
    assert judge(bare, b"data", 3).outcome("identity") == "failed"
    for spoiled in (b"", b"x", signature[:-3], signature + b"x", signature.replace(b"Example", b"Exanple")):
        assert judge(spoiled, b"data").fails()
