"""What editions tell of evidence: a mark beside each figure, counts and intervals, small counts kept inside."""

import base64
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence_workspaces import AS_OF, BIRDS, Measured, Unread, lock_of, share, tally, text_of, without, workspace
from muniment.disclosure.small_rows import without_small
from muniment.document.evidenced import evidence_remarks
from muniment.document.words import load_words
from muniment.evidence.reference import compare_groups
from muniment.model.facts import Status
from muniment.record.record import Evidenced, load_record, record_bytes
from muniment.workspace.claims import Claim, ClaimState
from sample_cards import run
from supplier_pins import pin_files


def edition(folder: Path, audience: str, language: str = "en") -> tuple[Any, str]:
    """Build a datasheet; return its record and the words of the page."""
    done = run(
        "build", "--date", AS_OF, "--format", "html", "--document", "datasheet", "--audience", audience, "--lang",
        language, "-o", "out", at=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    page = (folder / "out" / "dataset" / "birds" / f"datasheet.{audience}.{language}.html").read_text("utf-8")
    packed = re.search(r'href="data:application/json;base64,([^"]+)"', page)
    assert packed
    record = load_record(base64.b64decode(packed[1]))
    return record, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def made(folder: Path, facts: Any = None, **stated: Any) -> Path:
    text = text_of(title="Birds", **stated)
    return workspace(folder, text, lock_of(text, facts))


def beside(record: Any, inner: str) -> Any:
    (fact,) = [fact for fact in record.facts if fact.address == f"{BIRDS}#{inner}"]
    return fact


def test_each_figure_says_how_it_stands_and_the_record_holds_it(tmp_path) -> None:
    folder = made(tmp_path, quality={"duplicate_rate": 0.1}, leakage={"check": "By record."})
    record, page = edition(folder, "client")
    fact = beside(record, "/quality/duplicate_rate")
    assert (fact.origin, fact.evidence.state, fact.evidence.measure) == ("measured", "confirmed", "duplicate_rate")
    assert (fact.evidence.numerator, fact.evidence.denominator) == (4, 40)
    assert "Borne out by the data: 4 of 40" in page
    assert "Taken from the data: 1 of 10" in page, "what only the data state"
    assert "muniment measure --verify" in page
    lock = tmp_path / "evidence" / "birds@1.0.lock.json"
    manifest = json.loads((tmp_path / "out" / "dataset" / "birds" / "manifest.client.json").read_text())
    assert [item["identity"] for item in manifest["evidence"]] == [BIRDS]
    assert record.evidence == (manifest["evidence"][0]["sha256"],)
    assert lock.is_file()
    assert load_record(record_bytes(record)) == record


def test_the_counts_of_a_tally_are_true(tmp_path) -> None:
    record, page = edition(made(tmp_path, quality={"duplicate_rate": 0.1}), "internal")
    measured = sum(fact.origin == "measured" for fact in record.facts)
    declared = sum(fact.origin == "declared" for fact in record.facts)
    assert f"{declared} declared, {measured} measured" in page.replace("\u00a0", " ")


def test_a_sample_without_a_hit_is_at_most_and_never_none(tmp_path) -> None:
    estimate = share("duplicate_rate", 0, 40, kind="estimate", interval=("0", "0.087600"))
    facts = without("duplicate_rate", estimate)
    record, page = edition(made(tmp_path, facts, quality={"duplicate_rate": 0}), "client")
    assert beside(record, "/quality/duplicate_rate").origin == "declared"
    assert "A sample of the data is consistent with it: at most 8.76 % (95 %)" in page.replace("\u00a0", " ")


def test_the_public_is_told_no_count_of_records(tmp_path) -> None:
    record, _ = edition(made(tmp_path), "public")
    told = [fact.evidence for fact in record.facts if fact.evidence]
    assert told
    assert {(one.numerator, one.denominator, one.low) for one in told} == {(None, None, None)}


@pytest.mark.parametrize("language", ["de", "fr"])
def test_marks_speak_the_language_of_the_edition(tmp_path, language) -> None:
    _, page = edition(made(tmp_path, quality={"duplicate_rate": 0.1}), "client", language)
    assert {"de": "4 von 40", "fr": "4 sur 40"}[language] in page


def test_a_file_that_was_not_read_is_loud_in_the_document(tmp_path) -> None:
    text = text_of(title="Birds", quality={"duplicate_rate": 0.1})
    lock = lock_of(text, unread=(Unread("data/birds.csv", "truncated"),))
    record, page = edition(workspace(tmp_path, text, lock), "client")
    assert beside(record, "/quality/duplicate_rate").origin == "declared"
    assert "Not all of these data could be read." in page
    assert "Consistent with what could be read of the data; not everything could" in page


def test_a_share_that_what_was_not_read_leaves_open_says_why(tmp_path) -> None:
    text = text_of(title="Birds", quality={"duplicate_rate": 0.25})
    lock = lock_of(text, unread=(Unread("data/more.csv", "truncated"),))
    record, page = edition(workspace(tmp_path, text, lock), "client")
    assert beside(record, "/quality/duplicate_rate").evidence.reason == "unread"
    assert "not all of the data could be read, and the rest could change it" in page
    assert page.index("Not all of these data could be read") < page.index("dataset/birds@1.0"), "before anything else"


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("consistent", "sample", "A sample of the data is consistent with it"),
        ("consistent", "several_labels", "The data do not contradict it, and do not settle it"),
        ("consistent", "unread", "Consistent with what could be read of the data; not everything could"),
        ("not_measurable", "no_field_time", "Declared only; the data, as they are described, cannot answer it"),
        ("not_measured", "no_figure", "Declared only; it was not measured"),
        ("stale", "", "Declared only; the measurement is of another state of the data or of this description"),
        ("contradicted", "", "The data measured say otherwise"),
    ],
)
def test_each_state_has_a_sentence_that_is_true_of_it(state, reason, said) -> None:
    assert evidence_remarks(Evidenced(state, "duplicate_rate", reason), "declared", load_words("en")) == [said]


