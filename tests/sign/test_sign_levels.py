"""The levels of the proof: what stands in PDF, page, manifest and detached signature, judged by openssl and pdfsig."""

import base64
import hashlib
import io
import subprocess
from dataclasses import replace

import pikepdf
import pytest
import sealing_samples as samples
from asn1crypto import cms
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader

from muniment.base.errors import CannotRun
from muniment.record.seal import HTML_HEAD, HTML_TAIL, LEVELS, Seal, load_seal, seal_bytes, timestamped_bytes
from muniment.sign.cms import sign_detached
from muniment.sign.keys import SigningKey, load_signing_key
from muniment.sign.pdf import approve_pdf, seal_pdf
from muniment.sign.proof import Proof
from muniment.sign.revocation import Authorities
from muniment.sign.seal import seal_html, seal_manifest
from muniment.sign.timestamps import TimestampAuthority


@pytest.fixture(scope="module")
def signers(loopback_pki) -> dict[str, SigningKey]:
    labels = ("seal", "legal", "owner", "revoked")
    return {label: load_signing_key(loopback_pki.p12(label), loopback_pki.passphrase) for label in labels}


@pytest.fixture(scope="module")
def proofs(loopback_pki) -> dict[str, Proof]:
    root = loopback_pki.certificate("root").public_bytes(serialization.Encoding.DER)
    timestamps, authorities = TimestampAuthority(loopback_pki.tsa_url), Authorities([root])
    return {level: Proof(level, timestamps, authorities) for level in LEVELS}


@pytest.fixture(scope="module")
def pdfs(signers, proofs) -> dict[str, bytes]:
    unsigned = samples.build_pdf()
    return {level: seal_pdf(unsigned, signers["seal"], samples.now(), proof=proof) for level, proof in proofs.items()}


