"""`fmt`: cards with their keys in the order of the model, two blanks a level; what cannot be done safely is not.

The text is read again: every value, every comment, every finding of form must be what it was, and a second run must
change nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.app.fixing import FixedFile
from muniment.app.opening import SETTINGS, concerns, open_workspace
from muniment.base.addresses import join
from muniment.base.findings import Severity
from muniment.model.header import HEADER_KEYS, Header
from muniment.model.kinds import KINDS, card_class
from muniment.model.shapes import Shape, shape_of
from muniment.source.arrange import CannotArrange, arranged
from muniment.source.layout import Layout
from muniment.source.load import load_tree
from muniment.workspace.settings import SettingsFile

_HEAD = ("muniment", "kind", "profile_of", *(key for key in Header.model_fields if key != "muniment"))
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Formatted:
    """The files that another form was found for, and those that cannot be formatted safely."""

    files: tuple[FixedFile, ...]
    left: tuple[str, ...]


def formatted(paths: Sequence[Path]) -> Formatted:
    """Return cards, profiles and settings among the paths in their form."""
    opened = open_workspace(paths)
    files, left = [], []
    for name in sorted(opened.trees):
        if not concerns(name, paths):
            continue
        before = opened.files[name]
        after = formatted_bytes(before, name)
        if after is None:
            left.append(name)
        elif after != before:
            files.append(FixedFile(name, before, after, ("formatted",)))
    return Formatted(tuple(files), tuple(left))


def formatted_bytes(data: bytes, name: str) -> bytes | None:
    """Return a file in its form; None where that cannot be done so that everything else stays."""
    made = _once(data, name)
    if made is None or (made != data and _once(made, name) != made):
        return None
    return made


def _once(data: bytes, name: str) -> bytes | None:
    tree, findings = load_tree(data, name)
    if tree is None or not isinstance(tree.value, dict) or any(f.severity is Severity.ERROR for f in findings):
        return None
    before = Layout(tree.text, tree.value)
    try:
        text = arranged(before, _orders(tree.value, name))
    except CannotArrange:
        return None
    made = (_MARK if data.startswith(_MARK) else b"") + text.encode()
    after, said = load_tree(made, name)
    if after is None or not _same(after.value, tree.value):
        return None
    comments = Counter(words for _, words in Layout(after.text, after.value).comments())
    kept = comments == Counter(words for _, words in before.comments())
    return made if kept and Counter(f.code for f in said) == Counter(f.code for f in findings) else None


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same but for the order of keys."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _orders(value: dict[str, Any], name: str) -> dict[str, Sequence[str]]:
    """Return the order of the keys of each mapping that the model knows, by pointer."""
    if Path(name).name == SETTINGS:
        return {"": tuple(SettingsFile.model_fields)}
    kind = value.get("profile_of", value.get("kind"))
    if not isinstance(kind, str) or kind not in KINDS:
        return {}
    shape = shape_of(card_class(kind))
    found: dict[str, Sequence[str]] = {"": (*_HEAD, *(key for key in shape.positions if key not in HEADER_KEYS))}
    _add(value, shape, "", found)
    return found


def _add(value: dict[str, Any], shape: Shape, pointer: str, found: dict[str, Sequence[str]]) -> None:
    found.setdefault(pointer, tuple(shape.positions))
    for key, inner in value.items():
        position = shape.positions.get(key)
        if position is None or position.shape is None:
            continue
        here = join(pointer, key)
        if isinstance(inner, dict) and not {"unknown", "not_applicable"} & inner.keys():
            _add(inner, position.shape, here, found)
        elif isinstance(inner, list):
            for number, item in enumerate(inner):
                if isinstance(item, dict):
                    _add(item, position.shape, join(here, number), found)
