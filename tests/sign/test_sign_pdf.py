import io
from datetime import UTC

import pikepdf
import pytest
import sealing_samples as samples
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from muniment.base.errors import CannotRun
from muniment.sign.pdf import VerbatimWriter, seal_pdf


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
