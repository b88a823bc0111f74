"""What a command loads: counted by module, never timed. Hooks and editors start the program all day."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sample_cards import card, write

HEAVY = (
    "pydantic",
    "yaml",
    "jinja2",
    "weasyprint",
    "cryptography",
    "pyhanko",
    "pikepdf",
    "langcodes",
    "license_expression",
    "babel",
    "duckdb",
    "pyarrow",
    "pyspark",
    "PIL",
    "boto3",
    "publicsuffixlist",
    "py3langid",
    "numpy",
    "tokenizers",
    "pygls",
    "lsprotocol",
)
PROBE = """
import json, sys
sys.argv = ["muniment", *json.loads(sys.argv[1])]
try:
    from muniment.cli.main import main
    main()
except SystemExit as stop:
    code = stop.code
print()
print(json.dumps([code or 0, sorted(sys.modules)]))
"""


def modules(at: Path, *arguments: str) -> tuple[int, set[str]]:
    """Run a command in a fresh interpreter; return its exit code and the modules it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(arguments)], cwd=at, capture_output=True, text=True, check=True
    )
    code, names = json.loads(done.stdout.splitlines()[-1])
    return code, set(names)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["-h"], ["check", "--help"], ["build", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str], tmp_path) -> None:
    code, loaded = modules(tmp_path, *arguments)
    assert code == 0
    assert not loaded.intersection(HEAVY)


def test_every_command_shows_its_help_without_what_it_works_with(tmp_path) -> None:
    from muniment.cli.main import COMMANDS

    for name in COMMANDS:
        code, loaded = modules(tmp_path, name, "--help")
        assert code == 0
        assert not loaded & {"weasyprint", "pyhanko", "jinja2"}, name


def test_check_loads_no_renderer_and_no_cryptography(tmp_path) -> None:
    write(tmp_path, {"muniment.yaml": "muniment: 1\n", "birds.card.yaml": card(title="Birds of the garden")})
    _, loaded = modules(tmp_path, "check")
    assert {"pydantic", "yaml"} <= loaded
    assert not loaded.intersection(HEAVY) - {"pydantic", "yaml"}


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        ("organisation", "muniment.model.organisation"),
        ("dataset", "muniment.model.dataset.card"),
        ("model", "muniment.model.model_card.card"),
        ("system", "muniment.model.system.card"),
        ("deployment", "muniment.model.deployment"),
    ],
)
def test_a_card_of_one_kind_loads_that_kind_only(kind: str, module: str, tmp_path) -> None:
    write(tmp_path, {"birds.card.yaml": card(kind)})
    _, loaded = modules(tmp_path, "check", "birds.card.yaml")
    kinds = {
        "muniment.model.organisation",
        "muniment.model.dataset.card",
        "muniment.model.model_card.card",
        "muniment.model.system.card",
        "muniment.model.deployment",
    }
    assert loaded & kinds == {module}


def test_verify_of_a_page_loads_little(tmp_path) -> None:
    write(tmp_path, {"page.html": "<!doctype html><title>x</title>"})
    _, loaded = modules(tmp_path, "verify", "page.html")
    assert not loaded & {"pydantic", "yaml", "jinja2", "weasyprint", "pikepdf", "pyhanko"}


def test_a_plain_check_loads_neither_git_nor_other_reports_nor_records_nor_the_ratchet(tmp_path) -> None:
    write(tmp_path, {"muniment.yaml": "muniment: 1\n", "birds.card.yaml": card(title="Birds")})
    code, loaded = modules(tmp_path, "check", "--format", "concise")
    assert code == 0
    rooms = (
        "app.git",
        "app.ratchet",
        "app.since",
        "app.baseline",
        "workspace.waivers",
        "report.identity",
        "report.standing",
        "report.sarif",
        "record.record",
        "workspace.suppliers",
        "app.card_cache",
    )
    unwanted = {f"muniment.{name}" for name in rooms} | {"subprocess"}
    assert not loaded & unwanted
