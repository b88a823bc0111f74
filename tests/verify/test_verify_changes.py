"""Attacks on what may follow a seal: in a revision of their own, under a signature, or prepared before the seal."""

import io

import pytest
import sealing_samples as samples
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from test_verify_pdf import add_document_timestamp, outcome, sign_field, updated, verify

from muniment.sign.pdf import _Appearance, seal_pdf
from muniment.sign.pdf_archive import VerbatimWriter
from muniment.verify import pdf_references, pdf_update

FIELDS = ("Seal", "Approval-legal", "LegalReview", "Timestamp")
BOX = (10, 10, 90, 40)
name, text = generic.pdf_name, generic.pdf_string


def dictionary(**entries) -> generic.DictionaryObject:
    return generic.DictionaryObject({name(f"/{key}"): value for key, value in entries.items()})


def array(*items) -> generic.ArrayObject:
    return generic.ArrayObject(generic.NumberObject(item) if isinstance(item, int) else item for item in items)


def field_of(pen, called: str):
    return next(item.get_object() for item in pen.root["/AcroForm"]["/Fields"] if item.get_object()["/T"] == called)


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return samples.build_pdf(fields=FIELDS, box=BOX)


@pytest.fixture(scope="module")
def sealed(pki, unsigned) -> bytes:
    return seal_pdf(unsigned, pki.seal, samples.NOW)


def signed_along(data: bytes, attack, pki, field: str = "LegalReview") -> bytes:
    """Return the file with an attack and a reviewer's signature in one revision."""

    def pen_at(stream):
        pen = VerbatimWriter(stream)
        attack(pen)
        return pen

    return sign_field(data, pki.reviewer, field, writer=pen_at, stamp_style=_Appearance())


def form(**entries) -> generic.StreamObject:
    look = {"Type": name("/XObject"), "Subtype": name("/Form"), "BBox": array(0, 0, 80, 30), **entries}
    return generic.StreamObject(dictionary(**look), stream_data=b"0 0 9 9 re f")


def look_of(pen, field: str, look) -> None:
    item = field_of(pen, field)
    item["/AP"] = dictionary(N=pen.add_object(look))
    pen.update_container(item)


def script(pen):
    return pen.add_object(dictionary(S=name("/JavaScript"), JS=text("app.alert(1)")))


# What an attacker writes beside or instead of a signature, each a function of pyHanko's writer.


def text_field(pen):
    item = field_of(pen, "LegalReview")
    item["/FT"] = name("/Tx")
    pen.update_container(item)


def kid_widget(pen):
    item = field_of(pen, "LegalReview")
    item["/Kids"] = array(pen.add_object(dictionary(Subtype=name("/Widget"), Rect=array(0, 0, 99, 99))))
    pen.update_container(item)


def second_field_of_that_name(pen):
    item = dictionary(FT=name("/Sig"), T=text("Seal"), Subtype=name("/Widget"), Rect=array(0, 0, 0, 0))
    pen.root["/AcroForm"]["/Fields"].append(pen.add_object(item))
    pen.update_container(pen.root["/AcroForm"])


def larger_field(pen):
    item = field_of(pen, "LegalReview")
    item["/Rect"] = array(0, 0, 300, 300)
    pen.update_container(item)


def renamed_field(pen):
    item = field_of(pen, "Timestamp")
    item["/T"] = text("Approval-board")
    pen.update_container(item)


def field_with_action(pen):
    item = field_of(pen, "LegalReview")
    item["/AA"] = dictionary(E=script(pen))
    pen.update_container(item)


def field_with_lock(pen):
    item = field_of(pen, "LegalReview")
    item["/Lock"] = dictionary(Type=name("/SigFieldLock"), Action=name("/All"))
    pen.update_container(item)


def look_where_there_was_none(pen):
    look_of(pen, "LegalReview", form(Ref=dictionary(F=text("http://example.org/x.pdf"), Page=generic.NumberObject(0))))


def look_with_external_data(pen):
    look_of(pen, "LegalReview", form(F=text("http://example.org/x.bin")))


def look_with_action(pen):
    look_of(pen, "LegalReview", form(AA=dictionary(O=script(pen))))


def look_with_optional_content(pen):
    look_of(pen, "LegalReview", form(OC=pen.add_object(dictionary(Type=name("/OCG"), Name=text("x")))))


def look_with_sealed_content(pen):
    content = pen.root["/Pages"]["/Kids"][0].raw_get("/Contents")
    shown = generic.IndirectObject(content.idnum, 0, pen)
    look_of(pen, "LegalReview", form(Resources=dictionary(XObject=dictionary(X=shown))))


