"""The technical documentation of a system over many data sets: pages, CPU seconds and peak memory of the build.

`python bench/many_sets.py [NUMBER] [--format html|pdf] [--keep FOLDER]`; each set is one of the example's
with other names, figures and texts of its own; what stands in its profiles it shares, as the example's sets do.
"""

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf
from shapes import EXAMPLE

PROGRAM = Path(sys.executable).with_name("muniment")
ROLES = ("training", "validation", "testing")
SOURCES = ("applications-train", "applications-validation", "applications-test")


def write_workspace(folder: Path, number: int) -> None:
    """Write the example's workspace with as many data sets as asked for, all used by its one system."""
    for name in ("organisation.card.yaml", "muniment.yaml"):
        shutil.copy(EXAMPLE / name, folder / name)
    shutil.copytree(EXAMPLE / "profiles", folder / "profiles")
    (folder / "datasets").mkdir()
    texts = [(EXAMPLE / "datasets" / f"{name}.card.yaml").read_text("utf-8") for name in SOURCES]
    for at in range(number):
        name, text = SOURCES[at % 3], texts[at % 3]
        text = differing(text, at).replace(f"\nname: {name}\n", f"\nname: set-{at}\n")
        text = text.replace("\ntitle: ", f"\ntitle: Set {at}, ")
        (folder / "datasets" / f"set-{at}.card.yaml").write_text(text, "utf-8")
    system = (EXAMPLE / "systems" / "kandelis-shortlist.card.yaml").read_text("utf-8")
    head, _, rest = system.partition("\ndatasets:\n")
    uses, _, tail = rest.partition("\nmodels:\n")
    own = ["  - id: " + use for use in uses.split("  - id: ")[1:]]
    made = [own[at % 3].replace(f"id: {ROLES[at % 3]}", f"id: use-{at}", 1).replace(SOURCES[at % 3], f"set-{at}")
            for at in range(number)]  # fmt: skip
    (folder / "systems").mkdir()
    text = f"{head}\ndatasets:\n{''.join(made)}\nmodels:\n{tail}"
    for at, source in enumerate(SOURCES):
        text = text.replace(f"{source}@", f"set-{at}@")
    (folder / "systems" / "system.card.yaml").write_text(text, "utf-8")


def differing(text: str, at: int) -> str:
    """Return a card with other figures, and with a mark of its own in every sentence."""
    text = re.sub(r"sha256:[0-9a-f]{8}", f"sha256:{at:08}", text)
    text = re.sub(r"(?<=count: |mount: )\d{3,}", lambda found: str(int(found[0]) + at), text)
    text = re.sub(r"(value: 0\.\d+)", rf"\g<1>{at:03}", text)
    return re.sub(r"(?<=[a-z] )(the|a|of|in|with|not|by) (?=[a-z]{3})", rf"\1 {at}-", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("number", nargs="?", type=int, default=60)
    parser.add_argument("--format", default="pdf", choices=("html", "pdf"))
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measured(Path(name), wanted.number, wanted.format, wanted.keep)))


def measured(folder: Path, number: int, form: str, keep: Path | None = None) -> dict[str, float]:
    """Build the document and return its pages, CPU seconds, peak of memory in MB, and size."""
    work, out = folder / "workspace", folder / "dist"
    work.mkdir()
    write_workspace(work, number)
    command = [PROGRAM, "build", work, "--date", "2026-11-23", "--document", "technical_documentation",
               "--audience", "authority", "--format", form, "-o", out, "--fresh"]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    (file,) = out.rglob(f"technical_documentation.*.{form}")
    if keep:
        shutil.copy(file, keep)
    pages = 0
    if form == "pdf":
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
    spent, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    size = file.stat().st_size
    return {"sets": number, "pages": pages, "seconds": round(spent, 1), "peak_mb": round(peak), "size": size}


if __name__ == "__main__":
    main()
