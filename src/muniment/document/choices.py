"""The values of closed lists, by path: what prints as a word of ours and not as the user's text.

They are taken from the models into ``schemas/vocab/choices.json``, which is generated.
"""

import functools
import json

from muniment.base.resources import schema_path


@functools.cache
def choices() -> dict[str, frozenset[str]]:
    """Return the values that the vocabulary offers, by path without ``[]``."""
    listed = json.loads(schema_path("vocab", "choices.json").read_bytes())["choices"]
    return {path: frozenset(values) for path, values in listed.items()}


def is_choice(path: str, value: str) -> bool:
    """Tell whether a value at a path (without ``[]``) is one of those that its closed list offers."""
    return value in choices().get(path, ())
