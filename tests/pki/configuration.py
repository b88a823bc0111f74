"""Who there is in the test authority: entities, keys and certificates, as certomancer is told."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import core
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

ARCHITECTURE = "t"
PASSPHRASE = b"correct horse battery staple"
CSC_TOKEN = "token-of-the-tests"
CSC_PIN = "271828"

START = datetime(2026, 1, 1, tzinfo=UTC)
FAR = datetime(2060, 1, 1, tzinfo=UTC)
#: Twenty years: CRLs and OCSP answers outlive every journey of the tests.
ANSWERS_LIVE = timedelta(days=7300)

ORGANISATION = {"country-name": "NL", "organization-name": "Example Provider BV"}
#: Label → distinguished name beyond the organisation.
ENTITIES: dict[str, dict[str, str]] = {
    "root": {"common-name": "Test Root CA"},
    "inter": {"common-name": "Test Issuing CA"},
    "tsa": {"common-name": "Test TSA"},
    "tsa-short": {"common-name": "Test TSA of four years"},
    "ocsp": {"common-name": "Test OCSP"},
    "seal": {"common-name": "Example Provider BV Seal", "organization-identifier": "NTRNL-12345678"},
    "seal-short": {"common-name": "Example Provider BV Seal of two years", "organization-identifier": "NTRNL-12345678"},
    "legal": {"common-name": "Lea Gal", "given-name": "Lea", "surname": "Gal"},
    "owner": {"common-name": "Dana Owner", "given-name": "Dana", "surname": "Owner"},
    "reviewer": {"common-name": "Bea Reviewer", "given-name": "Bea", "surname": "Reviewer"},
    "revoked": {"common-name": "Example Provider BV revoked Seal"},
    "revoked-later": {"common-name": "Example Provider BV Seal revoked yesterday"},
}
SIGNERS = ("seal", "seal-short", "legal", "owner", "reviewer", "revoked", "revoked-later")
_SEALS = ("seal", "seal-short", "revoked", "revoked-later")


def write_configuration(folder: Path) -> None:
    """Make keys and write ``certomancer.json``; everything in it is fixed but the keys and the two short lives."""
    keys = folder / "keys"
    keys.mkdir(parents=True)
    for label in ENTITIES:
        secret = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (keys / f"{label}.pem").write_bytes(secret)
    configuration = {
        "keysets": {ARCHITECTURE: {"path-prefix": "keys", "keys": {key: {"path": f"{key}.pem"} for key in ENTITIES}}},
        "pki-architectures": {
            ARCHITECTURE: {
                "keyset": ARCHITECTURE,
                "entity-defaults": ORGANISATION,
                "entities": ENTITIES,
                "certs": _certificates(),
                "services": _services(),
            }
        },
    }
    (folder / "certomancer.json").write_text(json.dumps(configuration, indent=1), "utf-8")


def _certificates() -> dict[str, Any]:
    now = datetime.now(UTC).replace(microsecond=0)
    lives = {"seal-short": now + timedelta(days=730), "tsa-short": now + timedelta(days=1461)}
    issuers = {"root": "root", "inter": "root", "tsa": "root", "tsa-short": "root"}
    made: dict[str, Any] = {}
    for label in ENTITIES:
        issuer = issuers.get(label, "inter")
        made[label] = {
            "subject": label,
            "issuer": issuer,
            "validity": {"valid-from": _text(START), "valid-to": _text(lives.get(label, FAR))},
            "extensions": [*_extensions(label), *([] if label in ("root", "ocsp") else [_crl(issuer)])],
        }
    made["revoked"]["revocation"] = {"revoked-since": _text(START), "reason": "key_compromise"}
    yesterday = {"revoked-since": _text(now - timedelta(days=1)), "reason": "key_compromise"}
    made["revoked-later"]["revocation"] = yesterday
    return made


def _extensions(label: str) -> list[dict[str, Any]]:
    if label in ("root", "inter"):
        limits = {"ca": True} if label == "root" else {"ca": True, "path-len-constraint": 0}
        return [
            {"id": "basic_constraints", "critical": True, "value": limits},
            _usage("digital_signature", "key_cert_sign", "crl_sign"),
        ]
    if label.startswith("tsa"):
        return [
            _usage("digital_signature"),
            {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
        ]
    if label == "ocsp":
        return [
            _usage("digital_signature"),
            {"id": "extended_key_usage", "value": ["ocsp_signing"]},
            {"id": "ocsp_no_check", "value": None},
        ]
    links = {"ocsp-responder-names": ["ocsp"], "ca-issuer-links": [{"repo": "inter"}]}
    return [
        _usage("digital_signature", "non_repudiation"),
        {"id": "authority_information_access", "smart-value": {"schema": "aia-urls", "params": links}},
        {"id": "1.3.6.1.5.5.7.1.3", "smart-value": {"schema": "der-bytes", "params": _qualified(label).hex()}},
    ]


def _usage(*names: str) -> dict[str, Any]:
    return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(names)}}


def _crl(issuer: str) -> dict[str, Any]:
    value = {"schema": "crl-dist-url", "params": {"crl-repo-names": [issuer]}}
    return {"id": "crl_distribution_points", "smart-value": value}


def _qualified(label: str) -> bytes:
    """Return QCStatements (EN 319 412-5): compliance, key in a device, and the type, of a seal or of a signature."""
    kind = "0.4.0.1862.1.6.2" if label in _SEALS else "0.4.0.1862.1.6.1"
    types = _sequence(core.ObjectIdentifier(kind).dump())
    statements = [
        _sequence(core.ObjectIdentifier("0.4.0.1862.1.1").dump()),
        _sequence(core.ObjectIdentifier("0.4.0.1862.1.4").dump()),
        _sequence(core.ObjectIdentifier("0.4.0.1862.1.6").dump(), types),
    ]
    return _sequence(*statements)


def _sequence(*parts: bytes) -> bytes:
    content = b"".join(parts)
    assert len(content) < 128
    return bytes([0x30, len(content)]) + content


def _services() -> dict[str, Any]:
    days = {"days": ANSWERS_LIVE.days}
    schedule = f"P{ANSWERS_LIVE.days}D"
    repositories = ("root", "inter")
    return {
        "ocsp": {
            "ocsp": {"for-issuer": "inter", "responder-cert": "ocsp", "signing-key": "ocsp", "validity-period": days}
        },
        "time-stamping": {name: {"signing-key": name, "signing-cert": name} for name in ("tsa", "tsa-short")},
        "crl-repo": {
            name: {"for-issuer": name, "signing-key": name, "simulated-update-schedule": schedule}
            for name in repositories
        },
        "cert-repo": {name: {"for-issuer": name} for name in repositories},
    }


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")
