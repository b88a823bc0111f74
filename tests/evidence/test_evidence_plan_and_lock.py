"""What a card says is to be measured, and the file that holds what was measured."""

import json
import random

import pytest

from muniment.evidence.lock import Data, Lock, Measured, Unread, load_lock, lock_bytes
from muniment.evidence.measures import load_definitions, paths_of
from muniment.evidence.plan import plan_of
from muniment.model.dataset.fields import HOLDS
from muniment.model.vocabulary import position_at
from sample_cards import load

CARD = """
muniment: 1
kind: dataset
name: letters
version: "1"
title: Letters
modalities: [text]
splits: [{id: train, kind: training}, {id: test, kind: testing}]
distribution:
  - {id: train, location: "data/train-*.jsonl.gz", compression: gzip, split: train}
  - {id: elsewhere, description: Kept by the archive.}
fields:
  - {id: body, holds: content}
  - {id: sex, name: meta.sex, holds: group, distribution: [train], missing_as: [NA]}
"""


def planned(text: str = CARD):
    card, findings = load(text)
    assert not findings
    return plan_of(card)


def a_lock(**changes) -> Lock:
    facts = (
        Measured("missing", (("field", "sex"),), "0.25", "share", numerator=1, denominator=4, read=4),
        Measured("records", (("distribution", "train"),), 4, "rows", read=4),
        Measured("groups", (("field", "sex"),), [{"name": "f", "value": "0.5", "count": 2}], "share", read=4),
    )
    members = {
        "card": "dataset/letters@1",
        "data": Data(1, 99, "sha256:" + "0" * 64),
        "plan": "sha256:" + "1" * 64,
        "definitions": "sha256:" + "2" * 64,
        "facts": facts,
        "unread": (Unread("data/b", "empty"), Unread("data/a", "truncated", 3)),
    }
    return Lock(**{**members, **changes})


def test_the_plan_is_what_the_card_says() -> None:
    plan = planned()
    assert [group.id for group in plan.groups] == ["train"]
    assert [(field.column, field.holds) for field in plan.fields_of(plan.groups[0])] == [
        ("body", "content"),
        ("meta.sex", "group"),
    ]
    assert plan.fields[1].missing_as == ("NA",)
    assert plan.splits == ("train", "test")


def test_a_plan_has_one_digest_whatever_the_card_is_called() -> None:
    one = planned()
    assert one.sha256 == planned(CARD.replace("name: letters", "name: notes")).sha256
    assert one.sha256 != planned(CARD.replace("missing_as: [NA]", "missing_as: [none]")).sha256


def test_the_same_facts_give_the_same_bytes_in_any_order() -> None:
    lock = a_lock()
    facts = list(lock.facts)
    for seed in range(6):
        random.Random(seed).shuffle(facts)
        assert lock_bytes(a_lock(facts=tuple(facts))) == lock_bytes(lock)
    read = load_lock(lock_bytes(lock))
    assert lock_bytes(read) == lock_bytes(lock)
    assert read.find("records", distribution="train").value == 4


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data.replace(b'"value": 4', b'"value": 5').replace(b'"read": 4', b'"read":  4'), "edited"),
        (lambda data: b"[]", "no evidence lock"),
        (lambda data: b"{", "no JSON"),
        (lambda data: b"[" * 100_000, "no JSON"),
        (lambda data: data.replace(b'"evidence": 1', b'"evidence": 2'), "another version"),
        (lambda data: data.replace(b'"files": 1', b'"files": true'), "expected"),
        (lambda data: json.dumps({**json.loads(data), "more": 1}).encode(), "foreign"),
    ],
)
def test_what_is_no_lock_is_refused(spoil, said) -> None:
    with pytest.raises(ValueError, match=said):
        load_lock(spoil(lock_bytes(a_lock())))


def test_every_measure_leads_to_positions_of_a_card_and_to_what_a_field_can_hold() -> None:
    for measure in load_definitions().measures.values():
        for path in (*paths_of(measure), *measure.about):
            assert position_at(path) is not None, (measure.id, path)
        for path in paths_of(measure):
            assert position_at(path).form == "leaf", path
        assert bool(measure.path) is bool(measure.compare), measure.id
        assert not measure.needs or measure.needs in HOLDS
