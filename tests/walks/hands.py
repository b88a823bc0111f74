"""What the readers of the walks do by hand, done here with the programs they would use."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

OFFICE = Path(__file__).resolve().parents[1] / "asking" / "office.py"
#: The Python of the system: Debian's python3-uno is for that one.
PYTHON = "/usr/bin/python3"


def in_libreoffice(file: Path, by: str, typed: Mapping[str, Mapping[str, str]]) -> None:
    """Type into a workbook in LibreOffice, as this person, and save it under its name.

    ``typed`` are texts by the heads of their columns, of rows in which a text (of the question, say) stands.
    """
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing; run: make setup-tests"
    sheet = openpyxl.load_workbook(file).worksheets[1]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    heads = {head.casefold(): number for number, head in enumerate(rows[0], 1)}
    answers = {}
    for words, cells in typed.items():
        found = [row[0] for row in rows[1:] if any(words in cell for cell in row[1:3])]
        assert len(found) == 1 and found[0], f"{len(found)} rows of {file.name} hold: {words}"
        answers[found[0]] = {str(heads[head.casefold()]): text for head, text in cells.items()}
    filled = file.with_name(f"filled-{file.name}")
    job = json.dumps({"by": by, "answers": answers})
    done = subprocess.run(
        [PYTHON, str(OFFICE), soffice, str(file), str(filled), job], capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0 and filled.is_file(), done.stderr
    filled.replace(file)


def answer_in_libreoffice(folder: Path) -> None:
    in_libreoffice(
        folder / "questions.xlsx", "Ingrid Maas",
        {
            "The EU declaration": {"We do not know, because": "it is drawn up with version 5, in spring 2027"},
            "The number or the address of the entry": {"Answer": "EU-AI-2026-004711"},
            "The day on which the entry was made": {"Answer": "2026-11-20"},
        },
    )  # fmt: skip


def decide_in_libreoffice(folder: Path) -> None:
    sets = ("applications-train", "applications-validation", "applications-test")
    in_libreoffice(folder / "decisions.xlsx", "Ada Muster", {name: {"Decision": "approved"} for name in sets})


HANDS: Mapping[str, Callable[[Path], None]] = {
    "answer-in-libreoffice": answer_in_libreoffice,
    "decide-in-libreoffice": decide_in_libreoffice,
}
