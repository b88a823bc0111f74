"""Measure the budgets: each figure beside its yardstick, taken in turns in one run. Prints and writes RESULTS.md.

`python bench/run.py [--cards N]`; 10,000 cards by default. Times are CPU time (user and system, of programs that are
run too), the median of several turns: other work on the machine changes them less than the clock. Trust the ratios.
"""

import argparse
import gc
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import yaml
from counted import figures
from rebuilding import rebuilding
from shapes import EXAMPLE, ROOT, SHAPES, cards, loaded, workspace_of

from muniment.app.card_cache import CardCache
from muniment.app.generate import read_source
from muniment.app.loading import key_of_card, load_cards
from muniment.app.opening import files_read, shown
from muniment.assess.assess import assess
from muniment.assess.assessment import Applies
from muniment.assess.consistency import check_consistency
from muniment.base.resources import schema_path
from muniment.catalogue.load import build_catalogue, compile_sources, load_catalogue
from muniment.cli.main import COLLECTION
from muniment.derive.derive import derive
from muniment.workspace.link import link
from muniment.workspace.settings import Settings

BASELINES = ROOT / "bench" / "baselines"
PROGRAM = Path(sys.executable).with_name("muniment")
AS_OF = "2026-11-23"
RESULTS = ROOT / "bench" / "RESULTS.md"
INTRODUCTION = """# Measured budgets

Written by `make bench`. Times are CPU time, the median of several turns, ours and the yardstick's in turns in one run;
they are of one machine, perhaps a busy one: trust the ratios.
"""
EVIDENCE = "## Measuring data"


@dataclass(frozen=True)
class Row:
    """One line of the table. ``budget`` is the largest ratio allowed; 0 where there is none."""

    work: str
    ours: float
    yardstick: float
    against: str
    budget: float
    unit: str = "ms"
    notes: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick


def in_turns(actions: Sequence[Callable[[], object]], turns: int) -> list[float]:
    """Run the actions in turns and return the median CPU time of each, in milliseconds."""
    spent: list[list[float]] = [[] for _ in actions]
    for _ in range(turns):
        for at, action in enumerate(actions):
            gc.collect()
            started = cpu()
            action()
            spent[at].append(cpu() - started)
    return [statistics.median(times) for times in spent]


def cpu() -> float:
    """Return the CPU time spent so far in this process and in the programs it ran, in milliseconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) * 1000


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


def many_cards(number: int) -> list[Row]:
    data = cards(number)
    loaded(data[:5])
    ours, bare = in_turns(
        [lambda: loaded(data), lambda: [yaml.load(content, Loader=yaml.CSafeLoader) for content in data]],
        1 if number > 2_000 else 3,
    )
    lines = data[0].count(b"\n")
    return [
        Row(f"load and validate {number:,} cards of {lines} lines", ours, bare, "bare CSafeLoader", 2),
        *kept_cards(data, ours),
    ]


def kept_cards(data: Sequence[bytes], without: float) -> list[Row]:
    """Measure loading a workspace of these cards with the cache: empty, on one core and on all, and full.

    The yardstick of the full one finds, reads and digests every file, and reads and parses what is kept of it.
    """
    with tempfile.TemporaryDirectory() as name, patch.dict(os.environ, MUNIMENT_CACHE_DIR=f"{name}/cache"):
        home = Path(name) / "home"
        for at, content in enumerate(data):
            file = home / f"folder-{at // 100}" / f"set-{at}.card.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        (home / "muniment.yaml").write_text("muniment: 1\n")

        def load() -> None:
            read = [(shown(file), file.read_bytes()) for file in files_read([home])]
            load_cards(read, home)

        def read_only() -> None:
            cache = CardCache(home)
            for file in files_read([home]):
                file.stat()
                kept = cache.get(key_of_card(file.read_bytes()))
                json.loads(kept) if kept else None
            cache.close()

        with patch("muniment.app.loading.processes", lambda: 1):
            alone, waited = on_the_clock(load)
        shutil.rmtree(f"{name}/cache")
        together, less = on_the_clock(load)
        again, against = in_turns([load, read_only], 3)
    work = f"the same {len(data):,} cards of a workspace, "
    clock = [f"{waited:,.0f} ms by the clock, {less:,.0f} ms on all cores"]
    return [
        Row(f"{work}what was loaded written to the cache", alone, without, "without a cache", 1.5, "ms", clock),
        Row(f"{work}by several processes", together, alone, "by one", 1.3),
        Row(f"{work}again", again, against, "files found, read, digested, what is kept read and parsed", 3),
    ]


def on_the_clock(action: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU time and the time by the clock of one turn, in milliseconds."""
    gc.collect()
    started, at = cpu(), time.perf_counter()
    action()
    return cpu() - started, (time.perf_counter() - at) * 1000


