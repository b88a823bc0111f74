"""What a later revision may bring into a sealed PDF: a signature, its look, validation data. Closed lists each.

Every function returns the numbers of the objects that the part consists of. All of them must be new in the revision,
or, for validation data, have been brought as such before: nothing that was sealed becomes part of a look.
Imports pyHanko.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pyhanko.pdf_utils import generic

from muniment.verify.pdf_update import written
from muniment.verify.result import Broken

#: How many values the look of one signature may hold, and how many validation data. A stamp in Arabic has 700.
MAX_VALUES = 60_000


def _names(text: str) -> frozenset[str]:
    return frozenset(f"/{name}" for name in text.split())


_SIGNATURE = _names("Type Filter SubFilter Contents ByteRange M Name Location Reason ContactInfo Prop_Build")
#: Entries of forms, fonts, pictures and the like that show something and do nothing. No /Ref, /OC, /F, /Properties.
_LOOK = _names(
    "Type Subtype FormType BBox Matrix Resources Length Filter DecodeParms Group S CS I K"
    " Font XObject ExtGState ColorSpace Pattern Shading ProcSet"
    " BaseFont Name Encoding DescendantFonts ToUnicode FontDescriptor FirstChar LastChar Widths"
    " FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading"
    " CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet"
    " CIDSet CIDSystemInfo Registry Ordering Supplement DW DW2 W W2 CIDToGIDMap Length1 Length2 Length3"
    " BaseEncoding Differences WMode CMapName"
    " LW LC LJ ML CA ca BM SMask AIS SA G BC"
    " Width Height BitsPerComponent Decode Interpolate ImageMask Mask Predictor Columns Colors"
    " N Alternate Range WhitePoint BlackPoint Gamma ShadingType Coords Domain Function Extend Background AntiAlias"
    " FunctionType C0 C1 Bounds Encode Functions Size Order BitsPerSample"
    " PatternType PaintType TilingType XStep YStep"
)
#: Below these, names are the document's own.
_NAMED = _names("Font XObject ExtGState ColorSpace Pattern Shading")
_STORE = _names("Type VRI Certs OCSPs CRLs Cert OCSP CRL TU TS Length Filter DecodeParms Predictor Columns")
_LISTS = ("/Certs", "/OCSPs", "/CRLs")
_EXTENSIONS = _names("Type BaseVersion ExtensionLevel URL ExtensionRevision")
_DEVELOPERS = _names("ESIC ADBE ISO_")


def signature_parts(reference: Any, brought: Mapping[int, Any], is_timestamp: bool) -> set[int]:
    """Check what a field is signed with: one new object, which refers to nothing."""
    number = _new(reference, brought, "the signature")
    value = brought[number]
    if not _is_plain_dictionary(value) or set(value) - _SIGNATURE:
        raise Broken("what a field is signed with is no signature, or more than one")
    kind = value.raw_get("/Type") if "/Type" in value else generic.NullObject()
    if written(kind) != (b"/DocTimeStamp" if is_timestamp else b"/Sig"):
        raise Broken("what a field is signed with is not what it says it is")
    _walk([(value, False)], lambda _: _raise("a signature refers to other objects"), None, None)
    return {number}


def look_parts(appearance: Any, brought: Mapping[int, Any]) -> set[int]:
    """Check the look that a field gets with its signature: one form, of new objects, with nothing active in it."""
    if not _is_plain_dictionary(appearance) or set(appearance) != {"/N"}:
        raise Broken("the look of a signed field is more than one picture")
    number = _new(appearance.raw_get("/N"), brought, "the look of a signed field")
    form = brought[number]
    if not isinstance(form, generic.StreamObject) or written(form.get("/Subtype", generic.NullObject())) != b"/Form":
        raise Broken("the look of a signed field is no form")

    def open_up(reference: Any) -> Any:
        return brought[_new(reference, brought, "the look of a signed field")]

    return _walk([(appearance.raw_get("/N"), False)], open_up, _LOOK, _NAMED)


def store_parts(reference: Any, brought: Mapping[int, Any], current: Callable[[int], Any]) -> set[int]:
    """Check validation data (DSS); ``current`` gives an object that is new or was brought as such, or raises."""
    number = _number(reference, "the validation data")

    def open_up(item: Any) -> Any:
        return current(_number(item, "the validation data"))

    if not _is_plain_dictionary(current(number)):
        raise Broken("the validation data are none")
    return _walk([(reference, False)], open_up, _STORE, frozenset({"/VRI"}))


def store_entries(store: Any, current: Callable[[int], Any]) -> set[tuple[str, bytes]]:
    """Return what stands in validation data, by references: nothing of it may go."""
    found: set[tuple[str, bytes]] = set()
    for key in _LISTS:
        if key in store:
            items = store.raw_get(key)
            items = current(items.idnum) if isinstance(items, generic.IndirectObject) else items
            if not isinstance(items, generic.ArrayObject):
                raise Broken("the validation data are none")
            found.update((key, written(items.raw_get(index))) for index in range(len(items)))
    return found


def check_extensions(before: Any, after: Any) -> None:
    """Check the catalogue's list of extensions of the format: what stood there stays, and what comes says no more."""
    if not _is_plain_dictionary(after) or set(after) - _DEVELOPERS:
        raise Broken("the catalogue names extensions that signatures have none of")
    _walk(
        [(after, False)], lambda _: _raise("the list of extensions refers to objects"), _EXTENSIONS | _DEVELOPERS, None
    )
    for key in before or ():
        old, new = before.raw_get(key), after.raw_get(key) if key in after else generic.NullObject()
        if written(old) != written(new) and not _is_longer(old, new):
            raise Broken("the catalogue lost an extension of the format")


