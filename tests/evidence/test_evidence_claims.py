"""What a card claims against what was measured: confirmed, contradicted, consistent, not measured, stale."""

import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from evidence_workspaces import (
    BIRDS,
    CARD,
    assessed,
    claims_of,
    figures,
    lock_of,
    share,
    tally,
    text_of,
    without,
    workspace,
)
from muniment.base.findings import Severity
from muniment.evidence.claims import judge_claims
from muniment.evidence.lock import Lock, Measured, Unread
from muniment.evidence.measures import load_definitions
from muniment.evidence.plan import plan_of
from muniment.model.facts import Origin, Status
from muniment.workspace.claims import ClaimState as State
from sample_cards import load


def told(tmp_path: Path, facts: list[Measured] | None = None, unread: tuple[Unread, ...] = (), **stated: Any) -> Any:
    text = text_of(**stated)
    return claims_of(workspace(tmp_path, text, lock_of(text, facts, unread=unread)))


def campaign(**more: Any) -> dict[str, Any]:
    return {"labelled": True, "campaigns": [{"id": "first", **more}]}


def entry(**more: Any) -> list[dict[str, Any]]:
    return [{**CARD["distribution"][0], **more}]


#: What a card states, at which position, and how that stands to the figures of the birds.
CASES: list[tuple[dict[str, Any], str, State]] = [
    (case["states"], case["at"], State(case["is"]))
    for case in yaml.safe_load(Path(__file__).with_name("claims.yaml").read_text("utf-8"))
]


@pytest.mark.parametrize(("stated", "inner", "state"), CASES)
def test_a_statement_stands_as_the_figures_leave_it(tmp_path, stated, inner, state) -> None:
    claim = told(tmp_path, **stated)[inner]
    assert claim.state is state, claim


@pytest.mark.parametrize(("stated", "inner", "state"), [case for case in CASES if case[2] is State.CONTRADICTED])
def test_a_contradiction_is_an_error_under_its_line_that_says_both_figures(tmp_path, stated, inner, state) -> None:
    text = text_of(**stated)
    done = assessed(workspace(tmp_path, text, lock_of(text)))
    (finding,) = [one for one in done.findings if one.code == "MUN503" and one.address == f"{BIRDS}#{inner}"]
    assert finding.severity is (Severity.WARNING if inner == "/personal_data/present" else Severity.ERROR)
    key = inner.split("/")[1]
    assert finding.pointer.split("/")[1] == key
    assert finding.path.startswith(f"dataset.{key}")
    assert "--verify" in finding.remedy
    fact = done.opened.workspace.cards[BIRDS].facts[inner]
    assert fact.origin is Origin.DECLARED


@pytest.mark.parametrize(("stated", "inner", "state"), CASES)
def test_only_what_the_data_bear_out_is_measured_and_no_word_is_replaced(tmp_path, stated, inner, state) -> None:
    text = text_of(**stated)
    bare = assessed(workspace(tmp_path / "bare", text)).opened.workspace.cards[BIRDS]
    done = assessed(workspace(tmp_path / "with", text, lock_of(text))).opened.workspace.cards[BIRDS]
    for place, fact in ((place, fact) for place, fact in bare.facts.items() if fact.origin is Origin.DECLARED):
        after = done.facts[place]
        assert (after.value, after.status, after.note) == (fact.value, fact.status, fact.note)
    assert (done.facts[inner].origin is Origin.MEASURED) is (state is State.CONFIRMED)
    assert {place for place, fact in done.facts.items() if fact.record} == {
        place for place, fact in bare.facts.items() if fact.record
    }


def test_what_only_the_evidence_states_is_added_to_what_exists(tmp_path) -> None:
    text = text_of()
    facts = assessed(workspace(tmp_path, text, lock_of(text))).opened.workspace.cards[BIRDS].facts
    added = {inner: fact.value for inner, fact in facts.items() if fact.origin is Origin.MEASURED}
    assert added["/distribution/csv/records"] == 40
    assert added["/measures/rows/amount"] == 40
    assert added["/splits/test/share"] == Decimal("0.25")
    assert added["/temporal/start"] == "2019-03-04"
    assert added["/quality/missingness_by_field"][0] == {"name": "sex", "value": Decimal("0.25"), "count": 10}
    assert added["/scope/languages"] == ["de", "en"]
    assert added["/labelling/campaigns/first/label_schema"] == [
        {"name": "loud", "value": 33},
        {"name": "soft", "value": 7},
    ]
    # Whether there are personal data is for people to say, whatever an indicator found.
    assert "/personal_data/present" not in facts


