"""What the verifier page says of samples, in two browsers: asked once a run, shared by all its processes."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
for room in ("accessibility", "document", "oracles", "verify", "verifier"):
    sys.path.insert(0, str(HERE.parent / room))

from page_cases import page_cases  # noqa: E402
from verifier_page import judged  # noqa: E402

ROOT = HERE.parents[1]
Said = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], Any]], Any]:
    """Return a function that makes something in a folder of this run, or reads what another process made."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "verifier"
    shared.mkdir(exist_ok=True)

    def make(name: str, maker: Callable[[Path], Any]) -> Any:
        folder, found = shared / name, shared / f"{name}.found.json"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not found.is_file():
                folder.mkdir(exist_ok=True)
                found.write_text(json.dumps(maker(folder)), "utf-8")
        return json.loads(found.read_text("utf-8"))

    return make


@pytest.fixture(scope="session", params=["chromium", pytest.param("firefox", marks=pytest.mark.slow)])
def browser(request) -> str:
    return request.param


@pytest.fixture(scope="session")
def cases(once) -> list[dict[str, Any]]:
    return once("cases", page_cases)


@pytest.fixture(scope="session")
def said(once, cases, browser) -> Said:
    """Return what the page says of each case, by the case's name."""
    mine = [case for case in cases if browser in case.get("browsers", [browser])]
    return once(f"said-{browser}", lambda folder: judged(browser, mine, folder))


@pytest.fixture(scope="session")
def recorded(once) -> list[dict[str, Any]]:
    """Return everything that the tests of verifying and packing verify, with the verdict of the command line."""
    return once("recorded", _record)


def _record(folder: Path) -> list[dict[str, Any]]:
    environment = {**os.environ, "MUNIMENT_RECORD": str(folder), "PYTHONPATH": f"{ROOT / 'src'}:{HERE}"}
    # The run is one of its own: neither a worker of this one, nor in its folders.
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_TESTRUNUID", "PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST"):
        environment.pop(name, None)
    rooms = [str(HERE.parent / name) for name in ("verify", "pack")]
    command = [sys.executable, "-m", "pytest", "-p", "recording", "-p", "no:cacheprovider", *rooms]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1500, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    cases: list[dict[str, Any]] = json.loads((folder / "cases.json").read_text("utf-8"))
    return sorted(cases, key=lambda case: case["trust"])