def look_with_script_for_postscript(pen):
    look_of(pen, "LegalReview", form(PS=pen.add_object(generic.StreamObject(stream_data=b"quit"))))


def look_of_several_states(pen):
    item = field_of(pen, "LegalReview")
    item["/AP"] = dictionary(N=pen.add_object(form()), D=pen.add_object(form()))
    pen.update_container(item)


def look_of_an_unsigned_field(pen):
    look_of(pen, "Approval-legal", form())


def annotations_emptied(pen):
    page = pen.root["/Pages"]["/Kids"][0]
    page["/Annots"] = array()
    pen.update_container(page)


def page_rotated(pen):
    page = pen.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(180)
    pen.update_container(page)


def page_with_script(pen):
    page = pen.root["/Pages"]["/Kids"][0]
    page["/AA"] = dictionary(O=script(pen))
    pen.update_container(page)


def of_the_catalog(key: str, make):
    def attack(pen):
        pen.root[name(f"/{key}")] = make(pen)
        pen.update_root()

    attack.__name__ = f"catalog_{key}"
    return attack


def of_the_form(key: str, make):
    def attack(pen):
        pen.root["/AcroForm"][name(f"/{key}")] = make(pen)
        pen.update_container(pen.root["/AcroForm"])

    attack.__name__ = f"form_{key}"
    return attack


def store(pen, **more):
    certificate = pen.add_object(generic.StreamObject(stream_data=b"certificate"))
    return pen.add_object(dictionary(Certs=array(certificate), **more))


CATALOG = [
    of_the_catalog("StructTreeRoot", lambda pen: pen.add_object(dictionary(Type=name("/StructTreeRoot")))),
    of_the_catalog("OpenAction", script),
    of_the_catalog("AA", lambda pen: dictionary(WC=script(pen))),
    of_the_catalog("Names", lambda pen: pen.add_object(dictionary(JavaScript=dictionary()))),
    of_the_catalog("OCProperties", lambda pen: dictionary(OCGs=array(), D=dictionary(BaseState=name("/OFF")))),
    of_the_catalog("Perms", lambda pen: dictionary()),
    of_the_catalog("Legal", lambda pen: dictionary(JavaScriptActions=generic.NumberObject(0))),
    of_the_catalog("Collection", lambda pen: dictionary(View=name("/D"))),
    of_the_catalog("Outlines", lambda pen: pen.add_object(dictionary())),
    of_the_catalog("Lang", lambda pen: text("de")),
    of_the_catalog("Version", lambda pen: name("/1.4")),
    of_the_catalog("ViewerPreferences", lambda pen: dictionary(HideToolbar=generic.BooleanObject(True))),
    of_the_catalog("Extensions", lambda pen: dictionary(ESIC=dictionary(URL=pen.add_object(text("x"))))),
    of_the_catalog("Extensions", lambda pen: dictionary(EVIL=dictionary(Type=name("/DeveloperExtensions")))),
    of_the_catalog("Pages", lambda pen: pen.add_object(generic.DictionaryObject(dict(pen.root["/Pages"])))),
    of_the_catalog("DSS", lambda pen: store(pen, AA=dictionary(O=script(pen)))),
    of_the_catalog("DSS", lambda pen: store(pen, OCSPs=array(generic.IndirectObject(5, 0, pen)))),
    of_the_catalog("DSS", lambda pen: store(pen, VRI=dictionary(X=dictionary(JS=text("1"))))),
    of_the_catalog("DSS", lambda pen: dictionary(Certs=array())),
    of_the_form("XFA", lambda pen: pen.add_object(generic.StreamObject(stream_data=b"<xdp/>"))),
    of_the_form("NeedAppearances", lambda pen: generic.BooleanObject(True)),
    of_the_form("SigFlags", lambda pen: generic.NumberObject(0)),
    of_the_form("CO", lambda pen: array()),
    of_the_form("Fields", lambda pen: array(*list(pen.root["/AcroForm"]["/Fields"])[:1])),
]
ATTACKS = [
    text_field,
    kid_widget,
    second_field_of_that_name,
    larger_field,
    renamed_field,
    field_with_action,
    field_with_lock,
    look_where_there_was_none,
    look_with_external_data,
    look_with_action,
    look_with_optional_content,
    look_with_sealed_content,
    look_with_script_for_postscript,
    look_of_several_states,
    look_of_an_unsigned_field,
    annotations_emptied,
    page_rotated,
    page_with_script,
    *CATALOG,
]
every_attack = pytest.mark.parametrize("attack", ATTACKS, ids=[attack.__name__ for attack in ATTACKS])


