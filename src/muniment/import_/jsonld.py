"""JSON-LD as Croissant uses it: keys and types under the names of their vocabulary; no context is fetched."""

from collections.abc import Iterator
from typing import Any

#: Vocabularies → how their terms are called here: without a prefix, or with one.
VOCABULARIES = (
    ("http://mlcommons.org/croissant/RAI/", "rai:"),
    ("http://mlcommons.org/croissant/", ""),
    ("http://mlcommons.org/schema/", ""),
    ("https://schema.org/", ""),
    ("http://schema.org/", ""),
    ("http://purl.org/dc/terms/", ""),
    ("http://www.w3.org/ns/prov#", "prov:"),
    ("http://www.w3.org/ns/odrl/2/", "odrl:"),
)
#: Prefixes that mean what they usually do where no context in the file says otherwise.
_USUAL = {
    "sc": "https://schema.org/", "schema": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
    "ml": "http://mlcommons.org/schema/", "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/", "dcterms": "http://purl.org/dc/terms/", "prov": "http://www.w3.org/ns/prov#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
}  # fmt: skip
_STEPS = 4


class Context:
    """What a file's own context says of keys; whatever lies elsewhere is known only as the usual vocabulary."""

    def __init__(self, stated: Any) -> None:
        self.remote: list[str] = []
        self.language = ""
        self._terms: dict[str, str] = {}
        for part in stated if isinstance(stated, list) else [stated]:
            if isinstance(part, str):
                self.remote.append(part)
            elif isinstance(part, dict):
                self._read(part)

    def _read(self, part: dict[str, Any]) -> None:
        for key, value in part.items():
            named = value.get("@id") if isinstance(value, dict) else value
            if key == "@language" and isinstance(value, str):
                self.language = value
            elif isinstance(named, str) and (not key.startswith("@") or key == "@vocab"):
                self._terms[key] = named

    def name(self, key: str) -> str:
        """Return how a key or type is called here; as it is where its vocabulary is not known."""
        if key.startswith("@"):
            return key
        address = self._address(key)
        for vocabulary, prefix in VOCABULARIES:
            if address.startswith(vocabulary):
                return prefix + address[len(vocabulary) :]
        return key

    def _address(self, key: str) -> str:
        for _ in range(_STEPS):
            if key.startswith(("http://", "https://")):
                return key
            prefix, colon, rest = key.partition(":")
            if colon:
                base = self._terms.get(prefix) or _USUAL.get(prefix)
                if base is None or base == key:
                    return key
                key = base + rest if base.startswith(("http://", "https://")) else f"{base}{rest}"
            elif key in self._terms and self._terms[key] != key:
                key = self._terms[key]
            else:
                return (self._terms.get("@vocab") or "https://schema.org/") + key
        return key

    def named(self, node: Any) -> dict[str, Any]:
        """Return an object with its keys under the names used here; of two that become one the first stays."""
        found: dict[str, Any] = {}
        for key, value in node.items() if isinstance(node, dict) else ():
            found.setdefault(self.name(key), value)
        return found

    def types(self, node: Any) -> set[str]:
        """Return the types of an object."""
        stated = node.get("@type") if isinstance(node, dict) else None
        return {self.name(one) for one in listed(stated) if isinstance(one, str)}


def listed(value: Any) -> list[Any]:
    """Return a value as a list, as JSON-LD means it."""
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    if isinstance(value, dict) and "@set" in value:
        value = value["@set"]
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def plain(value: Any) -> Any:
    """Return the value that an object with ``@value`` holds; anything else as it is."""
    return value["@value"] if isinstance(value, dict) and "@value" in value else value


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts of a value with their language (empty where none is named)."""
    for item in listed(value):
        said = plain(item)
        if isinstance(said, str):
            tag = item.get("@language") if isinstance(item, dict) else ""
            yield said, tag if isinstance(tag, str) else ""


def reference(value: Any) -> str:
    """Return the id that a value names; empty where it names none."""
    for item in listed(value):
        if isinstance(item, str):
            return item
        if isinstance(item, dict) and isinstance(item.get("@id"), str):
            return str(item["@id"])
    return ""
