import asyncio
import io
import random

import pikepdf
import pytest
import sealing_samples as samples
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chance import SEED
from muniment.record.seal import SEAL_FIELD
from muniment.sign.keys import SigningKey
from muniment.sign.pdf import seal_pdf
from muniment.sign.pdf_archive import VerbatimWriter
from muniment.sign.pyhanko_signer import PyHankoSigner
from muniment.verify.files import verify_file
from muniment.verify.policy import Policy

NAME = "datasheet.public.en.pdf"


def verify(data: bytes, pki, **options):
    return verify_file(data, NAME, trust=options.pop("trust", pki.trust), now=samples.NOW, **options)


def outcome(result, name: str) -> str:
    return next(check.result for check in result.checks if check.name == name)


def authority(key: SigningKey) -> timestamps.DummyTimeStamper:
    secret = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate, *chain = (asn1_x509.Certificate.load(der) for der in key.certificates)
    store = SimpleCertificateStore()
    store.register_multiple(chain)
    return timestamps.DummyTimeStamper(
        certificate, asn1_keys.PrivateKeyInfo.load(secret), certs_to_embed=store, fixed_dt=samples.NOW
    )


def sign_field(
    data: bytes, key: SigningKey, field: str, *, certify=False, stamp=None, writer=VerbatimWriter, **more
) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    output = io.BytesIO()
    signer = signers.PdfSigner(meta, signer=PyHankoSigner(key), timestamper=stamp, **more)
    signer.sign_pdf(writer(io.BytesIO(data)), existing_fields_only=True, output=output)
    return output.getvalue()


def add_document_timestamp(data: bytes, key: SigningKey) -> bytes:
    output = io.BytesIO()
    stamper = signers.PdfTimeStamper(authority(key))
    stamper.timestamp_pdf(VerbatimWriter(io.BytesIO(data)), "sha256", output=output)
    return output.getvalue()


def updated(data: bytes, change, writer=VerbatimWriter) -> bytes:
    """Return the file with an incremental update by ``change(writer)``, as an attacker would append it."""
    pen = writer(io.BytesIO(data))
    change(pen)
    output = io.BytesIO()
    pen.write(output)
    return output.getvalue()


def test_a_sealed_pdf_is_verified_and_says_what_it_holds(pki, sealed_pdf):
    result = verify(sealed_pdf, pki)
    assert result.verdict == "verified"
    assert [str(check.result) for check in result.checks] == ["passed", "passed", "passed", "not established", "passed"]
    assert result.document.facts_sentence == "2 facts measured, 2 declared, 2 unknown"
    (signer,) = result.signers
    assert (signer.role, signer.name, signer.place) == ("seal", "Acme Seal", "field Seal")
    assert signer.signed_at == "2026-11-20T12:00:00Z"
    assert signer.key == pki.seal.key_id


def test_without_a_trust_anchor_nothing_is_said_of_who_it_was(pki, sealed_pdf):
    result = verify(sealed_pdf, pki, trust=[])
    assert result.verdict == "could_not_check"
    assert result.summary.startswith(f"unchanged since sealed by the holder of key {pki.seal.key_id};")


@pytest.mark.parametrize("anchor", ["root", "authority", "seal"])
def test_the_anchor_may_be_any_certificate_of_the_chain(pki, sealed_pdf, anchor):
    assert verify(sealed_pdf, pki, trust=[samples.der(getattr(pki, anchor))]).verdict == "verified"


def test_a_stranger_as_anchor_does_not_verify(pki, sealed_pdf):
    result = verify(sealed_pdf, pki, trust=[samples.der(pki.stranger)])
    assert result.verdict == "not_verified"
    assert outcome(result, "identity") == "failed"


def test_a_development_key_counts_only_when_named(pki):
    sealed = seal_pdf(samples.build_pdf(), pki.development, samples.NOW)
    assert verify(sealed, pki).verdict == "not_verified"
    assert verify(sealed, pki, trust=[samples.der(pki.development)]).verdict == "verified"


# Changes to the bytes


def test_no_changed_byte_verifies(pki, sealed_pdf):
    chance = random.Random(SEED)
    contents = sealed_pdf.index(b"/Contents <")
    cms = range(contents, contents + 2700)
    positions = {*range(0, len(sealed_pdf), 23), *chance.sample(cms, 160), contents + 10, len(sealed_pdf) - 1}
    for position in sorted(positions):
        changed = bytearray(sealed_pdf)
        changed[position] ^= 1 << chance.randrange(8)
        result = verify(bytes(changed), pki)
        assert result.verdict == "not_verified", (position, result.summary)


