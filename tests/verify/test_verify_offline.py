"""Guards: what verifying imports, and that it needs no network and little time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sealing_samples as samples

import muniment

NEVER = ["pydantic", "yaml", "jinja2", "weasyprint", "pikepdf", "click", "muniment.sign"]
HEAVY = ["pyhanko", "pyhanko_certvalidator", "lxml", "oscrypto"]

PROGRAM = """
import json, resource, sys, time
from datetime import datetime
from pathlib import Path
from muniment.verify.files import verify_file
from muniment.verify.folder import reader, verify_folder
path, trust, now = Path(sys.argv[1]), [Path(sys.argv[2]).read_bytes()], datetime.fromisoformat(sys.argv[3])
if path.is_dir():
    result = verify_folder(path, trust=trust, now=now)
else:
    result = verify_file(path.read_bytes(), path.name, trust=trust, now=now, siblings=reader(path.parent))
print(json.dumps({"verdict": result.verdict, "summary": result.summary, "modules": sorted(sys.modules),
                  "cpu": time.process_time()}))
"""


def run(path: Path, pki, *before: str) -> dict:
    anchor = path.parent / "root.der"
    anchor.write_bytes(samples.der(pki.root))
    environment = {**os.environ, "PYTHONPATH": str(Path(muniment.__file__).parent.parent)}
    command = [*before, sys.executable, "-c", PROGRAM, str(path), str(anchor), samples.NOW.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def imported(said: dict, names: list[str]) -> list[str]:
    return [name for name in names if any(f"{m}.".startswith(f"{name}.") for m in said["modules"])]


@pytest.fixture
def page_only(tmp_path, pki) -> Path:
    files = {"datasheet.public.en.html": samples.build_page()}
    return samples.write_delivery(tmp_path / "dist", pki.seal, files)


@pytest.mark.parametrize("name", ["manifest.public.json", "datasheet.public.en.html"])
def test_a_manifest_or_page_needs_nothing_heavy_and_little_time(pki, page_only, name):
    said = run(page_only / name, pki)
    assert said["verdict"] == "verified"
    assert imported(said, [*NEVER, *HEAVY]) == []
    # The budget is 0.3 s on a quiet machine; the guard against a heavy import is the line above.
    assert said["cpu"] < 1


def test_a_pdf_needs_pyhanko_and_none_of_what_made_it(pki, delivery):
    said = run(delivery / "datasheet.public.en.pdf", pki)
    assert said["verdict"] == "verified"
    assert imported(said, NEVER) == []
    assert imported(said, ["pyhanko"]) == ["pyhanko"]


def test_everything_verifies_without_a_network(pki, delivery):
    """In a network namespace of its own there is not even a loopback interface that is up."""
    said = run(delivery.parents[1], pki, "unshare", "--net", "--map-root-user")
    assert said["verdict"] == "verified", said["summary"]