def refused(data: bytes, pki) -> str:
    result = verify(data, pki)
    assert result.verdict == "not_verified", result.summary
    assert outcome(result, "integrity") == "failed"
    assert "cannot be read" not in result.summary, result.summary
    return result.summary


@every_attack
def test_an_attack_is_refused_alone_and_below_a_timestamp(pki, sealed, attack):
    changed = updated(sealed, attack)
    assert "signature" in refused(changed, pki)
    assert "no signature covers" not in refused(add_document_timestamp(changed, pki.timestamping), pki)


#: With these pyHanko does not sign, or mends them as it does.
UNSIGNED = {"text_field", "form_NeedAppearances", "form_SigFlags", "form_Fields"}
SIGNED = [attack for attack in ATTACKS if attack.__name__ not in UNSIGNED]


@pytest.mark.parametrize("attack", SIGNED, ids=[attack.__name__ for attack in SIGNED])
def test_an_attack_is_refused_in_the_revision_of_a_signature(pki, sealed, attack):
    refused(signed_along(sealed, attack, pki), pki)


@pytest.mark.parametrize(
    "look",
    [
        lambda pen: form(Ref=dictionary(F=text("x.pdf"), Page=generic.NumberObject(0))),
        lambda pen: form(F=text("http://example.org/x.bin")),
        lambda pen: form(AA=dictionary(O=script(pen))),
        lambda pen: form(OC=pen.add_object(dictionary(Type=name("/OCG"), Name=text("x")))),
        lambda pen: form(Resources=dictionary(Properties=dictionary(P=pen.add_object(dictionary())))),
        lambda pen: form(Resources=dictionary(XObject=dictionary(X=generic.IndirectObject(14, 0, pen)))),
        lambda pen: form(StructParents=generic.NumberObject(0)),
        lambda pen: generic.StreamObject(dictionary(Subtype=name("/PS")), stream_data=b"quit"),
        lambda pen: dictionary(On=pen.add_object(form())),
    ],
)
def test_only_a_plain_picture_is_a_look_of_a_visible_field(pki, unsigned, look):
    """The field is visible and may get a look as it is signed, but none that does or fetches anything."""
    pdf = samples.build_pdf(fields=("LegalReview", "Seal"), box=BOX)
    sealed = seal_pdf(pdf, pki.seal, samples.NOW)
    plain = signed_along(sealed, lambda pen: look_of(pen, "LegalReview", form()), pki)
    assert verify(plain, pki).verdict == "verified"
    reason = refused(signed_along(sealed, lambda pen: look_of(pen, "LegalReview", look(pen)), pki), pki)
    assert "look of a signed field" in reason or "no place there" in reason


# Shadow attacks: prepared before the seal, so that something harmless later means something else.


def prepared(pki, prepare) -> bytes:
    return seal_pdf(updated(samples.build_pdf(fields=FIELDS, box=BOX), prepare), pki.seal, samples.NOW)


def page_of(pen):
    return pen.root["/Pages"]["/Kids"][0]


def dangling(pen):
    page = page_of(pen)
    open_places = [generic.IndirectObject(number, 0, pen) for number in range(20, 40)]
    page["/Contents"] = array(page.raw_get("/Contents"), *open_places)
    pen.update_container(page)


def field_as_outline(pen):
    pen.root["/Outlines"] = pen.root["/AcroForm"]["/Fields"].raw_get(2)
    pen.update_root()


def field_as_resources(pen):
    page_of(pen)["/Resources"] = pen.root["/AcroForm"]["/Fields"].raw_get(2)
    pen.update_container(page_of(pen))


def field_in_another_list(pen):
    page_of(pen)["/B"] = array(pen.root["/AcroForm"]["/Fields"].raw_get(2))
    pen.update_container(page_of(pen))


def form_as_resources(pen):
    page_of(pen)["/Resources"] = pen.root.raw_get("/AcroForm")
    pen.update_container(page_of(pen))


def catalog_as_page_piece(pen):
    page_of(pen)["/PieceInfo"] = generic.IndirectObject(pen.root_ref.idnum, 0, pen)
    pen.update_container(page_of(pen))


@pytest.mark.parametrize(
    "prepare",
    [dangling, field_as_outline, field_as_resources, field_in_another_list, form_as_resources, catalog_as_page_piece],
)
def test_what_was_prepared_before_the_seal_does_not_change_with_a_signature(pki, prepare):
    sealed = prepared(pki, prepare)
    assert verify(sealed, pki).verdict == "verified"  # nothing has come after it
    reason = refused(sign_field(sealed, pki.reviewer, "LegalReview"), pki)
    assert "left open for it" in reason if prepare is dangling else "used as something else" in reason


