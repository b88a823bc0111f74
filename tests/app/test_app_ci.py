"""Hooks and CI: valid by the official schemas, their steps run in real repositories, sealed on protected tags alone.

What runs on the runners of GitHub and GitLab alone (the actions that are used, environments, protected tags) is not
run here; the scripts of the steps are, with the variables that the runners give them.
"""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate

from git_repositories import begun, committed, git
from muniment.app.hooks import HOOKS
from muniment.cli.main import COMMANDS
from sample_cards import PROGRAM, card, run, write

ROOT = Path(__file__).resolve().parents[2]
ACTION = ROOT / "action.yml"
GITHUB = ROOT / "templates/ci/github.yml"
GITLAB = ROOT / "templates/ci/gitlab.yml"
TOOLS = Path(sys.executable).parent
WORKSPACE = {
    "muniment.yaml": "muniment: 1\n",
    "organisation.card.yaml": card("organisation", "example", legal_name="Example GmbH", roles=["supplier"]),
    "datasets/birds.card.yaml": card(title="Birds of the garden", labelling={"labelled": False}),
}


@pytest.mark.parametrize(
    ("file", "schema"),
    [(ACTION, "github-actions"), (GITHUB, "github-workflows"), (GITLAB, "gitlab-ci")],
    ids=["action", "github", "gitlab"],
)
def test_the_official_schemas_accept_what_ci_reads(file: Path, schema: str) -> None:
    transform = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    done = subprocess.run(
        [TOOLS / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *transform, file],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_pre_commit_accepts_the_hooks_and_each_is_a_command() -> None:
    done = subprocess.run(
        [TOOLS / "pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    for hook in HOOKS:
        assert hook.command in COMMANDS
    for name in ("a.card.yaml", "x/muniment.yaml", "waivers.yaml", "profiles/x.yml", "evidence/x@1.lock.json"):
        assert re.search(HOOKS[0].files, name)
    for name in ("README.md", "docker-compose.yaml", "package-lock.json"):
        assert not re.search(HOOKS[0].files, name)


def scripts(value: Any) -> list[dict[str, Any]]:
    """Return the steps with a script of an action or workflow."""
    jobs = value.get("jobs", {"one": value.get("runs", {})})
    return [step for job in jobs.values() for step in job.get("steps", ()) if "run" in step]


@pytest.mark.parametrize("file", [ACTION, GITHUB], ids=["action", "workflow"])
def test_no_value_from_outside_is_written_into_a_script(file: Path) -> None:
    steps = scripts(yaml.safe_load(file.read_text()))
    assert len(steps) >= 5
    assert not [step["run"] for step in steps if "${{" in step["run"]]


@pytest.fixture
def repository(tmp_path) -> Path:
    """A clone with origin/main, and a branch on which a card was changed."""
    begun(write(tmp_path / "origin", WORKSPACE))
    committed(tmp_path / "origin", "Begin")
    git(tmp_path / "origin", "branch", "-M", "main")
    git(tmp_path, "clone", "--quiet", "origin", "clone")
    clone = tmp_path / "clone"
    git(clone, "checkout", "--quiet", "-b", "change")
    changed = card(title="Birds of the wood", labelling={"labelled": True}, url="TODO")
    (clone / "datasets/birds.card.yaml").write_text(changed)
    for name, value in (("user.name", "A"), ("user.email", "a@example.org")):
        git(clone, "config", name, value)
    committed(clone, "Change")
    (tmp_path / "bin").mkdir()
    gh = tmp_path / "bin/gh"
    gh.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/gh-was-told"\n')
    gh.chmod(0o755)
    return clone


def step(file: Path, name: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a step as a runner does, with bash and its variables."""
    value = yaml.safe_load(file.read_text())
    found = [each for each in scripts(value) if each["name"] == name]
    return bash(found[0]["run"], at, **environment)


def bash(script: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(at.parent / "bin"), str(PROGRAM.parent), os.environ["PATH"]])
    (at.parent / "temp").mkdir(exist_ok=True)
    runner = {
        "PATH": path, "RUNNER_TEMP": str(at.parent / "temp"), "GITHUB_STEP_SUMMARY": str(at.parent / "summary.md"),
        "FAIL_ON": "error", "OUTPUT": "dist", "TMPDIR": str(at.parent / "temp"),
    }  # fmt: skip
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=at, env={**os.environ, **runner, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("file", [ACTION, GITHUB], ids=["action", "workflow"])
def test_a_pull_request_is_annotated_and_told_what_changes_in_meaning(file: Path, repository: Path) -> None:
    checked = step(file, "Check", repository, BASE="main", GITHUB_ACTIONS="true")
    assert checked.returncode == 1, checked.stderr
    assert re.search(r"::error .*file=datasets/birds\.card\.yaml,.*line=\d+.*MUN208", checked.stdout)
    compared = step(file, "Compare", repository, BASE="main", NUMBER="7", GH_TOKEN="x")
    assert compared.returncode == 0, compared.stderr
    told = (repository.parent / "gh-was-told").read_text().split("\n")
    assert told[:4] == ["pr", "comment", "7", "--body-file"]
    summary = (repository.parent / "summary.md").read_text()
    assert "Birds of the wood" in summary
    assert Path(told[4]).read_text() in summary
    (repository.parent / "bin/gh").write_text("#!/bin/sh\nexit 1\n")
    refused = step(file, "Compare", repository, BASE="main", NUMBER="7", GH_TOKEN="x")
    assert refused.returncode == 0
    assert "::warning::No comment could be written" in refused.stdout


def p12(tmp_path: Path) -> tuple[str, Path]:
    """Make a development key; return it as base64 of PKCS#12, and its certificate."""
    run("keys", "new", "--dev", "-o", "keys", at=tmp_path)
    (key,) = (tmp_path / "keys").glob("*.key.pem")
    (certificate,) = (tmp_path / "keys").glob("*.cert.pem")
    made = pkcs12.serialize_key_and_certificates(
        b"seal", load_pem_private_key(key.read_bytes(), None), load_pem_x509_certificate(certificate.read_bytes()),  # type: ignore[arg-type]
        None, BestAvailableEncryption(b"secret"),
    )  # fmt: skip
    return base64.b64encode(made).decode(), certificate


@pytest.mark.parametrize("file", [ACTION, GITHUB], ids=["action", "workflow"])
def test_only_a_protected_tag_is_sealed_and_no_secret_stays(file: Path, repository: Path, tmp_path) -> None:
    key, certificate = p12(tmp_path)
    given = {"P12": key, "PASSPHRASE": "secret", "GITHUB_ACTIONS": "true"}
    (repository / "datasets/birds.card.yaml").write_text(card(title="Birds of the wood"))
    committed(repository, "Mend")
    built = step(file, "Build", repository)
    assert built.returncode == 0, built.stderr
    for kind, protected in (("branch", "true"), ("tag", "false"), ("tag", "")):
        refused = step(file, "Seal", repository, REF_TYPE=kind, REF_PROTECTED=protected, **given)
        assert refused.returncode == 1
        assert "Only what a protected tag names is sealed." in refused.stderr
    assert run("verify", "dist", "--trust", certificate, at=repository).returncode != 0
    sealed = step(file, "Seal", repository, REF_TYPE="tag", REF_PROTECTED="true", **given)
    assert sealed.returncode == 0, sealed.stderr
    assert run("verify", "dist", "--trust", certificate, at=repository).returncode == 0
    left = [each for each in (repository.parent / "temp").rglob("*") if each.name in ("seal.p12", "passphrase")]
    assert not left


def test_the_jobs_of_gitlab_do_the_same(repository: Path, tmp_path) -> None:
    jobs = yaml.safe_load(GITLAB.read_text())
    base = git(repository, "rev-parse", "origin/main").strip()
    given = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "MUNIMENT_NOTE_TOKEN": "", "CI_COMMIT_TAG": ""}
    checked = bash("\n".join(jobs["muniment-check"]["script"]), repository, **given)
    assert checked.returncode == 1, checked.stderr
    report = json.loads((repository / "gl-code-quality-report.json").read_text())
    assert any(item["location"]["path"] == "datasets/birds.card.yaml" for item in report)
    assert "MUN208" in checked.stdout
    compared = bash("\n".join(jobs["muniment-diff"]["script"]), repository, **given)
    assert compared.returncode == 0, compared.stderr
    assert "Birds of the wood" in (repository / "diff.md").read_text()
    seal = "\n".join(jobs["muniment-seal"]["script"])
    key, certificate = p12(tmp_path)
    secrets = {"MUNIMENT_P12": key, "MUNIMENT_PASSPHRASE": "secret"}
    for tag, protected in (("", "true"), ("v1", "false")):
        refused = bash(seal, repository, **secrets, CI_COMMIT_TAG=tag, CI_COMMIT_REF_PROTECTED=protected)
        assert "Only what a protected tag names is sealed." in refused.stderr
        assert refused.returncode == 1
    (repository / "datasets/birds.card.yaml").write_text(card(title="Birds of the wood"))
    committed(repository, "Mend")
    assert bash("\n".join(jobs["muniment-build"]["script"]), repository).returncode == 0
    sealed = bash(seal, repository, **secrets, CI_COMMIT_TAG="v1", CI_COMMIT_REF_PROTECTED="true")
    assert sealed.returncode == 0, sealed.stderr
    assert run("verify", "dist", "--trust", certificate, at=repository).returncode == 0


def pre_commit(*arguments: str, at: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PRE_COMMIT_HOME": str(home),
        "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        [TOOLS / "pre-commit", *arguments], cwd=at, env=environment, capture_output=True, text=True, check=False
    )


def test_the_hooks_run_in_pre_commit_itself(tmp_path) -> None:
    """The hooks come from a repository; only the installation of the program is taken from here (language: system)."""
    hooks = begun(write(tmp_path / "hooks", {".pre-commit-hooks.yaml": (ROOT / ".pre-commit-hooks.yaml").read_bytes()}))
    hooks = tmp_path / "hooks"
    committed(hooks, "Hooks")
    revision = git(hooks, "rev-parse", "HEAD").strip()
    config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": [
        {"id": "muniment-check", "language": "system"}, {"id": "muniment-fmt", "language": "system"}]}]}  # fmt: skip
    place = tmp_path / "place"
    begun(write(place, {**WORKSPACE, ".pre-commit-config.yaml": json.dumps(config), "README.md": "x\n"}))
    git(place, "add", "-A")
    passed = pre_commit("run", at=place, home=tmp_path / "home")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    write(
        place,
        {"datasets/birds.card.yaml": card(title="TODO") + "url: https://example.org/x\ndescription: Birds of ours.\n"},
    )
    git(place, "add", "-A")
    failed = pre_commit("run", at=place, home=tmp_path / "home")
    assert failed.returncode == 1
    assert "MUN210" in failed.stdout
    assert "files were modified by this hook" in failed.stdout
    assert "description: Birds of ours.\nurl:" in (place / "datasets/birds.card.yaml").read_text()
    write(place, {"datasets/birds.card.yaml": WORKSPACE["datasets/birds.card.yaml"]})
    git(place, "add", "-A")
    committed(place, "Mended")
    write(place, {"README.md": "y\n"})
    git(place, "add", "-A")
    assert "no files to check" in pre_commit("run", at=place, home=tmp_path / "home").stdout


def test_what_init_writes_guards_the_first_commit(tmp_path) -> None:
    for ci, file in (("github", ".github/workflows/muniment.yml"), ("gitlab", ".gitlab-ci.yml")):
        done = run("init", ci, "--no-input", "--ci", ci, "--role", "supplier", at=tmp_path)
        assert done.returncode == 0, done.stderr
        written = (tmp_path / ci / file).read_text()
        assert "@VERSION@" not in written
        assert re.search(r"muniment==\d", written)
    place = tmp_path / "github"
    begun(place)
    home = tmp_path / "home"
    assert pre_commit("install", at=place, home=home).returncode == 0
    git(place, "add", "-A")
    environment = {"PRE_COMMIT_HOME": str(home), "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"}
    commit = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-m", "Begin"]

    def tried() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            commit, cwd=place, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )

    (place / "datasets/first-data-set.card.yaml").write_text(card(name="first-data-set", title="TODO"))
    git(place, "add", "-A")
    refused = tried()
    assert refused.returncode == 1, refused.stderr
    assert "MUN210" in refused.stderr + refused.stdout
    (place / "datasets/first-data-set.card.yaml").write_text(card(name="first-data-set", title="Birds of gardens"))
    git(place, "add", "-A")
    assert tried().returncode == 0
