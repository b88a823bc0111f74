"""What the first bytes of a file say that it is: one table for everything that looks into files of data."""

from dataclasses import dataclass

from muniment.evidence.compression import compression_of

#: Counts up when the same bytes are told or read otherwise: what is kept from before is then not known again.
VERSION = "2"
#: The forms whose amount stands in the head.
MEDIA = frozenset({"image", "audio", "video"})
_CONTROLS = (b"\x00", b"\x01", b"\x02", b"\x03", b"\x04")


@dataclass(frozen=True, slots=True)
class Signature:
    """A media type and the form that data of it have: parquet, image, audio, video or other.

    An ``open`` container can hold sound alone, or a film: its first bytes do not tell which.
    """

    media_type: str
    form: str
    open: bool = False


#: First bytes (at an offset) → media type and form; what stands before the offset is named where it is not free.
_MAGIC: tuple[tuple[int, bytes, bytes, Signature], ...] = (
    (0, b"PAR1", b"", Signature("application/vnd.apache.parquet", "parquet")),
    (0, b"\x89PNG\r\n\x1a\n", b"", Signature("image/png", "image")),
    (0, b"\xff\xd8\xff", b"", Signature("image/jpeg", "image")),
    (0, b"GIF87a", b"", Signature("image/gif", "image")),
    (0, b"GIF89a", b"", Signature("image/gif", "image")),
    (0, b"II*\x00", b"", Signature("image/tiff", "image")),
    (0, b"MM\x00*", b"", Signature("image/tiff", "image")),
    (8, b"WEBP", b"RIFF", Signature("image/webp", "image")),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", b"", Signature("image/jp2", "image")),
    (8, b"WAVE", b"RIFF", Signature("audio/wav", "audio")),
    (8, b"AIFF", b"FORM", Signature("audio/aiff", "audio")),
    (8, b"AIFC", b"FORM", Signature("audio/aiff", "audio")),
    (0, b"fLaC", b"", Signature("audio/flac", "audio")),
    (0, b"#!AMR", b"", Signature("audio/amr", "audio")),
    (0, b".snd\x00", b"", Signature("audio/basic", "audio")),
    (0, b"caff\x00", b"", Signature("audio/x-caf", "audio")),
    (8, b"AVI ", b"RIFF", Signature("video/x-msvideo", "video")),
    (0, b"FLV\x01", b"", Signature("video/x-flv", "video", open=True)),
    (0, b"0&\xb2u\x8ef\xcf\x11", b"", Signature("video/x-ms-asf", "video", open=True)),
    (0, b"\x1aE\xdf\xa3", b"", Signature("video/x-matroska", "video", open=True)),
    (0, b"\x00\x00\x01\xba", b"", Signature("video/mpeg", "video")),
    (0, b"\x00\x00\x01\xb3", b"", Signature("video/mpeg", "video")),
    (0, b"ARROW1\x00\x00", b"", Signature("application/vnd.apache.arrow.file", "other")),
    (0, b"PK\x03\x04", b"", Signature("application/zip", "other")),
    (0, b"%PDF-", b"", Signature("application/pdf", "other")),
    (0, b"SQLite format 3\x00", b"", Signature("application/vnd.sqlite3", "other")),
)
_COMPRESSED = {
    "gzip": "application/gzip",
    "zstd": "application/zstd",
    "bzip2": "application/x-bzip2",
    "xz": "application/x-xz",
    "lz4": "application/x-lz4",
}
#: Brands of ISO files that hold pictures, and those that hold sound; others are films, or sound alone.
_PICTURES = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
}
_SOUNDS = frozenset({b"M4A ", b"M4B ", b"M4P "})
#: Brands that may stand for any codec; what else the head lists says more.
_ANY_CODEC = frozenset({b"mif1", b"msf1"})


def signature_of(head: bytes) -> Signature | None:
    """Return what the first bytes of a file (512 are enough) say that it is; None where they say nothing."""
    for offset, magic, before, signature in _MAGIC:
        if head[offset:].startswith(magic) and head.startswith(before):
            return signature
    if (compression := compression_of(head)) in _COMPRESSED:
        return Signature(_COMPRESSED[compression], "other")
    if head[4:8] == b"ftyp":
        return _iso(head)
    if head.startswith(b"OggS"):
        return Signature("video/ogg", "video") if b"theora" in head[:512] else Signature("audio/ogg", "audio")
    if head.startswith(b"ID3") and head[3:4] in (b"\x02", b"\x03", b"\x04"):
        return Signature("audio/mpeg", "audio")
    # Two letters prove nothing: the length that stands behind them does.
    if head.startswith(b"BM") and len(head) > 14 and head[6:10] == b"\x00\x00\x00\x00":
        return Signature("image/bmp", "image")
    return _frames(head)


def is_adts(head: bytes) -> bool:
    """Tell whether bytes begin with a frame of raw AAC (ADTS): twelve bits of sync, and a layer that is none."""
    return len(head) > 6 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 0xF < 13


def has_controls(head: bytes) -> bool:
    """Tell whether bytes hold such as stand in no text."""
    return any(byte in head for byte in _CONTROLS)


def _iso(head: bytes) -> Signature:
    brand = head[8:12]
    size = min(int.from_bytes(head[:4], "big"), 512)
    others = {head[at : at + 4] for at in range(16, size - 3, 4)}
    if brand in _PICTURES:
        told = b"avif" if brand in _ANY_CODEC and b"avif" in others else brand
        return Signature(_PICTURES[told], "image")
    if brand in _SOUNDS:
        return Signature("audio/mp4", "audio")
    return Signature("video/quicktime" if brand == b"qt  " else "video/mp4", "video", open=True)


def _frames(head: bytes) -> Signature | None:
    """Return what has no head but frames: sound of MPEG and Dolby, and streams with one byte every 188."""
    if len(head) < 5 or not has_controls(head[:512]):
        return None
    if is_adts(head):
        return Signature("audio/aac", "audio")
    if head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
        return Signature("audio/mpeg", "audio")
    if head.startswith(b"\x0bw"):
        return Signature("audio/ac3", "audio")
    if len(head) > 376 and head[0] == head[188] == head[376] == 0x47:
        return Signature("video/mp2t", "video")
    return None
