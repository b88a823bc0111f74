"""Stamps of cards: what holds, whose word it is, and that spoilt or foreign ones prove nothing."""

import asyncio
import base64
import hashlib
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sealing_samples as samples
from hypothesis import given
from hypothesis import strategies as st
from test_verify_fuzz import mutated
from test_verify_levels import YEAR, Travel, outcome
from test_verify_pdf import authority

from chance import SEED
from muniment.base.canonical import canonical_bytes
from muniment.base.errors import CannotRun
from muniment.record.stamp import (
    STATEMENT,
    CardStamp,
    DeclaredDigest,
    DrawnOn,
    MeasuredFile,
    StampedUse,
    StampStatement,
    build_stamp,
    load_stamp,
    stamp_bytes,
    stamped_bytes,
)
from muniment.sign.proof import Proof
from muniment.sign.stamping import renew_stamp, stamp_statement
from muniment.sign.timestamps import TimestampAuthority
from muniment.verify.files import verify_file
from muniment.verify.result import Broken
from muniment.verify.stamp import read_held

DIGEST = "sha256:" + "0" * 64
STATED = StampStatement(
    statement=STATEMENT,
    card="dataset/birds@1.0",
    sha256=DIGEST,
    draws_on=(DrawnOn("profile", "shared", DIGEST),),
    declared=(DeclaredDigest("/content_hash", "declared", DIGEST),),
    measured=(MeasuredFile("/distribution/csv", "data/birds.csv", 17, DIGEST),),
    uses=(StampedUse("model/m@1.0", "/datasets/b", "2026-03", DIGEST),),
    tool="muniment",
)


@pytest.fixture(scope="module")
def travel(loopback_pki) -> Travel:
    return Travel(loopback_pki)


@pytest.fixture(scope="module")
def stamps(travel) -> dict[str, CardStamp]:
    return {level: stamp_statement(STATED, travel.proof(level)) for level in ("B-T", "B-LT", "B-LTA")}


def trusting(data: bytes, *anchors: bytes):
    return verify_file(data, "stamp.json", trust=anchors, now=datetime.now(UTC) + timedelta(minutes=1))


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_a_stamp_verifies_by_the_root_of_its_authority_and_by_nothing_else(travel, stamps, level):
    data = stamp_bytes(stamps[level])
    result = travel.verify(data, "stamp.json")
    assert result.verdict == "verified", result.summary
    assert outcome(result, "time").result == "passed"
    assert result.good_until
    (signer,) = result.signers
    assert (signer.role, signer.trusted) == ("timestamp", True)
    assert "not later than" in result.summary
    assert trusting(data).verdict == "could_not_check"
    stranger = samples.der(samples.issue("Other root"))
    assert trusting(data, stranger).verdict == "not_verified"
    assert travel.verify(data, "stamp.json", level="B-T").verdict == "could_not_check", "a stamp is no signature"
    assert travel.verify(data, "stamp.pdf").verdict == "not_verified"


