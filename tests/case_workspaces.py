"""From a case, as a lawyer writes it, to a linked workspace: cards are written as YAML and loaded like any other.

``base`` of the file and ``given`` of the case are merged, the case winning; ``without`` then takes paths away.
``use`` becomes the one use of the data set in the card of the system, or of the model where no system is given.
``pins`` are bodies of data sets whose supplier has sealed them: pin-1@1.0, pin-2@1.0; where a card writes PIN-1, it
names the first of them. ``also`` lists further data sets, each with the use the same system or model makes of it, and
further cards of other kinds. Cards are called by kind and number: dataset-1, dataset-2, model-2.
"""

from collections.abc import Iterable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import yaml

from muniment.base.findings import Finding
from muniment.derive.derive import derive
from muniment.model.kinds import KINDS
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings
from muniment.workspace.suppliers import Supplied
from supplier_pins import pin_of_card

_FORMS = {"unknown", "not_applicable", "value", "text"}
#: Kinds of further cards under ``also`` that are no data sets, and so bring no use.
_FURTHER = frozenset(KINDS) - {"dataset"}


class _Dumper(yaml.SafeDumper):
    """Writes decimals as people do."""


_Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value)))


def build_workspace(base: dict[str, Any], case: dict[str, Any], bearer: str) -> tuple[Workspace, set[str]]:
    """Return the workspace of a case with its computed facts, and the codes of the findings its cards gave rise to."""
    workspace, findings = derive_case(base, case, bearer)
    return workspace, {finding.code for finding in findings}


def derive_case(base: dict[str, Any], case: dict[str, Any], bearer: str) -> tuple[Workspace, list[Finding]]:
    """Return the workspace of a case with its computed facts, and the findings of reading, linking and deriving."""
    cards, findings = [], []
    pins = _pins(case.get("pins") or ())
    for kind, of_kind in _bodies(base, case, bearer).items():
        for n, body in enumerate(of_kind, 1):
            card, found = load_body(kind, f"{kind}-{n}", _naming(body, pins))
            cards.append(card)
            findings += found
    workspace, linking = link(cards, [], Settings(), pins)
    derived, deriving = derive(workspace)
    return derived, [*findings, *linking, *deriving]


def _pins(bodies: Iterable[dict[str, Any]]) -> list[Supplied]:
    """Return the pins of a case: each body read as a card of its supplier, sealed, pinned and read back."""
    loaded = (load_body("dataset", f"pin-{n}", body)[0] for n, body in enumerate(bodies, 1))
    return [pin_of_card(card).load() for card in loaded]


def _naming(body: Any, pins: list[Supplied]) -> Any:
    """Return a body with the names of pins in the place of PIN-1, PIN-2."""
    if isinstance(body, dict):
        return {key: _naming(item, pins) for key, item in body.items()}
    if isinstance(body, list):
        return [_naming(item, pins) for item in body]
    named = {f"PIN-{n}": pin.name for n, pin in enumerate(pins, 1)}
    return named.get(body, body) if isinstance(body, str) else body


def _bodies(base: dict[str, Any], case: dict[str, Any], bearer: str) -> dict[str, list[dict[str, Any]]]:
    """Return the bodies of all cards of a case by kind; the first of each kind is the one that ``given`` describes."""
    given = merged(base, case.get("given") or {})
    for path in case.get("without") or ():
        remove(given, path)
    also = case.get("also") or ()
    uses = [given.pop("use", None), *(item.get("use") for item in also if not item.keys() & _FURTHER)]
    bodies: dict[str, list[dict[str, Any]]] = {kind: [given[kind]] for kind in KINDS if kind in given}
    bodies.setdefault(bearer, [{}])
    if any(use is not None for use in uses):
        bodies.setdefault("dataset", [{}])
        user = bodies["system"][0] if "system" in bodies else bodies.setdefault("model", [{}])[0]
        user["datasets"] = [
            {"id": f"use-{n}", "dataset": f"dataset-{n}@1.0", **use} for n, use in enumerate(uses, 1) if use is not None
        ]
    for item in also:
        kind = next(iter(item.keys() & _FURTHER), "dataset")
        bodies.setdefault(kind, []).append(item.get(kind) or {})
    return bodies


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


def load_body(kind: str, name: str, body: dict[str, Any]) -> tuple[Card, list[Finding]]:
    """Write one card as YAML and load it like any other; return it with the findings of reading it."""
    whole = {"muniment": 1, "kind": kind, "name": name, "version": "1.0", **body}
    data = yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False).encode()
    file = f"{name}.card.yaml"
    tree, reading = load_tree(data, file)
    assert tree is not None, reading
    card, findings = load_card(tree)
    assert card is not None, findings
    return card, [*reading, *findings]
