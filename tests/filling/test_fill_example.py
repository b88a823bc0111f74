"""The example of a bank's questionnaire, as it stands in the repository, and what LibreOffice makes of the result."""

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from client_files import codes

from muniment.answering.client_file import ClientFile, read_client_file
from muniment.answering.into_workbook import Layout
from muniment.app.filling import Outcome, Wanted, fill

EXAMPLE = Path(__file__).parents[2] / "examples" / "recruitment"
QUESTIONS = EXAMPLE / "questions"
SHEET = "Training data"


def answered(file: Path, out: Path) -> Outcome:
    """Fill the bank's questionnaire as the example says."""
    cards, bank = ("applications-train",), "Veldbank NV (fictional)"
    mapping = QUESTIONS / "veldbank-2026.map.yaml"
    return fill(Wanted(file, mapping, cards, "client", bank, out, EXAMPLE, dated="2026-11-24", layout=Layout(fit=True)))


def read(file: Path) -> dict[str, dict[int, dict[int, str]]]:
    """Return the texts of a workbook by sheet, row and column."""
    found: ClientFile = read_client_file(file.name, file.read_bytes())
    return {
        sheet.name: {row: {column: cell.text for column, cell in cells.items()} for row, cells in sheet.rows.items()}
        for sheet in found.sheets
    }


def test_the_example_is_what_the_command_makes_of_the_questionnaire(tmp_path) -> None:
    outcome = answered(QUESTIONS / "veldbank-2026.xlsx", tmp_path / "out.xlsx")
    assert codes(outcome) == [] and [one.id for one in outcome.unmapped] == ["C5.1"]
    committed = QUESTIONS / "veldbank-2026-answered.xlsx"
    assert read(tmp_path / "out.xlsx") == read(committed)
    made, kept = (json.loads(Path(f"{file}.filled.json").read_bytes()) for file in (tmp_path / "out.xlsx", committed))
    assert made["answers"] == kept["answers"]
    cells = read(committed)[SHEET]
    by_number = {row[1]: row.get(3, "") for row in cells.values() if 1 in row}
    assert by_number["C2.1"] == "Yes" and by_number["C1.5"] == "N/A"
    assert by_number["C2.4"] == "Will not be disclosed (contract with a third party)"
    # Whom the labels come from and what they are paid is in the cards, and in no byte of what the bank gets.
    assert "Etiketteca" not in str(cells) + json.dumps(kept) and "12.4" not in str(cells)


@pytest.mark.slow
def test_libreoffice_opens_the_result_and_what_it_saves_is_still_known_as_ours(tmp_path) -> None:
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing; run: make setup-tests"
    filled = tmp_path / "filled.xlsx"
    answered(QUESTIONS / "veldbank-2026.xlsx", filled)
    saved = tmp_path / "saved"
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    done = subprocess.run(
        [*command, "--outdir", str(saved), str(filled)], capture_output=True, text=True, timeout=180, check=False
    )
    again = saved / "filled.xlsx"
    assert done.returncode == 0 and again.is_file(), done.stderr
    before, after = read(filled)[SHEET], read(again)[SHEET]
    assert {row: cells.get(3) for row, cells in before.items()} == {row: cells.get(3) for row, cells in after.items()}
    old, new = (openpyxl.load_workbook(file)[SHEET] for file in (filled, again))
    assert old["C6"].fill.fgColor.rgb == new["C6"].fill.fgColor.rgb == "FFFFFBE6"
    assert new.protection.sheet and len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
    (saved / "filled.xlsx.filled.json").write_bytes((tmp_path / "filled.xlsx.filled.json").read_bytes())
    assert codes(answered(again, tmp_path / "third.xlsx")) == []
    assert read(tmp_path / "third.xlsx")[SHEET] == after
