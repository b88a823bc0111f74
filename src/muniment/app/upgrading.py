"""`upgrade`: names that a card has from an earlier form become the names of today, in the files, comments kept.

What was renamed stands in ``schemas/vocab/renames*.csv``: names of the first drafts, and every name that a later
format drops. A key gets its name where it stands; a value moves to another section if nothing is said beside it; what
has to be thought about (several campaigns, another card, a computed fact) is told with its reason and left.
"""

import csv
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.app.fixing import FixedFile
from muniment.app.opening import concerns, open_workspace
from muniment.base.addresses import join, tokens
from muniment.base.resources import schema_path
from muniment.model.header import HEADER_KEYS
from muniment.model.kinds import KINDS
from muniment.model.vocabulary import position_at
from muniment.source.edit import edit_bytes
from muniment.source.layout import Layout
from muniment.source.load import load_tree
from muniment.source.patches import Change, Edit, Removal, Renaming

#: More old names than any card can hold.
_ROUNDS = 1_000


@dataclass(frozen=True, slots=True)
class Rename:
    """A path of an earlier form, the path of today (or what became of it in words), and why."""

    old: str
    new: str
    why: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person has to move: the file, the pointer, and the rename."""

    file: str
    pointer: str
    rename: Rename


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The files with their new names, and what is left to a person."""

    files: tuple[FixedFile, ...]
    left: tuple[ByHand, ...]


def upgraded(paths: Sequence[Path]) -> Upgraded:
    """Return cards and profiles among the paths with the names of today."""
    opened = open_workspace(paths)
    table = renames()
    files, left = [], []
    for name in sorted(opened.trees):
        if not concerns(name, paths):
            continue
        before = opened.files[name]
        after, done, by_hand = upgraded_bytes(before, name, table)
        if done:
            files.append(FixedFile(name, before, after, tuple(done)))
        left += by_hand
    return Upgraded(tuple(files), tuple(left))


def renames() -> dict[str, Rename]:
    """Return what was renamed, by every spelling of the old path in which some sections have their new name already."""
    found: dict[str, Rename] = {}
    for file in sorted(schema_path("vocab").glob("renames*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                rename = Rename(row["draft_path"], row["path"], row["why"])
                for old in _spellings(rename):
                    if position_at(old) is None and old.partition(".")[2] not in HEADER_KEYS:
                        found.setdefault(old, rename)
    return found


def upgraded_bytes(data: bytes, name: str, table: dict[str, Rename]) -> tuple[bytes, list[str], list[ByHand]]:
    """Return a file with the names of today, what was done, and what is left."""
    done: list[str] = []
    left: dict[str, ByHand] = {}
    for _ in range(_ROUNDS):
        tree, _ = load_tree(data, name)
        if tree is None or not isinstance(tree.value, dict):
            break
        kind = tree.value.get("profile_of", tree.value.get("kind"))
        if not isinstance(kind, str) or kind not in KINDS:
            break
        found = next((old for old in _old_names(tree.value, kind, "", table) if old[0] not in left), None)
        if found is None:
            break
        pointer, path = found
        rename = table[path]
        made = _renamed(data, pointer, path, rename, name) or _moved(data, pointer, rename, tree.value, name)
        if made is None:
            left[pointer] = ByHand(name, pointer, rename)
        else:
            data = made
            done.append(f"{rename.old} → {rename.new}")
    return data, done, list(left.values())


def _old_names(value: Any, path: str, pointer: str, table: dict[str, Rename]) -> Iterator[tuple[str, str]]:
    """Yield the places of old names, the deepest first."""
    members: Any = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, inner in members:
        here = f"{path}[]" if isinstance(value, list) else f"{path}.{key}"
        yield from _old_names(inner, here, join(pointer, key), table)
    if path in table:
        yield pointer, path


def _spellings(rename: Rename) -> Iterator[str]:
    old, new = rename.old.split("."), rename.new.split(".")
    if not _is_aligned(old, new):
        yield rename.old
        return
    differing = [place for place in range(len(old) - 1) if old[place] != new[place]]
    for count in range(len(differing) + 1):
        for chosen in itertools.combinations(differing, count):
            yield ".".join(new[place] if place in chosen else key for place, key in enumerate(old))


def _is_aligned(old: list[str], new: list[str]) -> bool:
    return len(old) == len(new) and all(
        one.endswith("[]") == two.endswith("[]") for one, two in zip(old, new, strict=True)
    )


def _renamed(data: bytes, pointer: str, path: str, rename: Rename, name: str) -> bytes | None:
    """Give keys their names where they stand; None where the value has to move."""
    old, new = path.split("."), rename.new.split(".")
    if not _is_aligned(old, new) or old[0] != new[0]:
        return None
    keys = tokens(pointer)
    places = [place for place, key in enumerate(keys) if not key.isdigit()]
    changes: list[Change] = []
    for number in range(len(old) - 1, 0, -1):
        if old[number] != new[number]:
            place = places[number - 1]
            above = "".join(join("", key) for key in keys[: place + 1])
            changes.append(Renaming(above, new[number].removesuffix("[]")))
    made, left = edit_bytes(data, changes, name)
    return made if changes and not left else None


def _moved(data: bytes, pointer: str, rename: Rename, value: dict[str, Any], name: str) -> bytes | None:
    """Move a value to another section of its card, if neither is in a list and nothing stands beside it."""
    kind, _, target = rename.new.partition(".")
    if kind != rename.old.partition(".")[0] or "[]" in rename.new + rename.old or ":" in rename.new:
        return None
    inside: Any = value
    for key in tokens(pointer):
        inside = inside[key]
    to = "/" + target.replace(".", "/")
    above = pointer.rpartition("/")[0]
    changes: list[Change] = [Edit(to, inside), Removal(pointer)]
    if _at(value, to) is not None:
        return None
    made, left = edit_bytes(data, changes, name)
    if left or _comments(made, name) != _comments(data, name):
        return None
    after, _ = load_tree(made, name)
    if above and after is not None and _at(after.value, above) == {}:
        made, left = edit_bytes(made, [Removal(above)], name)
    return None if left else made


def _at(value: Any, pointer: str) -> Any:
    for key in tokens(pointer):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _comments(data: bytes, name: str) -> Counter[str]:
    tree, _ = load_tree(data, name)
    return Counter(words for _, words in Layout(tree.text, tree.value).comments()) if tree is not None else Counter()
