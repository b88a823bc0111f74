"""Interface words of the documents, one JSON file a language in ``templates/locale/``.

Only words that muniment itself prints: official wording belongs to the catalogue, the rest to the cards.
"""

import functools
import json
from typing import Any

from muniment.base.resources import template_path

FALLBACK = "en"


class Words:
    """The words of one language, looked up by route: ``words("answers", "unknown")``."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self._tree = tree
        self.language: str = tree["language"]
        self.months: list[str] = tree["months"]
        self.decimal_mark: str = tree["decimal_mark"]

    def __call__(self, *route: str, **values: object) -> str:
        """Return the sentence at the route with its values put in; KeyError for a route that does not exist."""
        node: Any = self._tree
        for key in route:
            node = node[key]
        return str(node).format(**values) if values else str(node)

    def get(self, *route: str, default: str) -> str:
        """Return the sentence at the route, or the default where the language file has none."""
        node: Any = self._tree
        for key in route:
            if not isinstance(node, dict) or key not in node:
                return default
            node = node[key]
        return str(node)


@functools.cache
def load_words(language: str) -> Words:
    """Return the words of a language, by its primary subtag; English where there is no such file."""
    primary = language.split("-")[0].lower()
    path = template_path("locale", f"{primary}.json")
    if not (primary.isalpha() and path.is_file()):
        path = template_path("locale", f"{FALLBACK}.json")
    return Words(json.loads(path.read_bytes()))