def catalogue_load() -> list[Row]:
    compiled = schema_path("requirements", "catalogue.json").read_bytes()
    root = schema_path("requirements")
    ours, sources = in_turns(
        [lambda: build_catalogue(json.loads(compiled)), lambda: compile_sources(root, read_source)], 3
    )
    number = len(load_catalogue().requirements)
    return [Row(f"catalogue of {number} entries, compiled", ours, sources, "compiling it from its sources", 0)]


def growth(number: int) -> list[Row]:
    """Assess, link and derive workspaces of several shapes: what a card costs among many, against a tenth of them.

    Without collections: a tenth may be done before the first one, which is no growth of ours.
    """
    rows = []
    gc.disable()
    for shape, most in SHAPES.items():
        large = min(number, most)
        (few, _, _), (many, asked, applied) = costs_of(shape, large // 10), costs_of(shape, large)
        for step, cost in many.items():
            against = f"the same with {large // 10:,} (linear is 1)"
            unit = {"assess": "(card, requirement of its kind)"}.get(step, "card")
            rows.append(Row(f"{step} {large:,} data sets {shape}, per {unit}", cost, few[step], against, 1.2, "µs"))
        per = f"{many['assess'] * asked / applied:,.0f} µs per applying one" if applied > large else "few apply"
        rows[-1].notes.append(f"{asked:,} rows, {applied:,} apply: {per}")
    gc.enable()
    return rows


def costs_of(shape: str, number: int) -> tuple[dict[str, float], int, int]:
    """Return µs per card of linking, deriving and the rules, per row of assessing; the rows, and how many apply."""
    given, catalogue = workspace_of(shape, number), load_catalogue()
    linked = link(given, [], Settings())[0]
    derived = derive(linked)[0]
    rows = assess(derived, catalogue, AS_OF).rows
    asked, applied = len(rows), sum(row.applies is Applies.YES for row in rows)
    del rows
    # A single turn of the two short ones says more of what else the machine did.
    linking, deriving = in_turns([lambda: link(given, [], Settings()), lambda: derive(linked)], 5)
    long = [lambda: check_consistency(derived, AS_OF), lambda: assess(derived, catalogue, AS_OF)]
    comparing, assessing = in_turns(long, 1 if number > 2_000 else 3)
    each = {name: spent / len(given) for name, spent in (("link", linking), ("derive", deriving))}
    each |= {"ask the rules of consistency of": comparing / len(given), "assess": assessing / asked}
    return {step: cost * 1000 for step, cost in each.items()}, asked, applied


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
    rows = [pdf_row(file.read_bytes()), annex_row(), *many_sets_rows(), *pack_rows()]
    subprocess.run([PROGRAM, "sign", out, "--key", keys], check=True, capture_output=True)
    return [*rows, *verify_rows(file, next(keys.glob("*.cert.pem"))), *signature_rows()]


def rebuild(folder: Path, number: int) -> list[Row]:
    first, again, rendered = rebuilding(folder / "many", number)
    note = f"{rendered} edition rendered"
    return [
        Row(
            f"build {number:,} data sets again after one change (pages)",
            again,
            first,
            "the first build",
            0,
            "ms",
            [note],
        )
    ]


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
    page = fill("pdf/edition.html", "pdf/edition.css", document, legible=printable, fonts=Markup(font_faces()), code="")

    def bare() -> None:
        with closed_process(datetime(2026, 11, 23, tzinfo=UTC)):
            weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True)

    ours, theirs = in_turns([lambda: render_pdf(document, data), bare], 3)
    return Row(f"PDF edition ({len(record.facts)} facts)", ours, theirs, "bare WeasyPrint, same page", 1.3)


def annex_row() -> Row:
    annex = [sys.executable, ROOT / "bench" / "memory_of_annex.py"]
    told = json.loads(subprocess.run(annex, capture_output=True, check=True).stdout)
    rate = f"{told['pages'] / told['seconds']:.1f} pages per second of CPU"
    return Row(f"peak memory of an annex of {told['pages']} pages", told["peak_mb"], 1_500, "1,500 MB", 1, "MB", [rate])


def many_sets_rows() -> list[Row]:
    script = [sys.executable, ROOT / "bench" / "many_sets.py", "60"]
    told = json.loads(subprocess.run(script, capture_output=True, check=True).stdout)
    work = f"technical documentation over 60 data sets as PDF, {told['pages']} pages"
    return [
        Row(work, told["seconds"], 60, "60 s", 1, "s"),
        Row("the same, peak memory", told["peak_mb"], 1_000, "1,000 MB", 1.1, "MB"),
    ]


def pack_rows() -> list[Row]:
    script = [sys.executable, ROOT / "bench" / "packs.py", "100"]
    told = json.loads(subprocess.run(script, capture_output=True, check=True).stdout)
    work = f"pack of {told['editions']} editions"
    return [
        Row(work, told["pack_seconds"], 12, "12 s", 1, "s"),
        Row(f"verify a {work}", told["verify_seconds"], 12, "12 s", 1, "s"),
        Row("the same, peak memory", told["verify_peak_mb"], 300, "300 MB", 1, "MB"),
    ]


