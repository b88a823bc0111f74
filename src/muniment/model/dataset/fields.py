"""The fields of the records of a set: what each column holds, so that a person can read it and the data be measured."""

from typing import Literal

from muniment.model.section import Entry, fact
from muniment.model.types import Id, Spelling, String, Table, Text

#: What a field holds, by the code that a card writes.
HOLDS = {
    "content": "The content itself: text of which the amount, repetition and language are measured.",
    "item": "What names the item of a record; two records with the same one are about the same item.",
    "url": "The address that the content was fetched from.",
    "time": "The time that the content is from.",
    "collected": "The time at which the content was collected.",
    "language": "The language of the content, as a language tag.",
    "licence": "The licence of the content.",
    "synthetic": "Whether the content was generated, as yes or no.",
    "opt_out": "Whether its rightsholder reserved the use, as yes or no.",
    "label": "A label given to the item.",
    "annotator": "Who gave the label: a person, group or model, by an id.",
    "group": "A group of persons or things whose share in the set counts.",
    "unit": "What keeps records together (a person, site or document), so that it may lie in one split only.",
    "split": "The id of the split that the record belongs to.",
    "other": "Anything else.",
}


class RecordField(Entry):
    """A field of the records, a column of a table (Croissant: Field)."""

    name: String | None = fact(
        "Name of field",
        "The name as the files write it, with points for what lies inside; silent where it is the id.",
        example="meta.url",
    )
    description: Text | None = fact("Description", "What the field holds and in which unit or code.")
    holds: Literal[
        "content", "item", "url", "time", "collected", "language", "licence", "synthetic", "opt_out", "label",
        "annotator", "group", "unit", "split", "other",
    ] | None = fact("Holds", "What the field tells of a record.", choices=HOLDS, example="content")  # fmt: skip
    distribution: list[Id] | None = fact(
        "Files", "The ids of the files that have the field; none means all.", example=["train"]
    )
    campaign: Id | None = fact(
        "Labelling campaign", "The id of the campaign that a label, its item and its annotator belong to."
    )
    missing_as: list[Spelling] | None = fact(
        "Written when missing",
        "What the files write where the field is missing, beside nothing at all.",
        example=["NA", "-999"],
    )
    reference: Table | None = fact(
        "Reference population",
        "Of a field that holds a group: the share of each value, as the files write it, in the population that the "
        "set is compared with.",
        unit="share",
    )
    reference_source: Text | None = fact(
        "Source of the reference",
        "Which population the reference is of, who counted it, and when.",
        example="Residents aged 18 to 67, register of 2026-01-01, national statistics office",
    )
