"""The public summary as built files: nothing that is not public, the annex beside it, sets of others left out."""

import csv
import json
import re
import sys
from pathlib import Path

import pikepdf
import pytest
from planted import Planted, build, editions_of, everything, plant

from muniment.base.canonical import digest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))
from verapdf import failed_rules

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def planted() -> Planted:
    return plant(ROOT / "examples" / "open-model")


@pytest.fixture(scope="module")
def built(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("summary")
    (edition,) = editions_of(planted, "public_summary", "public")
    build(planted, edition, folder)
    return folder


@pytest.mark.slow
def test_nothing_but_what_the_public_may_see_stands_in_any_byte(planted: Planted, built: Path) -> None:
    (edition,) = editions_of(planted, "public_summary", "public")
    found = set(re.findall(r"planted\d{5}x", everything(built)))
    assert len(planted.marks) > 500
    assert len(found) > 30
    assert {planted.marks[name] for name in found - planted.seen(edition)} == set()


@pytest.mark.slow
def test_exact_amounts_and_the_size_of_the_organisation_stay_inside(built: Path) -> None:
    said = everything(built)
    assert "1979183420" not in said
    assert not re.search(r'"path":"organisation\.size_class"|"path":"model\.size\.of_text\.amount"', said)


@pytest.mark.slow
def test_the_list_of_domains_lies_beside_is_named_and_is_attached(built: Path) -> None:
    listed = (built / "domains.csv").read_bytes()
    outputs = {item["path"]: item for item in json.loads((built / "manifest.public.json").read_bytes())["outputs"]}
    assert outputs["domains.csv"]["sha256"] == digest(listed)
    assert outputs["domains.csv"]["media_type"] == "text/csv"
    with pikepdf.open(built / "public_summary.public.en.pdf") as pdf:
        assert pdf.attachments["domains.csv"].get_file().read_bytes() == listed
        specification = pdf.attachments["domains.csv"].obj
        assert specification["/AFRelationship"] == "/Data"
        assert str(pdf.attachments["domains.csv"].get_file().mime_type) == "text/csv"
    page = (built / "public_summary.public.en.html").read_text()
    assert digest(listed) in page
    assert 'download="domains.csv" href="data:text/csv' in page
    rows = list(csv.DictReader(listed.decode().splitlines()))
    assert (len(rows), rows[0]["rank"], rows[0]["domain"].split()[-1]) == (60, "1", "bibliotek-kvernrup.example")


@pytest.mark.slow
def test_the_annexed_pdf_passes_as_pdf_a_and_pdf_ua(built: Path) -> None:
    assert failed_rules([built / "public_summary.public.en.pdf"]) == []
