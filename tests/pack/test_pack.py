"""Packs as a recipient meets them: made, verified by us and by openssl, and refused when anything is not as it was."""

import json
import subprocess
import zipfile

import packing_samples as samples
import pytest


def test_a_pack_verifies_and_says_by_whom_and_when(packed, pki) -> None:
    result = samples.verify(packed.read_bytes(), pki)
    assert result.verdict == "verified", result.checks
    assert {check.name: check.result for check in result.checks} == dict.fromkeys(
        ("integrity", "signature", "identity", "time", "completeness"), "passed"
    )
    assert {signer.name for signer in result.signers} == {"Example Provider BV Seal"}
    assert any(file.path.endswith("datasheet.public.en.pdf") and file.result == "passed" for file in result.files)


def test_the_plain_zip_of_the_same_verifies_too(packed, pki) -> None:
    plain = packed.with_suffix(".zip")
    whole, same = samples.contents(packed.read_bytes()), samples.contents(plain.read_bytes())
    assert next(iter(whole)) == "mimetype" and next(iter(same)) == "index.html"
    assert {name: data for name, data in whole.items() if name != "mimetype"} == same
    assert samples.verify(plain.read_bytes(), pki, "p.zip").verdict == "verified"


def test_without_an_anchor_nobody_is_known(packed, pki) -> None:
    result = samples.verify(packed.read_bytes(), pki, trust=())
    assert result.verdict == "could_not_check"


def openssl(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def unpacked(packed, tmp_path):
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def test_openssl_verifies_signature_timestamp_and_checksums(unpacked, pki) -> None:
    signature, manifest = unpacked / "META-INF/signature001.p7s", unpacked / "META-INF/ASiCManifest001.xml"
    cms = ("cms", "-verify", "-inform", "DER", "-in", signature, "-binary", "-CAfile", pki.root_pem, "-purpose", "any")
    done = openssl(*cms, "-cades", "-content", manifest, "-out", "/dev/null")
    assert done.returncode == 0 and "CAdES Verification successful" in done.stderr, done.stderr
    manifest.write_bytes(manifest.read_bytes().replace(b"text/html", b"text/htm1", 1))
    assert openssl(*cms, "-cades", "-content", manifest, "-out", "/dev/null").returncode != 0
    sums = subprocess.run(["sha256sum", "-c", "checksums.sha256"], cwd=unpacked, capture_output=True, check=False)
    assert sums.returncode == 0, sums.stdout
    token, value = timestamp_of(signature.read_bytes())
    (unpacked / "t.tst").write_bytes(token)
    (unpacked / "v.bin").write_bytes(value)
    stamp = ("ts", "-verify", "-token_in", "-in", unpacked / "t.tst", "-CAfile", pki.root_pem)
    assert "Verification: OK" in openssl(*stamp, "-data", unpacked / "v.bin").stdout
    assert "Verification: OK" not in openssl(*stamp, "-data", manifest).stdout


def timestamp_of(signature: bytes) -> tuple[bytes, bytes]:
    from asn1crypto import cms

    signer = cms.ContentInfo.load(signature)["content"]["signer_infos"][0]
    for attribute in signer["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0].dump(), signer["signature"].native
    raise AssertionError("no timestamp")


def test_the_same_folder_at_the_same_time_gives_the_same_pack_but_for_the_signature(
    delivery, pki, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(samples.now().timestamp())))
    made = []
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        target = tmp_path / str(number) / "p.asice"
        samples.make(delivery, target, pki)
        made.append(samples.contents(target.read_bytes()))
    assert list(made[0]) == list(made[1])
    assert [name for name in made[0] if made[0][name] != made[1][name]] == ["META-INF/signature001.p7s"]


def test_dates_modes_and_order_are_fixed(packed) -> None:
    with zipfile.ZipFile(packed) as archive:
        entries = archive.infolist()
    assert {(entry.date_time, entry.external_attr >> 16, entry.extra) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0o100644, b"")
    }
    assert [entry.filename for entry in entries][:4] == ["mimetype", "index.html", "pack.json", "checksums.sha256"]


