"""What makes two findings the same one: its code and where it lives, by ids; never a line, never the words.

So a finding stays itself when text moves in a file, when a card moves to another file, or when it is told in another
way. Where there is no address, the file and the place in it stand in.
"""

import hashlib
import re
from dataclasses import dataclass

from muniment.base.addresses import split_address, tokens
from muniment.base.findings import Finding

_VERSIONED = re.compile(r"([a-z_]+/[^@#\s]+)@[^#\s]+(?=[#\s]|$)")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where a finding is found, and its code. ``at`` is an address, or a file (relative to the root) and a pointer.

    Where neither names one fact, the path of the fact follows after a blank.
    """

    at: str
    code: str


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One thing that was known: where, which code, how it was open, how often; ``severity`` where it counts."""

    key: Key
    outcome: str = ""
    count: int = 1
    severity: str = ""


def key_of(finding: Finding) -> Key:
    """Return the identity of a finding as a whole. Its file must be relative to the root of the workspace."""
    return Key(_at(finding.address, finding.path, finding), finding.code)


def keys_of(finding: Finding) -> tuple[Key, ...]:
    """Return the identity of each thing that a finding tells: one, or several where one line speaks of many."""
    if not finding.parts:
        return (key_of(finding),)
    return tuple(dict.fromkeys(Key(_at(address, path, finding), code) for code, address, path in finding.parts))


def fingerprint(finding: Finding) -> str:
    """Return SHA-256 over the identity of a finding: for reports that recognise it from one run to the next."""
    key = key_of(finding)
    return hashlib.sha256(f"muniment-finding:1\n{key.code}\n{key.at}\n".encode("utf-8", "surrogatepass")).hexdigest()


def without_version(at: str) -> str:
    """Return a place by address without the version of its card: what a new version takes over from an older one."""
    found = _VERSIONED.match(at)
    return f"{found[1]}{at[found.end() :]}" if found else at


def card_of(at: str) -> str:
    """Return the kind and name of the card that a place by address lies in; empty where it is no address."""
    found = _VERSIONED.match(at)
    return found[1] if found else ""


def path_at(at: str) -> tuple[str, ...]:
    """Return the keys of a place by address, its kind first: what `spelt` paths are compared with."""
    address, _, path = at.partition(" ")
    if path:
        return spelt(path)
    identity, inner = split_address(address)
    return (identity.partition("/")[0], *tokens(inner))


def spelt(path: str) -> tuple[str, ...]:
    """Return the keys of a path, a star for the id of each record."""
    return tuple(path.replace("[]", ".*").split("."))


def _at(address: str, path: str, finding: Finding) -> str:
    if split_address(address)[1]:
        return address
    place = address or f"{finding.file}#{finding.pointer}"
    return f"{place} {path}" if path else place
