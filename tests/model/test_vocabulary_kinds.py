"""The vocabulary of organisation, model, system and deployment cards: complete, readable, and free of traps."""

import csv
import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel

from muniment.base.resources import schema_path
from muniment.model.kinds import KINDS, card_class
from muniment.model.section import RESERVED, Entry, Section, facts_of
from muniment.model.shapes import Position, paths, shape_of

HERE = Path(__file__).parent
OWN_KINDS = ("organisation", "model", "system", "deployment")
DRAFT = (HERE / "data" / "draft-paths.txt").read_text("utf-8").split()
PLACES_ELSEWHERE = re.compile(r"(?:computed|muniment\.yaml|record): \S.*")


def vocabulary() -> dict[str, Position]:
    return {path: at for kind in OWN_KINDS for path, at in paths(shape_of(card_class(kind)), kind).items()}


def renames() -> dict[str, str]:
    with schema_path("vocab", "renames.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["draft_path"].startswith("dataset.")]
    assert len(rows) == len({row["draft_path"] for row in rows})
    assert all(row["why"] for row in rows)
    return {row["draft_path"]: row["path"] for row in rows}


def classes(card: type[BaseModel]) -> dict[type[BaseModel], None]:
    found: dict[type[BaseModel], None] = {card: None}
    for info in card.model_fields.values():
        for inner in models_in(info.annotation):
            if inner not in found:
                found.update(classes(inner))
    return found


def models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in typing.get_args(annotation) for model in models_in(argument)]


SECTIONS = list({c: None for kind in OWN_KINDS for c in classes(card_class(kind)) if issubclass(c, Section)})


def test_draft_list_is_whole() -> None:
    counted = {kind: sum(path.startswith(f"{kind}.") for path in DRAFT) for kind in (*OWN_KINDS, "pack")}
    assert counted == {"organisation": 45, "model": 135, "system": 84, "deployment": 10, "pack": 48}


@pytest.mark.parametrize("path", DRAFT)
def test_every_draft_path_has_a_place(path: str) -> None:
    place = renames().get(path, path)
    if not place.startswith("dataset."):
        assert place in vocabulary() or (path.startswith("pack.") and PLACES_ELSEWHERE.fullmatch(place)), place


def test_no_rename_is_left_over() -> None:
    assert set(renames()) <= set(DRAFT)
    identities = {"organisation.name", "model.covered_models[].id"}  # the header's name, the record's id: other things
    kept = {path for path in renames() if path in vocabulary()} - identities
    assert not kept, "renamed, but the old path is still there"


def test_lists_of_records_keep_their_mark() -> None:
    found = vocabulary()
    for path in ("model.datasets[].dataset", "system.models[].supplier", "organisation.qms.procedures[].operation"):
        assert path in found
    assert found["model.datasets[]"].form == "records"
    assert found["system.datasets[].fit.sufficiency.verdict"].choices == ("suitable", "partly", "unsuitable")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda c: c.__name__)
def test_section_is_well_made(section: type[Section]) -> None:
    assert not RESERVED & set(section.model_fields), "a reserved key is used as a field"
    assert (section.__doc__ or "").strip().endswith((".", ")."))
    if issubclass(section, Entry):
        assert "id" in section.model_fields and section.model_fields["id"].is_required()
    for key, info in section.model_fields.items():
        assert info.title and len(info.title) <= 45 and not info.title.endswith("."), (key, info.title)
        assert info.title[0].isupper() or info.title[0].isdigit()
        noted = facts_of(info)
        if noted:
            assert info.description and info.description.endswith("."), key
            assert len(info.description) <= 260, key


def literals(annotation: object) -> list[object]:
    if typing.get_origin(annotation) is typing.Literal:
        return list(typing.get_args(annotation))
    return [value for argument in typing.get_args(annotation) for value in literals(argument)]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda c: c.__name__)
def test_every_choice_is_explained(section: type[Section]) -> None:
    for key, info in section.model_fields.items():
        values = literals(info.annotation)
        noted = facts_of(info)
        if values and noted:
            assert list(noted.get("choices", {})) == values, key
            assert all(text.endswith(".") for text in noted["choices"].values())
        elif noted:
            assert "choices" not in noted, key


def test_examples_are_accepted() -> None:
    for section in SECTIONS:
        for key, info in section.model_fields.items():
            for example in info.examples or ():
                shown = _as_loaded(example)
                section.__pydantic_validator__.validate_assignment(section.model_construct(), key, shown)


def _as_loaded(example: object) -> object:
    from decimal import Decimal

    return Decimal(str(example)) if isinstance(example, float) else example


def test_computed_and_measured_as_the_draft_marks_them() -> None:
    found = vocabulary()
    assert found["organisation.code.signatory_copyright"].computed
    assert found["model.open_source_exempt"].computed
    assert found["model.datasets[].share_of_modality"].computed
    assert found["system.datasets[].version_history"].computed
    assert {path for path, at in found.items() if at.measured} >= {
        "model.file_hashes", "model.evaluation.contamination_check", "system.metrics[].result",
        "system.metrics[].by_group", "system.test_reports[].signature_ref", "system.test_reports[].file_hash",
        "system.performance.overall", "system.performance.by_group",
    }  # fmt: skip


def test_a_kind_imports_no_other_kind() -> None:
    code = (
        "import sys; from muniment.model.kinds import card_class; card_class('deployment');"
        "print(*[m for m in sys.modules if m.startswith('muniment.model.')])"
    )
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "muniment.model.deployment" in modules
    assert not {m for m in modules if re.search(r"\.(organisation|model_card|system|dataset)\b", m)}


def test_kinds_are_the_five() -> None:
    assert KINDS == ("organisation", "dataset", "model", "system", "deployment")
    with pytest.raises(KeyError):
        card_class("pack")
