"""Addresses, paths and pointers: where a fact lives by ids, its pattern, and where its text stands.

An address is ``kind/name@version#/key/record-id/key``; a path is ``kind.key[].key``; a pointer is RFC 6901.
"""

import re
import unicodedata
from collections.abc import Iterable

#: Names of cards, and ids of records in lists: lower case, digits, ``.``, ``-`` and ``_`` inside.
NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,126}[a-z0-9])?")
#: Versions: free text without blanks, slashes, ``#`` or ``@``, so that addresses and file names stay readable.
VERSION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9+])?")


def identity(kind: str, name: str, version: str) -> str:
    """Return the identity of a card, ``kind/name@version``."""
    return f"{kind}/{name}@{version}"


def join(parent: str, token: str | int) -> str:
    """Append one RFC 6901 token to a pointer (or to the part of an address after ``#``)."""
    if isinstance(token, int):
        return f"{parent}/{token}"
    if "~" in token or "/" in token:
        token = token.replace("~", "~0").replace("/", "~1")
    return f"{parent}/{token}"


def tokens(pointer: str) -> list[str]:
    """Split an RFC 6901 pointer into its unescaped tokens."""
    if not pointer:
        return []
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def pointer_of(parts: Iterable[str | int]) -> str:
    """Build an RFC 6901 pointer from tokens."""
    pointer = ""
    for part in parts:
        pointer = join(pointer, part)
    return pointer


def name_of(wish: str, most: int = 100) -> str:
    """Return the name of a card or record nearest to a wish; ``data`` where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", wish[: most * 4]).encode("ascii", "ignore").decode("ascii").lower()
    name = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("._-")[:most].strip("._-")
    return name if NAME.fullmatch(name) else "data"


def split_address(address: str) -> tuple[str, str]:
    """Split ``kind/name@version#/a/b`` into identity and inner pointer; the pointer may be empty."""
    head, _, inner = address.partition("#")
    return head, inner


def records_on_way(path: str, inner: str) -> list[str]:
    """Return the ids of the records on the way to an inner address, given the path of its pattern."""
    parts, records = tokens(inner), []
    for key in path.split(".")[1:]:
        parts = parts[1:]
        if key.endswith("[]") and parts:
            records.append(parts[0])
            parts = parts[1:]
    return records
