"""The bytes of a sealed PDF: where it ends, what each signature covers, what is embedded. No cryptography here.

These checks are our own and stricter than pyHanko's, which accepts bytes after the end and does not look at the
part of a file that no signature covers: the hexadecimal text of the signature itself.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from asn1crypto import parser
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from muniment.verify.cms_form import is_der, is_plain
from muniment.verify.pdf_reader import BoundedReader
from muniment.verify.result import Broken
from muniment.verify.revocation import MAX_ANSWERS, NO_ANSWERS, Answers

RECORD_NAME = "record.json"
MAX_REVISIONS = 60
MAX_ATTACHMENTS = 200
MAX_SIGNATURES = 40
_MIB = 1024 * 1024
_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?\Z")
_HEX = re.compile(rb"(?:[0-9a-f]{2})+\Z|(?:[0-9A-F]{2})+\Z")


@dataclass(frozen=True, slots=True)
class Covered:
    """A signature in the file, and where the part that it covers ends."""

    signature: EmbeddedPdfSignature
    end: int

    @property
    def is_timestamp(self) -> bool:
        """Whether it is a document timestamp, not a seal or signature."""
        return bool(self.signature.sig_object_type == "/DocTimeStamp")


def open_pdf(data: bytes) -> PdfFileReader:
    """Open a PDF strictly; raise Broken for what is refused before anything is parsed."""
    if not _END.search(data):
        raise Broken("the file does not end where the PDF does: bytes are missing or follow the end")
    if data.count(b"startxref") > MAX_REVISIONS:
        raise Broken("the file has too many revisions")
    limits = DecodeLimits(
        per_stream=StreamDecodeLimits(max_output_size=64 * _MIB),
        document_budget=DocumentDecodeBudget(base_allowance=96 * _MIB, max_ratio=30),
    )
    reader = BoundedReader(BytesIO(data), strict=True, decode_limits=limits)
    if reader.encrypt_dict is not None:
        raise Broken("the file is encrypted")
    return reader


def find_signatures(reader: PdfFileReader, data: bytes) -> list[Covered]:
    """Return all signatures in the order of what they cover; raise Broken if any covers less than it must."""
    found = []
    for name, _value, field in enumerate_sig_fields(reader, filled_status=True):
        signature = EmbeddedPdfSignature(reader, field, name)
        kind = signature.sig_object.get("/SubFilter", None)
        if kind not in {item.value for item in SigSeedSubFilter}:
            raise Broken(f"the signature in field {name} is of an unknown kind")
        found.append(Covered(signature, _covered_end(signature, data)))
        if len(found) > MAX_SIGNATURES:
            raise Broken(f"the PDF carries more than {MAX_SIGNATURES} signatures")
    if not found:
        raise Broken("the PDF carries no seal")
    found.sort(key=lambda item: item.end)
    revisions = [item.signature.signed_revision for item in found]
    if len(set(revisions)) != len(found) or revisions != sorted(revisions):
        raise Broken("the signatures do not follow one another")
    return found


def check_certified(reader: PdfFileReader, first: Covered) -> None:
    """Raise Broken unless the first signature certifies the document and admits at most further signatures."""
    signature = first.signature
    try:
        permission = reader.root["/Perms"].raw_get("/DocMDP")
    except KeyError:
        permission = None
    level = signature.docmdp_level
    certified = (
        isinstance(permission, generic.IndirectObject)
        and permission.reference == signature.sig_field.raw_get("/V").reference
    )
    if first.is_timestamp or not certified or level is None:
        raise Broken("the seal does not certify the document: it is an ordinary signature")
    if level.value > 2:
        raise Broken("the seal allows the document to be commented on after sealing")


def check_unchanged_parts(data: bytes, first: Covered) -> None:
    """Raise Broken if a revision after the seal's touched metadata, information or attachments.

    The difference policy refuses this too; it matters enough not to rest on one check. What was sealed is read from
    its own bytes, as a file by itself.
    """
    # Readers of their own: one that has read the metadata can no longer look at earlier revisions (pyHanko 0.38).
    sealed, reader = open_pdf(data[: first.end]), open_pdf(data)
    for key in ("/Root", "/Info"):
        if _raw(sealed.trailer_view, key) != _raw(reader.trailer_view, key):
            raise Broken(f"the {key[1:]} entry was replaced after sealing")
    for key in ("/Metadata", "/Names", "/AF", "/Pages", "/OpenAction", "/AA"):
        if _raw(sealed.root, key) != _raw(reader.root, key):
            raise Broken(f"the {key[1:]} entry of the document was changed after sealing")
    if _metadata(sealed.root) != _metadata(reader.root):
        raise Broken("the metadata were changed after sealing")
    if attachments(sealed.root) != attachments(reader.root):
        raise Broken("the attachments were changed after sealing")


def check_prefix(reader: PdfFileReader, first: Covered, unsigned_size: int) -> None:
    """Raise Broken unless the seal's revision is the first one after the unsigned bytes."""
    revision = first.signature.signed_revision
    ends = [reader.xrefs.get_xref_container_info(number).end_location for number in (revision - 1, revision)]
    if revision == 0 or not ends[0] <= unsigned_size < ends[1]:
        raise Broken("something stands between the bytes it was built with and its seal")


