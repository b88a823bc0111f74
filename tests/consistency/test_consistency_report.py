"""What is reported of the rules as a whole: nothing false on the good examples, nothing twice, nothing for silence."""

from pathlib import Path

import pytest

from muniment.app.opening import open_workspace
from muniment.assess.consistency import check_consistency, judge_consistency, said_once
from muniment.assess.consistency.rules import Verdict
from muniment.derive.derive import derive
from sample_cards import card, codes, linked

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = "2026-11-23"


@pytest.mark.parametrize("name", ["open-model", "recruitment"])
def test_no_rule_is_broken_in_the_good_examples(name: str) -> None:
    workspace, _ = derive(open_workspace([EXAMPLES / name]).workspace)
    assert [row for row in judge_consistency(workspace, AS_OF) if row[2] is Verdict.BROKEN] == []
    assert check_consistency(workspace, AS_OF) == []


def test_a_contradiction_is_told_once_by_the_rule_that_names_the_card() -> None:
    workspace, found = linked(
        card(source={"kind": "public"}),
        card(
            "model", "wren", sources={"public": {"used": False}, "licensed": {"used": True}}, languages=["de"],
            datasets=[{"id": "birds", "dataset": "birds@1.0", "role": "training"}],
        ),
    )  # fmt: skip
    derived, said = derive(workspace)
    assert codes(found) == []
    assert codes(said) == ["MUN401", "MUN401"]
    every = said_once([*said, *check_consistency(derived, AS_OF)])
    assert codes(every) == ["MUN415", "MUN415"]
    assert every[0].related == ("dataset/birds@1.0#/source/kind",)


def test_empty_cards_are_told_nothing() -> None:
    workspace, _ = linked(*(card(kind, kind) for kind in ("organisation", "dataset", "model", "system", "deployment")))
    derived, _ = derive(workspace)
    assert check_consistency(derived, AS_OF) == []
    assert Verdict.BROKEN not in {verdict for _, _, verdict in judge_consistency(derived, AS_OF)}
