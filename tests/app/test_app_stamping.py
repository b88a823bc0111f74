"""`stamp`: a card and its data on the day of use, by a real timestamp authority; and what `check` says of stamps."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from muniment.base.canonical import digest
from muniment.base.resources import schema_path
from muniment.record.stamp import load_stamp, stamp_bytes
from pki import Pki
from sample_cards import PROGRAM, card, profile, write

DATA = b"species,bill\nAdelie,39.1\n"
CARD = "datasets/birds.card.yaml"


def cards(tsa: str, root: Path) -> dict[str, str | bytes]:
    return {
        "muniment.yaml": f"""muniment: 1
signing:
  trust: ['{root}']
  default: seal
  profiles:
    seal: {{kind: pem, file: nowhere, level: B-LTA, timestamp: "{tsa}"}}
    bare: {{kind: pem, file: nowhere, timestamp: "{tsa}"}}
    gone: {{kind: pem, file: nowhere, timestamp: "http://127.0.0.1:1/"}}
    none: {{kind: pem, file: nowhere}}
""",
        CARD: card(
            title="Birds of the garden",
            profiles=["shared"],
            content_hash=digest(b"all"),
            distribution=[
                {"id": "csv", "location": "data/*.csv", "sha256": digest(DATA)},
                {"id": "far", "location": "https://data.example/birds.zip", "sha256": digest(b"far")},
                {"id": "out", "location": "../outside.csv"},
                {"id": "gone", "location": "data/gone.parquet"},
            ],
        ),
        "profiles/shared.yaml": profile(description="Photographs of birds in gardens."),
        "models/m.card.yaml": card(
            "model", "m", datasets=[{"id": "b", "dataset": "birds@1.0", "role": "training", "used_from": "2026-03"}]
        ),
        "data/birds.csv": DATA,
    }


@pytest.fixture
def workspace(tmp_path, loopback_pki: Pki) -> Path:
    (tmp_path / "outside.csv").write_bytes(b"not ours")
    return write(tmp_path / "ws", cards(loopback_pki.tsa_url, loopback_pki.root_pem))


def run(at: Path, *arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in (PROGRAM, *arguments)], capture_output=True, text=True, check=False, cwd=at, timeout=120
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def stamped(at: Path, *arguments: object) -> Path:
    return at / run(at, "stamp", CARD, *arguments).stdout.strip()


def found(at: Path) -> list[tuple[str, str, str]]:
    """The findings about stamps: code, severity, file."""
    done = subprocess.run([PROGRAM, "check", "--format", "json"], capture_output=True, text=True, check=False, cwd=at)
    findings = json.loads(done.stdout)["findings"]
    return [(item["code"], item["severity"], item["file"]) for item in findings if item["code"].startswith("MUN73")]


def test_a_stamp_states_card_profiles_data_and_uses_and_verifies(workspace, loopback_pki):
    done = run(workspace, "stamp", CARD)
    file = workspace / done.stdout.strip()
    assert file.parent == workspace / "stamps" / "dataset"
    assert "with 3 declared and 1 measured" in done.stderr
    assert "Not here, so not measured: data/gone.parquet" in done.stderr
    stamp = load_stamp(file.read_bytes())
    schema = json.loads(schema_path("stamp", "v1", "stamp.schema.json").read_text())
    Draft202012Validator(schema).validate(json.loads(file.read_bytes()))
    stated = stamp.statement
    assert stated.sha256 == digest((workspace / CARD).read_bytes())
    assert [(item.kind, item.name, item.sha256) for item in stated.draws_on] == [
        ("profile", "shared", digest((workspace / "profiles/shared.yaml").read_bytes()))
    ]
    assert {item.place for item in stated.declared} == {
        "/content_hash", "/distribution/csv/sha256", "/distribution/far/sha256",
    }  # fmt: skip
    assert [(item.place, item.file, item.size, item.sha256) for item in stated.measured] == [
        ("/distribution/csv", "data/birds.csv", len(DATA), digest(DATA))
    ]
    assert [(item.card, item.record, item.used_from) for item in stated.uses] == [
        ("model/m@1.0", "/datasets/b", "2026-03")
    ]
    assert b"outside" not in file.read_bytes()
    assert "VERIFIED" in run(workspace, "verify", file, "--trust", loopback_pki.root_pem).stdout
    assert "give --trust" in run(workspace, "verify", file, code=2).stdout
    assert found(workspace) == []


def test_each_profile_gives_its_level_and_stamps_are_never_overwritten(workspace):
    files = {stamped(workspace, "--as", name) for name in ("seal", "bare", "bare", "bare")}
    assert len(files) == 4
    assert sorted(len(load_stamp(file.read_bytes()).tokens) for file in files) == [1, 1, 1, 2]


def test_renew_adds_a_timestamp(workspace, loopback_pki):
    file = stamped(workspace)
    before = load_stamp(file.read_bytes())
    run(workspace, "renew", "stamps")
    after = load_stamp(file.read_bytes())
    assert (len(before.tokens), len(after.tokens)) == (2, 3)
    assert after.statement == before.statement
    assert "VERIFIED" in run(workspace, "verify", file, "--trust", loopback_pki.root_pem).stdout


def test_a_card_or_profile_that_changed_is_a_notice_until_it_is_stamped_again(workspace):
    stamped(workspace)
    for changed in (CARD, "profiles/shared.yaml"):
        target = workspace / changed
        whole = target.read_bytes()
        target.write_bytes(whole + b"# a remark\n")
        assert found(workspace) == [("MUN731", "notice", CARD)], changed
        shutil.copytree(workspace / "stamps", workspace / "before")
        stamped(workspace)
        assert found(workspace) == []
        shutil.rmtree(workspace / "stamps")
        (workspace / "before").rename(workspace / "stamps")
        target.write_bytes(whole)
        assert found(workspace) == []


def test_a_stamp_that_does_not_hold_is_an_error_and_one_of_a_lost_card_a_notice(workspace):
    file = stamped(workspace)
    name = file.relative_to(workspace).as_posix()
    whole = file.read_bytes()
    for spoilt in (b"", b"{}", whole[:-20], whole.replace(b"/datasets/b", b"/datasets/c"), whole + b"\n"):
        file.write_bytes(spoilt)
        assert found(workspace) == [("MUN730", "error", name)]
        run(workspace, "check", code=1)
    stamp = load_stamp(whole)
    short = stamp.tokens[0][: len(stamp.tokens[0]) // 8 * 4]
    file.write_bytes(stamp_bytes(type(stamp)(1, stamp.statement, (short,))))
    assert found(workspace) == [("MUN730", "error", name)]
    file.write_bytes(whole)
    (workspace / CARD).write_text(card(title="Birds of the garden", version="2.0"))
    assert ("MUN732", "notice", name) in found(workspace)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([CARD, "--as", "gone"], "cannot be reached"),
        ([CARD, "--as", "none"], "names no timestamp authority"),
        ([CARD, "--as", "nobody"], "no signing profile"),
        ([CARD, "--use", "model/x@1.0"], "does not use"),
        ([CARD, "--timestamp", "http://127.0.0.1:1/"], "cannot be reached"),
        (["muniment.yaml"], "holds no card"),
        (["datasets"], "is no card"),
        (["nowhere.card.yaml"], "is no card"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_stamped_writes_nothing(workspace, arguments, said):
    done = run(workspace, "stamp", *arguments, code=2)
    assert said in done.stderr
    assert not (workspace / "stamps").exists()


def test_data_that_are_not_what_the_card_says_are_not_stamped(workspace):
    (workspace / "data/birds.csv").write_bytes(DATA + b"Gentoo,47.5\n")
    done = run(workspace, "stamp", CARD, code=2)
    assert "data/birds.csv is not the file" in done.stderr
    (workspace / "data/more.csv").write_bytes(DATA)
    stamp = load_stamp(stamped(workspace).read_bytes())
    assert [item.file for item in stamp.statement.measured] == ["data/birds.csv", "data/more.csv"]


def test_a_link_out_of_the_workspace_is_not_followed(workspace, tmp_path):
    (workspace / "data/link.csv").symlink_to(tmp_path / "outside.csv")
    stamp = load_stamp(stamped(workspace).read_bytes())
    assert [item.file for item in stamp.statement.measured] == ["data/birds.csv"]


def test_a_use_can_be_named(workspace):
    write(workspace, {"models/n.card.yaml": card("model", "n", datasets=[{"id": "b", "dataset": "birds@1.0"}])})
    one = load_stamp(stamped(workspace, "--use", "model/n@1.0").read_bytes()).statement.uses
    assert [(use.card, use.used_from) for use in one] == [("model/n@1.0", "")]
    assert len(load_stamp(stamped(workspace).read_bytes()).statement.uses) == 2


def test_only_a_workspace_with_stamps_loads_what_judges_them(workspace):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "house"))
    from test_house_imports import modules

    _, loaded = modules(workspace, "check")
    assert not loaded & {"cryptography", "pyhanko"}
    stamped(workspace)
    _, loaded = modules(workspace, "check")
    assert "pyhanko" in loaded
    assert not loaded & {"jinja2", "weasyprint", "pikepdf"}