def record_in(root: generic.DictionaryObject) -> bytes:
    """Return the embedded ``record.json``; raise Broken unless there is exactly one attachment of that name."""
    found = [data for name, data in attachments(root) if name.casefold() == RECORD_NAME]
    if not found:
        raise Broken("the PDF carries no record")
    if len(found) > 1:
        raise Broken("the PDF carries more than one record")
    return found[0]


def attachments(root: generic.DictionaryObject) -> list[tuple[str, bytes]]:
    """Return the embedded files by name, in the order of the name tree; one entry for each name a file goes by."""
    try:
        tree = root["/Names"]["/EmbeddedFiles"]
    except KeyError:
        return []
    found: list[tuple[str, bytes]] = []
    waiting: list[Any] = [tree]
    for _ in range(MAX_ATTACHMENTS * 2):
        if not waiting:
            return found
        node = waiting.pop(0)
        waiting.extend(kid.get_object() for kid in node.get("/Kids", ()))
        names = node.get("/Names", generic.ArrayObject())
        for position in range(0, len(names) - 1, 2):
            specification = names[position + 1]
            content = specification["/EF"]["/F"].data
            called = {str(names[position])}
            called.update(str(specification[key]) for key in ("/F", "/UF") if key in specification)
            found.extend((name, content) for name in sorted(called))
            if len(found) > MAX_ATTACHMENTS:
                raise Broken("the PDF has too many attachments")
    raise Broken("the PDF's list of attachments is too large, or runs in a circle")


def answers_at(reader: PdfFileReader, revision: int | None) -> Answers:
    """Return the certificates and answers on revocation in the security store, of one revision or of the last."""
    handler = reader if revision is None else reader.get_historical_resolver(revision)
    try:
        store = handler.root["/DSS"]
    except KeyError:
        return NO_ANSWERS
    groups = []
    for key in ("/OCSPs", "/CRLs", "/Certs"):
        entries = store.get(key, generic.ArrayObject())
        groups.append(tuple(entry.get_object().data for entry in list(entries)[:MAX_ANSWERS]))
    return Answers(*groups)


def _covered_end(signature: EmbeddedPdfSignature, data: bytes) -> int:
    """Return where the signature's part ends; everything before must be covered but its own hexadecimal text."""
    name, numbers = signature.field_name, list(signature.byte_range)
    if len(numbers) != 4 or not all(isinstance(number, int) for number in numbers):
        raise Broken(f"the signature in field {name} does not say what it covers")
    zero, start, resume, rest = numbers
    end = resume + rest
    if zero != 0 or not 0 < start < resume < end <= len(data):
        raise Broken(f"the signature in field {name} does not cover the file from its beginning")
    gap = data[start:resume]
    text = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or not _HEX.match(text):
        raise Broken(f"the signature in field {name} leaves out more than itself")
    content = bytes.fromhex(text.decode("ascii"))
    length = parser.peek(content)
    if content != signature.pkcs7_content or content[length:].strip(b"\0"):
        raise Broken(f"the signature in field {name} is not the one that stands there")
    if not is_der(content[:length]) or not is_plain(signature):
        raise Broken(f"the signature in field {name} is not written in its canonical form")
    if not _END.search(data[:end]):
        raise Broken(f"the signature in field {name} does not cover a whole revision")
    return int(end)


def _raw(dictionary: generic.DictionaryObject, key: str) -> bytes | None:
    """Return an entry as it is written, references unresolved."""
    if key not in dictionary:
        return None
    written = BytesIO()
    dictionary.raw_get(key).write_to_stream(written, None)
    return written.getvalue()


def _metadata(root: generic.DictionaryObject) -> bytes | None:
    return bytes(root["/Metadata"].encoded_data) if "/Metadata" in root else None
