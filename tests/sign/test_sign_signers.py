"""Keys in a module (SoftHSM) and with a remote service (a CSC server on loopback) sign like keys in files."""

import os
import subprocess
import traceback
from contextlib import closing
from pathlib import Path

import pytest
import sealing_samples as samples
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from muniment.base.errors import CannotRun
from muniment.sign.cms import sign_detached
from muniment.sign.keys import SigningKey
from muniment.sign.module import open_module
from muniment.sign.pdf import seal_pdf
from muniment.sign.remote import open_remote
from muniment.sign.seal import seal_html
from muniment.sign.secret import Secret
from muniment.sign.signer import Signer
from muniment.verify.files import verify_file

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "314159"
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


def run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def put(folder: Path, label: str, number: str, key: SigningKey) -> None:
    """Put a key with its certificate into the token."""
    secret = key.private.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    (folder / "cert.der").write_bytes(key.certificate.public_bytes(DER))
    run("softhsm2-util", "--import", folder / "key.pem", "--token", "tests", "--label", label, "--id", number,
        "--pin", PIN)  # fmt: skip
    run("pkcs11-tool", "--module", LIBRARY, "--token-label", "tests", "--login", "--pin", PIN, "--write-object",
        folder / "cert.der", "--type", "cert", "--label", label, "--id", number)  # fmt: skip


@pytest.fixture(scope="module")
def rsa_key(pki) -> SigningKey:
    key = rsa.generate_private_key(65537, 2048)
    return SigningKey(key, samples.certificate("Acme RSA", key, pki.authority), (pki.authority.certificate,))


@pytest.fixture(scope="module")
def token(tmp_path_factory, loopback_pki, rsa_key) -> str:
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    run("softhsm2-util", "--init-token", "--free", "--label", "tests", "--pin", PIN, "--so-pin", "5" + PIN)
    seal = SigningKey(loopback_pki.key("seal"), loopback_pki.certificate("seal"))
    put(folder, "seal", "01", seal)
    put(folder, "rsa", "02", rsa_key)
    return "tests"


def judged(signer: Signer, anchor: bytes) -> list[str]:
    page = seal_html(samples.build_page(), "x.html", signer, samples.now())
    pdf = seal_pdf(samples.build_pdf(), signer, samples.now())
    assert len(sign_detached(b"data", signer, samples.now())) > 1000
    results = [
        verify_file(data, name, trust=(anchor,), now=samples.now()) for data, name in ((page, "x.html"), (pdf, "x.pdf"))
    ]
    return [result.verdict.value for result in results]


def test_a_key_in_a_module_seals_pages_and_pdfs(token, loopback_pki):
    others = [loopback_pki.certificate("root"), loopback_pki.certificate("inter")]
    with closing(open_module(LIBRARY, token, Secret(PIN.encode()), "seal", others=others)) as signer:
        assert signer.chain == (loopback_pki.certificate("inter"),)
        assert judged(signer, loopback_pki.certificate("root").public_bytes(DER)) == ["verified", "verified"]


def test_an_rsa_key_in_a_module_does_as_well(token, pki, rsa_key):
    others = [pki.authority.certificate]
    with closing(open_module(LIBRARY, token, Secret(PIN.encode()), "rsa", "rsa", others)) as signer:
        assert signer.key_id == rsa_key.key_id
        assert judged(signer, samples.der(pki.root)) == ["verified", "verified"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"pin": "wrong-pin-99"},
        {"token": "nobody"},
        {"key_label": "nobody"},
        {"library": "/nowhere.so"},
        {"certificate_label": "nobody"},
    ],
    ids=str,
)
def test_what_is_wrong_with_a_module_is_said_without_the_pin(token, wrong):
    given = {"library": LIBRARY, "token": token, "pin": PIN, "key_label": "seal", **wrong}
    with pytest.raises(CannotRun) as caught:
        open_module(**{**given, "pin": Secret(given["pin"].encode())})
    text = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert given["pin"] not in text
    assert "lock" in caught.value.remedy


def test_a_remote_key_seals_pages_and_pdfs(loopback_pki):
    token, pin = Secret(loopback_pki.csc_token.encode()), Secret(loopback_pki.csc_pin.encode())
    signer = open_remote(loopback_pki.csc_url, "t/seal", token, pin)
    assert signer.certificate.serial_number == loopback_pki.certificate("seal").serial_number
    assert [item.subject for item in signer.chain] == [loopback_pki.certificate("inter").subject]
    assert judged(signer, loopback_pki.certificate("root").public_bytes(DER)) == ["verified", "verified"]


def test_what_is_wrong_with_a_remote_service_is_said_without_the_secrets(loopback_pki):
    token, pin = Secret(loopback_pki.csc_token.encode()), Secret(loopback_pki.csc_pin.encode())
    bad = Secret(b"no-such-secret")
    url = loopback_pki.csc_url
    attempts = [
        (url, "t/seal", bad, pin, "401"),
        (url, "t/seal", token, bad, "400"),
        (url, "t/nobody", token, pin, "404"),
        ("http://127.0.0.1:1", "t/seal", token, pin, "reached"),
        ("http://service.example", "t/seal", token, pin, "in the clear"),
        (loopback_pki.url, "t/seal", token, pin, "404"),
    ]
    for address, credential, its_token, its_pin, said in attempts:
        with pytest.raises(CannotRun) as caught:
            open_remote(address, credential, its_token, its_pin).sign(b"data")
        assert said in caught.value.message
        text = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert not [secret for secret in (token, pin, bad) if secret.text() in text]


def test_a_secret_shows_nowhere():
    secret = Secret(b"hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {[secret]} {vars(Secret)}"
    with pytest.raises(TypeError):
        __import__("pickle").dumps(secret)
