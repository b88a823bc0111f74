"""What goes into a pack, and what keeps it from being made."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import packing_samples as samples
import pytest
import sealing_samples as sealing
from click.testing import CliRunner

from muniment.app.packing import roles_named
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.pack.collecting import Whom
from muniment.record.manifest import load_manifest, manifest_bytes
from muniment.record.pack import load_pack
from muniment.sign.pdf import approve_pdf, seal_pdf
from muniment.sign.seal import seal_html, seal_manifest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def workspace(tmp_path, pki):
    """A workspace with sealed editions for the public and for clients, a review and evidence."""
    key = samples.key_of(pki, "seal")
    dist = tmp_path / "dist"
    base = samples.deliver(dist, key)
    add_edition(base, key, "client", "")
    add_edition(base, key, "client", "Kandelis AG")
    (tmp_path / "muniment.yaml").write_text("muniment: 1\n")
    (tmp_path / "reviews").mkdir()
    (tmp_path / "reviews" / "one.review.yaml").write_text("secret: Dana said no\n")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "tickets@2.3.0.lock.json").write_text('{"secret": 1}')
    return tmp_path


def add_edition(base, key, audience: str, recipient: str, draft: str | None = None) -> None:
    whom = f"{audience}-{recipient.split()[0]}" if recipient else audience
    record = sealing.with_member(sealing.RECORD, audience=audience, recipient=recipient)
    name, moment = f"datasheet.{whom}.en.html", samples.now()
    page = sealing.build_page(record)
    made = load_manifest(sealing.build_manifest({name: page}, record))
    outputs = tuple(replace(output, draft=draft) for output in made.outputs)
    manifest = manifest_bytes(replace(made, audience=audience, recipient=recipient, outputs=outputs))
    (base / name).write_bytes(seal_html(page, name, key, moment))
    (base / f"manifest.{whom}.json").write_bytes(manifest)
    seal = seal_manifest(manifest, f"manifest.{whom}.json", key, moment)
    (base / f"manifest.{whom}.seal.json").write_bytes(seal)


def packed_files(done) -> dict[str, bytes]:
    return samples.contents(done.files[0].read_bytes())


def test_only_editions_for_the_audience_go_in(workspace, pki) -> None:
    done = samples.make(workspace / "dist", workspace / "p.asice", pki, tsa=None, whom=Whom("client", ""))
    names = {name.rpartition("/")[2] for name in packed_files(done)}
    assert "datasheet.client.en.html" in names
    assert not any("public" in name or "Kandelis" in name for name in names)


def test_a_recipient_gets_its_own_editions_and_those_for_all_of_its_audience(workspace, pki) -> None:
    whom = Whom("client", "Kandelis AG")
    done = samples.make(workspace / "dist", workspace / "p.asice", pki, tsa=None, whom=whom)
    names = {name.rpartition("/")[2] for name in packed_files(done)}
    assert {"datasheet.client.en.html", "datasheet.client-Kandelis.en.html"} <= names
    assert samples.verify(done.files[0].read_bytes(), pki).checks[4].result == "passed"


def test_reviews_and_evidence_stay_at_home_and_are_counted(workspace, pki) -> None:
    done = samples.make(workspace / "dist", workspace / "p.asice", pki, tsa=None, whom=Whom("client", ""))
    files = packed_files(done)
    assert not any(b"secret" in data or b"Dana" in data for data in files.values())
    assert not any(name.startswith(("reviews/", "evidence/")) for name in files)
    told = [(item["what"], item["ground"], item["count"]) for item in json.loads(files["pack.json"])["left_out"]]
    assert told == [("review", "not_disclosed", 1), ("evidence", "not_disclosed", 1)]
    page = files["index.html"].decode()
    assert "1 review: may hold names, reasons and facts that are not disclosed to this audience" in page
    assert "1 Datei mit gemessenen Belegen" in page and "1 fichier de mesures" in page


def test_for_the_inside_reviews_that_stand_and_evidence_go_in(tmp_path, pki) -> None:
    root = tmp_path / "recruitment"
    shutil.copytree(EXAMPLES / "recruitment", root)
    reviews = sorted(path.relative_to(root).as_posix() for path in (root / "reviews").rglob("*.yaml"))
    fallen = next(name for name in reviews if "applications-test" in name)
    # The facts under a review are no longer those that it was made on.
    text = (root / fallen).read_text()
    digest_of = re.search(r"sha256:[0-9a-f]{64}", text)[0]
    (root / fallen).write_text(text.replace(digest_of, "sha256:" + "0" * 64))
    (root / "evidence").mkdir()
    (root / "evidence" / "a@1.lock.json").write_text("{}")
    (root / "evidence" / "a@1.sha256").write_text("")
    base = root / "dist" / "dataset" / "x"
    base.mkdir(parents=True)
    add_edition(base, samples.key_of(pki, "seal"), "internal", "")
    done = samples.make(root / "dist", tmp_path / "p.asice", pki, tsa=None, whom=Whom("internal", ""))
    files = packed_files(done)
    assert [name for name in reviews if name in files] == [name for name in reviews if name != fallen]
    assert {"evidence/a@1.lock.json", "evidence/a@1.sha256"} < set(files)
    assert [(item.what, item.ground, item.count) for item in done.left_out] == [("review", "fallen", 1)]
    result = samples.verify(done.files[0].read_bytes(), pki)
    assert result.verdict == "verified", result.summary


def test_what_was_changed_since_it_was_sealed_is_not_packed(workspace, pki) -> None:
    page = next((workspace / "dist").rglob("datasheet.client.en.html"))
    page.write_bytes(page.read_bytes().replace(b"Tickets", b"Ticketz"))
    done = samples.make(workspace / "dist", workspace / "p.asice", pki, tsa=None, whom=Whom("client", ""))
    assert done.files == () and "is not the file that was built" in done.problems[0]
    assert not (workspace / "p.asice").exists()


def test_what_is_not_sealed_is_not_packed(workspace, pki) -> None:
    page = next((workspace / "dist").rglob("datasheet.client.en.html"))
    page.write_bytes(page.read_bytes().partition(b"\n<!-- muniment-seal")[0])
    done = samples.make(workspace / "dist", workspace / "p.asice", pki, tsa=None, whom=Whom("client", ""))
    assert done.files == () and "carries no seal" in done.problems[0]


def test_a_required_signature_that_is_missing_stops_the_pack(workspace, pki) -> None:
    done = samples.make(workspace / "dist", workspace / "p.asice", pki, required=("seal", "legal"))
    assert done.files == () and not (workspace / "p.asice").exists()
    assert done.missing == (("dataset/support-tickets-de/datasheet.public.en.pdf", "legal"),)


def test_an_incomplete_pack_says_so_everywhere_and_is_not_verified(workspace, pki) -> None:
    done = samples.make(workspace / "dist", workspace / "p.asice", pki, required=("seal", "legal"), incomplete=True)
    files = packed_files(done)
    assert "This pack is incomplete: 1 required signature is missing." in files["index.html"].decode()
    result = samples.verify(done.files[0].read_bytes(), pki)
    assert result.verdict == "not_verified"
    assert "the pack says itself that signatures are missing: legal on dataset/" in result.summary


def test_drafts_go_into_a_pack_of_a_development_key_only(tmp_path, pki) -> None:
    from muniment.record.draft import Draft

    key = samples.key_of(pki, "seal")
    base = tmp_path / "dist" / "dataset"
    base.mkdir(parents=True)
    record = sealing.with_member(sealing.RECORD, draft=Draft(2, 6, (), ()))
    page = sealing.build_page(record)
    made = load_manifest(sealing.build_manifest({"datasheet.draft.en.html": page}, record))
    outputs = (replace(made.outputs[0], draft="2 of 6 facts stated"),)
    manifest = manifest_bytes(replace(made, outputs=outputs))
    (base / "datasheet.draft.en.html").write_bytes(seal_html(page, "datasheet.draft.en.html", key, samples.now()))
    (base / "manifest.draft.json").write_bytes(manifest)
    (base / "manifest.draft.seal.json").write_bytes(seal_manifest(manifest, "manifest.draft.json", key, samples.now()))
    done = samples.make(tmp_path / "dist", tmp_path / "p.asice", pki, tsa=None)
    assert done.files == () and "only a development key" in done.problems[0]


def test_no_edition_for_the_audience_is_said(workspace, pki) -> None:
    with pytest.raises(CannotRun, match="holds no edition for the audience authority"):
        samples.make(workspace / "dist", workspace / "p.asice", pki, whom=Whom("authority", ""))


def test_a_role_that_there_is_not_is_refused() -> None:
    assert roles_named(["legal"], ("seal", "legal")) == ("seal", "legal")
    with pytest.raises(CannotRun, match="is no role"):
        roles_named(["boss"], ("seal", "legal"))


def test_an_interrupted_pack_leaves_nothing(workspace, pki, monkeypatch) -> None:
    from muniment.pack import building

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "packed_file", fail, raising=True)
    (workspace / "p.asice").write_bytes(b"the pack of yesterday")
    with pytest.raises(KeyboardInterrupt):
        samples.make(workspace / "dist", workspace / "p.asice", pki, tsa=None)
    assert (workspace / "p.asice").read_bytes() == b"the pack of yesterday"
    assert not list(workspace.glob("*.tmp")) and not list(workspace.glob(".*.tmp"))


def signed_again(content: dict[str, bytes], pki, **changes) -> bytes:
    """Return the pack with other contents, its lists made to fit and signed again by the sender's own key."""
    files = dict(content)
    from muniment.pack.building import checksums
    from muniment.pack.collecting import packed_file
    from muniment.record import asic
    from muniment.record.pack import pack_bytes
    from muniment.sign.cms import sign_detached

    told = load_pack(files["pack.json"])
    told = replace(told, files=changes.pop("files", told.files))
    if not changes.pop("as_told", False):
        fresh = tuple(replace(file, size=len(files[file.path]), sha256=digest(files[file.path])) for file in told.files)
        files["pack.json"] = pack_bytes(replace(told, files=fresh, **changes))
    types = {file.path: file.media_type for file in told.files}
    listed = [name for name in files if not name.startswith("META-INF") and name != "mimetype"]
    files["checksums.sha256"] = checksums(
        [packed_file(name, files[name], "") for name in listed if name != "checksums.sha256"]
    )
    payload = {name: files[name] for name in listed}
    types |= {name: "application/octet-stream" for name in listed if name not in types}
    made = asic.asic_bytes(asic.AsicManifest(asic.SIGNATURE, asic.SIGNATURE_TYPE, tuple(asic.refer(payload, types))))
    files[asic.MANIFEST] = made
    files[asic.SIGNATURE] = sign_detached(made, samples.key_of(pki, "seal"), samples.now())
    return samples.repacked(files)


