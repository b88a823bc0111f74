"""The form of a file, told from its content; its name and what a card declares only say what text is read as.

A declared format that the content does not bear out is a reason not to read the file as what it is not.
"""

import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from muniment.evidence.signatures import has_controls, signature_of

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
#: What is told from frames alone.
_HEADLESS = frozenset({"audio/aac", "audio/mpeg", "audio/ac3", "video/mp2t"})
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
    found, container = _binary_form(head, hint)
    if not found and _is_text(head, encoding):
        found = _text_form(head, hint, whole)
    found = found or "other"
    if said and not _borne_out(found, hint) and not (container and hint == "audio"):
        return Form(found, "another_format")
    if found == "other" and not _names_other(declared):
        return Form(found, "unknown_format")
    return Form(found)


def is_other_medium(form: str, declared: str) -> bool:
    """Tell whether a file of sound or film, once its head was read, is not what a card declares."""
    hint, said = hint_of(declared, "")
    return said and {form, hint} == {"audio", "video"}


def _borne_out(found: str, hint: str) -> bool:
    return found == hint or {found, hint} <= {"json", "jsonl"} or {found, hint} <= {"csv", "tsv"}


def _names_other(declared: str) -> bool:
    """Tell whether a card declares a format that is not among those that are read."""
    return bool(declared.strip()) and not hint_of(declared, "")[0]


def _binary_form(head: bytes, hint: str) -> tuple[str, bool]:
    """Return the form that the first bytes tell, empty for none, and whether it is only that of the container."""
    told = signature_of(head)
    if told is None:
        return "", False
    # Frames have no head: what a card or a name calls something else has only begun like one.
    headless = told.media_type in _HEADLESS
    return ("", False) if headless and hint not in ("audio", "video", "") else (told.form, told.open)


def _is_text(head: bytes, encoding: str) -> bool:
    """Tell whether bytes may be the beginning of a text; bytes that are no UTF-8 are told by whoever reads on."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or encoding.lower().replace("_", "-").startswith(
        ("utf-16", "utf-32")
    ):
        return True
    return bool(head) and not has_controls(head)


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