# The bytes of a revision. Validation data are the one thing that may stand at the end without a signature.


def store_bytes(data: bytes) -> dict[int, bytes]:
    reader = PdfFileReader(io.BytesIO(data))
    size = reader.xrefs.get_xref_container_info(reader.xrefs.total_revisions - 1).size
    root = pdf_update.written(reader.root)
    return {
        reader.root_ref.idnum: root[:-2] + b"/DSS %d 0 R\n>>" % size,
        size: b"<< /Certs [ %d 0 R ] >>" % (size + 1),
        size + 1: b"<< /Length 3 >>\nstream\nabc\nendstream",
    }


def appended(data: bytes, objects: dict[int, bytes], **ways) -> bytes:
    """Return the file with a revision of these objects, spoilt in the ways that are given."""
    reader = PdfFileReader(io.BytesIO(data))
    last = reader.xrefs.get_xref_container_info(reader.xrefs.total_revisions - 1)
    result = data + ways.get("first", b"")
    rows = []
    for number, body in objects.items():
        rows.append(ways.get("row", b"%d 1\n%010d 00000 n \n") % (number, len(result)))
        result += ways.get("object", b"%d 0 obj\n%b\nendobj\n") % (number, body)
    xref = len(result)
    table = b"xref\n0 1\n0000000000 65535 f \n" + b"".join(rows) + ways.get("rows", b"")
    trailer = {
        b"Root": b"%d 0 R" % reader.root_ref.idnum,
        b"Info": b"%d 0 R" % reader.trailer.raw_get("/Info").idnum,
        b"Size": b"%d" % (max(objects) + 1),
        b"ID": pdf_update.written(reader.trailer.raw_get("/ID")),
        b"Prev": b"%d" % last.declared_startxref,
    } | ways.get("trailer", {})
    entries = b" ".join(b"/%b %b" % item for item in trailer.items() if item[1])
    return result + table + b"trailer\n<< %b >>\nstartxref\n%d\n%%%%EOF\n" % (entries, ways.get("xref", xref))


def test_validation_data_may_be_appended(pki, sealed):
    assert verify(appended(sealed, store_bytes(sealed)), pki).verdict == "verified"