def test_a_card_takes_over_of_a_table_what_its_supplier_tells(tmp_path) -> None:
    for name, rows, left in (("some", ROWS_OF_THREE, [ROWS_OF_THREE[0]]), ("none", ROWS, None)):
        labels = tally("labels", "labels", {row["name"]: row["value"] for row in rows}, campaign="first")
        record, _ = edition(made(tmp_path / name, without("labels", labels), labelling=labelled(rows)), "client")
        facts = replace(record, kind="supplier_datasheet", onward=())
        fact = pin_files(facts).load().card.facts["/labelling/campaigns/first/label_schema"]
        if left is None:
            assert (fact.status, "small counts" in fact.reason) == (Status.WITHHELD, True)
        else:
            assert fact.value == left
            assert "2 rows" in fact.note


ROWS_OF_THREE = [{"name": "loud", "value": 20}, {"name": "soft", "value": 7}, {"name": "dull", "value": 13}]
ROWS = [{"name": "loud", "value": 33}, {"name": "soft", "value": 7}]


def labelled(rows: Any) -> dict[str, Any]:
    return {"labelled": True, "campaigns": [{"id": "first", "label_schema": rows}]}


@pytest.mark.parametrize("audience", ["client", "authority"])
def test_small_rows_stay_inside_and_cannot_be_computed(tmp_path, audience) -> None:
    folder = made(tmp_path, labelling=labelled(ROWS))
    inside, _ = edition(folder, "internal")
    assert beside(inside, "/labelling/campaigns/first/label_schema").value == ROWS
    record, page = edition(folder, audience)
    fact = beside(record, "/labelling/campaigns/first/label_schema")
    assert fact.value == [{"name": "loud"}, {"name": "soft"}]
    assert fact.held == 2
    assert "The figures of 2 rows are held back" in page


