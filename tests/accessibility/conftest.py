"""One look at all pages in one Chromium, shared by all tests of this folder and by all processes of a run."""

import fcntl
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

for folder in ("document", "oracles"):
    sys.path.insert(0, str(Path(__file__).parent.parent / folder))

from chromium import audit  # noqa: E402
from pages import CONDITIONS, EVERYWHERE, SAMPLES, write_pages  # noqa: E402


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """Return the problems of every page by check; written once, by whichever process comes first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "accessibility"
    folder.mkdir(exist_ok=True)
    found = folder / "found.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.is_file():
            found.write_text(json.dumps(_look(folder)), "utf-8")
    result: dict[str, dict[str, list[str]]] = json.loads(found.read_text("utf-8"))
    return result


def _look(folder: Path) -> dict[str, Any]:
    jobs = []
    for pages in write_pages(folder).values():
        # The pages of one kind share a template: the longest stands every test, and so does every difficult sample.
        longest = max(pages, key=lambda name: (folder / name).stat().st_size, default="")
        for name in pages:
            checks = EVERYWHERE + (CONDITIONS if name == longest or f"/{SAMPLES}/" in name else ())
            jobs.append({"name": name, "file": str(folder / name), "checks": checks})
    return audit(jobs, folder)
