"""Chains: what an anchor backs and what it does not; each case on a page and on a PDF."""

from datetime import timedelta

import pytest
import sealing_samples as samples
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from muniment.record.seal import DEVELOPMENT_POLICY
from muniment.sign.keys import SigningKey
from muniment.sign.pdf import seal_pdf
from muniment.sign.seal import seal_html
from muniment.verify.files import verify_file
from muniment.verify.trust import identify, load_trust

NOW = samples.NOW


def verdicts(key: SigningKey, trust: list[bytes], now=NOW) -> set[str]:
    """Seal a page and a PDF and return the verdicts on both: they must never differ."""
    page = seal_html(samples.build_page(), "x.html", key, NOW)
    pdf = seal_pdf(samples.build_pdf(), key, NOW)
    results = [verify_file(data, name, trust=trust, now=now) for data, name in ((page, "x.html"), (pdf, "x.pdf"))]
    for result in results:
        identity = next(check for check in result.checks if check.name == "identity")
        assert (identity.result == "passed") == (result.verdict == "verified"), result.summary
    return {str(result.verdict) for result in results}


def test_root_intermediate_leaf(pki):
    assert verdicts(pki.seal, pki.trust) == {"verified"}


def test_leaf_directly_below_the_root(pki):
    assert verdicts(samples.issue("Direct", pki.root), pki.trust) == {"verified"}


def test_a_self_signed_certificate_that_is_the_anchor(pki):
    own = samples.issue("Own")
    assert verdicts(own, [samples.der(own)]) == {"verified"}
    assert verdicts(own, pki.trust) == {"not_verified"}


def test_the_intermediate_may_be_among_the_anchors_instead_of_in_the_seal(pki):
    bare = SigningKey(pki.seal.private, pki.seal.certificate)
    assert verdicts(bare, pki.trust) == {"not_verified"}
    assert verdicts(bare, [samples.der(pki.root), samples.der(pki.authority)]) == {"verified"}


@pytest.mark.parametrize("days", [366, -31])
def test_a_certificate_outside_its_validity_now(pki, days):
    assert verdicts(pki.seal, pki.trust, NOW + timedelta(days=days)) == {"not_verified"}


def test_an_expired_development_certificate(pki):
    trust = [samples.der(pki.development)]
    assert verdicts(pki.development, trust) == {"verified"}
    assert verdicts(pki.development, trust, NOW + timedelta(days=800)) == {"not_verified"}


def test_an_expired_authority_or_anchor(pki):
    short = {"start": NOW - timedelta(days=20), "end": NOW + timedelta(days=10)}
    authority = samples.issue("Short CA", pki.root, ca=True, **short)
    leaf = samples.issue("Leaf", authority, [authority.certificate])
    assert verdicts(leaf, pki.trust) == {"verified"}
    assert verdicts(leaf, pki.trust, NOW + timedelta(days=11)) == {"not_verified"}
    root = samples.issue("Short Root", ca=True, **short)
    leaf = samples.issue("Leaf", root)
    assert verdicts(leaf, [samples.der(root)], NOW + timedelta(days=11)) == {"not_verified"}


def test_a_development_certificate_under_a_trusted_root_still_must_be_named(pki):
    policy = x509.PolicyInformation(x509.ObjectIdentifier(DEVELOPMENT_POLICY), None)
    leaf = samples.issue("Dev", pki.root, extra=[(x509.CertificatePolicies([policy]), False)])
    assert verdicts(leaf, pki.trust) == {"not_verified"}
    assert verdicts(leaf, [samples.der(leaf)]) == {"verified"}


def test_a_leaf_may_not_issue(pki):
    leaf = samples.issue("Below a leaf", pki.seal, [pki.seal.certificate, pki.authority.certificate])
    assert verdicts(leaf, pki.trust) == {"not_verified"}


def test_an_authority_without_the_right_to_issue(pki):
    authority = samples.issue("No sign", pki.root, ca=True, usage={"key_cert_sign": False, "crl_sign": True})
    leaf = samples.issue("Leaf", authority, [authority.certificate])
    assert verdicts(leaf, pki.trust) == {"not_verified"}


def test_the_path_length_is_kept(pki):
    lower = samples.issue("Lower CA", pki.authority, ca=True)
    leaf = samples.issue("Leaf", lower, [lower.certificate, pki.authority.certificate])
    assert verdicts(leaf, pki.trust) == {"not_verified"}


