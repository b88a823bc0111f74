"""The signature fields: made before the first signature, tagged, and empty until something is signed in them.

A field that a signer adds later hangs in no structure tree, and a document that was certified admits no other change.
So every field that may be needed is there from the start: the seal, an approval for each person who is asked, and a
few for document timestamps, which show nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from muniment.document.words import Words
from muniment.record.seal import APPROVAL_FIELDS, SEAL_FIELD, TIMESTAMP_FIELD

#: The place of the seal on the first page in points from the lower left corner; the style sheet says what it is.
SEAL_BOX = (62.4, 59.0, 218.4, 107.0)
#: Width and height of an approval's field; its upper left corner is where the page has ``field.<role>``.
APPROVAL_SIZE = (218.0, 48.0)
#: How many document timestamps find a field; the norm asks for no end of them, a page that is read aloud for few.
TIMESTAMPS = 4

#: PDF 1.7, 12.5.3: Print (4) and Locked (128): the field is printed, and nobody moves it.
_FLAGS = 132
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    description: str
    page: Any
    box: tuple[float, float, float, float] = _NOWHERE


def add_signature_fields(pdf: Pdf, approvals: Sequence[tuple[str, str]], words: Words) -> None:
    """Add the fields with their widgets, their elements in the structure tree, and the form that holds them.

    ``approvals`` are roles with their names. Raises ValueError if the page has no place for one.
    """
    first, last = pdf.pages[0].obj, pdf.pages[-1].obj
    fields = [_Field(SEAL_FIELD, words("page", "seal"), first, SEAL_BOX)]
    fields += [_approval(pdf, role, words("signatures", "field", role=name)) for role, name in approvals]
    for number in range(1, TIMESTAMPS + 1):
        name = TIMESTAMP_FIELD if number == 1 else f"{TIMESTAMP_FIELD}-{number}"
        fields.append(_Field(name, words("signatures", "timestamp", number=str(number)), last))
    # SignaturesExist and AppendOnly are for whoever signs; until then the form only holds the fields.
    widgets = Array([_add(pdf, field) for field in fields])
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=widgets, SigFlags=1))


def _approval(pdf: Pdf, role: str, description: str) -> _Field:
    names = pdf.Root.Names.Dests.Names
    for index in range(0, len(names), 2):
        if str(names[index]) == f"field.{role}":
            page, _, left, top, _ = names[index + 1]
            width, height = APPROVAL_SIZE
            box = (float(left), float(top) - height, float(left) + width, float(top))
            return _Field(APPROVAL_FIELDS[role], description, page, box)
    raise ValueError(f"the page has no place for the approval {role}")


def _add(pdf: Pdf, field: _Field) -> Any:
    tree = pdf.Root.StructTreeRoot
    numbers = tree.ParentTree.Nums
    key = max(int(numbers[index]) for index in range(0, len(numbers), 2)) + 1
    widget = _widget(pdf, field, key)
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=tree.K[0],
            Pg=field.page,
            Alt=String(field.description),
            K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=field.page),
        )
    )
    tree.K[0].K.append(element)
    numbers.append(key)
    numbers.append(element)
    tree.ParentTreeNextKey = key + 1
    if "/Annots" not in field.page:
        field.page.Annots = Array()
    field.page.Annots.append(widget)
    field.page.Tabs = Name.S
    return widget


def _widget(pdf: Pdf, field: _Field, key: int) -> Any:
    widget = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String(field.name),
        TU=String(field.description),
        Rect=Array(field.box),
        F=_FLAGS,
        P=field.page,
        StructParent=key,
    )
    if field.box != _NOWHERE:
        widget.AP = Dictionary(N=_frame(pdf, field.box[2] - field.box[0], field.box[3] - field.box[1]))
    return pdf.make_indirect(widget)


def _frame(pdf: Pdf, width: float, height: float) -> Any:
    frame = f"0.6 G 0.5 w 0.25 0.25 {width - 0.5:.2f} {height - 0.5:.2f} re S"
    return pdf.make_stream(
        frame.encode("ascii"),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, width, height]),
        Resources=Dictionary(),
    )
