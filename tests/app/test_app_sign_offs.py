"""Sign-offs: persons decide on facts of a card, in a role; documents wait for them; other changes leave them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from muniment.app.check import check
from muniment.app.signers import Acting
from muniment.app.signing import seal
from muniment.app.signing_off import Decision, sign_off
from muniment.base.errors import CannotRun
from muniment.document.kinds import DOCUMENTS
from muniment.record.manifest import load_manifest, manifest_bytes
from muniment.sign.keys import SigningKey
from muniment.workspace.sign_offs import DocumentKind

DAY = "2026-11-23"
SETTINGS = """muniment: 1
disclosure: {table: 1}
sign_offs:
  - {role: legal, facts: [dataset.licence, dataset.personal_data], persons: [Ada Muster, Lin Roe]}
  - {role: data-owner, facts: [dataset.title], documents: [datasheet], audiences: [client]}
"""
CARD = """muniment: 1
kind: dataset
name: tickets
version: "1"
title: Tickets of customers
description: Tickets that customers wrote to the desk in two years.
licence: {id: CC-BY-4.0}
personal_data: {present: false}
"""
NAME = "dataset/tickets@1"
LEGAL = Decision(NAME, "legal", ("licence", "dataset.personal_data"), "approved", "Ada Muster", DAY)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "muniment.yaml").write_text(SETTINGS)
    (tmp_path / "tickets.card.yaml").write_text(CARD)
    (tmp_path / "organisation.card.yaml").write_text('muniment: 1\nkind: organisation\nname: acme\nversion: "1"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, code: int = 0) -> str:
    done = subprocess.run([sys.executable, "-m", "muniment.cli.main", *arguments], capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def codes(at: Path) -> list[str]:
    return [item.finding.code for item in check([at], DAY).items if item.finding.code.startswith("MUN76")]


def awaits(folder: Path) -> dict[str, tuple[str, ...]]:
    run("build", ".", "--document", "datasheet", "--audience", "client", "--format", "html", "--date", DAY)
    manifest = load_manifest((folder / "dist/dataset/tickets/manifest.client.json").read_bytes())
    return {output.path: output.awaits or () for output in manifest.outputs}


def test_documents_wait_until_every_role_has_signed_off(folder: Path) -> None:
    assert set(awaits(folder).values()) == {("data-owner", "legal")}
    sign_off(LEGAL, folder, DAY)
    assert set(awaits(folder).values()) == {("data-owner",)}
    sign_off(
        Decision(NAME, "data-owner", ("title",), "approved_with_remark", "Max", DAY, "A shorter one is better."),
        folder,
        DAY,
    )
    assert set(awaits(folder).values()) == {()}
    assert b"awaits" not in (folder / "dist/dataset/tickets/manifest.client.json").read_bytes()
    assert codes(folder) == []


def test_a_sign_off_falls_with_its_facts_and_stands_when_others_change(folder: Path) -> None:
    file = sign_off(LEGAL, folder, DAY)
    card = folder / "tickets.card.yaml"
    card.write_text(CARD.replace("in two years", "in three years"))
    assert codes(folder) == ["MUN762"], "only the data owner is missing"
    card.write_text(CARD.replace("CC-BY-4.0", "MIT"))
    found = [item for item in check([folder], DAY).items if item.finding.code == "MUN760"]
    assert found[0].place.file == file.relative_to(folder).as_posix()
    assert f"have changed: {NAME}#/licence/id" in found[0].finding.message
    card.write_text(CARD + "# a comment\n")
    assert codes(folder) == ["MUN762"]


def test_part_of_the_facts_is_not_all_of_them(folder: Path) -> None:
    sign_off(Decision(NAME, "legal", ("licence",), "approved", "Ada Muster", DAY), folder, DAY)
    listed = json.loads(run("review", "--pending", "--format", "json", ".").partition("\n}\n")[0] + "\n}")
    assert {(one["role"], *one["paths"]) for one in listed["pending"]} == {
        ("legal", "dataset.personal_data"), ("data-owner", "dataset.title"),
    }  # fmt: skip


def test_what_was_refused_waits_until_it_is_mended(folder: Path) -> None:
    refused = Decision(NAME, "legal", ("licence",), "refused", "Lin Roe", DAY, "The licence is not the one we agreed.")
    sign_off(refused, folder, DAY)
    assert "MUN763" in codes(folder)
    assert "legal" in next(iter(awaits(folder).values()))
    (folder / "tickets.card.yaml").write_text(CARD.replace("CC-BY-4.0", "MIT"))
    assert sorted(codes(folder)) == ["MUN760", "MUN762", "MUN762"], (
        "the refusal fell with the fact, and nobody approved"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"card": "dataset/ticket@1"}, "There is no card"),
        ({"paths": ("licens",)}, "is no path of a dataset card"),
        ({"paths": ("labelling",)}, "states nothing under dataset.labelling"),
        ({"person": "Mallory"}, "is not among those who sign off as legal"),
        ({"person": "TBD", "role": "other"}, '"person" is not answered'),
        ({"decision": "refused"}, "needs a remark"),
        ({"decision": "approved_with_remark", "remark": "todo"}, '"remark" is not answered'),
    ],
)
def test_what_cannot_be_signed_off(folder: Path, changed: dict[str, str], said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        sign_off(Decision(**{**{name: getattr(LEGAL, name) for name in LEGAL.__slots__}, **changed}), folder, DAY)
    assert not (folder / "reviews").exists()


def test_a_decision_is_replaced_only_when_asked(folder: Path) -> None:
    sign_off(LEGAL, folder, DAY)
    other = Decision(*(getattr(LEGAL, name) for name in ("card", "role", "paths")), "approved", "Lin Roe", DAY)
    with pytest.raises(CannotRun, match="--replace"):
        sign_off(other, folder, DAY)
    sign_off(other, folder, DAY, overwrite=True)


def test_what_is_wrong_in_a_file_or_in_the_settings_is_found(folder: Path) -> None:
    file = sign_off(LEGAL, folder, DAY)
    file.write_text(file.read_text().replace(NAME, "dataset/gone@1"))
    assert "MUN761" in codes(folder)
    file.write_text(file.read_text().replace("decision: approved", "decision: fine"))
    assert "MUN208" in [item.finding.code for item in check([folder], DAY).items]
    file.unlink()
    (folder / "muniment.yaml").write_text(SETTINGS.replace("dataset.licence", "dataset.licens"))
    assert "MUN764" in codes(folder)
    assert set(get_args(DocumentKind)) == set(DOCUMENTS)


def test_only_a_development_key_seals_what_waits(folder: Path, loopback_pki) -> None:
    counting = Acting(SigningKey(loopback_pki.key("seal"), loopback_pki.certificate("seal")))
    assert awaits(folder)
    with pytest.raises(CannotRun, match="data-owner, legal did not sign off"):
        seal([folder / "dist"], counting)
    run("keys", "new", "--dev", "-o", "keys")
    assert run("sign", "dist", "--key", "keys")
    sign_off(LEGAL, folder, DAY)
    sign_off(Decision(NAME, "data-owner", ("title",), "approved", "Max", DAY), folder, DAY)
    awaits(folder)
    assert seal([folder / "dist"], counting).files


def test_on_the_command_line(folder: Path) -> None:
    facts = ("--as", "legal", "--facts", "licence,personal_data", "--decision", "approved")
    told = run("review", "tickets.card.yaml", *facts, "--reviewer", "Ada Muster", "--date", DAY)
    assert "reviews/sign-offs/dataset/tickets@1/legal." in told
    assert "1 pending." in run("review", "--pending")
    assert "To sign off facts, give also --facts" in run("review", NAME, "--as", "legal", code=2)
    assert "two things" in run("review", NAME, "--as", "legal", "--answer", "sufficient", code=2)


def test_a_manifest_keeps_what_its_outputs_wait_for(folder: Path) -> None:
    awaits(folder)
    data = (folder / "dist/dataset/tickets/manifest.client.json").read_bytes()
    assert manifest_bytes(load_manifest(data)) == data
    for wrong in ("legal", [1], {"a": 1}):
        raw = json.loads(data)
        raw["outputs"][0]["awaits"] = wrong
        with pytest.raises(ValueError):
            load_manifest(json.dumps(raw).encode())


@pytest.mark.parametrize("command", [("review", "--pending"), ("ask", "--sign-offs", "-o", "decide.json")])
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("persons: [Ada", "people: [Ada", 'muniment.yaml:4: "people" is not a key here.'),
        ("sign_offs:", "sign_offs: [", "muniment.yaml:4: This is not YAML"),
    ],
)
def test_nothing_is_called_done_while_the_settings_are_wrong(
    folder: Path, command: tuple[str, ...], before: str, after: str, told: str
) -> None:
    (folder / "muniment.yaml").write_text(SETTINGS.replace(before, after))
    said = run(*command, code=2)
    assert told in said
    assert "pending" not in said
