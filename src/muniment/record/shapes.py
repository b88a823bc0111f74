"""Reading plain dataclasses back from JSON: exactly their shape, or a ValueError."""

import functools
import types
import typing
from dataclasses import fields, is_dataclass
from typing import Any


def load_shape(hint: Any, raw: Any) -> Any:
    """Return JSON as a value of a dataclass or tuple of such; raise ValueError for anything else than its shape."""
    if hint is Any:
        return raw
    if is_dataclass(hint) and isinstance(hint, type):
        hints, needed = _members(hint)
        if not isinstance(raw, dict) or not needed <= raw.keys() <= hints.keys():
            raise ValueError(f"a {hint.__name__} has missing or foreign members")
        return hint(**{name: load_shape(hints[name], value) for name, value in raw.items()})
    if isinstance(hint, types.UnionType):
        (given,) = (item for item in typing.get_args(hint) if item is not type(None))
        return load_shape(given, raw)
    if typing.get_origin(hint) is tuple:
        items = typing.get_args(hint)
        if not isinstance(raw, list | tuple):
            raise ValueError("a list was expected")
        if items[-1] is ...:
            return tuple(load_shape(items[0], item) for item in raw)
        return tuple(load_shape(item, value) for item, value in zip(items, raw, strict=True))
    if type(raw) is not hint:
        raise ValueError(f"{hint.__name__} was expected")
    return raw


@functools.cache
def _members(hint: type) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the members of a dataclass with their types, and those that may not be missing."""
    hints = typing.get_type_hints(hint)
    names = {field.name for field in fields(hint)}
    # A member that may be missing is one that may be None, and None is never written.
    needed = frozenset(name for name in names if not isinstance(hints[name], types.UnionType))
    return {name: hints[name] for name in names}, needed
