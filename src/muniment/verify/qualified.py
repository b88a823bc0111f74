"""What a certificate states of itself by QCStatements (EN 319 412-5), and what a trusted list says in its place."""

from dataclasses import dataclass, replace
from typing import Any

from asn1crypto import core
from cryptography import x509

_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_COMPLIANCE, _DEVICE, _TYPE = "0.4.0.1862.1.1", "0.4.0.1862.1.4", "0.4.0.1862.1.6"
_FOR_SEALS = "0.4.0.1862.1.6.2"
_QUALIFIER = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
#: What a qualifier of TS 119 612, 5.5.9.2.3, makes of what the certificate states; others change nothing here.
_EFFECTS: dict[str, dict[str, bool]] = {
    "QCWithSSCD": {"in_device": True},
    "QCWithQSCD": {"in_device": True},
    "QCQSCDManagedOnBehalf": {"in_device": True},
    "QCNoSSCD": {"in_device": False},
    "QCNoQSCD": {"in_device": False},
    "NotQualified": {"compliant": False},
    "QCStatement": {"compliant": True},
    "QCForESig": {"seal": False},
    "QCForESeal": {"seal": True},
}
_USAGES = {
    "digitalSignature": "digital_signature",
    "nonRepudiation": "content_commitment",
    "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement",
    "keyCertSign": "key_cert_sign",
    "crlSign": "crl_sign",
}


@dataclass(frozen=True, slots=True)
class Statements:
    """Whether a certificate is a qualified one, whether its key is in a qualified device, and is it one for seals."""

    compliant: bool
    in_device: bool
    seal: bool


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What a list says of a service's certificates, and the criteria by which it says of which."""

    name: str
    criteria: Any


class _Statement(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]


class _List(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Statement


class _Types(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.ObjectIdentifier


def statements_of(certificate: x509.Certificate) -> Statements:
    """Read what a certificate states; what cannot be read is not stated."""
    try:
        value = certificate.extensions.get_extension_for_oid(_STATEMENTS).value
        found = {item["id"].dotted: item["info"] for item in _List.load(value.public_bytes(), strict=True)}
        types = [item.dotted for item in found[_TYPE].parse(_Types)] if _TYPE in found else []
    except (x509.ExtensionNotFound, ValueError, TypeError, KeyError, AttributeError):
        return Statements(False, False, False)
    return Statements(_COMPLIANCE in found, _DEVICE in found, _FOR_SEALS in types)


def read_qualifiers(element: Any) -> list[Qualifier]:
    """Read one QualificationElement of a trusted list."""
    criteria = next(element.all("CriteriaList"), None)
    uris = [item.attributes.get("uri", "") for item in element.all("Qualifiers", "Qualifier")]
    return [Qualifier(uri.removeprefix(_QUALIFIER), criteria) for uri in uris]


def apply_qualifiers(
    stated: Statements, qualifiers: tuple[Qualifier, ...], certificate: x509.Certificate
) -> Statements | None:
    """Return what holds of a certificate by its own statements and the list's qualifiers; None if that is open."""
    told = stated
    for qualifier in qualifiers:
        effect = _EFFECTS.get(qualifier.name)
        if effect is None:
            continue
        meant = _fulfils(qualifier.criteria, certificate)
        if meant is None:
            return None
        if meant:
            told = replace(told, **effect)
    return told


def _fulfils(criteria: Any, certificate: x509.Certificate) -> bool | None:
    """Say whether a certificate fulfils criteria (TS 119 612, 5.5.9.2.2); None where one is not understood."""
    if criteria is None:
        return None
    results: list[bool | None] = []
    for child in criteria.children:
        if child.name == "KeyUsage":
            results.append(_has_usages(child, certificate))
        elif child.name == "PolicySet":
            results.append(_has_policies(child, certificate))
        elif child.name == "CriteriaList":
            results.append(_fulfils(child, certificate))
        elif child.name != "Description":
            results.append(None)
    if None in results or not results:
        return None
    how = criteria.attributes.get("assert", "all")
    if how == "atLeastOne":
        return any(results)
    return not any(results) if how == "none" else all(results)


def _has_usages(element: Any, certificate: x509.Certificate) -> bool | None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    for bit in element.all("KeyUsageBit"):
        name = _USAGES.get(bit.attributes.get("name", ""))
        if name is None:
            return None
        if getattr(usage, name) is not (bit.text.strip() in ("true", "1")):
            return False
    return True


def _has_policies(element: Any, certificate: x509.Certificate) -> bool:
    wanted = {item.text.strip().removeprefix("urn:oid:") for item in element.all("PolicyIdentifier", "Identifier")}
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return not wanted
    return wanted <= {item.policy_identifier.dotted_string for item in policies}
