"""Reading the pins of suppliers from their folders: every file by size and digest, links and surprises refused."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.base.findings import Finding, Severity

if TYPE_CHECKING:
    from muniment.workspace.suppliers import Supplied

FOLDER = "suppliers"
_PIN = "pin.json"
#: What is read as text; whatever else lies in a pin is only compared by its digest.
_READ = (_PIN, "record.json")
#: A pin of more files, or one that is read and larger, is not one that the tool has made.
_MOST, _LARGEST = 200, 32_000_000


def is_pin(root: Path, parts: Sequence[str]) -> bool:
    """Tell whether the folders of a file below the root lead into a pin."""
    return len(parts) > 1 and parts[0] == FOLDER and (root / FOLDER / parts[1] / _PIN).is_file()


def read_pins(
    root: Path, shown: Callable[[Path], str], contents: dict[str, bytes]
) -> tuple[list["Supplied"], list[Finding]]:
    """Read every pin below ``suppliers/``; note each pin's own bytes in ``contents``, by its file as shown."""
    if not (root / FOLDER).is_dir():
        return [], []
    # Imported here: a workspace without suppliers does not pay for it.
    from muniment.workspace.suppliers import load_supplied

    pins: list[Supplied] = []
    findings: list[Finding] = []
    for folder in sorted((root / FOLDER).iterdir()):
        if folder.name.startswith(".") or not is_pin(root, (FOLDER, folder.name)):
            # What an import that was killed left behind has no name yet.
            continue
        try:
            files, digests = _read(folder)
        except (OSError, ValueError) as error:
            message = f"The pin {folder.name} cannot be read: {error}."
            remedy = "Restore it from version control, or import the supplier's file again: muniment import pack FILE."
            findings.append(Finding("MUN720", Severity.ERROR, message, remedy, file=f"{shown(folder)}/{_PIN}"))
            continue
        supplied, said = load_supplied(folder.name, shown(folder), files, digests)
        findings += said
        if supplied is not None:
            pins.append(supplied)
            contents[supplied.file] = files[_PIN]
    return pins, findings


def _read(folder: Path) -> tuple[dict[str, bytes], dict[str, tuple[int, str]]]:
    files: dict[str, bytes] = {}
    digests: dict[str, tuple[int, str]] = {}
    for file in [folder, *sorted(folder.rglob("*"))]:
        name = file.relative_to(folder).as_posix()
        if file.is_symlink() or not (file.is_file() or file.is_dir()):
            raise ValueError(f"{name} is a link, or no plain file")
        if file.is_dir():
            continue
        if len(digests) == _MOST:
            raise ValueError(f"it holds more than {_MOST} files")
        with file.open("rb") as stream:
            digests[name] = (file.stat().st_size, f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}")
        if name in _READ:
            if digests[name][0] > _LARGEST:
                raise ValueError(f"{name} is larger than {_LARGEST} bytes")
            files[name] = file.read_bytes()
    return files, digests
