"""What is given to the verifier page in tests, beside the samples of ``tests/verify``: ways, and hostile files."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import sealing_samples as samples

from muniment.record.draft import Draft, DraftQuestion
from muniment.sign.pdf import seal_pdf
from muniment.sign.seal import seal_html, seal_manifest

NOW = samples.NOW.isoformat()
ASIC = b"application/vnd.etsi.asic-e+zip"
NEEDED = ("META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s", "checksums.sha256", "pack.json")
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e\x1b[2J"


def page_cases(folder: Path) -> list[dict[str, Any]]:
    """Write all samples below the folder; return the cases."""
    return _Cases(folder).cases


class _Cases:
    def __init__(self, folder: Path) -> None:
        self.folder, self.cases = folder, []
        (folder / "keys").mkdir()
        self.pki = samples.build_pki(folder / "keys")
        self.root = self.write("trust/root.der", samples.der(self.pki.root))
        self.page = seal_html(samples.build_page(), "d.html", self.pki.seal, samples.NOW)
        self.ways()
        self.deliveries()
        self.hostile()
        self.containers()

    def write(self, name: str, data: bytes) -> str:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return str(file)

    def add(self, name: str, files: list[str], trust: list[str] | None = None, **more: Any) -> None:
        trusted = [self.root] if trust is None else trust
        self.cases.append({"name": name, "now": NOW, "files": files, "trust": trusted, **more})

    def ways(self) -> None:
        """Give one good page in every way a reader can, and a changed one."""
        page = self.write("good/datasheet.html", self.page)
        self.add("good", [page], frozen=True)
        self.add("no trust", [page], [])
        self.add("pem", [page], [self.write("trust/root.pem", _pem(self.pki.root))])
        self.add("trust among the documents", [page, self.root], [])
        self.add("no certificate", [page], [page])
        self.add("told", [page], [], fingerprint=self.pki.seal.key_id.upper().replace("SHA256:", "sha256: "))
        self.add("told another", [page], fingerprint="0" * 64)
        self.add("told nonsense", [page], [], fingerprint="12:34")
        for language in ("de", "fr"):
            self.add(f"good {language}", [page], language=language, frozen=True)
        changed = self.page.replace(b"Tickets", b"Tackets")
        self.add("changed", [self.write("changed/datasheet.html", changed)], frozen=True)
        section = next(fact.address for fact in samples.build_record().facts if fact.status == "unknown")
        asked = tuple(DraftQuestion(section, section, "", "unknown", "", ()) for _ in range(4))
        record = samples.with_member(samples.RECORD, draft=Draft(3, 7, asked))
        drafted = seal_html(samples.build_page(record), "d.html", self.pki.seal, samples.NOW)
        self.add("draft", [self.write("draft/datasheet.html", drafted)])
        self.add("pdf", [self.write("pdf/datasheet.pdf", seal_pdf(samples.build_pdf(), self.pki.seal, samples.NOW))])

    def deliveries(self) -> None:
        """Give a whole delivery: as files, as a folder, by a hand; and pages only."""
        base = samples.write_delivery(self.folder / "dist", self.pki.seal)
        files = sorted(map(str, base.iterdir()))
        self.add("delivery", files, frozen=True)
        self.add("dropped", files, dropped=True)
        # Only Chromium's driver chooses folders.
        self.add("folder", [], folder=str(self.folder / "dist"), browsers=["chromium"])
        light = {"a.html": samples.build_page(), "a.json": samples.RECORD}
        pages = samples.write_delivery(self.folder / "light", self.pki.seal, light)
        self.add("pages", sorted(map(str, pages.iterdir())))
        self.add("without its seal", [str(pages / "manifest.public.json"), str(pages / "a.html")])

    def hostile(self) -> None:
        """Give what tries to be more than text, and what tries to keep the page busy."""
        record = json.loads(samples.with_member(samples.RECORD, recipient=MARKUP, audience=MARKUP))
        record["subject"]["title"] = MARKUP
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        marked = seal_html(samples.build_page(text), "d.html", self.pki.seal, samples.NOW)
        self.add("markup", [self.write("markup/<b>d&amp;.html", marked)])
        outputs = {"../../escape.html": samples.build_page(), "a.json": samples.RECORD}
        manifest = samples.build_manifest(outputs)
        seal = seal_manifest(manifest, "manifest.public.json", self.pki.seal, samples.NOW)
        names = {"manifest.public.json": manifest, "manifest.public.seal.json": seal, "a.json": samples.RECORD}
        self.add("climbing", [self.write(f"climbing/{name}", data) for name, data in names.items()])
        structures = {
            "deep.json": b'{"manifest":' + b"[" * 2_000_000,
            "comments.html": b"<!--" * 2_000_000,
            "seals.html": b"\n<!-- muniment-seal:1 " * 500_000 + b" -->\n",
            "ids.html": b"id" + b" " * 5_000_000 + b"=",
            "ranges.pdf": b"%PDF-1.7\n" + b"/ByteRange [ " * 500_000 + b"\n%%EOF\n",
            "spaces.pdf": b"%PDF-1.7\n/ByteRange" + b" " * 5_000_000 + b"[\n%%EOF\n",
            "large.html": b"<" * 100_000_001,
            "empty.html": b"",
        }
        self.add("structures", [self.write(f"structures/{name}", data) for name, data in structures.items()])

    def containers(self) -> None:
        """Give containers that say one thing here and another there, and one that unpacks to far more than it says."""
        zeros = zlib.compressobj(9, zlib.DEFLATED, -15)
        bomb = zeros.compress(bytes(90_000_000)) + zeros.flush()
        files = {
            "bomb.asice": _zip(("mimetype", ASIC), *((name, bomb) for name in NEEDED), method=8, size=1000),
            "twice.asice": _zip(("mimetype", b"x"), ("a", b"1"), ("A", b"2")),
            "climbing.asice": _zip(("mimetype", b"x"), ("../a", b"1")),
            "after.asice": _zip(("mimetype", b"x")) + b"more",
            "nothing.asice": b"PK\x03\x04" + bytes(100),
        }
        self.add("containers", [self.write(f"containers/{name}", data) for name, data in files.items()])


def _zip(*entries: tuple[str, bytes], method: int = 0, size: int | None = None) -> bytes:
    """Return a container written by hand: contents as given, sizes as told."""
    out, directory = b"", b""
    for name, content in entries:
        packed = method if name != "mimetype" else 0
        told = size if packed and size is not None else len(content)
        head = struct.pack("<5H3I", 20, 0x800, packed, 0, 33, zlib.crc32(content), len(content), told)
        named = struct.pack("<2H", len(name), 0)
        where = struct.pack("<3H2I", 0, 0, 0, 0, len(out))
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + head + named + where + name.encode()
        out += b"PK\x03\x04" + head + named + name.encode() + content
    end = struct.pack("<4H2IH", 0, 0, len(entries), len(entries), len(directory), len(out), 0)
    return out + directory + b"PK\x05\x06" + end


def _pem(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return b"".join(one.certificate.public_bytes(Encoding.PEM) for one in (key,))