def openssl(*command: object) -> str:
    done = subprocess.run(["openssl", *map(str, command)], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def seal_of(page: bytes, sealed: bytes) -> Seal:
    return load_seal(base64.b64decode(sealed[len(page) + len(HTML_HEAD) : -len(HTML_TAIL)]))


def fields_of(data: bytes) -> list[str]:
    return [signature.field_name for signature in PdfFileReader(io.BytesIO(data)).embedded_signatures]


def has_token(data: bytes) -> bool:
    signature = PdfFileReader(io.BytesIO(data)).embedded_signatures[0]
    kinds = [attribute["type"].native for attribute in signature.signer_info["unsigned_attrs"] or ()]
    return "signature_time_stamp_token" in kinds


def test_each_level_of_a_pdf_adds_what_it_is_named_for(pdfs):
    assert [has_token(pdfs[level]) for level in LEVELS] == [False, True, True, True]
    roots = {level: PdfFileReader(io.BytesIO(data)).root for level, data in pdfs.items()}
    assert ["/DSS" in roots[level] for level in LEVELS] == [False, False, True, True]
    assert fields_of(pdfs["B-LT"]) == ["Seal"]
    assert fields_of(pdfs["B-LTA"]) == ["Seal", "Timestamp"]
    store = roots["B-LTA"]["/DSS"]
    assert len(store["/OCSPs"]) == 1
    assert len(store["/CRLs"]) == 1  # of the root: for the issuing authority and the timestamp authority
    assert len(store["/Certs"]) == 4  # seal, inter, tsa, ocsp


def test_every_level_begins_with_the_unsigned_bytes_and_keeps_the_metadata(pdfs):
    unsigned = samples.build_pdf()
    for data in pdfs.values():
        assert data.startswith(unsigned)
        with pikepdf.open(io.BytesIO(unsigned)) as before, pikepdf.open(io.BytesIO(data)) as after:
            assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
            assert dict(before.docinfo) == dict(after.docinfo)


@pytest.mark.parametrize("level", LEVELS)
def test_pdfsig_and_qpdf_take_every_level_for_sound(pdfs, tmp_path, level):
    (tmp_path / "x.pdf").write_bytes(pdfs[level])
    said = samples.run("pdfsig", str(tmp_path / "x.pdf")).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said or level in ("B-LT", "B-LTA")
    assert samples.run("qpdf", "--check", str(tmp_path / "x.pdf")).returncode == 0


def test_the_tokens_of_a_page_cover_what_the_rule_says(signers, proofs, loopback_pki, tmp_path):
    page = samples.build_page()
    seal = seal_of(page, seal_html(page, "x.html", signers["seal"], samples.now(), proofs["B-LTA"]))
    assert len(seal.timestamps) == 2
    (tmp_path / "first.tst").write_bytes(seal.timestamps[0])
    (tmp_path / "second.tst").write_bytes(seal.timestamps[1])
    # openssl ts reads no OCSP answers inside a token, openssl cms does
    said = openssl("cms", "-verify", "-inform", "DER", "-in", tmp_path / "first.tst", "-CAfile", loopback_pki.root_pem,
                   "-purpose", "any", "-binary", "-out", tmp_path / "info")  # fmt: skip
    assert "Verification successful" in said
    first = cms.ContentInfo.load(seal.timestamps[0])["content"]
    imprint = first["encap_content_info"]["content"].parsed["message_imprint"]["hashed_message"].native
    assert imprint == hashlib.sha256(seal.signature).digest()
    assert len(first["certificates"]) == 3  # tsa, seal, inter
    assert sorted(item.name for item in first["crls"]) == ["crl", "other"]
    (tmp_path / "covered").write_bytes(timestamped_bytes(seal, 1, page, "sha512"))
    tsa = loopback_pki.folder / "certificates" / "tsa.pem"
    said = openssl("ts", "-verify", "-token_in", "-in", tmp_path / "second.tst", "-data", tmp_path / "covered",
                   "-CAfile", loopback_pki.root_pem, "-untrusted", tsa)  # fmt: skip
    assert "Verification: OK" in said


def test_a_changed_certificate_or_answer_is_no_longer_covered(signers, proofs):
    page = samples.build_page()
    seal = seal_of(page, seal_html(page, "x.html", signers["seal"], samples.now(), proofs["B-LTA"]))
    changed = replace(seal, timestamps=(seal.timestamps[0][:-1] + b"x", seal.timestamps[1]))
    assert timestamped_bytes(changed, 1, page, "sha512") != timestamped_bytes(seal, 1, page, "sha512")


@pytest.mark.parametrize(("level", "count"), [("B-B", 0), ("B-T", 1), ("B-LT", 1), ("B-LTA", 2)])
def test_a_manifest_carries_timestamps_by_its_level(signers, proofs, level, count):
    manifest = samples.build_manifest({"a.html": b"a"})
    sealed = seal_manifest(manifest, "manifest.public.json", signers["seal"], samples.now(), proofs[level])
    seal = load_seal(sealed)
    assert len(seal.timestamps) == count
    assert seal_bytes(seal) == sealed


def test_openssl_takes_a_detached_signature_with_its_timestamp(signers, proofs, loopback_pki, tmp_path):
    (tmp_path / "data").write_bytes(b"data")
    made = sign_detached(b"data", signers["seal"], samples.now(), proofs["B-T"].timestamps)
    (tmp_path / "p7s").write_bytes(made)
    command = ("cms", "-verify", "-inform", "DER", "-in", tmp_path / "p7s", "-binary", "-CAfile", loopback_pki.root_pem,
               "-purpose", "any", "-cades", "-out", tmp_path / "out", "-content")  # fmt: skip
    assert "CAdES Verification successful" in openssl(*command, tmp_path / "data")
    (tmp_path / "data").write_bytes(b"date")
    assert "successful" not in openssl(*command, tmp_path / "data")
    info = cms.ContentInfo.load(made)["content"]["signer_infos"][0]
    assert [item["type"].native for item in info["unsigned_attrs"]] == ["signature_time_stamp_token"]


def test_nothing_is_signed_with_a_revoked_certificate(signers, proofs):
    for level in ("B-LT", "B-LTA"):
        with pytest.raises(CannotRun, match="revoked"):
            seal_pdf(samples.build_pdf(), signers["revoked"], samples.now(), proof=proofs[level])
        with pytest.raises(CannotRun, match="revoked"):
            seal_html(samples.build_page(), "x.html", signers["revoked"], samples.now(), proofs[level])


def test_a_chain_that_no_named_root_backs_reaches_no_long_term(signers, proofs):
    foreign = samples.issue("Stranger", ca=True).certificate.public_bytes(serialization.Encoding.DER)
    proof = Proof("B-LT", proofs["B-T"].timestamps, Authorities([foreign]))
    with pytest.raises(CannotRun, match="cannot be validated") as caught:
        seal_pdf(samples.build_pdf(), signers["seal"], samples.now(), proof=proof)
    assert "trust" in caught.value.remedy


def test_an_approval_asks_for_a_seal_and_for_its_field(signers, pdfs):
    with pytest.raises(CannotRun, match="not sealed"):
        approve_pdf(samples.build_pdf(), "legal", signers["legal"], samples.now())
    with pytest.raises(CannotRun, match="cannot be signed") as caught:
        approve_pdf(pdfs["B-B"], "legal", signers["legal"], samples.now())
    assert "approvals" in caught.value.remedy
