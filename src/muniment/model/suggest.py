"""Did-you-mean for keys and for values of closed lists."""

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the known word that was most likely meant, or an empty string."""
    by_form = {_form(candidate): candidate for candidate in known}
    near = difflib.get_close_matches(_form(word[:80]), by_form, n=1, cutoff=0.7)
    return by_form[near[0]] if near else ""


def _form(word: str) -> str:
    return (
        word.casefold()
        .replace("-", "_")
        .replace(" ", "_")
        .replace("labeling", "labelling")
        .replace("license", "licence")
    )
