"""`release`: a version that was used stays as it was; what changed is told at its line, and how to go on."""

import json
import random
import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from chance import SEED
from git_repositories import begun, committed
from muniment.app.check import check
from muniment.app.opening import open_workspace
from muniment.app.releasing import Wanted, release
from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.record.release import load_release
from muniment.report.located import Located
from sample_cards import card, profile, run, write

DAY = "2026-11-20"
CARD = "datasets/birds.card.yaml"
TEXT = """muniment: 1
kind: dataset
name: birds
version: "1.0"
profiles: [shared]
title: Birds of the garden  # as in the field book
scope:
  languages: [en, de]
measures:
  - {id: all, modality: text, unit: rows, amount: 12}
  - {id: rare, modality: text, unit: rows, amount: {unknown: nobody has counted them, owner: A}}
"""
FILES: dict[str, str | bytes] = {
    "muniment.yaml": "muniment: 1\ndisclosure: {table: 1}\n",
    "profiles/shared.yaml": profile(description="Photographs of birds in gardens."),
    CARD: TEXT,
    "models/nest.card.yaml": card(
        "model", "nest", datasets=[{"id": "train", "dataset": "birds", "version": "1.0", "role": "training"}]
    ),
}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path, FILES))
    made = release(Wanted(CARD, "A. Keeper", DAY))
    assert made.written
    return tmp_path


