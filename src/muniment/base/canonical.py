"""Canonical bytes (RFC 8785) and digests, in the one form used by records, manifests and seals."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import rfc8785

#: The largest integer that every JSON reader keeps exact (RFC 8785, I-JSON).
MAX_INTEGER = 2**53


def canonical_bytes(value: Any) -> bytes:
    """Serialise a JSON-like value to RFC 8785 bytes.

    ``Decimal`` becomes a string in plain notation, tuples become arrays. Raises ``ValueError`` for floats,
    integers beyond 2^53, lone surrogates, non-string keys and any type that JSON does not know.
    """
    made = plain(value)
    if _ordinary(made):
        # The standard library's encoder, written in C, says the same of such values; a property test compares the two.
        return json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    try:
        return rfc8785.dumps(made)
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def plain(value: Any) -> Any:
    """Return the value as JSON types only: decimals as strings, tuples as lists; refuse floats."""
    kind = type(value)
    if kind is str or kind is bool or kind is int or value is None:
        return value
    if kind is dict:
        return {key: plain(item) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, float):
        raise ValueError("floating-point numbers have no exact canonical form; use Decimal")
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return value


def _ordinary(value: Any) -> bool:
    """Tell whether a plain value has only keys that every order of characters sorts alike, and no large integer."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-MAX_INTEGER < value < MAX_INTEGER)
    if kind is dict:
        return all(type(key) is str and key.isascii() for key in value) and all(map(_ordinary, value.values()))
    return kind is list and all(map(_ordinary, value))


def decimal_text(value: Decimal) -> str:
    """Return the number in plain notation, digits as written: ``0.10`` stays ``0.10``, ``1E+3`` is ``1000``."""
    return format(value, "f")


def digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes as ``sha256:`` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
