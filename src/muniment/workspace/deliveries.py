"""Deliveries: what was handed to whom, when and on which ground, each in a file of its own below ``deliveries/``."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, ValidationError

from muniment.base.findings import Finding, Severity
from muniment.model.messages import findings_of
from muniment.model.section import Section
from muniment.model.types import Date, Digest, Ref, String, Text, Value
from muniment.source.tree import Tree
from muniment.workspace.reviews import holds_refused

#: On which ground something was handed over.
GROUNDS = ("contract", "request", "duty_14_days", "law", "other")


class DeliveredEdition(Value):
    """One edition that was handed over, by what tells it apart from others, and what it said."""

    kind: String = Field(title="Kind", description="The kind of document: datasheet.")
    card: String = Field(title="Card", description="The card it is about, with its version: dataset/x@1.0.")
    audience: Literal["public", "client", "authority", "internal"] = Field(
        title="Audience", description="For whom the edition is."
    )
    language: String = Field(title="Language", description="Its language.")
    named: String | None = Field(default=None, title="Named", description="The recipient the edition itself names.")
    dated: Date = Field(title="Date", description="The date of the document.")
    record: Digest = Field(title="Record", description="The digest of the record it carries; the tool writes it.")
    says: Digest = Field(
        title="Says", description="The digest of its facts alone, whenever it was built; the tool writes it."
    )


class DeliveryFile(Section):
    """A delivery: editions that were handed to one recipient on one day."""

    muniment: Literal[1] = Field(title="Format", description="The version of the format: always 1.")
    recipient: String = Field(title="Recipient", description="To whom, by name.")
    date: Date = Field(title="Date", description="The day on which it was handed over.")
    ground: Literal["contract", "request", "duty_14_days", "law", "other"] = Field(
        title="Ground",
        description="Why: a contract, a request, the answer to a downstream provider within 14 days (Code of Practice, "
        "Measure 1.2), another duty of law, or something else.",
    )
    reference: Text | None = Field(
        default=None, title="Reference", description="Which contract or request, in words: MSA 2026-04, annex C."
    )
    requested_on: Date | None = Field(default=None, title="Requested on", description="The day of the request.")
    keep_until: Date | None = Field(
        default=None, title="Keep until", description="The end of retention: until then it is told who holds what."
    )
    addressed: String | None = Field(
        default=None, title="Addressed", description="The recipient whom the pack itself names; the tool writes it."
    )
    file: Ref = Field(title="File", description="The name of the file that was handed over.")
    sha256: Digest = Field(title="Digest", description="Of this file; the tool writes it.")
    editions: list[DeliveredEdition] = Field(title="Editions", description="What was in it.", min_length=1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as its file states it."""

    source: str
    content: DeliveryFile


def load_delivery(tree: Tree) -> tuple[Delivery | None, list[Finding]]:
    """Read one delivery; return it (None when anything in it is wrong) and all findings of form."""
    value: Any = tree.value
    if not isinstance(value, dict):
        remedy = "Have the command muniment deliver write it."
        return None, [
            Finding("MUN200", Severity.ERROR, "A delivery is a mapping of keys to values.", remedy, file=tree.file)
        ]
    kept = {key: item for key, item in value.items() if not holds_refused(item)}
    if len(kept) < len(value):
        # What the reader refused has its finding already.
        return None, []
    try:
        return Delivery(tree.file, DeliveryFile.model_validate(kept)), []
    except ValidationError as error:
        return None, findings_of(error, tree.file, tuple(DeliveryFile.model_fields))
