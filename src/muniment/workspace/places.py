"""Where the answer to a question stands, or would stand, in the text of a card or profile.

An address names records by their ids; here it becomes a pointer by index, as the file stands now.
"""

from dataclasses import dataclass
from typing import Any

from muniment.base.addresses import join, tokens
from muniment.base.canonical import canonical_bytes, digest, plain
from muniment.source.tree import Refused

#: What stands where nothing stands.
ABSENT = None
_STATUS = ("unknown", "not_applicable")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: its pointer, what stands there (None: nothing), and whether an answer can be written there.

    ``above`` says what is in the way: a status of a section, or a value where a section would be.
    """

    pointer: str
    raw: Any
    above: str = ""

    @property
    def digest(self) -> str:
        """The digest of what stands there, by which a later change is seen."""
        return digest(canonical_bytes({"raw": _canonical(self.raw), "above": self.above}))


def find_place(tree: Any, inner: str) -> Place:
    """Return where an inner address leads in a file's value."""
    pointer, inside = "", tree
    parts = tokens(inner)
    for position, key in enumerate(parts):
        if isinstance(inside, list):
            index = _index(inside, key)
            if index is None:
                return Place(_rest(pointer, parts[position:]), ABSENT, "record")
            pointer, inside = join(pointer, index), inside[index]
            continue
        if not isinstance(inside, dict):
            return Place(_rest(pointer, parts[position:]), ABSENT, "value")
        if position and any(word in inside for word in _STATUS):
            return Place(_rest(pointer, parts[position:]), ABSENT, "status")
        if key not in inside:
            return Place(_rest(pointer, parts[position:]), ABSENT)
        pointer, inside = join(pointer, key), inside[key]
    return Place(pointer, inside)


def _index(records: list[Any], name: str) -> int | None:
    """Return where the record with an id stands; one without a usable id is known by its number."""
    for index, record in enumerate(records):
        if isinstance(record, dict) and record.get("id") == name:
            return index
    if name.isdigit() and int(name) < len(records) and not isinstance(records[int(name)], dict):
        return int(name)
    return None


def _rest(pointer: str, keys: list[str]) -> str:
    for key in keys:
        pointer = join(pointer, key)
    return pointer


def _canonical(raw: Any) -> Any:
    """Return a value of a file as JSON that has canonical bytes, whatever stands in it."""
    if isinstance(raw, Refused):
        return "refused"
    if isinstance(raw, dict):
        return {str(key): _canonical(value) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_canonical(item) for item in raw]
    return plain(raw)