WAYS = {
    "bytes between revisions": {"first": b"% nothing\n"},
    "text between revisions": {"first": b"99 0 obj\n(hidden)\nendobj\n"},
    "a comment in an object": {"object": b"%d 0 obj\n%% startxref\n%b\nendobj\n"},
    "bytes behind an object": {"object": b"%d 0 obj\n%b\nendobj\n(more)\n"},
    "two values in an object": {"object": b"%d 0 obj\n%b\n(more)\nendobj\n"},
    "a generation": {"row": b"%d 1\n%010d 00001 n \n"},
    "another generation in the object": {"object": b"%d 1 obj\n%b\nendobj\n"},
    "two entries for one object": {"rows": b"5 1\n0000000100 00000 n \n5 1\n0000000200 00000 n \n"},
    "an entry that points back": {"rows": b"5 1\n0000000100 00000 n \n"},
    "a freed object": {"rows": b"5 1\n0000000000 00001 f \n"},
    "another catalogue": {"trailer": {b"Root": b"7 0 R"}},
    "other information": {"trailer": {b"Info": b"5 0 R"}},
    "no information": {"trailer": {b"Info": b""}},
    "another identity": {"trailer": {b"ID": b"[ <00> <00> ]"}},
    "no identity": {"trailer": {b"ID": b""}},
    "encryption": {"trailer": {b"Encrypt": b"<< /Filter /Standard >>"}},
    "a hybrid table": {"trailer": {b"XRefStm": b"100"}},
    "an unknown entry": {"trailer": {b"Additional": b"5 0 R"}},
    "a size too small": {"trailer": {b"Size": b"3"}},
    "a size that is none": {"trailer": {b"Size": b"9.5"}},
    "no way back": {"trailer": {b"Prev": b""}},
    "a start that is elsewhere": {"xref": 100},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_revision_that_could_be_read_in_two_ways_is_refused(pki, sealed, way):
    assert verify(appended(sealed, store_bytes(sealed), **way), pki).verdict == "not_verified"


def test_a_revision_that_leaves_out_the_seals_is_refused(pki, sealed, unsigned):
    """Its list of objects goes on from the one before the seal, so that readers never see the seal's."""
    before = PdfFileReader(io.BytesIO(unsigned)).xrefs.get_xref_container_info(0).declared_startxref
    changed = appended(sealed, store_bytes(sealed), trailer={b"Prev": b"%d" % before})
    assert verify(changed, pki).verdict == "not_verified"


def test_streams_of_objects_and_of_references_are_refused(pki, sealed):
    class Streaming(VerbatimWriter):
        stream_xrefs = True

        def __init__(self, stream) -> None:
            super().__init__(stream)
            self.stream_xrefs = True

    def in_streams(pen) -> None:
        pen.root["/DSS"] = pen.add_object(dictionary(Certs=array()), obj_stream=pen.prepare_object_stream())
        pen.update_root()

    assert "not a plain table" in refused(updated(sealed, in_streams, writer=Streaming), pki)


def test_an_object_brought_once_is_not_replaced(pki, sealed):
    """Validation data may grow; what stands there may not be exchanged, nor may a signature."""
    stored = appended(sealed, store_bytes(sealed))
    signed = sign_field(stored, pki.reviewer, "LegalReview")
    assert verify(signed, pki).verdict == "verified"
    size = max(store_bytes(sealed))
    grown = {
        size - 1: b"<< /Certs [ %d 0 R %d 0 R ] >>" % (size, size + 50),
        size + 50: b"<< /Length 0 >>\nstream\n\nendstream",
    }
    assert verify(appended(signed, grown), pki).verdict == "verified"
    long = {b"Size": b"%d" % (size + 60)}
    assert "taken out" in refused(appended(signed, {size - 1: b"<< /Certs [ ] >>"}, trailer=long), pki)
    other = {size - 1: b"<< /Certs [ %d 0 R ] >>" % size, size: b"<< /Length 3 >>\nstream\nabd\nendstream"}
    assert "replaced" in refused(appended(signed, other, trailer=long), pki)
    assert "nobody has signed" in refused(
        appended(appended(signed, grown), {size - 1: grown[size - 1]}, trailer=long), pki
    )


def test_two_fields_signed_in_one_revision_are_refused(pki, sealed):
    def also(pen) -> None:
        other = field_of(pen, "Approval-legal")
        other["/V"] = pen.add_object(dictionary(Type=name("/Sig")))
        pen.update_container(other)

    assert verify(signed_along(sealed, also, pki), pki).verdict == "not_verified"


def test_a_second_certification_is_refused(pki, sealed):
    """An approval that would change what the seal permits: its own reference to DocMDP."""

    class Certifying(VerbatimWriter):
        def add_object(self, value, *arguments, **named):
            if isinstance(value, generic.DictionaryObject) and value.get("/Type") == "/Sig":
                value["/Reference"] = array(dictionary(Type=name("/SigRef"), TransformMethod=name("/DocMDP")))
            return super().add_object(value, *arguments, **named)

    assert "no signature, or more" in refused(sign_field(sealed, pki.reviewer, "LegalReview", writer=Certifying), pki)


def test_a_writer_that_touches_metadata_is_refused(pki, sealed):
    assert "changed" in refused(sign_field(sealed, pki.reviewer, "LegalReview", writer=IncrementalPdfFileWriter), pki)


# References are found wherever a reader may see one.


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (b"[ 5 0 R 12 0 R ]", {5, 12}),
        (b"<< /A 5 0 R/B[7 0 R]>>", {5, 7}),
        (b"[ 1 2 5 0 R ]", {5}),
        (b"[ (5 0 R) (a \\) (b) 6 0 R) 7 0 R ]", {7}),
        (b"[ <35> /5 0 R 7 0 R ]", {7}),
        (b"[ +5 0 R 0007\r\n0\tR 8.0 0 R 9 0R ]", {5, 7, 8, 9}),
        (b"<< /Length 5 0 R >>\nstream\n9 0 R\nendstream", {5}),
        (b"(endobj) 5 0 R", {5}),
        (b"true null 5 0 R", {5}),
    ],
)
def test_references_are_found(written, found):
    data = b"3 0 obj\n" + written + b"\nendobj\n"
    assert set(pdf_references.references(data, {3: 0})) - {0} == found


@pytest.mark.parametrize("written", [b"% 5 0 R\n6", b"(no end", b"", b"5 0 R", b"<zz>", b")"])
def test_what_cannot_be_judged_is_refused(written):
    end = b"" if written in (b"", b"5 0 R") else b"\nendobj\n"
    with pytest.raises(pdf_references.Broken):
        pdf_references.references(b"3 0 obj\n" + written + end, {3: 0})
    with pytest.raises(pdf_references.Broken):
        pdf_references.references(b"4 0 obj\n1\nendobj\n", {3: 0})
