"""How the data were selected, processed and cleaned, and how they are kept up to date."""

from typing import Literal

from muniment.model.section import Entry, Section, fact
from muniment.model.types import Count, Date, PartialDate, Settings, String, Text


class ProcessingStep(Entry):
    """One operation on the data, in the order in which it was done (Art 10(2)(c))."""

    kind: (
        Literal[
            "annotation",
            "labelling",
            "cleaning",
            "updating",
            "enrichment",
            "aggregation",
            "filtering",
            "deduplication",
            "other",
        ]
        | None
    ) = fact(
        "Operation",
        "The kind of preparation (Art 10(2)(c)).",
        choices={
            "annotation": "Notes or structure were added to items.",
            "labelling": "Labels or ratings were given.",
            "cleaning": "Errors were mended or broken items removed.",
            "updating": "Items were renewed or replaced.",
            "enrichment": "Data from elsewhere were joined on.",
            "aggregation": "Items were summed up or merged.",
            "filtering": "Items were kept or dropped by a rule or a model.",
            "deduplication": "Repeated items were removed.",
            "other": "Another operation; its purpose says which.",
        },
        example="deduplication",
    )
    purpose: Text | None = fact("Purpose", "Why the operation was done.")
    tool: String | None = fact("Tool", "The program or service used.", example="datatrove")
    tool_version: String | None = fact("Version of the tool", "The version used.", example="0.5.0")
    parameters: Settings | None = fact(
        "Settings",
        "The settings that decide the outcome.",
        example=[{"name": "similarity_percent", "value": 85}],
    )
    rows_in: Count | None = fact("Items in", "The number of items before.", unit="rows", measured=True)
    rows_out: Count | None = fact("Items out", "The number of items after.", unit="rows", measured=True)


class Cleaning(Section):
    """Data cleaning (Annex IV point 2(d))."""

    steps: list[Text] | None = fact(
        "Cleaning steps",
        "What was cleaned and how (Annex IV point 2(d)).",
        example=["Signatures and quoted replies were cut", "Tickets without text were removed"],
    )
    outlier_method: Text | None = fact(
        "Treatment of outliers", "How outliers were found and what was done with them (Annex IV point 2(d))."
    )
    removed_count: Count | None = fact(
        "Items removed", "The number of items that cleaning removed.", unit="rows", example=2119, measured=True
    )


class Selection(Section):
    """What was selected from what could be had, and what was left out (Annex IV point 2(d))."""

    criteria: Text | None = fact(
        "Selection criteria",
        "By which criteria items were selected (Annex IV point 2(d), Annex XI Section 1 point 2(c)).",
        example="Tickets in German with at least one reply by an agent and a solution code.",
    )
    exclusions: list[Text] | None = fact(
        "Exclusions", "What was left out, and why.", example=["Tickets of employees of the company itself"]
    )
    sampling_method: Text | None = fact(
        "Sampling", "How a sample was drawn, if not all that met the criteria was taken."
    )


class Staleness(Section):
    """The age of the data and how it is dealt with."""

    last_refreshed: PartialDate | None = fact(
        "Last refreshed", "When the data were last renewed.", example="2026-09", done=True
    )
    policy: Text | None = fact("Handling of outdated data", "How outdated or wrong items are found and treated.")
    valid_until: Date | None = fact("Use by", "The day after which the set is not to be used.", example="2028-09-30")
    known_issues: list[Text] | None = fact(
        "What has changed since",
        "Facts, practices or laws that changed after the data arose.",
        example=["The tariff names of 2025 replaced those in older tickets"],
    )
    refresh_plan: Text | None = fact("Plan of renewal", "When and how the data will be renewed.")


LifecycleStage = Literal[
    "idea",
    "requirements",
    "planning",
    "acquisition",
    "preparation",
    "model_building",
    "deployment",
    "operation",
    "data_decommissioning",
    "system_decommissioning",
]
LIFECYCLE_STAGES = {
    "idea": "The need for data is being explored.",
    "requirements": "What the data must serve is being settled.",
    "planning": "Sources, amounts and handling are being planned.",
    "acquisition": "The data are being obtained.",
    "preparation": "The data are being prepared.",
    "model_building": "Models are being built with the data.",
    "deployment": "Systems built with the data are being deployed.",
    "operation": "Such systems run; the data are kept for upkeep and proof.",
    "data_decommissioning": "The data are being archived or deleted.",
    "system_decommissioning": "The systems built with the data are being withdrawn.",
}