def test_no_truncation_verifies(pki, sealed_pdf):
    for length in [*range(0, len(sealed_pdf), 211), len(sealed_pdf) - 1, len(sealed_pdf) - 2]:
        assert verify(sealed_pdf[:length], pki).verdict == "not_verified", length


def test_the_unsigned_prefix_carries_no_seal(pki):
    result = verify(samples.build_pdf(), pki)
    assert result.verdict == "not_verified"
    assert "carries no seal" in result.summary


@pytest.mark.parametrize("after", [b"\n", b" ", b"% a comment\n", b"%%EOF\n", b"\0" * 100, b"startxref\n0\n%%EOF\n"])
def test_bytes_after_the_end_are_refused(pki, sealed_pdf, after):
    assert verify(sealed_pdf + after, pki).verdict == "not_verified"


def test_bytes_before_the_head_are_refused(pki, sealed_pdf):
    assert verify(b"\n" + sealed_pdf, pki).verdict == "not_verified"


def test_a_signature_that_says_nothing_of_what_it_covers_is_refused(pki, sealed_pdf):
    start = sealed_pdf.index(b"/ByteRange")
    end = sealed_pdf.index(b"]", start) + 1
    for text in (b"/ByteRange null", b"/ByteRange []", b"/ByteRange [0 0 0 0]", b"/ByteRange [0 5]", b"/Nothing 1"):
        changed = sealed_pdf[:start] + text.ljust(end - start) + sealed_pdf[end:]
        assert verify(changed, pki).verdict == "not_verified", text


def test_a_zeroed_signature_is_refused(pki, sealed_pdf):
    start = sealed_pdf.index(b"/Contents <") + 11
    end = sealed_pdf.index(b">", start)
    for filler in (b"0", b"f"):
        changed = sealed_pdf[:start] + filler * (end - start) + sealed_pdf[end:]
        assert verify(changed, pki).verdict == "not_verified"


def test_the_signature_in_another_spelling_is_refused(pki, sealed_pdf):
    start = sealed_pdf.index(b"/Contents <") + 11
    end = sealed_pdf.index(b">", start)
    text = sealed_pdf[start:end]
    spare = text[:200] + text[200:].replace(b"A", b"a", 1)
    padded = text[:-2] + b"01"
    for changed in (spare, padded, text[:-4] + b"    "):
        result = verify(sealed_pdf[:start] + changed + sealed_pdf[end:], pki)
        assert result.verdict == "not_verified", changed[180:220]


def test_the_signature_of_another_file_does_not_fit(pki, sealed_pdf):
    other = seal_pdf(samples.build_pdf(samples.with_member(samples.RECORD, language="de")), pki.seal, samples.NOW)

    def gap(data: bytes) -> tuple[int, int]:
        start = data.index(b"/Contents <") + 11
        return start, data.index(b">", start)

    (a, b), (c, d) = gap(sealed_pdf), gap(other)
    content = other[c:d].ljust(b - a, b"0")[: b - a]
    assert verify(sealed_pdf[:a] + content + sealed_pdf[b:], pki).verdict == "not_verified"


# Revisions appended after the seal


def new_page_content(pen) -> None:
    page = pen.root["/Pages"]["/Kids"][0]
    page["/Contents"] = pen.add_object(generic.StreamObject(stream_data=b"BT (999999 tickets) Tj ET"))
    pen.update_container(page)


def overwritten_page_content(pen) -> None:
    reference = pen.root["/Pages"]["/Kids"][0].raw_get("/Contents").reference
    pen.objects[(reference.generation, reference.idnum)] = generic.StreamObject(stream_data=b"BT (9) Tj ET")


def annotation(pen) -> None:
    page = pen.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 99, 99))),
            generic.pdf_name("/Contents"): generic.pdf_string("approved"),
        }
    )
    page["/Annots"].append(pen.add_object(note))
    pen.update_container(page["/Annots"])


def other_attachment(pen) -> None:
    stream = EmbeddedFileObject.from_file_data(pen, b"{}", compress=False)
    embed_file(pen, FileSpec(file_spec_string="extra.json", file_name="extra.json", embedded_data=stream))


def second_record(pen) -> None:
    stream = EmbeddedFileObject.from_file_data(pen, b"{}", compress=False)
    embed_file(pen, FileSpec(file_spec_string="record.json", file_name="record.json", embedded_data=stream))


def swapped_record(pen) -> None:
    specification = pen.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
    specification["/EF"]["/F"] = pen.add_object(generic.StreamObject(stream_data=b'{"record":1}'))
    pen.update_container(specification)


