"""What signing costs by level, and verifying by kind and number of signatures. Prints JSON.

`python bench/signatures.py`; on a real datasheet of the example, with an authority on loopback (that of the tests).
Times are CPU milliseconds of this process, the median of several turns, ours and pyHanko's in turns.
"""

import gc
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from shapes import EXAMPLE, ROOT

sys.path.insert(0, str(ROOT / "tests"))

from muniment.record.seal import LEVELS, load_seal, seal_bytes
from muniment.sign.keys import load_signing_key
from muniment.sign.pdf import approve_pdf, seal_pdf
from muniment.sign.proof import Proof
from muniment.sign.renewing import renew_pdf, renew_seal
from muniment.sign.revocation import Authorities
from muniment.sign.seal import seal_html, seal_manifest
from muniment.sign.timestamps import TimestampAuthority
from muniment.verify.files import verify_file
from pki import Pki

PROGRAM = Path(sys.executable).with_name("muniment")
ROLES = {"data-owner": "owner", "legal": "legal", "bias-reviewer": "reviewer"}
NAME = "manifest.client.json"


class Bench:
    """Signers and authorities on loopback, and one datasheet as page, PDF and manifest."""

    def __init__(self, folder: Path, pki: Any) -> None:
        self.folder, self.pki = folder, pki
        self.root = pki.certificate("root").public_bytes(serialization.Encoding.DER)
        (folder / "root.der").write_bytes(self.root)
        labels = ("seal", *ROLES.values())
        self.signers = {label: load_signing_key(pki.p12(label), pki.passphrase) for label in labels}
        self.authorities = Authorities([self.root])
        built = _built(folder)
        self.pdf, self.page, self.manifest = ((built / name).read_bytes() for name in _names(built))

    def proof(self, level: str) -> Proof:
        """Return what a level needs."""
        return Proof(level, TimestampAuthority(self.pki.tsa_url), self.authorities)

    def signing(self) -> Iterator[dict[str, object]]:
        """Yield what one signature costs by level, and how much longer the file is."""
        for level in LEVELS:
            proof, now = self.proof(level), _now()
            makers: dict[str, Callable[[], bytes]] = {
                "PDF": lambda proof=proof, now=now: seal_pdf(self.pdf, self.signers["seal"], now, proof=proof),
                "HTML": lambda proof=proof, now=now: seal_html(self.page, "x.html", self.signers["seal"], now, proof),
            }
            for kind, make in makers.items():
                size = len(make()) - len(self.pdf if kind == "PDF" else self.page)
                yield {"kind": kind, "level": level, "ms": round(_spent([make], 9)[0], 1), "bytes": size}

    def verifying(self) -> Iterator[dict[str, object]]:
        """Yield what verifying costs: PDFs in this process beside bare pyHanko, the rest as whole programs."""
        for what, data in self._pdfs():
            ours, bare = _spent([lambda data=data: self._verify(data), lambda data=data: self._bare(data)], 3)
            yield {"kind": "PDF", "what": what, "ms": round(ours, 1), "bare_ms": round(bare, 1)}
        for level in LEVELS:
            proof, seal = self.proof(level), self.signers["seal"]
            page = self.folder / "p" / level / "x.html"
            page.parent.mkdir(parents=True)
            page.write_bytes(seal_html(self.page, "x.html", seal, _now(), proof))
            yield {"kind": "HTML", "what": level, "ms": self._program(page)}
        manifest = self.folder / "m" / NAME
        manifest.parent.mkdir()
        shutil.copytree(self.folder / "built", manifest.parent, dirs_exist_ok=True)
        sealed = seal_manifest(self.manifest, NAME, seal, _now(), self.proof("B-LTA"))
        for renewals in (0, 2):
            for _ in range(renewals):
                sealed = seal_bytes(renew_seal(load_seal(sealed), self.manifest, self.proof("B-LTA"), _now()))
            manifest.with_name("manifest.client.seal.json").write_bytes(sealed)
            yield {"kind": "manifest", "what": f"B-LTA, {renewals} renewals", "ms": self._program(manifest)}

    def _pdfs(self) -> Iterator[tuple[str, bytes]]:
        for level in ("B-B", "B-LTA"):
            proof = self.proof(level)
            data = seal_pdf(self.pdf, self.signers["seal"], _now(), proof=proof)
            yield f"{level}, 1 signature", data
            for number, (role, label) in enumerate(ROLES.items(), 2):
                data = approve_pdf(data, role, self.signers[label], _now(), proof=proof)
                if number in (2, 4):
                    yield f"{level}, {number} signatures", data
        for _ in range(2):
            data = renew_pdf(data, self.proof("B-LTA"), _now())
        yield "B-LTA, 4 signatures and 2 renewals", data

    def _verify(self, data: bytes) -> None:
        result = verify_file(data, "x.pdf", trust=[self.root], now=_now() + timedelta(minutes=1))
        assert result.verdict == "verified", result.summary

    def _bare(self, data: bytes) -> None:
        from asn1crypto import x509
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
        from pyhanko_certvalidator import ValidationContext

        reader = PdfFileReader(BytesIO(data))
        context = ValidationContext(trust_roots=[x509.Certificate.load(self.root)], allow_fetching=False)
        for signature in reader.embedded_signatures:
            stamp = signature.sig_object_type == "/DocTimeStamp"
            (validate_pdf_timestamp if stamp else validate_pdf_signature)(signature, context)

    def _program(self, path: Path) -> float:
        command = [PROGRAM, "verify", path, "--trust", self.folder / "root.der"]

        def run() -> None:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode in (0, 1), done.stderr

        return round(_spent([run], 5)[0], 1)


def _built(folder: Path) -> Path:
    workspace = folder / "workspace"
    shutil.copytree(EXAMPLE, workspace)
    with (workspace / "muniment.yaml").open("a") as settings:
        settings.write(f"\nsigning: {{approvals: [{', '.join(ROLES)}]}}\n")
    command = [PROGRAM, "build", workspace, "--date", "2026-11-23", "--document", "datasheet", "--audience", "client"]
    subprocess.run([*command, "--lang", "en", "-o", folder / "dist"], check=True, capture_output=True)
    source = sorted(path for path in (folder / "dist" / "dataset").iterdir() if path.is_dir())[0]
    shutil.copytree(source, folder / "built")
    return folder / "built"


def _names(built: Path) -> tuple[str, str, str]:
    return next(built.glob("*.pdf")).name, next(built.glob("*.html")).name, NAME


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _spent(actions: list[Callable[[], object]], turns: int) -> list[float]:
    """Return the median CPU time of each action, in turns, in milliseconds."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(turns):
        for at, action in enumerate(actions):
            gc.collect()
            started = _cpu()
            action()
            times[at].append(_cpu() - started)
    return [statistics.median(item) for item in times]


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) * 1000


@contextmanager
def _authority(folder: Path) -> Iterator[Any]:
    pki = Pki(folder)
    try:
        yield pki
    finally:
        pki.close()


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, _authority(Path(name) / "pki") as pki:
        bench = Bench(Path(name), pki)
        print(json.dumps({"sign": list(bench.signing()), "verify": list(bench.verifying())}))


if __name__ == "__main__":
    main()
