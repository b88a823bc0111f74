"""Sealed folders and packs of them, made with the loopback authority."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pikepdf
import sealing_samples

from muniment.app.packing import Order, Packed, pack
from muniment.pack.collecting import Whom
from muniment.sign.cms import sign_detached
from muniment.sign.keys import SigningKey, load_signing_key
from muniment.sign.proof import BARE, Proof
from muniment.sign.revocation import Authorities
from muniment.sign.timestamps import TimestampAuthority
from muniment.verify.files import verify_file

DER = sealing_samples.DER
deliver = sealing_samples.write_delivery
now = sealing_samples.now


def key_of(pki, label: str) -> SigningKey:
    return load_signing_key(pki.p12(label), pki.passphrase)


def anchors(pki) -> tuple[bytes, ...]:
    return (pki.certificate("root").public_bytes(DER),)


def make(folder: Path, target: Path, pki, label: str = "seal", tsa: str | None = "tsa", **order) -> Packed:
    """Pack a folder for the public, signed by one of the authority's keys, with a timestamp."""
    key = key_of(pki, label)
    stamper = TimestampAuthority(getattr(pki, f"{tsa.replace('-', '_')}_url")) if tsa else None
    asked = Order(
        folder if (folder / "dataset").is_dir() else folder.parents[1],
        order.pop("whom", Whom("public", "")),
        order.pop("required", ("seal",)),
        order.pop("incomplete", False),
        order.pop("plain", False),
        target,
    )
    level = order.pop("level", "B-B")
    proof = Proof(level, stamper, Authorities(anchors(pki))) if stamper else BARE
    return pack(asked, key, lambda data, moment: sign_detached(data, key, moment, stamper), proof)


def verify(data: bytes, pki, name: str = "p.asice", moment: datetime | None = None, **options):
    return verify_file(data, name, trust=options.pop("trust", anchors(pki)), now=moment or now(), **options)


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(files: dict[str, bytes]) -> bytes:
    """Return a container of other files, as well-formed as the original: what somebody without a key can make."""
    from muniment.pack.zipping import write_zip

    out = io.BytesIO()
    write_zip(out, files.items(), frozenset({"mimetype"}))
    return out.getvalue()


def pdf_for_approval() -> bytes:
    """Return an unsigned PDF with a field for the seal and one for the approval of the legal department."""
    pdf = pikepdf.open(io.BytesIO(sealing_samples.build_pdf()))
    pdf.Root.AcroForm.Fields[1].T = pikepdf.String("Approval-legal")
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()
