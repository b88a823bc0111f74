"""From a case, as a lawyer writes it, to a linked workspace: cards are written as YAML and loaded like any other.

``base`` of the file and ``given`` of the case are merged, the case winning; ``without`` then takes paths away.
``use`` becomes the one use of the data set in the card of the system, or of the model where no system is given.
``also`` lists further data sets, each with the use the same system or model makes of it.
"""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import yaml
from catalogue_sources import KINDS

from muniment.derive.derive import derive
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings

_FORMS = {"unknown", "not_applicable", "value", "text"}


class _Dumper(yaml.SafeDumper):
    """Writes decimals as people do."""


_Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value)))


def build_workspace(base: dict[str, Any], case: dict[str, Any], bearer: str) -> tuple[Workspace, set[str]]:
    """Return the workspace of a case with its computed facts, and the codes of the findings its cards gave rise to."""
    given = merged(base, case.get("given") or {})
    for path in case.get("without") or ():
        remove(given, path)
    uses = [given.pop("use", None), *(item["use"] for item in case.get("also") or ())]
    bodies: dict[str, list[dict[str, Any]]] = {kind: [given[kind]] for kind in KINDS if kind in given}
    bodies.setdefault(bearer, [{}])
    if any(use is not None for use in uses):
        bodies.setdefault("dataset", [{}])
        user = bodies["system"][0] if "system" in bodies else bodies.setdefault("model", [{}])[0]
        user["datasets"] = [
            {"id": f"use-{n}", "dataset": f"dataset-{n}@1.0", **use} for n, use in enumerate(uses, 1) if use is not None
        ]
    bodies.setdefault("dataset", []).extend(item.get("dataset") or {} for item in case.get("also") or ())
    cards, codes = [], set()
    for kind, of_kind in bodies.items():
        for n, body in enumerate(of_kind, 1):
            card, found = _load(kind, f"{kind}-{n}", body)
            cards.append(card)
            codes |= found
    workspace, linking = link(cards, [], Settings())
    derived, deriving = derive(workspace)
    return derived, codes | {finding.code for finding in (*linking, *deriving)}


def merged(base: Any, over: Any) -> Any:
    """Merge two trees of mappings; lists, values and statuses replace what stood there."""
    if not isinstance(base, dict) or not isinstance(over, dict) or _FORMS & (set(base) | set(over)):
        return deepcopy(over)
    return {
        key: merged(base[key], over[key]) if key in base and key in over else deepcopy(over.get(key, base.get(key)))
        for key in {**base, **over}
    }


def remove(tree: dict[str, Any], path: str) -> None:
    """Take away what stands at a path; a path that leads nowhere is a mistake in the case."""
    *parents, last = path.split(".")
    for key in parents:
        tree = tree[key]
    del tree[last]


def _load(kind: str, name: str, body: dict[str, Any]) -> tuple[Card, set[str]]:
    whole = {"muniment": 1, "kind": kind, "name": name, "version": "1.0", **body}
    data = yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False).encode()
    file = f"{name}.card.yaml"
    tree, reading = load_tree(data, file)
    assert tree is not None, reading
    card, findings = load_card(tree)
    assert card is not None, findings
    return card, {finding.code for finding in (*reading, *findings)}
