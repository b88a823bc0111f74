"""Workspaces of many cards in several shapes. One card is read and then copied under other names."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from muniment.model.load import Card, load_card
from muniment.source.load import load_tree

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "recruitment"
#: Shape → the most data sets it is measured with; a card may hold 50,000 keys and values, so one user has not more.
SHAPES = {
    "of systems, a hundred sets each": 10_000,
    "of one system": 5_000,
    "of one general-purpose model, all public": 5_000,
    "without users": 10_000,
}
_PUBLIC = """muniment: 1
kind: dataset
name: set
version: "1"
modalities: [text]
source: {kind: public}
measures: [{id: a, modality: text, point: after_preprocessing, unit: tokens, amount: 1000}]
"""


def cards(number: int) -> list[bytes]:
    """Return different cards: the example's, with other names."""
    text = (EXAMPLE / "datasets" / "applications-train.card.yaml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("profiles:", "name:"))]
    return [("\n".join([*lines, f"name: set-{at}", ""])).encode() for at in range(number)]


def loaded(data: Sequence[bytes]) -> list[Card]:
    found = []
    for at, content in enumerate(data):
        tree, _ = load_tree(content, f"set-{at}.card.yaml")
        card, _ = load_card(tree) if tree else (None, [])
        if card:
            found.append(card)
    return found


def workspace_of(shape: str, number: int) -> list[Card]:
    """Return the cards of a workspace: data sets, who uses them, and an organisation with a provider's roles."""
    public = shape.endswith("public")
    (one,) = loaded([_PUBLIC.encode()] if public else cards(1))
    sets = [_called(one, f"set-{at}") for at in range(number)]
    (organisation,) = loaded([(EXAMPLE / "organisation.card.yaml").read_bytes()])
    roles = organisation.facts["/roles"]
    facts = {**organisation.facts, "/roles": replace(roles, value=[*roles.value, "provider_gpai"])}
    users: list[Card] = []
    if public:
        users = [_model(number, one.version)]
    elif shape != "without users":
        step = number // 100 if shape.startswith("of systems") else 1
        users = [_system(at, range(at, number, step), one.version) for at in range(step)]
    return [*sets, *users, replace(organisation, facts=facts)]


def _called(card: Card, name: str) -> Card:
    return replace(card, name=name, file=f"{name}.card.yaml")


def _system(at: int, sets: range, version: str) -> Card:
    text = (EXAMPLE / "systems" / "kandelis-shortlist.card.yaml").read_text("utf-8")
    head = text[: text.index("\ndatasets:")]
    (card,) = loaded([f"{head}\ndatasets:\n{_uses(sets, version)}".encode()])
    return _called(card, f"system-{at}")


def _model(number: int, version: str) -> Card:
    head = "muniment: 1\nkind: model\nname: model\nversion: '1'\ngpai: true\nsystemic_risk: false\ndatasets:\n"
    (card,) = loaded([f"{head}{_uses(range(number), version)}".encode()])
    return card


def _uses(sets: range, version: str) -> str:
    return "".join(f"  - {{id: use-{at}, dataset: set-{at}@{version}, role: training}}\n" for at in sets)
