"""The languages in which documents are offered: those into which everything the tool says is translated.

The list is data, ``templates/locale/offered.json``; ``make i18n`` fails while one of them is incomplete.
"""

import functools
import json

from muniment.base.resources import template_path

#: The language in which the tool's words are written, and which stands in where another has none.
SOURCE_LANGUAGE = "en"


@functools.cache
def offered_languages() -> tuple[str, ...]:
    """Return the offered languages, English first."""
    return tuple(json.loads(template_path("locale", "offered.json").read_bytes()))


def primary_language(tag: str) -> str:
    """Return the primary subtag of a language tag: ``de`` of ``de-AT``."""
    return tag.replace("_", "-").partition("-")[0].lower()


def is_offered(tag: str) -> bool:
    """Tell whether documents are offered in a language, whatever its region."""
    return primary_language(tag) in offered_languages()
