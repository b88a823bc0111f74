"""Attacks on a PDF with a seal, two approvals and an archive timestamp: each is refused, with the reason in words.

What pyHanko or pdfsig would let pass is marked; all signatures are judged together, so that one bad one is enough.
"""

import io
import time
from datetime import UTC, datetime, timedelta

import pytest
import sealing_samples as samples
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from test_verify_levels import Travel
from test_verify_pdf import ATTACKS, add_document_timestamp, sign_field, updated

from muniment.sign.pdf import approve_pdf, seal_pdf

FIELDS = ("Seal", "Approval-data-owner", "Approval-legal", "LegalReview", "Timestamp")


@pytest.fixture(scope="module")
def travel(loopback_pki) -> Travel:
    return Travel(loopback_pki)


@pytest.fixture(scope="module")
def revisions(travel) -> list[bytes]:
    """The document as sealed (B-LT), with one approval, with two, and the same with an archive timestamp."""
    unsigned = samples.build_pdf(fields=FIELDS, box=(10, 10, 90, 40))
    sealed = seal_pdf(unsigned, travel.signers["seal"], samples.now(), proof=travel.proof("B-LT"))
    one = approve_pdf(sealed, "data-owner", travel.signers["owner"], samples.now(), proof=travel.proof("B-LT"))
    two, archived = (
        approve_pdf(one, "legal", travel.signers["legal"], samples.now(), proof=travel.proof(level))
        for level in ("B-LT", "B-LTA")
    )
    return [sealed, one, two, archived]


@pytest.fixture(scope="module")
def whole(revisions) -> bytes:
    return revisions[-1]


def field_of(pen, name: str):
    for reference in pen.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field["/T"] == name:
            return field
    raise AssertionError(name)


def drawn(pen, name: str) -> None:
    field = field_of(pen, name)
    look = generic.StreamObject(stream_data=b"BT (approved by the board) Tj ET")
    look[generic.pdf_name("/Subtype")] = generic.pdf_name("/Form")
    look[generic.pdf_name("/BBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 80, 30)))
    field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): pen.add_object(look)})
    pen.update_container(field)


def another_look_of_the_seal(pen) -> None:
    drawn(pen, "Seal")


def another_look_of_an_approval(pen) -> None:
    drawn(pen, "Approval-legal")


def a_look_of_an_unsigned_field(pen) -> None:
    drawn(pen, "LegalReview")


def overwritten_look_of_the_seal(pen) -> None:
    reference = field_of(pen, "Seal")["/AP"].raw_get("/N").reference
    pen.objects[(reference.generation, reference.idnum)] = generic.StreamObject(stream_data=b"BT (other) Tj ET")


def moved_field(pen) -> None:
    field = field_of(pen, "Seal")
    field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (100, 100, 250, 250)))
    pen.update_container(field)


def renamed_tooltip(pen) -> None:
    field = field_of(pen, "Approval-legal")
    field["/TU"] = generic.pdf_string("Signed by the board")
    pen.update_container(field)


def signature_taken_out(pen) -> None:
    field = field_of(pen, "Approval-legal")
    del field["/V"]
    pen.update_container(field)


def signature_moved_to_another_field(pen) -> None:
    other = field_of(pen, "LegalReview")
    other["/V"] = field_of(pen, "Approval-legal").raw_get("/V")
    pen.update_container(other)


def security_store_emptied(pen) -> None:
    pen.root["/DSS"] = pen.add_object(generic.DictionaryObject())
    pen.update_root()


MORE = [
    another_look_of_the_seal,
    another_look_of_an_approval,
    a_look_of_an_unsigned_field,
    overwritten_look_of_the_seal,
    moved_field,
    renamed_tooltip,
    signature_taken_out,
    signature_moved_to_another_field,
    security_store_emptied,
]
ALL = [*(attack for attack in ATTACKS if attack.__name__ != "drawn_approval"), *MORE]
NAMES = [attack.__name__ for attack in ALL]


def refused(travel, data: bytes) -> str:
    result = travel.verify(data, "x.pdf")
    assert result.verdict == "not_verified", result.summary
    assert "unexpectedly" not in result.summary
    assert result.summary
    return result.summary


def test_the_untouched_document_verifies(travel, whole):
    result = travel.verify(whole, "x.pdf", level="B-LT")
    assert result.verdict == "verified", result.summary
    assert len(result.signers) == 3


@pytest.mark.parametrize("attack", ALL, ids=NAMES)
def test_a_revision_after_the_last_signature_is_refused(travel, whole, attack):
    refused(travel, updated(whole, attack))


@pytest.mark.parametrize("attack", ALL, ids=NAMES)
def test_a_revision_with_validation_data_is_no_excuse(travel, revisions, attack):
    """B-LT ends with a revision that no signature covers; what else it may bring is nothing."""

    def with_store(pen) -> None:
        attack(pen)
        store = generic.DictionaryObject(dict(pen.root["/DSS"]))
        note = pen.add_object(generic.StreamObject(stream_data=travel.root))
        store["/Certs"] = generic.ArrayObject([*store.get("/Certs", ()), note])
        pen.root["/DSS"] = pen.add_object(store)
        pen.update_root()

    signed = revisions[2][: cover_end_of(revisions[2], "Approval-legal")]
    assert travel.verify(signed, "x.pdf").verdict == "verified"
    for change in (attack, with_store):
        refused(travel, updated(revisions[2], change))
        if attack is not security_store_emptied:
            refused(travel, updated(signed, change))


