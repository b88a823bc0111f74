"""Languages as a description states them: tags as they are registered, names read where they can mean one thing."""

import functools
from typing import Any

from muniment.import_.draft import Draft, Reason
from muniment.import_.text import line, short
from muniment.model.registries import MAX_TAG, language_problem

MAX_LANGUAGES = 1000
#: What stands among languages and is none.
_NO_LANGUAGES = frozenset(
    {"code", "multilingual", "mul", "und", "mis", "zxx", "other", "unknown", "none", "n/a", "many"}
)
#: Codes of ISO 639-3 for several languages whose speakers do not understand one another; a text is always in one.
_GROUPS = frozenset("ar ay bik cr ff gn hmn iu ku mwr no oj qu raj za zh".split())  # noqa: SIM905
_MACRO = "Codes of groups of languages ({0}): say which language is meant where it is known (for instance arz, cmn)."


def read_languages(draft: Draft, stated: Any, key: str) -> list[str]:
    """Return the tags that a list (or one text) states; what is none, is odd or was read otherwise is noted."""
    values = stated if isinstance(stated, list) else [stated]
    found: dict[str, None] = {}
    for value in values[:MAX_LANGUAGES]:
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            draft.remark(key, f"{short(value, 40)} is not a text, so it is no language. Was it written without quotes?")
            draft.leave(key, value, Reason.WRONG_TYPE)
            continue
        if tag := read_language(draft, line(value), key):
            found[tag] = None
    if len(values) > MAX_LANGUAGES:
        draft.leave(key, f"{len(values) - MAX_LANGUAGES} further values", Reason.TOO_MANY)
    groups = [tag for tag in found if tag in _GROUPS]
    if groups:
        draft.remark(key, _MACRO.format(", ".join(groups[:12])))
    return list(found)


def read_language(draft: Draft, text: str, key: str) -> str:
    """Return the registered tag of one language; empty where it is none."""
    if text.casefold() in _NO_LANGUAGES:
        draft.remark(key, f'"{short(text, 40)}" is no language.')
        draft.leave(key, text, Reason.NOT_VALID)
        return ""
    tag = _registered(text) or _names().get(text.casefold(), "")
    if not tag:
        draft.remark(key, f'"{short(text, 40)}" is not in the registry of languages.')
        draft.leave(key, text, Reason.NOT_VALID)
    elif tag != text:
        draft.remark(key, f'"{short(text, 40)}" was read as {tag}.')
    return tag


def _registered(text: str) -> str:
    """Return a tag in its registered form; empty where the registry does not have it."""
    if not language_problem(text):
        return text
    import langcodes

    bare = text.replace("_", "-")
    if len(bare) > MAX_TAG or not all(part.isascii() and part.isalnum() and len(part) <= 8 for part in bare.split("-")):
        return ""
    if not langcodes.tag_is_valid(bare):
        return ""
    standard = str(langcodes.standardize_tag(bare))
    return "" if language_problem(standard) else standard


@functools.cache
def _names() -> dict[str, str]:
    """Return English names of languages that only one language bears."""
    from babel import Locale

    found: dict[str, list[str]] = {}
    for code, name in Locale("en").languages.items():
        found.setdefault(name.casefold(), []).append(code)
    return {name: codes[0] for name, codes in found.items() if len(codes) == 1 and not language_problem(codes[0])}
