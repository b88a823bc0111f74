"""Measure the budgets: each figure beside its yardstick, taken in turns in one run. Prints and writes RESULTS.md.

`python bench/run.py [--cards N]`; 10,000 cards by default. Times are the best of several turns; trust the ratios.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from muniment.assess.assess import assess
from muniment.assess.assessment import Applies
from muniment.catalogue.load import load_catalogue
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
BASELINES = ROOT / "bench" / "baselines"
PROGRAM = Path(sys.executable).with_name("muniment")
EXAMPLE = ROOT / "examples" / "recruitment"
AS_OF = "2026-11-23"


@dataclass(frozen=True)
class Row:
    """One line of the table. ``budget`` is the largest ratio allowed; 0 where there is none."""

    work: str
    ours: float
    yardstick: float
    against: str
    budget: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick


def in_turns(actions: Sequence[Callable[[], object]], turns: int) -> list[float]:
    """Run the actions in turns and return the best time of each, in milliseconds."""
    best = [float("inf")] * len(actions)
    for _ in range(turns):
        for at, action in enumerate(actions):
            gc.collect()
            started = time.perf_counter()
            action()
            best[at] = min(best[at], (time.perf_counter() - started) * 1000)
    return best


def program(*arguments: str | Path, at: Path = ROOT) -> Callable[[], object]:
    """Return an action that runs a program to its end."""
    return lambda: subprocess.run(arguments, cwd=at, capture_output=True, check=False)


def start_up() -> list[Row]:
    rows = []
    for flag in ("--version", "--help"):
        ours, empty = in_turns(
            [program(PROGRAM, flag), program(sys.executable, BASELINES / "empty_program.py", flag)], 15
        )
        rows.append(Row(f"`{flag}`", ours, empty, "an empty click program", 1.3))
    return rows


def long_card() -> bytes:
    """Return a data-set card of about 300 lines: an example's own facts with those of its profile."""
    own = (EXAMPLE / "datasets" / "applications-test.card.yaml").read_text("utf-8")
    lines = [line for line in own.splitlines() if not line.startswith("profiles:")]
    return ("\n".join([*lines, *(f"# line {number}" for number in range(len(lines), 300))]) + "\n").encode()


