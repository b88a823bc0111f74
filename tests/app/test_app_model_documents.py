"""Model documentation and the Californian statement as built files: rounded, narrowed to their readers, complete."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from planted import Planted, build, editions_of, everything, plant

from muniment.catalogue.load import load_catalogue
from muniment.catalogue.serving import real_paths
from muniment.document.outline import load_outline
from muniment.model.facts import Fact

ROOT = Path(__file__).resolve().parents[2]
EDITIONS = [
    ("model_documentation", "authority", "ai_office"),
    ("model_documentation", "authority", "national_authority"),
    ("model_documentation", "authority", ""),
    ("model_documentation", "client", ""),
    ("california_statement", "public", ""),
]
#: What no other figure of the workspace looks like.
EXACT = {"dataset.measures[].amount": 918273645, "model.compute.training_flop": 918273645918273,
         "model.compute.synthetic_generation_flop": 918273645918273, "model.training.duration": "P918D",
         "dataset.labelling.campaigns[].label_schema": [{"name": "a_better", "value": 918273645}]}  # fmt: skip


@pytest.fixture(scope="module")
def planted() -> Planted:
    """The open model with marks in its texts and exact figures where documents round."""
    marked = plant(ROOT / "examples" / "open-model")
    workspace = marked.assessed.opened.workspace

    def exact(fact: Fact) -> Fact:
        return replace(fact, value=EXACT[fact.path]) if fact.path in EXACT and fact.value is not None else fact

    cards = {
        name: replace(card, facts={inner: exact(fact) for inner, fact in card.facts.items()})
        for name, card in workspace.cards.items()
    }
    opened = replace(marked.assessed.opened, workspace=replace(workspace, cards=cards))
    return replace(marked, assessed=replace(marked.assessed, opened=opened))


@pytest.fixture(scope="module")
def said(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], str]:
    found = {}
    for document, audience, recipient in EDITIONS:
        folder = tmp_path_factory.mktemp("editions")
        (edition,) = editions_of(planted, document, audience, recipient)
        build(planted, edition, folder, ("html", "pdf") if recipient != "national_authority" else ("html",))
        found[document, audience, recipient] = everything(folder)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_an_exact_figure_is_nowhere_in_the_bytes_of_a_rounded_edition(
    edition: tuple[str, str, str], said: dict[tuple[str, str, str], str]
) -> None:
    text = re.sub(r"[\s\u202f\u00a0.,]", "", said[edition])
    assert "918273645" not in text
    assert "P918D" not in text
    assert "918days" not in text


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_nothing_but_what_the_reader_may_see_stands_in_any_byte(
    edition: tuple[str, str, str], planted: Planted, said: dict[tuple[str, str, str], str]
) -> None:
    (asked,) = editions_of(planted, *edition)
    found = set(re.findall(r"planted\d{5}x", said[edition]))
    assert len(found) > 20
    assert {planted.marks[name] for name in found - planted.seen(asked)} == set()


@pytest.mark.slow
def test_the_precision_is_printed_and_recorded(said: dict[tuple[str, str, str], str]) -> None:
    office = said["model_documentation", "authority", "ai_office"]
    assert "Rounded to 2 significant figures. The precision for this recipient is remembered" in office
    assert '"rounded":{"confidence":"remembered","figures":2}' in office
    assert "Rounded to 1 significant figure" in said["model_documentation", "authority", ""]
    assert "920 000 000" in re.sub("\u202f", " ", office)
    assert "900 000 000" in re.sub("\u202f", " ", said["california_statement", "public", ""])


@pytest.mark.slow
def test_a_client_gets_the_fields_meant_for_it_and_no_others(said: dict[tuple[str, str, str], str]) -> None:
    client = said["model_documentation", "client", ""]
    for label in ("Data type/modality", "Data provenance", "Data curation methodologies"):
        assert label in client
    for label in ("Number of data points", "How data was obtained", "Training time", "identifiable biases"):
        assert label not in client


@pytest.mark.parametrize(
    ("kind", "instrument"), [("model_documentation", "documentation_form"), ("california_statement", "california")]
)
def test_every_entry_of_the_instrument_has_its_field_for_its_recipients(kind: str, instrument: str) -> None:
    outline = load_outline(kind)
    fields = {name: field for part in outline.parts for field in part.fields for name in (field.id, *field.serves)}
    wanted = [one for one in load_catalogue().requirements.values() if one.instrument == instrument]
    assert len(wanted) >= 12
    for one in wanted:
        field = fields[one.id]
        for need in one.needs:
            paths = {real for path in need.paths for real in real_paths(path)}
            assert not paths or paths & outline.paths, (one.id, need.paths)
        assert ("downstream_provider" in one.recipients) == field.is_for("client") or kind == "california_statement"


def test_the_twelve_items_stand_in_order() -> None:
    (part,) = load_outline("california_statement").parts
    assert [field.id for field in part.fields] == [f"CA-AB2013-{number}" for number in range(1, 13)]


def test_point_2c_of_annex_xi_is_answered_whole() -> None:
    served = {
        name for part in load_outline("model_documentation").parts for field in part.fields for name in field.serves
    }
    wanted = {one for one in load_catalogue().requirements if one.startswith("AIA-A11-1-2c")}
    own = {field.id for part in load_outline("model_documentation").parts for field in part.fields}
    assert wanted <= served | own
    assert json.dumps(sorted(wanted)).count("AIA-A11") == 8
