"""A head for a card that has no usable one, so that it can be drafted: its file's name, and a version nobody gave.

The mistake stays a finding and is listed in the draft. The kind is never guessed: it decides what everything means.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from muniment.app.data_card import NO_VERSION
from muniment.base.addresses import NAME, VERSION, name_of
from muniment.source.tree import Tree


def with_head(tree: Tree) -> Tree:
    """Return the tree of a card with name and version put in where they cannot be read; as it is if it is no card."""
    value: Any = tree.value
    if not isinstance(value, dict) or "kind" not in value:
        return tree
    stem = re.sub(r"(?:\.card)?\.ya?ml$", "", tree.file.rpartition("/")[2])
    own, _, version = stem.partition("@")
    name = value.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        name = name_of(own)
    return replace(tree, value={**value, "name": name, "version": _version(value.get("version"), version)})


def _version(written: object, in_name: str) -> str:
    """Return the version as written where it can be one, also if it is a number; else the one in the file's name."""
    if isinstance(written, int | Decimal) and not isinstance(written, bool):
        written = str(written)
    for candidate in (written, in_name):
        if isinstance(candidate, str) and VERSION.fullmatch(candidate):
            return candidate
    return NO_VERSION
