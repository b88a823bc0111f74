"""Did-you-mean for keys and for values of closed lists; what compares words is loaded when one is to be compared."""

from collections.abc import Iterable

#: How alike a slip of the pen is, where nothing else comes near: one letter in a word of seven.
_SURE = 0.85


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the known word that was most likely meant, or an empty string."""
    import difflib

    by_form = {_form(candidate): candidate for candidate in known}
    near = difflib.get_close_matches(_form(word[:80]), by_form, n=1, cutoff=0.7)
    return by_form[near[0]] if near else ""


def surely_meant(word: str, known: Iterable[str]) -> str:
    """Return the one known word that differs in form alone or in a slip of the pen; empty where it could be another."""
    import difflib

    by_form: dict[str, list[str]] = {}
    for candidate in known:
        by_form.setdefault(_form(candidate), []).append(candidate)
    form = _form(word[:80])
    near = [form] if form in by_form else difflib.get_close_matches(form, by_form, n=2, cutoff=0.75)
    sure = near and (near[0] == form or difflib.SequenceMatcher(None, form, near[0]).ratio() >= _SURE)
    return by_form[near[0]][0] if sure and len(near) == 1 and len(by_form[near[0]]) == 1 else ""


def same_form(word: str, known: Iterable[str]) -> str:
    """Return the one known word that differs in capitals, hyphens or blanks alone; empty where none or several do."""
    found = [candidate for candidate in known if _form(candidate) == _form(word[:80])]
    return found[0] if len(found) == 1 else ""


def _form(word: str) -> str:
    return (
        word.casefold()
        .replace("-", "_")
        .replace(" ", "_")
        .replace("labeling", "labelling")
        .replace("license", "licence")
    )
