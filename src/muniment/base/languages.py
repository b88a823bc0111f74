"""The languages in which documents are offered: those into which everything the tool says is translated.

The list is data, ``templates/locale/offered.json``; ``make i18n`` fails while one of them is incomplete.
"""

import functools
import json
import re

from muniment.base.resources import template_path

#: The language in which the tool's words are written, and which stands in where another has none.
SOURCE_LANGUAGE = "en"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@functools.cache
def offered_languages() -> tuple[str, ...]:
    """Return the offered languages, English first."""
    return tuple(json.loads(template_path("locale", "offered.json").read_bytes()))


def primary_language(tag: str) -> str:
    """Return the primary subtag of a language tag: ``de`` of ``de-AT``."""
    return tag.replace("_", "-").partition("-")[0].lower()


def is_offered(tag: str) -> bool:
    """Tell whether documents are offered in a language, whatever its region; in nothing that is no language tag."""
    return bool(_TAG.fullmatch(tag)) and primary_language(tag) in offered_languages()
