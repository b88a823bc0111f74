"""What the tool says, in other languages: gettext domains below ``templates/locale``, English where a text has none.

``interface`` holds the words of the documents themselves (msgctxt is the route in ``en.json``), ``vocabulary`` what
positions of cards and the values of closed lists are called, ``catalogue`` the texts of requirements, ``verifier``
those of the verifier page. The text of a record is English; it is the msgid. Official wording is not translated here
(`document.official`), nor is the user's.
"""

import functools
import gettext

from muniment.base.languages import primary_language
from muniment.base.resources import template_path

INTERFACE = "interface"
VOCABULARY = "vocabulary"
CATALOGUE = "catalogue"
VERIFIER = "verifier"
DOMAINS = (INTERFACE, VOCABULARY, CATALOGUE, VERIFIER)
#: Contexts of the vocabulary: a value of a closed list is no title, even where both are spelt alike.
VALUE, UNIT = "value", "unit"


@functools.cache
def translations(domain: str, language: str) -> gettext.NullTranslations:
    """Return the translations of a domain into a language; they answer in English what they do not hold."""
    primary = primary_language(language)
    if not primary.isalpha():
        return gettext.NullTranslations()
    return gettext.translation(domain, template_path("locale"), [primary], fallback=True)


def translate(domain: str, text: str, language: str, context: str = "") -> str:
    """Return the translation of an English text of ours, or the text itself."""
    if not text:
        return text
    found = translations(domain, language)
    return found.pgettext(context, text) if context else found.gettext(text)
