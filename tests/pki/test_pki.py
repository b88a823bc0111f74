"""The authority that other tests rest on answers as one does: openssl is asked, and the clock is moved."""

import subprocess
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from pki import SIGNERS, Pki

FUTURE = datetime(2033, 5, 1, 12, 0, tzinfo=UTC)


def openssl(*command: object) -> str:
    done = subprocess.run(["openssl", *map(str, command)], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def stamp(pki: Pki, folder: Path, url: str) -> str:
    (folder / "data").write_bytes(b"data")
    openssl("ts", "-query", "-data", folder / "data", "-sha256", "-cert", "-out", folder / "query")
    request = urllib.request.Request(
        url, (folder / "query").read_bytes(), {"Content-Type": "application/timestamp-query"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        (folder / "answer").write_bytes(answer.read())
    return openssl("ts", "-reply", "-in", folder / "answer", "-text")


def test_timestamps_come_from_both_authorities_and_follow_the_clock(loopback_pki: Pki, tmp_path: Path) -> None:
    for url in (loopback_pki.tsa_url, loopback_pki.tsa_short_url):
        assert "Status: Granted" in stamp(loopback_pki, tmp_path, url)
    with loopback_pki.clock(FUTURE):
        assert "May  1 12:00:00 2033" in stamp(loopback_pki, tmp_path, loopback_pki.tsa_url)
    assert "2033" not in stamp(loopback_pki, tmp_path, loopback_pki.tsa_url)


def test_ocsp_says_good_and_revoked_and_its_answers_outlive_the_tests(loopback_pki: Pki, tmp_path: Path) -> None:
    places = loopback_pki.folder / "certificates"
    for label, status in (("seal", "good"), ("revoked", "revoked")):
        said = openssl(
            "ocsp", "-issuer", places / "inter.pem", "-cert", places / f"{label}.pem", "-url",
            f"{loopback_pki.url}/t/ocsp/ocsp", "-CAfile", loopback_pki.root_pem, "-verify_other", places / "inter.pem",
            "-no_nonce",
        )  # fmt: skip
        assert f"{label}.pem: {status}" in said, said
        assert "Next Update: " in said
        year = int(said.split("Next Update: ")[1].split("\n")[0].split()[3])
        assert year >= datetime.now(UTC).year + 19


def test_the_revoked_certificate_stands_in_the_list(loopback_pki: Pki, tmp_path: Path) -> None:
    with urllib.request.urlopen(f"{loopback_pki.url}/t/crls/inter/latest.crl", timeout=10) as answer:
        (tmp_path / "crl").write_bytes(answer.read())
    said = openssl("crl", "-in", tmp_path / "crl", "-inform", "DER", "-noout", "-text")
    serial = f"{loopback_pki.certificate('revoked').serial_number:X}"
    assert serial in said.replace(":", "").upper()


def test_every_signer_has_a_file_that_opens_with_the_passphrase(loopback_pki: Pki) -> None:
    for label in SIGNERS:
        _, certificate, others = pkcs12.load_key_and_certificates(
            loopback_pki.p12(label).read_bytes(), loopback_pki.passphrase
        )
        assert certificate == loopback_pki.certificate(label)
        assert len(others) == 2


def test_the_remote_service_asks_for_its_token(loopback_pki: Pki) -> None:
    request = urllib.request.Request(f"{loopback_pki.csc_url}/csc/v1/credentials/list", b"{}")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request, timeout=10)
    request.add_header("Authorization", f"Bearer {loopback_pki.csc_token}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert b"t/seal" in answer.read()
