"""The verifier page in Debian's Chromium and Firefox, without a network: see ``node/verifier.mjs``."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chromium import NODE_TOOLS

from muniment.base.resources import template_path

BROWSERS = {"chromium": "chromium", "firefox": "firefox-esr"}
PATIENCE = 900


def judged(browser: str, cases: Iterable[dict[str, Any]], folder: Path) -> dict[str, dict[str, Any]]:
    """Return for each case (``name``, ``now``, ``files``, ``trust`` …) what the page says; the folder takes the job."""
    node, executable = shutil.which("node"), shutil.which(BROWSERS[browser])
    assert node, "node is missing: install Node.js 20 or later, then run: make setup-tests"
    assert executable, f"{BROWSERS[browser]} is missing; run: make setup-tests"
    job = folder / f"{browser}.json"
    page = str(template_path("verifier", "verifier.html"))
    job.write_text(json.dumps({"browser": browser, "executable": executable, "page": page, "cases": list(cases)}))
    done = subprocess.run(
        [node, str(NODE_TOOLS / "verifier.mjs"), str(job)], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found
