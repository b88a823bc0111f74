"""Judging a stamp: whether its timestamps belong to its statement, and whose they are. Imports pyHanko when it does."""

import hashlib
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from cryptography.hazmat.primitives import serialization

from muniment.record.stamp import CardStamp, StampStatement, load_stamp, stamped_bytes
from muniment.verify.policy import DEFAULT_POLICY, Terms
from muniment.verify.proof import Clock, Stamp, signer_of, step_back, utc_text
from muniment.verify.result import Broken, Judgement, Outcome, printable
from muniment.verify.trust import identify, name_of

#: Answers on revocation travel in the tokens, and some authorities have long lists.
MAX_STAMP = 8_000_000
_DRIFT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Held:
    """A stamp whose timestamps belong to its statement: what it says, since when, by whose word.

    Whether that authority can be trusted is not judged.
    """

    statement: StampStatement
    said: datetime
    authority: str


def is_stamp(raw: Any) -> bool:
    """Say whether JSON is meant as a stamp."""
    return isinstance(raw, dict) and "stamp" in raw and "statement" in raw


def read_held(data: bytes, now: datetime) -> Held:
    """Read a stamp and check its timestamps, without any anchor; raise Broken where one does not hold."""
    stamp = _load(data)
    tokens = _tokens(stamp, Terms((), DEFAULT_POLICY, now))
    latest = now + _DRIFT
    for token in reversed(tokens):
        authority = token.certificates[0]
        if not token.belongs:
            raise Broken("its timestamp does not belong to what it states")
        if token.said > latest:
            raise Broken(f"its timestamp says {utc_text(token.said)}, which is later than can be")
        # The authority's own certificate stands in for an anchor: only its purpose and its dates are asked about.
        own = authority.public_bytes(serialization.Encoding.DER)
        if not (fit := identify(authority, (), (own,), token.said, stamping=True)).trusted:
            raise Broken(f"its timestamp is none: {fit.detail}")
        latest = token.said + _DRIFT
    return Held(stamp.statement, tokens[0].said, name_of(tokens[0].certificates[0].subject))


def judge_stamp(data: bytes, terms: Terms) -> Judgement:
    """Judge a stamp by itself: that its statement existed at a time. Cards and data are not looked at."""
    judgement = Judgement()
    try:
        stamp = _load(data)
        tokens = _tokens(stamp, terms)
    except Broken as error:
        judgement.failed("integrity", str(error))
        return judgement
    clock, held = _walk_back(judgement, tokens, terms)
    first = tokens[0]
    authority = name_of(first.certificates[0].subject)
    if not all(token.belongs for token in tokens):
        judgement.failed("integrity", "what it states is not what was stamped, or its timestamps were changed")
        return judgement
    judgement.passed("integrity", f"the statement on {stamp.statement.card} is as it was stamped")
    judgement.passed("signature", f"the timestamp is signed by {authority}")
    _judge_authority(judgement, first, clock, held, terms)
    _judge_completeness(judgement, stamp.statement, terms)
    return judgement


def _load(data: bytes) -> CardStamp:
    if len(data) > MAX_STAMP:
        raise Broken(f"the stamp is larger than {MAX_STAMP} bytes")
    try:
        return load_stamp(data)
    except ValueError as error:
        raise Broken(printable(f"the stamp cannot be read: {error}")) from error


def _tokens(stamp: CardStamp, terms: Terms) -> list[Stamp]:
    # Imported here: tokens are CMS and need pyHanko, which what only asks whether JSON is a stamp does not.
    from muniment.verify.timestamp import MAX_TOKENS, read_token

    if not 1 <= len(stamp.tokens) <= MAX_TOKENS:
        raise Broken(f"the stamp carries no timestamp, or more than {MAX_TOKENS}")
    return [read_token(der, _over(stamp, number), terms, archive=number > 0) for number, der in enumerate(stamp.ders)]


def _over(stamp: CardStamp, number: int) -> Callable[[str], bytes]:
    return lambda algorithm: hashlib.new(algorithm, stamped_bytes(stamp, number)).digest()


def _walk_back(judgement: Judgement, tokens: list[Stamp], terms: Terms) -> tuple[Clock, bool]:
    """Judge the tokens, the last one first; return the clock, and whether the first one holds."""
    clock, held = Clock(terms.now), False
    known = reduce(operator.add, (token.answers for token in tokens))
    for number, token in reversed(list(enumerate(tokens))):
        before = clock
        clock = step_back(judgement, before, token, known, "this stamp", terms)
        held = clock is not before
        if held and number:
            # What came later than this token is not proven to be from before its authority's end.
            known = reduce(operator.add, (inner.answers for inner in tokens[:number]))
    return clock, held


def _judge_authority(judgement: Judgement, first: Stamp, clock: Clock, held: bool, terms: Terms) -> None:
    """Note whose the first timestamp is, and the time that it proves."""
    leaf = first.certificates[0]
    said = utc_text(first.said)
    signer = signer_of("timestamp", leaf, said, "")
    judgement.signers.append(replace(signer, trusted=held, proven_at=said if held else ""))
    if held:
        judgement.passed("time", f"existed at {said}, by the timestamp of {clock.authority}")
        judgement.passed("identity", f"not later than {said}, by the timestamp of {signer.name}, whom --trust backs")
        judgement.bound(clock.end)
        return
    why = judgement.checks["time"].detail
    if terms.anchors and judgement.outcome("time") is not Outcome.FAILED:
        judgement.failed("identity", why)
    else:
        judgement.not_established("identity", f"who {signer.name} is was not checked; give --trust: {why}")


def _judge_completeness(judgement: Judgement, statement: StampStatement, terms: Terms) -> None:
    policy = terms.policy
    if policy.level or policy.signer_class or policy.roles or policy.signed_fields or policy.max_age_days:
        judgement.not_established("completeness", "the policy asks for signatures or a seal, and a stamp carries none")
    judgement.passed(
        "completeness",
        f"states the card {statement.card} by {statement.sha256}, {len(statement.declared)} digests of data as declared"
        f" and {len(statement.measured)} as measured; card and data themselves are not judged here",
    )