def changed(paths: tuple[Path, ...] = ()) -> list[Located]:
    return [item for item in check(paths, DAY).items if item.finding.code.startswith("MUN75")]


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def test_a_release_says_what_was_used_where(workspace: Path) -> None:
    file = workspace / "releases" / "dataset" / "birds@1.0.json"
    raw = json.loads(file.read_bytes())
    schema = json.loads(schema_path("release", "v1", "release.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(raw)) == []
    made = load_release(file.read_bytes())
    assert (made.card, made.date, made.by) == ("dataset/birds@1.0", DAY, "A. Keeper")
    assert made.used_by == ("model/nest@1.0#/datasets/train",)
    assert set(made.facts) >= {"/title", "/description", "/measures/all/amount", "/measures/rare/amount"}
    assert changed() == []
    assert release(Wanted("dataset/birds@1.0", "B", DAY)).written is False
    assert release(Wanted("models/nest.card.yaml", "B", DAY)).not_frozen == ()


SAME = [
    ("  # as in the field book", "  # checked"),
    ("[en, de]", "[de, en]"),
    ("amount: 12", 'amount: {value: 12, note: "counted twice", source: the field book}'),
    ("nobody has counted them, owner: A", "they were not counted in time, owner: B"),
    ("title: Birds of the garden  # as in the field book", "title: >-\n  Birds of\n  the garden"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_what_is_no_fact_may_change(workspace: Path, before: str, after: str) -> None:
    edit(workspace / CARD, before, after)
    assert changed() == []


def test_the_order_of_everything_and_the_profile_are_no_facts(workspace: Path) -> None:
    head, _, rest = TEXT.partition("title:")
    parts = re.split(r"(?m)^(?=\S)", f"title:{rest}")
    random.Random(SEED).shuffle(parts)
    (workspace / CARD).write_text(
        f"{head.replace('profiles: [shared]', 'description: Photographs of birds in gardens.')}{''.join(parts)}"
    )
    assert changed() == []


@pytest.mark.parametrize(
    ("before", "after", "line", "inner"),
    [
        ("amount: 12", "amount: 13", 10, "/measures/all/amount"),
        ("title: Birds of the garden", "title: Birds of gardens", 6, "/title"),
        ("unknown: nobody has counted them, owner: A", "value: 3", 11, "/measures/rare/amount"),
        (", amount: 12", "", 10, "/measures/all/amount"),
        ("title: Birds of the garden", "modalities: [image]\ntitle: Birds of the garden", 6, "/modalities"),
    ],
)
def test_a_fact_that_changed_is_an_error_at_its_line(
    workspace: Path, before: str, after: str, line: int, inner: str
) -> None:
    edit(workspace / CARD, before, after)
    (item,) = changed()
    assert (item.finding.code, str(item.finding.severity), item.place.line) == ("MUN751", "error", line)
    assert item.finding.address == f"dataset/birds@1.0#{inner}"
    assert "birds@1.0.card.yaml" in item.finding.remedy
    done = run("check", "--as-of", DAY, at=workspace)
    assert done.returncode == 1
    assert run("build", CARD, "--date", DAY, "--format", "html", at=workspace).returncode == 1


def test_a_fact_of_a_profile_is_an_error_at_the_profile(workspace: Path) -> None:
    edit(workspace / "profiles" / "shared.yaml", "birds in gardens", "birds in parks")
    (item,) = changed()
    assert item.place.file == "profiles/shared.yaml"
    assert item.finding.address == "dataset/birds@1.0#/description"


def test_a_flood_of_changes_is_told_in_short(workspace: Path) -> None:
    many = "".join(f"  - {{id: m{number}, modality: text, unit: rows, amount: {number}}}\n" for number in range(40))
    edit(workspace / CARD, "measures:\n", f"measures:\n{many}")
    found = changed()
    assert len(found) == 21
    assert "100 more facts" in " ".join(item.finding.message for item in found)


def test_the_remedy_a_new_version_beside_the_old_one(workspace: Path) -> None:
    shutil.copy(workspace / CARD, workspace / "datasets" / "birds@1.0.card.yaml")
    edit(workspace / CARD, 'version: "1.0"', 'version: "2.0"')
    edit(workspace / CARD, "amount: 12", "amount: 13")
    assert changed() == []
    opened = open_workspace([workspace])
    assert opened.workspace.links["model/nest@1.0", "/datasets/train/dataset"] == "dataset/birds@1.0"
    assert [item for item in opened.findings if str(item.severity) == "error"] == []
    (workspace / "datasets" / "birds@1.0.card.yaml").unlink()
    assert [(item.finding.code, item.place.file) for item in changed()] == [
        ("MUN752", "releases/dataset/birds@1.0.json")
    ]


def test_again_keeps_what_was_frozen_before(workspace: Path) -> None:
    first = load_release((workspace / "releases" / "dataset" / "birds@1.0.json").read_bytes())
    edit(workspace / CARD, "amount: 12", "amount: 13")
    with pytest.raises(CannotRun, match="released on 2026-11-20 with other facts"):
        release(Wanted(CARD, "B", DAY))
    done = run("release", CARD, "--by", "B", "--again", at=workspace)
    assert (done.returncode, "--reason" in done.stderr) == (2, True)
    done = run("release", CARD, "--by", "B", "--again", "--reason", "miscounted", "--format", "json", at=workspace)
    assert (done.returncode, json.loads(done.stdout)["written"]) == (0, True)
    made = load_release((workspace / "releases" / "dataset" / "birds@1.0.json").read_bytes())
    assert [(frozen.sha256, frozen.by) for frozen in made.earlier] == [(first.sha256, "A. Keeper")]
    assert changed() == []


def test_what_cannot_be_released(workspace: Path) -> None:
    for name, said in (("nowhere", "names no card"), ("profiles", "names no card"), (".", "names 2 cards")):
        with pytest.raises(CannotRun, match=said):
            release(Wanted(name, "A", DAY))
    edit(workspace / CARD, "title: Birds of the garden", "title: TODO")
    with pytest.raises(CannotRun, match="1 error of form"):
        release(Wanted(CARD, "A", DAY))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"release": 1}', b'{"release": true}', b"[" * 5000, b"\xff"],
)
def test_a_broken_release_is_a_finding(workspace: Path, content: bytes) -> None:
    (workspace / "releases" / "dataset" / "birds@1.0.json").write_bytes(content)
    assert [item.finding.code for item in changed()] == ["MUN750"]


def test_an_edited_release_or_one_under_another_name_is_a_finding(workspace: Path) -> None:
    file = workspace / "releases" / "dataset" / "birds@1.0.json"
    text = file.read_text("utf-8")
    file.write_text(text.replace(DAY, "2026-11-21").replace('/title"', '/titles"'))
    assert [item.finding.code for item in changed()] == ["MUN750"]
    file.rename(file.with_name("birds@2.0.json"))
    file.with_name("birds@2.0.json").write_text(text)
    assert [item.finding.code for item in changed()] == ["MUN750"]
    file.with_name("birds@2.0.json").unlink()
    file.symlink_to("/etc/passwd")
    assert [item.finding.code for item in changed()] == ["MUN750"]


def test_diff_names_the_release_that_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(begun(tmp_path), FILES))
    release(Wanted(CARD, "A", DAY))
    committed(tmp_path)
    edit(tmp_path / CARD, "amount: 12", "amount: 13")
    found = json.loads(run("diff", "--format", "json", at=tmp_path).stdout)["reopened"]
    assert [(one["what"], one["name"], one["addresses"]) for one in found] == [
        ("release", "dataset/birds@1.0", ["dataset/birds@1.0#/measures/all/amount"])
    ]
    committed(tmp_path)
    edit(tmp_path / CARD, "de]", "nl]")
    found = json.loads(run("diff", "--format", "json", at=tmp_path).stdout)["reopened"]
    assert found[0]["addresses"] == ["dataset/birds@1.0#/scope/languages"], "only what this change has changed"
