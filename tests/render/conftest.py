"""The sample records and the judges of other folders, and the rendered samples that several tests look at."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

for folder in ("document", "oracles"):
    sys.path.insert(0, str(Path(__file__).parent.parent / folder))

from sample_records import hostile_record, outcomes, realistic_record, small_record  # noqa: E402

from muniment.document.datasheet import build_datasheet  # noqa: E402
from muniment.document.model import Document  # noqa: E402
from muniment.record.record import Record, record_bytes  # noqa: E402
from muniment.render.html import render_html  # noqa: E402
from muniment.render.pdf import render_pdf  # noqa: E402


@dataclass(frozen=True)
class Sample:
    record: Record
    document: Document
    record_json: bytes

    def html(self) -> str:
        return render_html(self.document, self.record_json).decode("utf-8")

    def pdf(self) -> bytes:
        return render_pdf(self.document, self.record_json)


def make_sample(record: Record) -> Sample:
    return Sample(record, build_datasheet(record), record_bytes(record))


@pytest.fixture(scope="session")
def realistic() -> Sample:
    return make_sample(realistic_record(outcomes=outcomes()))


@pytest.fixture(scope="session")
def hostile() -> Sample:
    return make_sample(hostile_record())


@pytest.fixture(scope="session")
def small() -> Sample:
    return make_sample(small_record())


@pytest.fixture(scope="session")
def realistic_pdf(realistic: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "realistic.pdf"
    path.write_bytes(realistic.pdf())
    return path


@pytest.fixture(scope="session")
def hostile_pdf(hostile: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "hostile.pdf"
    path.write_bytes(hostile.pdf())
    return path