@pytest.mark.parametrize(
    "changed",
    [
        {"sha256": "sha256:" + "1" * 64},
        {"card": "dataset/birds@1.1"},
        {"measured": ()},
        {"declared": (*STATED.declared, *STATED.declared)},
        {"uses": (replace(STATED.uses[0], used_from="2025-01"),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_statement_is_not_what_was_stamped(travel, stamps, changed):
    for stamp in stamps.values():
        data = stamp_bytes(replace(stamp, statement=replace(STATED, **changed)))
        result = travel.verify(data, "stamp.json")
        assert (result.verdict, outcome(result, "integrity").result) == ("not_verified", "failed")
        with pytest.raises(Broken):
            read_held(data, samples.now() + YEAR)


def test_tokens_exchanged_left_out_or_of_another_day_do_not_hold(travel, stamps):
    first, second = stamps["B-LTA"].ders
    for tokens in [(second,), (second, first), (first, first), (first[:-9],), (b"",), ()]:
        data = stamp_bytes(build_stamp(STATED, tokens))
        assert travel.verify(data, "stamp.json").verdict == "not_verified"
        with pytest.raises(Broken):
            read_held(data, samples.now() + YEAR)
    with pytest.raises(Broken, match="later than can be"):
        read_held(stamp_bytes(stamps["B-T"]), samples.now() - YEAR)


def test_who_is_no_timestamp_authority_stamps_nothing():
    """A token of somebody whose certificate is for something else is refused when it is read."""
    other = samples.issue("Mail", extended=[samples.ExtendedKeyUsageOID.EMAIL_PROTECTION])
    bare = build_stamp(STATED, ())
    imprint = hashlib.sha256(stamped_bytes(bare, 0)).digest()
    token = asyncio.run(authority(other).async_timestamp(imprint, "sha256")).dump()
    data = stamp_bytes(build_stamp(STATED, (token,)))
    with pytest.raises(Broken, match="not one for timestamps"):
        read_held(data, samples.NOW + timedelta(minutes=1))
    assert trusting(data, samples.der(other)).verdict != "verified"


def test_a_renewal_carries_a_stamp_over_its_authoritys_end(travel):
    short = stamp_statement(STATED, travel.proof("B-LTA", short=True))
    assert travel.verify(stamp_bytes(short), "stamp.json", 5).verdict != "verified"
    with travel.pki.clock(samples.now() + 3 * YEAR):
        renewed = renew_stamp(short, travel.proof("B-LTA"))
    for years in (3.1, 5, 10):
        result = travel.verify(stamp_bytes(renewed), "stamp.json", years)
        assert result.verdict == "verified", result.summary
        assert result.signers[0].proven_at < f"{samples.now() + YEAR:%Y}"
    assert len(renewed.tokens) == 3
    assert read_held(stamp_bytes(renewed), samples.now() + 10 * YEAR).statement == STATED


def test_an_authority_that_does_not_answer_or_is_none_makes_no_stamp(loopback_pki):
    for url in ("http://127.0.0.1:1/", loopback_pki.url):
        with pytest.raises(CannotRun):
            stamp_statement(STATED, Proof("B-T", TimestampAuthority(url)))


def test_spoilt_stamps_end_in_a_verdict(travel, stamps):
    source = random.Random(SEED)
    for stamp in (stamps["B-T"], stamps["B-LTA"]):
        whole = stamp_bytes(stamp)
        for _ in range(60):
            spoilt = mutated(whole, source)
            result = travel.verify(spoilt, "stamp.json")
            assert result.verdict != "verified" or spoilt == whole
            assert "unexpectedly" not in result.summary
    for _ in range(60):
        token = mutated(stamps["B-T"].ders[0], source)
        result = travel.verify(stamp_bytes(build_stamp(STATED, (token,))), "stamp.json")
        assert "unexpectedly" not in result.summary
        # Certificates beside the signature are covered by nothing; the statement and the time are.
        assert result.verdict != "verified" or read_held(
            stamp_bytes(build_stamp(STATED, (token,))), samples.now() + YEAR
        ) == read_held(stamp_bytes(stamps["B-T"]), samples.now() + YEAR)


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)


@given(st.lists(st.builds(MeasuredFile, TEXT, TEXT, st.integers(0, 2**53 - 1), TEXT), max_size=3), TEXT, TEXT)
def test_a_stamp_has_one_form_and_is_read_back_as_it_was(measured, card, tool):
    statement = replace(STATED, measured=tuple(measured), card=card, tool=tool)
    stamp = build_stamp(statement, (b"token", b"another"))
    data = stamp_bytes(stamp)
    assert load_stamp(data) == stamp
    raw = json.loads(data)
    assert canonical_bytes(raw) == data
    assert canonical_bytes(raw["statement"]) == stamped_bytes(stamp, 0)
    assert stamped_bytes(stamp, 1) != stamped_bytes(stamp, 2)
    for other in (json.dumps(raw).encode(), data + b"\n", json.dumps(raw, indent=1).encode()):
        with pytest.raises(ValueError, match="canonical"):
            load_stamp(other)


@pytest.mark.parametrize(
    "raw",
    [
        {}, [], None, 1, {"stamp": 1}, {"stamp": True, "statement": {}, "tokens": []},
        {"stamp": 2, "statement": {}, "tokens": []}, {"stamp": 1, "statement": {}, "tokens": []},
        {"stamp": 1, "statement": None, "tokens": [1]},
    ],
)  # fmt: skip
def test_what_is_no_stamp_is_refused(raw):
    with pytest.raises(ValueError, match=r".+"):
        load_stamp(json.dumps(raw).encode())


@pytest.mark.parametrize("token", ["*", "QQ", "QR==", "QQ==\n", base64.b64encode(b"x").decode() + "é"])
def test_a_token_has_one_spelling(token):
    raw = json.loads(stamp_bytes(build_stamp(STATED, ())))
    with pytest.raises(ValueError, match=r".+"):
        load_stamp(canonical_bytes({**raw, "tokens": [token]}))
