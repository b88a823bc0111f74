"""Cards as plain data: read, edited in one known way each, and written again, so that every difference is known."""

import json
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from muniment.base.addresses import join
from muniment.model.load import load_card
from muniment.model.shapes import Position
from muniment.model.vocabulary import positions_of
from muniment.source.load import load_tree
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "recruitment" / "datasets" / "applications-train.card.yaml"
HEAD = frozenset({"muniment", "kind", "name", "version", "language", "profiles", "disclosure"})


def plain_card(file: Path = EXAMPLE) -> dict[str, Any]:
    """Return a card as plain data."""
    tree, findings = load_tree(file.read_bytes(), file.name)
    assert tree is not None and not findings
    return tree.value


def text_of(value: Any) -> str:
    """Write plain data as YAML in flow style, numbers digit by digit."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {text_of(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text_of, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def workspace_of(*cards: dict[str, Any]) -> Workspace:
    """Link cards and profiles that are given as plain data; fail on findings of form."""
    loaded = []
    for card in cards:
        stem = card["name"] if "profile_of" in card else f"{card['name']}@{card['version']}.card"
        tree, findings = load_tree(text_of(card).encode(), f"{stem}.yaml")
        assert tree is not None and not findings
        made, said = load_card(tree)
        assert made is not None and not said, said
        loaded.append(made)
    own = [card for card in loaded if not card.is_profile]
    return link(own, [card for card in loaded if card.is_profile], Settings())[0]


def shuffled(value: Any, chance: random.Random) -> Any:
    """Return plain data with its keys, and its records, in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list) and value and all(isinstance(item, dict) and "id" in item for item in value):
        records = [shuffled(item, chance) for item in value]
        chance.shuffle(records)
        return records
    return value


def leaves(card: dict[str, Any]) -> Iterator[tuple[str, Position, dict[str, Any], str]]:
    """Yield every leaf that holds a plain value: inner address, position, the mapping it stands in, and its key."""
    yield from _leaves(card, card["kind"], "", positions_of(card["kind"]))


def _leaves(
    place: dict[str, Any], path: str, inner: str, positions: dict[str, Position]
) -> Iterator[tuple[str, Position, dict[str, Any], str]]:
    for key, value in place.items():
        position = positions.get(f"{path}.{key}") or positions.get(f"{path}.{key}[]")
        if position is None or (not inner and key in HEAD) or position.identifier:
            continue
        here = join(inner, key)
        if position.form == "section" and isinstance(value, dict) and not {"unknown", "not_applicable"} & value.keys():
            yield from _leaves(value, f"{path}.{key}", here, positions)
        elif position.form == "records" and isinstance(value, list):
            for record in value:
                yield from _leaves(record, f"{path}.{key}[]", join(here, record["id"]), positions)
        elif position.form == "leaf" and isinstance(value, str | int | Decimal | list):
            yield here, position, place, key


def records(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records of the lists at the top of a card."""
    found = []
    for value in card.values():
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, dict) and len(item) > 1 and "id" in item]
    return found