def test_an_authority_s_own_key_is_not_a_signer_s(pki):
    page = seal_html(samples.build_page(), "x.html", pki.root, NOW)
    assert verify_file(page, "x.html", trust=pki.trust, now=NOW).verdict == "not_verified"


def test_a_key_that_is_not_for_signatures(pki):
    usage = {"digital_signature": False, "content_commitment": False, "key_encipherment": True}
    assert verdicts(samples.issue("Encipher", pki.root, usage=usage), pki.trust) == {"not_verified"}


@pytest.mark.parametrize("usage", [{"digital_signature": False}, {"content_commitment": False}])
def test_either_usage_for_signatures_will_do(pki, usage):
    assert verdicts(samples.issue("One usage", pki.root, usage=usage), pki.trust) == {"verified"}


def test_a_root_of_the_same_name_with_another_key(pki):
    impostor = samples.issue("Test Root", ca=True)
    authority = samples.issue("Test Issuing CA", impostor, ca=True)
    leaf = samples.issue("Acme Seal", authority, [authority.certificate])
    assert verdicts(leaf, pki.trust) == {"not_verified"}
    # an impostor's root that travels along, and an anchor beside the right one, change nothing
    assert verdicts(leaf, [samples.der(pki.root), samples.der(pki.stranger)]) == {"not_verified"}
    assert verdicts(pki.seal, [samples.der(impostor), *pki.trust]) == {"verified"}


def test_a_critical_extension_that_is_not_understood(pki):
    foreign = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
    assert verdicts(samples.issue("Odd", pki.root, extra=[(foreign, True)]), pki.trust) == {"not_verified"}
    assert verdicts(samples.issue("Odd", pki.root, extra=[(foreign, False)]), pki.trust) == {"verified"}


def test_name_constraints_are_refused_rather_than_ignored(pki):
    tree = x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Other AG")]))
    limits = (x509.NameConstraints(permitted_subtrees=[tree], excluded_subtrees=None), True)
    authority = samples.issue("Limited CA", pki.root, ca=True, extra=[limits])
    leaf = samples.issue("Leaf", authority, [authority.certificate])
    assert verdicts(leaf, pki.trust) == {"not_verified"}


def test_a_weak_hash_or_a_short_key_in_the_chain(pki):
    private = rsa.generate_private_key(65537, 1024)
    leaf = samples.certificate("Short", private, pki.root)
    assert not identify(leaf, [], pki.trust, NOW).trusted
    weak = (
        x509.CertificateBuilder()
        .subject_name(leaf.subject)
        .issuer_name(pki.root.certificate.subject)
        .public_key(pki.seal.private.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
    )
    assert identify(weak.sign(pki.root.private, hashes.SHA256()), [], pki.trust, NOW).trusted
    assert not identify(weak.sign(pki.root.private, hashes.SHA224()), [], pki.trust, NOW).trusted


def test_a_pool_of_equal_names_ends_soon(pki):
    crowd = [samples.issue("Test Issuing CA", pki.stranger, ca=True).certificate for _ in range(40)]
    assert not identify(pki.seal.certificate, crowd, [samples.der(pki.development)], NOW).trusted


def test_anchors_load_from_pem_and_der(pki):
    pem = b"".join(key.certificate.public_bytes(serialization.Encoding.PEM) for key in (pki.root, pki.development))
    assert load_trust(pem) == (samples.der(pki.root), samples.der(pki.development))
    assert load_trust(samples.der(pki.root)) == (samples.der(pki.root),)
    for garbage in (b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(ValueError):
            load_trust(garbage)


def test_openssl_agrees_on_the_chain(pki, tmp_path):
    for name, key in (("root", pki.root), ("authority", pki.authority), ("seal", pki.seal)):
        (tmp_path / name).write_bytes(key.certificate.public_bytes(serialization.Encoding.PEM))
    names = [str(tmp_path / name) for name in ("root", "authority", "seal")]
    when = str(int(NOW.timestamp()))
    said = samples.run(
        "openssl", "verify", "-attime", when, "-x509_strict", "-CAfile", names[0], "-untrusted", names[1], names[2]
    )
    assert "OK" in said.stdout or "Missing Authority Key Identifier" in said.stderr + said.stdout
