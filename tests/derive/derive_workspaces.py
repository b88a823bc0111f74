"""Workspaces for the tests of derived facts, from plain mappings as people write them in cards."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from muniment.derive.derive import derive
from muniment.model.facts import Fact
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings

MODEL = "model/m@1"


def card_of(kind: str, name: str, content: Mapping[str, Any]) -> Card:
    """Load one card; a finding of form is a mistake in the test."""
    head = {"muniment": 1, "kind": kind, "name": name, "version": "1"}
    text = json.dumps({**head, **content}, default=_number)
    tree, problems = load_tree(text.encode(), f"{name}.card.yaml")
    assert tree is not None and not problems, problems
    card, findings = load_card(tree)
    assert card is not None and not findings, findings
    return card


def _number(value: object) -> float:
    assert isinstance(value, Decimal)
    return float(value)


def workspace_of(
    model: Mapping[str, Any] | None = None,
    datasets: Sequence[Mapping[str, Any]] = (),
    organisation: Mapping[str, Any] | None = None,
    uses: Sequence[Mapping[str, Any] | None] = (),
    settings: Settings | None = None,
) -> Workspace:
    """Link one model that uses every data set for training, unless ``uses`` says otherwise (None: not used)."""
    cards = [card_of("dataset", f"d{i}", content) for i, content in enumerate(datasets)]
    given = list(uses) + [{"role": "training"}] * (len(datasets) - len(uses))
    records = [{"id": f"u{i}", "dataset": f"d{i}@1", **use} for i, use in enumerate(given) if use is not None]
    cards.append(card_of("model", "m", {**(model or {}), **({"datasets": records} if records else {})}))
    if organisation is not None:
        cards.append(card_of("organisation", "o", organisation))
    return link(cards, [], settings or Settings())[0]


def derived(workspace: Workspace, identity: str = MODEL) -> dict[str, Fact]:
    """Return the facts of one card after derivation, by inner address."""
    return derive(workspace)[0].cards[identity].facts


def answer(workspace: Workspace, inner: str, identity: str = MODEL) -> Any:
    """Return a value, or the status in brackets, or None where there is no fact."""
    fact = derived(workspace, identity).get(inner)
    if fact is None:
        return None
    return fact.value if fact.value is not None else f"<{fact.status}>"