def evidence_rows(printed: Sequence[Path] = ()) -> list[Row]:
    """Return what measuring data costs beside what it costs at least.

    ``printed`` are files with lines that `bench/evidence.py` has printed, perhaps of larger data than are taken here.
    """
    script = [sys.executable, ROOT / "bench" / "evidence.py"]
    for name, value in (("gigabytes", 1), ("labels", 300_000), ("images", 5_000), ("small", 5_000)):
        script += [f"--{name}", str(value)]
    if printed:
        told = [line for file in printed for line in file.read_text("utf-8").splitlines()]
    else:
        told = subprocess.run(script, capture_output=True, check=True, text=True).stdout.splitlines()
    return [
        Row(
            item["work"], item["ours_seconds"], item["yardstick_seconds"], item["against"], item["budget"], "s",
            [f"at most {item['ours_peak_mb']} MB, against {item['yardstick_peak_mb']}"],
        )
        for item in map(json.loads, told)
    ]  # fmt: skip


def signature_rows() -> list[Row]:
    """Return what signing costs by level, and verifying by kind and number of signatures."""
    script = [sys.executable, ROOT / "bench" / "signatures.py"]
    told = json.loads(subprocess.run(script, capture_output=True, check=True).stdout)
    bare = next(item["ms"] for item in told["sign"] if (item["kind"], item["level"]) == ("PDF", "B-B"))
    rows = [
        Row(
            f"sign a {item['kind']} at {item['level']}", item["ms"], bare, "PDF at B-B", 0, "ms", [f"{item['bytes']} B"]
        )
        for item in told["sign"]
    ]
    for item in told["verify"]:
        work = f"`verify` of a {item['kind']}, {item['what']}"
        if "bare_ms" in item:
            alone = item["what"].startswith("B-B, 1 ")
            rows.append(Row(work, item["ms"], item["bare_ms"], "bare pyHanko", 1.5 if alone else 0.3))
        else:
            rows.append(Row(f"{work}, whole program", item["ms"], 300, "300 ms", 1))
    return rows


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
        (spent,) = in_turns([program(PROGRAM, "verify", path, "--trust", anchor)], 5)
        rows.append(Row(f"`verify` of a {name}, whole program", spent, 300, "300 ms", 1))
    return rows


def list_of(trust: Sequence[bytes]) -> list[object]:
    from asn1crypto import x509

    return [x509.Certificate.load(der) for der in trust]


def table(rows: Sequence[Row]) -> str:
    lines = ["| work | measured | yardstick | ratio | budget | |", "|---|--:|--:|--:|--:|---|"]
    for row in rows:
        verdict = "" if not row.budget else "within" if row.ratio <= row.budget else "**over**"
        cells = f"{row.ours:,.1f} {row.unit} | {row.yardstick:,.1f} {row.unit}: {row.against} | {row.ratio:.2f}"
        lines.append(f"| {row.work} | {cells} | {row.budget or ''} | {'; '.join([verdict, *row.notes])} |")
    return "\n".join(lines)


def machine() -> str:
    """Say in a line what machine it is."""
    system = f"{platform.system()} {platform.machine()}"
    return (
        f"Machine: {json.dumps({'python': platform.python_version(), 'cores': str(os.cpu_count()), 'system': system})}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=10_000)
    parser.add_argument("--evidence", action="store_true", help="measuring data alone; the other tables stay")
    parser.add_argument("--printed", type=Path, nargs="*", default=[], help="lines of bench/evidence.py, run before")
    asked = parser.parse_args()
    # As the program runs: with Python's own thresholds, collections alone make many cards dearer than few.
    gc.set_threshold(*COLLECTION)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # As installed: with compiled bytecode, which a first turn writes.
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        before = RESULTS.read_text("utf-8").partition(EVIDENCE)[0] if asked.evidence else ""
        text = before or f"{INTRODUCTION}\n{table(budgets(folder, asked.cards))}\n\n{figures()}\n\n{machine()}\n\n"
        text += f"{EVIDENCE}\n\n{table(evidence_rows(asked.printed))}\n\n{machine()}\n"
    print(text)
    RESULTS.write_text(text, "utf-8")


def budgets(folder: Path, number: int) -> list[Row]:
    """Return all rows but those of measuring data; each step is printed when it is done."""
    (folder / "one").mkdir()
    rows: list[Row] = []
    for step in (
        start_up,
        lambda: one_card(folder / "one"),
        lambda: many_cards(number),
        catalogue_load,
        lambda: growth(number),
        lambda: documents(folder),
        lambda: rebuild(folder, min(number, 1_000)),
    ):
        before = len(rows)
        rows += step()
        print(table(rows[before:]), file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    main()
