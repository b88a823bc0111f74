"""How far an edition reaches: which cards it speaks of, and which of their facts."""

from pathlib import Path

import pytest

from muniment.app.opening import open_workspace
from muniment.disclosure.reach import REACHES, reached, within
from muniment.model.facts import Fact, Origin, Status

ROOT = Path(__file__).resolve().parents[2]
MODEL = "model/terne@1.0"
SETS = {"dataset/fineweb-edu@1.0.0", "dataset/fineweb-2@2.0.1", "dataset/the-stack-dedup@1.2",
        "dataset/terne-crawl@2026.1", "dataset/terne-dialogues@2.1.0"}  # fmt: skip


@pytest.fixture(scope="module")
def workspace():  # type: ignore[no-untyped-def]
    return open_workspace([ROOT / "examples" / "open-model"]).workspace


def fact(path: str, status: Status = Status.KNOWN) -> Fact:
    return Fact("/x", path, "x" if status is Status.KNOWN else None, status, Origin.DECLARED, "/x", "x")


def test_a_model_reaches_the_data_sets_behind_it(workspace) -> None:  # type: ignore[no-untyped-def]
    cards = {card.identity for card, _ in reached(MODEL, "sources", workspace)}
    assert cards == {MODEL, "organisation/velmarsk@2026", *SETS}


def test_training_leaves_out_the_uses_for_validation_and_testing(workspace) -> None:  # type: ignore[no-untyped-def]
    cards = {card.identity: list(facts) for card, facts in reached(MODEL, "training", workspace)}
    inner = {fact.inner for fact in cards[MODEL]}
    assert "/datasets/tuning/role" in inner
    assert not any(name.startswith(("/datasets/tuning-test/", "/datasets/tuning-validation/")) for name in inner)
    assert "dataset/terne-dialogues@2.1.0" in cards


@pytest.mark.parametrize("reach", REACHES)
def test_the_bearer_comes_first(reach: str, workspace) -> None:  # type: ignore[no-untyped-def]
    assert reached(MODEL, reach, workspace)[0][0].identity == MODEL


def test_no_other_reach(workspace) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="no reach"):
        reached(MODEL, "everything", workspace)


def test_facts_at_or_below_a_path_are_within() -> None:
    paths = frozenset({"model.summary", "model.datasets[].role", "dataset.crawl.crawlers[].name"})
    assert within(fact("model.summary.version"), paths)
    assert within(fact("model.datasets[].role"), paths)
    assert not within(fact("model.datasets[].share"), paths)
    assert not within(fact("model.summaries"), paths)
    assert within(fact("anything"), None)


def test_the_status_of_a_section_above_a_path_is_within_and_its_value_is_not() -> None:
    paths = frozenset({"dataset.crawl.crawlers[].name"})
    assert within(fact("dataset.crawl", Status.NOT_APPLICABLE), paths)
    assert within(fact("dataset.crawl.crawlers", Status.UNKNOWN), paths)
    assert not within(fact("dataset.crawl.crawlers"), paths)
    assert not within(fact("dataset.craw", Status.UNKNOWN), paths)
