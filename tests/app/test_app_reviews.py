"""Reviews from the command to the edition: a judgement is listed, written down, stands, falls, and leaks nowhere."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.opening import open_workspace
from muniment.app.reviewing import Answer, write_review
from muniment.assess.assessment import Outcome, Row
from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.disclosure.table import AUDIENCES
from muniment.model.kinds import KINDS
from muniment.model.vocabulary import positions_of
from muniment.record.record import record_bytes
from sample_cards import run

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "recruitment"
AS_OF = "2026-11-23"
DUTY, TEST_SET = "AIA-10-2-f", "dataset/applications-test@4.2.0"
CARD = Path("datasets") / "applications-test.card.yaml"
WHO = ("--reviewer", "Ada Reviewer", "--reason", "The groups and the metrics are those that matter here.")
HIDDEN = ("Zoë Canary", "canary in chief", "A canary sang in the mine.", "1999-12-31")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "recruitment"
    shutil.copytree(EXAMPLE, folder)
    return folder


def review(at: Path, *arguments: str) -> tuple[int, str, str]:
    done = run("review", *arguments, "--as-of", AS_OF, at=at)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def assessed(folder: Path) -> Assessed:
    return assess_workspace(open_workspace([folder]), AS_OF)


def row(folder: Path, duty: str = DUTY, bearer: str = TEST_SET) -> Row:
    (found,) = [row for row in assessed(folder).assessment.rows if row.requirement.id == duty and row.bearer == bearer]
    return found


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def awaited(at: Path) -> list[dict[str, Any]]:
    return json.loads(review(at, "--format", "json")[1])["awaiting"]


def test_round_trip(copy: Path) -> None:
    before = awaited(copy)
    code, said, _ = review(copy, DUTY, "--card", TEST_SET, "--answer", "sufficient", *WHO, "--date", "2026-11-20")
    assert code == 0
    assert re.fullmatch(r"reviews/AIA-10-2-f/[\w.@-]+\.yaml\n", said)
    assert (row(copy).outcome, row(copy).reason) == (Outcome.MET, "reviewed")
    left = awaited(copy)
    assert len(left) == len(before) - 1
    assert not [item for item in left if (item["requirement"], item["bearer"]) == (DUTY, TEST_SET)]
    # What nobody judged over changes: the review stands.
    edit(copy / CARD, "strict_necessity_reasoning: >-", "strict_necessity_reasoning: >-\n    In short.")
    assert row(copy).reason == "reviewed"
    # A fact before the reviewer changes: it falls, and the finding names the fact.
    edit(copy / CARD, "feedback_loop_risk: true", "feedback_loop_risk: false")
    assert row(copy).outcome is Outcome.NEEDS_JUDGEMENT
    fallen = [finding for finding in assessed(copy).findings if finding.code == "MUN712" and DUTY in finding.remedy]
    assert [finding.related for finding in fallen] == [(f"{TEST_SET}#/bias_examination/feedback_loop_risk",)]
    # Judged again, in the same file, without leave: it did not stand.
    code, again, _ = review(copy, DUTY, "--card", TEST_SET, "--answer", "insufficient", *WHO)
    assert (code, again) == (0, said)
    assert row(copy).reason == "judged_insufficient"


def test_every_listed_command_works_once_its_words_are_filled_in(copy: Path) -> None:
    item = next(item for item in awaited(copy) if item["requirement"] == DUTY)
    program, *arguments = shlex.split(item["command"])
    assert program == "muniment"
    code, said, error = review(copy, *arguments[1:])
    assert (code, said) == (2, "")
    assert "placeholder" in error
    filled = [{"<name>": "Ada Reviewer", "<why>": "It is so, as I read it."}.get(word, word) for word in arguments[1:]]
    assert review(copy, *filled)[0] == 0
    assert row(copy, DUTY, item["bearer"]).reason == "reviewed"


def test_from_outside_the_workspace_the_command_names_it(copy: Path) -> None:
    item = next(item for item in json.loads(review(copy.parent, "recruitment", "--format", "json")[1])["awaiting"])
    words = shlex.split(item["command"])
    assert words[:4] == ["muniment", "review", item["requirement"], "recruitment"]
    filled = [{"<name>": "Ada Reviewer", "<why>": "It is so, as I read it."}.get(word, word) for word in words[2:]]
    code, said, _ = review(copy.parent, *filled)
    assert (code, said.split("/")[:2]) == (0, ["recruitment", "reviews"])


def test_list_as_json_follows_its_schema_and_as_text_shows_the_facts(copy: Path) -> None:
    schema = json.loads(schema_path("review", "v1", "list.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    result = json.loads(review(copy, "--format", "json")[1])
    assert list(Draft202012Validator(schema).iter_errors(result)) == []
    assert {item["question"] for item in result["awaiting"]} == {"judgement"}
    code, text, _ = review(copy, DUTY, str(CARD))
    assert code == 0
    assert text.count("\n  dataset/") == 1
    assert f"Feedback loop possible: yes (declared)  {TEST_SET}#/bias_examination/feedback_loop_risk" in text
    assert f"muniment review {DUTY} --card {TEST_SET}" in text


def test_what_is_written_follows_the_published_schema(copy: Path) -> None:
    import yaml

    schema = json.loads(schema_path("review", "v1", "review.schema.json").read_text("utf-8"))
    reason = 'Yes: "no" & # - {x}, \\ and ‮ü🐦;\n' * 3
    wanted = Answer(DUTY, TEST_SET, "", "sufficient", "yes", "no", reason, AS_OF)
    file = write_review(wanted, [copy], AS_OF)
    written = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)
    assert (written["reviewer"], written["role"], written["reason"]) == ("yes", "no", reason)
    written |= {"muniment": 1, "revision": int(written["revision"])}
    assert list(Draft202012Validator(schema).iter_errors(written)) == []


def test_a_standing_review_is_replaced_only_on_demand_and_its_comments_stay(copy: Path) -> None:
    (file,) = (copy / "reviews" / "GDPR-25").glob("*.yaml")
    bearer = "dataset/applications-train@4.2.0"
    before = file.read_bytes()
    code, _, error = review(copy, "GDPR-25", "--card", bearer, "--answer", "insufficient", *WHO)
    assert (code, file.read_bytes()) == (2, before)
    assert "--replace" in error
    assert review(copy, "GDPR-25", "--card", bearer, "--answer", "insufficient", *WHO, "--replace")[0] == 0
    assert file.read_bytes().splitlines()[0] == before.splitlines()[0]
    assert row(copy, "GDPR-25", bearer).reason == "judged_insufficient"
    assert [f.code for f in assessed(copy).findings if f.code in ("MUN712", "MUN713", "MUN714")] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([DUTY, "--card", "dataset/nothing@1", "--answer", "sufficient", *WHO], "There is no card"),
        (["AIA-10-1", "--card", TEST_SET, "--answer", "sufficient", *WHO], "rests on"),
        ([DUTY, "--card", TEST_SET, "--answer", "yes", *WHO], "awaits no answer on a condition"),
        ([DUTY, "--card", TEST_SET, "--answer", "explained", *WHO], "awaits no answer on a contradiction"),
        ([DUTY, "--card", TEST_SET, "--use", "x", "--answer", "sufficient", *WHO], "for each use"),
        ([DUTY, "--card", TEST_SET, "--answer", "maybe", *WHO], "maybe"),
        ([DUTY, "--card", TEST_SET, "--answer", "sufficient"], "--reviewer, --reason"),
        (["--card", TEST_SET, "--answer", "sufficient", *WHO], "Name the one duty"),
        (["NO-SUCH-ID"], "is no requirement"),
        (
            [DUTY, "--card", TEST_SET, "--answer", "sufficient", *WHO, "--date", "2026-02-30"],
            "is not a date",
        ),
        ([DUTY, "--card", TEST_SET, "--answer", "sufficient", "--reviewer", "TODO", "--reason", "It is so."], "TODO"),
        ([DUTY, "--card", TEST_SET, "--answer", "sufficient", "--reviewer", "Ada", "--reason", "fine"], "one word"),
    ],
)
def test_what_is_refused_writes_nothing(arguments: list[str], said: str, copy: Path) -> None:
    before = sorted(copy.rglob("*"))
    code, out, error = review(copy, *arguments)
    assert (code, out) == (2, "")
    assert said in error
    assert sorted(copy.rglob("*")) == before


def test_a_duty_that_is_met_by_facts_alone_takes_no_review(copy: Path) -> None:
    met = next(row for row in assessed(copy).assessment.rows if row.reason == "all_stated" and not row.parts)
    wanted = Answer(met.requirement.id, met.bearer, met.use, "sufficient", "Ada", "", "It is so.", AS_OF)
    with pytest.raises(CannotRun, match="awaits no judgement"):
        write_review(wanted, [copy], AS_OF)


def test_two_reviews_must_be_cleared_up_by_hand(copy: Path) -> None:
    (file,) = (copy / "reviews" / "GDPR-25").glob("*.yaml")
    shutil.copy(file, copy / "reviews" / "second.yaml")
    bearer = "dataset/applications-train@4.2.0"
    assert row(copy, "GDPR-25", bearer).outcome is Outcome.NEEDS_JUDGEMENT
    code, _, error = review(copy, "GDPR-25", "--card", bearer, "--answer", "sufficient", *WHO, "--replace")
    assert code == 2
    assert "Two reviews" in error


def test_a_foreign_file_is_not_overwritten(copy: Path) -> None:
    wanted = Answer(DUTY, TEST_SET, "", "sufficient", "Ada Reviewer", "", "It is so.", AS_OF)
    file = write_review(wanted, [copy], AS_OF)
    file.write_text("notes: mine\n")
    with pytest.raises(CannotRun, match="is no review of this question"):
        write_review(wanted, [copy], AS_OF, overwrite=True)
    assert file.read_text() == "notes: mine\n"


# --- what is shown, and to whom


def test_coverage_and_check_name_the_review(copy: Path) -> None:
    text = " ".join(run("coverage", "--as-of", AS_OF, at=copy).stdout.split())
    assert " met dataset/applications-train@4.2.0 (due now; reviewed by Lotte Aerts on 2026-10-15)" in text
    result = json.loads(run("coverage", "--as-of", AS_OF, "--format", "json", at=copy).stdout)
    schema = json.loads(schema_path("coverage", "v1", "result.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(result)) == []
    shown = [item["review"] for item in result["requirements"] if item["review"]]
    assert {item["reviewer"] for item in shown} == {"Lotte Aerts", "Bram Oosterling"}
    notices = run("check", "--as-of", AS_OF, "--format", "json", at=copy).stdout
    remedies = [finding["remedy"] for finding in json.loads(notices)["findings"] if finding["code"] == DUTY]
    assert any(f"muniment review {DUTY} --card {TEST_SET}" in remedy for remedy in remedies)


def test_a_reviewer_cannot_steer_the_terminal(copy: Path) -> None:
    (file,) = (copy / "reviews" / "GDPR-25").glob("*.yaml")
    edit(file, '"Lotte Aerts"', '"Lotte \\e[2J \\u202e Aerts"')
    bearer = "dataset/applications-train@4.2.0"
    commands = [["check"], ["coverage"], ["coverage", "--format", "json"], ["review"], ["review", "--format", "json"]]
    commands.append(["review", "GDPR-25", "--card", bearer, "--answer", "sufficient", *WHO])
    for change in (False, True):
        if change:
            edit(copy / "profiles" / "applications.yaml", "recall: 0.982", "recall: 0.981")
            commands.pop()
        for command in commands:
            done = run(*command, "--as-of", AS_OF, at=copy)
            assert not set(done.stdout + done.stderr) & {"\x1b", "\u202e"}, command


def records(folder: Path) -> dict[tuple[str, str], bytes]:
    """Return the record of every data set for every audience."""
    found = assessed(folder)
    vocabulary = {path: position for kind in KINDS for path, position in positions_of(kind).items()}
    making = Making("0", "0", (("renderer", "0"),), "")
    workspace = found.opened.workspace
    return {
        (identity, audience): record_bytes(
            disclose(
                Edition("datasheet", identity, audience, "en", AS_OF, AS_OF),
                workspace, found.assessment, load_catalogue(), found.policy, vocabulary, making,
            )
        )
        for identity, card in workspace.cards.items()
        for audience in AUDIENCES
        if card.kind == "dataset"
    }  # fmt: skip


def outcomes(record: bytes) -> dict[str, tuple[str, str]]:
    return {row["requirement"]: (row["outcome"], row["reason"]) for row in json.loads(record)["outcomes"]}


@pytest.mark.parametrize("answer", ["sufficient", "insufficient"])
def test_no_record_names_a_reviewer_or_a_reason(answer: str, copy: Path) -> None:
    name, role, reason, day = HIDDEN
    narrower = "{path: dataset.bias_examination.feedback_loop_risk, audience: internal, ground: security}"
    edit(copy / "muniment.yaml", "  rows:\n", f"  rows:\n    - {narrower}\n")
    before = records(copy)
    count = 0
    for item in awaited(copy):
        count += 1
        wanted = Answer(item["requirement"], item["bearer"], item["use"], answer, name, role, reason, day)
        if item["bearer"] == TEST_SET:
            write_review(wanted, [copy], AS_OF)
    assert count > 30
    after = records(copy)
    for key, record in after.items():
        for word in (*HIDDEN, "reviews/"):
            assert word.encode() not in record, (key, word)
    for audience in AUDIENCES:
        old, new = outcomes(before[TEST_SET, audience]), outcomes(after[TEST_SET, audience])
        assert old.keys() == new.keys()
        for duty, (outcome, said) in new.items():
            if old[duty][0] == "withheld":
                # Whoever may not see every fact does not learn what was judged of them.
                assert (outcome, said) == ("withheld", ""), (audience, duty)
            if old[duty][0] == "needs_judgement":
                assert outcome in ("met" if answer == "sufficient" else "contradicted", "withheld")
    assert outcomes(after[TEST_SET, "public"]) == {}
    assert outcomes(after[TEST_SET, "authority"])[DUTY] == ("withheld", "")
    assert outcomes(after[TEST_SET, "internal"])[DUTY][0] == ("met" if answer == "sufficient" else "contradicted")
