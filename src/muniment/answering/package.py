"""A file of an office program as it comes from outside: a ZIP of XML parts, read within bounds or not at all.

Nothing in it is run, followed or expanded: no document type, no entity, no link, no macro. Every bound is one on work
that is really done: what a part says of its own size is not believed.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from muniment.base.errors import CannotRun

#: Bounds: the file, its parts, the bytes and elements of all parts that are read, and how deep elements lie.
MAX_FILE, MAX_PARTS, MAX_BYTES, MAX_ELEMENTS, MAX_DEPTH = 20_000_000, 2_000, 80_000_000, 3_000_000, 60
_CHUNK = 1 << 16
_COMPOUND = b"\xd0\xcf\x11\xe0"
_SAVE_AGAIN = "Open it in the program it was made with, save it again without these parts, and send that file."


def refused(what: str, remedy: str = _SAVE_AGAIN) -> CannotRun:
    """Return the error by which a file as a whole is not read."""
    return CannotRun(what, remedy)


@dataclass(slots=True)
class Package:
    """A package that was opened; ``read`` counts the bytes and ``elements`` the elements of parts read so far."""

    name: str
    archive: zipfile.ZipFile
    parts: frozenset[str]
    read: int = 0
    elements: int = 0
    notes: list[str] = field(default_factory=list)

    def parse(self, part: str, start: "Start", end: "End", text: "Text") -> None:
        """Read one XML part; raise CannotRun where it is no XML, declares a document type, or passes a bound."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        depth, known = 0, dict[str, str]()

        def started(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            if depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
                raise refused(f"{self.name} holds more cells or parts than any form has.")
            start(known.get(name) or known.setdefault(name, _local(name)), attributes)

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(known.get(name) or _local(name))

        def doctype(*_: object) -> None:
            raise refused(f"{self.name} declares a document type, as no office program does.")

        parser.StartElementHandler, parser.EndElementHandler = started, ended
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
        try:
            with self.archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    self.read += len(chunk)
                    if self.read > MAX_BYTES:
                        raise refused(f"{self.name} is larger than {MAX_BYTES // 1_000_000} MB once it is unpacked.")
                    parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise refused(f"{self.name} is damaged: {part} is no XML ({expat.ErrorString(error.code)}).") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise refused(f"{self.name} is damaged: {part} cannot be unpacked.") from error


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def open_package(name: str, data: bytes, *, macros: bool = False) -> Package:
    """Open a package; raise CannotRun for one with macros, encryption, doubled parts, or out of bounds.

    With ``macros`` one that holds them is opened all the same; they are neither read nor run.
    """
    if len(data) > MAX_FILE:
        raise refused(f"{name} is larger than {MAX_FILE // 1_000_000} MB.", "Send the form without pictures.")
    if data.startswith(_COMPOUND):
        raise refused(
            f"{name} is protected by a password, or in a format of before 2007.",
            "Save it without a password as .xlsx or .docx.",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [item.filename for item in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise refused(
            f"{name} is not a file of an office program, or is damaged.", "Send the form as .xlsx."
        ) from error
    if len(names) > MAX_PARTS or len(set(names)) != len(names):
        raise refused(f"{name} holds too many parts, or one twice.")
    if any(item.flag_bits & 1 for item in archive.infolist()):
        raise refused(f"{name} is encrypted.", "Save it without a password.")
    if any(item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for item in archive.infolist()):
        raise refused(f"{name} is compressed in a way that no office program uses.")
    lowered = [part.casefold() for part in names]
    holds = any(part.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in part for part in lowered)
    if holds and not macros:
        raise refused(f"{name} holds macros.", "Save it as .xlsx or .docx, which hold none, and send that file.")
    package = Package(name, archive, frozenset(names))
    if any("/externallinks/" in part for part in lowered):
        package.notes.append("The file holds links to other files; they were not followed.")
    if any("/embeddings/" in part or "/activex/" in part for part in lowered):
        package.notes.append("The file holds embedded objects; they were not opened.")
    return package


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