def overwritten_record(pen) -> None:
    reference = pen.root["/Names"]["/EmbeddedFiles"]["/Names"][1]["/EF"].raw_get("/F").reference
    pen.objects[(reference.generation, reference.idnum)] = generic.StreamObject(stream_data=b'{"record":1}')


def replaced_metadata(pen) -> None:
    pen.root["/Metadata"] = pen.add_object(
        generic.StreamObject(stream_data=samples.XMP.replace(b"Muniment", b"Somebody"))
    )
    pen.update_root()


def overwritten_metadata(pen) -> None:
    reference = pen.root.raw_get("/Metadata").reference
    stream = generic.StreamObject(stream_data=samples.XMP.replace(b"Muniment", b"Somebody"))
    stream[generic.pdf_name("/Type")] = generic.pdf_name("/Metadata")
    stream[generic.pdf_name("/Subtype")] = generic.pdf_name("/XML")
    pen.objects[(reference.generation, reference.idnum)] = stream


def changed_information(pen) -> None:
    pen.trailer["/Info"]["/Title"] = generic.pdf_string("Another title")
    pen.update_container(pen.trailer["/Info"])


def open_action(pen) -> None:
    action = {generic.pdf_name("/S"): generic.pdf_name("/JavaScript"), generic.pdf_name("/JS"): generic.pdf_string("1")}
    pen.root["/OpenAction"] = pen.add_object(generic.DictionaryObject(action))
    pen.update_root()


def other_font(pen) -> None:
    font = pen.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]["/F1"]
    font["/BaseFont"] = generic.pdf_name("/Symbol")
    pen.update_container(font)


def removed_certification(pen) -> None:
    del pen.root["/Perms"]
    pen.update_root()


def drawn_approval(pen) -> None:
    widget = pen.root["/AcroForm"]["/Fields"][1].get_object()
    widget["/AP"] = generic.DictionaryObject(
        {generic.pdf_name("/N"): pen.add_object(generic.StreamObject(stream_data=b"BT (approved) Tj ET"))}
    )
    pen.update_container(widget)


def nothing_but_a_new_object(pen) -> None:
    pen.add_object(generic.pdf_string("hidden"))


ATTACKS = [
    new_page_content,
    overwritten_page_content,
    annotation,
    other_attachment,
    second_record,
    swapped_record,
    overwritten_record,
    replaced_metadata,
    overwritten_metadata,
    changed_information,
    open_action,
    other_font,
    removed_certification,
    drawn_approval,
    nothing_but_a_new_object,
]
NAMES = [attack.__name__ for attack in ATTACKS]


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_a_revision_after_the_seal_is_refused(pki, sealed_pdf, attack):
    changed = updated(sealed_pdf, attack)
    assert changed.startswith(sealed_pdf) and len(changed) > len(sealed_pdf)
    assert verify(changed, pki).verdict == "not_verified"


@pytest.mark.parametrize("attack", ATTACKS[:-1], ids=NAMES[:-1])
def test_a_later_signature_does_not_launder_a_revision(pki, sealed_pdf, attack):
    """Even if a trusted person signs on top, the seal still covers what it covered."""
    changed = updated(sealed_pdf, attack)
    laundered = sign_field(changed, pki.reviewer, "LegalReview")
    result = verify(laundered, pki)
    assert result.verdict == "not_verified"
    assert outcome(result, "integrity") == "failed"
    assert "cannot be read" not in result.summary


@pytest.mark.parametrize("attack", ATTACKS[:-1], ids=NAMES[:-1])
def test_a_later_timestamp_does_not_launder_a_revision(pki, sealed_pdf, attack):
    laundered = add_document_timestamp(updated(sealed_pdf, attack), pki.timestamping)
    result = verify(laundered, pki)
    assert result.verdict == "not_verified"
    assert "cannot be read" not in result.summary


def test_metadata_rewritten_along_with_a_later_signature_is_refused(pki, sealed_pdf):
    changed = sign_field(sealed_pdf, pki.reviewer, "LegalReview", writer=IncrementalPdfFileWriter)
    assert verify(changed, pki).verdict == "not_verified"


# Later signatures that are allowed


def test_a_reviewer_may_sign_after_the_seal(pki, sealed_pdf):
    signed = sign_field(sealed_pdf, pki.reviewer, "LegalReview")
    result = verify(signed, pki)
    assert result.verdict == "verified", result.summary
    assert [(signer.role, signer.name) for signer in result.signers] == [
        ("seal", "Acme Seal"),
        ("signature", "Erika Mustermann"),
    ]


