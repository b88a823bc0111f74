import pytest
import sealing_samples as samples

from muniment.base.errors import CannotRun
from muniment.record.status import Standing, Status, status_bytes
from muniment.verify.folder import verify_folder

BASE = "dataset/support-tickets-de"


def verify(folder, pki, **options):
    return verify_folder(folder, trust=options.pop("trust", pki.trust), now=samples.NOW, **options)


def completeness(result):
    return next(check for check in result.checks if check.name == "completeness")


def test_a_folder_with_nothing_else_in_it_is_verified(pki, delivery):
    result = verify(delivery.parents[1], pki)
    assert result.verdict == "verified", result.summary
    assert len(result.files) == 3
    assert all(file.path.startswith(BASE) for file in result.files)
    assert completeness(result).detail.startswith("all files of 1 manifest ")


def test_a_folder_without_trust_anchors_could_not_be_checked(pki, delivery):
    assert verify(delivery.parents[1], pki, trust=[]).verdict == "could_not_check"


@pytest.mark.parametrize("name", ["extra.html", "extra.PDF", "sub/record.json", "manifest.client.seal.json"])
def test_a_file_in_no_manifest_that_looks_like_an_edition_is_named(pki, delivery, name):
    path = delivery.parents[1] / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    result = verify(delivery.parents[1], pki)
    assert result.verdict == "not_verified"
    assert completeness(result).result == "failed"
    assert name in completeness(result).detail


def test_other_files_are_named_too_but_fail_nothing(pki, delivery):
    (delivery / "README.txt").write_text("x")
    result = verify(delivery.parents[1], pki)
    assert result.verdict == "verified"
    assert [file.path for file in result.files if file.result == "not established"] == [f"{BASE}/README.txt"]


def test_a_status_beside_the_editions_is_named_and_fails_nothing(pki, delivery):
    status = status_bytes(Status("2026-11-20T12:00:00Z", (Standing("sha256:" + "0" * 64, "current"),)))
    (delivery / "status.json").write_bytes(status)
    (delivery / "status.seal.json").write_bytes(b"{}")
    result = verify(delivery.parents[1], pki)
    assert result.verdict == "verified", result.summary
    named = [file for file in result.files if "--status" in file.detail]
    assert [(file.path, file.result) for file in named] == [
        (f"{BASE}/status.json", "not established"),
        (f"{BASE}/status.seal.json", "not established"),
    ]
    (delivery / "status.json").write_bytes(status.replace(b'"status":1', b'"status":2'))
    assert verify(delivery.parents[1], pki).verdict == "not_verified"


def test_two_manifests_are_judged_together(pki, tmp_path):
    root = tmp_path / "dist"
    good = samples.write_delivery(root / "one", pki.seal)
    samples.write_delivery(root / "two", pki.seal)
    assert verify(root, pki).verdict == "verified"
    (good / "datasheet.public.en.html").unlink()
    result = verify(root, pki)
    assert result.verdict == "not_verified"
    assert len(result.files) == 6
    assert "one/dataset" in result.summary


def test_one_stranger_among_the_sealers_rejects_the_folder(pki, tmp_path):
    root = tmp_path / "dist"
    samples.write_delivery(root / "one", pki.seal)
    samples.write_delivery(root / "two", pki.development)
    assert verify(root, pki).verdict == "not_verified"
    assert verify(root, pki, trust=[*pki.trust, samples.der(pki.development)]).verdict == "verified"


def test_a_manifest_that_nobody_sealed_vouches_for_nothing(pki, delivery):
    (delivery / "manifest.public.seal.json").unlink()
    result = verify(delivery.parents[1], pki)
    assert result.verdict == "not_verified"
    assert sum(file.result == "failed" for file in result.files) == 3


def test_links_are_named_and_not_followed(pki, delivery, tmp_path):
    (tmp_path / "away.html").write_bytes(b"x")
    (delivery / "link.html").symlink_to(tmp_path / "away.html")
    (delivery / "loop").symlink_to(delivery)
    result = verify(delivery.parents[1], pki)
    assert result.verdict == "not_verified"
    assert {file.path for file in result.files if "symbolic link" in file.detail} == {
        f"{BASE}/link.html",
        f"{BASE}/loop",
    }


def test_an_empty_folder_is_not_verified_and_a_missing_one_cannot_be(pki, tmp_path):
    assert "holds no manifest" in verify(tmp_path, pki).summary
    with pytest.raises(CannotRun):
        verify(tmp_path / "nowhere", pki)
