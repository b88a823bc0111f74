"""Sealed editions of the examples before judges made by others: PDF/A-3a, PDF/UA-1, and the signature itself."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))
from verapdf import failed_rules

from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    out = tmp_path_factory.mktemp("sealed")
    for example, audience in (("penguins", "client"), ("recruitment", "authority"), ("open-model", "public")):
        command = [PROGRAM, "build", f"examples/{example}", "--date", "2026-11-23", "--audience", audience, "-o", out]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([PROGRAM, "keys", "new", "--dev", "-o", out / "keys"], check=True, capture_output=True)
    subprocess.run([PROGRAM, "sign", out, "--key", out / "keys"], check=True, capture_output=True)
    return sorted(out.rglob("*.pdf"))


@pytest.mark.slow
def test_sealed_editions_conform(sealed: list[Path]) -> None:
    assert len(sealed) == 9
    assert failed_rules(sealed) == []


@pytest.mark.slow
def test_another_reader_sees_a_valid_signature_over_the_whole_file(sealed: list[Path]) -> None:
    for file in sealed:
        said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" in said, said
        assert "Total document signed" in said, said


@pytest.mark.slow
def test_only_our_fonts_are_embedded(sealed: list[Path]) -> None:
    for file in sealed:
        rows = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
        assert rows
        assert all("+Datasheet-" in row for row in rows), rows