def test_a_status_of_a_section_is_not_filled(tmp_path) -> None:
    text = text_of(quality={"not_applicable": "only noises"})
    facts = assessed(workspace(tmp_path, text, lock_of(text))).opened.workspace.cards[BIRDS].facts
    assert facts["/quality"].status is Status.NOT_APPLICABLE
    assert not [inner for inner in facts if inner.startswith("/quality/")]


@pytest.mark.parametrize(
    ("stated", "unread", "state"),
    [
        (40, Unread("data/birds.csv", "truncated", 0), State.CONSISTENT),
        (45, Unread("data/birds.csv", "truncated", 0), State.CONSISTENT),
        (39, Unread("data/birds.csv", "truncated", 0), State.CONTRADICTED),
        (45, Unread("data/birds.csv", "not_json", 5), State.CONSISTENT),
        (46, Unread("data/birds.csv", "not_json", 5), State.CONTRADICTED),
        (40, Unread("csv", "floating_point", 0), State.CONFIRMED),
    ],
)
def test_what_could_not_be_read_leaves_a_margin(tmp_path, stated, unread, state) -> None:
    claims = told(tmp_path, unread=(unread,), distribution=entry(records=stated))
    assert claims["/distribution/csv/records"].state is state
    # Sizes are known of files that cannot be read as records, too.
    assert claims["/distribution/csv/bytes"].state is State.MEASURED


@pytest.mark.parametrize(
    ("location", "path", "touched"),
    [
        ("data/train", "data/train/deep/a.csv", True),
        ("data/train/", "data/train/a.csv", True),
        ("data/*.csv", "data/a.csv", True),
        ("data/**/*.csv", "data/a.csv", True),
        ("data/**/*.csv", "data/x/y/a.csv", True),
        ("**/a.csv", "a.csv", True),
        ("/mnt/data/*.csv", "a.csv", True),
        ("s3://bucket/data/*.csv", "bucket/data/a.csv", True),
        ("data/[ab].csv", "data/a.csv", True),
        ("data/train", "data/test/a.csv", False),
        ("data/train-*.csv", "data/test-1.csv", False),
    ],
)
def test_a_file_that_was_not_read_leaves_open_only_what_it_may_belong_to(tmp_path, location, path, touched) -> None:
    group = {"id": "csv", "location": location, "records": 40}
    claims = told(tmp_path, unread=(Unread(path, "truncated"),), distribution=[group])
    assert claims["/distribution/csv/records"].state is (State.CONSISTENT if touched else State.CONFIRMED)


def test_a_lost_record_can_hold_any_number_of_bytes(tmp_path) -> None:
    size = Measured("amount", (("modality", "tabular"), ("unit", "bytes")), 900, "bytes", read=39, unread=1)
    for stated, state in ((1000, State.CONSISTENT), (899, State.CONTRADICTED)):
        measures = [{"id": "size", "modality": "tabular", "unit": "bytes", "amount": stated}]
        claims = told(tmp_path / str(stated), without("amount", size), measures=measures)
        assert claims["/measures/size/amount"].state is state


def test_items_with_one_label_are_left_out_of_agreement_by_its_definition(tmp_path) -> None:
    alone = next(replace(one, unread=12) for one in figures() if one.measure == "agreement")
    for stated, state in ((0.71, State.CONFIRMED), (0.0, State.CONTRADICTED)):
        labelling = campaign(qc={"agreement_metric": "Fleiss' kappa", "agreement_value": stated})
        claims = told(tmp_path / str(stated), without("agreement", alone), labelling=labelling)
        assert claims["/labelling/campaigns/first/qc/agreement_value"].state is state


@pytest.mark.parametrize("reason", ["field_absent", "nested_value"])
def test_a_record_of_which_something_was_not_read_is_counted(tmp_path, reason) -> None:
    unread = (Unread("data/birds.csv", reason),)
    claims = told(tmp_path, unread=unread, distribution=entry(records=40), quality={"duplicate_rate": 0.1})
    assert claims["/distribution/csv/records"].state is State.CONFIRMED
    assert claims["/quality/duplicate_rate"].state is State.CONSISTENT


def test_a_large_lock_is_judged_in_a_moment(tmp_path) -> None:
    count = 3000
    groups = [{"id": f"g{number}", "location": f"data/{number}.csv", "records": 1} for number in range(count)]
    facts = [Measured("records", (("distribution", f"g{number}"),), 1, "rows", read=1) for number in range(count)]
    text = text_of(distribution=groups)
    loaded, _ = load(text)
    lock = lock_of(text, facts)
    start = time.process_time()
    claims = judge_claims(loaded, lock, plan_of(loaded), load_definitions(), ())
    assert time.process_time() - start < 5
    assert sum(claim.state is State.CONFIRMED for claim in claims.values()) == count


