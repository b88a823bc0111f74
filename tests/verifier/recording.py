"""A plug-in of pytest that keeps what the tests of ``tests/verify`` verify, so that the page can be asked the same.

``pytest -p recording`` with ``MUNIMENT_RECORD`` naming a folder: every call of ``verify_file`` leaves its files, its
anchors and the verdict under the default policy. Of tests that try thousands of bytes some are kept, by their digest.
"""

import hashlib
import json
import os
from collections import Counter
from pathlib import Path

import muniment.verify.files as verifying
from muniment.verify.policy import DEFAULT_POLICY

ALL_UP_TO, ONE_IN, AT_MOST = 6, 61, 24
_ENDINGS = {b"%PDF-": ".pdf", b"PK\x03\x04": ".zip", b"{": ".json"}
_KNOWN = (".html", ".htm", ".xhtml", ".pdf", ".json", ".asice", ".zip")


class Recorder:
    """Stands in for ``verify_file`` and keeps what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.original, self.kept = folder, verifying.verify_file, Counter()
        self.asked: Counter = Counter()
        self.cases: dict[str, dict] = {}

    def __call__(self, data, name, *, trust, now, siblings=None, **options):
        read: dict[str, bytes] = {}

        def beside(path: str) -> bytes | None:
            found = siblings(path)
            if found is not None:
                read[path] = bytes(found)
            return found

        result = self.original(data, name, trust=trust, now=now, siblings=siblings and beside, **options)
        test = os.environ.get("PYTEST_CURRENT_TEST", "").split(" ")[0].rpartition("::")[2].partition("[")[0]
        content = bytes(data[:])
        flat = not any("/" in path for path in read)
        if content and flat and len(content) < 3_000_000 and self._wanted(test, content):
            self._keep(test, content, name, tuple(trust), now, read)
        return result

    def _wanted(self, test: str, content: bytes) -> bool:
        self.asked[test] += 1
        chosen = hashlib.sha256(content).digest()[0] % ONE_IN == 0 and self.kept[test] < AT_MOST
        return self.asked[test] <= ALL_UP_TO or chosen

    def _keep(self, test, content, name, trust, now, read) -> None:
        if not name.isprintable() or "/" in name or Path(name).suffix.lower() not in _KNOWN:
            name = "x" + next((end for head, end in _ENDINGS.items() if content.startswith(head)), ".html")
        result = self.original(content, name, trust=trust, now=now, siblings=read.get, policy=DEFAULT_POLICY)
        self.kept[test] += 1
        case = f"{test}-{self.kept[test]}"
        files = {name: content, **read}
        at = self.folder / case
        at.mkdir(parents=True)
        for path, found in files.items():
            (at / path).write_bytes(found)
        anchors = [self._anchor(der) for der in trust]
        self.cases[case] = {
            "name": case,
            "now": now.isoformat(),
            "files": [str(at / path) for path in files],
            "trust": anchors,
            "main": name,
            "verdict": str(result.verdict),
            "checks": {check.name: str(check.result) for check in result.checks},
            "summary": result.summary,
        }

    def _anchor(self, der: bytes) -> str:
        file = self.folder / f"{hashlib.sha256(der).hexdigest()[:16]}.der"
        file.write_bytes(der)
        return str(file)


# At once, since the first conftest that is read may already import it.
RECORDER = verifying.verify_file = Recorder(Path(os.environ["MUNIMENT_RECORD"]))


def pytest_unconfigure() -> None:
    (RECORDER.folder / "cases.json").write_text(json.dumps(list(RECORDER.cases.values())))
