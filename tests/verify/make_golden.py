"""Makes the golden files of this version: sealed as its users seal, and verified by every later version for ever.

Run once for each release: ``python tests/verify/make_golden.py``. What is there stays; only before a version is
released may ``--again`` replace it. Keys die with the run: nobody can make such files a second time.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from muniment import __version__  # noqa: E402
from pki import Pki  # noqa: E402

GOLDEN = HERE / "golden"
_SETTINGS = """muniment: 1
organisation: example-provider
banner: Made for tests; not a real disclosure
signing:
  default: seal
  trust: [{root}]
  approvals: [legal]
  profiles:
    seal: {{kind: pkcs12, file: {seal}, passphrase: {{file: {secret}}}, level: B-LTA, timestamp: "{tsa}"}}
    legal:
      {{kind: pkcs12, file: {legal}, passphrase: {{file: {secret}}}, level: B-T, timestamp: "{tsa}", role: legal}}
"""
_ORGANISATION = """muniment: 1
kind: organisation
name: example-provider
version: "1"
legal_name: Example Provider BV
"""
_CARD = """muniment: 1
kind: dataset
name: words
version: "1.0.0"
title: Words of a small dictionary
licence: {id: CC0-1.0}
personal_data: {present: false}
special_categories: {not_applicable: the words are of no person}
labelling: {labelled: false}
"""


def main() -> None:
    """Make the files in ``golden/<version>``."""
    target = GOLDEN / __version__
    if target.exists() and "--again" not in sys.argv[1:]:
        sys.exit(f"{target} is there, and stays. Before the release of {__version__}: --again.")
    with tempfile.TemporaryDirectory() as folder:
        pki = Pki(Path(folder) / "pki")
        try:
            made = make(Path(folder) / "workspace", pki)
        finally:
            pki.close()
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
    print(target, sum(file.stat().st_size for file in target.rglob("*") if file.is_file()), "bytes")


def make(workspace: Path, pki: Pki) -> Path:
    """Build, seal, approve, pack and renew a small workspace; return the folder of what is to be kept."""
    workspace.mkdir()
    secret = workspace / "secret"
    secret.write_bytes(pki.passphrase)
    paths = {"root": pki.root_pem, "seal": pki.p12("seal"), "legal": pki.p12("legal"), "secret": secret}
    (workspace / "muniment.yaml").write_text(_SETTINGS.format(tsa=pki.tsa_url, **paths), "utf-8")
    (workspace / "organisation.card.yaml").write_text(_ORGANISATION, "utf-8")
    (workspace / "words.card.yaml").write_text(_CARD, "utf-8")
    kept = workspace / "kept"
    run("build", workspace, "--audience", "client", "--date", "2026-11-20", "-o", kept)
    run("sign", kept, "--workspace", workspace)
    run("sign", kept, "--as", "legal", "--workspace", workspace)
    pack = workspace / "pack.asice"
    run("pack", kept, "--audience", "client", "--require", "legal", "--workspace", workspace, "-o", pack)
    shutil.copy(pack, kept / "pack.asice")
    run("renew", pack, "--workspace", workspace)
    shutil.copy(pack, kept / "renewed.asice")
    shutil.copy(pki.root_pem, kept / "root.pem")
    about = {"version": __version__, "sealed_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    (kept / "about.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return kept


def run(*arguments: str | Path) -> None:
    """Run a command as a user does; end where it fails."""
    subprocess.run([sys.executable, "-m", "muniment.cli.main", *map(str, arguments)], check=True, stdout=sys.stderr)


if __name__ == "__main__":
    main()
