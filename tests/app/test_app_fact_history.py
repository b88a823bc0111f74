"""`log` on real repositories: which commits changed what a card says, over renames, merges and broken states."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from git_repositories import begun, committed, git
from muniment.app import git as git_calls
from muniment.app.fact_history import history
from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from sample_cards import run, write

TEXT = """muniment: 1
kind: dataset
name: birds
version: "1.0"
title: Birds of the garden
scope: {languages: [en]}
measures:
  - {id: all, modality: text, unit: rows, amount: 12}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = begun(tmp_path / "repository")
    write(top / "docs", {"muniment.yaml": "muniment: 1\n", "birds.card.yaml": TEXT})
    committed(top, "Describe the birds")
    monkeypatch.chdir(top / "docs")
    return top / "docs"


def edit(file: Path, before: str, after: str, message: str) -> str:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")
    return committed(file.parent, message)


def told(*arguments: str, at: Path) -> dict[str, Any]:
    done = run("log", *arguments, "--format", "json", at=at)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    schema = json.loads(schema_path("log", "v1", "result.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(result)) == []
    return result


def values(result: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [
        (step["subject"], (fact["before"] or {}).get("value"), (fact["now"] or {}).get("value"))
        for step in result["steps"]
        for fact in step["facts"]
    ]


def test_the_history_of_a_fact_over_edits_renames_and_layout(repository: Path) -> None:
    card = repository / "birds.card.yaml"
    edit(card, "amount: 12", "amount: 13", "Count again")
    edit(card, "title:", "# a comment\ntitle:", "Say more")
    (repository / "datasets").mkdir()
    git(repository, "mv", "birds.card.yaml", "datasets/birds.card.yaml")
    committed(repository, "Tidy up")
    moved = repository / "datasets" / "birds.card.yaml"
    edit(moved, "id: all", "id: every", "Call it otherwise")
    edit(moved, "amount: 13", "amount: {unknown: the list was lost}", "Lose the list")
    edit(moved, "[en]", "[en, de]", "Hear German")
    found = told("datasets/birds.card.yaml", "/measures/every/amount", at=repository)
    assert values(found) == [("Lose the list", 13, None), ("Count again", 12, 13), ("Describe the birds", None, 12)]
    later, earlier = "docs/datasets/birds.card.yaml", "docs/birds.card.yaml"
    assert [step["file"] for step in found["steps"]] == [later, later, earlier, earlier]
    assert found["steps"][1]["records"], "the step at which the record was called otherwise is told"
    for path in ("scope.languages", "dataset.scope", "dataset/birds@1.0#/scope/languages"):
        assert [step["subject"] for step in told("datasets/birds.card.yaml", path, at=repository)["steps"]] == [
            "Hear German", "Describe the birds",
        ]  # fmt: skip
    whole = [step["subject"] for step in told("datasets/birds.card.yaml", at=repository)["steps"]]
    assert whole == ["Hear German", "Lose the list", "Call it otherwise", "Count again", "Describe the birds"]
    text = run("log", "datasets/birds.card.yaml", at=repository).stdout
    assert "2026-01-05" in text
    assert "      - 12\n      + 13\n" in text
    assert "new card, with" in text


def test_what_nobody_has_committed_stands_first(repository: Path) -> None:
    card = repository / "birds.card.yaml"
    card.write_text(TEXT.replace("12", "14"), "utf-8")
    found = told("birds.card.yaml", at=repository)
    first = found["steps"][0]
    assert (first["commit"], len(first["facts"])) == ("", 1)
    assert "not committed" in run("log", "birds.card.yaml", at=repository).stdout


def test_a_broken_state_says_nothing_and_forgets_nothing(repository: Path) -> None:
    card = repository / "birds.card.yaml"
    edit(card, "title: Birds", "title: [", "Break it")
    card.write_text(TEXT.replace("amount: 12", "amount: 15"), "utf-8")
    committed(repository, "Mend it")
    found = told("birds.card.yaml", at=repository)
    assert [(step["subject"], step["readable"], len(step["facts"])) for step in found["steps"]][:2] == [
        ("Mend it", True, 1), ("Break it", False, 0),
    ]  # fmt: skip


def test_branches_and_merges_are_told_once(repository: Path) -> None:
    card = repository / "birds.card.yaml"
    git(repository, "switch", "-qc", "side")
    edit(card, "amount: 12", "amount: 13", "On the side")
    git(repository, "switch", "-q", "main")
    edit(card, "title: Birds of the garden", "title: Birds of gardens", "On main")
    git(repository, "merge", "-q", "--no-ff", "-m", "Merge", "side")
    found = told("birds.card.yaml", at=repository)
    steps = {step["subject"]: [fact["address"].partition("#")[2] for fact in step["facts"]] for step in found["steps"]}
    assert steps.pop("Describe the birds")
    assert steps == {"On the side": ["/measures/all/amount"], "On main": ["/title"]}
    git(repository, "switch", "-qc", "other", "HEAD~1")
    edit(card, "[en]", "[en, de]", "Hear German")
    git(repository, "switch", "-q", "main")
    git(repository, "merge", "-q", "--no-commit", "--no-ff", "other")
    edit(card, "amount: 13", "amount: 99", "A merge that counts, too")
    merged = told("birds.card.yaml", at=repository)["steps"][0]
    assert [fact["address"].partition("#")[2] for fact in merged["facts"]] == ["/measures/all/amount"]


def test_few_processes_whatever_the_history(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = repository / "birds.card.yaml"
    for number in range(60):
        text = TEXT.replace("amount: 12", f"amount: {number}")
        card.write_text(text, "utf-8")
        committed(repository, f"Count {number}")
    started = []
    original = git_calls._started
    monkeypatch.setattr(git_calls, "_started", lambda *given: started.append(1) or original(*given))
    assert len(history(Path("birds.card.yaml"), "measures", 1000).steps) == 61
    assert len(started) <= 3
    short = history(Path("birds.card.yaml"), "", 5)
    assert (len(short.steps), short.cut) == (5, True)
    assert "Only the latest 5" in run("log", "birds.card.yaml", "-n", "5", at=repository).stderr


@pytest.mark.parametrize("name", ["nowhere.card.yaml", "-x.card.yaml", ":(top)docs/birds.card.yaml", "*.card.yaml"])
def test_what_no_commit_holds(repository: Path, name: str) -> None:
    with pytest.raises(CannotRun, match="No commit holds"):
        history(Path(name), "", 10)


def test_a_path_that_is_none_and_words_that_steer(repository: Path) -> None:
    with pytest.raises(CannotRun, match="is no path of a dataset card"):
        history(Path("birds.card.yaml"), "scope.langages", 10)
    edit(repository / "birds.card.yaml", "garden", "park", "\x1b[31mred\x07 \u202e text")
    assert "\x1b" not in run("log", "birds.card.yaml", at=repository).stdout
    assert run("log", "birds.card.yaml", at=repository.parent.parent).returncode == 2
