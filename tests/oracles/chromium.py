"""Pages seen in Debian's Chromium, by puppeteer, axe-core and html-validate: see ``node/audit.mjs``."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

NODE_TOOLS = Path(__file__).parent / "node"
PATIENCE = 900


def audit(pages: Iterable[dict[str, Any]], folder: Path) -> dict[str, dict[str, list[str]]]:
    """Return for each page (``name``, ``file``, ``checks``) what each check finds wrong; the folder takes the job."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    assert node, "node is missing: install Node.js 20 or later, then run: make setup-tests"
    assert chromium, "chromium is missing; run: make setup-tests"
    assert (NODE_TOOLS / "node_modules" / "axe-core").is_dir(), "axe-core is missing; run: make setup-tests"
    job = folder / "job.json"
    job.write_text(json.dumps({"chromium": chromium, "pages": list(pages)}), "utf-8")
    done = subprocess.run(
        [node, str(NODE_TOOLS / "audit.mjs"), str(job)], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, list[str]]] = json.loads(done.stdout)
    return found
