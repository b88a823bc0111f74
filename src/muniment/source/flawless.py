"""The value of a text with which nothing is wrong, in one pass without places: nearly every file is such a text.

What there would be a finding for is not judged here: reading ends, and `load` reads the text again from its beginning.
Both are given the same texts by a test.
"""

import sys
from collections.abc import Callable
from typing import Any

import yaml

from muniment.source.scalars import ODD_START, typed
from muniment.source.tree import REFUSED

#: Stands in place of a key where the next value is an item.
_ITEM = object()
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_PASSED_OVER = frozenset({yaml.StreamStartEvent, yaml.DocumentEndEvent, yaml.StreamEndEvent})


def flawless_value(text: str, most_nodes: int, most_deep: int) -> Any:
    """Return the value of a YAML text of so many keys and values at most; REFUSED where a closer look is needed."""
    parser = yaml.CSafeLoader(text)
    try:
        return _value(parser.get_event, most_nodes, most_deep)
    except yaml.YAMLError:
        return REFUSED
    finally:
        parser.dispose()


def _value(following: Callable[[], Any], most_nodes: int, most_deep: int) -> Any:
    scalar, mapping, sequence, intern = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, sys.intern
    documents: list[Any] = []
    # What is being filled, the key that waits for its value (None: a key comes next), and both of what lies around it.
    held: Any = documents
    key: Any = _ITEM
    around: list[tuple[Any, Any]] = []
    while (event := following()) is not None:
        kind = type(event)
        if kind is scalar:
            value = event.value
            plain = not event.style
            if plain and (not value or value[0] in ODD_START):
                value = typed(value)
            most_nodes -= 1
            if event.tag is not None or event.anchor or value is REFUSED or most_nodes < 0:
                return REFUSED
            if key is _ITEM:
                held.append(value)
            elif key is not None:
                held[key] = value
                key = None
            elif type(value) is not str or value in held or value == "<<":
                return REFUSED
            else:
                key = intern(value)
        elif kind is mapping or kind is sequence:
            most_nodes -= 1
            if event.tag is not None or event.anchor or key is None or len(around) >= most_deep or most_nodes < 0:
                return REFUSED
            opened: Any = {} if kind is mapping else []
            if key is _ITEM:
                held.append(opened)
                around.append((held, key))
            else:
                held[key] = opened
                around.append((held, None))
            held, key = opened, None if kind is mapping else _ITEM
        elif kind in _ENDS:
            held, key = around.pop()
        elif kind is yaml.DocumentStartEvent:
            if event.version or event.tags or documents:
                return REFUSED
        elif kind not in _PASSED_OVER:
            return REFUSED
    return documents[0] if documents else None
