"""The vocabulary of the data-set card: complete against the draft, and every position fit to print and to explain."""

import csv
import typing
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import TypeAdapter

from muniment.base.resources import schema_path
from muniment.model.dataset.card import DatasetCard
from muniment.model.model_card.card import ModelCard
from muniment.model.placeholders import placeholder
from muniment.model.section import RESERVED, Section, facts_of
from muniment.model.shapes import Shape, paths, shape_of

DRAFT = Path(__file__).parent / "data" / "draft-paths-dataset.txt"
SHAPE = shape_of(DatasetCard)
PATHS = paths(SHAPE, "dataset")
#: The draft paths that left the data-set card for the record of its use.
MOVED_TO_THE_USE = {
    "dataset.use.stage": "model.datasets[].stage",
    "dataset.use.epochs_or_weight": "model.datasets[].weight",
    "dataset.use.first_used_on": "model.datasets[].used_from",
}


def _draft() -> dict[str, str]:
    """Return each draft path with its mark: M measured, C computed, or nothing."""
    rows = (line.split(" ") for line in DRAFT.read_text("utf-8").splitlines())
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


def _renames() -> dict[str, str]:
    rows: dict[str, str] = {}
    for name in ("renames.csv", "renames-dataset.csv"):
        if (file := schema_path("vocab", name)).exists():
            with file.open(encoding="utf-8", newline="") as lines:
                rows |= {
                    row["draft_path"]: row["path"]
                    for row in csv.DictReader(lines)
                    if row["draft_path"].startswith("dataset.")
                }
    return rows


def _shapes(shape: Shape, where: str) -> Iterator[tuple[str, Shape]]:
    yield where, shape
    for key, position in shape.positions.items():
        if position.shape:
            yield from _shapes(position.shape, f"{where}.{key}")


def _fields(section: type[Section], where: str) -> Iterator[tuple[str, Any]]:
    """Yield every field below a section that `fact` declared."""
    for key, info in section.model_fields.items():
        if facts_of(info):
            yield f"{where}.{key}", info
        for part in _parts(info.annotation):
            if isinstance(part, type) and issubclass(part, Section):
                yield from _fields(part, f"{where}.{key}")


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if typing.get_origin(annotation) is not Literal:
        for argument in typing.get_args(annotation):
            yield from _parts(argument)


FACTS = dict(_fields(DatasetCard, "dataset"))


def test_the_models_build() -> None:
    assert DatasetCard.model_rebuild(force=True)
    card = DatasetCard.model_validate(
        {
            "muniment": 1,
            "kind": "dataset",
            "name": "support-tickets-de",
            "version": "2.3.0",
            "title": "German customer-support tickets",
            "measures": [{"id": "train-tokens", "split": "train", "unit": "tokens", "amount": 18422017}],
            "quality": {"error_rate": Decimal("0.012")},
            "labelling": {
                "labelled": True,
                "campaigns": [
                    {
                        "id": "q3-2026",
                        "start": "2026-07",
                        "guideline": {"version": "3.1"},
                        "workforce": [{"id": "porto", "kind": "vendor", "pay": {"basis": "hour", "currency": "EUR"}}],
                    }
                ],
            },
        }
    )
    assert card.labelling is not None and card.labelling.campaigns is not None
    assert card.labelling.campaigns[0].id == "q3-2026"


def test_the_draft_has_its_293_paths() -> None:
    assert len(_draft()) == 293


@pytest.mark.parametrize("draft_path", _draft())
def test_every_draft_path_has_a_place(draft_path: str) -> None:
    path = _renames().get(draft_path, draft_path)
    if draft_path in MOVED_TO_THE_USE:
        assert path == MOVED_TO_THE_USE[draft_path]
        assert path in paths(shape_of(ModelCard), "model")
        return
    assert path in PATHS, f"{draft_path} has neither a position nor a row in the renames"
    mark = _draft()[draft_path]
    assert PATHS[path].measured or mark != "M", f"{path} can be measured from data"
    assert PATHS[path].computed or mark != "C", f"{path} is computed"


def test_renames_start_at_draft_paths_that_are_gone() -> None:
    draft = _draft()
    for old, new in _renames().items():
        assert old in draft
        assert old not in PATHS, f"{old} still exists beside {new}"


def test_no_key_is_reserved() -> None:
    for where, shape in _shapes(SHAPE, "dataset"):
        assert not RESERVED & set(shape.positions), where


def test_every_position_has_title_and_description() -> None:
    for path, position in PATHS.items():
        assert position.title and position.title != position.key, path
        assert not position.title.endswith("."), path
        assert position.description.endswith("."), path


def test_sibling_titles_differ() -> None:
    for where, shape in _shapes(SHAPE, "dataset"):
        titles = [position.title for position in shape.positions.values()]
        assert len(titles) == len(set(titles)), (where, sorted(titles))


def test_choices_explain_exactly_the_values() -> None:
    for path, info in FACTS.items():
        values = [
            value
            for part in _parts(info.annotation)
            if typing.get_origin(part) is Literal
            for value in typing.get_args(part)
        ]
        choices = facts_of(info).get("choices", {})
        assert list(choices) == values, path
        assert all(text.endswith(".") for text in choices.values()), path


def test_examples_are_valid() -> None:
    for path, info in FACTS.items():
        for example in info.examples or []:
            annotation = typing.Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
            assert TypeAdapter(annotation).validate_python(example, strict=True) is not None, path


def test_examples_are_no_placeholders() -> None:
    for path, info in FACTS.items():
        key = path.rpartition(".")[2]
        # What a file writes where something is missing may well be a placeholder: there it is the answer.
        for text in _texts(info.examples) if path != "dataset.fields.missing_as" else ():
            assert not placeholder(text, key, info.title, prose=False, allowed=("test",)), path


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else []:
        yield from _texts(item)


def test_nobody_types_a_figure_that_is_computed_over_campaigns() -> None:
    labelling = {path: position for path, position in PATHS.items() if path.startswith("dataset.labelling.")}
    set_level = {path for path in labelling if path.count(".") == 2 and labelling[path].form == "leaf"}
    assert {path for path in set_level if not labelling[path].computed} == {"dataset.labelling.labelled"}
