"""No edition of any kind, in any format, holds in any of its bytes a text that its audience may not see."""

import re
from pathlib import Path

import pytest
from planted import Planted, build, editions_of, everything, plant

from muniment.document.kinds import DOCUMENTS
from muniment.render import RENDERERS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {"dataset": "recruitment", "system": "recruitment", "model": "open-model"}
CASES = [
    (name, audience) for name, kind in DOCUMENTS.items() for audience in kind.audiences
    if kind.bearer in EXAMPLES and audience != "internal"
]  # fmt: skip


@pytest.fixture(scope="module")
def planted() -> dict[str, Planted]:
    return {name: plant(ROOT / "examples" / name) for name in set(EXAMPLES.values())}


def leaked(planted: Planted, name: str, audience: str, folder: Path, formats: list[str]) -> set[tuple[str, str, str]]:
    """Build the editions of one document for an audience; return the places whose words they should not hold."""
    editions = editions_of(planted, name, audience)
    assert editions
    for edition in editions:
        build(planted, edition, folder / edition.bearer.replace("/", "-"), formats)
    found = set(re.findall(r"planted\d{5}x", everything(folder)))
    assert len(planted.marks) > 500
    assert found, "no mark that may be seen is there: the test proves nothing"
    seen = set.union(*(planted.seen(edition) for edition in editions))
    return {planted.marks[mark] for mark in found - seen}


@pytest.mark.parametrize(("name", "audience"), CASES)
def test_what_is_written_holds_nothing_hidden(
    name: str, audience: str, planted: dict[str, Planted], tmp_path: Path
) -> None:
    formats = [form for form in RENDERERS if form not in ("pdf", "xlsx")]
    assert leaked(planted[EXAMPLES[DOCUMENTS[name].bearer]], name, audience, tmp_path, formats) == set()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "audience"), CASES)
def test_a_pdf_holds_nothing_hidden(name: str, audience: str, planted: dict[str, Planted], tmp_path: Path) -> None:
    assert leaked(planted[EXAMPLES[DOCUMENTS[name].bearer]], name, audience, tmp_path, ["pdf"]) == set()
