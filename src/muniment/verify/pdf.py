"""Judging a sealed PDF: structure first, then pyHanko on each signature, then all of them together.

One bad signature rejects the document. Imports pyHanko; reached only for PDF.
"""

import asyncio
from typing import Any

from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel

from muniment.record.seal import APPROVAL_FIELDS, SEAL_FIELD
from muniment.verify.document import describe_record
from muniment.verify.pdf_changes import check_changes
from muniment.verify.pdf_structure import (
    Covered,
    answers_at,
    check_certified,
    check_prefix,
    check_unchanged_parts,
    find_signatures,
    open_pdf,
    record_in,
)
from muniment.verify.policy import Terms
from muniment.verify.proof import Clock, Stamp, judge_identity, signer_of, step_back, utc_text
from muniment.verify.result import Broken, Judgement
from muniment.verify.revocation import Answers, answers_in
from muniment.verify.timestamp import STRONG_DIGESTS, certificates_of, describe, no_trust, own_tokens, stamp_of
from muniment.verify.trust import key_of

_KEY_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


def judge_pdf(data: bytes, terms: Terms, unsigned_size: int | None = None) -> Judgement:
    """Judge a sealed PDF by itself; with ``unsigned_size``, also that the seal follows right after those bytes."""
    judgement = Judgement()
    try:
        reader = open_pdf(data)
        signatures = find_signatures(reader, data)
        first = signatures[0]
        if terms.policy.certified_pdf:
            check_certified(reader, first)
        if unsigned_size is not None:
            check_prefix(reader, first, unsigned_size)
        if len(signatures) > 1:
            check_unchanged_parts(data, first)
        check_changes(reader, data, signatures)
        stamps = {item.end: _judge_signature(judgement, item, terms) for item in signatures}
        if not judgement.fails():
            _judge_signers(judgement, reader, signatures, stamps, terms)
            _judge_completeness(judgement, signatures, record_in(reader.root), terms)
    except Broken as error:
        judgement.failed("integrity", str(error))
    except Exception as error:  # whatever a hostile file provokes in a parser is a verdict, not a crash
        judgement.failed("integrity", f"the file cannot be read as a sealed PDF: {describe(error)}")
    return judgement


def embedded_record_of(data: bytes) -> bytes:
    """Return the record that a PDF carries, sealed or not; raise Broken if there is not exactly one."""
    try:
        return record_in(open_pdf(data).root)
    except Broken:
        raise
    except Exception as error:
        raise Broken(f"the file cannot be read as a PDF: {describe(error)}") from error


def _judge_signature(judgement: Judgement, item: Covered, terms: Terms) -> list[Stamp]:
    """Note whether what one signature covers is unchanged, and whether the signature is its key's.

    What came after it is `check_changes`'s. Returns the timestamps that it is or carries.
    """
    signature, field = item.signature, item.signature.field_name
    if item.is_timestamp:
        found = asyncio.run(async_validate_pdf_timestamp(signature, no_trust(terms), skip_diff=True))
        _check_coverage(found.coverage, field)
        names = ("intact", "valid", "timestamp", "md_algorithm", "pkcs7_signature_mechanism")
        told: dict[str, Any] = {name: getattr(found, name) for name in names}
        return [stamp_of(signature.signed_data, told, archive=True)]
    tokens = own_tokens(signature.signed_data, terms)
    status = asyncio.run(
        async_validate_pdf_signature(signature, no_trust(terms), key_usage_settings=_KEY_USAGE, skip_diff=True)
    )
    _check_coverage(status.coverage, field)
    if not status.intact:
        judgement.failed("integrity", f"changed since it was sealed: the digest in field {field} is another one")
    elif signature.md_algorithm not in STRONG_DIGESTS:
        judgement.failed("signature", f"the signature in field {field} rests on {signature.md_algorithm}")
    elif not status.valid or not status.seed_value_ok:
        judgement.failed("signature", f"the signature in field {field} does not belong to the key it names")
    elif not judgement.fails():
        judgement.passed("integrity", "unchanged since it was sealed")
    return tokens


def _check_coverage(coverage: SignatureCoverageLevel | None, field: str) -> None:
    if coverage is None or coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        raise Broken(f"the signature in field {field} does not cover a whole revision")


def _judge_signers(
    judgement: Judgement, reader: Any, signatures: list[Covered], stamps: dict[int, list[Stamp]], terms: Terms
) -> None:
    """Go back from now through the timestamps, and judge each signer as of the time that is proven for it."""
    clock, known = Clock(terms.now), answers_at(reader, None)
    judged: list[tuple[Covered, Clock, Answers]] = []
    for item in reversed(signatures):
        inner = clock
        for stamp in stamps[item.end]:
            what = "this document" if item.is_timestamp else f"the signature in field {item.signature.field_name}"
            inner = step_back(judgement, inner, stamp, known, what, terms)
        if not item.is_timestamp:
            judged.append((item, inner, known + answers_in(item.signature.signed_data)))
        elif inner is not clock:
            # Only what the timestamp covers is proven to be from before its authority's end.
            clock, known = inner, answers_at(reader, item.signature.signed_revision)
    for item, inner, answers in reversed(judged):
        signature = item.signature
        certificates = certificates_of(signature.signed_data)
        judgement.passed("signature", f"made with key {key_of(certificates[0])}")
        said = signature.self_reported_timestamp
        role = "seal" if item is signatures[0] else "signature"
        signer = signer_of(
            role, certificates[0], "" if said is None else utc_text(said), f"field {signature.field_name}"
        )
        judge_identity(judgement, signer, certificates, inner, answers, terms)


def _judge_completeness(judgement: Judgement, signatures: list[Covered], record: bytes, terms: Terms) -> None:
    signed = {covered.signature.field_name for covered in signatures}
    missing = [name for name in terms.policy.signed_fields if name not in signed]
    if missing:
        judgement.failed("completeness", f"the policy asks for signatures that are not there: {', '.join(missing)}")
        return
    _judge_roles(judgement, terms)
    try:
        judgement.document = describe_record(record)
    except Broken as error:
        judgement.failed("completeness", str(error))
        return
    judgement.passed("completeness", judgement.document.record_sentence)


def _judge_roles(judgement: Judgement, terms: Terms) -> None:
    """Fail roles that the policy asks for and that nobody, or somebody else, has signed in."""
    names = {signer.place.removeprefix("field "): signer.name for signer in judgement.signers}
    for role, name in terms.policy.roles:
        field = SEAL_FIELD if role == "seal" else APPROVAL_FIELDS.get(role, role)
        if field not in names:
            judgement.failed("completeness", f"the policy asks that {role} has signed, and field {field} is not signed")
        elif name and names[field] != name:
            judgement.failed("completeness", f"the policy asks that {name} has signed as {role}; it was {names[field]}")
