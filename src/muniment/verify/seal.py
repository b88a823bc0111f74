"""Judging a seal object over some bytes: the statement, the signature, the holder of the key, the time."""

import hashlib
import json
import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from muniment.base.canonical import canonical_bytes
from muniment.record.seal import (
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    Seal,
    load_seal,
    pae,
    seal_bytes,
    timestamped_bytes,
)
from muniment.verify.policy import Terms
from muniment.verify.proof import Clock, judge_identity, signer_of, step_back
from muniment.verify.result import Broken as Broken
from muniment.verify.result import Judgement
from muniment.verify.revocation import NO_ANSWERS, Answers
from muniment.verify.trust import MAX_CERTIFICATES, key_of, load_certificate

#: Answers on revocation travel in the timestamps, and some authorities have long lists.
MAX_SEAL = 8_000_000


@dataclass(frozen=True, slots=True)
class Statement:
    """What a seal says of the bytes it covers."""

    sha256: str
    size: int
    media_type: str
    signed_at: str
    certificates: tuple[str, ...]


def judge_seal(judgement: Judgement, seal_json: bytes, covered: bytes, media_type: str, terms: Terms) -> None:
    """Judge a seal object over the covered bytes; note integrity, signature, identity and time, and the signer.

    Stops at the first check that fails, because what follows would rest on it.
    """
    try:
        seal = _load(seal_json)
        statement = _statement(seal.payload)
        _check_covered(statement, covered, media_type)
    except Broken as error:
        judgement.failed("integrity", str(error))
        return
    judgement.passed("integrity", "unchanged since it was sealed")
    try:
        certificates = [load_certificate(der) for der in seal.certificates]
        _check_signature(seal, statement, certificates[0])
    except Broken as error:
        judgement.failed("signature", str(error))
        return
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        judgement.failed("signature", f"a certificate in the seal cannot be read: {error}")
        return
    judgement.passed("signature", f"made with key {key_of(certificates[0])}")
    signer = signer_of("seal", certificates[0], statement.signed_at, "")
    if not seal.timestamps:
        judge_identity(judgement, signer, certificates, Clock(terms.now), None, terms)
        return
    clock, answers = _walk_back(judgement, seal, covered, terms)
    judge_identity(judgement, signer, certificates, clock, answers, terms)


def _load(seal_json: bytes) -> Seal:
    if len(seal_json) > MAX_SEAL:
        raise Broken(f"the seal is larger than {MAX_SEAL} bytes")
    try:
        seal = load_seal(seal_json)
    except (ValueError, RecursionError) as error:
        raise Broken(f"the seal cannot be read: {error}") from error
    # One form only: otherwise bytes that no signature covers could be changed.
    if seal_bytes(seal) != seal_json:
        raise Broken("the seal is not written in its canonical form")
    if not 1 <= len(seal.certificates) <= MAX_CERTIFICATES:
        raise Broken("the seal carries no certificate, or too many")
    return seal


def _statement(payload: bytes) -> Statement:
    try:
        raw: Any = json.loads(payload)
        if canonical_bytes(raw) != payload:
            raise Broken("the seal's statement is not written in its canonical form")
        (subject,) = raw["subject"]
        predicate = raw["predicate"]
        statement = Statement(
            sha256=subject["digest"]["sha256"],
            size=predicate["size"],
            media_type=predicate["media_type"],
            signed_at=predicate["signed_at"],
            certificates=tuple(predicate["certificates"]),
        )
        if raw["_type"] != STATEMENT_TYPE or raw["predicateType"] != PREDICATE_TYPE:
            raise Broken("the seal's statement is of another type")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Broken("the seal's statement cannot be read") from error
    texts = (statement.sha256, statement.media_type, statement.signed_at, *statement.certificates)
    if not all(isinstance(text, str) for text in texts) or type(statement.size) is not int:
        raise Broken("the seal's statement has a member of the wrong type")
    return statement


def _check_covered(statement: Statement, covered: bytes, media_type: str) -> None:
    if statement.media_type != media_type:
        raise Broken(f"the seal is one for {statement.media_type}, not for {media_type}")
    if statement.size != len(covered):
        raise Broken(f"the seal is over {statement.size} bytes, the file has {len(covered)}")
    if statement.sha256 != hashlib.sha256(covered).hexdigest():
        raise Broken("changed since it was sealed: the digest is another one")


def _check_signature(seal: Seal, statement: Statement, leaf: x509.Certificate) -> None:
    digests = tuple(hashlib.sha256(der).hexdigest() for der in seal.certificates)
    if digests != statement.certificates:
        raise Broken("the certificates are not those that the seal was made with")
    if seal.key_id != key_of(leaf):
        raise Broken("the seal names another key than its certificate")
    key, message = leaf.public_key(), pae(seal.payload)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in ("secp256r1", "secp384r1"):
            digest = hashes.SHA384() if key.curve.name == "secp384r1" else hashes.SHA256()
            key.verify(seal.signature, message, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey):
            scheme = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
            key.verify(seal.signature, message, scheme, hashes.SHA256())
        else:
            raise Broken("the seal was made with a kind of key that seals do not use")
    except InvalidSignature as error:
        raise Broken("the signature does not belong to the seal's statement and key") from error


def _walk_back(judgement: Judgement, seal: Seal, covered: bytes, terms: Terms) -> tuple[Clock, Answers]:
    """Judge the timestamps, the last one first; return the clock for the signature and the answers that hold for it."""
    # Imported here: tokens are CMS and need pyHanko, which a page or manifest without them does not.
    from muniment.verify.timestamp import MAX_TOKENS, read_token

    clock, stamps = Clock(terms.now), []
    try:
        if len(seal.timestamps) > MAX_TOKENS:
            raise Broken(f"the seal carries more than {MAX_TOKENS} timestamps")
        for number, token in enumerate(seal.timestamps):
            stamps.append(read_token(token, _bytes_under(seal, number, covered), terms, archive=number > 0))
    except Broken as error:
        judgement.failed("time", str(error))
        return clock, NO_ANSWERS
    known = reduce(operator.add, (stamp.answers for stamp in stamps))
    for number, stamp in reversed(list(enumerate(stamps))):
        held = step_back(judgement, clock, stamp, known, "this seal", terms)
        if held is not clock and number:
            # What came later than this timestamp is not proven to be from before its authority's end.
            known = reduce(operator.add, (inner.answers for inner in stamps[:number]))
        clock = held
    return clock, known


def _bytes_under(seal: Seal, number: int, covered: bytes) -> Callable[[str], bytes]:
    return lambda algorithm: hashlib.new(algorithm, timestamped_bytes(seal, number, covered, algorithm)).digest()