def one_card(folder: Path) -> list[Row]:
    (folder / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    file = folder / "applications-test.card.yaml"
    file.write_bytes(long_card())
    command = program(PROGRAM, "check", "--as-of", AS_OF, "--format", "concise", at=folder)
    ours, yardstick = in_turns([command, program(sys.executable, BASELINES / "parse_card.py", file)], 9)
    (folder / "muniment.yaml").unlink()
    alone, _ = in_turns([command, lambda: None], 9)
    lines = long_card().count(b"\n")
    against = "a script that imports click, yaml, pydantic, builds the models, parses the file"
    return [
        Row(f"`check` of one card of {lines} lines", ours, yardstick, against, 1.5),
        Row("the same outside a workspace (form only)", alone, yardstick, against, 1.5),
    ]


def cards(number: int) -> list[bytes]:
    """Return different cards: the example's, with other names."""
    text = (EXAMPLE / "datasets" / "applications-train.card.yaml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("profiles:", "name:"))]
    return [("\n".join([*lines, f"name: set-{at}", ""])).encode() for at in range(number)]


def loaded(data: Sequence[bytes]) -> list[Card]:
    found = []
    for at, content in enumerate(data):
        tree, _ = load_tree(content, f"set-{at}.card.yaml")
        card, _ = load_card(tree) if tree else (None, [])
        if card:
            found.append(card)
    return found


def many_cards(number: int) -> list[Row]:
    data = cards(number)
    loaded(data[:5])
    ours, bare = in_turns(
        [lambda: loaded(data), lambda: [yaml.load(content, Loader=yaml.CSafeLoader) for content in data]],
        1 if number > 2_000 else 3,
    )
    lines = data[0].count(b"\n")
    return [Row(f"load and validate {number:,} cards of {lines} lines", ours, bare, "bare CSafeLoader", 2)]


def workspace_of(number: int) -> Workspace:
    """Return a workspace with the example's organisation and system, which uses every one of the data sets."""
    system = (EXAMPLE / "systems" / "kandelis-shortlist.card.yaml").read_text("utf-8")
    head = system[: system.index("\ndatasets:")]
    uses = "".join(
        f"  - {{id: use-{at}, dataset: set-{at}, version: '{version()}', role: training}}\n" for at in range(number)
    )
    texts = [f"{head}\ndatasets:\n{uses}".encode(), (EXAMPLE / "organisation.card.yaml").read_bytes()]
    return link([*loaded(cards(number)), *loaded(texts)], [], Settings())[0]


def version() -> str:
    return str(yaml.safe_load(cards(1)[0])["version"])


def assessment(number: int) -> list[Row]:
    catalogue = load_catalogue()
    costs = []
    for count in (number, 2 * number):
        workspace = workspace_of(count)
        (spent,) = in_turns([lambda workspace=workspace: assess(workspace, catalogue, AS_OF)], 3)
        rows = assess(workspace, catalogue, AS_OF).rows
        applicable = sum(row.applies is Applies.YES for row in rows)
        costs.append(spent * 1000 / applicable)
    work = f"assess {2 * number:,} cards, per (card, applicable requirement)"
    return [Row(work, costs[1], costs[0], f"the same with {number:,} cards (linear is 1)", 1.2, "µs")]


def documents(folder: Path) -> list[Row]:
    """Measure PDF, verification of PDF, page and manifest, on the example as built and sealed."""
    out, keys = folder / "dist", folder / "keys"
    for arguments in (
        ["build", EXAMPLE, "--date", AS_OF, "--audience", "authority", "-o", out],
        ["build", EXAMPLE, "--date", AS_OF, "--audience", "client", "--format", "html", "-o", out],
        ["keys", "new", "--dev", "--organisation", "Bench", "-o", keys],
    ):
        subprocess.run([PROGRAM, *arguments], check=True, capture_output=True)
    file = next(out.rglob("datasheet.authority.*.pdf"))
    rows = [pdf_row(file.read_bytes())]
    subprocess.run([PROGRAM, "sign", out, "--key", keys], check=True, capture_output=True)
    return [*rows, *verify_rows(file, next(keys.glob("*.cert.pem")))]


def pdf_row(unsigned: bytes) -> Row:
    import weasyprint
    from markupsafe import Markup

    from muniment.document.kinds import DOCUMENTS
    from muniment.record.record import load_record
    from muniment.render.page_templates import fill
    from muniment.render.pdf import render_pdf
    from muniment.render.print_fonts import font_faces, printable
    from muniment.render.weasy import closed_process
    from muniment.verify.pdf import embedded_record_of

    data = embedded_record_of(unsigned)
    record = load_record(data)
    document = DOCUMENTS[record.kind].build(record)
    page = fill("pdf/datasheet.html", "pdf/datasheet.css", document, legible=printable, fonts=Markup(font_faces()))

    def bare() -> None:
        with closed_process(datetime(2026, 11, 23, tzinfo=UTC)):
            weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True)

    ours, theirs = in_turns([lambda: render_pdf(document, data), bare], 3)
    return Row(f"PDF edition ({len(record.facts)} facts)", ours, theirs, "bare WeasyPrint, same page", 1.3)


def verify_rows(file: Path, anchor: Path) -> list[Row]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from muniment.verify.files import verify_file
    from muniment.verify.folder import reader
    from muniment.verify.trust import load_trust

    trust = load_trust(anchor.read_bytes())
    siblings = reader(file.parent)

    def ours(path: Path) -> None:
        verify_file(path.read_bytes(), path.name, trust=trust, now=datetime.now(UTC), siblings=siblings)

    def bare() -> None:
        with file.open("rb") as stream:
            signature = PdfFileReader(stream).embedded_signatures[0]
            validate_pdf_signature(signature, ValidationContext(trust_roots=list_of(trust), allow_fetching=False))

    spent = in_turns([lambda: ours(file), bare], 9)
    rows = [Row("`verify` of a PDF with one seal", spent[0], spent[1], "bare pyHanko", 1.3)]
    page, manifest = next(file.parent.glob("*.client.*.html")), file.parent / "manifest.client.json"
    for path, name in ((page, "page"), (manifest, "manifest with its page")):
        cpu = [cpu_of(PROGRAM, "verify", path, "--trust", anchor) for _ in range(5)]
        rows.append(Row(f"`verify` of a {name}, whole program, CPU", min(cpu), 300, "300 ms", 1))
    return rows


def list_of(trust: Sequence[bytes]) -> list[object]:
    from asn1crypto import x509

    return [x509.Certificate.load(der) for der in trust]


def cpu_of(*command: str | Path) -> float:
    """Return the CPU time of a program in milliseconds."""
    before = os.times()
    subprocess.run(command, capture_output=True, check=False)
    after = os.times()
    used = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return used * 1000


def table(rows: Sequence[Row]) -> str:
    lines = ["| work | measured | yardstick | ratio | budget | |", "|---|--:|--:|--:|--:|---|"]
    for row in rows:
        verdict = "" if not row.budget else "within" if row.ratio <= row.budget else "**over**"
        figures = f"{row.ours:,.1f} {row.unit} | {row.yardstick:,.1f} {row.unit}: {row.against} | {row.ratio:.2f}"
        lines.append(f"| {row.work} | {figures} | {row.budget or ''} | {verdict} |")
    return "\n".join(lines)


def machine() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=10_000)
    number = parser.parse_args().cards
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "one").mkdir()
        for step in (
            start_up,
            lambda: one_card(folder / "one"),
            lambda: many_cards(number),
            lambda: assessment(max(50, number // 50)),
            lambda: documents(folder),
        ):
            rows += step()
            print(table(rows[-2:]), file=sys.stderr, flush=True)
    text = table(rows)
    print(text)
    (ROOT / "bench" / "RESULTS.md").write_text(
        "# Measured budgets\n\nWritten by `make bench`. Ratios are taken side by side in one run; the times are of one"
        f" machine and noisy.\n\n{text}\n\nMachine: {json.dumps(machine())}\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
