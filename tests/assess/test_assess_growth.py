"""The cost of assessing: operations grow with the cards, not with their square; and what is remembered changes nothing.

Operations are calls of functions, counted, not timed: a busy machine changes nothing about them.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import yaml

from case_workspaces import load_body
from muniment.app.opening import open_workspace
from muniment.assess.assess import assess
from muniment.assess.consistency import check_consistency, requirements_beside
from muniment.assess.findings import check_assessment
from muniment.assess.scope import Scope
from muniment.assess.weighing import with_provisions
from muniment.base.findings import Finding
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.model.load import Card
from muniment.workspace.contradictions import contradictions_in
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings
from sample_cards import card, load

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES, SCENARIOS = ROOT / "examples", ROOT / "tests" / "scenarios"
AS_OF = "2026-11-23"


def data_set(number: int) -> str:
    amount = {"id": "a", "modality": "text", "point": "after_preprocessing", "unit": "tokens", "amount": 1000 + number}
    facts = {"modalities": ["text"], "source": {"kind": "public"}, "measures": [amount]}
    facts["acquisition"] = {"date": f"2026-0{number % 9 + 1}"}
    return card("dataset", f"set-{number}", **(facts if number % 3 else {"title": f"Set {number}"}))


def user(kind: str, name: str, numbers: range, of_use: dict[str, str] | None = None, **facts: Any) -> str:
    uses = [{"id": f"u{n}", "dataset": f"set-{n}@1.0", "role": "training", **(of_use or {})} for n in numbers]
    return card(kind, name, datasets=uses, **facts)


def one_model(count: int) -> list[str]:
    return [user("model", "m", range(count), gpai=True)]


def contradicted_model(count: int) -> list[str]:
    """Every data set was acquired after the day that the model states, and used before it was acquired."""
    used = {"used_from": "2024-01-01", "used_until": "2024-02-01"}
    return [user("model", "m", range(count), used, gpai=True, latest_acquisition_date="2025-12")]


def one_system(count: int) -> list[str]:
    return [user("system", "s", range(count), risk_class="high_risk", annex_iii=True)]


def many_systems(count: int) -> list[str]:
    high = {"risk_class": "high_risk", "annex_iii": True}
    return [user("system", f"s-{n}", range(n, n + 4), **high) for n in range(0, count, 4)]


def nobody(count: int) -> list[str]:
    return []


def cards(texts: list[str], count: int) -> list[Card]:
    organisation = card("organisation", "us", roles=["provider_high_risk", "provider_gpai"])
    loaded = [load(text)[0] for text in (*map(data_set, range(count)), *texts, organisation)]
    return [one for one in loaded if one]


def operations(work: Callable[[], object]) -> int:
    """Return how many functions a piece of work calls, those written in C among them."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def contradicted(workspace: Workspace, said: list[Finding]) -> Workspace:
    return replace(workspace, contradictions=contradictions_in(said, requirements_beside()))


def steps(given: list[Card]) -> dict[str, int]:
    """Return the operations of each step from cards to findings."""
    done: dict[str, Any] = {}

    def keep(name: str, value: object) -> None:
        done[name] = value

    work: dict[str, Callable[[], None]] = {
        "link": lambda: keep("linked", link(given, [], Settings())[0]),
        "derive": lambda: keep("derived", derive(done["linked"])[0]),
        "consistency": lambda: keep("said", check_consistency(done["derived"], AS_OF)),
        "contradictions": lambda: keep("contradicted", contradicted(done["derived"], done["said"])),
        "assess": lambda: keep("assessment", assess(done["contradicted"], load_catalogue(), AS_OF)),
        "provisions": lambda: keep("told", with_provisions(done["said"], done["assessment"], requirements_beside())),
        "findings": lambda: keep("found", check_assessment(done["assessment"], done["contradicted"])),
    }
    return {name: operations(step) for name, step in work.items()}


@pytest.mark.parametrize("shape", [one_model, contradicted_model, one_system, many_systems, nobody])
def test_twice_the_cards_are_twice_the_operations(shape: Callable[[int], list[str]]) -> None:
    load_catalogue()
    steps(cards(shape(4), 4))
    small, middle, large = (steps(cards(shape(count), count)) for count in (16, 32, 64))
    # The second doubling adds twice what the first has added; a square would add four times as much.
    grown = {name: (large[name] - middle[name]) / (middle[name] - small[name]) for name in small}
    assert max(grown.values()) <= 2.3, grown


class Forgetful(dict[Any, Any]):
    """Keeps nothing."""

    def __setitem__(self, key: object, value: object) -> None:
        return


def given_workspaces() -> Iterator[Workspace]:
    for example in ("recruitment", "open-model", "broken", "forty-cards"):
        yield open_workspace([EXAMPLES / example]).workspace
    for file in sorted(SCENARIOS.glob("*/cards.yaml")):
        bodies = yaml.safe_load(file.read_bytes())["cards"]
        yield link([load_body(body["kind"], body["name"], body)[0] for body in bodies], [], Settings())[0]


def test_what_a_scope_remembers_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    workspaces = [derive(workspace)[0] for workspace in given_workspaces()]
    remembering = [assess(workspace, load_catalogue(), AS_OF) for workspace in workspaces]
    build = Scope.__init__

    def forget(self: Scope, *arguments: Any, **named: Any) -> None:
        build(self, *arguments, **named)
        for name in ("readings", "elements", "leaves"):
            object.__setattr__(self, name, Forgetful())

    monkeypatch.setattr(Scope, "__init__", forget)
    for workspace, expected in zip(workspaces, remembering, strict=True):
        assert assess(workspace, load_catalogue(), AS_OF) == expected
