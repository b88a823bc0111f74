"""What class of signer a certificate is of, by a trusted list (ETSI TS 119 612) that the user supplies.

Read by expat with every way to entities shut, within bounds. The list's own XML signature is not checked; whoever
names a list says that it is the right one. It makes nobody trusted: that is what --trust is for.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from muniment.verify.qualified import Qualifier, Statements, apply_qualifiers, read_qualifiers, statements_of
from muniment.verify.result import printable
from muniment.verify.trust import identify

MAX_LIST = 32_000_000
MAX_ELEMENTS = 600_000
MAX_DEPTH = 60
_TYPE = "http://uri.etsi.org/TrstSvc/Svctype/"
_STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
_INFORMATION = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
QUALIFIED_CA, OTHER_CA = f"{_TYPE}CA/QC", f"{_TYPE}CA/PKC"
GRANTED, RECOGNISED = f"{_STATUS}granted", f"{_STATUS}recognisedatnationallevel"
FOR_SIGNATURES, FOR_SEALS = f"{_INFORMATION}ForeSignatures", f"{_INFORMATION}ForeSeals"


@dataclass(slots=True)
class Element:
    """One element of the list: local name, attributes, text, children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, *path: str) -> Iterator["Element"]:
        """Yield the elements at a path of local names below this one."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def said(self, *path: str) -> str:
        """Return the text of the first element at a path, or nothing."""
        return next((found.text.strip() for found in self.all(*path)), "")


@dataclass(frozen=True, slots=True)
class State:
    """How a service stood from a time on: its status, what its certificates are for, and qualifiers of them."""

    since: datetime
    kind: str
    status: str
    purposes: tuple[str, ...]
    qualifiers: tuple[Qualifier, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a provider: the certificates it is known by, and its states, the newest first."""

    certificates: tuple[bytes, ...]
    states: tuple[State, ...]

    def at(self, moment: datetime) -> State | None:
        """Return the state in force at a time; None before the first."""
        return next((state for state in self.states if state.since <= moment), None)


@dataclass(frozen=True, slots=True)
class TrustedList:
    """A list as it was read: whose it is, when it was to be replaced, and its services by their subjects' names."""

    territory: str
    next_update: datetime | None
    services: dict[bytes, list[tuple[x509.Certificate, Service]]]

    def class_of(self, certificates: Sequence[x509.Certificate], at: datetime) -> tuple[str, str]:
        """Return the class of a signer (qualified, advanced, unknown) at a time, and why in words."""
        leaf, others = certificates[0], list(certificates[1:])
        names = {item.issuer.public_bytes() for item in certificates}
        known = [entry for name in sorted(names) for entry in self.services.get(name, ())]
        anchors = [item.public_bytes(serialization.Encoding.DER) for item, _ in known]
        identity = identify(leaf, others, anchors, at)
        if not identity.trusted:
            return "unknown", self._says("it names no service that issued the certificate")
        states = [service.at(at) for item, service in known if item == identity.chain[-1]]
        best = ("unknown", "the service that issued the certificate was not in the list yet")
        for state in states:
            found = _judge(state, statements_of(leaf), leaf) if state else best
            best = found if _ORDER.index(found[0]) > _ORDER.index(best[0]) or best[0] == "unknown" else best
        return best[0], self._says(best[1])

    def _says(self, what: str) -> str:
        replaced = f", which was to be replaced by {self.next_update:%Y-%m-%d}" if self.next_update else ""
        return f"by the trusted list of {self.territory}{replaced} (its own signature was not checked): {what}"


_ORDER = ("unknown", "advanced", "qualified")


