"""What was rendered before: editions by the digest of all that decides their bytes; it may be deleted at any time.

The key covers the record, the format, and everything that turns the one into the other: the program's own code and
templates, the libraries that a release pins, and the text engine of the machine. An entry carries the digest of its
content and counts only while that is right, so a damaged cache costs time and never a wrong page. Where no place can
be written there is no cache.
"""

import contextlib
import functools
import hashlib
import os
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import muniment
from muniment.base.canonical import digest
from muniment.base.resources import data_root

#: What a cache may hold in all; the entries used longest ago go first.
MOST_BYTES = 512 * 2**20
_ENVIRONMENT = "MUNIMENT_CACHE_DIR"
_ROOMS = ("base", "record", "document", "render", "export")
_DATA = ("templates", "schemas/texts", "schemas/vocab")
_SOURCES = frozenset({".po", ".pot"})
_LIBRARIES = ("babel", "fonttools", "jinja2", "langcodes", "pikepdf", "pydyf", "pyphen", "weasyprint", "xlsxwriter")
_HEAD = len(digest(b"")) + 1


class Cache:
    """The cache in one folder, or none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Return what was stored under a key; None where there is nothing, or nothing whole."""
        if self._folder is None:
            return None
        file = self._file(self._folder, key)
        try:
            stored = file.read_bytes()
            os.utime(file)
        except OSError:
            return None
        head, content = stored[:_HEAD], stored[_HEAD:]
        return content if head == f"{digest(content)}\n".encode() else None

    def put(self, key: str, content: bytes) -> None:
        """Store something under a key; quietly not, where that cannot be."""
        if self._folder is None:
            return
        file = self._file(self._folder, key)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(f"{digest(content)}\n".encode() + content)
            Path(name).replace(file)
        except OSError:
            self._folder = None

    def trim(self, most: int = MOST_BYTES) -> None:
        """Delete the entries used longest ago until the rest is within bounds; somebody may delete them meanwhile."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            self._trim(self._folder, most)

    @staticmethod
    def _trim(folder: Path, most: int) -> None:
        found = [(file, file.stat()) for file in folder.glob("*/*") if file.is_file()]
        total = sum(state.st_size for _, state in found)
        for file, state in sorted(found, key=lambda entry: entry[1].st_mtime):
            if total <= most:
                return
            file.unlink(missing_ok=True)
            total -= state.st_size

    @staticmethod
    def _file(folder: Path, key: str) -> Path:
        return folder / key[:2] / key[2:]


def open_cache() -> Cache:
    """Return the user's cache: ``MUNIMENT_CACHE_DIR``, else the folder that the desktop standard names for caches."""
    named = os.environ.get(_ENVIRONMENT)
    # Where a folder is named, editions lie in it directly.
    return Cache(Path(named) if named else cache_folder("editions"))


def cache_folder(part: str) -> Path | None:
    """Return the folder of one part of the user's cache; None where there is to be none."""
    named = os.environ.get(_ENVIRONMENT)
    if named is not None:
        return Path(named) / part if named else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        root = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return root / "muniment" / part


def key_of(record_sha256: str, form: str) -> str:
    """Return the key of one record in one format on this machine: 64 hexadecimal digits."""
    return hashlib.sha256(f"{record_sha256}\n{form}\n{_stack()}".encode()).hexdigest()


@functools.cache
def _stack() -> str:
    """Return the digest of all that renders: own code and data, libraries, the machine's text engine."""
    from muniment.render.text_engine import engine_versions

    return digest_of_program(_ROOMS, _DATA, _LIBRARIES, repr(engine_versions()))


def digest_of_program(rooms: Iterable[str], data: Iterable[str], libraries: Iterable[str], more: str) -> str:
    """Return a digest over rooms (or modules) of the program, folders of its data, versions of libraries, and more."""
    total = hashlib.sha256()
    package = Path(muniment.__file__).parent
    for root in [*(package / room for room in rooms), *(data_root() / part for part in data)]:
        for file in [root] if root.is_file() else sorted(root.rglob("*")):
            if file.is_file() and file.suffix not in _SOURCES and "__pycache__" not in file.parts:
                total.update(f"{file.name}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    for name in libraries:
        total.update(f"{name} {version(name)}\n".encode())
    total.update(more.encode())
    return total.hexdigest()
