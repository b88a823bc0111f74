"""Which documents a build makes, for whom, and what one manifest names."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from muniment.document.kinds import DOCUMENTS
from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]


def build(home: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [PROGRAM, "build", str(home), "--date", "2026-11-23", "--format", "html", "-o", str(home / "out"), *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def names(home: Path, folder: str) -> set[str]:
    return {file.name for file in (home / "out" / folder).iterdir() if file.suffix == ".html"}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples" / "open-model", tmp_path / "open-model"))


def test_what_cards_owe_is_built_without_being_named(model: Path) -> None:
    build(model)
    assert "public_summary.public.en.html" in names(model, "model/terne")
    assert names(model, "dataset/terne-crawl") == {"datasheet.client.en.html"}


def test_what_is_open_owes_nothing(model: Path) -> None:
    card = model / "models" / "terne.card.yaml"
    card.write_text(card.read_text("utf-8").replace("\ngpai: true\n", "\n"), "utf-8")
    build(model)
    assert not (model / "out" / "model" / "terne" / "public_summary.public.en.html").exists()


def test_an_audience_narrows_what_is_built(model: Path) -> None:
    build(model, "--audience", "public")
    assert "public_summary.public.en.html" in names(model, "model/terne")
    assert names(model, "dataset/terne-crawl") == {"datasheet.public.en.html"}


def test_a_document_is_not_made_for_whom_it_is_not(model: Path) -> None:
    done = build(model, "--document", "public_summary", "--audience", "client", code=2)
    assert "public_summary is not for client" in done.stderr
    assert not (model / "out").exists()


def test_a_recipient_stands_in_the_names_and_on_the_page(model: Path) -> None:
    build(model, "--document", "datasheet", "--audience", "client", "--for", "Müller & Söhne")
    # What loses letters in a file's name gets a digest, so that no two recipients share a file.
    whom = "client-Muller-Sohne-6d9a29bd"
    page = model / "out" / "dataset" / "terne-crawl" / f"datasheet.{whom}.en.html"
    assert "Prepared for Müller &amp; Söhne" in page.read_text("utf-8")
    assert (page.parent / f"manifest.{whom}.json").is_file()


def test_an_unknown_recipient_is_refused(model: Path) -> None:
    assert "some_body" in build(model, "--for", "some_body", code=2).stderr


def test_one_manifest_names_every_document_for_an_audience(model: Path) -> None:
    build(model, "--document", "public_summary")
    build(model, "--document", "public_summary", "--lang", "en", "--audience", "internal")
    folder = model / "out" / "model" / "terne"
    named = {output["path"] for output in json.loads((folder / "manifest.public.json").read_bytes())["outputs"]}
    assert named == {"public_summary.public.en.html", "domains.csv"}
    assert (folder / "manifest.internal.json").is_file()


def test_a_manifest_drops_what_an_earlier_build_made_from_other_cards(model: Path) -> None:
    both = ("--document", "public_summary", "--document", "model_documentation", "--audience", "internal")
    build(model, *both)
    manifest = model / "out" / "model" / "terne" / "manifest.internal.json"

    def named() -> set[str]:
        return {output["path"].partition(".")[0] for output in json.loads(manifest.read_bytes())["outputs"]}

    assert named() == {"public_summary", "model_documentation", "domains"}
    build(model, "--document", "public_summary", "--audience", "internal")
    assert "model_documentation" in named(), "nothing has changed, so it still says what the cards say"
    card = model / "models" / "terne.card.yaml"
    card.write_text(card.read_text("utf-8").replace("\ntitle: Terne 1", "\ntitle: Terne One"), "utf-8")
    build(model, "--document", "public_summary", "--audience", "internal")
    assert "model_documentation" not in named(), "it says what the cards said before"


def test_every_kind_names_whom_it_is_for() -> None:
    for kind in DOCUMENTS.values():
        assert kind.audiences
        assert set(kind.audiences) <= {"public", "client", "authority", "internal"}


def test_a_format_is_made_of_what_has_it(model: Path) -> None:
    asked = ("--document", "open_questions", "--document", "public_summary")
    build(model, *asked, "--format", "xlsx", "--format", "md")
    assert {file.name for file in (model / "out").rglob("*") if file.suffix in (".xlsx", ".md")} == {
        "open_questions.internal.en.xlsx", "open_questions.internal.en.md", "public_summary.public.en.md",
    }  # fmt: skip
    (manifest,) = (model / "out" / "workspace").rglob("manifest.internal.json")
    outputs = {output["path"]: output["media_type"] for output in json.loads(manifest.read_bytes())["outputs"]}
    assert outputs["open_questions.internal.en.md"] == "text/markdown"
    assert outputs["open_questions.internal.en.xlsx"].endswith("spreadsheetml.sheet")


def test_a_format_that_nothing_asked_for_has_is_refused(model: Path) -> None:
    command = [PROGRAM, "build", str(model), "--date", "2026-11-23", "--format", "xlsx", "-o", str(model / "out")]
    for more, told in (
        ([], "No document that is owed is made as xlsx"),
        (["--document", "datasheet"], "No datasheet is made as xlsx"),
        (["--document", "datasheet", "--document", "open_questions"], "A datasheet is not made as xlsx"),
    ):
        done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert told in done.stderr
        assert not (model / "out").exists()
