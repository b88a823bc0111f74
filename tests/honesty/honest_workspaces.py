"""Workspaces for the tests of honesty: cards that answer every gate, and what the program says of cards on disk."""

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result
from full_cards import full_card, plain_value

from case_workspaces import load_body
from muniment.assess.assess import assess
from muniment.assess.assessment import Assessment, Outcome, Row
from muniment.base.findings import Finding
from muniment.catalogue.conditions import leaves
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.requirements import Catalogue
from muniment.derive.derive import derive
from muniment.model.kinds import KINDS
from muniment.model.shapes import Position
from muniment.workspace.link import REFERENCES, Workspace, link
from muniment.workspace.settings import Settings

CATALOGUE = load_catalogue()
#: A day on which everything applies that has a date.
LATE = "2030-09-01"
#: An answer of more than one word that says nothing in particular.
PROSE = "As written down in the second report of the team"
#: Answers by which as many duties as possible apply at once.
ANSWERS: dict[str, Any] = {
    "organisation.roles": sorted({role for entry in CATALOGUE.requirements.values() for role in entry.roles}),
    "organisation.code.chapters_signed": ["transparency", "copyright", "safety_security"],
    "organisation.established_in_union": False,
    "organisation.size_class": "large",
    "system.risk_class": "high_risk",
    "system.annex_iii": True,
    "system.annex_i_section": "A",
    "system.annex_iii_points": ["4(a)"],
    "system.uses_model_training": True,
    "system.placed_on": "2029-03-01",
    "system.generates": ["text"],
    "system.datasets[].role": "training",
    "model.gpai": True,
    "model.systemic_risk": True,
    "model.union_market_date": "2026-03-01",
    "model.generates": ["text"],
    "model.datasets[].role": "training",
    "dataset.personal_data.present": True,
    "dataset.special_categories.present": True,
    "dataset.special_categories.purpose": "bias_detection_correction",
    "dataset.special_categories.used_by_role": "provider_gpai",
}
#: Other answers, by which other duties apply.
OTHERWISE: list[dict[str, Any]] = [
    {},
    {"dataset.source.kind": "crawl", "dataset.personal_data.lawful_basis": "legitimate_interests"},
    {"dataset.source.kind": "synthetic", "dataset.tdm.basis": "dsm_art_4", "model.modification.is_modification": True},
    {"dataset.tdm.basis": "dsm_art_3", "dataset.labelling.campaigns[].workforce[].kind": "crowd_platform"},
    {"system.uses_model_training": False, "system.datasets[].role": "testing"},
]


def _gates() -> set[str]:
    conditions = [entry.condition for entry in CATALOGUE.requirements.values()]
    conditions += [track.condition for track in CATALOGUE.tracks.values()]
    return {leaf.path for condition in conditions for leaf in leaves(condition)} | set(ANSWERS) | set(REFERENCES)


GATES = _gates()


def is_gate(path: str, position: Position | None = None) -> bool:
    """Tell whether conditions read a path, in a card or as a use."""
    return path in GATES or path.replace("system.datasets[]", "use").replace("model.datasets[]", "use") in GATES


def answer(path: str, answers: dict[str, Any], free: Any = PROSE, *, truth: bool = True, choice: int = 0) -> Any:
    """Return an answer at a path: one that is given, else any that the type accepts."""
    if path in answers:
        return deepcopy(answers[path])
    value = plain_value(path, free, lambda _, values: values[choice % len(values)])
    return truth if value is True else value


def bodies(
    over: dict[str, Any], free: Any = PROSE, *, truth: bool = True, choice: int = 0, gates_only: bool = False
) -> list[dict[str, Any]]:
    """Return a card of each kind that answers everything, or only what conditions read."""
    answers = {**ANSWERS, **over}
    return [
        full_card(
            kind,
            lambda path, _: answer(path, answers, free, truth=truth, choice=choice),
            only=is_gate if gates_only else lambda *_: True,
        )
        for kind in KINDS
    ]


def derived(cards: list[dict[str, Any]]) -> tuple[Workspace, list[Finding]]:
    """Return the linked workspace of some bodies with its computed facts, and what was found on the way."""
    loaded = [load_body(body["kind"], body["name"], body) for body in cards]
    workspace, linking = link([card for card, _ in loaded], [], Settings())
    workspace, deriving = derive(workspace)
    return workspace, [*(finding for _, found in loaded for finding in found), *linking, *deriving]


def judged(cards: list[dict[str, Any]], as_of: str = LATE, catalogue: Catalogue = CATALOGUE) -> Assessment:
    return assess(derived(cards)[0], catalogue, as_of)


def only(ids: set[str]) -> Catalogue:
    """Return the catalogue with some of its duties."""
    return replace(CATALOGUE, requirements={name: CATALOGUE.requirements[name] for name in ids})


def met(assessment: Assessment) -> list[Row]:
    """Return what is met, the parts that are met inside rows that are not included."""
    return [
        part for row in assessment.rows for part in (row.parts or (row,)) if part.outcome is Outcome.MET
    ]  # fmt: skip


def write_cards(folder: Path, cards: list[dict[str, Any]], **settings: Any) -> Path:
    """Write bodies as card files of a workspace and return its folder."""
    (folder / "muniment.yaml").write_text(yaml.safe_dump({"muniment": 1, **settings}), "utf-8")
    for body in cards:
        whole = {"muniment": 1, "version": "1.0", **body}
        text = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)
        (folder / f"{body['name']}.card.yaml").write_text(text, "utf-8")
    return folder


def program(*arguments: str | Path) -> Result:
    """Run the command line in this process."""
    from muniment.cli.main import group

    return CliRunner().invoke(group, [str(argument) for argument in arguments])


def coverage(folder: Path, as_of: str = LATE) -> list[dict[str, Any]]:
    """Return the rows of ``muniment coverage`` with their parts, flat."""
    done = program("coverage", folder, "--as-of", as_of, "--format", "json")
    assert done.exit_code == 0, done.output
    rows: list[dict[str, Any]] = json.loads(done.stdout)["requirements"]
    return [part for row in rows for part in (row["parts"] or [row])]