def test_what_is_signed_again_as_it_is_verifies(packed, pki) -> None:
    data = signed_again(samples.contents(packed.read_bytes()), pki)
    result = samples.verify(data, pki)
    assert result.verdict == "verified", result.summary


def test_a_pdf_cut_back_to_an_earlier_revision_is_refused(tmp_path, pki) -> None:
    """The shorter file is a valid document of its own: only the pack knows that an approval is missing."""
    key, legal = samples.key_of(pki, "seal"), samples.key_of(pki, "legal")
    unsigned = samples.pdf_for_approval()
    sealed = seal_pdf(unsigned, key, samples.now())
    approved = approve_pdf(sealed, "legal", legal, samples.now())
    base = samples.deliver(tmp_path / "dist", key, {"d.public.en.pdf": unsigned})
    (base / "d.public.en.pdf").write_bytes(approved)
    done = samples.make(base, tmp_path / "p.asice", pki, required=("seal", "legal"))
    assert done.missing == () and done.problems == ()
    files = packed_files(done)
    assert samples.verify(done.files[0].read_bytes(), pki).verdict == "verified"
    path = "dataset/support-tickets-de/d.public.en.pdf"
    assert files[path] == approved
    files[path] = sealed
    cut = samples.verify(samples.repacked(dict(files)), pki)
    assert f"{path} was changed since the pack was sealed" in cut.summary
    again = samples.verify(signed_again(dict(files), pki), pki)
    assert again.verdict == "not_verified"
    assert f"{path} must be signed by legal, and is not" in again.summary
    told = samples.verify(signed_again(dict(files), pki, as_told=True), pki)
    assert f"{path} is not the file that pack.json tells of" in told.summary


