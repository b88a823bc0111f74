"""Facts made many at once are the same as those made one by one."""

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from muniment.model.facts import Fact, Origin, Status, facts_by_columns

ONE_BY_ONE = [
    Fact("/a", "dataset.a", ["x"], Status.KNOWN, Origin.DECLARED, "/a", "f", note="as sent"),
    Fact("/b", "dataset.b", None, Status.UNKNOWN, Origin.DECLARED, "/b", "f", reason="nobody asked", owner="Jo"),
    Fact("/c/one", "dataset.c[]", None, Status.KNOWN, Origin.DECLARED, "/c/0", "f", record=True),
]


def test_made_by_columns_they_are_the_same() -> None:
    columns = {part.name: [getattr(fact, part.name) for fact in ONE_BY_ONE] for part in fields(Fact)}
    shared = {"origin": Origin.DECLARED, "file": "f", "source": ""}
    without = {name: column for name, column in columns.items() if any(column)}
    for given in (columns, columns | shared, without | shared):
        made = facts_by_columns(given)
        assert made == ONE_BY_ONE
        assert list(map(repr, made)) == list(map(repr, ONE_BY_ONE))
        assert {type(fact) for fact in made} == {Fact}


def test_a_part_can_be_the_same_for_all() -> None:
    columns = {"inner": ["/a", "/b"], "path": "p", "value": 1, "pointer": ["/a", "/b"], "record": False}
    same = {"status": Status.KNOWN, "origin": Origin.COMPUTED, "file": "f", "origin_detail": "a rule"}
    expected = [Fact(at, "p", 1, Status.KNOWN, Origin.COMPUTED, at, "f", origin_detail="a rule") for at in ("/a", "/b")]
    assert facts_by_columns(columns | same) == expected


def test_nothing_can_be_written_into_them_afterwards() -> None:
    shared = {"status": Status.KNOWN, "origin": Origin.DECLARED, "file": "f"}
    (fact,) = facts_by_columns({"inner": ["/a"], "path": "p", "value": [1], "pointer": "/a", "record": False} | shared)
    with pytest.raises(FrozenInstanceError):
        fact.value = 2  # type: ignore[misc]
    assert replace(fact, note="x").note == "x"
    assert copy.copy(fact) == pickle.loads(pickle.dumps(fact)) == fact
