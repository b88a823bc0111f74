"""Whether later revisions of a sealed PDF bring signatures and validation data, and nothing else.

Judged over the objects that each revision brings, and one pass over what was sealed: that nothing there refers to a
number which comes later, and that what changes is reached as what it is alone. Shadow attacks hide there. Not judged
are ways from the trailer to objects: there can be any number of them. Imports pyHanko.
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from muniment.verify.pdf_parts import check_extensions, look_parts, signature_parts, store_entries, store_parts
from muniment.verify.pdf_references import references
from muniment.verify.pdf_structure import Covered
from muniment.verify.pdf_update import Update, read_update, written
from muniment.verify.result import Broken

MAX_FIELDS = 200
MAX_PLACES = 2_000
_NEW_FIELD = {"/FT", "/T", "/Type", "/Subtype", "/F", "/Rect", "/P", "/TU", "/V"}


def check_changes(reader: PdfFileReader, data: bytes, signatures: list[Covered]) -> None:
    """Raise Broken, with the reason, if anything was changed after the first signature that may not be."""
    first = signatures[0]
    base, last = first.signature.signed_revision, reader.xrefs.total_revisions - 1
    at, name = first.end, first.signature.field_name
    by_revision = {item.signature.signed_revision: item for item in signatures[1:]}
    try:
        sealed = _Sealed(reader, data, base) if base < last else None
        between = False
        for revision in range(base + 1, last + 1):
            assert sealed is not None
            item = by_revision.get(revision)
            update = read_update(reader, data, revision, at)
            if item is None and between:
                raise Broken("two revisions follow one another that nobody has signed")
            if item is not None and item.end != update.end:
                raise Broken(f"the signature in field {item.signature.field_name} covers another revision")
            sealed.judge(update, item)
            at, between = update.end, item is None
            name = item.signature.field_name if item else name
        if at != len(data):
            raise Broken("something follows its end")
    except Broken as error:
        after = "" if by_revision and max(by_revision) == last else ", and no signature covers its end"
        raise Broken(f"the file was changed after field {name} was signed{after}: {error}") from error


class _Sealed:
    """The document as the seal found it, and what later revisions have brought."""

    def __init__(self, reader: PdfFileReader, data: bytes, revision: int) -> None:
        self._reader, self._revision = reader, revision
        self._offsets = _offsets(reader, revision)
        self._brought: dict[int, Any] = {}
        self._read: dict[int, Any] = {}
        self._store: set[int] = set()
        self._size = int(reader.xrefs.get_xref_container_info(revision).size)
        self._referred = references(data, self._offsets)
        self._root = _number(reader.trailer.flatten(revision).raw_get("/Root"))
        root = self._current(self._root)
        self._form = _number(root.raw_get("/AcroForm")) if "/AcroForm" in root else 0
        self._fields = dict(self._signature_fields())
        self._check_places()

    def judge(self, update: Update, item: Covered | None) -> None:
        """Judge one revision, and take it over."""
        old = [number for number in update.objects if number in self._offsets or number in self._brought]
        brought = {number: value for number, value in update.objects.items() if number not in old}
        for number in brought:
            if number < self._size or number in self._referred:
                raise Broken(f"object {number}, which comes new, fills a place that was left open for it")
        added = self._added_field(update.objects.get(self._form))
        reached: set[int] = set() if added is None else self._judge_new_field(added, brought, item)
        for number in sorted(old):
            value = update.objects[number]
            if number == self._root:
                self._judge_catalog(value)
            elif number in self._fields:
                reached |= self._judge_field(number, value, brought, item)
            elif number != self._form and number not in self._store:
                self._judge_page(number, value, added)
        reached |= self._judge_store(update.objects, brought)
        if item is not None and _number(item.signature.sig_field.raw_get("/V")) not in reached:
            raise Broken(f"the signature in field {item.signature.field_name} came in another revision")
        for number in update.objects:
            if number not in reached and (number in brought or number in self._store):
                raise Broken(f"it brings object {number}, which nothing leads to")
        self._brought |= update.objects
        self._size = max(self._size, update.size)

    def _current(self, number: int) -> Any:
        if number in self._brought:
            return self._brought[number]
        if number not in self._offsets:
            return generic.NullObject()
        if number not in self._read:
            reference = generic.Reference(number, 0, pdf=self._reader)
            self._read[number] = self._reader.get_object(reference, revision=self._revision)
        return self._read[number]

    def _signature_fields(self) -> Iterator[tuple[int, str]]:
        """Yield the fields for signatures that were there when the seal was set, by number and name."""
        form = self._current(self._form)
        listed = form.raw_get("/Fields") if isinstance(form, generic.DictionaryObject) and "/Fields" in form else ()
        for index in range(min(len(listed), MAX_FIELDS)):
            item = listed.raw_get(index) if isinstance(listed, generic.ArrayObject) else None
            if isinstance(item, generic.IndirectObject):
                field = self._current(item.idnum)
                if isinstance(field, generic.DictionaryObject) and written(field.get("/FT", _NULL)) == b"/Sig":
                    yield item.idnum, str(field.get("/T", ""))

    def _check_places(self) -> None:
        """Raise Broken if what later revisions may change is reached as something else, too."""
        left = MAX_PLACES
        for target in {self._root, self._form, *self._fields} - {0}:
            for source in self._referred.get(target, ()):
                left -= 1
                if left < 0:
                    raise Broken("its fields are referred to from too many places")
                for place in _places(self._current(source), target):
                    if not self._is_place(target, source, place):
                        raise Broken(f"object {target}, which a signature changes, is also used as something else")

    def _is_place(self, target: int, source: int, place: tuple[Any, ...]) -> bool:
        """Say whether a reference in an object stands where one to the catalogue, the form, or a field belongs.

        A place is the type of the innermost dictionary, and the keys on the way, numbers in lists.
        """
        kind, *way = place
        if target == self._form:
            return source == self._root and way == ["/AcroForm"]
        if target == self._root:
            return False
        if source == self._form:
            return len(way) == 2 and way[0] == "/Fields"
        if kind == "/Page":
            return len(way) == 2 and way[0] == "/Annots"
        return bool(kind == "/OBJR" and way[-1] == "/Obj")

    def _judge_catalog(self, value: Any) -> None:
        before = self._current(self._root)
        for key in _differing(before, value):
            if key == "/Extensions" and key in value:
                check_extensions(before.get(key, None), value.raw_get(key))
            elif key != "/DSS" or key in before:
                raise Broken(f"the {key[1:]} entry of the document was changed")

    def _added_field(self, value: Any) -> Any:
        """Judge the form, if it was changed; return the reference to a field that was added."""
        if value is None:
            return None
        before = self._current(self._form)
        added = None
        for key in _differing(before, value):
            if key == "/SigFlags" and key in value and written(value.raw_get(key)) in (b"1", b"3"):
                continue
            if key != "/Fields":
                raise Broken(f"the {key[1:]} entry of the form was changed")
            added = _appended(before.get(key, None), value.get(key, None), "the form")
        return added

    def _judge_field(self, number: int, value: Any, brought: dict[int, Any], item: Covered | None) -> set[int]:
        before, name = self._current(number), self._fields[number]
        if "/V" in before:
            raise Broken(f"field {name} looks or says otherwise than when it was signed")
        differing = _differing(before, value)
        if item is None or "/V" not in differing or item.signature.field_name != name:
            raise Broken(f"field {name} was changed without being signed")
        if foreign := sorted(differing - {"/V", "/AP"}):
            raise Broken(f"the {foreign[0][1:]} entry of field {name} was changed")
        parts = signature_parts(value.raw_get("/V"), brought, item.is_timestamp)
        if "/AP" in differing:
            if "/AP" not in value or "/AP" not in before:
                raise Broken(f"field {name} got a look where it had none, or lost it")
            parts |= look_parts(value.raw_get("/AP"), brought)
        return parts

    def _judge_new_field(self, added: Any, brought: dict[int, Any], item: Covered | None) -> set[int]:
        """Judge a field that was not prepared: only timestamps, when those prepared are used up, and nothing to see."""
        number = _number(added)
        field: Any = brought.get(number)
        if item is None or not item.is_timestamp or not _is_dictionary(field) or set(field) - _NEW_FIELD:
            raise Broken("a field was added")
        name = str(field.get("/T", ""))
        taken = [str(self._current(_number(one)).get("/T", "")) for one in self._listed()]
        rectangle, page = field.get("/Rect", ()), field.raw_get("/P") if "/P" in field else None
        if name in taken or name != item.signature.field_name or [written(one) for one in rectangle] != [b"0"] * 4:
            raise Broken("a field was added that is no timestamp, or that can be seen")
        fixed = {"/FT": b"/Sig", "/Type": b"/Annot", "/Subtype": b"/Widget", "/F": b"132"}
        if any(written(field.get(key, _NULL)) != text for key, text in fixed.items()):
            raise Broken("a field was added that is no timestamp")
        if written(self._current(_number(page)).get("/Type", _NULL)) != b"/Page":
            raise Broken("a field was added that is on no page")
        return {number} | signature_parts(field.raw_get("/V"), brought, is_timestamp=True)

    def _listed(self) -> list[Any]:
        listed = self._current(self._form).raw_get("/Fields")
        return [listed.raw_get(index) for index in range(len(listed))]

    def _judge_page(self, number: int, value: Any, added: Any) -> None:
        """Judge any other object: nothing of it may change, but that the page of an added field lists that."""
        before = self._current(number)
        kind = str(
            before.get("/Type", "/stream" if isinstance(before, generic.StreamObject) else "/object")[1:]
            if isinstance(before, generic.DictionaryObject)
            else "object"
        )
        if kind == "Page" and added is not None and _is_dictionary(value):
            lists = _differing(before, value) == {"/Annots"}
            if lists and written(
                _appended(before.get("/Annots", None), value.get("/Annots", None), "a page")
            ) == written(added):
                return
        raise Broken(f"object {number} ({kind}), which was sealed, was changed")

    def _judge_store(self, objects: dict[int, Any], brought: dict[int, Any]) -> set[int]:
        """Judge validation data, if the revision brings any; nothing of what stood in them may go."""
        root = objects.get(self._root) or self._current(self._root)
        if "/DSS" not in root:
            return set()
        reference = root.raw_get("/DSS")

        def before(number: int) -> Any:
            if number not in self._store:
                raise Broken("the validation data refer to something that was sealed")
            return self._brought[number]

        def after(number: int) -> Any:
            return objects[number] if number in brought or number in self._store & set(objects) else before(number)

        if not self._store and isinstance(reference, generic.IndirectObject) and reference.idnum in self._offsets:
            return set()
        parts = store_parts(reference, brought, after)
        if self._store and not store_entries(before(reference.idnum), before) <= store_entries(
            after(reference.idnum), after
        ):
            raise Broken("validation data were taken out")
        for number in self._store & set(objects):
            if isinstance(before(number), generic.StreamObject) or isinstance(objects[number], generic.StreamObject):
                raise Broken("validation data were replaced")
        self._store |= parts
        return parts


_NULL = generic.NullObject()


def _offsets(reader: PdfFileReader, revision: int) -> dict[int, int]:
    """Return where each object of a revision stands; raise Broken if it has other than plain tables."""
    found: dict[int, int] = {}
    for number in range(revision + 1):
        section = reader.xrefs.get_xref_data(number)
        generations = {generation for generation, _ in section.standard_xrefs.values()}
        if section.xrefs_in_objstm or section.hybrid or section.freed or generations - {0}:
            raise Broken("what was sealed is not listed in plain tables, so that nothing may follow")
        found |= {idnum: offset for idnum, (_, offset) in section.standard_xrefs.items()}
    return found


def _places(value: Any, target: int) -> Iterator[tuple[Any, ...]]:
    """Yield where a value refers to an object: the type of the innermost dictionary, then the keys on the way."""
    waiting: list[tuple[Any, tuple[Any, ...]]] = [(value, ("",))]
    while waiting:
        item, way = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            if item.idnum == target:
                yield way
        elif isinstance(item, generic.DictionaryObject):
            kind = str(item.raw_get("/Type")) if "/Type" in item else ""
            waiting.extend((item.raw_get(key), (kind, *way[1:], str(key))) for key in item)
        elif isinstance(item, generic.ArrayObject):
            waiting.extend((item.raw_get(index), (*way, index)) for index in range(len(item)))


def _differing(before: Any, after: Any) -> set[str]:
    """Return the keys of two dictionaries at which they differ; raise Broken if either is none."""
    if not _is_dictionary(before) or not _is_dictionary(after):
        raise Broken("an object was replaced by one of another kind")
    return {
        str(key)
        for key in {*before, *after}
        if key not in before or key not in after or written(before.raw_get(key)) != written(after.raw_get(key))
    }


def _appended(before: Any, after: Any, what: str) -> Any:
    """Return the one reference by which a list is longer than before; raise Broken if that is not how it differs."""
    old = [] if before is None else [written(before.raw_get(index)) for index in range(len(before))]
    new = [after.raw_get(index) for index in range(len(after))] if isinstance(after, generic.ArrayObject) else []
    if len(new) != len(old) + 1 or [written(item) for item in new[:-1]] != old:
        raise Broken(f"the list of fields of {what} was changed")
    return new[-1]


def _is_dictionary(value: Any) -> bool:
    return isinstance(value, generic.DictionaryObject) and not isinstance(value, generic.StreamObject)


def _number(reference: Any) -> int:
    if not isinstance(reference, generic.IndirectObject) or reference.generation != 0:
        raise Broken("something that must be an object of its own is none")
    return int(reference.idnum)
