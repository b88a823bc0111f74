"""How long algorithms are relied on: dated data with its source, which bounds until when a proof is good."""

import functools
import json
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from muniment.base.resources import schema_path


@dataclass(frozen=True, slots=True)
class End:
    """Until when something can be relied on, and what ends then."""

    at: datetime
    because: str


def end_of_key(certificate: x509.Certificate, padding: str = "") -> End | None:
    """Return when the source ceases to rely on a certificate's key, used with a padding; None if it names no end."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        kind, bits, name = "rsa", key.key_size, f"RSA with {key.key_size} bits"
    elif isinstance(key, ec.EllipticCurvePublicKey):
        kind, bits, name = "ec", key.key_size, f"ECDSA over {key.curve.name}"
    else:
        return None
    for entry in _table()["keys"]:
        if entry["kind"] != kind or entry.get("padding", padding) != padding:
            continue
        if bits < entry.get("bits_below", bits + 1):
            return _end(entry["until"], name)
    return None


def end_of_digest(name: str) -> End | None:
    """Return when the source ceases to rely on a digest; None if it names no end."""
    until = next((entry["until"] for entry in _table()["digests"] if entry["name"] == name), None)
    return _end(until, name.upper())


def earliest(*ends: End | None) -> End | None:
    """Return the first of several ends; None if there is none."""
    return min((end for end in ends if end is not None), key=lambda end: end.at, default=None)


def _end(until: str | None, name: str) -> End | None:
    if until is None:
        return None
    day = datetime.combine(datetime.fromisoformat(until), time(23, 59, 59), UTC)
    return End(day, f"{_table()['source']['label']} relies on {name} no longer")


@functools.cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(schema_path("vocab", "signature_algorithms.json").read_text("utf-8"))
    return table
