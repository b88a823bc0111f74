"""What holds for all tests: examples take as long as they take and are the same in each run; editions render once."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from chance import NAMED
from pki import Pki

settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=not NAMED, database=None
)
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def cache_of_this_run() -> Iterator[None]:
    """Share what was rendered among the workers of one run, and with no other run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    folder = Path(tempfile.gettempdir()) / f"muniment-tests-{run}"
    os.environ["MUNIMENT_CACHE_DIR"] = str(folder)
    yield
    # Workers that still run lose no more than time when the first to end deletes it.
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def loopback_pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    """A certification authority on loopback, with timestamps, OCSP, CRLs and remote signing; started when asked for."""
    running = Pki(tmp_path_factory.mktemp("pki"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def pki(loopback_pki: Pki) -> Pki:
    """The same by the name that tests of their own keys (tests/sign, tests/verify) use for those."""
    return loopback_pki
