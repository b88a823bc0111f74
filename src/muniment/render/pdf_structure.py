"""The pass after rendering and before any signature: what the tags of the PDF leave out.

WeasyPrint tags running headers as content that hangs in no tree and gives header cells no scope. What page breaks
divide is joined before, in `muniment.render.continued`. Everything else about the file is left as it is.
"""

from collections.abc import Iterator
from typing import Any

from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Pdf,
    String,
    parse_content_stream,
    unparse_content_stream,
)


def complete_structure(pdf: Pdf) -> None:
    """Give header cells their scope, and make running headers, footers and repeated table heads artifacts."""
    tree = pdf.Root.StructTreeRoot
    reached: set[tuple[int, int]] = set()
    named: dict[bytes, Any] = {}
    for element, in_head in _elements(tree):
        reached.add(element.objgen)
        if "/ID" in element:
            named.setdefault(bytes(element.ID), element)
        if str(element.S) == "/TH":
            _set_scope(element, Name.Column if in_head else Name.Row)
    # PDF 1.7, 14.7.2: the tree of identifiers is required as soon as an element has one.
    if named:
        tree.IDTree = Dictionary(Names=Array(part for key in sorted(named) for part in (String(key), named[key])))
    _make_artifacts(pdf, reached)


def _elements(root: Any) -> Iterator[tuple[Any, bool]]:
    # A stack of its own: card text decides how deep the tree is.
    waiting = [(kid, False) for kid in _kids(root)]
    while waiting:
        element, in_head = waiting.pop()
        yield element, in_head
        inside = in_head or str(element.S) == "/THead"
        waiting.extend((kid, inside) for kid in _kids(element))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    found = list(kids) if isinstance(kids, Array) else [kids]
    return [kid for kid in found if isinstance(kid, Dictionary) and "/S" in kid]


def _set_scope(cell: Any, scope: Any) -> None:
    attributes = cell.get("/A")
    if isinstance(attributes, Dictionary) and attributes.get("/O") == Name.Table:
        attributes.Scope = scope
    else:
        cell.A = Dictionary(O=Name.Table, Scope=scope)


def _make_artifacts(pdf: Pdf, reached: set[tuple[int, int]]) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[index]): numbers[index + 1] for index in range(0, len(numbers), 2)}
    for page in pdf.pages:
        elements = parents[int(page.obj.StructParents)]
        orphans = {mcid for mcid, element in enumerate(elements) if element.objgen not in reached}
        if not orphans:
            continue
        instructions = [_as_artifact(item, orphans) for item in parse_content_stream(page)]
        page.obj.Contents = pdf.make_stream(unparse_content_stream(instructions))
        for mcid in orphans:
            elements[mcid] = None


def _as_artifact(instruction: Any, orphans: set[int]) -> Any:
    if str(instruction.operator) != "BDC":
        return instruction
    properties = instruction.operands[1]
    if not isinstance(properties, Dictionary) or int(properties.get("/MCID", -1)) not in orphans:
        return instruction
    return ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], Operator("BDC"))
