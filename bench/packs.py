"""A pack of many editions: CPU seconds and peak memory of packing it and of verifying it, and its size.

`python bench/packs.py [EDITIONS]`; half of them HTML, half PDF, all real datasheets of the example, each sealed.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from shapes import EXAMPLE

from muniment.record.manifest import load_manifest
from muniment.sign.keys import SigningKey, new_development_key
from muniment.sign.pdf import seal_pdf
from muniment.sign.seal import seal_html, seal_manifest

PROGRAM = Path(sys.executable).with_name("muniment")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("editions", nargs="?", type=int, default=100)
    print(json.dumps(measured(parser.parse_args().editions)))


def measured(editions: int) -> dict[str, float]:
    """Pack and verify so many editions, and return what that took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key = new_development_key(folder, "bench", datetime.now(UTC))
        write_editions(folder, key, editions // 2)
        pack = folder / "p.asice"
        made = spent("pack", folder / "dist", "--audience", "client", "--key", folder / "bench.key.pem", "-o", pack)
        verified = spent("verify", pack, "--trust", folder / "bench.cert.pem")
        return {
            "editions": editions,
            "pack_seconds": made[0],
            "pack_peak_mb": made[1],
            "verify_seconds": verified[0],
            "verify_peak_mb": verified[1],
            "size_mb": round(pack.stat().st_size / 1e6, 1),
        }


def write_editions(folder: Path, key: SigningKey, number: int) -> None:
    """Build one datasheet as page and PDF, and write it sealed as often as asked for, each time under another card."""
    built = folder / "built"
    command = [PROGRAM, "build", EXAMPLE, "--date", "2026-11-23", "--document", "datasheet", "--audience", "client"]
    subprocess.run([*command, "-o", built], check=True, capture_output=True)
    source = sorted(path for path in (built / "dataset").iterdir() if path.is_dir())[0]
    now = datetime.now(UTC).replace(microsecond=0)
    data = (source / "manifest.client.json").read_bytes()
    sealed = {"manifest.client.json": data, "manifest.client.seal.json": seal_manifest(data, "m", key, now)}
    for output in load_manifest(data).outputs:
        content = (source / output.path).read_bytes()
        is_page = output.media_type == "text/html"
        sealed[output.path] = seal_html(content, output.path, key, now) if is_page else seal_pdf(content, key, now)
    for at in range(number):
        target = folder / "dist" / "dataset" / f"set-{at}"
        target.mkdir(parents=True)
        for name, content in sealed.items():
            (target / name).write_bytes(content)
    shutil.rmtree(built)


def spent(*arguments: object) -> tuple[float, int]:
    """Run the program in a process of its own; return CPU seconds and peak of memory in MB."""
    script = (
        "import json, resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)\n"
        "assert done.returncode == 0, done.stderr\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))\n"
    )
    run = [sys.executable, "-c", script, PROGRAM, *arguments]
    done = subprocess.run(list(map(str, run)), capture_output=True, text=True, check=True)
    seconds, peak = json.loads(done.stdout)
    return round(seconds, 1), round(peak / 1024)


if __name__ == "__main__":
    main()
