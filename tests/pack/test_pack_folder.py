"""Packs that lie in a folder are judged with it, each by its own."""

import shutil
from dataclasses import replace

import packing_samples as samples
import pytest

from muniment.cli.verify_command import signer_lines
from muniment.verify.folder import verify_folder


@pytest.fixture
def folder(tmp_path, delivery, packed):
    shutil.copytree(delivery.parents[1], tmp_path / "all")
    (tmp_path / "all/sent").mkdir()
    shutil.copy(packed, tmp_path / "all/sent/p.asice")
    return tmp_path / "all"


def judged(folder, pki, **options):
    return verify_folder(folder, trust=options.pop("trust", samples.anchors(pki)), now=samples.now(), **options)


def line(result):
    return next(file for file in result.files if file.path == "sent/p.asice")


def test_a_pack_in_a_folder_is_judged_and_has_its_own_line(folder, pki):
    result = judged(folder, pki)
    assert "1 manifest and 1 pack are there" in result.checks[-1].detail
    assert line(result).result == "passed" and "all 6 files are there" in line(result).detail


def test_a_folder_of_packs_needs_no_manifest(folder, pki):
    shutil.rmtree(folder / "dataset")
    assert judged(folder, pki).verdict == "verified"


def test_a_changed_pack_rejects_its_folder(folder, pki):
    pack = folder / "sent/p.asice"
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    pack.write_bytes(data)
    result = judged(folder, pki)
    assert result.verdict == "not_verified" and "sent/p.asice: " in result.summary
    assert line(result).result == "failed"


def test_a_link_to_a_pack_is_not_followed(folder, pki, packed):
    (folder / "sent/p.asice").unlink()
    (folder / "sent/p.asice").symlink_to(packed)
    assert line(judged(folder, pki)).detail.startswith("is a symbolic link")


def test_without_an_anchor_a_pack_is_left_open_and_named(folder, pki):
    shutil.rmtree(folder / "dataset")
    result = judged(folder, pki, trust=())
    assert result.verdict == "could_not_check" and line(result).result == "not established"


def test_who_signed_is_told_once_over_many_files(folder, pki):
    signer = judged(folder, pki).signers[0]
    many = [replace(signer, signed_at=f"2026-11-{day:02}T12:00:00Z") for day in (3, 1, 2)]
    first, second = signer_lines([*many, replace(signer, name="Lea Gal")])
    assert "who says: at 2026-11-01T12:00:00Z to 2026-11-03T12:00:00Z, proven by a timestamp" in first
    assert "Lea Gal" in second and " to " not in second
