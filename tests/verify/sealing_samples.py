"""Real keys, certificates, records, pages, PDFs and folders for the tests of sealing and verifying."""

import base64
import io
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pikepdf import Array, Dictionary, Name, String

from muniment.base.canonical import digest
from muniment.record.manifest import Input, Manifest, Output, manifest_bytes
from muniment.record.record import DisclosedFact, Omission, Record, Subject, record_bytes
from muniment.sign.keys import SigningKey, new_development_key
from muniment.sign.pdf import seal_pdf
from muniment.sign.seal import seal_html, seal_manifest

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
DER = serialization.Encoding.DER


def now() -> datetime:
    """The time of this moment: an authority on loopback stamps by the clock, so what it is compared with must too."""
    return datetime.now(UTC).replace(microsecond=0)


def certificate(
    subject: str,
    key,
    issuer: SigningKey | None = None,
    *,
    ca: bool = False,
    path_length: int | None = None,
    start: datetime = NOW - timedelta(days=30),
    end: datetime = NOW + timedelta(days=365),
    usage: dict[str, bool] | None = None,
    extended: list | None = None,
    extra: list | None = None,
) -> x509.Certificate:
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Acme GmbH"), x509.NameAttribute(NameOID.COMMON_NAME, subject)]
    )
    flags = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    flags |= (
        {"key_cert_sign": True, "crl_sign": True} if ca else {"digital_signature": True, "content_commitment": True}
    )
    flags |= usage or {}
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=path_length), critical=True)
        .add_extension(x509.KeyUsage(**flags), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=True)
    for extension, critical in extra or []:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer.private if issuer else key, hashes.SHA256())


def issue(subject: str, issuer: SigningKey | None = None, chain=(), **options) -> SigningKey:
    key = ec.generate_private_key(ec.SECP256R1())
    if "extended" in options:
        # pyHanko's stand-in for a timestamp authority signs with RSA only.
        key = rsa.generate_private_key(65537, 2048)
    return SigningKey(key, certificate(subject, key, issuer, **options), tuple(chain))


def der(key: SigningKey) -> bytes:
    return key.certificate.public_bytes(DER)


@dataclass(frozen=True)
class Pki:
    """Root → issuing authority → seal, reviewer, timestamp authority; and a development key apart."""

    root: SigningKey
    authority: SigningKey
    seal: SigningKey
    reviewer: SigningKey
    timestamping: SigningKey
    stranger: SigningKey
    development: SigningKey

    @property
    def trust(self) -> list[bytes]:
        return [der(self.root)]


def build_pki(folder: Path) -> Pki:
    root = issue("Test Root", ca=True)
    authority = issue("Test Issuing CA", root, ca=True, path_length=0)
    above = (authority.certificate,)
    return Pki(
        root=root,
        authority=authority,
        seal=issue("Acme Seal", authority, above),
        reviewer=issue("Erika Mustermann", authority, above),
        timestamping=issue("Test TSA", authority, above, extended=[ExtendedKeyUsageOID.TIME_STAMPING]),
        stranger=issue("Stranger Root", ca=True),
        development=new_development_key(folder, "acme", NOW - timedelta(days=1), "Acme GmbH"),
    )


def build_record(facts: int = 6) -> Record:
    """Return a record with measured, declared and unknown facts, one third each."""
    kinds = [("known", "measured", "184220"), ("known", "declared", "Köln"), ("unknown", "", None)]
    listed = []
    for number in range(facts):
        status, origin, value = kinds[number % 3]
        address = f"dataset/support-tickets-de@2.3.0#/facts/f{number}"
        listed.append(DisclosedFact(address, "dataset.facts[]", f"Fact {number}", status, origin, value))
    return Record(
        kind="datasheet",
        subject=Subject("dataset", "support-tickets-de", "2.3.0", "German customer-support tickets"),
        audience="public",
        recipient="",
        language="en",
        as_of="2026-11-01",
        document_date="2026-11-20",
        tool_version="0.1.0",
        catalogue_version="2026-11",
        disclosure_table="1",
        renderer=(("weasyprint", "70.0"),),
        source_revision="c1be9e1",
        banner="",
        facts=tuple(listed),
        outcomes=(),
        citations=(),
        omissions=(Omission("trade secret", 2),),
    )


