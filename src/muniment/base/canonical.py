"""Canonical bytes (RFC 8785) and digests, in the one form used by records, manifests and seals."""

import hashlib
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
    try:
        return rfc8785.dumps(plain(value))
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def plain(value: Any) -> Any:
    """Return the value as JSON types only: decimals as strings, tuples as lists; refuse floats."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, float):
        raise ValueError("floating-point numbers have no exact canonical form; use Decimal")
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return value


def decimal_text(value: Decimal) -> str:
    """Return the number in plain notation, digits as written: ``0.10`` stays ``0.10``, ``1E+3`` is ``1000``."""
    return format(value, "f")


def digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes as ``sha256:`` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
