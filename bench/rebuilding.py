"""A workspace of many cards that is built again after one of them has changed: only its edition is rendered."""

import os
import subprocess
import sys
import time
from pathlib import Path

from shapes import ROOT, cards

PROGRAM = Path(sys.executable).with_name("muniment")
AS_OF = "2026-11-23"


def rebuilding(folder: Path, number: int) -> tuple[float, float, int]:
    """Build pages, change one card, build again; return the CPU ms of both, and how many pages the second made."""
    (folder / "datasets").mkdir(parents=True)
    for at, content in enumerate(cards(number)):
        (folder / "datasets" / f"set-{at}.card.yaml").write_bytes(content)
    (folder / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    example = ROOT / "examples" / "recruitment" / "organisation.card.yaml"
    (folder / "organisation.card.yaml").write_bytes(example.read_bytes())
    cache = folder.with_name("cache")
    first = _build(folder, cache)
    before = {file for file in cache.rglob("*") if file.is_file()}
    card = folder / "datasets" / "set-0.card.yaml"
    card.write_bytes(card.read_bytes().replace(b"\ntitle: ", b"\ntitle: Renamed ", 1))
    again = _build(folder, cache)
    return first, again, len({file for file in cache.rglob("*") if file.is_file()} - before)


def _build(folder: Path, cache: Path) -> float:
    command = [PROGRAM, "build", folder, "--date", AS_OF, "--document", "datasheet", "--format", "html"]
    started = os.times()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "MUNIMENT_CACHE_DIR": str(cache)})
    ended = os.times()
    return (ended.children_user + ended.children_system - started.children_user - started.children_system) * 1000


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        begun = time.monotonic()
        first, again, rendered = rebuilding(Path(name) / "many", int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
        spent = time.monotonic() - begun
        print(f"first {first:,.0f} ms, again {again:,.0f} ms, rendered {rendered}; {spent:.0f} s in all")
