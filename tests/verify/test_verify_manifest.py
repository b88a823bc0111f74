import json
import os

import pytest
import sealing_samples as samples

from muniment.base.canonical import digest
from muniment.record.manifest import load_manifest
from muniment.sign.pdf import seal_pdf
from muniment.sign.seal import seal_html, seal_manifest
from muniment.verify.files import verify_file
from muniment.verify.folder import reader
from muniment.verify.manifest import check_path
from muniment.verify.policy import Policy
from muniment.verify.seal import Broken

NAME = "manifest.public.json"
SEAL = "manifest.public.seal.json"
PAGE = "datasheet.public.en.html"
PDF = "datasheet.public.en.pdf"
DATA = "datasheet.public.en.json"


def verify(folder, pki, **options):
    trust = options.pop("trust", pki.trust)
    siblings = options.pop("siblings", reader(folder))
    return verify_file((folder / NAME).read_bytes(), NAME, trust=trust, now=samples.NOW, siblings=siblings, **options)


def outcome(result, name: str) -> str:
    return next(check.result for check in result.checks if check.name == name)


def reseal(folder, key, **changes) -> None:
    """Change members of the manifest and seal it anew: what a careless or hostile sealer could deliver."""
    raw = json.loads((folder / NAME).read_bytes())
    raw.update(changes)
    data = json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()
    load_manifest(data)
    (folder / NAME).write_bytes(data)
    (folder / SEAL).write_bytes(seal_manifest(data, NAME, key, samples.NOW))


def outputs(folder) -> list[dict]:
    return json.loads((folder / NAME).read_bytes())["outputs"]


def test_a_manifest_with_all_its_files_is_verified(pki, delivery):
    result = verify(delivery, pki)
    assert result.verdict == "verified", result.summary
    assert [(file.path, str(file.result)) for file in result.files] == [
        (PAGE, "passed"),
        (PDF, "passed"),
        (DATA, "passed"),
    ]
    assert all(file.document.facts["measured"] == 2 for file in result.files)
    assert "all 3 files" in result.checks[4].detail


def test_without_a_trust_anchor_it_could_not_be_checked(pki, delivery):
    result = verify(delivery, pki, trust=[])
    assert result.verdict == "could_not_check"
    assert [str(file.result) for file in result.files] == ["not established", "not established", "passed"]


@pytest.mark.parametrize("name", [NAME, SEAL])
def test_no_changed_byte_verifies(pki, delivery, name):
    # Only the page, so that thousands of rounds stay quick; the rest is tested elsewhere.
    reseal(delivery, pki.seal, outputs=outputs(delivery)[:1])
    whole = (delivery / name).read_bytes()
    others = {path: (delivery / path).read_bytes() for path in (NAME, SEAL, PAGE)}
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1 << position % 8
        files = {**others, name: bytes(changed)}
        result = verify_file(files[NAME], NAME, trust=pki.trust, now=samples.NOW, siblings=files.get)
        assert result.verdict == "not_verified", (position, result.summary)


@pytest.mark.parametrize("name", [PAGE, PDF, DATA])
def test_every_output_must_be_there_as_it_was_built(pki, delivery, name):
    whole = (delivery / name).read_bytes()
    changed = bytearray(whole)
    changed[100] ^= 1
    for data in (bytes(changed), whole + b"\n", whole + b"\n%%EOF\n", whole[:-1], b"", b"\n" + whole):
        (delivery / name).write_bytes(data)
        result = verify(delivery, pki)
        assert result.verdict == "not_verified", data[-10:]
        assert next(file for file in result.files if file.path == name).result == "failed"
    (delivery / name).unlink()
    result = verify(delivery, pki)
    assert outcome(result, "completeness") == "failed"
    assert f"{name} is missing" in result.summary


@pytest.mark.parametrize("name", [PAGE, PDF])
def test_an_output_whose_seal_was_cut_off_is_refused_unless_the_policy_says_otherwise(pki, delivery, name):
    size = next(output["size"] for output in outputs(delivery) if output["path"] == name)
    (delivery / name).write_bytes((delivery / name).read_bytes()[:size])
    result = verify(delivery, pki)
    assert result.verdict == "not_verified"
    assert "carries no seal of its own" in result.summary
    result = verify(delivery, pki, policy=Policy(sealed_outputs=False))
    assert result.verdict == "verified", result.summary


@pytest.mark.parametrize("name", [PAGE, PDF])
def test_an_output_sealed_by_a_stranger_is_refused(pki, delivery, name):
    unsigned = {PAGE: samples.build_page(), PDF: samples.build_pdf()}[name]
    sealed = (
        seal_html(unsigned, name, pki.development, samples.NOW)
        if name == PAGE
        else seal_pdf(unsigned, pki.development, samples.NOW)
    )
    (delivery / name).write_bytes(sealed)
    result = verify(delivery, pki)
    assert result.verdict == "not_verified"
    assert outcome(result, "identity") == "failed"


def test_something_between_an_output_and_its_seal_is_refused(pki, delivery):
    page = samples.build_page()
    (delivery / PAGE).write_bytes(seal_html(page + b"<p>more", PAGE, pki.seal, samples.NOW))
    assert "between" in verify(delivery, pki).summary


