"""The form of a file, told from its content; its name and what a card declares only say what text is read as.

A declared format that the content does not bear out is a reason not to read the file as what it is not.
"""

import json
from dataclasses import dataclass
from pathlib import PurePosixPath

#: First bytes (at an offset) → form.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PAR1", "parquet"),
    (0, b"\x89PNG\r\n\x1a\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF87a", "image"),
    (0, b"GIF89a", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (0, b"BM", "bitmap"),
    (8, b"WEBP", "image"),
    (4, b"ftypheic", "image"),
    (4, b"ftypheix", "image"),
    (4, b"ftypmif1", "image"),
    (4, b"ftypavif", "image"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image"),
    (8, b"WAVE", "audio"),
    (8, b"AIFF", "audio"),
    (8, b"AIFC", "audio"),
    (0, b"fLaC", "audio"),
    (0, b"OggS", "ogg"),
    (0, b"ID3", "audio"),
    (4, b"ftypM4A", "audio"),
    (4, b"ftypM4B", "audio"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "video"),
    (0, b"FLV\x01", "video"),
    (8, b"AVI ", "video"),
    (4, b"ftyp", "video"),
    (0, b"\x1aE\xdf\xa3", "video"),
    (0, b"\x00\x00\x01\xba", "video"),
    (0, b"\x00\x00\x01\xb3", "video"),
)
_RIFF = frozenset({b"WEBP", b"WAVE", b"AVI "})
#: Forms of tables and text by the end of a media type, or of a name.
_HINTS = {
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "tab-separated-values": "tsv",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "jsonlines": "jsonl",
    "x-jsonlines": "jsonl",
    "x-ndjson": "jsonl",
    "json": "json",
    "parquet": "parquet",
    "vnd.apache.parquet": "parquet",
    "x-parquet": "parquet",
}
_COMPRESSED_NAMES = frozenset({".gz", ".gzip", ".zst", ".zstd", ".bz2", ".xz", ".lz4"})
_TEXT_ENDS = frozenset({".txt", ".text", ".md", ".rst", ".html", ".htm", ".xml", ".tex"})


@dataclass(frozen=True, slots=True)
class Form:
    """What a file holds: csv, tsv, jsonl, json, parquet, text, image, audio, video or other; ``reason`` where that is
    not what was declared, or where it cannot be told."""

    form: str
    reason: str = ""


def hint_of(declared: str, name: str) -> tuple[str, bool]:
    """Return what text in a file is read as, and whether a card says so rather than the name."""
    low = declared.strip().lower().partition(";")[0].strip()
    family, _, kind = low.rpartition("/")
    if kind in _HINTS:
        suffix = _suffix(name)
        return ("tsv" if kind == "csv" and suffix == ".tsv" else _HINTS[kind]), True
    if family in ("text", "image", "audio", "video"):
        return family, True
    if kind in ("text", "txt", "markdown"):
        return "text", True
    suffix = _suffix(name)
    return ("text" if suffix in _TEXT_ENDS else _HINTS.get(suffix[1:], "")), False


def _suffix(name: str) -> str:
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem).suffix if path.suffix in _COMPRESSED_NAMES else path.suffix


def form_of(head: bytes, declared: str, name: str, encoding: str = "", *, whole: bool = False) -> Form:
    """Return the form of a file from its first decoded bytes; ``whole`` tells that these are all there are."""
    hint, said = hint_of(declared, name)
    found = _binary_form(head, hint)
    if not found and _is_text(head, encoding):
        found = _text_form(head, hint, whole)
    found = found or "other"
    if said and not _borne_out(found, hint):
        return Form(found, "another_format")
    if found == "other" and not _names_other(declared):
        return Form(found, "unknown_format")
    return Form(found)


def _borne_out(found: str, hint: str) -> bool:
    return found == hint or {found, hint} <= {"json", "jsonl"} or {found, hint} <= {"csv", "tsv"}


def _names_other(declared: str) -> bool:
    """Tell whether a card declares a format that is not among those that are read."""
    return bool(declared.strip()) and not hint_of(declared, "")[0]


def _binary_form(head: bytes, hint: str) -> str:
    for offset, magic, form in _MAGIC:
        if not head[offset:].startswith(magic) or (magic in _RIFF and not head.startswith(b"RIFF")):
            continue
        if form == "bitmap":
            # Two letters prove nothing: the length that stands behind them does.
            return "image" if len(head) > 14 and head[6:10] == b"\x00\x00\x00\x00" else ""
        if form == "ogg":
            return "video" if b"theora" in head[:512] else "audio"
        return form
    # MPEG audio has no magic but a frame's first eleven bits; a transport stream has one byte every 188.
    synced = len(head) > 4 and ((head[0] == 0xFF and head[1] & 0xE0 == 0xE0) or head.startswith(b"\x0bw"))
    if synced and hint in ("audio", "") and not _is_text(head[:512], ""):
        return "audio"
    packets = len(head) > 376 and head[0] == head[188] == head[376] == 0x47
    return "video" if packets and not _is_text(head[:376], "") else ""


def _is_text(head: bytes, encoding: str) -> bool:
    """Tell whether bytes may be the beginning of a text; bytes that are no UTF-8 are told by whoever reads on."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or encoding.lower().replace("_", "-").startswith(
        ("utf-16", "utf-32")
    ):
        return True
    return bool(head) and not any(byte in head for byte in (b"\x00", b"\x01", b"\x02", b"\x03", b"\x04"))


def _text_form(head: bytes, hint: str, whole: bool) -> str:
    if hint == "text":
        return "text"
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first, _, rest = begins.partition(b"\n")
    json_line = _is_json(first) if begins[:1] in (b"{", b"[") else False
    if hint in ("json", "jsonl"):
        if hint == "jsonl":
            return "jsonl"
        return "jsonl" if json_line and rest.strip() else "json" if begins[:1] in (b"{", b"[") else "text"
    if begins[:1] == b"{" and json_line:
        return "jsonl"
    if hint in ("csv", "tsv"):
        return hint
    if begins[:1] == b"[" and (_is_json(begins) if whole else begins[1:].lstrip()[:1] == b"{"):
        return "json"
    return "text"


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
