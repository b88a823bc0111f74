"""A certification authority on loopback for the tests: certomancer, with timestamps, OCSP, CRLs and remote signing.

Answers live for twenty years, so that tests can travel: nothing stored here is stale when the clock stands elsewhere.
"""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from pki.configuration import ARCHITECTURE, CSC_PIN, CSC_TOKEN, PASSPHRASE, SIGNERS, write_configuration

_SERVE = Path(__file__).with_name("serve.py")


class Pki:
    """The running authority: root → inter → the signers; ``tsa`` and ``tsa-short`` below the root."""

    passphrase = PASSPHRASE
    csc_token = CSC_TOKEN
    csc_pin = CSC_PIN

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._servers: list[subprocess.Popen[str]] = []
        self._csc_url = ""
        write_configuration(folder)
        #: Where certomancer answers, and where the two timestamp authorities do.
        self.url = self._start("pki")
        self.tsa_url = f"{self.url}/{ARCHITECTURE}/tsa/tsa"
        self.tsa_short_url = f"{self.url}/{ARCHITECTURE}/tsa/tsa-short"
        #: The root as a PEM file: what a recipient names with --trust.
        self.root_pem = folder / "root.pem"
        self.root_pem.write_bytes(self.certificate("root").public_bytes(serialization.Encoding.PEM))

    @property
    def csc_url(self) -> str:
        """Where the remote signing service answers (CSC 1.0); credentials are named ``t/seal`` and so on."""
        if not self._csc_url:
            self._csc_url = self._start("csc")
        return self._csc_url

    def certificate(self, label: str) -> x509.Certificate:
        """Return a certificate by its label."""
        return x509.load_pem_x509_certificate((self.folder / "certificates" / f"{label}.pem").read_bytes())

    def key(self, label: str):
        """Return a private key by its label."""
        return serialization.load_pem_private_key((self.folder / "keys" / f"{label}.pem").read_bytes(), None)

    def p12(self, label: str) -> Path:
        """Return a PKCS#12 file with a signer's key and chain, under ``passphrase``."""
        file = self.folder / f"{label}.p12"
        if not file.exists():
            how = serialization.BestAvailableEncryption(PASSPHRASE)
            above = [self.certificate("inter"), self.certificate("root")]
            file.write_bytes(
                pkcs12.serialize_key_and_certificates(
                    label.encode(), self.key(label), self.certificate(label), above, how
                )
            )
        return file

    @contextmanager
    def clock(self, moment: datetime | None) -> Iterator[None]:
        """Let timestamps, OCSP answers and CRLs be made at another time; the certificates stay."""
        self._set_clock(moment)
        try:
            yield
        finally:
            self._set_clock(None)

    def close(self) -> None:
        """Stop the servers."""
        for server in self._servers:
            server.terminate()
            server.wait(10)

    def _set_clock(self, moment: datetime | None) -> None:
        said = (moment.isoformat() if moment else "").encode()
        with urllib.request.urlopen(f"{self.url}/clock", said, timeout=10) as answer:
            answer.read()

    def _start(self, what: str) -> str:
        server = subprocess.Popen(
            [sys.executable, str(_SERVE), str(self.folder), what],
            stdout=subprocess.PIPE,
            stderr=(self.folder / f"{what}.log").open("w"),
            text=True,
        )
        self._servers.append(server)
        assert server.stdout is not None
        line = server.stdout.readline()
        assert line, (self.folder / f"{what}.log").read_text()
        return str(json.loads(line)["url"])


__all__ = ["SIGNERS", "Pki"]
