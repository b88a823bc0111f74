"""The names and the manifest of an ASiC-E container with CAdES (EN 319 162-1): which files, by digest, a file signs.

An archive manifest has the same form; its signature is a timestamp token over it.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import new as new_hash
from typing import Any
from urllib.parse import quote, unquote
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

MEDIA_TYPE = "application/vnd.etsi.asic-e+zip"
SUFFIX = ".asice"
MIMETYPE = "mimetype"
META = "META-INF/"
MANIFEST = "META-INF/ASiCManifest001.xml"
SIGNATURE = "META-INF/signature001.p7s"
SIGNATURE_TYPE = "application/pkcs7-signature"
TOKEN_TYPE = "application/vnd.etsi.timestamp-token"  # noqa: S105 - a media type
#: An archive manifest and the token over it go by one number.
ARCHIVE_MANIFEST = re.compile(r"META-INF/ASiCArchiveManifest([0-9]{3})\.xml")
ARCHIVE_TOKEN = re.compile(r"META-INF/timestamp([0-9]{3})\.tst")
MAX_MANIFEST = 16_000_000

_ASIC = "http://uri.etsi.org/02918/v1.2.1#"
_DS = "http://www.w3.org/2000/09/xmldsig#"
_ALGORITHMS = {
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
_DIGESTS = {uri: name for name, uri in _ALGORITHMS.items()}


@dataclass(frozen=True, slots=True)
class Reference:
    """One file that a manifest covers: its name, media type and digest."""

    name: str
    media_type: str
    algorithm: str
    digest: bytes

    def holds(self, content: bytes) -> bool:
        """Tell whether the content has the digest."""
        return new_hash(self.algorithm, content).digest() == self.digest


@dataclass(frozen=True, slots=True)
class AsicManifest:
    """What is signed (or timestamped), by which file of the container."""

    signature: str
    signature_type: str
    references: tuple[Reference, ...]


def archive_names(number: int) -> tuple[str, str]:
    """Return the names of an archive manifest and of the token over it."""
    return f"{META}ASiCArchiveManifest{number:03}.xml", f"{META}timestamp{number:03}.tst"


def refer(files: Mapping[str, bytes], media_types: Mapping[str, str], algorithm: str = "sha256") -> list[Reference]:
    """Return references to files, by name."""
    return [
        Reference(name, media_types[name], algorithm, new_hash(algorithm, content).digest())
        for name, content in sorted(files.items())
    ]


def asic_bytes(manifest: AsicManifest) -> bytes:
    """Return the manifest as XML."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<asic:ASiCManifest xmlns:asic="{_ASIC}" xmlns:ds="{_DS}">',
        f"<asic:SigReference URI={_uri(manifest.signature)} MimeType={quoteattr(manifest.signature_type)}/>",
    ]
    for item in manifest.references:
        lines += [
            f"<asic:DataObjectReference URI={_uri(item.name)} MimeType={quoteattr(item.media_type)}>",
            f'<ds:DigestMethod Algorithm="{_ALGORITHMS[item.algorithm]}"/>',
            f"<ds:DigestValue>{base64.b64encode(item.digest).decode('ascii')}</ds:DigestValue>",
            "</asic:DataObjectReference>",
        ]
    return "\n".join([*lines, "</asic:ASiCManifest>", ""]).encode()


def load_asic(data: bytes) -> AsicManifest:
    """Read a manifest; raise ValueError for anything else, for a document type, and for a file named twice."""
    if len(data) > MAX_MANIFEST:
        raise ValueError("the container's manifest is too large")
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(f"the container's manifest is not XML that can be read: {error}") from error
    names = [item.name for item in reader.references]
    if reader.signature is None or not names:
        raise ValueError("the container's manifest names no signature, or no files")
    if len(set(names)) != len(names):
        raise ValueError("the container's manifest names a file twice")
    return AsicManifest(*reader.signature, tuple(reader.references))


class _Reader:
    """Takes the few elements of a manifest in the one order in which they may stand; no entity, nothing foreign."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.signature: tuple[str, str] | None = None
        self.references: list[Reference] = []
        self._open: list[str] = []
        self._current: dict[str, str] = {}

    def _doctype(self, *_: Any) -> None:
        raise ValueError("the container's manifest has a document type")

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        self._open.append(element)
        route = "/".join(name.removeprefix(f"{_ASIC} ").replace(f"{_DS} ", "ds:") for name in self._open)
        if route == "ASiCManifest":
            return
        if route == "ASiCManifest/SigReference" and self.signature is None:
            self.signature = (_name(attributes), attributes.get("MimeType", ""))
        elif route == "ASiCManifest/DataObjectReference":
            self._current = {"name": _name(attributes), "type": attributes.get("MimeType", "")}
        elif route == "ASiCManifest/DataObjectReference/ds:DigestMethod" and "algorithm" not in self._current:
            self._current["algorithm"] = _DIGESTS.get(attributes.get("Algorithm", ""), "")
        elif route == "ASiCManifest/DataObjectReference/ds:DigestValue" and "value" not in self._current:
            self._current["value"] = ""
        else:
            raise ValueError(f"the container's manifest holds something foreign: {element.rpartition(' ')[2]}")

    def _text(self, text: str) -> None:
        if self._open and self._open[-1] == f"{_DS} DigestValue":
            self._current["value"] += text
        elif text.strip():
            raise ValueError("the container's manifest holds text where none may be")

    def _end(self, element: str) -> None:
        self._open.pop()
        if element != f"{_ASIC} DataObjectReference":
            return
        algorithm = self._current.get("algorithm", "")
        try:
            digest = base64.b64decode("".join(self._current.get("value", "").split()), validate=True)
        except binascii.Error as error:
            raise ValueError("the container's manifest holds a digest that is not base64") from error
        if not algorithm or len(digest) != new_hash(algorithm).digest_size:
            raise ValueError(f"the container's manifest has no digest of {self._current['name']} that counts")
        self.references.append(Reference(self._current["name"], self._current["type"], algorithm, digest))


def _uri(name: str) -> str:
    return quoteattr(quote(name, safe="/"))


def _name(attributes: Mapping[str, str]) -> str:
    uri = attributes.get("URI", "")
    name = unquote(uri, errors="strict") if uri else ""
    if not name:
        raise ValueError("the container's manifest leaves out the name of a file")
    return name
