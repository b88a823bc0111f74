"""What the readers of the walks do by hand, done here with the programs they would use."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parent.parent / "oracles"))

from verifier_page import judged

OFFICE = Path(__file__).resolve().parents[1] / "asking" / "office.py"
FORM = OFFICE.parents[1] / "oracles" / "node" / "question_form.mjs"
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


def answer_in_the_browser(folder: Path) -> None:
    """Open the form in Chromium, answer its one question, save; what the browser saves goes beside the form."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    assert node and chromium, "node or chromium is missing; run: make setup-tests"
    page = folder / "label-noise.html"
    asked = re.search(r'class="controls" data-question="(Q-[0-9a-f]+)"', page.read_text("utf-8"))
    assert asked
    downloads = folder / "downloads"
    downloads.mkdir()
    answer = {"question": asked[1], "kind": "value", "text": "0.017", "remark": "audit of 2 000 items, 26 November"}
    job = {
        "browser": "chromium",
        "executable": chromium,
        "page": str(page),
        "folder": str(downloads),
        "by": "Maarja Tamm",
        "answers": [answer],
    }
    given = folder / "job.txt"
    given.write_text(json.dumps(job), "utf-8")
    done = subprocess.run([node, str(FORM), str(given)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["requests"], said["noise"], said["problems"]) == ([], [], [])
    (downloads / said["file"]).replace(folder / "label-noise.json")


def give_to_the_verifier(folder: Path) -> None:
    """Give pack and certificate to the page in Chromium, without a network; it must verify them for this bank."""
    now = datetime.now(UTC).isoformat()
    case = {
        "name": "bank",
        "now": now,
        "files": [str(folder / "shortlist.asice")],
        "trust": [str(folder / "kandelis.cert.pem")],
    }
    said = judged("chromium", [case], folder)["bank"]
    assert said["noise"] == []
    (pack,) = said["judgements"]
    assert pack["verdict"] == "verified", pack["text"]
    assert "Veldbank NV (fictional)" in pack["text"]


def read_in_libreoffice(folder: Path) -> None:
    """Open the answered questionnaire in LibreOffice and save what its first sheet shows as CSV."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing; run: make setup-tests"
    profile = (folder / "profile").as_uri()
    done = subprocess.run(
        [
            soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1", "answers.xlsx",
        ],
        cwd=folder, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    sheets = sorted(folder.glob("answers-*.csv"))
    assert done.returncode == 0 and sheets, done.stderr
    (folder / "answers.csv").write_text("".join(sheet.read_text("utf-8") for sheet in sheets), "utf-8")


HANDS: Mapping[str, Callable[[Path], None]] = {
    "answer-in-libreoffice": answer_in_libreoffice,
    "decide-in-libreoffice": decide_in_libreoffice,
    "answer-in-the-browser": answer_in_the_browser,
    "give-to-the-verifier": give_to_the_verifier,
    "read-in-libreoffice": read_in_libreoffice,
}
