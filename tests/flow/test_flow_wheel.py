"""The wheel, in an empty environment and far from the checkout: what a user gets."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def run(*command: str | Path, at: Path, code: int = 0) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=at, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT, at=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", home / "venv", at=home)
    run(home / "venv" / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", wheel, at=home)
    return home / "venv" / "bin" / "muniment"


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cards") / "penguins"
    shutil.copytree(ROOT / "examples" / "penguins", folder)
    return folder


def test_version_and_help(program: Path, tmp_path) -> None:
    assert "muniment" in run(program, "--version", at=tmp_path)
    assert "check" in run(program, "--help", at=tmp_path)


def test_what_ships_is_found(program: Path, tmp_path) -> None:
    schema = json.loads(run(program, "schema", "dataset", at=tmp_path))
    assert schema["$schema"].endswith("2020-12/schema")
    assert "Art 10(2)(f)" in run(program, "explain", "AIA-10-2-f", at=tmp_path)


def test_check_build_sign_verify(program: Path, example: Path, tmp_path) -> None:
    run(program, "check", example, "--as-of", "2026-11-23", "--fail-on", "never", at=tmp_path)
    out, keys = tmp_path / "dist", tmp_path / "keys"
    run(program, "build", example, "--date", "2026-11-23", "--audience", "client", "-o", out, at=tmp_path)
    run(program, "keys", "new", "--dev", "--organisation", "Example", "-o", keys, at=tmp_path)
    run(program, "sign", out, "--key", keys, at=tmp_path)
    anchor = next(keys.glob("*.cert.pem"))
    run(program, "verify", out, "--trust", anchor, at=tmp_path)
    run(program, "verify", out, at=tmp_path, code=2)
    for suffix in ("html", "pdf"):
        (file,) = out.rglob(f"datasheet.*.{suffix}")
        assert "VERIFIED" in run(program, "verify", file, "--trust", anchor, at=tmp_path)
        file.write_bytes(file.read_bytes() + b"\n")
        run(program, "verify", file, "--trust", anchor, at=tmp_path, code=1)


def test_working_copies(program: Path, example: Path, tmp_path) -> None:
    asked = ("--document", "datasheet", "--document", "open_questions", "--format", "docx", "--format", "xlsx")
    told = run(program, "build", example, "--date", "2026-11-23", *asked, "-o", tmp_path / "dist", at=tmp_path)
    assert "datasheet.client.en.docx" in told
    assert "open_questions.internal.en.xlsx" in told


def test_the_wheel_holds_the_product_only(wheel: Path) -> None:
    import zipfile

    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"muniment"}
    for wanted in ("schemas/requirements/catalogue.json", "schemas/check/v1/result.schema.json", "templates/html"):
        assert any(name.startswith(f"muniment/_data/{wanted}") for name in names), wanted
    foreign = ("/test_", "/conftest")
    assert not [name for name in names if any(part in name for part in foreign) or name.endswith((".pyc", ".pem"))]