RECORD = record_bytes(build_record())


def build_page(record: bytes = RECORD) -> bytes:
    data = base64.b64encode(record)
    link = b'<a id="muniment-record" download="record.json" href="data:application/json;base64,%s">Record</a>' % data
    return (
        b"<!doctype html>\n<html lang=en><title>Datasheet</title><h1>Tickets \xe2\x80\x94 K\xc3\xb6ln</h1>%s</html>\n"
        % link
    )


XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="Muniment"/></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)


def build_pdf(
    record: bytes | None = RECORD,
    names: tuple[str, ...] = ("record.json",),
    box: tuple[int, ...] = (0, 0, 0, 0),
    fields: tuple[str, ...] = ("Seal", "LegalReview"),
) -> bytes:
    """Return an unsigned PDF: text, XMP, attachments, and empty signature fields, the first one in a box."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 300))
    page = pdf.pages[0]
    page.obj.Contents = pdf.make_stream(b"BT /F1 12 Tf 50 200 Td (184220 tickets) Tj ET")
    page.obj.Resources = Dictionary(
        Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    )
    pdf.Root.Metadata = pdf.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)
    pdf.docinfo["/Producer"] = "Muniment"
    boxes = [box, *[(0, 0, 0, 0)] * (len(fields) - 1)]
    widgets = Array([_field(pdf, page, name, where) for name, where in zip(fields, boxes, strict=True)])
    page.obj.Annots = widgets
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=widgets, SigFlags=1))
    if record is not None:
        for name in names:
            pdf.attachments[name] = record
    output = io.BytesIO()
    pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return output.getvalue()


def _field(pdf: pikepdf.Pdf, page: pikepdf.Page, name: str, box: tuple[int, ...]) -> pikepdf.Object:
    look = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, box[2] - box[0], box[3] - box[1]]))
    appearance = pdf.make_indirect(pikepdf.Stream(pdf, b"% as rendered", look))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(name),
            TU=String(name),
            Rect=Array(list(box)),
            F=132,
            P=page.obj,
            AP=Dictionary(N=appearance),
        )
    )


def build_manifest(files: dict[str, bytes], record: bytes = RECORD) -> bytes:
    """Return a manifest over the unsigned bytes of some files, by path."""
    types = {"html": "text/html", "pdf": "application/pdf", "json": "application/json"}
    outputs = tuple(
        Output(path, types[path.rpartition(".")[2]], len(data), digest(data), digest(record))
        for path, data in files.items()
    )
    return manifest_bytes(
        Manifest(
            bearer="dataset/support-tickets-de@2.3.0",
            audience="public",
            recipient="",
            document_date="2026-11-20",
            tool_version="0.1.0",
            outputs=outputs,
            cards=(Input("dataset/support-tickets-de@2.3.0", digest(b"card")),),
            evidence=(),
        )
    )


def write_delivery(folder: Path, key: SigningKey, files: dict[str, bytes] | None = None) -> Path:
    """Write a sealed page, PDF and record with their sealed manifest, as ``build`` and ``sign`` leave them."""
    base = folder / "dataset" / "support-tickets-de"
    base.mkdir(parents=True)
    files = files or {
        "datasheet.public.en.html": build_page(),
        "datasheet.public.en.pdf": build_pdf(),
        "datasheet.public.en.json": RECORD,
    }
    manifest = build_manifest(files)
    (base / "manifest.public.json").write_bytes(manifest)
    seal = seal_manifest(manifest, "manifest.public.json", key, NOW)
    (base / "manifest.public.seal.json").write_bytes(seal)
    for path, data in files.items():
        if path.endswith(".html"):
            data = seal_html(data, path, key, NOW)
        elif path.endswith(".pdf"):
            data = seal_pdf(data, key, NOW)
        (base / path).write_bytes(data)
    return base


def with_member(data: bytes, **changes: object) -> bytes:
    """Return a record with members replaced."""
    return record_bytes(replace(build_record(), **changes))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
