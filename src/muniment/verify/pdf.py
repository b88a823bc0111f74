"""Judging a sealed PDF: structure first, then pyHanko on each signature, then all of them together.

One bad signature rejects the document. Imports pyHanko; reached only for PDF.
"""

import asyncio
import logging

from cryptography import x509
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    ModificationInfo,
    PdfSignatureStatus,
    TimestampSignatureStatus,
)

from muniment.verify.document import describe_record
from muniment.verify.pdf_structure import (
    Covered,
    check_certified,
    check_prefix,
    check_unchanged_parts,
    find_signatures,
    open_pdf,
    record_in,
)
from muniment.verify.policy import Terms
from muniment.verify.result import Judgement, Outcome
from muniment.verify.seal import Broken, judge_identity
from muniment.verify.timestamp import STRONG_DIGESTS, describe, judge_timestamp, utc_text, validation_context
from muniment.verify.trust import key_of, load_certificate

# pyHanko logs what it refuses, with tracebacks; here that is a result.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

#: What may follow a seal: signatures, their fields, and validation data. Unlike pyHanko's default, no metadata.
_DIFF_POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),  # type: ignore[no-untyped-call]
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]  # type: ignore[no-untyped-call]
    ),
)
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
        for covered in signatures:
            asyncio.run(_judge_signature(judgement, covered, covered is first, terms))
        if not judgement.fails():
            _judge_completeness(judgement, signatures, record_in(reader.root), terms)
    except Broken as error:
        judgement.failed("integrity", str(error))
    except Exception as error:  # whatever a hostile file provokes in a parser is a verdict, not a crash
        judgement.failed("integrity", f"the file cannot be read as a sealed PDF: {describe(error)}")
    if not judgement.fails() and judgement.outcome("time") is None:
        said = judgement.signers[0].signed_at or "no time"
        judgement.not_established("time", f"the signer says {said}; no timestamp proves it")
    return judgement


def embedded_record_of(data: bytes) -> bytes:
    """Return the record that a PDF carries, sealed or not; raise Broken if there is not exactly one."""
    try:
        return record_in(open_pdf(data).root)
    except Broken:
        raise
    except Exception as error:
        raise Broken(f"the file cannot be read as a PDF: {describe(error)}") from error


async def _judge_signature(judgement: Judgement, covered: Covered, is_first: bool, terms: Terms) -> None:
    signature, field = covered.signature, covered.signature.field_name
    if covered.is_timestamp:
        document = await async_validate_pdf_timestamp(signature, validation_context(terms), _DIFF_POLICY)
        _judge_changes(judgement, document, field)
        _judge_stamp(judgement, document, terms)
        return
    status = await async_validate_pdf_signature(
        signature, validation_context(terms), diff_policy=_DIFF_POLICY, key_usage_settings=_KEY_USAGE
    )
    if not status.intact:
        judgement.failed("integrity", f"changed since it was sealed: the digest in field {field} is another one")
        return
    _judge_changes(judgement, status, field)
    if signature.md_algorithm not in STRONG_DIGESTS:
        judgement.failed("signature", f"the signature in field {field} rests on {signature.md_algorithm}")
        return
    if not status.valid or not status.seed_value_ok:
        judgement.failed("signature", f"the signature in field {field} does not belong to the key it names")
        return
    if judgement.fails():
        return
    judgement.passed("integrity", "unchanged since it was sealed")
    certificates = _certificates(covered)
    judgement.passed("signature", f"made with key {key_of(certificates[0])}")
    said = signature.self_reported_timestamp
    judge_identity(
        judgement,
        "seal" if is_first else "signature",
        certificates,
        "" if said is None else utc_text(said),
        f"field {field}",
        terms,
    )
    _judge_path(judgement, status, terms)
    if status.timestamp_validity is not None:
        _judge_stamp(judgement, status.timestamp_validity, terms)


def _judge_stamp(judgement: Judgement, stamp: TimestampSignatureStatus, terms: Terms) -> None:
    names = ("intact", "valid", "trust_problem_indic", "validation_path", "signing_cert", "timestamp")
    judge_timestamp(judgement, {name: getattr(stamp, name) for name in names}, terms)


def _judge_changes(judgement: Judgement, status: ModificationInfo, field: str) -> None:
    if not isinstance(status.diff_result, DiffResult):
        judgement.failed("integrity", f"changed since field {field} was signed: {status.diff_result}")
    elif status.docmdp_ok is False:
        judgement.failed("integrity", f"changed more than the signature in field {field} allows")


def _judge_path(judgement: Judgement, status: PdfSignatureStatus, terms: Terms) -> None:
    """Let pyHanko's path validation have its say as well: both must agree that an anchor backs the signer."""
    if terms.trust and judgement.outcome("identity") is Outcome.PASSED and not status.trusted:
        reason = status.trust_problem_indic or "no path to an anchor"
        judgement.failed("identity", f"the certificate does not hold for a signature in a PDF: {reason}")


def _certificates(covered: Covered) -> list[x509.Certificate]:
    signature = covered.signature
    embedded = [signature.signer_cert, *signature.other_embedded_certs]
    return [load_certificate(item.dump()) for item in embedded]


def _judge_completeness(judgement: Judgement, signatures: list[Covered], record: bytes, terms: Terms) -> None:
    signed = {covered.signature.field_name for covered in signatures}
    missing = [name for name in terms.policy.signed_fields if name not in signed]
    if missing:
        judgement.failed("completeness", f"the policy asks for signatures that are not there: {', '.join(missing)}")
        return
    try:
        judgement.document = describe_record(record)
    except Broken as error:
        judgement.failed("completeness", str(error))
        return
    judgement.passed("completeness", judgement.document.record_sentence)