@pytest.mark.parametrize("attack", ALL[:-1], ids=NAMES[:-1])
def test_neither_a_signature_nor_a_timestamp_launders_it(travel, pki, whole, attack):
    if attack.__name__ == "nothing_but_a_new_object":
        return
    changed = updated(whole, attack)
    trusting = [travel.root, *pki.trust]
    from muniment.verify.files import verify_file

    stamped = add_document_timestamp(changed, pki.timestamping)
    now = datetime.now(UTC) + timedelta(minutes=1)
    assert verify_file(stamped, "x.pdf", trust=trusting, now=now).verdict == "not_verified"
    if attack not in (signature_moved_to_another_field, a_look_of_an_unsigned_field):
        signed = sign_field(changed, pki.reviewer, "LegalReview")
        assert verify_file(signed, "x.pdf", trust=trusting, now=now).verdict == "not_verified"


def test_an_earlier_revision_is_an_earlier_document(travel, revisions):
    """pdfsig calls a truncated document valid; only what the recipient expects can tell (or the digest in a pack)."""
    roles = (("seal", ""), ("data-owner", ""), ("legal", ""))
    for earlier, missing in zip(revisions[:2], ("data-owner", "legal"), strict=True):
        assert travel.verify(earlier, "x.pdf").verdict == "verified"
        result = travel.verify(earlier, "x.pdf", roles=roles)
        assert result.verdict == "not_verified"
        assert f"field Approval-{missing} is not signed" in result.summary
    assert travel.verify(revisions[-1], "x.pdf", roles=roles).verdict == "verified"
    without_archive = revisions[-1][: cover_end_of(revisions[-1], "Approval-legal")]
    result = travel.verify(without_archive, "x.pdf", level="B-LTA")
    assert result.verdict == "not_verified"
    assert "asks for level B-LTA" in result.summary


def cover_end_of(data: bytes, field: str) -> int:
    found = {item.field_name: item.byte_range for item in PdfFileReader(io.BytesIO(data)).embedded_signatures}
    *_, start, length = found[field]
    return start + length


@pytest.mark.parametrize("after", [b"\n", b"% a comment\n", b"%%EOF\n", b"\0" * 64, b"startxref\n0\n%%EOF\n"])
def test_bytes_after_the_end_are_refused(travel, revisions, after):
    for revision in revisions:
        refused(travel, revision + after)


@pytest.mark.parametrize("field", ["Seal", "Approval-data-owner", "Approval-legal", "Timestamp"])
def test_each_signature_counts(travel, whole, field):
    """A null byte range and zeroed contents, which make pyHanko raise, in each of the signatures."""
    end = cover_end_of(whole, field)
    start = whole.rindex(b"/Contents <", 0, end) + len(b"/Contents <")
    stop = whole.index(b">", start)
    zeroed = whole[:start] + b"0" * (stop - start) + whole[stop:]
    assert "sealed PDF" in refused(travel, zeroed) or "signature" in refused(travel, zeroed)
    position = whole.rindex(b"/ByteRange", 0, end)
    close = whole.index(b"]", position) + 1
    refused(travel, whole[:position] + b"/ByteRange null".ljust(close - position) + whole[close:])
    flipped = bytearray(whole)
    flipped[start + 400] ^= 1
    refused(travel, bytes(flipped))


def test_a_wrapped_signature_is_refused(travel, whole):
    """The signed part moved behind a part of the attacker's, its byte range written anew."""
    signature = PdfFileReader(io.BytesIO(whole)).embedded_signatures[0]
    first, start, resume, rest = signature.byte_range
    wrapped = bytearray(whole)
    text = b"[%d %d %d %d]" % (first, start, resume + 4096, rest)
    position = wrapped.index(b"/ByteRange") + len(b"/ByteRange ")
    close = wrapped.index(b"]", position) + 1
    wrapped[position:close] = text.ljust(close - position)[: close - position]
    wrapped[resume:resume] = b"%" + b"x" * 4094 + b"\n"
    refused(travel, bytes(wrapped))


def test_swapped_answers_on_revocation_prove_nothing(travel, revisions):
    """The validation data of B-LT are not covered: whoever spoils them takes the level away, and adds nothing."""
    sealed = revisions[0]
    root = PdfFileReader(io.BytesIO(sealed)).root
    answer = root["/DSS"]["/OCSPs"][0].get_object().data
    at = sealed.index(answer)
    spoiled = sealed[: at + 300] + bytes([sealed[at + 300] ^ 1]) + sealed[at + 301 :]
    result = travel.verify(spoiled, "x.pdf")
    assert result.verdict == "verified"
    assert (result.level, result.signers[0].revocation) == ("B-T", "not checked")
    assert travel.verify(spoiled, "x.pdf", level="B-LT").verdict == "not_verified"


def test_ways_that_double_with_each_object_cost_nothing(travel):
    """Forty objects, each led to by two entries of the one before: 2**40 ways, which pyHanko would follow all."""

    def doubled(pen) -> None:
        below = pen.add_object(generic.pdf_string("end"))
        for _ in range(40):
            pair = generic.ArrayObject([below, generic.DictionaryObject({generic.pdf_name("/A"): below})])
            below = pen.add_object(pair)
        pen.root["/Doubled"] = below
        pen.update_root()

    unsigned = updated(samples.build_pdf(fields=FIELDS), doubled)
    sealed = seal_pdf(unsigned, travel.signers["seal"], samples.now())
    signed = approve_pdf(sealed, "legal", travel.signers["legal"], samples.now())
    started = time.process_time()
    assert travel.verify(signed, "x.pdf").verdict == "verified"
    assert time.process_time() - started < 1
