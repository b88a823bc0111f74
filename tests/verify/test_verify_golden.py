"""Golden files of every version verify for ever: on the day they were sealed, nine years on, and not when attacked."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from muniment import __version__
from muniment.pack.zipping import write_zip
from muniment.verify.files import verify_file
from muniment.verify.folder import reader, verify_folder

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = sorted(folder.name for folder in GOLDEN.iterdir())
DOCUMENTS = "dataset/words"
PAGE, PDF, MANIFEST = "datasheet.client.en.html", "datasheet.client.en.pdf", "manifest.client.json"
FILES = (f"{DOCUMENTS}/{PAGE}", f"{DOCUMENTS}/{PDF}", f"{DOCUMENTS}/{MANIFEST}", "pack.asice", "renewed.asice")
LIMIT = 1_000_000

in_versions = pytest.mark.parametrize("version", VERSIONS)


def sealed_at(version: str) -> datetime:
    return datetime.fromisoformat(json.loads((GOLDEN / version / "about.json").read_bytes())["sealed_at"])


def anchors(version: str) -> list[bytes]:
    root = x509.load_pem_x509_certificate((GOLDEN / version / "root.pem").read_bytes())
    return [root.public_bytes(serialization.Encoding.DER)]


def verify(version: str, name: str, data: bytes | None = None, years: int = 0, beside=None, trust=None):
    path = GOLDEN / version / name
    return verify_file(
        path.read_bytes() if data is None else data,
        path.name,
        trust=anchors(version) if trust is None else trust,
        now=sealed_at(version) + timedelta(days=365 * years, minutes=1),
        siblings=beside or reader(path.parent),
    )


def test_this_version_has_its_golden_files():
    assert __version__ in VERSIONS, "run: python tests/verify/make_golden.py"


@in_versions
def test_golden_files_are_small(version):
    assert sum(file.stat().st_size for file in (GOLDEN / version).rglob("*") if file.is_file()) < LIMIT


@pytest.mark.parametrize("years", [0, 9])
@pytest.mark.parametrize("name", FILES)
@in_versions
def test_a_golden_file_verifies(version, name, years):
    result = verify(version, name, years=years)
    assert result.verdict == "verified", result.summary
    assert all(check.result == "passed" for check in result.checks)
    assert result.signers[0].name == "Example Provider BV Seal"
    assert result.signers[0].level == "B-LTA" and result.signers[0].revocation == "good"
    assert result.signers[0].proven_at[:10] == f"{sealed_at(version):%Y-%m-%d}"
    people = {signer.name for signer in result.signers if signer.role == "signature"}
    assert people == (set() if name.endswith(PAGE) else {"Lea Gal"})
    documents = [result.document, *(file.document for file in result.files)]
    assert {(item.subject["name"], item.kind) for item in documents if item} == {("words", "datasheet")}


@in_versions
def test_a_golden_folder_verifies_as_a_whole_but_for_what_is_no_document(version):
    result = verify_folder(GOLDEN / version, trust=anchors(version), now=sealed_at(version) + timedelta(minutes=1))
    # about.json belongs to the tests, and is in no manifest.
    assert [file.path for file in result.files if file.result == "failed"] == ["about.json"]


@pytest.mark.parametrize("name", FILES)
@in_versions
def test_without_an_anchor_a_golden_file_is_left_open(version, name):
    assert verify(version, name, trust=[]).verdict == "could_not_check"


def flipped(at: float) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        place = int(len(data) * at)
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return change


def without(entry: str) -> Callable[[bytes], bytes]:
    return lambda data: packed({name: content for name, content in entries(data).items() if name != entry})


def with_entry(entry: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: packed({**(there := entries(data)), entry: change(there.get(entry, b""))})


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    write_zip(stream, iter(files.items()), frozenset({"mimetype"}))
    return stream.getvalue()


def cut_back(data: bytes) -> bytes:
    """The PDF before its last signature, the approval: by itself valid, and not what was packed."""
    return data[: data.rindex(b"%%EOF", 0, -10) + 6]


ANYWHERE = {
    "a bit in the middle": flipped(0.5),
    "a bit near the end": flipped(0.98),
    "a byte more": lambda data: data + b"\n",
    "a byte less": lambda data: data[:-20],
}
IN_PACKS = {
    "a changed page": with_entry("index.html", lambda data: data + b" "),
    "another description": with_entry("pack.json", lambda data: data.replace(b'"client"', b'"public"')),
    "a file more": with_entry("evidence/new.json", lambda _: b"{}"),
    "a page less": without("index.html"),
    "a manifest less": without(f"{DOCUMENTS}/{MANIFEST}"),
    "no signature": without("META-INF/signature001.p7s"),
    "a changed signature": with_entry("META-INF/signature001.p7s", flipped(0.3)),
    "an earlier PDF": with_entry(f"{DOCUMENTS}/{PDF}", cut_back),
    "no timestamp for its archive manifest": without("META-INF/timestamp001.tst"),
    "a changed archive timestamp": with_entry("META-INF/timestamp001.tst", flipped(0.6)),
}


@pytest.mark.parametrize("attack", ANYWHERE)
@pytest.mark.parametrize("name", FILES)
@in_versions
def test_a_changed_golden_file_fails(version, name, attack):
    data = ANYWHERE[attack]((GOLDEN / version / name).read_bytes())
    assert verify(version, name, data).verdict == "not_verified"


@pytest.mark.parametrize("attack", IN_PACKS)
@pytest.mark.parametrize("name", ["pack.asice", "renewed.asice"])
@in_versions
def test_a_golden_pack_with_other_entries_fails(version, name, attack):
    data = (GOLDEN / version / name).read_bytes()
    changed = IN_PACKS[attack](data)
    assert entries(changed) != entries(data)
    assert verify(version, name, changed).verdict == "not_verified"


@in_versions
def test_packing_again_alone_changes_no_verdict(version):
    data = packed(entries((GOLDEN / version / "pack.asice").read_bytes()))
    assert verify(version, "pack.asice", data).verdict == "verified"


@pytest.mark.parametrize("other", [PAGE, PDF])
@in_versions
def test_a_golden_manifest_with_a_changed_document_fails(version, other):
    there = reader(GOLDEN / version / DOCUMENTS)

    def beside(name: str) -> bytes | None:
        data = there(name)
        return flipped(0.5)(data) if name == other and data else data

    assert verify(version, f"{DOCUMENTS}/{MANIFEST}", beside=beside).verdict == "not_verified"


@in_versions
def test_a_stranger_as_anchor_backs_no_golden_file(version, pki):
    for name in FILES:
        assert verify(version, name, trust=pki.trust).verdict == "not_verified"
