"""Properties of derivation: the order of uses does not matter, silence never settles anything, typed facts stay."""

from typing import Any

from derive_workspaces import MODEL, workspace_of
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.derive.derive import derive
from muniment.model.facts import Fact, Origin, Status
from muniment.workspace.link import Workspace

KINDS = ("public", "licensed", "crawl", "synthetic", "other_service")
MODALITIES = ("text", "image", "audio")
UNITS = {"text": "tokens", "image": "images", "audio": "hours"}


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Leave a fact out, or state it to be unknown, about as often as giving it."""
    return st.none() | st.just({"unknown": "it is being looked up"}) | strategy


measures = st.builds(
    lambda modality, point, amount: {"modality": modality, "point": point, "unit": UNITS[modality], "amount": amount},
    st.sampled_from(MODALITIES),
    st.sampled_from(["raw", "after_preprocessing"]),
    st.integers(1, 2 * 10**13),
)
lists = st.lists(st.sampled_from(MODALITIES), min_size=1, max_size=2, unique=True)
months = st.builds("2025-{:02d}".format, st.integers(1, 12))


@st.composite
def datasets(draw: st.DrawFn) -> dict[str, Any]:
    stated = {
        "source": {"kind": draw(maybe(st.sampled_from(KINDS)))},
        "modalities": draw(maybe(lists)),
        "scope": {"languages": draw(maybe(st.sampled_from([["de"], ["fr", "ja"]])))},
        "acquisition": {"date": draw(maybe(months))},
        "measures": [{"id": f"m{n}", **m} for n, m in enumerate(draw(st.lists(measures, max_size=3)))],
    }
    return _without_none(stated)


uses = maybe(st.sampled_from(["training", "training", "testing"])).map(lambda role: {"role": role} if role else {})
content = st.lists(st.tuples(datasets(), uses), min_size=1, max_size=4)


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_none(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, {}, [])}
    return value


def computed(workspace: Workspace) -> dict[str, Fact]:
    facts = derive(workspace)[0].cards[MODEL].facts
    return {inner: fact for inner, fact in facts.items() if fact.origin is Origin.COMPUTED}


def of(pairs: list[tuple[dict[str, Any], dict[str, Any]]], order: list[int] | None = None) -> Workspace:
    workspace = workspace_of({"gpai": True}, [dataset for dataset, _ in pairs], uses=[use for _, use in pairs])
    if order is not None:
        model = workspace.cards[MODEL]
        blocks: list[dict[str, Fact]] = [{} for _ in pairs]
        for inner in [inner for inner in model.facts if inner.startswith("/datasets/u")]:
            blocks[int(inner.split("/")[2][1:])][inner] = model.facts.pop(inner)
        for index in order:
            model.facts.update(blocks[index])
    return workspace


@settings(max_examples=80, deadline=None)
@given(content, st.randoms(use_true_random=False))
def test_the_order_of_uses_does_not_matter(pairs: list[Any], random: Any) -> None:
    order = list(range(len(pairs)))
    random.shuffle(order)
    first, second = computed(of(pairs)), computed(of(pairs, order))
    assert {inner: (f.status, f.value) for inner, f in first.items()} == {
        inner: (f.status, f.value) for inner, f in second.items()
    }


@settings(max_examples=150, deadline=None)
@given(content, st.data())
def test_taking_a_fact_away_never_settles_an_answer(pairs: list[Any], data: st.DataObject) -> None:
    workspace = of(pairs)
    before = computed(workspace)
    places = [
        (card, inner)
        for card in workspace.cards.values()
        for inner, fact in card.facts.items()
        if not fact.record and not inner.endswith("/dataset") and inner != "/gpai"
    ]
    if not places:
        return
    card, inner = data.draw(st.sampled_from(places))
    del card.facts[inner]
    after = computed(workspace)
    for place, fact in after.items():
        if fact.status is Status.KNOWN:
            assert place in before and before[place].status is Status.KNOWN, (inner, place)
            if isinstance(fact.value, bool):
                assert fact.value is before[place].value, (inner, place)


@settings(max_examples=60, deadline=None)
@given(content)
def test_typed_facts_and_their_order_are_left_as_they_are(pairs: list[Any]) -> None:
    workspace = of(pairs)
    again, findings = derive(workspace)
    assert findings == []
    for identity, card in workspace.cards.items():
        kept = {inner: fact for inner, fact in again.cards[identity].facts.items() if inner in card.facts}
        assert list(kept.items()) == list(card.facts.items())
    assert derive(workspace)[0] == again


@settings(max_examples=60, deadline=None)
@given(content)
def test_no_number_is_a_float_and_every_open_answer_has_a_reason(pairs: list[Any]) -> None:
    for fact in computed(of(pairs)).values():
        assert fact.status is Status.KNOWN or fact.reason
        rows = fact.value if isinstance(fact.value, list) else [fact.value]
        cells = [cell for row in rows for cell in (row.values() if isinstance(row, dict) else [row])]
        assert not any(isinstance(cell, float) for cell in cells)
