"""Sealed editions of the examples before judges made by others: PDF/A-3a, PDF/UA-1, and the signature itself."""

import base64
import itertools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))
from read_aloud import rules_heard
from verapdf import failed_rules

from muniment.document.kinds import DOCUMENTS
from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]


#: Kind of card → an example that has one; documents about a whole workspace are built from the last.
EXAMPLES = {"dataset": "penguins", "model": "open-model", "system": "recruitment", "workspace": "recruitment"}
LANGUAGES = itertools.cycle(("en", "de", "fr"))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    out = tmp_path_factory.mktemp("sealed")
    wanted = [(kind.bearer, name, audience) for name, kind in DOCUMENTS.items() for audience in kind.audiences[:2]]
    for (bearer, name, audience), language in zip(wanted, LANGUAGES, strict=False):
        place = f"examples/{EXAMPLES[bearer or 'dataset']}"
        command = [PROGRAM, "build", place, "--date", "2026-11-23", "-o", out, "--document", name,
                   "--audience", audience, "--lang", language]  # fmt: skip
        if name == "scope_memo":
            command = [PROGRAM, "scope", place, "--memo", "--date", "2026-11-23", "-o", out]
        if name == "change_record":
            command += ["--since", str(_earlier(out / "earlier", place, audience))]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([PROGRAM, "keys", "new", "--dev", "-o", out / "keys"], check=True, capture_output=True)
    subprocess.run([PROGRAM, "sign", out, "--key", out / "keys"], check=True, capture_output=True)
    return sorted(out.rglob("*.pdf"))


def _earlier(folder: Path, place: str, audience: str) -> Path:
    """Write the record of an edition in which texts were otherwise, as one who kept it would have it."""
    command = [PROGRAM, "build", place, "--date", "2026-11-01", "-o", folder, "--document", "datasheet",
               "--audience", audience, "--format", "html"]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    page = next(folder.rglob(f"datasheet.{audience}.en.html")).read_text("utf-8")
    record = json.loads(base64.b64decode(re.search(r"data:application/json;base64,([^\"]*)", page)[1]))  # type: ignore[index]
    for fact in record["facts"]:
        fact["value"] = "Otherwise" if isinstance(fact["value"], str) else fact["value"]
    shutil.rmtree(folder)
    file = folder.with_suffix(".json")
    file.write_text(json.dumps(record), "utf-8")
    return file


@pytest.mark.slow
def test_sealed_editions_of_every_kind_conform(sealed: list[Path]) -> None:
    assert {file.name.partition(".")[0] for file in sealed} == set(DOCUMENTS)
    assert failed_rules(sealed) == []


@pytest.mark.slow
def test_who_hears_an_edition_of_any_kind_understands_it(sealed: list[Path], tmp_path: Path) -> None:
    unsealed = []
    for number, file in enumerate(sealed):
        (manifest,) = file.parent.glob(f"manifest.{file.name.split('.')[1]}.json")
        (size,) = [o["size"] for o in json.loads(manifest.read_bytes())["outputs"] if o["path"] == file.name]
        unsealed.append(tmp_path / f"{number}.{file.name}")
        unsealed[-1].write_bytes(file.read_bytes()[:size])
    assert rules_heard(unsealed) == {}
    # A seal adds its stamp, and nothing else that is heard otherwise.
    heard = rules_heard([file for file in sealed if file.name.startswith("datasheet.")])
    assert set(heard) == {"TAG-003"}
    assert all(word in heard["TAG-003"] for word in ("dev", "Muniment", "UTC"))


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
