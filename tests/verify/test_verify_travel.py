"""Renewals, revocation, and a clock three and ten years ahead; tokens and lists that are spoilt."""

import base64
import random
import urllib.request
from datetime import timedelta

import pytest
import sealing_samples as samples
from test_verify_fuzz import mutated
from test_verify_levels import YEAR, Travel, outcome

from chance import SEED
from muniment.record.seal import HTML_HEAD, HTML_TAIL, load_seal, seal_bytes
from muniment.sign.pdf import seal_pdf
from muniment.sign.seal import archived, seal_html
from muniment.verify.page import split_page
from muniment.verify.policy import Policy, Terms
from muniment.verify.proof import Clock, judge_identity, signer_of
from muniment.verify.result import Judgement
from muniment.verify.revocation import Answers


@pytest.fixture(scope="module")
def travel(loopback_pki) -> Travel:
    return Travel(loopback_pki)


@pytest.fixture(scope="module")
def page(travel) -> bytes:
    """Sealed by a certificate of two years, with timestamps of an authority of four."""
    proof = travel.proof("B-LTA", short=True)
    return seal_html(samples.build_page(), "x.html", travel.signers["seal-short"], samples.now(), proof)


def renewed(page: bytes, travel: Travel, years: float) -> bytes:
    """The page with one more archive timestamp, by the authority that lives long, made some years on."""
    content, seal_json = split_page(page)
    with travel.pki.clock(samples.now() + years * YEAR):
        seal = archived(load_seal(seal_json), content, travel.proof("B-LTA"))
    return content + HTML_HEAD + base64.b64encode(seal_bytes(seal)) + HTML_TAIL


def test_a_renewal_carries_the_proof_over_the_first_authoritys_end(travel, page):
    assert travel.verify(page, "x.html", 5).verdict == "not_verified"
    after = renewed(page, travel, 3)
    for years in (3.1, 5, 10):
        result = travel.verify(after, "x.html", years, level="B-LTA")
        assert result.verdict == "verified", result.summary
        assert result.good_until.startswith("2060")
        assert result.signers[0].proven_at < f"{samples.now() + YEAR:%Y}"


def test_a_renewal_that_came_too_late_proves_nothing_of_before(travel, page):
    late = renewed(page, travel, 5)
    assert travel.verify(late, "x.html", 6).verdict == "not_verified"


def test_a_timestamp_that_covers_an_earlier_one_is_not_older(travel, page):
    backdated = renewed(page, travel, -0.3)
    result = travel.verify(backdated, "x.html")
    assert result.verdict == "not_verified"
    assert "later than what covers it" in outcome(result, "time").detail


def test_timestamps_in_another_order_or_left_out_do_not_belong(travel, page):
    content, seal_json = split_page(renewed(page, travel, 3))
    seal = load_seal(seal_json)
    first, second, third = seal.timestamps
    for tokens in ((second, first, third), (first, third), (third,), (first, second, second)):
        changed = seal_bytes(type(seal)(seal.payload, seal.signature, seal.key_id, seal.certificates, tokens))
        data = content + HTML_HEAD + base64.b64encode(changed) + HTML_TAIL
        result = travel.verify(data, "x.html", 3.5)
        assert result.verdict == "not_verified"
        assert "does not belong" in outcome(result, "time").detail


@pytest.mark.parametrize(("label", "expected"), [("revoked", "failed"), ("seal", "passed")])
def test_a_revoked_certificate_fails_where_answers_travel(travel, label, expected):
    crls = []
    for issuer in ("inter", "root"):
        with urllib.request.urlopen(f"{travel.pki.url}/t/crls/{issuer}/latest.crl", timeout=20) as answer:
            crls.append(answer.read())
    terms = Terms((travel.root,), Policy(), samples.now() + timedelta(minutes=1))
    certificates = [travel.pki.certificate(label), travel.pki.certificate("inter")]
    judgement = Judgement()
    signer = signer_of("seal", certificates[0], "", "")
    judge_identity(judgement, signer, certificates, Clock(terms.now), Answers((), tuple(crls)), terms)
    assert judgement.outcome("identity") == expected
    assert ("revoked on 2026-01-01" if label == "revoked" else "not revoked") in judgement.checks["identity"].detail


def test_spoilt_timestamps_end_in_a_verdict(travel, page):
    chance = random.Random(SEED)
    content, seal_json = split_page(page)
    seal = load_seal(seal_json)
    for number in range(60):
        tokens = list(seal.timestamps)
        tokens[number % 2] = mutated(tokens[number % 2], chance)
        if tuple(tokens) == seal.timestamps:
            continue
        changed = seal_bytes(type(seal)(seal.payload, seal.signature, seal.key_id, seal.certificates, tuple(tokens)))
        result = travel.verify(content + HTML_HEAD + base64.b64encode(changed) + HTML_TAIL, "x.html")
        assert "unexpectedly" not in result.summary
        assert result.level != "B-LTA" or result.verdict == "not_verified"


def test_spoilt_documents_with_all_levels_end_in_a_verdict(travel):
    chance = random.Random(SEED)
    fields = ("Seal", "Approval-legal", "Timestamp")
    whole = seal_pdf(
        samples.build_pdf(fields=fields), travel.signers["seal"], samples.now(), proof=travel.proof("B-LTA")
    )
    for _ in range(40):
        changed = mutated(whole, chance)
        if changed != whole:
            result = travel.verify(changed, "x.pdf")
            assert result.verdict == "not_verified", result.summary
            assert "unexpectedly" not in result.summary


def test_a_clock_that_stands_before_the_timestamp_is_named_as_a_reason(travel, page):
    result = travel.verify(page, "x.html", -1)
    assert result.verdict == "not_verified"
    assert "later than now, 2025-" in outcome(result, "time").detail
    assert "by the clock of this computer" in outcome(result, "time").detail
