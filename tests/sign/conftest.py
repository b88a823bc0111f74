import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "verify"))

import sealing_samples as samples


@pytest.fixture(scope="session")
def pki(tmp_path_factory) -> samples.Pki:
    return samples.build_pki(tmp_path_factory.mktemp("keys"))