def test_a_revision_between_a_pdf_and_its_seal_is_refused(pki, delivery):
    from test_verify_pdf import new_page_content, updated

    (delivery / PDF).write_bytes(seal_pdf(updated(samples.build_pdf(), new_page_content), pki.seal, samples.NOW))
    result = verify(delivery, pki)
    assert result.verdict == "not_verified"
    assert "between" in result.summary


def test_the_embedded_record_must_be_the_one_the_manifest_names(pki, delivery):
    for index in range(3):
        changed = outputs(delivery)
        changed[index]["record_sha256"] = digest(b"another")
        if changed[index]["path"] == DATA:
            continue
        reseal(delivery, pki.seal, outputs=changed)
        result = verify(delivery, pki)
        assert result.verdict == "not_verified"
        assert "another record" in result.summary
        changed[index]["record_sha256"] = digest(samples.RECORD)
        reseal(delivery, pki.seal, outputs=changed)
    assert verify(delivery, pki).verdict == "verified"


def test_a_manifest_without_its_seal_carries_none(pki, delivery):
    (delivery / SEAL).unlink()
    result = verify(delivery, pki)
    assert result.verdict == "not_verified"
    assert SEAL in result.summary
    assert verify(delivery, pki, siblings=None).verdict == "not_verified"


def test_the_seal_of_another_manifest_does_not_fit(pki, delivery):
    other = samples.build_manifest({"a.html": b"x"})
    (delivery / SEAL).write_bytes(seal_manifest(other, NAME, pki.seal, samples.NOW))
    assert verify(delivery, pki).verdict == "not_verified"


UNSAFE = [
    "../x.html",
    "/etc/passwd",
    "a/../b.html",
    "a\\b.html",
    "C:/x.html",
    "",
    ".",
    "a//b",
    "a/",
    "\x00.html",
    "a\n",
]


@pytest.mark.parametrize("path", UNSAFE)
def test_a_path_that_leads_elsewhere_is_refused_before_anything_is_read(pki, delivery, path):
    changed = outputs(delivery)
    changed[0]["path"] = path
    reseal(delivery, pki.seal, outputs=changed)
    asked = []
    files = {SEAL: (delivery / SEAL).read_bytes()}

    def siblings(name):
        asked.append(name)
        return files.get(name)

    result = verify(delivery, pki, siblings=siblings)
    assert result.verdict == "not_verified"
    assert asked == [SEAL]
    with pytest.raises(Broken):
        check_path(path)


@pytest.mark.parametrize("kind", ["file", "folder", "pipe"])
def test_links_and_pipes_are_not_followed(pki, delivery, tmp_path, kind):
    away = tmp_path / "away"
    if kind == "file":
        (delivery / PAGE).rename(away)
        (delivery / PAGE).symlink_to(away)
    elif kind == "pipe":
        (delivery / PAGE).unlink()
        os.mkfifo(delivery / PAGE)
    else:
        away.mkdir()
        (delivery / PAGE).rename(away / PAGE)
        (delivery / "sub").symlink_to(away)
        changed = outputs(delivery)
        changed[0]["path"] = f"sub/{PAGE}"
        reseal(delivery, pki.seal, outputs=changed)
    result = verify(delivery, pki)
    assert result.verdict == "not_verified"
    assert outcome(result, "completeness") == "failed"


def test_files_in_folders_below_the_manifest_are_found(pki, delivery):
    (delivery / "sub").mkdir()
    (delivery / PAGE).rename(delivery / "sub" / PAGE)
    changed = outputs(delivery)
    changed[0]["path"] = f"sub/{PAGE}"
    reseal(delivery, pki.seal, outputs=changed)
    assert verify(delivery, pki).verdict == "verified"


def test_a_manifest_that_lists_nothing_or_something_twice_is_incomplete(pki, delivery):
    listed = outputs(delivery)
    for changed in ([], [*listed, listed[0]], [*listed, {**listed[0], "path": PAGE.upper()}]):
        reseal(delivery, pki.seal, outputs=changed)
        result = verify(delivery, pki)
        assert result.verdict == "not_verified"
        assert outcome(result, "completeness") == "failed"


@pytest.mark.parametrize("size", [-1, 0, 10**12])
def test_impossible_sizes_are_refused(pki, delivery, size):
    changed = outputs(delivery)
    changed[0]["size"] = size
    reseal(delivery, pki.seal, outputs=changed)
    assert verify(delivery, pki).verdict == "not_verified"


def test_json_that_is_no_manifest_is_said_to_be_what_it_is(pki, delivery):
    seal = (delivery / SEAL).read_bytes()
    cases = {
        SEAL: (seal, "verify the manifest beside it"),
        DATA: (samples.RECORD, "carries no seal"),
        "x.json": (b"{", "not JSON"),
        "deep.json": (b'{"manifest":' + b"[" * 200_000, "not JSON"),
        "huge.json": (b"{" + b" " * 9_000_000 + b"}", "larger than"),
    }
    for name, (data, words) in cases.items():
        result = verify_file(data, name, trust=pki.trust, now=samples.NOW)
        assert result.verdict == "not_verified"
        assert words in result.summary
