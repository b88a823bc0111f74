"""``muniment renew`` on everything that is sealed, with a clock that moves."""

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta

import packing_samples as samples
import pytest
from click.testing import CliRunner

from muniment.cli.main import group
from muniment.verify.files import verify_file
from muniment.verify.folder import reader, verify_folder

YEAR = timedelta(days=365)


@pytest.fixture
def folder(tmp_path, pki):
    """A sealed folder and a pack of it, by a key that ends in two years."""
    base = samples.deliver(tmp_path / "dist", samples.key_of(pki, "seal-short"))
    samples.make(base, tmp_path / "p.asice", pki, label="seal-short", tsa="tsa-short")
    return base


def renew(pki, *paths, tsa: str = "tsa"):
    url = pki.tsa_url if tsa == "tsa" else pki.tsa_short_url
    arguments = ["renew", *map(str, paths), "--timestamp", url, "--trust", str(pki.root_pem)]
    return CliRunner().invoke(group, arguments, catch_exceptions=False)


def in_years(path, pki, years: int):
    return verify_file(
        path.read_bytes(),
        path.name,
        trust=samples.anchors(pki),
        now=samples.now() + years * YEAR,
        siblings=reader(path.parent),
    )


@pytest.mark.parametrize("name", ["datasheet.public.en.html", "datasheet.public.en.pdf", "manifest.public.json"])
def test_a_renewed_document_outlives_its_signer(folder, pki, name) -> None:
    assert in_years(folder / name, pki, 3).verdict == "not_verified"
    unsigned = (folder / name).read_bytes()
    # A manifest verifies with its documents, which end as it does: all of them are renewed.
    done = renew(pki, folder if name.startswith("manifest") else folder / name)
    assert done.exit_code == 0, done.output + done.stderr
    result = in_years(folder / name, pki, 10)
    assert result.verdict == "verified", result.summary
    assert result.level == "B-LTA"
    if name.endswith("pdf"):
        assert (folder / name).read_bytes().startswith(unsigned)
    again = renew(pki, folder / name)
    assert again.exit_code == 0, again.output + again.stderr
    assert in_years(folder / name, pki, 10).verdict == "verified"


def test_a_folder_is_renewed_with_all_that_its_manifests_list(folder, pki) -> None:
    done = renew(pki, folder)
    assert done.exit_code == 0 and done.output.count("the proof is good until") == 3
    later = samples.now() + 10 * YEAR
    assert verify_folder(folder, trust=samples.anchors(pki), now=later).verdict == "verified"


def test_the_plain_zip_is_renewed_too(folder, pki, tmp_path) -> None:
    samples.make(folder, tmp_path / "q.asice", pki, label="seal-short", tsa=None, plain=True)
    assert renew(pki, tmp_path / "q.zip").exit_code == 0
    assert in_years(tmp_path / "q.zip", pki, 10).verdict == "verified"


def test_a_signing_profile_packs_and_renews(tmp_path, pki) -> None:
    (tmp_path / "word").write_bytes(pki.passphrase)
    shutil.copy(pki.p12("seal"), tmp_path / "seal.p12")
    shutil.copy(pki.root_pem, tmp_path / "root.pem")
    profile = f"{{kind: pkcs12, file: seal.p12, passphrase: {{file: word}}, level: B-T, timestamp: '{pki.tsa_url}'}}"
    settings = f"muniment: 1\nsigning:\n  trust: [root.pem]\n  profiles:\n    seal: {profile}\n"
    (tmp_path / "muniment.yaml").write_text(settings)
    samples.deliver(tmp_path / "dist", samples.key_of(pki, "seal"))
    pack = tmp_path / "p.asice"
    done = CliRunner().invoke(
        group, ["pack", str(tmp_path / "dist"), "--audience", "public", "-o", str(pack)], catch_exceptions=False
    )
    assert done.exit_code == 0, done.stderr
    done = CliRunner().invoke(group, ["renew", str(pack)], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    assert "META-INF/ASiCArchiveManifest001.xml" in samples.contents(pack.read_bytes())
    half = CliRunner().invoke(group, ["renew", str(pack), "--timestamp", pki.tsa_url])
    assert half.exit_code == 2


def test_what_does_not_verify_is_left_as_it_is(folder, pki) -> None:
    page = folder / "datasheet.public.en.html"
    page.write_bytes(page.read_bytes().replace(b"Tickets", b"Ticketz"))
    before = page.read_bytes()
    done = renew(pki, page)
    assert done.exit_code == 1 and "there is nothing to prolong" in done.stderr
    assert page.read_bytes() == before


def test_without_an_authority_nothing_changes(folder, pki, tmp_path) -> None:
    before = (tmp_path / "p.asice").read_bytes()
    arguments = ["-m", "muniment.cli.main", "renew", str(tmp_path / "p.asice"), "--trust", str(pki.root_pem)]
    done = subprocess.run(
        [sys.executable, *arguments, "--timestamp", "http://127.0.0.1:9/tsa"], capture_output=True, text=True
    )
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert (tmp_path / "p.asice").read_bytes() == before
    assert not list(tmp_path.glob(".*.tmp"))


@pytest.mark.slow
def test_two_renewals_carry_a_proof_over_ten_years(folder, pki, tmp_path) -> None:
    """Sealed now; renewed in a year and, after the signer's certificate has ended, in three; judged in ten."""
    faketime = shutil.which("faketime")
    assert faketime, "faketime is missing: run make setup-tests"
    pack = tmp_path / "p.asice"
    for years, tsa in ((1, pki.tsa_short_url), (3, pki.tsa_url)):
        moment = samples.now() + years * YEAR
        with pki.clock(moment):
            done = _at(faketime, moment, "renew", pack, "--timestamp", tsa, "--trust", pki.root_pem)
        assert done.returncode == 0, done.stdout + done.stderr
    done = _at(faketime, samples.now() + 10 * YEAR, "verify", pack, "--trust", pki.root_pem, "--format", "json")
    result = json.loads(done.stdout)
    assert (done.returncode, result["verdict"]) == (0, "verified"), result["summary"]
    assert result["good_until"] > f"{samples.now() + 10 * YEAR:%Y}"


def _at(faketime: str, moment, *arguments) -> subprocess.CompletedProcess[str]:
    command = [faketime, f"@{int(moment.timestamp())}", sys.executable, "-m", "muniment.cli.main", *map(str, arguments)]
    environment = {**os.environ, "TZ": "UTC"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
