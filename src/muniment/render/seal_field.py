"""The signature field ``Seal``: made before the first signature, tagged, and empty until the seal is set in it."""

from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

FIELD = "Seal"
#: Its place on the first page in points from the lower left corner; the style sheet draws a frame around it.
SEAL_BOX = (62.4, 59.0, 218.4, 107.0)

#: PDF 1.7, 12.5.3: Print (4) and Locked (128): the field is printed, and nobody moves it.
_FLAGS = 132


def add_seal_field(pdf: Pdf, description: str) -> None:
    """Add the field with its widget, its element in the structure tree, and the form that holds it."""
    page = pdf.pages[0].obj
    tree = pdf.Root.StructTreeRoot
    numbers = tree.ParentTree.Nums
    key = max(int(numbers[index]) for index in range(0, len(numbers), 2)) + 1
    widget = _widget(pdf, page, key, description)
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=tree.K[0],
            Pg=page,
            Alt=String(description),
            K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=page),
        )
    )
    tree.K[0].K.append(element)
    numbers.append(key)
    numbers.append(element)
    tree.ParentTreeNextKey = key + 1
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(widget)
    page.Tabs = Name.S
    # SignaturesExist and AppendOnly are for whoever signs; until then the form only holds the field.
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array([widget]), SigFlags=1))


def _widget(pdf: Pdf, page: Any, key: int, description: str) -> Any:
    left, bottom, right, top = SEAL_BOX
    box = Array([0, 0, right - left, top - bottom])
    frame = f"0.6 G 0.5 w 0.25 0.25 {right - left - 0.5:.2f} {top - bottom - 0.5:.2f} re S"
    appearance = pdf.make_stream(
        frame.encode("ascii"), Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=Dictionary()
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(FIELD),
            TU=String(description),
            Rect=Array(SEAL_BOX),
            F=_FLAGS,
            P=page,
            StructParent=key,
            AP=Dictionary(N=appearance),
        )
    )
