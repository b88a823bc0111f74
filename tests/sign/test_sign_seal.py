import base64
import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sealing_samples as samples
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from muniment.base.errors import CannotRun
from muniment.record.seal import HTML_HEAD, HTML_TAIL, load_seal, pae, seal_bytes, timestamped_bytes
from muniment.sign.keys import SigningKey
from muniment.sign.seal import build_seal, seal_html, seal_manifest
from muniment.verify.files import verify_file


def test_a_sealed_page_begins_with_exactly_the_page_and_ends_with_the_seal(pki):
    page = samples.build_page()
    sealed = seal_html(page, "datasheet.html", pki.seal, samples.NOW)
    assert sealed.startswith(page + HTML_HEAD)
    assert sealed.endswith(HTML_TAIL)
    assert sealed.count(b"muniment-seal") == 1


def test_the_statement_says_what_was_sealed(pki):
    page = samples.build_page()
    sealed = seal_html(page, "datasheet.html", pki.seal, samples.NOW)
    seal = load_seal(base64.b64decode(sealed[len(page) + len(HTML_HEAD) : -len(HTML_TAIL)]))
    statement = json.loads(seal.payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"] == [{"name": "datasheet.html", "digest": {"sha256": hashlib.sha256(page).hexdigest()}}]
    predicate = statement["predicate"]
    assert predicate["signed_at"] == "2026-11-20T12:00:00Z"
    assert predicate["size"] == len(page)
    assert predicate["media_type"] == "text/html"
    assert seal.certificates == pki.seal.certificates


def test_openssl_verifies_the_signature_of_a_seal(tmp_path, pki):
    manifest = samples.build_manifest({"a.html": b"x"})
    seal = load_seal(seal_manifest(manifest, "manifest.public.json", pki.seal, samples.NOW))
    (tmp_path / "message").write_bytes(pae(seal.payload))
    (tmp_path / "signature").write_bytes(seal.signature)
    public = pki.seal.certificate.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (tmp_path / "key").write_bytes(public)
    names = {name: str(tmp_path / name) for name in ("message", "signature", "key")}
    command = (
        "openssl",
        "dgst",
        "-sha256",
        "-verify",
        names["key"],
        "-signature",
        names["signature"],
        names["message"],
    )
    assert "Verified OK" in samples.run(*command).stdout


@pytest.mark.parametrize(
    "text", [b"<!-- muniment-seal:1 AAAA -->", b"<!--MUNIMENT-SEAL:2 x-->", b"<!--\n muniment-seal"]
)
def test_a_page_with_something_like_a_seal_is_not_sealed(pki, text):
    with pytest.raises(CannotRun, match="seal"):
        seal_html(b"<!doctype html>" + text + b"<p>x", "x.html", pki.seal, samples.NOW)


def test_only_a_manifest_is_sealed_as_one(pki):
    with pytest.raises(CannotRun, match="not a manifest"):
        seal_manifest(samples.RECORD, "manifest.public.json", pki.seal, samples.NOW)


@pytest.mark.parametrize("days", [-31, 366])
def test_no_seal_outside_the_certificate_s_validity(pki, days):
    with pytest.raises(CannotRun, match="valid from"):
        seal_html(samples.build_page(), "x.html", pki.seal, samples.NOW + timedelta(days=days))


def test_a_time_without_zone_is_refused(pki):
    with pytest.raises(CannotRun, match="time zone"):
        seal_html(samples.build_page(), "x.html", pki.seal, datetime(2026, 11, 20))


@pytest.mark.parametrize("kind", ["P-384", "RSA"])
def test_other_kinds_of_keys_seal_pages_and_pdfs_alike(kind):
    from muniment.sign.pdf import seal_pdf

    private = ec.generate_private_key(ec.SECP384R1()) if kind == "P-384" else rsa.generate_private_key(65537, 2048)
    key = SigningKey(private, samples.certificate("Acme Seal", private))
    trust = [samples.der(key)]
    page = seal_html(samples.build_page(), "x.html", key, samples.NOW)
    assert verify_file(page, "x.html", trust=trust, now=samples.NOW).verdict == "verified"
    pdf = seal_pdf(samples.build_pdf(), key, samples.NOW)
    assert verify_file(pdf, "x.pdf", trust=trust, now=samples.NOW).verdict == "verified"


def test_the_first_timestamp_is_over_the_signature_and_later_ones_over_content_and_seal(pki):
    page = b"<p>content"
    seal = replace(build_seal(b"{}", pki.seal), timestamps=(b"one", b"two"))
    assert timestamped_bytes(seal, 0, page, "sha512") == seal.signature
    covered = timestamped_bytes(seal, 1, page, "sha512")
    assert covered == hashlib.sha512(page).digest() + seal_bytes(replace(seal, timestamps=(b"one",)))
    assert timestamped_bytes(seal, 2, page, "sha256") == hashlib.sha256(page).digest() + seal_bytes(seal)
