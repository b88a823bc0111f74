import base64
import json

import pytest
import sealing_samples as samples

from muniment.record.seal import HTML_HEAD, HTML_TAIL
from muniment.sign.seal import seal_html
from muniment.verify.files import verify_file

NAME = "datasheet.public.en.html"


def verify(data: bytes, pki, **options):
    return verify_file(
        data, options.pop("name", NAME), trust=options.pop("trust", pki.trust), now=samples.NOW, **options
    )


def outcome(result, name: str) -> str:
    return next(check.result for check in result.checks if check.name == name)


def reseal(page: bytes, key) -> bytes:
    return seal_html(page, NAME, key, samples.NOW)


def split(data: bytes) -> tuple[bytes, bytes]:
    start = data.index(HTML_HEAD)
    return data[:start], data[start + len(HTML_HEAD) : -len(HTML_TAIL)]


def test_a_sealed_page_is_verified_and_says_what_it_holds(pki, sealed_page):
    result = verify(sealed_page, pki)
    assert result.verdict == "verified"
    assert result.verdict.exit_code == 0
    assert [str(check.result) for check in result.checks] == ["passed", "passed", "passed", "not established", "passed"]
    assert result.document.facts_sentence == "2 facts measured, 2 declared, 2 unknown"
    assert result.document.subject["name"] == "support-tickets-de"
    assert (result.document.audience, result.document.document_date) == ("public", "2026-11-20")
    (signer,) = result.signers
    assert (signer.name, signer.organisation, signer.trusted) == ("Acme Seal", "Acme GmbH", True)
    assert not signer.development


def test_the_time_is_only_the_signer_s_word(pki, sealed_page):
    time = next(check for check in verify(sealed_page, pki).checks if check.name == "time")
    assert time.detail == "the signer says 2026-11-20T12:00:00Z; no timestamp proves it"


def test_without_a_trust_anchor_nothing_is_said_of_who_it_was(pki, sealed_page):
    result = verify(sealed_page, pki, trust=[])
    assert result.verdict == "could_not_check"
    assert result.verdict.exit_code == 2
    key = pki.seal.key_id
    sentence = f"unchanged since sealed by the holder of key {key}; who that is was not checked; give --trust"
    assert result.summary == sentence
    assert not result.signers[0].trusted


@pytest.mark.parametrize("anchor", ["root", "authority", "seal"])
def test_the_anchor_may_be_any_certificate_of_the_chain(pki, sealed_page, anchor):
    assert verify(sealed_page, pki, trust=[samples.der(getattr(pki, anchor))]).verdict == "verified"


def test_a_stranger_as_anchor_does_not_verify(pki, sealed_page):
    result = verify(sealed_page, pki, trust=[samples.der(pki.stranger)])
    assert result.verdict == "not_verified"
    assert outcome(result, "identity") == "failed"
    assert outcome(result, "integrity") == "passed"


def test_a_development_key_counts_only_when_named(pki):
    sealed = reseal(samples.build_page(), pki.development)
    assert verify(sealed, pki).verdict == "not_verified"
    result = verify(sealed, pki, trust=[samples.der(pki.development)])
    assert result.verdict == "verified"
    assert result.signers[0].development
    assert "development key" in result.summary


def test_no_changed_byte_verifies(pki, sealed_page):
    for position in range(len(sealed_page)):
        changed = bytearray(sealed_page)
        changed[position] ^= 1 << position % 8
        result = verify(bytes(changed), pki)
        assert result.verdict == "not_verified", (position, result.summary)


def test_no_truncation_verifies(pki, sealed_page):
    for length in range(0, len(sealed_page), 7):
        assert verify(sealed_page[:length], pki).verdict == "not_verified", length
    assert "no seal" in verify(split(sealed_page)[0], pki).summary


def test_bytes_before_or_after_are_refused(pki, sealed_page):
    for changed in (sealed_page + b"\n", sealed_page + b"<p>x", b"\n" + sealed_page, sealed_page + sealed_page):
        assert verify(changed, pki).verdict == "not_verified"


def test_a_second_seal_is_refused(pki, sealed_page):
    page, seal = split(sealed_page)
    for changed in (
        sealed_page + HTML_HEAD + seal + HTML_TAIL,
        page + b"<!-- muniment-seal:2 -->" + HTML_HEAD + seal + HTML_TAIL,
        page + b"<!--MUNIMENT-SEAL-->" + HTML_HEAD + seal + HTML_TAIL,
    ):
        assert "more than one seal" in verify(changed, pki).summary