def _is_longer(old: Any, new: Any) -> bool:
    if not isinstance(old, generic.ArrayObject) or not isinstance(new, generic.ArrayObject):
        return False
    kept = [written(new.raw_get(index)) for index in range(min(len(old), len(new)))]
    return kept == [written(old.raw_get(index)) for index in range(len(old))]


def _walk(
    waiting: list[tuple[Any, bool]],
    open_up: Callable[[Any], Any],
    keys: frozenset[str] | None,
    named: frozenset[str] | None,
) -> set[int]:
    """Go through values, each object once; names of entries must be among ``keys`` but below those in ``named``."""
    found: set[tuple[int, bool]] = set()
    left = MAX_VALUES
    while waiting:
        value, free = waiting.pop()
        left -= 1
        if left < 0:
            raise Broken("what a later revision brings is too large to judge")
        if isinstance(value, generic.IndirectObject):
            content = open_up(value)
            if (value.idnum, free) not in found:
                found.add((value.idnum, free))
                waiting.append((content, free))
        elif isinstance(value, generic.DictionaryObject):
            if keys is not None and not free and (foreign := sorted(set(value) - keys)):
                raise Broken(f"what it brings has entries that have no place there: {', '.join(foreign)}")
            waiting.extend((value.raw_get(key), not free and key in (named or ())) for key in value)
        elif isinstance(value, generic.ArrayObject):
            waiting.extend((value.raw_get(index), False) for index in range(len(value)))
    return {number for number, _ in found}


def _new(reference: Any, brought: Mapping[int, Any], what: str) -> int:
    number = _number(reference, what)
    if number not in brought:
        raise Broken(f"{what} refers to an object that was there before")
    return number


def _number(reference: Any, what: str) -> int:
    if not isinstance(reference, generic.IndirectObject) or reference.generation != 0:
        raise Broken(f"{what} is not an object of its own")
    return int(reference.idnum)


def _is_plain_dictionary(value: Any) -> bool:
    return isinstance(value, generic.DictionaryObject) and not isinstance(value, generic.StreamObject)


def _raise(reason: str) -> Any:
    raise Broken(reason)
