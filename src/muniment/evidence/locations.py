"""Which files a location of a card names: paths, folders and wildcards, walked without following links.

A location is read from the root of the workspace. ``*``, ``?`` and ``[…]`` match within one name, ``**`` matches any
number of folders; hidden files are matched like others. A location without wildcards that is a folder, and a pattern
that ends in ``/``, name all files below. Links that are met are told and not followed; only the folders that a location
spells out may be links.

In the listing a file stands by its path from the root; where the location leads outside (absolute, or by ``..``), by
its path below the folder before the first wildcard; in a store, by bucket and key.
"""

import fnmatch
import os
import posixpath
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from muniment.evidence.lock import Unread

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_WILD = re.compile(r"[*?\[]")
#: Where the path of an address ends.
_END = re.compile(r"[?#]")
#: What `sha256sum` would write escaped, so that a listing could be read in two ways.
_NOT_IN_NAMES = frozenset("\n\r\\\0")


@dataclass(frozen=True, slots=True)
class Place:
    """One file that a location names: its path in the listing, and where it is read.

    A file of a store is fetched to that place first, telling of the bytes; its size is what the store says.
    """

    path: str
    local: Path
    fetch: Callable[[Callable[[int], None]], None] | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Location:
    """A location taken apart: the folder or file spelled out, the pattern below it, how listing paths begin.

    ``deep`` tells that the pattern names folders, of which all files below are meant.
    """

    fixed: Path
    pattern: tuple[str, ...]
    prefix: str
    deep: bool = False


def scheme_of(location: str) -> str:
    """Return the scheme of a URL in small letters; empty for a path."""
    found = _SCHEME.match(location)
    return found.group(0)[:-3].lower() if found else ""


def legible(name: str) -> str:
    """Return a name so that it can stand in a text file: what cannot be printed or decoded is written as an escape."""
    decoded = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in decoded)


def read_location(location: str, root: Path, *, moved: bool = False) -> Location:
    """Take a location apart. ``moved`` tells that the root is a copy in which every file lies at its listing path."""
    inside = scheme_of(location) == "s3"
    if inside:
        location = location[len("s3://") :].lstrip("/")
    elif scheme_of(location):
        # What was fetched from elsewhere lies in the copy as if the address were a path outside.
        location = "/" + _END.split(location.partition("://")[2], maxsplit=1)[0].partition("/")[2]
    whole = posixpath.normpath(location) if not _WILD.search(location) or _is_literal(location, root) else ""
    if whole:
        outside = not inside and _leads_outside(whole)
        if not outside:
            return Location(root / whole, (), "" if whole == "." else whole)
        return _read_outside(root / whole, root, moved)
    return _read_pattern(location, root, moved=moved, inside=inside)


def _leads_outside(path: str) -> bool:
    return path.startswith(("/", "../")) or path == ".."


def _read_outside(path: Path, root: Path, moved: bool) -> Location:
    if moved:
        # Whether it was a file or a folder only its name can tell here.
        return Location(root / path.name, (), path.name) if path.suffix else Location(root, (), "")
    return Location(path, (), "" if _is_folder(path) else path.name)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_literal(location: str, root: Path) -> bool:
    """Tell whether a file bears just this name, brackets and all."""
    try:
        return (root / location).exists()
    except (OSError, ValueError):
        return False


def _read_pattern(location: str, root: Path, *, moved: bool, inside: bool) -> Location:
    deep = location.endswith("/")
    parts = [part for part in location.split("/") if part not in ("", ".")]
    first = next(place for place, part in enumerate(parts) if _WILD.search(part))
    spelled = posixpath.normpath(("/" if location.startswith("/") else "") + "/".join(parts[:first]))
    if not inside and _leads_outside(spelled):
        return Location(root if moved else root / spelled, tuple(parts[first:]), "", deep)
    return Location(root / spelled, tuple(parts[first:]), "" if spelled == "." else spelled, deep)


