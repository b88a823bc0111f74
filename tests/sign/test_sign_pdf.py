import io
from datetime import UTC

import page
import pikepdf
import pytest
import sealing_samples as samples
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.record.record import record_bytes
from muniment.sign.pdf import seal_pdf
from muniment.sign.pdf_archive import VerbatimWriter
from muniment.verify.files import verify_file


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return samples.build_pdf()


@pytest.fixture(scope="module")
def sealed(pki, unsigned) -> bytes:
    return seal_pdf(unsigned, pki.seal, samples.NOW)


def test_a_sealed_pdf_begins_with_exactly_the_unsigned_bytes(unsigned, sealed):
    assert sealed.startswith(unsigned)
    assert len(sealed) > len(unsigned)


def test_metadata_and_attachments_stay_as_they_were_rendered(unsigned, sealed):
    with pikepdf.open(io.BytesIO(unsigned)) as before, pikepdf.open(io.BytesIO(sealed)) as after:
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        assert dict(before.docinfo) == dict(after.docinfo)
        assert before.attachments["record.json"].get_file().read_bytes() == samples.RECORD
        assert after.attachments["record.json"].get_file().read_bytes() == samples.RECORD


def test_the_private_hook_that_is_switched_off_still_exists():
    assert "_update_meta" in vars(BasePdfFileWriter)
    assert VerbatimWriter._update_meta is not BasePdfFileWriter._update_meta
    # called from where it always was: were it renamed there, switching it off would do nothing
    assert "_update_meta" in BasePdfFileWriter._prep_dom_for_writing.__code__.co_names


def test_the_seal_certifies_and_admits_further_signatures_only(sealed):
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert signature.field_name == "Seal"
    assert signature.docmdp_level.name == "FILL_FORMS"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.md_algorithm == "sha256"
    assert PdfFileReader(io.BytesIO(sealed)).root["/Perms"]["/DocMDP"] == signature.sig_object


def test_the_time_in_the_signature_is_the_one_given(sealed):
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert signature.self_reported_timestamp.astimezone(UTC) == samples.NOW


def test_only_the_certificates_below_the_root_travel_along(pki, sealed):
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert [item.dump() for item in signature.other_embedded_certs] == [samples.der(pki.authority)]


def test_pdfsig_takes_the_signature_for_valid(tmp_path, sealed):
    (tmp_path / "x.pdf").write_bytes(sealed)
    said = samples.run("pdfsig", str(tmp_path / "x.pdf")).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_qpdf_finds_the_file_sound(tmp_path, sealed):
    (tmp_path / "x.pdf").write_bytes(sealed)
    assert samples.run("qpdf", "--check", str(tmp_path / "x.pdf")).returncode == 0


def without_field() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    output = io.BytesIO()
    pdf.save(output)
    return output.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"<html>", without_field()], ids=["empty", "head", "html", "no-field"]
)
def test_what_cannot_be_sealed_is_said_with_a_remedy(pki, data):
    with pytest.raises(CannotRun, match="cannot be sealed") as caught:
        seal_pdf(data, pki.seal, samples.NOW)
    assert "Seal" in caught.value.remedy


def test_a_pdf_is_sealed_once(pki, sealed):
    with pytest.raises(CannotRun, match="signature already"):
        seal_pdf(sealed, pki.seal, samples.NOW)


def rendered_edition() -> tuple[bytes, bytes]:
    from muniment.document.datasheet import build_datasheet
    from muniment.render.pdf import render_pdf

    record = samples.build_record()
    data = record_bytes(record)
    return render_pdf(build_datasheet(record), data), data


def look_of_the_seal(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.Root.AcroForm.Fields[0].AP.N.read_bytes()


def fonts_added(before: bytes, after: bytes) -> int:
    return after[len(before) :].count(b"/Font")


def test_a_visible_seal_field_keeps_the_look_it_was_rendered_with(pki):
    """pyHanko would write text in a font that is not embedded there, and end conformance with PDF/A."""
    unsigned = samples.build_pdf(box=(50, 50, 250, 100))
    sealed = seal_pdf(unsigned, pki.seal, samples.NOW)
    assert look_of_the_seal(sealed) == b"% as rendered"
    assert fonts_added(unsigned, sealed) == 0


def test_a_visible_seal_field_may_be_given_a_look(pki):
    stamp = pikepdf.new()
    stamp.add_blank_page(page_size=(200, 50))
    stamp.pages[0].obj.Contents = stamp.make_stream(b"0 0 200 50 re S % stamp")
    output = io.BytesIO()
    stamp.save(output)
    unsigned = samples.build_pdf(box=(50, 50, 250, 100))
    sealed = seal_pdf(unsigned, pki.seal, samples.NOW, output.getvalue())
    assert sealed.startswith(unsigned)
    assert b"% stamp" in look_of_the_seal(sealed)
    assert verify_file(sealed, "x.pdf", trust=pki.trust, now=samples.NOW).verdict == "verified"


@pytest.mark.slow
def test_a_rendered_edition_conforms_to_pdf_a_and_pdf_ua_before_and_after_sealing(pki, tmp_path):
    """The one test here that goes through the renderer: what is sealed in earnest."""
    unsigned, record = rendered_edition()
    sealed = seal_pdf(unsigned, pki.seal, samples.NOW)
    for data in (unsigned, sealed):
        (tmp_path / "x.pdf").write_bytes(data)
        for profile in ("3a", "ua1"):
            judged = page.validate_pdf(str(tmp_path / "x.pdf"), profile=profile)
            assert judged.is_compliant, [failure.rule_id for failure in judged.failures]
    result = verify_file(sealed, "x.pdf", trust=pki.trust, now=samples.NOW)
    assert result.verdict == "verified"
    assert result.document.record_sha256 == digest(record)
