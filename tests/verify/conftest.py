import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import sealing_samples as samples

from muniment.sign.pdf import seal_pdf
from muniment.sign.seal import seal_html


@pytest.fixture(scope="session")
def pki(tmp_path_factory) -> samples.Pki:
    return samples.build_pki(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def sealed_page(pki) -> bytes:
    return seal_html(samples.build_page(), "datasheet.public.en.html", pki.seal, samples.NOW)


@pytest.fixture(scope="session")
def sealed_pdf(pki) -> bytes:
    return seal_pdf(samples.build_pdf(), pki.seal, samples.NOW)


@pytest.fixture
def delivery(tmp_path, pki) -> Path:
    return samples.write_delivery(tmp_path / "dist", pki.seal)
