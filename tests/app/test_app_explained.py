"""A contradiction on which no duty rests: explained in a review of the finding, as long as facts and figures last."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from evidence_workspaces import AS_OF, BIRDS, assessed, lock_of, share, text_of, without, workspace
from muniment.base.findings import Finding, Severity
from muniment.evidence.measures import load_definitions
from sample_cards import card, run

PLACE = f"{BIRDS}#/quality/duplicate_rate"
WHO = ("--reviewer", "Ada", "--reason", "The copies are calls that were heard twice.", "--date", AS_OF)
EXPLAIN = ("MUN503", "--fact", PLACE, "--answer", "explained", *WHO)


def made(folder: Path, rate: float = 0.3, facts: Any = None, **changes: Any) -> Path:
    text = text_of(title="Birds", quality={"duplicate_rate": rate})
    return workspace(folder, text, lock_of(text, facts, **changes))


def review(folder: Path, *arguments: str) -> Any:
    done = run("review", *arguments, "--as-of", AS_OF, at=folder)
    assert "Traceback" not in done.stderr
    return done


def findings(folder: Path, *codes: str) -> list[Finding]:
    return [one for one in assessed(folder).findings if one.code in codes]


def build(folder: Path) -> int:
    done = run(
        "build", "--date", AS_OF, "--format", "html", "--document", "supplier_datasheet", "--audience", "client",
        "-o", "out", at=folder,
    )  # fmt: skip
    return done.returncode


def test_the_finding_names_the_command_that_explains_it_and_then_is_a_notice(tmp_path) -> None:
    folder = made(tmp_path)
    (open_,) = findings(folder, "MUN503")
    assert (open_.severity, build(folder)) == (Severity.ERROR, 1)
    command = open_.remedy.partition("No duty rests on it; to explain it: muniment ")[2]
    words = shlex.split(
        command.replace("<name>", "Ada").replace("<why>", "The copies are calls that were heard twice.")
    )
    done = run(*words, "--as-of", AS_OF, at=folder)
    assert done.returncode == 0, done.stderr
    (told,) = findings(folder, "MUN503")
    assert told.severity is Severity.NOTICE
    assert done.stdout.strip() in told.remedy
    assert findings(folder, "MUN712", "MUN713", "MUN714") == []
    assert build(folder) == 0


def test_it_falls_when_the_fact_says_something_else(tmp_path) -> None:
    folder = made(tmp_path)
    assert review(folder, *EXPLAIN).returncode == 0
    made(folder, 0.4)
    assert [one.severity for one in findings(folder, "MUN503")] == [Severity.ERROR]
    (fallen,) = findings(folder, "MUN712")
    assert PLACE in fallen.message
    assert (fallen.severity, build(folder)) == (Severity.WARNING, 1)
    # Written again, the file of the same question is replaced, since it no longer stood.
    assert review(folder, *EXPLAIN).returncode == 0
    assert [one.severity for one in findings(folder, "MUN503", "MUN712")] == [Severity.NOTICE]


def test_it_falls_when_another_figure_is_measured(tmp_path) -> None:
    folder = made(tmp_path)
    assert review(folder, *EXPLAIN).returncode == 0
    made(folder, 0.3, without("duplicate_rate", share("duplicate_rate", 5, 40)))
    assert [one.severity for one in findings(folder, "MUN503")] == [Severity.ERROR]
    (fallen,) = findings(folder, "MUN712")
    assert "or what was measured, has changed" in fallen.message


def test_other_facts_and_figures_do_not_touch_it(tmp_path) -> None:
    folder = made(tmp_path)
    assert review(folder, *EXPLAIN).returncode == 0
    text = text_of(title="Birds of the garden", quality={"duplicate_rate": 0.3}, url="https://birds.example/")
    workspace(folder, text, lock_of(text, without("overlap")))
    assert [one.severity for one in findings(folder, "MUN503", "MUN712")] == [Severity.NOTICE]


def test_it_is_told_when_there_is_nothing_left_to_explain(tmp_path) -> None:
    folder = made(tmp_path)
    assert review(folder, *EXPLAIN).returncode == 0
    made(folder, 0.1)
    (told,) = findings(folder, "MUN503", "MUN712")
    assert (told.code, told.severity) == ("MUN712", Severity.NOTICE)
    # While evidence is stale nothing is known of it.
    made(folder, 0.3, definitions="sha256:" + "0" * 64)
    assert findings(folder, "MUN503", "MUN712") == []
    made(folder, 0.3, definitions=load_definitions().sha256)
    assert [one.severity for one in findings(folder, "MUN503", "MUN712")] == [Severity.NOTICE]


def test_where_a_duty_rests_on_it_the_duty_is_answered(tmp_path) -> None:
    folder = made(tmp_path)
    assert review(folder, *EXPLAIN).returncode == 0
    use = {"id": "birds", "dataset": "birds@1.0", "role": "training"}
    system = card(
        "system", "gate", title="Gate", datasets=[use], risk_class="high_risk", annex_iii=False, annex_i_section="A",
        uses_model_training=True, placed_on="2028-12-05",
    )  # fmt: skip
    us = card("organisation", "us", legal_name="Us GmbH", roles=["provider_high_risk"], size_class="large")
    for name, text in (("us", us), ("gate", system)):
        (folder / f"{name}.card.yaml").write_text(text, "utf-8")
    (open_,) = findings(folder, "MUN503")
    assert (open_.severity, "No duty rests on it" in open_.remedy) == (Severity.ERROR, False)
    (told,) = findings(folder, "MUN713")
    assert "Duties rest on the fact" in told.message
    done = review(folder, *EXPLAIN, "--replace")
    assert (done.returncode, "Duties rest on this fact" in done.stderr) == (2, True)


def test_two_explanations_answer_nothing(tmp_path) -> None:
    folder = made(tmp_path)
    file = folder / review(folder, *EXPLAIN).stdout.strip()
    assert re.fullmatch(
        r"reviews/MUN503/dataset-birds@1\.0\.quality-duplicate_rate\.[0-9a-f]{8}\.yaml", str(file.relative_to(folder))
    )
    file.with_name("other.yaml").write_bytes(file.read_bytes())
    assert [one.severity for one in findings(folder, "MUN503")] == [Severity.ERROR]
    assert len(findings(folder, "MUN714")) == 2
    assert "Two reviews" in review(folder, *EXPLAIN).stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("MUN503", "--fact", f"{BIRDS}#/quality/error_rate", "--answer", "explained", *WHO), 2, "Did you mean"),
        (("MUN401", "--fact", PLACE, "--answer", "explained", *WHO), 2, "There is no contradiction MUN401"),
        (("AIA-10-3-2", "--fact", PLACE, "--answer", "explained", *WHO), 2, "Name the one finding"),
        (("MUN503", "--fact", PLACE, "--answer", "sufficient", *WHO), 2, "A finding is explained"),
        (("MUN503", "--fact", PLACE, "--card", BIRDS, "--answer", "explained", *WHO), 2, "A finding is explained"),
        (("MUN503", "--fact", PLACE, "--answer", "explained"), 2, "--reviewer, --reason"),
        (("MUN503", "--card", BIRDS, "--answer", "explained", *WHO), 2, "Name the one duty"),
    ],
)
def test_what_is_asked_otherwise_is_refused_and_nothing_is_written(tmp_path, arguments, code, said) -> None:
    folder = made(tmp_path)
    done = review(folder, *arguments)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert not (folder / "reviews").exists()


def test_one_that_stands_is_replaced_with_leave_alone(tmp_path) -> None:
    folder = made(tmp_path)
    assert review(folder, *EXPLAIN).returncode == 0
    assert "The review stands" in review(folder, *EXPLAIN).stderr
    assert review(folder, *EXPLAIN, "--replace").returncode == 0
    assert len(list(folder.glob("reviews/**/*.yaml"))) == 1


def test_a_rule_that_looks_at_more_facts_than_it_names_is_explained_over_all_of_them(tmp_path) -> None:
    stated = {"start": "2024-05-01", "end": "2023-01-01"}
    folder = workspace(tmp_path, card(title="Birds", temporal=stated))
    place = f"{BIRDS}#/temporal/end"
    explain = ("MUN405", "--fact", place, "--answer", "explained", *WHO)
    assert review(folder, *explain).returncode == 0
    assert [one.severity for one in findings(folder, "MUN405", "MUN712")] == [Severity.NOTICE]
    workspace(tmp_path, card(title="Birds of the garden", temporal=stated))
    assert [one.severity for one in findings(folder, "MUN405", "MUN712")] == [Severity.NOTICE]
    workspace(tmp_path, card(title="Birds", temporal={**stated, "start": "2024-06-01"}))
    severities = {one.code: one.severity for one in findings(folder, "MUN405", "MUN712")}
    assert severities == {"MUN405": Severity.ERROR, "MUN712": Severity.WARNING}
