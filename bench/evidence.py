"""Measuring data, beside what it costs at least: CPU seconds and peak memory of whole programs.

`python bench/evidence.py --help` tells the sizes; it writes data of chance, always the same, below
$MUNIMENT_BENCH_FOLDER or the temporary folder, and prints a line of JSON a comparison. Each program reads files that
were read before, so that the disk does not count.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from shapes import ROOT

BASELINES = ROOT / "bench" / "baselines"
MUNIMENT = ("-m", "muniment.cli.main")
RECORDS_A_FILE = 50_000
FIELDS = ("url", "text", "time", "lang", "licence", "synthetic")
CRAWL = """fields:
  - {id: text, holds: content}
  - {id: url, holds: url}
  - {id: time, holds: time}
  - {id: lang, holds: language}
  - {id: licence, holds: licence}
  - {id: synthetic, holds: synthetic}
"""
LABELS = """fields:
  - {id: item, holds: item, campaign: c}
  - {id: annotator, holds: annotator, campaign: c}
  - {id: label, holds: label, campaign: c}
labelling:
  campaigns:
    - id: c
      qc: {agreement_metric: Krippendorff's alpha}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--labels", type=int, default=1_500_000)
    parser.add_argument("--images", type=int, default=20_000)
    parser.add_argument("--small", type=int, default=20_000, help="small tables")
    parser.add_argument("--profiled", type=int, default=50, help="megabytes that profilers are given, 0 for none")
    parser.add_argument("--shares", type=float, nargs="*", default=[0.1, 1.0], help="of the gigabytes, for growth")
    for row in measured(parser.parse_args()):
        print(json.dumps(row), flush=True)


def measured(asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield a row a comparison: the work, ours and the yardstick in CPU seconds and MB at the peak."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("MUNIMENT_BENCH_FOLDER")) as name:
        os.environ["MUNIMENT_CACHE_DIR"] = str(Path(name) / "cache")
        for share in asked.shares:
            for form in ("jsonl", "parquet"):
                yield from crawl_rows(Path(name) / f"{form}-{share}", form, asked.gigabytes * share)
        yield from label_rows(Path(name) / "labels", asked.labels)
        yield from image_rows(Path(name) / "images", asked.images)
        yield from small_rows(Path(name) / "small", asked.small)
        yield from profiler_rows(Path(name) / "profiled", asked.profiled / 1000)


def crawl_rows(folder: Path, form: str, gigabytes: float) -> Iterator[dict[str, Any]]:
    data = folder / "data"
    write_crawl(data, form, gigabytes)
    card = write_card(folder, f"data/*.{form}", CRAWL)
    size = sum(file.stat().st_size for file in data.iterdir())
    work = f"{size / 1e9:.2f} GB of {form}"
    digests = spent(BASELINES / "file_digests.py", data)
    listed = spent(BASELINES / "our_listing.py", card)
    yield row(
        f"files found, digested and told from their content, {work}", listed, digests, "hashlib.file_digest alone"
    )
    query = spent(BASELINES / "measure_query.py", form, data)
    yield row(
        f"digests and all measures without a sample, {work}", spent(BASELINES / "our_tables.py", card),
        added(query, digests), "hand-written queries, and the digests", 1.25,
    )  # fmt: skip
    first = spent(*MUNIMENT, "measure", card, "--no-cache")
    yield row(
        f"`measure`, all measures and the sample, {work}", first, added(query, digests),
        "hand-written queries without a sample, and the digests",
    )  # fmt: skip
    spent(*MUNIMENT, "measure", card)
    yield row("the same again, unchanged data", spent(*MUNIMENT, "measure", card), first, "the first run")


def label_rows(folder: Path, number: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(2)
    (folder / "data").mkdir(parents=True)
    with (folder / "data" / "labels.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("item", "annotator", "label"))
        for at in range(number):
            writer.writerow(
                (f"i{at // 5}", f"a{chance.randrange(50)}", "abcdefgh"[(at // 5 * 7 + (chance.random() < 0.2)) % 8])
            )
    card = write_card(folder, "data/labels.csv", LABELS)
    ours = spent(*MUNIMENT, "measure", card, "--no-cache")
    bare = spent(BASELINES / "alpha.py", folder / "data" / "labels.csv")
    yield row(f"`measure`, {number:,} labels", ours, bare, "alpha alone, by the library krippendorff")


def image_rows(folder: Path, number: int) -> Iterator[dict[str, Any]]:
    from PIL import Image

    chance = random.Random(3)
    (folder / "data").mkdir(parents=True)
    for at in range(number):
        image = Image.frombytes("RGB", (48, 32), chance.randbytes(48 * 32 * 3))
        image.save(folder / "data" / f"{at}.{'png' if at % 2 else 'jpg'}")
    card = write_card(folder, "data/*", "")
    ours = spent(*MUNIMENT, "measure", card, "--no-cache")
    bare = spent(BASELINES / "picture_heads.py", folder / "data")
    yield row(f"`measure`, {number:,} small pictures", ours, bare, "their digests and heads alone, by Pillow")


def small_rows(folder: Path, number: int) -> Iterator[dict[str, Any]]:
    """Measure many small files; the yardstick is one file with the same records."""
    chance = random.Random(4)
    words = [f"word{at}" for at in range(2_000)]
    (folder / "data").mkdir(parents=True)
    (folder / "one" / "data").mkdir(parents=True)
    with (folder / "one" / "data" / "all.jsonl").open("w") as whole:
        for at in range(number):
            lines = ""
            for place in range(5):
                text = " ".join(chance.choices(words, k=40))
                values = (f"https://h{at % 500}.com/{place}", text, "2025-01-02", "de", "MIT", False)
                lines += json.dumps(dict(zip(FIELDS, values, strict=True))) + "\n"
            (folder / "data" / f"{at:06}.jsonl").write_text(lines)
            whole.write(lines)
    several, one = write_card(folder, "data/*.jsonl", CRAWL), write_card(folder / "one", "data/*.jsonl", CRAWL)
    spent(*MUNIMENT, "measure", several)
    first = spent(*MUNIMENT, "measure", several, "--no-cache")
    yield row(
        f"`measure`, {number:,} small tables", first, spent(*MUNIMENT, "measure", one, "--no-cache"), "one of the same"
    )
    yield row("the same again, unchanged data", spent(*MUNIMENT, "measure", several), first, "the first run")


def profiler_rows(folder: Path, gigabytes: float) -> Iterator[dict[str, Any]]:
    """Measure beside profilers that tell less: they hold all in memory, so of far smaller data."""
    if not gigabytes:
        return
    write_crawl(folder / "data", "csv", gigabytes)
    card = write_card(folder, "data/*.csv", CRAWL)
    size = sum(file.stat().st_size for file in (folder / "data").iterdir())
    python = folder / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "--group", "bench"]
    subprocess.run(pip, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    ours = spent(*MUNIMENT, "measure", card, "--no-cache")
    for script, name in (("profile_ydata.py", "ydata-profiling, minimal"), ("profile_gx.py", "great_expectations")):
        theirs = spent(BASELINES / script, folder / "data", python=python)
        yield row(f"`measure`, {size / 1e6:.0f} MB of csv", ours, theirs, name)


def write_crawl(data: Path, form: str, gigabytes: float) -> None:
    """Write files of records with text of chance, a seventh of it repeated, from hosts of very unequal size."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvwzäöü", k=chance.randint(2, 11))) for _ in range(20_000)]
    parts = [" ".join(chance.choices(words, k=100)) for _ in range(3_000)]
    weights = list(accumulate(1 / rank for rank in range(1, 50_001)))
    data.mkdir(parents=True)
    written = number = 0
    seen: list[str] = []
    while written < gigabytes * 1e9:
        name = data / f"part-{number:09}.jsonl"
        with name.open("w", encoding="utf-8") as stream:
            for host in chance.choices(range(50_000), cum_weights=weights, k=RECORDS_A_FILE):
                text = f"{number} " + " ".join(chance.choices(parts, k=chance.randint(1, 7)))
                if len(seen) < 5_000:
                    seen.append(text)
                elif chance.random() < 0.15:
                    text = chance.choice(seen)
                number += 1
                values = (
                    f"https://www.h{host}.com/{number}", text,
                    f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:00:00Z",
                    ("de", "en", "fr")[number % 3], ("CC-BY-4.0", "MIT", None)[number % 3], number % 9 == 0,
                )  # fmt: skip
                stream.write(json.dumps(dict(zip(FIELDS, values, strict=True)), ensure_ascii=False) + "\n")
                written += len(text)
                if written >= gigabytes * 1e9:
                    break
        if form != "jsonl":
            made = name.with_suffix(f".{form}")
            subprocess.run([sys.executable, BASELINES / "to_parquet.py", name, made], check=True)
            name.unlink()


def write_card(folder: Path, location: str, more: str) -> Path:
    """Write a workspace with one card over files."""
    (folder / "muniment.yaml").write_text("muniment: 1\n")
    card = folder / "set.card.yaml"
    card.write_text(
        'muniment: 1\nkind: dataset\nname: set\nversion: "1"\ntitle: A set for the bench\n'
        f'distribution:\n  - {{id: all, location: "{location}"}}\n{more}'
    )
    return card


def spent(*arguments: str | Path, python: str | Path = sys.executable) -> tuple[float, float]:
    """Run a program of Python to its end; return its CPU seconds and the most memory it held, in MB."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([python, *map(str, arguments)], stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            said.seek(0)
            raise SystemExit(said.read().decode(errors="replace")[-3000:])
    return round(used.ru_utime + used.ru_stime, 2), round(used.ru_maxrss / 1024)


def added(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Return what two programs take one after the other."""
    return one[0] + other[0], max(one[1], other[1])


def row(
    work: str, ours: tuple[float, float], yardstick: tuple[float, float], against: str, budget: float = 0
) -> dict[str, Any]:
    """Return one comparison."""
    return {
        "budget": budget,
        "work": work,
        "against": against,
        "ours_seconds": ours[0],
        "yardstick_seconds": round(yardstick[0], 2),
        "ratio": round(ours[0] / max(yardstick[0], 0.01), 2),
        "ours_peak_mb": ours[1],
        "yardstick_peak_mb": yardstick[1],
    }


if __name__ == "__main__":
    main()
