"""Judging a detached CAdES signature over some bytes, as packs carry it, with archive timestamps around it.

Imports pyHanko; reached only for packs.
"""

import asyncio
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from asn1crypto import cms
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints

from muniment.verify.cms_form import is_der
from muniment.verify.policy import Terms
from muniment.verify.proof import Clock, Stamp, judge_identity, signer_of, step_back, utc_text
from muniment.verify.result import Broken, Judgement
from muniment.verify.revocation import Answers, answers_in
from muniment.verify.timestamp import (
    MAX_TOKENS,
    STRONG_DIGESTS,
    certificates_of,
    describe,
    no_trust,
    over,
    own_tokens,
    read_token,
)
from muniment.verify.trust import key_of

MAX_SIGNATURE = 8_000_000
_KEY_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive timestamp, and the bytes it is over: in ASiC an ASiCArchiveManifest.

    Whether those bytes name the signature, its content and all earlier timestamps, with the right digests, is for
    the caller to check before.
    """

    token: bytes
    covered: bytes


def judge_cms(
    judgement: Judgement,
    signature: bytes,
    covered: bytes,
    terms: Terms,
    *,
    place: str = "",
    role: str = "seal",
    archives: Sequence[Archive] = (),
) -> None:
    """Judge a detached CMS signature (DER) over the covered bytes; note integrity, signature, identity and time.

    ``archives`` are the archive timestamps around it, in the order in which they were made. Bad input ends in a
    failed check; nothing raises.
    """
    try:
        signed_data = _load(signature)
        own = own_tokens(signed_data, terms)
        outer = _archives(archives, terms)
        status = asyncio.run(
            async_validate_detached_cms(covered, signed_data, no_trust(terms), key_usage_settings=_KEY_USAGE)
        )
        certificates = certificates_of(signed_data)
    except Broken as error:
        judgement.failed("signature", str(error))
        return
    except Exception as error:  # whatever a hostile signature provokes in a parser is a verdict, not a crash
        judgement.failed("signature", f"the signature cannot be read: {describe(error)}")
        return
    if not status.intact:
        judgement.failed("integrity", "changed since it was sealed: the digest is another one")
        return
    if status.md_algorithm not in STRONG_DIGESTS:
        judgement.failed("signature", f"the signature rests on {status.md_algorithm}")
        return
    if not status.valid:
        judgement.failed("signature", "the signature does not belong to the key it names")
        return
    judgement.passed("integrity", "unchanged since it was sealed")
    judgement.passed("signature", f"made with key {key_of(certificates[0])}")
    said = status.signer_reported_dt
    signer = signer_of(role, certificates[0], "" if said is None else utc_text(said), place)
    clock, known = _walk_back(judgement, own, outer, answers_in(signed_data), terms)
    judge_identity(judgement, signer, certificates, clock, known, terms)


def _load(signature: bytes) -> cms.SignedData:
    if len(signature) > MAX_SIGNATURE:
        raise Broken(f"the signature is larger than {MAX_SIGNATURE} bytes")
    try:
        content = cms.ContentInfo.load(signature, strict=True)
        if content["content_type"].native != "signed_data" or not is_der(signature):
            raise Broken("the signature is not a CMS signature in DER")
        signed_data = content["content"]
        signers = len(signed_data["signer_infos"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Broken(f"the signature cannot be read: {describe(error)}") from error
    if signers != 1:
        raise Broken(f"the signature has {signers} signers, not one")
    return signed_data


def _archives(archives: Sequence[Archive], terms: Terms) -> list[Stamp]:
    if len(archives) > MAX_TOKENS:
        raise Broken(f"there are more than {MAX_TOKENS} archive timestamps")
    return [read_token(item.token, over(item.covered), terms, archive=True) for item in archives]


def _walk_back(
    judgement: Judgement, own: list[Stamp], outer: list[Stamp], inside: Answers, terms: Terms
) -> tuple[Clock, Answers]:
    """Judge the timestamps, the outermost first; return the clock for the signature and the answers that hold."""
    clock = Clock(terms.now)
    carried = reduce(operator.add, (stamp.answers for stamp in own), inside)
    known = reduce(operator.add, (stamp.answers for stamp in outer), carried)
    for number, stamp in reversed(list(enumerate(outer))):
        held = step_back(judgement, clock, stamp, known, "this signature", terms)
        if held is not clock:
            # Only what the timestamp covers is proven to be from before its authority's end.
            known = reduce(operator.add, (inner.answers for inner in outer[:number]), carried)
        clock = held
    for stamp in own:
        clock = step_back(judgement, clock, stamp, known, "this signature", terms)
    return clock, known