def test_garbage_in_place_of_the_seal_is_refused(pki, sealed_page):
    page, seal = split(sealed_page)
    deep = base64.b64encode(b"[" * 200_000)
    for garbage in (b"", b"A", b"AAAA", b"!!!!", seal[:-4], seal + b"AAAA", seal[:100] + b" " + seal[101:], deep):
        result = verify(page + HTML_HEAD + garbage + HTML_TAIL, pki)
        assert result.verdict == "not_verified", garbage[:20]
        assert outcome(result, "integrity") == "failed"


def test_a_seal_in_another_spelling_of_the_same_json_is_refused(pki, sealed_page):
    page, seal = split(sealed_page)
    raw = json.loads(base64.b64decode(seal))
    for text in (json.dumps(raw), json.dumps(raw, indent=1)):
        changed = page + HTML_HEAD + base64.b64encode(text.encode()) + HTML_TAIL
        assert "canonical" in verify(changed, pki).summary
    del raw["timestamps"]
    changed = page + HTML_HEAD + base64.b64encode(json.dumps(raw).encode()) + HTML_TAIL
    assert verify(changed, pki).verdict == "not_verified"


def test_certificates_cannot_be_exchanged_or_added(pki, sealed_page):
    from muniment.base.canonical import canonical_bytes

    page, seal = split(sealed_page)
    raw = json.loads(base64.b64decode(seal))
    other = base64.b64encode(samples.der(pki.root)).decode()
    for certificates in ([], raw["certificates"][:1], [*raw["certificates"], other], raw["certificates"][::-1]):
        changed = canonical_bytes({**raw, "certificates": certificates})
        result = verify(page + HTML_HEAD + base64.b64encode(changed) + HTML_TAIL, pki)
        assert result.verdict == "not_verified"


def test_the_seal_of_another_page_or_of_a_manifest_does_not_fit(pki, sealed_page):
    from muniment.sign.seal import seal_manifest

    page, _ = split(sealed_page)
    other = split(reseal(page + b" ", pki.seal))[1]
    assert verify(page + HTML_HEAD + other + HTML_TAIL, pki).verdict == "not_verified"
    manifest = samples.build_manifest({"a.html": b"x"})
    detached = base64.b64encode(seal_manifest(manifest, "manifest.public.json", pki.seal, samples.NOW))
    result = verify(manifest + HTML_HEAD + detached + HTML_TAIL, pki, name="x")
    assert result.verdict == "not_verified"


BAD_RECORDS = {
    "none": b"<!doctype html><p>nothing",
    "two": samples.build_page() + b'<a id="muniment-record">',
    "other form": b"<!doctype html><a href='x' id=muniment-record>",
    "garbage": samples.build_page().replace(b"base64,ey", b"base64,##"),
    "not a record": samples.build_page(b'{"record":2}'),
    "not json": samples.build_page(b"hello"),
    "deep": samples.build_page(b"[" * 100_000),
    "unknown status": samples.build_page(samples.RECORD.replace(b'"measured"', b'"divined"')),
    "fact of odd type": samples.build_page(samples.RECORD.replace(b'"unknown"', b'["unknown"]')),
}


@pytest.mark.parametrize("case", BAD_RECORDS)
def test_a_sealed_page_without_exactly_one_good_record_is_incomplete(pki, case):
    result = verify(reseal(BAD_RECORDS[case], pki.seal), pki)
    assert result.verdict == "not_verified"
    assert outcome(result, "integrity") == "passed"
    assert outcome(result, "completeness") == "failed"


def test_a_page_must_not_pass_under_another_ending(pki, sealed_page, sealed_pdf):
    assert verify(sealed_page, pki, name="x.pdf").verdict == "not_verified"
    assert verify(sealed_pdf, pki, name="x.html").verdict == "not_verified"


def test_what_a_stranger_wrote_cannot_steer_a_terminal(pki):
    record = samples.with_member(samples.RECORD, language="\x1b[2J\u202e")
    result = verify(reseal(samples.build_page(record), pki.seal), pki, name="\x1b]0;x\x07.html")
    assert result.document.language.isprintable()
    assert result.name.isprintable()


def test_large_files_end_in_a_verdict(pki):
    assert "larger than" in verify(b"<" * 100_000_001, pki).summary


def test_a_working_copy_carries_no_seal_and_is_judged_by_its_manifest(pki):
    result = verify(b"PK\x03\x04 the rest of a package", pki, name="datasheet.client.en.docx")
    assert result.verdict == "not_verified"
    assert "without a seal; verify the manifest that lists it" in result.summary