def test_what_only_the_data_state_is_held_back_as_well(tmp_path) -> None:
    labels = tally("labels", "labels", {"loud": 20, "soft": 7, "dull": 13}, campaign="first")
    record, _ = edition(made(tmp_path, without("labels", labels)), "client")
    value = beside(record, "/labelling/campaigns/first/label_schema").value
    assert value == [{"name": "loud", "value": 20}, {"name": "soft"}, {"name": "dull"}]


def table(measure: str, rows: list[dict[str, Any]]) -> Claim:
    return Claim("/x", "dataset.x", measure, ClaimState.CONFIRMED, True, value=rows, named=True)


@pytest.mark.parametrize(
    ("counts", "held"),
    [
        ({"a": 100, "b": 50}, set()),
        ({"a": 100, "b": 10}, set()),
        ({"a": 100, "b": 50, "c": 9}, {"b", "c"}),
        ({"a": 100, "b": 50, "c": 1, "d": 2}, {"b", "c", "d"}),
        ({"a": 100, "b": 50, "c": 6, "d": 5}, {"c", "d"}),
        ({"a": 100, "b": 0}, set()),
        ({"a": 3}, {"a"}),
    ],
)
def test_one_row_held_back_takes_another_with_it(counts, held) -> None:
    rows = [{"name": name, "value": "0.1", "count": count} for name, count in counts.items()]
    shown, small = without_small(rows, table("groups", rows))
    assert {row["name"] for row in shown if "value" not in row} == held
    assert small == len(held)
    # Whoever knows the whole cannot tell a single row, nor that a few are fewer than ten.
    if len(counts) > 1 and held:
        hidden = sum(counts.values()) - sum(row["count"] for row in shown if "count" in row)
        assert len(held) > 1
        assert hidden >= 10


def test_rows_of_several_fields_hide_each_their_own() -> None:
    counts = {"species: wren": 35, "species: kite": 5, "sex: f": 37, "sex: m": 3}
    measured = [{"name": name, "value": "0.1", "count": count} for name, count in counts.items()]
    stated = [{"name": name.split(": ")[1], "value": "0.1", "count": count} for name, count in counts.items()]
    for rows in (measured, stated):
        shown, _ = without_small(rows, table("groups", measured))
        assert not [row for row in shown if "count" in row]


def test_a_share_without_a_count_is_as_small_as_it_was_measured() -> None:
    measured = [{"name": "a", "value": "0.9", "count": 36}, {"name": "b", "value": "0.1", "count": 4}]
    shown, _ = without_small([{"name": "a", "value": "0.9"}, {"name": "b", "value": "0.1"}], table("groups", measured))
    assert shown == [{"name": "a"}, {"name": "b"}]


@pytest.mark.parametrize("audience", ["client", "authority"])
def test_groups_of_few_beside_a_population_stay_inside(tmp_path, audience) -> None:
    shares = [{"name": "wren", "value": 0.5}, {"name": "kite", "value": 0.3}, {"name": "crow", "value": 0.2}]
    fields = [{"id": "species", "holds": "group", "reference": shares, "reference_source": "Ringing records of 2025"}]
    stated = {"fields": fields, "labelling": {"labelled": False}}
    reference = tuple((row["name"], str(row["value"])) for row in shares)
    counted = compare_groups("species", {"wren": 30, "kite": 11, "crow": 3}, reference)
    facts = without("comparison", *(fact for fact in counted if isinstance(fact, Measured)))
    folder = made(tmp_path, facts, **stated)
    inside, _ = edition(folder, "internal")
    assert [row["count"] for row in beside(inside, "/fit/comparison").value] == [30, 11, 3]
    record, page = edition(folder, audience)
    fact = beside(record, "/fit/comparison")
    assert [sorted(row) for row in fact.value] == [["count", "name", "reference", "value"], ["name"], ["name"]]
    assert fact.held == 2
    assert "0.068182" not in page and "representative" not in page.casefold().replace("representativeness", "")
