"""`deliver`: what was handed to whom is noted, and whoever holds what the cards do not say any more is named."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from git_repositories import begun, committed
from muniment.base.resources import schema_path
from sample_cards import card, run, write

DAY = "2026-11-20"
CARD = "birds.card.yaml"
TEXT = card(
    title="Birds of the garden",
    description="Photographs of birds.",
    content_hash={"value": "sha256:" + "0" * 64, "note": "over the sorted digests"},
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    top = write(begun(tmp_path / "repository"), {"muniment.yaml": "muniment: 1\ndisclosure: {table: 1}\n", CARD: TEXT})
    committed(top)
    return top


def build(workspace: Path, audience: str = "client", day: str = DAY) -> Path:
    done = run(
        "build", "--date", day, "--document", "datasheet", "--audience", audience, "--format", "html", at=workspace
    )
    assert done.returncode == 0, done.stderr
    return workspace / "dist" / "dataset" / "birds" / f"datasheet.{audience}.en.html"


def deliver(file: Path, workspace: Path, *more: str, to: str = "Field Guides", day: str = DAY) -> Path:
    done = run("deliver", file, "--to", to, "--ground", "contract", "--date", day, *more, at=workspace)
    assert done.returncode == 0, done.stderr
    return workspace / done.stdout.strip()


def held(workspace: Path, as_of: str = DAY) -> list[tuple[str, int]]:
    done = run("check", "--as-of", as_of, "--format", "json", at=workspace)
    found = json.loads(done.stdout)["findings"]
    return [(item["message"], item["line"]) for item in found if item["code"] == "MUN755"]


def edit(workspace: Path, before: str, after: str) -> None:
    text = (workspace / CARD).read_text("utf-8")
    assert before in text
    (workspace / CARD).write_text(text.replace(before, after), "utf-8")


def test_a_delivery_says_who_got_what(workspace: Path) -> None:
    noted = deliver(build(workspace), workspace, "--reference", "Agreement 7", "--keep-until", "2036-11-20")
    content = yaml.safe_load(noted.read_text("utf-8"))
    schema = json.loads(schema_path("delivery", "v1", "delivery.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(content)) == []
    manifest = json.loads((workspace / "dist" / "dataset" / "birds" / "manifest.client.json").read_text("utf-8"))
    (edition,) = content["editions"]
    assert edition["record"] == manifest["outputs"][0]["record_sha256"]
    assert (edition["card"], edition["dated"], content["keep_until"]) == ("dataset/birds@1.0", DAY, "2036-11-20")
    assert held(workspace) == []
    page = "dist/dataset/birds/datasheet.client.en.html"
    again = run("deliver", page, "--to", "Field Guides", "--ground", "contract", "--date", DAY, at=workspace)
    assert (again.returncode, "noted already" in again.stderr) == (2, True)


def test_who_holds_a_superseded_edition_is_named_until_the_new_one_is_delivered(workspace: Path) -> None:
    deliver(build(workspace), workspace)
    deliver(build(workspace, "public"), workspace, to="Everybody")
    edit(workspace, "over the sorted digests", "over the digests, sorted by name")
    assert held(workspace) == [], "neither may see the note"
    edit(workspace, "Birds of the garden", "Birds of gardens")
    assert sorted(message.partition(" holds")[0] for message, _ in held(workspace)) == ["Everybody", "Field Guides"]
    deliver(build(workspace, day="2026-11-21"), workspace, day="2026-11-21")
    ((message, line),) = held(workspace)
    assert message.startswith("Everybody holds the datasheet of dataset/birds@1.0, given on 2026-11-20")
    assert line > 8
    edit(workspace, 'version: "1.0"', 'version: "2.0"')
    assert len(held(workspace)) == 1, "the version alone says nothing else"


def test_after_the_end_of_retention_nobody_is_named(workspace: Path) -> None:
    deliver(build(workspace), workspace, "--keep-until", "2026-12-31")
    edit(workspace, "Birds of the garden", "Birds of gardens")
    assert len(held(workspace, "2026-12-31")) == 1
    assert held(workspace, "2027-01-01") == []


def test_an_earlier_version_that_is_kept_is_not_superseded_by_a_later_one(workspace: Path) -> None:
    deliver(build(workspace), workspace)
    (workspace / "birds@1.0.card.yaml").write_text((workspace / CARD).read_text("utf-8"))
    edit(workspace, 'version: "1.0"', 'version: "2.0"')
    edit(workspace, "Birds of the garden", "Birds of gardens")
    assert held(workspace) == []
    (workspace / "birds@1.0.card.yaml").unlink()
    assert len(held(workspace)) == 1


def test_diff_names_for_whom_a_change_makes_the_difference(workspace: Path) -> None:
    noted = deliver(build(workspace), workspace)
    committed(workspace)
    edit(workspace, "Birds of the garden", "Birds of gardens")

    def deliveries() -> list[dict[str, Any]]:
        done = run("diff", "--as-of", DAY, "--format", "json", at=workspace)
        return [one for one in json.loads(done.stdout)["reopened"] if one["what"] == "delivery"]

    assert [(one["name"], one["addresses"]) for one in deliveries()] == [
        ("datasheet of dataset/birds@1.0 at Field Guides", ["dataset/birds@1.0#/title"])
    ]
    committed(workspace)
    edit(workspace, "over the sorted digests", "over the digests, sorted by name")
    assert deliveries() == []
    noted.write_text(noted.read_text("utf-8").replace("date: ", "dat: ", 1))
    found = json.loads(run("check", "--format", "json", at=workspace).stdout)["findings"]
    assert "MUN201" in {item["code"] for item in found if item["file"].startswith("deliveries/")}


@pytest.mark.parametrize("text", ["", "[]", "muniment: 1\n", "a: [", "muniment: 1\neditions: [{record: x}]\n"])
def test_a_delivery_with_mistakes_is_a_finding_of_form(workspace: Path, text: str) -> None:
    write(workspace, {"deliveries/x.yaml": text})
    done = run("check", "--format", "json", at=workspace)
    codes = {item["code"][:4] for item in json.loads(done.stdout)["findings"] if item["file"] == "deliveries/x.yaml"}
    assert codes & {"MUN1", "MUN2"}


def test_a_pack_is_noted_with_all_its_editions_and_a_draft_is_refused(workspace: Path) -> None:
    build(workspace)
    for command in (
        ["keys", "new", "--dev", "--organisation", "Test", "-o", "keys"],
        ["sign", "dist", "--key", "keys"],
        ["pack", "dist", "--audience", "client", "--key", "keys", "-o", "birds.asice"],
        ["draft", CARD, "-o", "drafts"],
    ):
        done = run(*command, at=workspace)
        assert done.returncode == 0, done.stderr
    content = yaml.safe_load(deliver(workspace / "birds.asice", workspace).read_text("utf-8"))
    assert [edition["kind"] for edition in content["editions"]] == ["datasheet"]
    draft = next((workspace / "drafts").rglob("*.html"))
    done = run("deliver", draft, "--to", "A", "--ground", "request", at=workspace)
    assert (done.returncode, "draft" in done.stderr) == (2, True)
