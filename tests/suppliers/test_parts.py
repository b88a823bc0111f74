"""A card about a part of a set: judged on what lies in the part alone, for whoever will use the data."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from muniment.app.asking import build_asked
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.covering import cover
from muniment.app.opening import open_workspace
from muniment.assess.asking import facts_asked
from muniment.assess.assessment import Applies, Outcome
from muniment.base.findings import Severity
from muniment.base.resources import schema_path
from muniment.catalogue.load import load_catalogue
from muniment.model.dataset.card import PARTS
from muniment.model.vocabulary import positions_of
from muniment.record.parts import lies_in, part_names, rows_of
from muniment.report.coverage import render_json, render_text
from sample_cards import card, codes, linked, profile, write

AS_OF = "2026-11-23"
CAMPAIGN: dict[str, Any] = {"id": "boxes", "task": "Draw a box around each sign.", "procedure": "Two people each."}
LABELLING = {"labelled": True, "campaigns": [CAMPAIGN]}
IDENTITY = "dataset/sign-labels@1.0"


def labels(**facts: Any) -> str:
    return card(name="sign-labels", **{"part": ["labelling"], "title": "Labels", "labelling": LABELLING, **facts})


def workspace(folder: Path, text: str = "", *, roles: tuple[str, ...] = ("supplier",)) -> Path:
    return write(
        folder,
        {
            "muniment.yaml": "muniment: 1\n",
            "organisation.card.yaml": card("organisation", "etikett", roles=list(roles), legal_name="Etikett"),
            "datasets/sign-labels.card.yaml": text or labels(),
        },
    )


def assessed(folder: Path) -> Assessed:
    return assess_workspace(open_workspace([folder]), AS_OF)


def test_the_vocabulary_knows_every_part_and_every_path() -> None:
    assert part_names() == tuple(PARTS)
    known = {path.replace("[]", "") for path in positions_of("dataset")}
    every = json.loads(schema_path("vocab", "parts.json").read_text("utf-8"))["every"]
    assert {path.replace("[]", "") for path in {*rows_of(part_names()), *every}} <= known


def test_outside_of_its_part_a_card_is_asked_nothing(tmp_path: Path) -> None:
    found = assessed(workspace(tmp_path))
    rows = {row.requirement.id: row for row in found.assessment.rows if row.bearer == IDENTITY}
    # Personal data, licence and quality of the set are not in scope: no duty is open for them, and none is met.
    assert (rows["GDPR-5-1a"].applies, rows["GDPR-5-1a"].reason) == (Applies.NO, "outside_part")
    assert rows["AIA-10-2-c"].reason == "for_users"
    assert not [row for row in rows.values() if row.applies is not Applies.NO and not row.requirement.election]
    asked = {row.requirement.id: row for row in found.assessment.asked_of_parts}
    assert asked["AIA-A4-2d-lab"].outcome is Outcome.MISSING
    paths = {basis.path for row in asked.values() for basis in row.facts}
    paths |= {gate.path for row in asked.values() for gate in row.gates}
    assert paths
    assert all(lies_in(path, ("labelling",)) for path in paths), paths


def test_no_role_system_or_date_is_needed(tmp_path: Path) -> None:
    asked = {}
    for roles in (("supplier",), ("distributor",)):
        found = assessed(workspace(tmp_path / roles[0], roles=roles))
        asked[roles] = {row.requirement.id: row.outcome for row in found.assessment.asked_of_parts}
        assert {row.due for row in found.assessment.asked_of_parts} == {"none"}
    assert asked["distributor",].items() >= {("AIA-A4-2d-lab", Outcome.MISSING), ("AIA-10-2-c", Outcome.MET)}
    assert asked["supplier",] == {key: asked["distributor",][key] for key in asked["supplier",]}


def test_a_duty_is_judged_on_what_lies_inside_and_never_called_met(tmp_path: Path) -> None:
    found = assessed(workspace(tmp_path, labels(quality={"label_noise": 0.02})))
    (row,) = [row for row in found.assessment.asked_of_parts if row.requirement.id == "AIA-10-3-3"]
    # Error rate, duplicates and method are asked of the whole set, of which this card says nothing.
    assert [basis.path for basis in row.facts] == ["dataset.quality.label_noise"]
    assert (row.outcome, row.reason) == (Outcome.MET, "part_stated")
    covered = cover([tmp_path], AS_OF)
    text = render_text(covered.assessment, covered.rows, covered.asked, everything=False)
    of_parts = " ".join(text.split()).partition("Asked of parts of data sets")[2]
    assert "stated AI Act Art 10(3): Freedom from errors" in of_parts
    assert " met" not in of_parts
    assert "lie outside its part: not in scope" in of_parts
    value = json.loads(render_json(covered.assessment, covered.rows, covered.asked))
    Draft202012Validator(json.loads(schema_path("coverage", "v1", "result.schema.json").read_text("utf-8"))).validate(
        value
    )
    assert {row["due"] for row in value["asked_of_parts"]} == {"none"}


def test_whether_it_suffices_is_for_those_who_use_the_data(tmp_path: Path) -> None:
    text = card(name="sign-labels", part=["collection"], scope={"domain": ["road traffic"]}, characteristics=["Day."])
    found = assessed(workspace(tmp_path, text))
    (row,) = [row for row in found.assessment.asked_of_parts if row.requirement.id == "AIA-A11-1-2c-scope"]
    assert (row.outcome, row.reason) == (Outcome.NEEDS_JUDGEMENT, "part_judgement")
    # Nobody here is asked to judge it: neither by check nor in a questionnaire.
    assert "A person must judge" not in " ".join(finding.message for finding in found.findings)
    assert dict(build_asked([tmp_path], "", (), AS_OF, AS_OF, "en").left_out).get("judgement", 0) == 0


def test_a_duty_of_ones_own_keeps_its_day(tmp_path: Path) -> None:
    tdm = {"basis": "dsm_art_4"}
    text = card(name="sign-labels", part=["collection"], title="Pictures", tdm=tdm)
    found = assessed(workspace(tmp_path, text, roles=("tdm_user",)))
    rows = {row.requirement.id: row for row in found.assessment.rows if row.applies is Applies.YES}
    assert (rows["DSM-4-1"].outcome, rows["DSM-4-1"].due) == (Outcome.MISSING, "now")
    assert "DSM-4-1" not in {row.requirement.id for row in found.assessment.asked_of_parts}
    open_ = [one for one in found.findings if one.path == "dataset.tdm.lawful_access_basis"]
    assert [one.severity for one in open_] == [Severity.ERROR]


def test_questions_and_drafts_are_about_the_part(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    asked = build_asked([folder], "", (IDENTITY,), AS_OF, AS_OF, "en")
    assert asked.questions
    assert all(lies_in(question.path, ("labelling",)) for question in asked.questions)
    found = assessed(folder)
    workspace_ = found.opened.workspace
    drafted = facts_asked(workspace_.cards[IDENTITY], workspace_, load_catalogue(), AS_OF)
    assert {item.basis.path for item in drafted} >= {"dataset.labelling.campaigns[].guideline.ref"}
    assert all(lies_in(item.basis.path, ("labelling",)) for item in drafted)


def test_nothing_is_computed_outside_the_part(tmp_path: Path) -> None:
    found = assessed(workspace(tmp_path))
    facts = found.opened.workspace.cards[IDENTITY].facts.values()
    assert {fact.path for fact in facts if not lies_in(fact.path, ("labelling",))} == set()
    assert any(fact.path == "dataset.labelling.start" for fact in facts)


def test_what_is_stated_outside_counts_for_nothing_and_is_told() -> None:
    stated = {"licence": {"id": "CC-BY-4.0", "remarks": "For tests."}, "personal_data": {"lawful_basis": ["consent"]}}
    found, findings = linked(labels(**stated))
    assert sorted(codes(findings)) == ["MUN726", "MUN726"]
    licence, personal = findings
    assert (licence.severity, licence.pointer) == (Severity.ERROR, "/licence/id")
    assert "part: [labelling, licence]" in licence.remedy
    # No part holds on which basis a holder processes personal data, so none is offered.
    assert "part: [" not in personal.remedy
    assert not [inner for inner in found.cards[IDENTITY].facts if inner.startswith(("/licence", "/personal_data"))]


def test_several_parts_and_the_status_of_a_section_that_one_only_touches() -> None:
    found, findings = linked(labels(part=["labelling", "licence"], licence={"id": "MIT"}, quality={"unknown": "why"}))
    assert codes(findings) == []
    assert {"/licence/id", "/quality"} <= set(found.cards[IDENTITY].facts)


def test_of_a_profile_only_what_lies_inside_is_taken() -> None:
    shared = profile(licence={"id": "MIT"}, quality={"label_noise": 0.01})
    found, findings = linked(labels(profiles=["shared"]), shared)
    assert [(one.code, one.severity) for one in findings] == [("MUN726", Severity.NOTICE)]
    assert "/quality/label_noise" in found.cards[IDENTITY].facts
    assert "/licence/id" not in found.cards[IDENTITY].facts


@pytest.mark.parametrize("status", ["unknown", "not_applicable"])
def test_a_part_that_is_not_named_is_a_mistake(status: str) -> None:
    found, findings = linked(labels(part={status: "nobody has said"}))
    assert codes(findings) == ["MUN729"]
    assert "/part" not in found.cards[IDENTITY].facts


def test_a_part_is_not_used_as_a_whole_set() -> None:
    system = card("system", "gate", datasets=[{"id": "train", "dataset": "sign-labels@1.0", "role": "training"}])
    signs = card(name="signs", origin={"sources": [{"id": "labels", "name": "Labels", "card": "sign-labels@1.0"}]})
    _, findings = linked(labels(), system, signs)
    told = {one.address for one in findings if one.code == "MUN727"}
    assert told == {"system/gate@1.0#/datasets/train/dataset", "dataset/signs@1.0#/origin/sources/labels/card"}
