"""Build, seal and verify as a user does: through the command line, on real workspaces, from facts to judged files."""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
DATE = ("--date", "2026-11-23")

SECRETS = """
muniment: 1
kind: dataset
name: secrets
version: "1.0"
title: A set with things to hide
description: What everybody may know about this set.
modalities: [text]
governance: {owner: planted-client-owner, policy_ref: planted-authority-policy}
supplier: {is_third_party: true, name: planted-authority-supplier}
collection: {method: planted-client-method}
quality: {error_rate: {unknown: planted-reason, owner: planted-person, asked_on: 2026-01-02, note: planted-note}}
cleaning: {not_applicable: planted-na-reason}
update_policy: {value: planted-client-update policy, note: planted-note-two, source: planted-source}
setting: {geographical: planted-narrowed place}
labelling:
  labelled: true
  campaigns:
    - id: planted-campaign
      task: planted-client task
      workforce:
        - {id: group, kind: vendor, vendor: planted-authority-vendor, pay: {basis: hour, amount: 7.77, currency: EUR},
           contract_kind: planted-internal-contract}
disclosure:
  - {path: setting.geographical, audience: authority, ground: trade_secret, reason: planted-ground-reason}
"""


def run(*arguments: object, cwd: Path = ROOT, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program; fail on another exit code, or on a traceback."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=300,
        env={**os.environ, **environment}, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def penguins(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples" / "penguins", tmp_path / "penguins"))


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything that each edition of the planted set says: page, embedded record, PDF text, PDF record, manifest."""
    home = tmp_path_factory.mktemp("secrets")
    (home / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    (home / "secrets.card.yaml").write_text(SECRETS)
    (home / "planted-organisation.card.yaml").write_text(
        "muniment: 1\nkind: organisation\nname: planted-organisation\nversion: '1'\nlegal_name: Known to all\n"
        "roles: [provider_high_risk]\nsize_class: large\nrecords: {system: planted-authority-archive}\n"
    )
    (home / "planted-system.card.yaml").write_text(
        "muniment: 1\nkind: system\nname: planted-system\nversion: '1'\nrisk_class: high_risk\nannex_iii: true\n"
        "uses_model_training: true\ndevelopment_steps: [planted-authority step]\n"
        "datasets:\n  - {id: planted-use, dataset: secrets, version: '1.0', role: training,"
        " selection: planted-authority selection}\n"
    )
    said = {}
    for audience in ("public", "client", "authority", "internal"):
        out = home / "dist" / audience
        run("build", home, *DATE, "--audience", audience, "-o", out)
        said[audience] = "\n".join(_texts(file) for file in sorted(out.rglob("*")) if file.is_file())
    return said


def _texts(file: Path) -> str:
    if file.suffix == ".pdf":
        text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
        listed = file.with_suffix(".attached")
        listed.mkdir()
        subprocess.run(["pdfdetach", "-saveall", "-o", listed, file], check=True, capture_output=True)
        records = "".join(part.read_text() for part in listed.iterdir())
        shutil.rmtree(listed)
        return text + records + file.read_bytes().decode("latin-1")
    text = file.read_text()
    found = re.search(r'id="muniment-record"[^>]*base64,([A-Za-z0-9+/=]+)"', text)
    return text + (base64.b64decode(found[1]).decode() if found else "")


def planted(text: str) -> set[str]:
    return set(re.findall(r"planted(?:-[a-z]+)+", text))


@pytest.mark.slow
def test_nothing_planted_reaches_the_public(secrets: dict[str, str]) -> None:
    # The name of the card that holds the organisation's public facts is part of their addresses.
    assert planted(secrets["public"]) == {"planted-organisation"}
    assert "7.77" not in secrets["public"]


@pytest.mark.slow
def test_a_client_sees_what_is_for_clients_and_no_more(secrets: dict[str, str]) -> None:
    found = planted(secrets["client"])
    assert {"planted-client-owner", "planted-client-method", "planted-client-update"} <= found
    hidden = {word for word in found if not word.startswith("planted-client")}
    # Ids of records and names of cards are part of addresses that the client may see.
    assert hidden <= {"planted-campaign", "planted-system", "planted-use", "planted-organisation"}
    assert "7.77" not in secrets["client"]


@pytest.mark.slow
def test_an_authority_sees_neither_reasons_nor_internal_facts(secrets: dict[str, str]) -> None:
    found = planted(secrets["authority"])
    assert {"planted-authority-supplier", "planted-authority-vendor", "planted-narrowed"} <= found
    private = {"planted-reason", "planted-person", "planted-note", "planted-na-reason", "planted-note-two",
               "planted-source", "planted-internal-contract", "planted-ground-reason"}  # fmt: skip
    assert not found & private


@pytest.mark.slow
def test_the_inside_sees_everything(secrets: dict[str, str]) -> None:
    found = planted(secrets["internal"])
    assert {"planted-reason", "planted-person", "planted-note", "planted-source", "planted-internal-contract"} <= found


@pytest.mark.slow
def test_omissions_are_counted_with_their_ground(secrets: dict[str, str]) -> None:
    assert '"ground":"trade_secret"' in secrets["client"]
    assert '"addresses":[]' in secrets["client"]


@pytest.mark.slow
def test_the_same_cards_give_the_same_bytes_elsewhere(penguins: Path, tmp_path: Path) -> None:
    elsewhere = Path(shutil.copytree(penguins, tmp_path / "some where" / "else"))
    datasheet = ("--document", "datasheet")
    run("build", penguins, *DATE, *datasheet, "-o", tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C",
        MUNIMENT_CACHE_DIR="")  # fmt: skip
    run("build", ".", *DATE, *datasheet, "-o", tmp_path / "two", cwd=elsewhere, PYTHONHASHSEED="2", TZ="Asia/Tokyo",
        LC_ALL="C.UTF-8", SOURCE_DATE_EPOCH="86400", MUNIMENT_CACHE_DIR="")  # fmt: skip
    first, second = ({file.relative_to(out): file.read_bytes() for file in out.rglob("*") if file.is_file()}
                     for out in (tmp_path / "one", tmp_path / "two"))  # fmt: skip
    assert first == second
    assert len(first) == 3


def test_a_commit_is_built_with_its_own_date_and_revision(penguins: Path, tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
        environment = {**os.environ, "GIT_COMMITTER_DATE": "2026-05-06T07:08:09Z"}
        done = subprocess.run(command, cwd=penguins, capture_output=True, text=True, check=True, env=environment)
        return done.stdout.strip()

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "Begin")
    environment = dict.fromkeys(("SOURCE_DATE_EPOCH",), "")
    for _ in range(2):  # a second build must not be misled by the files of the first
        run("build", penguins, "--format", "html", **environment)
    text = _texts(penguins / "dist/dataset/penguins/datasheet.client.en.html")
    assert '"document_date":"2026-05-06"' in text
    assert f'"source_revision":"{git("rev-parse", "HEAD")}"' in text


def test_outside_git_a_date_must_be_given(penguins: Path) -> None:
    done = run("build", penguins, code=2, SOURCE_DATE_EPOCH="", GIT_CEILING_DIRECTORIES=str(penguins.parent))
    assert "--date" in done.stderr


@pytest.mark.slow
def test_building_again_writes_nothing_and_keeps_the_seal(penguins: Path, tmp_path: Path) -> None:
    out, keys = tmp_path / "out", tmp_path / "keys"
    run("build", penguins, *DATE, "-o", out)
    run("keys", "new", "--dev", "-o", keys)
    run("sign", out, "--key", keys)
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in out.rglob("*") if file.is_file()}
    assert "0 files written" in run("build", penguins, *DATE, "-o", out).stderr
    assert before == {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in out.rglob("*") if file.is_file()}
    run("verify", out, "--trust", keys / "dev.cert.pem")


@pytest.mark.slow
def test_a_changed_card_replaces_the_edition_and_its_seal(penguins: Path, tmp_path: Path) -> None:
    out, keys = tmp_path / "out", tmp_path / "keys"
    datasheet = ("--document", "datasheet")
    run("build", penguins, *DATE, *datasheet, "-o", out)
    run("keys", "new", "--dev", "-o", keys)
    run("sign", out, "--key", keys)
    card = penguins / "datasets/penguins.card.yaml"
    card.write_text(card.read_text().replace("Palmer Archipelago penguins", "Penguins of the Palmer Archipelago"))
    assert "3 files written" in run("build", penguins, *DATE, *datasheet, "-o", out).stderr
    run("verify", out, "--trust", keys / "dev.cert.pem", code=1)
    run("sign", out, "--key", keys)
    run("verify", out, "--trust", keys / "dev.cert.pem")


@pytest.mark.slow
def test_seals_verify_with_their_certificate_only(penguins: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("build", penguins, *DATE, "-o", out, "--audience", "public")
    for name in ("mine", "other"):
        run("keys", "new", "--dev", "--name", name, "-o", tmp_path)
    run("sign", out, "--key", tmp_path / "mine.key.pem")
    page = out / "dataset/penguins/datasheet.public.en.html"
    for file in (page, page.with_suffix(".pdf"), out / "dataset/penguins/manifest.public.json", out):
        run("verify", file, "--trust", tmp_path / "mine.cert.pem")
        run("verify", file, "--trust", tmp_path / "other.cert.pem", code=1)
        result = json.loads(run("verify", file, "--format", "json", code=2).stdout)
        assert result["verdict"] == "could_not_check"
        assert "give --trust" in result["summary"]


def test_signing_refuses_what_was_changed_after_the_build(penguins: Path, tmp_path: Path) -> None:
    run("build", penguins, *DATE, "--format", "html", "-o", tmp_path / "out")
    run("keys", "new", "--dev", "-o", tmp_path)
    page = tmp_path / "out/dataset/penguins/datasheet.client.en.html"
    page.write_bytes(page.read_bytes().replace(b"344", b"345"))
    assert "not what its manifest says" in run("sign", tmp_path / "out", "--key", tmp_path, code=2).stderr


def test_cards_with_errors_of_form_are_not_built(penguins: Path, tmp_path: Path) -> None:
    card = penguins / "datasets/penguins.card.yaml"
    card.write_text(card.read_text().replace("licence:\n", "licence:\n  licens: x\n"))
    done = run("build", penguins, *DATE, "-o", tmp_path / "out", code=1)
    assert "MUN201" in done.stdout
    assert not (tmp_path / "out").exists()


def test_a_reference_without_version_is_not_built(penguins: Path, tmp_path: Path) -> None:
    system = penguins / "systems/colony-gate.card.yaml"
    system.write_text(system.read_text().replace('    version: "2020.1"\n', ""))
    assert "MUN302" in run("build", penguins, *DATE, "-o", tmp_path / "out", code=1).stdout


@pytest.mark.slow
def test_a_killed_build_leaves_no_half_file(penguins: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    began = time.monotonic()
    run("build", penguins, *DATE, "-o", whole)
    needed = time.monotonic() - began
    for part in (0.5, 0.7, 0.8, 0.9, 0.95, 1.0):
        out = tmp_path / f"killed-{part}"
        command = [PROGRAM, "build", penguins, *DATE, "-o", out]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(needed * part)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for file in out.rglob("*"):
            if file.is_file() and not file.name.startswith("."):
                assert file.read_bytes() == (whole / file.relative_to(out)).read_bytes()


def test_a_place_that_cannot_be_written_is_said(penguins: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("build", penguins, *DATE, "--format", "html", "-o", tmp_path / "file", code=2)
    assert "cannot be written" in done.stderr


@pytest.mark.slow
def test_coverage_follows_its_schema_and_names_no_verdict() -> None:
    import jsonschema

    schema = json.loads((ROOT / "schemas/coverage/v1/result.schema.json").read_text())
    for example in ("penguins", "recruitment", "open-model", "forty-cards"):
        done = run("coverage", f"examples/{example}", "--as-of", "2026-11-23", "--format", "json")
        jsonschema.Draft202012Validator(schema).validate(json.loads(done.stdout))
        text = run("coverage", f"examples/{example}", "--as-of", "2026-11-23", "--all").stdout
        assert not re.search(r"\b(?:compliant|compliance|score)\b", text)


def test_records_and_manifests_follow_their_schemas(penguins: Path, tmp_path: Path) -> None:
    import jsonschema

    run("build", penguins, *DATE, "--format", "html", "--audience", "internal", "-o", tmp_path)
    folder = tmp_path / "dataset/penguins"
    page = (folder / "datasheet.internal.en.html").read_text()
    found = re.search(r'id="muniment-record"[^>]*base64,([A-Za-z0-9+/=]+)"', page)
    assert found is not None
    for name, data in (
        ("record", base64.b64decode(found[1])),
        ("manifest", (folder / "manifest.internal.json").read_bytes()),
    ):
        schema = json.loads((ROOT / f"schemas/{name}/v1/{name}.schema.json").read_text())
        validator = jsonschema.Draft202012Validator(schema)
        value = json.loads(data)
        validator.validate(value)
        assert not validator.is_valid({**value, "foreign": 1})


def test_explain_says_what_is_asked_of_whom_and_since_when() -> None:
    text = run("explain", "AIA-10-2-f").stdout
    for word in (
        "AI Act Art 10(2)(f)",
        "2027-12-02",
        "provider_high_risk",
        "dataset.bias_examination.groups",
        "read in",
    ):
        assert word in text
    assert "AIA-A4-2d-prov" in run("explain", "dataset.licence").stdout
    assert "placeholder" in run("explain", "MUN210").stdout
    assert "Did you mean" in run("explain", "AIA-10-2-ff", code=2).stderr


def test_schema_prints_what_the_editor_needs() -> None:
    schema = json.loads(run("schema", "dataset").stdout)
    assert schema["$schema"].endswith("2020-12/schema")
    assert Path(run("schema", "dataset", "--path").stdout.strip()).is_file()


def test_every_command_explains_itself() -> None:
    for name in ("check", "coverage", "explain", "build", "sign", "verify", "keys", "schema"):
        assert "Usage" in run(name, "--help").stdout
