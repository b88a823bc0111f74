"""`init`: a workspace that teaches, states nothing that nobody said, and writes over nothing."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from muniment.app.opening import open_workspace
from sample_cards import PROGRAM, load, run, write

FLAGS = ("--no-input", "--name", "Acme: Analytics GmbH", "--role", "gpai-provider", "--role", "controller")


@pytest.fixture
def begun(tmp_path) -> Path:
    done = run("init", *FLAGS, "--ci", "github", at=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def cards(root: Path) -> list[Path]:
    return sorted(root.rglob("*.card.yaml"))


def test_the_first_check_gives_few_findings_and_each_is_a_question(begun: Path) -> None:
    done = run("check", "--format", "json", at=begun)
    findings = json.loads(done.stdout)["findings"]
    assert 3 <= len(findings) <= 15
    assert not [item for item in findings if item["code"].startswith(("MUN1", "MUN2", "MUN3", "MUN70", "MUN6"))]
    assert {"MUN710", "AIA-53-1c"} <= {item["code"] for item in findings}
    assert all(item["remedy"] for item in findings)


@pytest.mark.parametrize("roles", [(), ("supplier",), ("provider_high_risk",), ("provider_gpai", "controller")])
def test_nothing_is_stated_that_nobody_said_and_a_bare_key_is_no_answer(roles, tmp_path) -> None:
    given = [word for role in roles for word in ("--role", role)]
    assert run("init", "--no-input", *given, at=tmp_path).returncode == 0
    for file in cards(tmp_path):
        card, findings = load(file.read_text())
        assert card is not None and not findings
        assert set(card.facts) <= ({"/roles"} if roles else set())
        opened = re.sub(r"(?m)^#( *[a-z_]+:)", r"\1", file.read_text())
        card, findings = load(opened)
        assert card is not None
        assert set(card.facts) <= ({"/roles"} if roles else set())
        # Each key is one of the model, and says that it has no value.
        assert {finding.code for finding in findings} == {"MUN203"}
        assert len(findings) >= 5


def test_each_role_is_taught_what_its_duties_ask_for(tmp_path) -> None:
    shown = {}
    for role in ("provider_high_risk", "provider_gpai"):
        run("init", role, "--no-input", "--role", role, at=tmp_path)
        shown[role] = (tmp_path / role / "datasets/first-data-set.card.yaml").read_text()
    assert "#licence:" in shown["provider_high_risk"]
    assert "#licence:" not in shown["provider_gpai"]
    assert "AI Act Art 53" not in shown["provider_high_risk"]


def test_the_schemas_are_where_editors_are_told_to_look(begun: Path) -> None:
    for file in [begun / "muniment.yaml", *cards(begun)]:
        found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text())
        assert found
        assert json.loads((file.parent / found[1]).read_bytes())["$schema"].endswith("2020-12/schema")
    settings = json.loads((begun / ".vscode/settings.json").read_bytes())
    assert all((begun / name).is_file() for name in settings["yaml.schemas"])
    schema = begun / ".muniment/schema/dataset.schema.json"
    before = schema.read_bytes()
    schema.write_text("{}")
    done = run("schema", "--write", at=begun / "datasets")
    assert done.stdout == ".muniment/schema/dataset.schema.json\n"
    assert schema.read_bytes() == before


def test_what_is_there_stays_and_is_told(tmp_path) -> None:
    write(tmp_path, {".gitignore": "mine\n", "organisation.card.yaml": "# mine\n"})
    done = run("init", *FLAGS, at=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert (tmp_path / "organisation.card.yaml").read_text() == "# mine\n"
    assert done.stderr.count("There already, left as it is: ") == 2
    assert ".gitignore" not in done.stdout


@pytest.mark.parametrize("at", [".", "datasets"])
def test_a_workspace_is_not_begun_twice(at: str, begun: Path) -> None:
    before = {file: file.read_bytes() for file in begun.rglob("*") if file.is_file()}
    done = run("init", *FLAGS, at=begun / at)
    assert done.returncode == 2
    assert {file: file.read_bytes() for file in begun.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("wrong", [("--role", "emperor"), ("--lang", "xx"), ("--ci", "other")])
def test_what_cannot_be_meant_is_refused_before_anything_is_written(wrong, tmp_path) -> None:
    done = run("init", "--no-input", *wrong, at=tmp_path)
    assert done.returncode == 2
    assert not list(tmp_path.iterdir())


def test_seven_questions_and_enter_leaves_each_open(tmp_path) -> None:
    def answered(text: str, folder: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, "init", folder], cwd=tmp_path, input=text, capture_output=True, text=True, check=False
        )

    done = answered("Acme SE\n1, deployer\ny\nBird pictures\nde en\ngitlab\nn\n", "told")
    assert done.returncode == 0, done.stderr
    numbers = re.findall(r"(?m)(?:^|: )([1-9])\. [A-Z]", done.stderr)
    assert numbers == list("1234567")
    card = (tmp_path / "told/organisation.card.yaml").read_text()
    assert "roles: [provider_gpai, deployer]" in card
    assert "established_in_union: true" in card
    assert (tmp_path / "told/datasets/bird-pictures.card.yaml").is_file()
    assert "languages: [de, en]" in (tmp_path / "told/muniment.yaml").read_text()
    assert not (tmp_path / "told/.pre-commit-config.yaml").exists()
    assert yaml.safe_load((tmp_path / "told/.gitlab-ci.yml").read_text())["stages"]
    assert answered("\n" * 7, "open").returncode == 0
    opened = open_workspace([tmp_path / "open"])
    assert {inner for card in opened.workspace.cards.values() for inner in card.facts} == set()
