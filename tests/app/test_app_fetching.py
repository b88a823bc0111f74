"""Fetching a status over TLS, from a real server on loopback with a certificate of a CA made for it."""

import ipaddress
import ssl
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from muniment.app.status import fetch_status
from muniment.base.errors import CannotRun
from muniment.sign import network

PEM = serialization.Encoding.PEM


def issued(name: str, key, issuer=None, issuer_key=None) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key or key, hashes.SHA256())


class Provider(BaseHTTPRequestHandler):
    """Answers by path: the status and its seal, too much, too slowly, elsewhere, or not at all."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        folder, _, name = self.path.rpartition("/")
        if folder == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", f"/good/{name}")
            self.end_headers()
            return
        if folder == "/nothing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        try:
            if folder == "/large":
                for _ in range(200):
                    self.wfile.write(b" " * 65_536)
            if folder == "/slow":
                for _ in range(100):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            self.wfile.write(b"seal" if name.endswith(".seal.json") else b"status")
        except OSError:
            pass  # the other side has had enough

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def server(authority):
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = issued("Loopback Root", root_key)
    leaf = issued("127.0.0.1", key, root, root_key)
    secret = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (authority / "root.pem").write_bytes(root.public_bytes(PEM))
    (authority / "server.pem").write_bytes(leaf.public_bytes(PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "server.pem")
    listener = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    listener.daemon_threads = True
    listener.socket = context.wrap_socket(listener.socket, server_side=True)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{listener.server_address[1]}"
    listener.shutdown()
    listener.server_close()


@pytest.fixture
def known(server, authority, monkeypatch) -> str:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "root.pem"))
    return server


@pytest.mark.parametrize("address", ["/good", "/good/", "/good/status.json"])
def test_status_and_seal_are_fetched(known, address):
    found = fetch_status(known + address)
    assert (found.data, found.seal_json) == (b"status", b"seal")


def test_a_server_of_an_unknown_authority_is_not_asked(server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    Provider.asked.clear()
    with pytest.raises(CannotRun, match=r"cannot be reached.*certificate"):
        fetch_status(f"{server}/good")
    assert Provider.asked == []


def test_a_server_of_another_name_is_not_asked(known):
    with pytest.raises(CannotRun, match="cannot be reached"):
        fetch_status(known.replace("127.0.0.1", "localhost") + "/good")


def test_no_redirect_is_followed(known):
    Provider.asked.clear()
    with pytest.raises(CannotRun, match="HTTP 302"):
        fetch_status(f"{known}/elsewhere")
    assert Provider.asked == ["/elsewhere/status.json"]


def test_what_is_not_there_is_said(known):
    with pytest.raises(CannotRun, match="HTTP 404"):
        fetch_status(f"{known}/nothing")


def test_an_answer_is_bounded_in_size(known):
    with pytest.raises(CannotRun, match=f"more than {network.MAX_ANSWER} bytes"):
        fetch_status(f"{known}/large")


def test_an_answer_is_bounded_in_time_although_it_keeps_coming(known, monkeypatch):
    monkeypatch.setattr(network, "PATIENCE", 0.5)
    started = time.monotonic()
    with pytest.raises(CannotRun, match="did not answer within"):
        fetch_status(f"{known}/slow")
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("address", ["http://127.0.0.1/status", "file:///etc/passwd", "ftp://x/status.json", ""])
def test_only_https_is_asked(address):
    with pytest.raises(CannotRun, match="not one to fetch from"):
        fetch_status(address)


def test_the_program_honours_the_same_variable(known):
    script = f"from muniment.app.status import fetch_status; print(fetch_status('{known}/good').data)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert "b'status'" in done.stdout, done.stderr