def test_a_share_is_not_judged_beyond_what_was_read(tmp_path) -> None:
    lost = (Unread("data/b.csv", "not_json", 10),)
    for stated, state in (("0.1", State.CONSISTENT), ("0.2", State.CONSISTENT), ("0.3", State.CONTRADICTED)):
        claims = told(tmp_path / stated, unread=lost, quality={"duplicate_rate": float(stated)})
        assert claims["/quality/duplicate_rate"].state is state, stated
    claims = told(tmp_path, unread=(Unread("b", "truncated"),), quality={"duplicate_rate": 0.9})
    assert claims["/quality/duplicate_rate"].state is State.NOT_MEASURABLE


def test_an_estimate_confirms_nothing_and_contradicts_outside_its_interval(tmp_path) -> None:
    estimate = share("duplicate_rate", 2, 100, kind="estimate", interval=("0.005500", "0.070000"))
    for stated, state in ((0.02, State.CONSISTENT), (0.07, State.CONSISTENT), (0.0701, State.CONTRADICTED)):
        claims = told(tmp_path / str(stated), without("duplicate_rate", estimate), quality={"duplicate_rate": stated})
        assert claims["/quality/duplicate_rate"].state is state
    silent = told(tmp_path, without("duplicate_rate", estimate))
    assert "/quality/duplicate_rate" not in silent, "a sample states nothing in place of the card"


def test_several_labels_an_item_are_not_counted_against_a_schema(tmp_path) -> None:
    schema = [{"name": "loud", "value": 33}, {"name": "soft", "value": 7}]
    labels = tally("labels", "labels", {"loud": 66, "soft": 14}, campaign="first")
    claims = told(tmp_path, without("labels", labels), labelling=campaign(label_schema=schema))
    assert claims["/labelling/campaigns/first/label_schema"].state is State.CONSISTENT


@pytest.mark.parametrize(
    ("loud", "soft", "state"),
    [
        (66, 14, State.CONFIRMED),  # the labels given
        (38, 12, State.CONFIRMED),  # the items that bear each
        (33, 7, State.CONSISTENT),  # each item once, by the label it was given in the end
        (67, 14, State.CONTRADICTED),
        (65, 14, State.CONTRADICTED),
        (66, 13, State.CONTRADICTED),
        (38, 11, State.CONTRADICTED),
        (38, 14, State.CONTRADICTED),
        (33, 8, State.CONTRADICTED),
        (25, 15, State.CONTRADICTED),
        (37, None, State.CONSISTENT),
        (67, None, State.CONTRADICTED),
    ],
)
def test_the_numbers_of_a_schema_are_labels_or_items_and_nothing_else(tmp_path, loud, soft, state) -> None:
    schema = [
        {"name": "loud", "value": loud},
        {"name": "soft", **({"value": soft} if soft else {"value": "no number"})},
    ]
    labels = tally("labels", "labels", {"loud": 66, "soft": 14}, campaign="first")
    items = tally("items_by_label", "items", {"loud": 38, "soft": 12}, campaign="first")
    claims = told(tmp_path, [*without("labels", labels), items], labelling=campaign(label_schema=schema))
    assert claims["/labelling/campaigns/first/label_schema"].state is state


def test_a_figure_in_two_places_is_compared_with_neither(tmp_path) -> None:
    raw = {"id": "raw", "modality": "tabular", "unit": "rows", "point": "raw", "amount": 50}
    used = {"id": "used", "modality": "tabular", "unit": "rows", "point": "after_preprocessing", "amount": 40}
    claims = told(tmp_path, measures=[raw, used])
    assert {claims[f"/measures/{name}/amount"].state for name in ("raw", "used")} == {State.NOT_MEASURABLE}
    groups = tally("groups", "share", {"f": 30, "wren": 10}, field="sex")
    facts = [one for one in figures() if (one.measure, one.part("field")) != ("groups", "sex")]
    rows = {"coverage_by_group": [{"name": "wren", "value": 0.75}]}
    told_of = told(tmp_path, [*facts, groups], representativeness=rows)
    assert told_of["/representativeness/coverage_by_group"].state is State.NOT_MEASURED


STALE: list[tuple[dict[str, Any], str]] = [
    ({"plan": "sha256:" + "1" * 64}, "plan"),
    ({"definitions": "sha256:" + "2" * 64}, "definitions"),
    ({"facts": tuple(without("bytes", Measured("bytes", (("distribution", "csv"),), 9, "bytes", read=1)))}, "sizes"),
]


