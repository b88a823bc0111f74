"""What documents say in the tool's own words, looked up by route in one language: ``words("answers", "unknown")``.

The English text stands in ``templates/locale/en.json``, where a pair ``{"one": …, "other": …}`` is a sentence that
depends on a count; other languages come from gettext. Official wording is not here, nor is anything of the cards.
"""

import functools
import json
from typing import Any

from muniment.base.languages import SOURCE_LANGUAGE, is_offered
from muniment.base.resources import template_path
from muniment.document.choices import english_choice
from muniment.document.locale_forms import LocaleForms
from muniment.document.translations import CATALOGUE, INTERFACE, VALUE, VOCABULARY, translate, translations

#: The members of an entry that depends on a count, in English; other languages have forms of their own.
PLURAL = ("one", "other")


class Words:
    """The words of one language, how it writes numbers and dates, and its names for our English ones."""

    def __init__(self, tree: dict[str, Any], language: str) -> None:
        self._tree = tree
        self.language = language
        self.forms = LocaleForms(language)
        self._translations = translations(INTERFACE, language)

    def __call__(self, *route: str, **values: object) -> str:
        """Return the sentence at the route with its values put in; KeyError for a route that does not exist."""
        text = self._find(route)
        if not isinstance(text, str):
            raise KeyError("/".join(route))
        text = self._translations.pgettext(context_of(route), text)
        return text.format(**values) if values else text

    def get(self, *route: str, default: str) -> str:
        """Return the sentence at the route, or the default where there is none."""
        try:
            return self(*route)
        except KeyError:
            return default

    def keys(self, *route: str) -> tuple[str, ...]:
        """Return the last parts of the routes that go on from here, in order; KeyError where there is nothing."""
        return tuple(self._find(route))

    def counted(self, *route: str, count: int, **values: object) -> str:
        """Return the sentence at the route in the form for a count, which is one of its values, as printed.

        KeyError for a route that does not lead to the forms of a sentence.
        """
        forms = self._find(route)
        if not is_plural(forms):
            raise KeyError("/".join(route))
        text = self._translations.npgettext(context_of(route), forms["one"], forms["other"], count)
        return text.format(count=self.forms.number(str(count)), **values)

    def name(self, title: str) -> str:
        """Return the name of a position of cards, given its English title; one that is not ours as it is."""
        return translate(VOCABULARY, title, self.language)

    def choice(self, code_in_words: str) -> str:
        """Return a value of a closed list as a word, given its code with blanks: ``provider gpai``."""
        translated = translate(VOCABULARY, code_in_words, self.language, VALUE)
        return translated if translated != code_in_words else english_choice(code_in_words)

    def unit(self, unit: str, amount: Any) -> str:
        """Return a unit of the vocabulary in the form for an amount; one that is not ours as it is."""
        if not is_plural(self._tree["units"].get(unit)):
            return unit
        count = int(amount) if isinstance(amount, int) or str(amount).isdecimal() else 2
        return self.counted("units", unit, count=count)

    def law(self, text: str) -> str:
        """Return a text of the catalogue or the assessment, given the English one."""
        return translate(CATALOGUE, text, self.language)

    def question(self, text: str) -> str:
        """Return a question to a person in this language, given the English one; empty where it is not translated."""
        translated = self.law(text)
        return translated if translated != text or self.language == SOURCE_LANGUAGE else ""

    def _find(self, route: tuple[str, ...]) -> Any:
        node: Any = self._tree
        for key in route:
            if not isinstance(node, dict):
                raise KeyError("/".join(route))
            node = node[key]
        return node


def context_of(route: tuple[str, ...]) -> str:
    """Return the msgctxt of a route."""
    return "/".join(route)


def is_plural(node: Any) -> bool:
    """Tell whether an entry holds the forms of a sentence for one and for others."""
    return isinstance(node, dict) and tuple(sorted(node)) == PLURAL


@functools.cache
def load_words(language: str) -> Words:
    """Return the words of a language; English where documents are not offered in it."""
    return Words(source_tree(), language if is_offered(language) else SOURCE_LANGUAGE)


@functools.cache
def source_tree() -> dict[str, Any]:
    """Return the English words as they are written, by route."""
    tree: dict[str, Any] = json.loads(template_path("locale", "en.json").read_bytes())
    return tree