def test_all_signers_must_be_known(pki, sealed_pdf):
    signed = sign_field(sealed_pdf, pki.development, "LegalReview")
    result = verify(signed, pki)
    assert result.verdict == "not_verified"
    assert outcome(result, "identity") == "failed"
    assert verify(signed, pki, trust=[*pki.trust, samples.der(pki.development)]).verdict == "verified"


def test_the_policy_notices_a_signature_that_was_cut_off(pki, sealed_pdf):
    policy = Policy(signed_fields=("LegalReview",))
    signed = sign_field(sealed_pdf, pki.reviewer, "LegalReview")
    assert signed.startswith(sealed_pdf)
    assert verify(signed, pki, policy=policy).verdict == "verified"
    result = verify(sealed_pdf, pki, policy=policy)
    assert result.verdict == "not_verified"
    assert "LegalReview" in result.summary


def test_a_document_timestamp_proves_the_time(pki, sealed_pdf):
    stamped = add_document_timestamp(sealed_pdf, pki.timestamping)
    policy = Policy(required=Policy().required | {"time"})
    result = verify(stamped, pki, policy=policy)
    assert result.verdict == "verified", result.summary
    assert outcome(result, "time") == "passed"
    assert verify(sealed_pdf, pki, policy=policy).verdict == "could_not_check"


def test_a_timestamp_of_a_stranger_proves_nothing(pki, sealed_pdf):
    stranger = samples.issue("Other TSA", extended=[samples.ExtendedKeyUsageOID.TIME_STAMPING])
    result = verify(add_document_timestamp(sealed_pdf, stranger), pki)
    assert outcome(result, "time") == "not established"


def test_a_signature_timestamp_proves_the_time(pki):
    sealed = sign_field(samples.build_pdf(), pki.seal, SEAL_FIELD, certify=True, stamp=authority(pki.timestamping))
    result = verify(sealed, pki)
    assert result.verdict == "verified", result.summary
    assert outcome(result, "time") == "passed"


# What a seal must be


def test_an_ordinary_signature_is_not_a_seal(pki):
    signed = sign_field(samples.build_pdf(), pki.seal, SEAL_FIELD)
    result = verify(signed, pki)
    assert result.verdict == "not_verified"
    assert "does not certify" in result.summary
    assert verify(signed, pki, policy=Policy(certified_pdf=False)).verdict == "verified"


def test_a_sealed_pdf_without_exactly_one_record_is_refused(pki):
    cases = {
        "no record": samples.build_pdf(None),
        "two records": samples.build_pdf(names=("record.json", "Record.JSON")),
        "other name": samples.build_pdf(names=("data.json",)),
        "not a record": samples.build_pdf(b"{}"),
        "not json": samples.build_pdf(b"\xff"),
    }
    for name, unsigned in cases.items():
        result = verify(seal_pdf(unsigned, pki.seal, samples.NOW), pki)
        assert result.verdict == "not_verified", name
        assert "record" in result.summary


def test_other_attachments_may_stand_beside_the_record(pki):
    sealed = seal_pdf(samples.build_pdf(names=("record.json", "card.yaml")), pki.seal, samples.NOW)
    assert verify(sealed, pki).verdict == "verified"


def test_an_encrypted_pdf_is_refused(pki, sealed_pdf):
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed_pdf)) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="x", user=""))
    assert verify(output.getvalue(), pki).verdict == "not_verified"


def test_a_pdf_saved_anew_is_refused(pki, sealed_pdf):
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed_pdf)) as pdf:
        pdf.save(output)
    assert verify(output.getvalue(), pki).verdict == "not_verified"


def test_nothing_is_printed_and_no_loop_is_left_behind(pki, sealed_pdf, capfd):
    verify(updated(sealed_pdf, new_page_content), pki)
    verify(sealed_pdf[:-100], pki)
    assert capfd.readouterr() == ("", "")
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_pdfsig_agrees_that_the_seal_is_valid(tmp_path, sealed_pdf):
    (tmp_path / "x.pdf").write_bytes(sealed_pdf)
    assert "Signature is Valid" in samples.run("pdfsig", str(tmp_path / "x.pdf")).stdout


@pytest.mark.parametrize("blind", ["check_unchanged_parts", "check_changes"])
@pytest.mark.parametrize("attack", [swapped_record, overwritten_record, replaced_metadata, overwritten_metadata])
def test_two_checks_guard_record_and_metadata_each_by_itself(pki, sealed_pdf, attack, blind, monkeypatch):
    import muniment.verify.pdf

    monkeypatch.setattr(muniment.verify.pdf, blind, lambda *arguments: None)
    laundered = sign_field(updated(sealed_pdf, attack), pki.reviewer, "LegalReview")
    assert verify(laundered, pki).verdict == "not_verified"