def find_places(location: Location, named: str) -> Iterator[Place | Unread]:
    """Yield the files that a location names, and what is in their way; ``named`` is the location as the card has it."""
    try:
        follow = bool(location.pattern) or location.fixed.is_dir()
        state = location.fixed.stat(follow_symlinks=follow)
    except (FileNotFoundError, NotADirectoryError):
        yield Unread(legible(named), "no_file")
        return
    except (OSError, ValueError) as error:
        yield Unread(legible(named), reason_of(error))
        return
    if stat.S_ISDIR(state.st_mode):
        yield from _walk(location)
    elif location.pattern:
        yield Unread(legible(named), "no_file")
    else:
        yield _judged(location.prefix, os.fspath(location.fixed), state.st_mode)


def _walk(location: Location) -> Iterator[Place | Unread]:
    """Walk the folders that the pattern reaches, each once, carrying the places in the pattern that fit so far."""
    pattern = Pattern(location.pattern, location.deep)
    open_folders = [(os.fspath(location.fixed), location.prefix, pattern.start)]
    while open_folders:
        folder, prefix, fits = open_folders.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield Unread(legible(prefix or "."), reason_of(error))
            continue
        for entry in found:
            path = f"{prefix}/{entry.name}" if prefix else entry.name
            if entry.is_dir(follow_symlinks=False):
                if after := pattern.enter(fits, entry.name):
                    open_folders.append((entry.path, path, after))
            elif pattern.names(fits, entry.name):
                yield _judged(path, entry.path, _mode(entry))


class Pattern:
    """A pattern below a folder, read name by name: which of its parts fit the names so far (a set of places in it).

    The place behind the last part, once it stands for a folder, means that all below is named.
    """

    def __init__(self, parts: tuple[str, ...], deep: bool = False) -> None:
        self._steps = [None if part == "**" else re.compile(fnmatch.translate(part)) for part in parts]
        self._end = len(parts)
        self._deep = deep or not parts
        self.start = self._settled(self._closed({0}))

    def enter(self, fits: frozenset[int], name: str) -> frozenset[int]:
        """Return what fits in a folder of this name; empty where nothing below is named."""
        return self._settled(self._closed(self._step(fits, name)))

    def names(self, fits: frozenset[int], name: str) -> bool:
        """Tell whether a file of this name, where this much fits, is named."""
        if self._end in fits:
            return True
        return not self._deep and self._end in self._closed(self._step(fits, name))

    def _step(self, fits: Iterable[int], name: str) -> set[int]:
        after = set()
        for place in fits:
            if place == self._end or (step := self._steps[place]) is None:
                after.add(place)
            elif step.match(name):
                after.add(place + 1)
        return after

    def _closed(self, fits: set[int]) -> set[int]:
        """Add the places that are reached where ``**`` stands for no folder at all."""
        for place in sorted(fits):
            while place < self._end and self._steps[place] is None:
                place += 1
                fits.add(place)
        return fits

    def _settled(self, fits: set[int]) -> frozenset[int]:
        """A folder that the whole pattern fits counts only where folders are meant, or where ``**`` ends it."""
        if self._deep or (self._steps and self._steps[-1] is None):
            return frozenset(fits)
        return frozenset(fits - {self._end})


def _mode(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_mode
    except OSError:
        return 0


def _judged(path: str, local: str, mode: int) -> Place | Unread:
    if is_bad_name(path):
        return Unread(legible(path), "bad_name")
    if stat.S_ISLNK(mode):
        return Unread(legible(path), "link")
    if mode and not stat.S_ISREG(mode):
        return Unread(legible(path), "not_regular")
    return Place(path, Path(local))


def is_bad_name(path: str) -> bool:
    """Tell whether a listing that has this path could be read in two ways, or would lead elsewhere."""
    parts = path.split("/")
    return bool(_NOT_IN_NAMES.intersection(path)) or not _is_unicode(path) or any(p in ("", ".", "..") for p in parts)


def _is_unicode(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def reason_of(error: OSError | ValueError) -> str:
    """Return the code for why the system did not give a file or folder."""
    return "not_permitted" if isinstance(error, PermissionError) else "unreadable"
