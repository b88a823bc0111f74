"""``muniment renew`` on everything that is sealed, with a clock that moves."""

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta

import packing_samples as samples
import pytest
import sealing_samples
from click.testing import CliRunner

from muniment.base.errors import CannotRun
from muniment.cli.main import group
from muniment.sign.pdf import seal_pdf
from muniment.sign.proof import Proof
from muniment.sign.seal import seal_html
from muniment.sign.timestamps import TimestampAuthority
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


@pytest.fixture(scope="module")
def sealed_before(tmp_path_factory, pki):
    """A sealed folder and its pack from ten days ago, with timestamps, by a key that was revoked yesterday."""
    folder = tmp_path_factory.mktemp("before")
    key, then = samples.key_of(pki, "revoked-later"), samples.now() - timedelta(days=10)
    with pki.clock(then):
        base = samples.deliver(folder / "dist", key)
        for name in ("datasheet.public.en.html", "datasheet.public.en.pdf"):
            proof = Proof("B-T", TimestampAuthority(pki.tsa_url))
            made = (
                seal_html(sealing_samples.build_page(), name, key, then, proof)
                if name.endswith("html")
                else (seal_pdf(sealing_samples.build_pdf(), key, then, proof=proof))
            )
            (folder / name).write_bytes(made)
        samples.make(base, folder / "p.asice", pki, label="revoked-later")
    return folder


@pytest.mark.parametrize("name", ["datasheet.public.en.html", "datasheet.public.en.pdf", "p.asice"])
def test_a_key_revoked_after_it_signed_can_still_be_proven(sealed_before, pki, name) -> None:
    file = sealed_before / name
    assert in_years(file, pki, 0).signers[0].revocation == "not checked"
    done = renew(pki, file)
    assert done.exit_code == 0, done.output + done.stderr
    result = in_years(file, pki, 5)
    assert result.verdict == "verified", result.summary
    assert (result.signers[0].revocation, result.signers[0].level) == ("good", "B-LTA")


def test_a_key_revoked_before_the_proven_time_is_not_prolonged(tmp_path, pki) -> None:
    page = tmp_path / "x.html"
    proof = Proof("B-T", TimestampAuthority(pki.tsa_url))
    key = samples.key_of(pki, "revoked-later")
    page.write_bytes(seal_html(sealing_samples.build_page(), "x.html", key, samples.now(), proof))
    before = page.read_bytes()
    with pytest.raises(CannotRun, match=r"was revoked.*Its signature is proven as of") as refused:
        renew(pki, page)
    assert "sealed again, by another key" in str(refused.value)
    assert page.read_bytes() == before
