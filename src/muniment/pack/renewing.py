"""Renewing a pack: an archive manifest over everything in it, and a timestamp over that (EN 319 162-1, annex A.7).

Before a timestamp is covered by the next one, what proves it is put into it: the chain of its authority and the
answers on revocation. The first time this is the signature, with the timestamp in it. Files that were covered before
are copied as they are. Imports pyHanko through `muniment.sign`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from muniment.pack.zipping import write_zip
from muniment.record.asic import (
    ARCHIVE_MANIFEST,
    MANIFEST,
    MIMETYPE,
    SIGNATURE,
    SIGNATURE_TYPE,
    TOKEN_TYPE,
    AsicManifest,
    Reference,
    archive_names,
    asic_bytes,
    load_asic,
    refer,
)
from muniment.sign.proof import ARCHIVE_DIGEST, Proof
from muniment.sign.renewing import behind_signature
from muniment.sign.revocation import enriched
from muniment.verify.container import Container, Source, open_container

_XML = "text/xml"


@dataclass(frozen=True, slots=True)
class Renewal:
    """What is added to a pack: entries that are replaced or new, by name; the others stay."""

    container: Container
    entries: Mapping[str, bytes]


def prove_signature(signature: bytes, proof: Proof, now: datetime) -> bytes:
    """Return a pack's signature (CMS, DER) with what proves its signer and its timestamp put into it."""
    return enriched(signature, behind_signature(signature, proof, now))


def prepare_renewal(source: Source, proof: Proof, now: datetime) -> Renewal:
    """Ask for what a pack needs, and for the timestamp; the pack must have been judged before.

    Raises Broken for what is no pack, and CannotRun when the timestamp authority, or those who answer on revocation,
    cannot be reached, or say that a certificate does not hold.
    """
    assert proof.timestamps is not None
    container = open_container(source)
    numbers = [int(match[1]) for name in container.entries if (match := ARCHIVE_MANIFEST.fullmatch(name))]
    last = max(numbers, default=0)
    outermost = archive_names(last)[1] if last else SIGNATURE
    held = container.read(outermost) or b""
    proved = enriched(held, proof.of_token(held)) if last else prove_signature(held, proof, now)
    changed = {outermost: proved}
    name, token_name = archive_names(last + 1)
    references = tuple(_references(container, changed))
    manifest = asic_bytes(AsicManifest(token_name, TOKEN_TYPE, references))
    token = proof.timestamps.stamp(manifest, ARCHIVE_DIGEST)
    return Renewal(container, {**changed, name: manifest, token_name: token})


def write_renewed(stream: BinaryIO, renewal: Renewal) -> None:
    """Write the pack with what was added at its end, in the order it had."""
    container = renewal.container

    def files() -> Iterator[tuple[str, bytes]]:
        for name in container.entries:
            yield name, renewal.entries[name] if name in renewal.entries else container.read(name) or b""
        for name, content in renewal.entries.items():
            if name not in container.entries:
                yield name, content

    write_zip(stream, files(), frozenset({MIMETYPE}))


def _references(container: Container, changed: Mapping[str, bytes]) -> Iterator[Reference]:
    types = {item.name: item.media_type for item in load_asic(container.read(MANIFEST) or b"").references}
    for name in sorted(container.entries):
        if name != MIMETYPE:
            content = changed[name] if name in changed else container.read(name) or b""
            kind = types.get(name) or _own_type(name)
            yield refer({name: content}, {name: kind}, ARCHIVE_DIGEST)[0]


def _own_type(name: str) -> str:
    """Return the media type of a file of the container itself."""
    if name == SIGNATURE:
        return SIGNATURE_TYPE
    return _XML if name.endswith(".xml") else TOKEN_TYPE