def test_an_edition_for_somebody_else_is_refused(packed, pki) -> None:
    data = signed_again(samples.contents(packed.read_bytes()), pki, audience="client")
    assert "is for another audience or recipient than the pack" in samples.verify(data, pki).summary


def test_an_edition_that_no_manifest_lists_is_refused(packed, pki) -> None:
    files = samples.contents(packed.read_bytes())
    told = load_pack(files["pack.json"])
    page = next(name for name in files if name.endswith("en.html"))
    files["dataset/x/x.html"] = files[page]
    from muniment.pack.collecting import packed_file

    extra = packed_file("dataset/x/x.html", files[page], "text/html")
    data = signed_again(files, pki, files=(*told.files, extra))
    assert "dataset/x/x.html is in no manifest" in samples.verify(data, pki).summary


def test_the_command_packs_verifies_and_says_what_it_left_out(workspace, pki) -> None:
    from muniment.cli.main import group

    (workspace / "word").write_bytes(pki.passphrase + b"\n")
    arguments = ["pack", str(workspace / "dist"), "--audience", "client", "--key", str(pki.p12("seal"))]
    arguments += ["--passphrase-file", str(workspace / "word"), "--timestamp", pki.tsa_url, "--zip"]
    done = CliRunner().invoke(group, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert (workspace / "pack.client.asice").is_file() and (workspace / "pack.client.zip").is_file()
    assert "Left out: 1 × review" in done.stderr
    for name in ("pack.client.asice", "pack.client.zip"):
        said = CliRunner().invoke(group, ["verify", str(workspace / name), "--trust", str(pki.root_pem)])
        assert said.exit_code == 0 and "VERIFIED" in said.output, said.output
    refused = CliRunner().invoke(group, [*arguments, "--audience", "public", "--require", "legal"])
    assert refused.exit_code == 1 and "not signed: legal on dataset/" in refused.stderr
