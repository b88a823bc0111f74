"""Packs in ten years: proven past the signer's certificate and the first timestamp authority's."""

import io
import json
import subprocess
from datetime import timedelta

import packing_samples as samples
import pytest

from muniment.base.errors import CannotRun
from muniment.pack.renewing import prepare_renewal, write_renewed
from muniment.sign.proof import Proof
from muniment.sign.revocation import Authorities
from muniment.sign.timestamps import TimestampAuthority

YEAR = timedelta(days=365)
ARCHIVE = ("META-INF/ASiCArchiveManifest001.xml", "META-INF/timestamp001.tst")


def proof(pki, tsa: str = "tsa") -> Proof:
    url = pki.tsa_url if tsa == "tsa" else pki.tsa_short_url
    return Proof("B-LTA", TimestampAuthority(url), Authorities(samples.anchors(pki)))


def renewed(data: bytes, pki, tsa: str = "tsa") -> bytes:
    out = io.BytesIO()
    write_renewed(out, prepare_renewal(data, proof(pki, tsa), samples.now()))
    return out.getvalue()


@pytest.fixture(scope="module")
def short(tmp_path_factory, pki) -> bytes:
    """A pack whose signer's certificate ends in two years, and its timestamp's in four."""
    folder = tmp_path_factory.mktemp("short")
    delivered = samples.deliver(folder / "dist", samples.key_of(pki, "seal-short"))
    samples.make(delivered, folder / "p.asice", pki, label="seal-short", tsa="tsa-short")
    return (folder / "p.asice").read_bytes()


@pytest.fixture(scope="module")
def archived(short, pki) -> bytes:
    return renewed(short, pki)


@pytest.mark.parametrize(("years", "verdict"), [(0, "verified"), (3, "verified"), (5, "not_verified")])
def test_without_renewal_the_proof_ends_with_the_timestamp(short, pki, years, verdict) -> None:
    result = samples.verify(short, pki, moment=samples.now() + years * YEAR)
    assert result.verdict == verdict, result.summary


@pytest.mark.parametrize("years", [0, 3, 5, 10, 20])
def test_a_renewed_pack_outlives_its_signer_and_its_first_timestamp(archived, pki, years) -> None:
    result = samples.verify(archived, pki, moment=samples.now() + years * YEAR)
    assert result.verdict == "verified", result.summary
    (pack_signer,) = [signer for signer in result.signers if signer.place == "the pack"]
    assert pack_signer.level == "B-LTA" and pack_signer.revocation == "good"


def test_the_end_of_the_proof_moves(short, archived, pki) -> None:
    before, after = samples.verify(short, pki).good_until, samples.verify(archived, pki).good_until
    assert before and before < after
    assert before[:4] == str((samples.now() + 4 * YEAR).year)


def test_it_can_be_renewed_again_and_again(archived, pki) -> None:
    twice = renewed(archived, pki)
    files = samples.contents(twice)
    assert "META-INF/ASiCArchiveManifest002.xml" in files
    assert files["META-INF/ASiCArchiveManifest001.xml"] == samples.contents(archived)[ARCHIVE[0]]
    assert samples.verify(twice, pki, moment=samples.now() + 10 * YEAR).verdict == "verified"


def test_openssl_accepts_signature_and_archive_timestamp(archived, pki, tmp_path) -> None:
    for name, content in samples.contents(archived).items():
        if name.startswith("META-INF"):
            (tmp_path / name.rpartition("/")[2]).write_bytes(content)
    root = ["-CAfile", str(pki.root_pem)]
    cms = ["cms", "-verify", "-inform", "DER", "-in", "signature001.p7s", "-content", "ASiCManifest001.xml"]
    done = run(tmp_path, *cms, "-binary", "-purpose", "any", "-cades", "-out", "out", *root)
    assert "CAdES Verification successful" in done
    stamp = ["ts", "-verify", "-token_in", "-in", "timestamp001.tst", "-data", "ASiCArchiveManifest001.xml", *root]
    assert "Verification: OK" in run(tmp_path, *stamp)


def run(folder, *arguments: str) -> str:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


ATTACKS = {
    "an edition is replaced": "was changed since",
    "the signature is replaced": "was changed since META-INF/ASiCArchiveManifest001.xml was made",
    "the token is left out": "are not complete",
    "the token is of another manifest": "timestamp",
    "a later archive manifest without the first": "are not complete",
    "the archive manifest leaves a file out": "does not cover what it must",
}


@pytest.mark.parametrize("case", ATTACKS)
def test_what_the_archive_covers_cannot_be_changed(archived, short, pki, case) -> None:
    files = samples.contents(archived)
    manifest, token = ARCHIVE
    match case:
        case "an edition is replaced":
            page = next(name for name in files if name.endswith("en.html"))
            files[page] = files[page].replace(b"Tickets", b"Ticketz")
        case "the signature is replaced":
            files["META-INF/signature001.p7s"] = samples.contents(short)["META-INF/signature001.p7s"]
        case "the token is left out":
            del files[token]
        case "the token is of another manifest":
            files[token] = samples.contents(renewed(archived, pki))["META-INF/timestamp002.tst"]
        case "a later archive manifest without the first":
            files["META-INF/ASiCArchiveManifest002.xml"], files["META-INF/timestamp002.tst"] = (
                files.pop(manifest), files.pop(token)
            )  # fmt: skip
        case "the archive manifest leaves a file out":
            end = b"</asic:DataObjectReference>\n"
            parts = files[manifest].split(end)
            files[manifest] = end.join([parts[0], *parts[2:]])
    result = samples.verify(samples.repacked(files), pki)
    assert result.verdict != "verified"
    assert ATTACKS[case] in json.dumps(result.to_json()), result.summary


@pytest.mark.parametrize(("level", "revocation"), [("B-T", "not checked"), ("B-LT", "good"), ("B-LTA", "good")])
def test_a_pack_is_made_up_to_the_level_asked_for(delivery, pki, tmp_path, level, revocation) -> None:
    samples.make(delivery, tmp_path / "p.asice", pki, level=level, plain=True)
    for name in ("p.asice", "p.zip"):
        data = (tmp_path / name).read_bytes()
        signer = samples.verify(data, pki, name=name).signers[0]
        assert (signer.place, signer.level, signer.revocation) == ("the pack", level, revocation)
        assert all(item in samples.contents(data) for item in ARCHIVE) is (level == "B-LTA")


def test_a_revoked_key_packs_nothing(delivery, pki, tmp_path) -> None:
    with pytest.raises(CannotRun, match="was revoked"):
        samples.make(delivery, tmp_path / "p.asice", pki, label="revoked", level="B-LT")
    assert list(tmp_path.iterdir()) == []
