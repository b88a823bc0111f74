"""`build --supersedes`: an edition names the one it replaces, in record, document, manifest and verification."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.cli.main import group
from muniment.record.manifest import load_manifest
from muniment.record.record import load_record
from muniment.verify.page import embedded_record

CARD = """muniment: 1
kind: dataset
name: tickets
version: "1.0"
title: Tickets
description: {text}
"""


def run(*arguments: object) -> str:
    done = CliRunner().invoke(group, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def build(place: Path, text: str, *more: object, out: str = "dist", dated: str = "2026-11-23") -> Path:
    (place / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    (place / "tickets.card.yaml").write_text(CARD.format(text=text))
    command = ["build", place, "--date", dated, "--document", "datasheet", "--audience", "client", "--lang", "en"]
    run(*command, "--format", "html", "-o", place / out, *more)
    return place / out / "dataset" / "tickets"


def page_of(folder: Path) -> Path:
    return folder / "datasheet.client.en.html"


def record_in(folder: Path):
    data = embedded_record(page_of(folder).read_bytes())
    return load_record(data), digest(data)


@pytest.fixture
def earlier(tmp_path: Path) -> tuple[Path, str]:
    folder = build(tmp_path, "The first text.", out="first")
    return page_of(folder), record_in(folder)[1]


def test_an_edition_names_what_it_replaces(tmp_path, earlier):
    file, sha256 = earlier
    folder = build(tmp_path, "Another text.", "--supersedes", file)
    record, own = record_in(folder)
    assert record.supersedes == sha256 != own
    page = page_of(folder).read_text()
    assert "Replaces the edition with the record" in page
    assert sha256 in page.rpartition("How this document was made")[2]
    (output,) = load_manifest((folder / "manifest.client.json").read_bytes()).outputs
    assert output.supersedes == sha256
    run("keys", "new", "--dev", "--organisation", "Test", "-o", tmp_path / "keys")
    run("sign", tmp_path / "dist", "--key", tmp_path / "keys")
    anchor = next((tmp_path / "keys").glob("*.cert.pem"))
    assert f"replaces the edition with the record {sha256}" in run("verify", page_of(folder), "--trust", anchor)
    told = json.loads(run("verify", folder / "manifest.client.json", "--trust", anchor, "--format", "json"))
    assert told["verdict"] == "verified"
    assert told["files"][0]["document"]["supersedes"] == sha256


def test_what_was_said_once_stays_said(tmp_path, earlier):
    """Building the same edition again without naming it must not take a sealed edition down."""
    folder = build(tmp_path, "Another text.", "--supersedes", earlier[0])
    before = page_of(folder).read_bytes()
    assert page_of(build(tmp_path, "Another text.")).read_bytes() == before
    assert record_in(build(tmp_path, "A third text."))[0].supersedes is None


def test_without_it_nothing_is_said(tmp_path):
    folder = build(tmp_path, "A text.")
    assert b"supersedes" not in embedded_record(page_of(folder).read_bytes())
    assert b"supersedes" not in (folder / "manifest.client.json").read_bytes()


def test_a_record_serves_as_well(tmp_path, earlier):
    file, sha256 = earlier
    (tmp_path / "record.json").write_bytes(embedded_record(file.read_bytes()))
    assert record_in(build(tmp_path, "Another text.", "--supersedes", tmp_path / "record.json"))[0].supersedes == sha256


@pytest.mark.parametrize("case", ["same", "older", "twice", "no edition", "not there"])
def test_what_cannot_be_replaced_is_refused(tmp_path, earlier, case):
    (tmp_path / "no.html").write_text("<!doctype html>")
    text, dated, named = "Another text.", "2026-11-23", [earlier[0]]
    if case == "same":
        text = "The first text."
    elif case == "older":
        dated = "2025-01-01"
    elif case == "twice":
        named = [earlier[0], earlier[0]]
    else:
        named = [tmp_path / {"no edition": "no.html", "not there": "none.pdf"}[case]]
    command = [option for file in named for option in ("--supersedes", file)]
    with pytest.raises(CannotRun):
        build(tmp_path, text, *command, dated=dated)
    assert not (tmp_path / "dist").exists()


def test_a_document_of_another_kind_is_replaced_by_none(tmp_path, earlier):
    data = json.loads(embedded_record(earlier[0].read_bytes()))
    data["subject"]["name"] = "other"
    (tmp_path / "record.json").write_text(json.dumps(data))
    with pytest.raises(CannotRun, match="replaced by none"):
        build(tmp_path, "Another text.", "--supersedes", tmp_path / "record.json")


def test_the_program_offers_it():
    command = [sys.executable, "-m", "muniment.cli.main", "build", "--help"]
    assert "--supersedes" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_what_is_on_a_whole_workspace_replaces_nothing(tmp_path, earlier):
    command = ["build", tmp_path, "--date", "2026-11-23", "--document", "coverage_report", "--format", "html"]
    run(*command, "-o", tmp_path / "reports")
    (report,) = (tmp_path / "reports").rglob("*.html")
    with pytest.raises(CannotRun, match="on a whole workspace"):
        run(*command, "-o", tmp_path / "again", "--supersedes", report)
    assert not (tmp_path / "again").exists()


def test_the_next_step_names_the_signing_profile_where_there_is_one(tmp_path, earlier):
    (tmp_path / "muniment.yaml").write_text(
        "muniment: 1\ndisclosure: {table: 1}\nsigning: {profiles: {seal: {kind: pem, file: keys}}}\n"
    )
    command = ["build", tmp_path, "--date", "2026-11-23", "--document", "datasheet", "--format", "html"]
    assert "muniment sign" in (said := run(*command, "-o", tmp_path / "dist"))
    assert "--as seal" in said
