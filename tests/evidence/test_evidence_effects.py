"""What evidence does to duties, documents and builds: a contradiction, an explanation, stale and missing evidence."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from evidence_workspaces import AS_OF, BIRDS, assessed, lock_of, text_of, without, workspace
from muniment.app.explaining import explain
from muniment.assess.assessment import Outcome
from muniment.base.findings import Severity
from muniment.base.resources import schema_path
from muniment.derive.grounds import rests_on
from muniment.evidence.lock import Measured
from muniment.evidence.measures import load_definitions
from muniment.report.explain_text import render_text
from sample_cards import card, run

ORGANISATION = card("organisation", "us", legal_name="Us GmbH", roles=["provider_high_risk"], size_class="large")
USE = {"id": "birds", "dataset": "birds@1.0", "role": "training"}
SYSTEM = card(
    "system", "gate", title="Gate", datasets=[USE], risk_class="high_risk", annex_iii=False, annex_i_section="A",
    uses_model_training=True, placed_on="2028-12-05",
)  # fmt: skip
OTHERS = (("us.card.yaml", ORGANISATION), ("gate.card.yaml", SYSTEM))
WRONG = {"quality": {"duplicate_rate": 0.3}}


def made(folder: Path, measured: bool = True, **stated: Any) -> Path:
    text = text_of(title="Birds", **stated)
    return workspace(folder, text, lock_of(text) if measured else None, *OTHERS)


def build(folder: Path, *arguments: str) -> Any:
    return run(
        "build", "--date", AS_OF, "--format", "html", "--document", "supplier_datasheet", *arguments, "-o", "out",
        at=folder,
    )  # fmt: skip


def touched(folder: Path) -> set[str]:
    return {
        row.requirement.id
        for row in assessed(folder).assessment.rows
        if row.outcome is Outcome.CONTRADICTED and any(one.code == "MUN503" for one in row.contradictions)
    }


def test_a_contradiction_reaches_the_duties_that_rest_on_the_fact(tmp_path) -> None:
    assert not touched(made(tmp_path / "right", quality={"duplicate_rate": 0.1}))
    wrong = made(tmp_path / "wrong", **WRONG)
    assert touched(wrong)
    (finding,) = [one for one in assessed(wrong).findings if one.code == "MUN503"]
    assert finding.citations


def test_editions_for_others_that_show_it_are_not_built_until_it_is_mended(tmp_path) -> None:
    made(tmp_path, **WRONG)
    done = build(tmp_path, "--audience", "client")
    assert done.returncode == 1
    assert "MUN503" in done.stdout
    assert not list(tmp_path.glob("out/**/*.html"))
    inside = build(tmp_path, "--audience", "internal")
    assert inside.returncode == 0, inside.stderr
    made(tmp_path, quality={"duplicate_rate": 0.1})
    assert build(tmp_path, "--audience", "client").returncode == 0


def test_what_does_not_show_the_fact_is_built(tmp_path) -> None:
    made(tmp_path, **WRONG)
    done = build(tmp_path, "--audience", "client", "--document", "datasheet", "--audience", "public")
    assert done.returncode == 1
    built = {file.name for file in tmp_path.glob("out/**/*.html")}
    assert built == {"datasheet.public.en.html"}


def test_an_explanation_lets_it_go_out(tmp_path) -> None:
    made(tmp_path, **WRONG)
    duties = touched(tmp_path)
    assert duties
    for duty in duties:
        done = run(
            "review", duty, "--card", BIRDS, "--answer", "explained", "--reviewer", "Ada", "--reason",
            "The copies are calls that were heard twice.", "--date", AS_OF, "--as-of", AS_OF, at=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    (finding,) = [one for one in assessed(tmp_path).findings if one.code == "MUN503"]
    assert finding.severity is Severity.NOTICE
    assert build(tmp_path, "--audience", "client").returncode == 0


def test_without_evidence_nothing_is_held_up(tmp_path) -> None:
    made(tmp_path, measured=False, **WRONG)
    assert build(tmp_path, "--audience", "client").returncode == 0


def test_check_counts_how_statements_stand_by_the_published_schema(tmp_path) -> None:
    made(tmp_path, **WRONG)
    told = run("check", "--format", "json", "--as-of", AS_OF, at=tmp_path).stdout
    result = json.loads(told)
    schema = json.loads(schema_path("check", "v1", "result.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(result)
    claims = result["summary"]["evidence"]["claims"]
    assert claims["contradicted"] == 1
    states = [claim.state for claim in assessed(tmp_path).opened.workspace.evidence[BIRDS].claims.values()]
    assert sum(claims.values()) == len(states)
    said = run("check", "--as-of", AS_OF, at=tmp_path).stderr
    assert "Evidence on 1 set: 1 contradicted," in said
    bare = made(tmp_path / "bare", measured=False)
    assert "evidence" not in json.loads(run("check", "--format", "json", "--as-of", AS_OF, at=bare).stdout)["summary"]


def test_judging_evidence_loads_no_engine(tmp_path) -> None:
    made(tmp_path, **WRONG)
    program = (
        "import sys; from pathlib import Path; from muniment.app.check import check;"
        f"check([Path({str(tmp_path)!r})], {AS_OF!r});"
        "print(sorted({'duckdb', 'pyarrow', 'pyspark', 'PIL', 'boto3', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("measure", list(load_definitions().measures))
def test_every_measure_is_explained_by_its_name(measure) -> None:
    found = explain(measure, AS_OF)
    schema = json.loads(schema_path("explain", "v1", "result.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(found)
    text = render_text(found)
    assert f"{measure}: " in text
    assert load_definitions().measures[measure].definition.split()[0] in text


def test_what_is_computed_from_a_contradicted_fact_is_held_up_as_well(tmp_path) -> None:
    stated = {
        "title": "Birds", "modalities": ["text"], "source": {"kind": "public"},
        "splits": [{"id": "train", "kind": "training"}],
        "measures": [
            {"id": "all", "modality": "text", "unit": "tokens", "point": "after_preprocessing", "amount": 4000}
        ],
    }  # fmt: skip
    model = card("model", "wren", title="Wren", gpai=True, datasets=[USE])
    us = card("organisation", "us", legal_name="Us GmbH", roles=["provider_gpai"], size_class="large")
    for name, amount, stopped in (("right", 4000, False), ("wrong", 5000, True)):
        text = text_of(**stated)
        figure = Measured("amount", (("modality", "text"), ("unit", "tokens")), amount, "tokens", read=40)
        folder = workspace(
            tmp_path / name, text, lock_of(text, without("amount", figure)), ("us.card.yaml", us),
            ("wren.card.yaml", model),
        )  # fmt: skip
        done = run(
            "build", "wren.card.yaml", "--date", AS_OF, "--format", "html", "--document", "public_summary", "-o", "out",
            at=folder,
        )  # fmt: skip
        assert ("MUN503" in done.stdout) is stopped, done.stdout + done.stderr
        assert bool(list(folder.glob("out/**/*.html"))) is not stopped
    # The summary shows the bracket alone, and the amount to nobody.
    assert "dataset.measures[].amount" in rests_on("model.size.of_text.bracket") & rests_on("model.size.of_text.amount")
    assert "dataset.measures[].amount" in rests_on("model.datasets[].large_public")
