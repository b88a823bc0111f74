"""What does not arise is said with a reason, and only where the text leaves room for it; where it does is decided."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from full_cards import full_card
from honest_workspaces import ANSWERS, CATALOGUE, OTHERWISE, answer, is_gate, judged

from muniment.assess.assessment import Outcome
from muniment.catalogue.requirements import STRICT
from muniment.model.kinds import KINDS

DECIDED = yaml.safe_load(Path(__file__).with_name("not_applicable.yaml").read_text("utf-8"))
#: Classes of source, which bring sections of the public summary.
SOURCES: list[dict[str, Any]] = [
    {"dataset.source.kind": "other"},
    {"dataset.source.kind": "private_other"},
    {"dataset.source.kind": "crawl", "organisation.size_class": "small"},
    {"dataset.source.kind": "synthetic", "dataset.synthetic.generators[].on_market": False},
]


def cards(over: dict[str, Any], *, truth: bool, choice: int) -> list[dict[str, Any]]:
    """Return a card of each kind that answers the gates and says of everything else that it does not arise."""
    answers = {**ANSWERS, **over}

    def filler(path: str, _: object) -> Any:
        if is_gate(path):
            return answer(path, answers, truth=truth, choice=choice)
        return {"not_applicable": "this does not arise in our case"}

    return [full_card(kind, filler) for kind in KINDS]


@cache
def not_arising() -> frozenset[str]:
    found = set()
    for over in [*OTHERWISE, *SOURCES]:
        for choice, truth in ((0, True), (1, False), (2, True), (5, False)):
            for row in judged(cards(over, truth=truth, choice=choice)).rows:
                strict = CATALOGUE.requirements[row.requirement.id].force in STRICT
                if strict and Outcome.NOT_APPLICABLE in {part.outcome for part in row.parts or (row,)}:
                    found.add(row.requirement.id)
    return frozenset(found)


def test_where_a_duty_may_not_arise_is_decided() -> None:
    assert not_arising() - set(DECIDED) == set()


def test_every_decision_is_needed() -> None:
    assert set(DECIDED) - not_arising() == set()


def test_what_does_not_arise_is_never_met() -> None:
    """A fact that does not arise is at best not applicable, at worst a contradiction."""
    for row in judged(cards({}, truth=True, choice=0)).rows:
        for basis in row.facts:
            assert basis.status != "not_applicable" or basis.outcome in (
                Outcome.NOT_APPLICABLE,
                Outcome.CONTRADICTED,
            ), (row.requirement.id, basis)
