"""Three-valued logic: Kleene's tables, negation pushed to the leaves, and collections that are empty or unknown."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.assess.logic import judge
from muniment.assess.scope import Scope
from muniment.catalogue.conditions import AllOf, AnyOf, Bound, Condition, Leaf, Not, load_condition
from sample_cards import card, linked

#: Leaves whose value is known by construction; ``absent`` and ``unknown`` cannot be told, ``na`` does not apply.
LEAVES: dict[str, Leaf] = {
    "true": Leaf("dataset.title", "is", "Birds of the garden"),
    "false": Leaf("dataset.title", "is", "Something else"),
    "unknown": Leaf("dataset.modalities", "exists", True),
    "absent": Leaf("dataset.description", "exists", True),
    "na": Leaf("dataset.labelling.labelled", "is", True),
}
OPEN = {"dataset.modalities", "dataset.description"}


def scope(**facts: Any) -> Scope:
    base = {
        "title": "Birds of the garden",
        "modalities": {"unknown": "nobody has looked"},
        "labelling": {"not_applicable": "nothing is labelled"},
    }
    workspace, _ = linked(card(**{**base, **facts}))
    (only,) = workspace.cards.values()
    return Scope(workspace, only, {"dataset": only}, "2026-11-23")


SCOPE = scope()
CONDITIONS = st.recursive(
    st.sampled_from(list(LEAVES.values())),
    lambda inner: st.one_of(
        st.builds(lambda members: AllOf(tuple(members)), st.lists(inner, max_size=3)),
        st.builds(lambda members: AnyOf(tuple(members)), st.lists(inner, max_size=3)),
        st.builds(Not, inner),
    ),
    max_leaves=12,
)


def kleene(condition: Condition, negated: bool = False) -> bool | None:
    """The same, written anew and slowly: push the negation down, then min and max over no < cannot tell < yes."""
    rank = {False: 0, None: 1, True: 2}
    if isinstance(condition, Not):
        return kleene(condition.member, not negated)
    if isinstance(condition, Leaf):
        name = next(name for name, leaf in LEAVES.items() if leaf == condition)
        if name == "na":
            return False
        value = {"true": True, "false": False}.get(name)
        return (not value if negated else value) if value is not None else None
    assert isinstance(condition, AllOf | AnyOf)
    values = [kleene(member, negated) for member in condition.members]
    if isinstance(condition, AllOf) is not negated:
        return min(values, key=rank.__getitem__, default=True)
    return max(values, key=rank.__getitem__, default=False)


@given(CONDITIONS)
@settings(deadline=None, max_examples=500)
def test_every_condition_has_the_value_of_the_tables(condition: Condition) -> None:
    truth = judge(condition, SCOPE)
    assert truth.value is kleene(condition)
    assert bool(truth.gates) is (truth.value is None)
    assert {gate.path for gate in truth.gates} <= OPEN


@given(CONDITIONS)
@settings(deadline=None, max_examples=300)
def test_two_negations_are_none(condition: Condition) -> None:
    assert judge(Not(Not(condition)), SCOPE) == judge(condition, SCOPE)


@given(CONDITIONS, st.booleans(), st.booleans())
@settings(deadline=None, max_examples=300)
def test_an_answer_never_overturns_what_could_be_told(condition: Condition, first: bool, second: bool) -> None:
    before = judge(condition, SCOPE)
    answered = {}
    answered["modalities"] = ["text"] if first else {"not_applicable": "there is no content"}
    if second:
        answered["description"] = "Photographs of birds."
    after = judge(condition, scope(**answered))
    if before.value is not None and first:
        assert after.value is before.value


@pytest.mark.parametrize("negated", [False, True])
def test_a_leaf_that_does_not_apply_is_false_also_under_not(negated: bool) -> None:
    leaf = LEAVES["na"]
    assert judge(Not(leaf) if negated else leaf, SCOPE).value is False
    exists = Leaf("dataset.labelling", "exists", True)
    assert judge(Not(exists) if negated else exists, SCOPE).value is False


CAMPAIGNS = "dataset.labelling.campaigns[]"
CASES: list[tuple[Any, bool | None, bool | None]] = [
    # what stands at labelling; "some task is x"; "every task is x"
    ({"campaigns": [{"id": "a", "task": "draw the boxes"}]}, True, True),
    ({"campaigns": [{"id": "a", "task": "name the bird"}]}, False, False),
    ({"campaigns": [{"id": "a", "task": "draw the boxes"}, {"id": "b", "task": "name the bird"}]}, True, False),
    ({"campaigns": [{"id": "a", "task": "draw the boxes"}, {"id": "b"}]}, True, None),
    ({"campaigns": [{"id": "a", "task": "name the bird"}, {"id": "b"}]}, None, False),
    ({"campaigns": [{"id": "a", "task": "draw the boxes"}, {"id": "b", "task": {"unknown": "lost"}}]}, True, None),
    ({"campaigns": {"unknown": "the vendor has not answered"}}, None, None),
    ({"campaigns": {"not_applicable": "nothing is labelled"}}, False, False),
    ({"not_applicable": "nothing is labelled"}, False, False),
    ({"unknown": "the vendor has not answered"}, None, None),
]


@pytest.mark.parametrize(("labelling", "some", "every"), CASES)
def test_some_and_every(labelling: Any, some: bool | None, every: bool | None) -> None:
    where = Leaf(f"{CAMPAIGNS}.task", "is", "draw the boxes")
    at = scope(labelling=labelling)
    assert judge(Bound("some", CAMPAIGNS, where), at).value is some
    assert judge(Bound("every", CAMPAIGNS, where), at).value is every


def test_nobody_stated_the_collection() -> None:
    where = Leaf(f"{CAMPAIGNS}.task", "exists", True)
    at = scope(labelling={"labelled": True})
    for quantifier in ("some", "every"):
        truth = judge(load_condition({quantifier: CAMPAIGNS, "where": {"path": where.path, "exists": True}}), at)
        assert truth.value is None
        assert [gate.path for gate in truth.gates] == [CAMPAIGNS]


def test_not_some_is_every_not() -> None:
    for labelling, _, _ in CASES:
        at = scope(labelling=labelling)
        where = Leaf(f"{CAMPAIGNS}.task", "is", "draw the boxes")
        left = judge(Not(Bound("some", CAMPAIGNS, where)), at).value
        assert left is judge(Bound("every", CAMPAIGNS, Not(where)), at).value


@pytest.mark.parametrize(
    ("value", "bound", "holds"),
    [
        ("2026-01-01", "2026-01-01", True),
        ("2025-12-31", "2026-01-01", False),
        ("2026-01", "2026-01-01", True),
        ("2026", "2026-01-01", True),
        ("2026", "2026-01-02", False),
        ("2025-12", "2026-01-01", False),
    ],
)
def test_partial_dates_count_from_their_first_day(value: str, bound: str, holds: bool) -> None:
    workspace, _ = linked(card("system", datasets=[{"id": "a", "used_from": value}]))
    (system,) = workspace.cards.values()
    leaf = Leaf("system.datasets[].used_from", "at_least", bound)
    assert judge(leaf, Scope(workspace, system, {"system": system}, "2026-11-23")).value is holds


def test_a_truth_value_is_no_number() -> None:
    at = scope(personal_data={"present": True})
    assert judge(Leaf("dataset.personal_data.present", "is", 1), at).value is False
    assert judge(Leaf("dataset.personal_data.present", "is", True), at).value is True


def test_a_plain_list_passes_when_one_member_does() -> None:
    at = scope(scope={"languages": ["de", "fr"]})
    assert judge(Leaf("dataset.scope.languages", "is", "fr"), at).value is True
    assert judge(Leaf("dataset.scope.languages", "in", ("en", "de")), at).value is True
    assert judge(Leaf("dataset.scope.languages", "is", "en"), at).value is False
