"""Writing a ZIP that every program reads alike, and always the same one: fixed dates, modes and order.

It keeps to what `muniment.verify.container` accepts. The same files give the same bytes with the same zlib.
"""

import zipfile
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from muniment.verify.container import FREE_SIZE, MAX_ENTRIES, MAX_ENTRY, MAX_RATIO, check_name

_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_UNIX = 3


def write_zip(stream: BinaryIO, files: Iterable[tuple[str, bytes]], stored: frozenset[str] = frozenset()) -> None:
    """Write files in their order into a new ZIP; those named in ``stored`` as they are, the others packed.

    Raises ValueError for names or sizes that no recipient's reader would accept.
    """
    count = 0
    with zipfile.ZipFile(stream, "w", allowZip64=False) as archive:
        for name, content in files:
            count += 1
            check_name(name)
            if len(content) > MAX_ENTRY or count > MAX_ENTRIES:
                raise ValueError(f"{name} is too large for a pack, or one file too many")
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = _UNIX, _MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            if name in stored or _too_good(content):
                entry.compress_type = zipfile.ZIP_STORED
            archive.writestr(entry, content)


def _too_good(content: bytes) -> bool:
    """Tell whether packing would look like a bomb to those who read it."""
    return len(content) > FREE_SIZE and len(content) > MAX_RATIO * len(zlib.compress(content, 6)) * 0.9
