"""Building a pack: description, first page, checksums, the manifest to be signed; then the container around them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from muniment.pack.collecting import Collected, Whom, by_path, packed_file
from muniment.pack.first_page import first_page
from muniment.pack.zipping import write_zip
from muniment.record.asic import (
    MANIFEST,
    MEDIA_TYPE,
    MIMETYPE,
    SIGNATURE,
    SIGNATURE_TYPE,
    AsicManifest,
    Reference,
    asic_bytes,
)
from muniment.record.pack import CHECKSUMS, FIRST_PAGE, PACK_FILE, LeftOut, Pack, PackedFile, Sender, pack_bytes

#: Reads a file that goes into the pack, by its path there.
Read = Callable[[str], bytes]
_JSON, _PAGE, _TEXT = "application/json", "text/html", "text/plain"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A pack but for its signature: what is made for it, what is copied into it, and the manifest to sign."""

    pack: Pack
    made: Mapping[str, bytes]
    copied: tuple[PackedFile, ...]
    manifest: bytes


def prepare(
    collected: Collected,
    whom: Whom,
    sender: Sender,
    created: str,
    tool: str,
    left_out: Sequence[LeftOut],
    languages: Sequence[str],
    name: str,
    development: bool,
) -> Prepared:
    """Describe a pack of what was collected. ``created`` is the time that the sender gives (ISO 8601, UTC)."""
    copied = by_path(collected.files)

    def described(page: PackedFile | None) -> Pack:
        files = (*copied, page) if page else copied
        return Pack(
            sender=sender,
            audience=whom.audience,
            recipient=whom.recipient,
            created=created,
            tool=tool,
            files=tuple(sorted(files, key=lambda file: file.path)),
            left_out=tuple(left_out),
            drafts=collected.drafts,
        )

    page = first_page(described(None), collected.documents, languages, name, development)
    pack = described(packed_file(FIRST_PAGE, page, _PAGE))
    made = {FIRST_PAGE: page, PACK_FILE: pack_bytes(pack)}
    rest = packed_file(PACK_FILE, made[PACK_FILE], _JSON)
    made[CHECKSUMS] = checksums((*pack.files, rest))
    listed = (*pack.files, rest, packed_file(CHECKSUMS, made[CHECKSUMS], _TEXT))
    references = tuple(
        Reference(file.path, file.media_type, "sha256", bytes.fromhex(file.sha256.removeprefix("sha256:")))
        for file in sorted(listed, key=lambda file: file.path)
    )
    return Prepared(pack, made, copied, asic_bytes(AsicManifest(SIGNATURE, SIGNATURE_TYPE, references)))


def checksums(files: Sequence[PackedFile]) -> bytes:
    """Return the checksums as ``sha256sum -c`` reads them."""
    lines = (f"{file.sha256.removeprefix('sha256:')}  {file.path}\n" for file in sorted(files, key=lambda f: f.path))
    return "".join(lines).encode()


def write_container(stream: BinaryIO, prepared: Prepared, signed: Mapping[str, bytes], read: Read) -> None:
    """Write the pack as ASiC-E container. Raises ValueError if a file is no longer what was described.

    ``signed`` is the signature by its name, with what was made over it.
    """
    first = [(MIMETYPE, MEDIA_TYPE.encode())]
    write_zip(stream, _all(first, prepared, signed, read), stored=frozenset({MIMETYPE}))


def write_plain(stream: BinaryIO, prepared: Prepared, signed: Mapping[str, bytes], read: Read) -> None:
    """Write the same files as a ZIP that says nothing of being a container, for those who only unpack it."""
    write_zip(stream, _all([], prepared, signed, read))


def _all(
    first: list[tuple[str, bytes]], prepared: Prepared, signed: Mapping[str, bytes], read: Read
) -> Iterator[tuple[str, bytes]]:
    yield from first
    yield from prepared.made.items()
    for file in prepared.copied:
        content = read(file.path)
        if packed_file(file.path, content, file.media_type).sha256 != file.sha256:
            raise ValueError(f"{file.path} was changed while the pack was made")
        yield file.path, content
    yield MANIFEST, prepared.manifest
    yield from signed.items()
