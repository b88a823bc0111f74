"""The structure tree of a PDF as tests read it: elements in order, the text of each, and what the judges say."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf

from muniment.document.words import load_words
from muniment.render.pdf import _complete
from muniment.render.print_fonts import SANS, font_faces
from muniment.render.weasy import write_pdf
from muniment.render.xmp import extend_rdf

MOMENT = datetime(2026, 11, 2, tzinfo=UTC)


@dataclass
class Node:
    """One element: its tag, the object itself, its kids, and the marked content that hangs in it by page."""

    tag: str
    item: Any
    kids: list["Node"] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)

    def all(self, *tags: str) -> list["Node"]:
        """Return the elements below with one of the tags, in reading order."""
        return [node for node in self.walk() if node.tag in tags]

    def walk(self) -> Iterator["Node"]:
        for kid in self.kids:
            yield kid
            yield from kid.walk()

    def marks(self) -> list[tuple[int, int]]:
        """Return page and number of all marked content in it and below."""
        return [*self.content, *(mark for kid in self.walk() for mark in kid.content)]


def tree_of(pdf: pikepdf.Pdf) -> Node:
    """Return the structure tree, each element with its parent rightly named."""
    pages = {one.obj.objgen: number for number, one in enumerate(pdf.pages)}

    def node(item: Any) -> Node:
        made = Node(str(item.S).removeprefix("/"), item)
        kids = item.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if not isinstance(kid, pikepdf.Dictionary):
                made.content.append((pages[item.Pg.objgen], int(kid)))
            elif "/S" in kid:
                assert kid.P.objgen == item.objgen, f"{kid.S} names another parent than {item.S}"
                made.kids.append(node(kid))
            elif kid.get("/Type") == pikepdf.Name.MCR:
                made.content.append((pages[kid.Pg.objgen], int(kid.MCID)))
        return made

    return node(pdf.Root.StructTreeRoot.K[0])


def parents_of(pdf: pikepdf.Pdf) -> dict[tuple[int, int], Any]:
    """Return the element that each piece of marked content names as its own; artifacts have none."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    table = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    return {
        (number, mcid): element.objgen
        for number, one in enumerate(pdf.pages)
        for mcid, element in enumerate(table[int(one.obj.StructParents)])
        if element is not None
    }


def render(body: str, style: str = "") -> bytes:
    """Return a finished PDF of a page that holds this body."""
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>A page</title>'
        '<meta name="dcterms.created" content="2026-11-02"><meta name="dcterms.modified" content="2026-11-02">'
        f'<style>{font_faces()} @page {{ size: A5 }} body {{ font: 10pt "{SANS}" }} {style}</style></head>'
        f"<body>{body}</body></html>"
    )
    attachment = ("record.json", b"{}", "The record", "Source")
    rendered = write_pdf(page, MOMENT, [attachment], lambda rdf: extend_rdf(rdf, "sha256:" + "0" * 64))
    return _complete(rendered, (), load_words("en"))


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def rules_broken(path: Path) -> set[str]:
    """Return the rules of PDF/A-3a and PDF/UA-1 that page-validation finds broken."""
    rules = set()
    for profile in ("3a", "ua1"):
        rules |= {failure.rule_id for failure in page_validation.validate_pdf(str(path), profile=profile).failures}
    # It takes a last byte 0x0D of compressed data for a part of the line end; `wrong_lengths` counts for itself.
    return rules - {"PDFA3A-STREAM-LENGTH-001"}
