"""One later revision of a PDF, read from its own bytes in the one form that incremental updates of ours have.

Objects in the order in which they stand, nothing between them, a plain table of what they are, a trailer that repeats
the last one. Whatever two programs could read in two ways (streams of objects or of cross-references, two entries for
one object, generations, freed numbers, tables out of order) is refused. Imports pyHanko.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import read_non_whitespace
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionType

from muniment.verify.pdf_references import has_comment
from muniment.verify.result import Broken

#: How many objects one revision may bring: a stamp with its fonts has some forty, long answers on revocation a hundred.
MAX_BROUGHT = 2_000
#: A trailer of ours has two hundred bytes.
MAX_TRAILER = 65_536
_TABLE = re.compile(rb"xref\r?\n((?:\d{1,10} \d{1,5} ?\r?\n(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*+)++)trailer\s")
_HEAD = re.compile(rb"(\d{1,10}) (\d{1,5}) ?\r?\n")
_ENTRY = 20
_END = re.compile(rb"\s*startxref\s+(\d{1,12})\s+%%EOF(?:\r\n|\n|\r)?")
_TRAILER = {"/Size", "/Root", "/Info", "/ID", "/Prev"}


@dataclass(frozen=True, slots=True)
class Update:
    """A revision: its number, where it ends, its objects by number, and the number of all objects with it."""

    revision: int
    end: int
    objects: dict[int, Any]
    size: int


def read_update(reader: PdfFileReader, data: bytes, revision: int, start: int) -> Update:
    """Read a revision that begins at ``start``; raise Broken unless it has the one form that is admitted."""
    info = reader.xrefs.get_xref_container_info(revision)
    at = info.declared_startxref
    table = _TABLE.match(data, at)
    if info.xref_section_type is not XRefSectionType.STANDARD or table is None:
        raise Broken("its list of objects is not a plain table")
    offsets = _offsets(table[1])
    trailer, end = _trailer(reader, data, table.end(), at)
    _check_trailer(reader, trailer, revision)
    order = sorted(offsets, key=lambda number: offsets[number])
    bounds = [offsets[number] for number in order] + [at]
    if not start <= bounds[0] or data[start : bounds[0]].strip():
        raise Broken("something stands before its objects")
    objects = {
        number: _object(reader, data, number, place, until)
        for number, place, until in zip(order, bounds[:-1], bounds[1:], strict=True)
    }
    seen = {ref.idnum for ref in reader.xrefs.explicit_refs_in_revision(revision)}
    if seen != set(objects):
        raise Broken("its list of objects can be read in two ways")
    size = trailer.raw_get("/Size")
    if not isinstance(size, int) or any(number >= size for number in objects):
        raise Broken("its trailer miscounts the objects")
    return Update(revision, end, objects, int(size))


def written(value: Any) -> bytes:
    """Return a value as it is written, references unresolved; so a name and a text of the same letters differ."""
    stream = BytesIO()
    value.write_to_stream(stream, None)
    return stream.getvalue()


def _offsets(table: bytes) -> dict[int, int]:
    found: dict[int, int] = {}
    at = 0
    while head := _HEAD.match(table, at):
        first, count = int(head[1]), int(head[2])
        at = head.end()
        for number in range(first, first + count):
            entry = table[at : at + _ENTRY]
            at += _ENTRY
            if number == 0 and entry[:18] == b"0000000000 65535 f":
                continue
            if entry[10:18] != b" 00000 n":
                raise Broken("it frees or renumbers objects")
            if number in found:
                raise Broken(f"object {number} stands in it twice")
            found[number] = int(entry[:10])
            if len(found) > MAX_BROUGHT:
                raise Broken(f"it brings more than {MAX_BROUGHT} objects")
    if at != len(table) or not found:
        raise Broken("its list of objects is not a plain table")
    return found


def _trailer(reader: PdfFileReader, data: bytes, at: int, xref: int) -> tuple[Any, int]:
    stream = BytesIO(data[at : at + MAX_TRAILER])
    read_non_whitespace(stream, seek_back=True)
    holder = generic.TrailerReference(reader)
    trailer = generic.DictionaryObject.read_from_stream(stream, holder)
    end = _END.match(data, at + stream.tell())
    if end is None or int(end[1]) != xref:
        raise Broken("its end is not where its list of objects ends")
    return trailer, end.end()


def _check_trailer(reader: PdfFileReader, trailer: Any, revision: int) -> None:
    """Raise Broken unless the trailer says what the one before said, but for what a revision brings with it."""
    if set(trailer) - _TRAILER:
        raise Broken(f"its trailer has entries that none before had: {', '.join(sorted(set(trailer) - _TRAILER))}")
    before = reader.trailer.flatten(revision - 1)
    for key in ("/Root", "/Info"):
        ours, theirs = (written(item.raw_get(key)) if key in item else b"" for item in (trailer, before))
        if ours != theirs:
            raise Broken(f"its trailer names another {key[1:]}")
    last = reader.xrefs.get_xref_container_info(revision - 1)
    if "/Prev" not in trailer or trailer.raw_get("/Prev") != last.declared_startxref:
        raise Broken("it does not follow the revision before it")
    if "/ID" in before and ("/ID" not in trailer or _first(trailer) != _first(before)):
        raise Broken("its trailer says that it is another file")


def _first(trailer: Any) -> bytes:
    identity = trailer.raw_get("/ID")
    return written(identity.raw_get(0)) if isinstance(identity, generic.ArrayObject) and len(identity) == 2 else b""


def _object(reader: PdfFileReader, data: bytes, number: int, start: int, end: int) -> Any:
    head = b"%d 0 obj" % number
    chunk = data[start:end]
    if not chunk.startswith(head) or has_comment(data, start + len(head), end):
        raise Broken(f"object {number} in it is not written in a form that can be judged")
    stream = BytesIO(chunk)
    stream.seek(len(head))
    read_non_whitespace(stream, seek_back=True)
    value = generic.read_object(stream, generic.Reference(number, 0, pdf=reader))
    if not re.fullmatch(rb"\s*endobj\s*", chunk[stream.tell() :]):
        raise Broken(f"something stands behind object {number} in it")
    return value