ATTACKS = {
    "a changed edition": "changed since the pack was sealed",
    "a missing edition": "is missing from the pack",
    "an added edition": "a file that nobody signed",
    "an added file in META-INF": "does not belong there",
    "a second signature": "does not belong there",
    "a changed description": "changed since the pack was sealed",
    "changed checksums": "changed since the pack was sealed",
    "no checksums": "the pack holds no checksums.sha256",
    "no signature": "the pack holds no META-INF/signature001.p7s",
    "a changed manifest of the container": "the digest is another one",
    "a manifest with a document type": "has a document type",
    "a manifest that names another signature": "is signed by META-INF/other.p7s",
    "a manifest that names a file twice": "names a file twice",
    "a signature of nonsense": "the signature",
    "a timestamp that no manifest explains": "are not complete",
    "another media type": "does not say",
}


def attacked(case: str, files: dict[str, bytes]) -> dict[str, bytes]:
    page = next(name for name in files if name.endswith("en.html"))
    manifest = "META-INF/ASiCManifest001.xml"
    match case:
        case "a changed edition":
            files[page] = files[page].replace(b"Tickets", b"Ticketz", 1)
        case "a missing edition":
            del files[page]
        case "an added edition":
            files["dataset/x/x.html"] = files[page]
        case "an added file in META-INF":
            files["META-INF/manifest.xml"] = b"<manifest/>"
        case "a second signature":
            files["META-INF/signature002.p7s"] = files["META-INF/signature001.p7s"]
        case "a changed description":
            files["pack.json"] = files["pack.json"].replace(b'"public"', b'"client"')
        case "changed checksums":
            files["checksums.sha256"] += b"\n"
        case "no checksums":
            del files["checksums.sha256"]
        case "no signature":
            del files["META-INF/signature001.p7s"]
        case "a changed manifest of the container":
            files[manifest] = files[manifest].replace(b"text/html", b"text/plain", 1)
        case "a manifest with a document type":
            files[manifest] = files[manifest].replace(b"<asic:ASiC", b'<!DOCTYPE x [<!ENTITY a "b">]><asic:ASiC', 1)
        case "a manifest that names another signature":
            files[manifest] = files[manifest].replace(b"META-INF/signature001.p7s", b"META-INF/other.p7s")
        case "a manifest that names a file twice":
            end = b"</asic:DataObjectReference>\n"
            one = files[manifest].split(end)[1] + end
            files[manifest] = files[manifest].replace(one, one + one)
        case "a signature of nonsense":
            files["META-INF/signature001.p7s"] = b"\x30\x82nonsense"
        case "a timestamp that no manifest explains":
            files["META-INF/timestamp001.tst"] = b"\x30\x00"
        case "another media type":
            files["mimetype"] = b"application/epub+zip"
    return files


@pytest.mark.parametrize("case", ATTACKS)
def test_a_pack_that_was_tampered_with_is_refused_with_the_reason(packed, pki, case) -> None:
    whole = samples.contents(packed.read_bytes())
    files = attacked(case, dict(whole))
    assert files != whole
    result = samples.verify(samples.repacked(files), pki)
    assert result.verdict == "not_verified"
    assert ATTACKS[case] in result.summary, result.summary


def test_a_pack_from_another_key_is_not_from_this_sender(delivery, pki, tmp_path) -> None:
    samples.make(delivery, tmp_path / "p.asice", pki, label="revoked")
    data = (tmp_path / "p.asice").read_bytes()
    only = (pki.certificate("seal").public_bytes(samples.DER),)
    assert samples.verify(data, pki, trust=only).verdict == "not_verified"


def test_the_description_says_what_is_in_it(packed) -> None:
    files = samples.contents(packed.read_bytes())
    told = json.loads(files["pack.json"])
    assert told["sender"]["name"] == "Example Provider BV Seal" and told["audience"] == "public"
    assert {file["path"] for file in told["files"]} == {
        name for name in files if not name.startswith(("META-INF", "mimetype", "pack.json", "checksums"))
    }
    pdf = next(file for file in told["files"] if file["path"].endswith(".pdf"))
    assert pdf["roles"] == ["seal"] and pdf["missing"] == []
