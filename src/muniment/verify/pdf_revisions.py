"""What later revisions of a sealed PDF may bring, and what they must leave as it was: the tail, looks of fields."""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from muniment.verify.pdf_structure import Covered
from muniment.verify.result import Broken
from muniment.verify.revocation import MAX_ANSWERS, NO_ANSWERS, Answers

#: How many objects the look of one signed field may consist of, and how many the validation data.
MAX_LOOK = 400
MAX_STORE = 2_000


def check_tail(reader: PdfFileReader, last: Covered, size: int) -> None:
    """Raise Broken unless the last signature covers the end, or what follows is one revision of validation data (B-LT).

    pyHanko's difference policy says so, too, but lets objects pass that nothing leads to.
    """
    if last.end == size:
        return
    refusal = "the file was changed after it was sealed: no signature covers its end"
    revision = last.signature.signed_revision
    if reader.xrefs.total_revisions != revision + 2:
        raise Broken(refusal)
    before, after = answers_at(reader, revision), answers_at(reader, None)
    if "/DSS" not in reader.root or not before.within(after):
        raise Broken(refusal)
    brought = {(item.idnum, item.generation) for item in reader.xrefs.explicit_refs_in_revision(revision + 1)}
    catalog = reader.trailer_view.raw_get("/Root")
    meant = {(catalog.idnum, catalog.generation), *_references(reader.root.raw_get("/DSS"))}
    if any(item not in meant and not _is_of_the_file(reader, *item) for item in brought):
        raise Broken(refusal)


def check_appearances(reader: PdfFileReader, signatures: list[Covered]) -> None:
    """Raise Broken if a signed field looks otherwise than when it was signed.

    pyHanko takes a new appearance of a signed field for a part of filling in forms; readers would show it as signed.
    """
    now = {name: field for name, _value, field in enumerate_sig_fields(reader, filled_status=True)}
    for item in signatures:
        name, revision = item.signature.field_name, item.signature.signed_revision
        resolver = reader.get_historical_resolver(revision)
        then = {name: field for name, _value, field in enumerate_sig_fields(resolver, filled_status=True)}
        if name not in then or _look(then[name]) != _look(now[name]):
            raise Broken(f"field {name} looks otherwise than when it was signed")


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


def _references(start: Any) -> set[tuple[int, int]]:
    """Return the numbers of all objects that a value leads to."""
    found: set[tuple[int, int]] = set()
    waiting = [start]
    while waiting:
        value = waiting.pop()
        if isinstance(value, generic.IndirectObject):
            number = (value.idnum, value.generation)
            if number in found:
                continue
            found.add(number)
            if len(found) > MAX_STORE:
                raise Broken("the PDF's validation data consist of too many objects")
            value = value.get_object()  # type: ignore[no-untyped-call]
        if isinstance(value, generic.DictionaryObject):
            waiting.extend(value.raw_get(key) for key in value)
        elif isinstance(value, generic.ArrayObject):
            waiting.extend(value.raw_get(index) for index in range(len(value)))
    return found


def _is_of_the_file(reader: PdfFileReader, number: int, generation: int) -> bool:
    """Say whether an object holds others or lists them: a stream of objects, or of cross-references."""
    value: Any = reader.get_object(generic.Reference(number, generation, pdf=reader))  # type: ignore[no-untyped-call]
    return isinstance(value, generic.StreamObject) and value.get("/Type") in ("/XRef", "/ObjStm")


def _look(field: Any) -> list[Any]:
    """Return what decides how a signature field looks, references resolved, so that two revisions can be compared."""
    field = field.get_object()
    widgets = [kid.get_object() for kid in field["/Kids"]] if "/Kids" in field else [field]
    left = MAX_LOOK

    def plain(value: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0 or depth > 12:
            raise Broken("the look of a signed field is too large to compare, or runs in a circle")
        if isinstance(value, generic.IndirectObject):
            value = value.get_object()  # type: ignore[no-untyped-call]
        if isinstance(value, generic.DictionaryObject):
            content = bytes(value.encoded_data) if isinstance(value, generic.StreamObject) else b""
            entries = {str(key): plain(value.raw_get(key), depth + 1) for key in value}
            return content, sorted(entries.items())
        if isinstance(value, generic.ArrayObject):
            return [plain(value.raw_get(index), depth + 1) for index in range(len(value))]
        return repr(value)

    keys = ("/AP", "/AS", "/Rect", "/F", "/MK", "/TU", "/T", "/FT")
    return [plain(widget.raw_get(key), 0) if key in widget else None for widget in widgets for key in keys]
