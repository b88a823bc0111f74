"""A file as the engine is shown it: under a name without pitfalls, in UTF-8, in a compression that it undoes itself."""

import codecs
import shutil
from pathlib import Path

from muniment.evidence.compression import open_decoded, stream_reason
from muniment.evidence.found import DataFile
from muniment.evidence.plan import Group
from muniment.evidence.tables.readers import Readable, Unreadable

_ENGINE = ("none", "gzip", "zstd")
_CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def stage(file: DataFile, group: Group, work: Path, number: int | None = None) -> Readable:
    """Return what is read of a file: a link to it, or a copy decoded into the working folder.

    It is the only one there, or those with a number stand beside each other.
    """
    encoding = "utf-8" if file.form == "parquet" else _encoding(file, group)
    if file.form == "text" and encoding == "utf-8":
        # No engine sees it, and there may be very many.
        return Readable(file.local, file.form, file.compression)
    folder = work / "given"
    if number is None:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    shown = folder / f"{'file' if number is None else number}.{file.form}"
    if file.form == "parquet":
        shown.symlink_to(file.local.resolve())
        return Readable(shown, file.form)
    if encoding == "utf-8" and file.compression in _ENGINE:
        shown.symlink_to(file.local.resolve())
        return Readable(shown, file.form, file.compression)
    try:
        _decode(file, encoding, shown)
    except UnicodeError as error:
        raise Unreadable("not_in_encoding") from error
    except Exception as error:
        raise Unreadable(stream_reason(error)) from error
    return Readable(shown, file.form)


def _encoding(file: DataFile, group: Group) -> str:
    """Return the encoding that the card names, or that the file begins with."""
    try:
        stated = codecs.lookup(group.encoding or "utf-8").name
    except LookupError as error:
        raise Unreadable("unknown_encoding") from error
    if stated not in ("utf-8", "ascii"):
        return stated
    try:
        with open_decoded(file.local, file.compression) as stream:
            head = stream.read(4)
    except Exception as error:
        raise Unreadable(stream_reason(error)) from error
    return next((name for mark, name in _BOMS if head.startswith(mark)), "utf-8")


def _decode(file: DataFile, encoding: str, target: Path) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    with open_decoded(file.local, file.compression) as stream, target.open("wb") as out:
        while chunk := stream.read(_CHUNK):
            out.write(chunk if encoding == "utf-8" else decoder.decode(chunk).encode("utf-8"))
        if encoding != "utf-8":
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