def load_trusted_list(data: bytes) -> TrustedList:
    """Read a trusted list; raise ValueError for anything that is not one, or is too large."""
    root = _parse(data)
    if root.name != "TrustServiceStatusList":
        raise ValueError("it is no trusted list (TrustServiceStatusList of ETSI TS 119 612)")
    services: dict[bytes, list[tuple[x509.Certificate, Service]]] = {}
    for element in root.all("TrustServiceProviderList", "TrustServiceProvider", "TSPServices", "TSPService"):
        service = _service(element)
        if service is None:
            continue
        for certificate in _readable(service.certificates):
            services.setdefault(certificate.subject.public_bytes(), []).append((certificate, service))
    return TrustedList(
        territory=printable(root.said("SchemeInformation", "SchemeTerritory") or "an unnamed territory", 40),
        next_update=_moment(root.said("SchemeInformation", "NextUpdate", "dateTime")),
        services=services,
    )


def _judge(state: State, statements: Statements, leaf: x509.Certificate) -> tuple[str, str]:
    if state.kind == OTHER_CA and state.status in (GRANTED, RECOGNISED):
        return "advanced", "the service that issued the certificate is listed, and is not one for qualified ones"
    if state.kind != QUALIFIED_CA or state.status != GRANTED:
        said = state.status.rpartition("/")[2] or "of no status"
        return "unknown", f"the service that issued the certificate was {printable(said, 40)} then"
    told = apply_qualifiers(statements, state.qualifiers, leaf)
    if told is None:
        return "unknown", "the list qualifies the service's certificates by criteria that are not understood here"
    wanted = FOR_SEALS if told.seal else FOR_SIGNATURES
    if not told.compliant or (state.purposes and wanted not in state.purposes):
        return "advanced", "the service was granted, and the certificate is not a qualified one for this"
    if not told.in_device:
        return "advanced", "a qualified certificate, whose key is not stated to be in a qualified device"
    return "qualified", f"a qualified electronic {'seal' if told.seal else 'signature'}, the service was granted then"


def _service(element: Element) -> Service | None:
    information = next(element.all("ServiceInformation"), None)
    if information is None:
        return None
    identities = information.all("ServiceDigitalIdentity", "DigitalId", "X509Certificate")
    found = [_state(information), *map(_state, element.all("ServiceHistory", "ServiceHistoryInstance"))]
    states = sorted((state for state in found if state), key=lambda state: state.since, reverse=True)
    if not states or states[0].kind not in (QUALIFIED_CA, OTHER_CA):
        return None
    return Service(tuple(_decoded(item.text) for item in identities), tuple(states))


def _state(element: Element) -> State | None:
    since = _moment(element.said("StatusStartingTime"))
    if since is None:
        return None
    extensions = list(element.all("ServiceInformationExtensions", "Extension"))
    return State(
        since=since,
        kind=element.said("ServiceTypeIdentifier"),
        status=element.said("ServiceStatus"),
        purposes=tuple(
            uri.text.strip()
            for extension in extensions
            for uri in extension.all("AdditionalServiceInformation", "URI")
            if uri.text.strip() in (FOR_SIGNATURES, FOR_SEALS)
        ),
        qualifiers=tuple(
            qualifier
            for extension in extensions
            for found in extension.all("Qualifications", "QualificationElement")
            for qualifier in read_qualifiers(found)
        ),
    )


def _readable(ders: tuple[bytes, ...]) -> Iterator[x509.Certificate]:
    for der in ders:
        try:
            certificate = x509.load_der_x509_certificate(der)
            _ = certificate.subject
        except (ValueError, TypeError):
            continue
        yield certificate


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse(data: bytes) -> Element:
    if len(data) > MAX_LIST:
        raise ValueError(f"it is larger than {MAX_LIST} bytes")
    top = Element("", {})
    open_elements, count = [top], 0
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True

    def refuse(*_: object) -> Any:
        raise ValueError("it declares a document type or entities, which no trusted list does")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS or len(open_elements) > MAX_DEPTH:
            raise ValueError("it has too many elements, or they stand too deep")
        element = Element(name.rpartition(" ")[2], attributes)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def text(content: str) -> None:
        open_elements[-1].text += content

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise ValueError(f"it is not XML that can be read: {error}") from error
    return top.children[0]
