"""Whether a document still stands, by a sealed status of its provider."""

import contextlib
import random
from datetime import timedelta
from pathlib import Path

import pytest
import sealing_samples as samples
from test_verify_fuzz import mutated

from chance import SEED
from muniment.app.verifying import Given
from muniment.app.verifying import verify as verify_paths
from muniment.base.canonical import digest
from muniment.record.status import Standing, Status, load_status, status_bytes
from muniment.sign.seal import seal_status
from muniment.verify.files import verify_file
from muniment.verify.policy import Beside, Policy, StatusFile

DIGEST = digest(samples.RECORD)
AS_OF = "2026-11-20T12:00:00Z"


def told(pki, sealed: bytes, *standings: Standing, key=None, as_of=AS_OF, spoil=None, **policy):
    data = status_bytes(Status(as_of, standings))
    seal_json = seal_status(data, "status.json", key or pki.seal, samples.NOW)
    given = StatusFile(spoil(data) if spoil else data, seal_json)
    return verify_file(
        sealed, "x.html", trust=pki.trust, now=samples.NOW, policy=Policy(**policy), beside=Beside(status=given)
    )


def test_each_state_is_told(pki, sealed_page):
    current = told(pki, sealed_page, Standing(DIGEST, "current"), current=True)
    assert (current.verdict, current.currency.state) == ("verified", "current")
    assert current.currency.detail == f"current as of {AS_OF}"
    fallen = told(pki, sealed_page, Standing(DIGEST, "withdrawn", "a consent was revoked"))
    assert (fallen.verdict, fallen.currency.state) == ("verified", "withdrawn")
    assert fallen.summary.startswith("WITHDRAWN as of")
    assert "a consent was revoked" in fallen.summary
    after = told(pki, sealed_page, Standing(DIGEST, "superseded", "", "sha256:" + "0" * 64), current=True)
    assert after.verdict == "not_verified"
    assert after.currency.superseded_by.endswith("0")


def test_without_a_status_it_cannot_be_told(pki, sealed_page):
    result = verify_file(sealed_page, "x.html", trust=pki.trust, now=samples.NOW)
    assert result.verdict == "verified"
    assert "cannot be established offline" in result.currency.detail
    asked = verify_file(sealed_page, "x.html", trust=pki.trust, now=samples.NOW, policy=Policy(current=True))
    assert asked.verdict == "could_not_check"


@pytest.mark.parametrize("case", ["another document", "another signer", "changed", "of the future", "no seal"])
def test_a_status_that_does_not_hold_says_nothing(pki, sealed_page, case):
    standing = Standing(DIGEST, "current")
    if case == "another document":
        result = told(pki, sealed_page, Standing("sha256:" + "1" * 64, "current"))
    elif case == "another signer":
        result = told(pki, sealed_page, standing, key=pki.reviewer)
    elif case == "changed":
        result = told(pki, sealed_page, standing, spoil=lambda data: data.replace(b"current", b"Current"))
    elif case == "of the future":
        result = told(pki, sealed_page, standing, as_of=f"{samples.NOW + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
    else:
        beside = Beside(status=StatusFile(status_bytes(Status(AS_OF, (standing,))), None))
        result = verify_file(sealed_page, "x.html", trust=pki.trust, now=samples.NOW, beside=beside)
    assert (result.verdict, result.currency.state) == ("verified", "not established"), case


BAD = [b"", b"[]", b"{}", b'{"status":1}', b'{"status":1,"as_of":"x","documents":[]}', b"[" * 100_000]
BAD += [b'{"status":1,"as_of":"2026-11-20T12:00:00Z","documents":[%s]}' % item for item in (b"1", b"{}", b"null")]


@pytest.mark.parametrize("data", BAD)
def test_what_is_no_status_is_refused(data):
    with pytest.raises(ValueError):
        load_status(data)


def test_the_status_is_made_and_sealed_by_the_command(tmp_path):
    from click.testing import CliRunner

    from muniment.cli.main import group

    keys = tmp_path / "keys"
    CliRunner().invoke(group, ["keys", "new", "--dev", "-o", str(keys)])
    key = next(keys.glob("*.key.pem"))
    old, new = tmp_path / "manifest.old.json", tmp_path / "manifest.public.json"
    page = samples.build_page()
    old.write_bytes(samples.build_manifest({"a.html": page}, samples.RECORD))
    later = samples.with_member(samples.RECORD, language="de")
    new.write_bytes(samples.build_manifest({"a.html": samples.build_page(later)}, later))
    output = tmp_path / "status.json"
    said = CliRunner().invoke(
        group,
        ["status", str(new), "--superseded", str(old), "--because", "mended", "-o", str(output), "--key", str(key)],
    )
    assert said.exit_code == 0, said.output
    found = {item.record_sha256: item for item in load_status(output.read_bytes()).documents}
    assert found[DIGEST].superseded_by == digest(later)
    assert found[digest(later)].state == "current"
    assert output.with_name("status.seal.json").is_file()
    certificate = next(keys.glob("*.cert.pem"))
    checked = CliRunner().invoke(group, ["verify", str(output), "--trust", str(certificate)])
    assert checked.exit_code == 0, checked.output


def test_spoilt_statuses_are_read_or_refused():
    chance, whole = random.Random(SEED), status_bytes(Status(AS_OF, (Standing(DIGEST, "withdrawn", "x"),)))
    for _ in range(300):
        with contextlib.suppress(ValueError):
            load_status(mutated(whole, chance))


def test_whoever_asks_for_a_status_is_told_that_there_is_no_address():
    golden = Path(__file__).parent / "golden/0.1.0"
    page = golden / "dataset/words/datasheet.client.en.html"
    (result,) = verify_paths([page], Given((golden / "root.pem",), fetch_status=True))
    assert result.verdict == "verified"
    assert result.currency.state == "not established" and "names no address" in result.currency.detail
