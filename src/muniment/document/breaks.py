"""Where a long word of signs may be broken: a path or an address at its joints, and never inside a name."""

import re

#: A word that is shorter fits beside others and is left alone.
_LONG = re.compile(r"\S{13,}")
#: Behind a stroke, a dot, an underscore, a bracket. A figure has dots of its own.
_JOINT = re.compile(r"(?<=[/_#])(?=[^\W_])|(?<=[\w\]][.])(?=[^\W\d_])")


def pieces(text: str) -> list[str]:
    """Return the text in the pieces between which a line may end, beside its blanks; together they are the text."""
    cuts = [found.start() + joint for found in _LONG.finditer(text) for joint in _joints(found[0])]
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _joints(word: str) -> list[int]:
    return [found.start() for found in _JOINT.finditer(word)]
