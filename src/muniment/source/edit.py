"""Edits of a YAML text that keep every other byte: a value replaced, added or taken away, in block and in flow style.

Edits are proved: the text is read again, and must hold what it held with these changes, and every comment that does not
belong to what was changed. What could only be done by rewriting more is not done, and said.
"""

import copy
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from muniment.base.addresses import join, tokens
from muniment.base.findings import Finding, Severity
from muniment.source.layout import Layout
from muniment.source.load import load_tree
from muniment.source.patches import END, Change, Edit, Editor, Patch, Renaming, known

_MARK = b"\xef\xbb\xbf"


def edit_bytes(data: bytes, edits: Sequence[Change], file: str = "") -> tuple[bytes, list[Change]]:
    """Return the bytes of a file with the edits made, and those that could not be made so.

    Values are written together and proved by reading once; only where that fails are they made by halves, and in the
    end one by one.
    """
    left: list[Change] = []
    for run in _runs(edits):
        data, more = _made(data, run, file)
        left += more
    return data, left


def _runs(edits: Sequence[Change]) -> Iterator[list[Change]]:
    """Yield edits in their order: values in one run, what moves the places of others alone."""
    for writes, run in itertools.groupby(edits, lambda edit: isinstance(edit, Edit)):
        if writes:
            yield list(run)
        else:
            yield from ([edit] for edit in run)


def _made(data: bytes, edits: Sequence[Change], file: str) -> tuple[bytes, list[Change]]:
    made = _edited(data, edits, file)
    if made is not None:
        return made, []
    if len(edits) == 1 or not _is_readable(data, file):
        return data, list(edits)
    middle = len(edits) // 2
    data, left = _made(data, edits[:middle], file)
    data, more = _made(data, edits[middle:], file)
    return data, [*left, *more]


def _edited(data: bytes, edits: Sequence[Change], file: str) -> bytes | None:
    """Return the bytes with all edits made, or None where the file does not then hold just what they say."""
    tree, findings = load_tree(data, file)
    if tree is None or _refuses(findings):
        return None
    wanted = copy.deepcopy(tree.value)
    if not all(_apply(wanted, edit) for edit in edits):
        return None
    before = Layout(tree.text, tree.value)
    patches = _patches(before, edits)
    changed = None if patches is None else _patched(tree.text, patches)
    if patches is None or changed is None:
        return None
    written = (_MARK if data.startswith(_MARK) else b"") + changed.encode()
    after, said = load_tree(written, file)
    if after is None or not _same(after.value, wanted) or len(said) > len(findings):
        return None
    lost = [patch.lost for patch in patches]
    kept = [text for place, text in before.comments() if not any(start <= place < end for start, end in lost)]
    if [text for _, text in Layout(after.text, after.value).comments()] != kept:
        return None
    return written


def _is_readable(data: bytes, file: str) -> bool:
    tree, findings = load_tree(data, file)
    return tree is not None and not _refuses(findings)


def _refuses(findings: Iterable[Finding]) -> bool:
    """Tell whether the reader refused something: it stands in the text and not in the value, nobody can say where."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _patches(layout: Layout, edits: Sequence[Change]) -> list[Patch] | None:
    """Return the changes of the text that edits make, from its beginning on; None where one cannot be made so."""
    editor, patches = Editor(layout), []
    for order, edit in enumerate(edits if len(edits) == 1 else _gathered(layout, edits)):
        patch = editor.changed(edit)
        if patch is None:
            return None
        # Of what is added at one place, the lines of what stands deeper come first.
        patches.append((patch.start, -len(tokens(edit.pointer)), order, patch))
    return [patch for *_, patch in sorted(patches, key=lambda item: item[:3])]


def _gathered(layout: Layout, edits: Sequence[Change]) -> list[Change]:
    """Return edits with those in one that add to the same section which is not there yet."""
    found: dict[tuple[str, str], Edit] = {}
    alone: list[Change] = []
    for edit in edits:
        above, parts = known(layout, edit.pointer)
        if not isinstance(edit, Edit) or not parts or not isinstance(layout.value(above), dict):
            alone.append(edit)
            continue
        value = edit.value
        for key in reversed(parts[1:]):
            value = {key: value}
        pointer = join(above, parts[0])
        earlier = found.get((above, parts[0]))
        if earlier is None:
            found[above, parts[0]] = Edit(pointer, copy.deepcopy(value))
        elif not _merged(earlier.value, value):
            # One of them says what the other is in: they are made one after the other.
            alone.append(edit)
    return [*alone, *found.values()]


def _merged(into: Any, value: Any) -> bool:
    if not isinstance(into, dict) or not isinstance(value, dict):
        return False
    return all(
        _merged(into[key], item) if key in into else into.setdefault(key, item) is item for key, item in value.items()
    )


def _patched(whole: str, patches: Sequence[Patch]) -> str | None:
    """Return a text with patches in it; None where two concern the same stretch."""
    pieces: list[str] = []
    at = 0
    for patch in patches:
        if patch.start < at:
            return None
        if patch.start > at or not pieces:
            pieces.append(whole[at : patch.start])
        new = patch.new
        # What was put in before ends a last line that had no end.
        if pieces[-1].endswith(("\r", "\n")) and patch.start == patch.end:
            new = new.removeprefix("\r").removeprefix("\n")
        pieces.append(new)
        at = patch.end
    return "".join([*pieces, whole[at:]])


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same, in the same order and of the same types."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _apply(whole: Any, edit: Change) -> bool:
    """Make an edit in a value; tell whether it can be meant."""
    keys = tokens(edit.pointer)
    if not keys:
        return False
    inside = whole
    for key in keys[:-1]:
        inside = _inside(inside, key, make=isinstance(edit, Edit))
        if inside is None:
            return False
    last = keys[-1]
    if isinstance(edit, Edit):
        return _put(inside, last, copy.deepcopy(edit.value))
    if isinstance(edit, Renaming):
        if not isinstance(inside, dict) or last not in inside or edit.key in inside:
            return False
        members = [(edit.key if key == last else key, item) for key, item in inside.items()]
        inside.clear()
        inside.update(members)
        return True
    if isinstance(inside, list) and last.isdigit() and int(last) < len(inside):
        del inside[int(last)]
        return True
    if isinstance(inside, dict) and last in inside:
        del inside[last]
        return True
    return False


def _inside(value: Any, key: str, *, make: bool) -> Any:
    if isinstance(value, list):
        return value[int(key)] if key.isdigit() and int(key) < len(value) else None
    if isinstance(value, dict):
        return value.setdefault(key, {}) if make else value.get(key)
    return None


def _put(inside: Any, key: str, value: Any) -> bool:
    if isinstance(inside, dict):
        inside[key] = value
        return True
    if isinstance(inside, list) and (key == END or (key.isdigit() and int(key) <= len(inside))):
        place = len(inside) if key == END else int(key)
        inside[place : place + 1] = [value]
        return True
    return False
