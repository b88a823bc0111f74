"""`verify --replay`: build a document again from the record embedded in it, and compare.

A page must come out with identical bytes; a PDF too where the text engine of the machine is the same, else with equal
attachments, pages and structure. A record of another version of the tool needs that version.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment import __version__
from muniment.app.editions import render
from muniment.base.errors import CannotRun
from muniment.record.record import load_record
from muniment.render import pinned_versions
from muniment.verify.page import embedded_record
from muniment.verify.result import Broken, printable


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a document compares with what its record gives: whether it is the same, and in what sense."""

    same: bool
    detail: str


def replay(path: Path) -> Replayed:
    """Build a page or PDF again from its own record and compare; the file may be sealed.

    Raises CannotRun where the file carries no record, or one of another version of the tool or its renderer.
    """
    try:
        data = path.read_bytes()
        form = "pdf" if data.startswith(b"%PDF-") else "html"
        embedded = _record_of(data, form)
        record = load_record(embedded)
    except (Broken, OSError, ValueError) as error:
        raise CannotRun(f"{path} cannot be built again: {error}.", "Name a page or PDF that build made.") from error
    if record.tool_version != __version__:
        raise CannotRun(
            f"{path} was built with muniment {record.tool_version}; this is {__version__}.",
            f"Install that version (pip install muniment=={record.tool_version}) and run this again.",
        )
    missing = sorted(set(record.renderer) - set(pinned_versions()))
    if missing:
        named = ", ".join(f"{name}=={version}" for name, version in missing)
        raise CannotRun(f"{path} was built with {named}, which is not installed.", "Install exactly that.")
    try:
        made = render(record, embedded, form)
    except Exception as error:  # a stranger's record may have any shape that its types allow
        raise CannotRun(
            f"{path} cannot be built again: {type(error).__name__}: {printable(error, 160)}.",
            "Its record is not one that this version makes.",
        ) from error
    if data.startswith(made):
        return Replayed(True, "built again from its record: identical bytes")
    if form == "html":
        return Replayed(False, "built again from its record, the page comes out differently")
    different = _differences(made, data)
    if different:
        return Replayed(False, f"built again from its record, the PDF differs in {', '.join(different)}")
    return Replayed(True, "built again from its record: equal structure and attachments (another text engine)")


def _record_of(data: bytes, form: str) -> bytes:
    if form == "html":
        return embedded_record(data)
    from muniment.verify.pdf import embedded_record_of

    return embedded_record_of(data)


def _differences(made: bytes, given: bytes) -> list[str]:
    """Return in what two PDFs differ that a text engine does not decide."""
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as mine, pikepdf.open(io.BytesIO(given)) as theirs:
        found = [] if _attachments(mine) == _attachments(theirs) else ["attachments"]
        trees = [pdf.Root.get("/StructTreeRoot") for pdf in (mine, theirs)]
        if len(mine.pages) != len(theirs.pages):
            found.append("pages")
        if _structure(trees[0]) != _structure(trees[1]):
            found.append("structure")
    return found


def _attachments(pdf: Any) -> dict[str, bytes]:
    return {name: bytes(found.get_file().read_bytes()) for name, found in pdf.attachments.items()}


def _structure(root: Any) -> list[tuple[str, str]]:
    """Return the kinds of the structure's elements in their order, with what stands for them (Alt, ActualText)."""
    import pikepdf

    found: list[tuple[str, str]] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting.extend(reversed(list(element)))
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                words = [str(element[key]) for key in ("/Alt", "/ActualText") if key in element]
                found.append((str(element.S), " ".join(words)))
            if "/K" in element:
                waiting.append(element.K)
    return found
