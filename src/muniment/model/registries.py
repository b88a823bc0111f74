"""Closed lists kept by others: countries, currencies, languages, licences. Loaded only when a card uses one."""

import functools
import json
import re

from muniment.base.resources import schema_path

#: Far longer than any registered tag (RFC 5646 reckons with 35).
MAX_TAG = 100


@functools.cache
def countries() -> dict[str, str]:
    """Return the ISO 3166-1 alpha-2 codes with their English short names."""
    return dict(json.loads(schema_path("vocab", "countries.json").read_text("utf-8"))["countries"])


@functools.cache
def currencies() -> frozenset[str]:
    """Return the active ISO 4217 codes."""
    return frozenset(json.loads(schema_path("vocab", "currencies.json").read_text("utf-8"))["currencies"])


#: The Union's languages, which most cards are written in and which need no library to be known.
UNION_LANGUAGES = frozenset(
    "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()  # noqa: SIM905
)


@functools.lru_cache(maxsize=512)
def language_problem(tag: str) -> str:
    """Return why a text is not a BCP 47 tag, or an empty string.

    The library accepts any two letters as a region, so the region is looked up in ISO 3166-1 as well.
    """
    if tag in UNION_LANGUAGES:
        return ""
    import langcodes

    if len(tag) > MAX_TAG:  # the library recurses over subtags
        return f"it has more than {MAX_TAG} characters"
    if not re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", tag) or not langcodes.tag_is_valid(tag):
        return "it is not in the registry of languages"
    standard = langcodes.standardize_tag(tag)
    if standard != tag:
        return f"its registered form is {standard}"
    territory = langcodes.Language.get(tag).territory
    if territory and not territory.isdigit() and territory not in countries():
        return f"{territory} is not a country"
    return ""


def language_meant(tag: str) -> str:
    """Return the tag that differs from a text in capitals alone; empty where there is none."""
    import langcodes

    if len(tag) > MAX_TAG or not re.fullmatch(r"[A-Za-z0-9-]+", tag) or not langcodes.tag_is_valid(tag):
        return ""
    standard = langcodes.standardize_tag(tag)
    return standard if standard.casefold() == tag.casefold() and not language_problem(standard) else ""


def licence_meant(text: str) -> str:
    """Return the SPDX identifier that a spelling has by the table; empty where it is not in it."""
    spellings = json.loads(schema_path("vocab", "licence-spellings.json").read_bytes())["spellings"]
    form = _licence_form(text)
    return next((meant for spelt, meant in spellings.items() if _licence_form(spelt) == form), "")


def _licence_form(text: str) -> str:
    return re.sub(r"[-_,\s]+", " ", text.casefold()).strip()


@functools.lru_cache(maxsize=512)
def licence_problem(expression: str) -> str:
    """Return why a text is not an SPDX licence expression, or an empty string.

    A ``LicenseRef-`` or ``DocumentRef-`` of the author's own is allowed; the author's text is never rewritten.
    """
    licensing = _licensing()
    try:
        parsed = licensing.parse(expression, validate=False)
    except Exception:
        # The library raises errors of several unrelated types for malformed expressions.
        return "it cannot be parsed"
    if parsed is None:
        return "it is empty"
    foreign = [
        key
        for key in licensing.unknown_license_keys(parsed)
        if not re.fullmatch(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+", key)
    ]
    return f"{', '.join(foreign)} is not in the SPDX list" if foreign else ""


def spdx_id(text: str) -> str:
    """Return the id in the SPDX list that a text is in other letters; empty where it is none."""
    return _spdx_ids().get(text.casefold(), "")


@functools.cache
def _spdx_ids() -> dict[str, str]:
    found: dict[str, str] = {}
    for key, symbol in _licensing().known_symbols.items():
        # Ids that the list has given up (GPL-3.0) are kept as other names of those that took their place.
        former = [name for name in symbol.aliases if re.fullmatch(r"[A-Za-z]+-[0-9][0-9A-Za-z.+-]*", name)]
        for name in (*former, key):
            if not name.startswith("LicenseRef-") and not symbol.is_exception:
                found[name.casefold()] = name
    return found


@functools.cache
def _licensing():  # type: ignore[no-untyped-def]
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()