@pytest.mark.parametrize(("changes", "reason"), STALE)
def test_stale_evidence_confirms_contradicts_and_adds_nothing(tmp_path, changes, reason) -> None:
    text = text_of(distribution=entry(records=41), quality={"duplicate_rate": 0.1})
    done = assessed(workspace(tmp_path, text, replace(lock_of(text), **changes)))
    evidence = done.opened.workspace.evidence[BIRDS]
    assert evidence.stale == (reason,)
    assert {evidence.claims[inner].state for inner in ("/distribution/csv/records", "/quality/duplicate_rate")} == {
        State.STALE
    }
    assert {fact.origin for fact in done.opened.workspace.cards[BIRDS].facts.values()} <= {
        Origin.DECLARED,
        Origin.COMPUTED,
    }
    codes = [one.code for one in done.findings if one.code.startswith("MUN5")]
    assert codes == ["MUN502"]


def test_another_digest_of_the_set_is_stale_evidence_unless_the_files_are_here_as_measured(tmp_path) -> None:
    text = text_of(content_hash="sha256:" + "9" * 64)
    here = assessed(workspace(tmp_path, text, lock_of(text)))
    assert here.opened.workspace.evidence[BIRDS].claims["/content_hash"].state is State.CONTRADICTED
    (tmp_path / "data" / "birds.csv").unlink()
    gone = assessed(tmp_path)
    assert gone.opened.workspace.evidence[BIRDS].stale == ("content_hash",)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda data: data.replace(b'"value": 40', b'"value": 41'), ""),
        (lambda data: data + b" ", "MUN500"),
        (lambda data: b"{" * 100_000, "MUN500"),
        (lambda data: data.replace(b"birds@1.0", b"birds@1.1"), "MUN500"),
        (lambda data: b"\xff\xfe", "MUN500"),
        (lambda data: b"", "MUN500"),
    ],
)
def test_a_lock_from_outside_is_hostile(tmp_path, spoil, code) -> None:
    from muniment.evidence.lock import lock_bytes

    text = text_of()
    done = assessed(workspace(tmp_path, text, spoil(lock_bytes(lock_of(text)))))
    assert [one.code for one in done.findings if one.code.startswith("MUN5")] == ([code] if code else [])
    assert bool(done.opened.workspace.evidence) is not bool(code)


def test_a_lock_of_no_card_is_told(tmp_path) -> None:
    lock = lock_of(text_of().replace('"birds"', '"gulls"'))
    workspace(tmp_path, text_of(), lock_of(text_of()))
    from muniment.evidence.lock import lock_bytes

    (tmp_path / "evidence" / "gulls@1.0.lock.json").write_bytes(lock_bytes(lock))
    (tmp_path / "evidence" / "link@1.0.lock.json").symlink_to("/etc/hostname")
    codes = sorted(one.code for one in assessed(tmp_path).findings if one.code.startswith("MUN5"))
    assert codes == ["MUN500", "MUN501"]


NUMBERS = ["9" * 60, 10**60, "0." + "1" * 90, "1e-99", "1_0", "NaN", "Infinity", "1e999999999", "0e-99", -1]
ODD = [*NUMBERS, "", "x", True, None, {"a": []}, [["b"]], [{"name": 1}], [{"value": 2}]]


@pytest.mark.parametrize("value", ODD)
def test_odd_values_in_a_lock_break_nothing(tmp_path, value) -> None:
    stated = {key: section for states, _, _ in CASES for key, section in states.items()}
    text = text_of(**stated)
    facts = [replace(one, value=value, numerator=None, denominator=0, interval=None) for one in figures()]
    done = assessed(workspace(tmp_path, text, lock_of(text, facts)))
    known = [one for one in done.opened.workspace.cards[BIRDS].facts.values() if one.status is Status.KNOWN]
    assert not [fact for fact in known if fact.value is None and not fact.record]
    odd = [replace(one, value=value, interval=("", "x")) for one in figures()]
    assessed(workspace(tmp_path, text, lock_of(text, odd)))
    large = [replace(one, value=value, numerator=10**40, denominator=1, unread=-(10**50)) for one in figures()]
    unread = (Unread("data/birds.csv", "not_json", 10**4000), Unread("data/birds.csv", "not_json", 9 * 10**4000))
    assessed(workspace(tmp_path, text, lock_of(text, large, unread=unread)))


def test_a_lock_is_taken_whole(tmp_path) -> None:
    lock = lock_of(text_of())
    assert isinstance(lock, Lock)
    claims = told(tmp_path)
    assert claims["/labelling/campaigns/first/qc/agreement_value"].value == Decimal("0.712345")
