import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "verify"))
sys.path.insert(0, str(Path(__file__).parent))

import packing_samples as samples


@pytest.fixture(scope="session")
def delivery(tmp_path_factory, pki) -> Path:
    """A folder as build and sign leave it: a page, a PDF and a record for the public, sealed."""
    return samples.deliver(tmp_path_factory.mktemp("built") / "dist", samples.key_of(pki, "seal"))


@pytest.fixture(scope="session")
def packed(tmp_path_factory, pki, delivery) -> Path:
    """A pack with a timestamp, and the plain ZIP of the same beside it."""
    target = tmp_path_factory.mktemp("packed") / "p.asice"
    done = samples.make(delivery, target, pki, plain=True)
    assert done.problems == () and done.missing == ()
    return target
