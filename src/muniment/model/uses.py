"""Uses: the records by which a model or a system says which data sets and which models went into it, and how."""

from typing import Literal

from muniment.model.fit import Fit
from muniment.model.section import Entry, fact, section
from muniment.model.types import Amount, CardRef, Date, PartialDate, Ref, Share, String, Table, Text, Url, Version

DataRole = Literal["training", "validation", "testing"]

DATA_ROLES: dict[str, str] = {
    "training": "To fit the parameters that are learned.",
    "validation": "To tune what is not learned and to watch the training process.",
    "testing": "For an independent evaluation before market or service.",
}

Stage = Literal[
    "pre_training",
    "mid_training",
    "instruction_tuning",
    "fine_tuning",
    "preference",
    "reinforcement",
    "distillation",
    "evaluation",
    "retrieval",
]

STAGES: dict[str, str] = {
    "pre_training": "The first, general training on large amounts of data.",
    "mid_training": "Further training on selected data before any tuning, such as for longer contexts.",
    "instruction_tuning": "Supervised tuning on instructions and answers.",
    "fine_tuning": "Supervised tuning for a task or a domain.",
    "preference": "Learning from preferences between outputs, by people or models.",
    "reinforcement": "Learning from rewards, checks or an environment.",
    "distillation": "Training on the outputs of another model.",
    "evaluation": "Measuring; nothing is learned from it.",
    "retrieval": "Read while the system runs, without being learned from.",
}


class Use(Entry):
    """One use of a data set: which version, in which role and stage, when, how much of it, and how well it fits."""

    dataset: CardRef | None = fact(
        "Data set", "The card of the data set, with its version.", example="support-tickets-de@2.3.0"
    )
    version: Version | None = fact("Version", "The version used, if the reference does not name it.", example="2.3.0")
    role: DataRole | None = fact("Role", "What the data were used for.", choices=DATA_ROLES, example="training")
    stage: Stage | None = fact("Stage", "The stage of development at which they were used.", choices=STAGES)
    used_from: PartialDate | None = fact("Used from", "When they were first used.", example="2026-03")
    used_until: PartialDate | None = fact("Used until", "When they were last used; absent while the use goes on.")
    share: Share | None = fact(
        "Share used", "The share of the set's items that was used, from 0 to 1.", unit="share", example=0.8
    )
    weight: Amount | None = fact(
        "Passes or weight", "How often the data were passed over, or their weight in the mixture.", example=2
    )
    selection: Text | None = fact("Selection", "Which part was used and by what rule it was chosen.")
    share_of_modality: Table | None = fact(
        "Share of each modality",
        "What the set contributes to all training data of each of its modalities: one row a modality.",
        unit="share",
        computed=True,
    )
    large_public: bool | None = fact(
        "Large public set",
        "Whether the set is a publicly available one above the mark for large sets in one of its modalities.",
        computed=True,
    )
    large_by_reading: list[Literal["all_training_data", "public_sets"]] | None = fact(
        "Readings on which it is large",
        "Where the readings of the base disagree and nothing fixes one: those on which the set is a large one.",
        computed=True,
        choices={
            "all_training_data": "Its share of all training data of a modality is above the mark.",
            "public_sets": "Its share of all public data sets of a modality is above the mark.",
        },
    )
    version_history: list[String] | None = fact(
        "Versions over time",
        "The versions of this set that earlier versions of the system or model used.",
        computed=True,
    )
    fit: Fit | None = section("Fit for this use")


class ModelUse(Entry):
    """One model, or pre-trained tool, that another model or a system builds on."""

    model: CardRef | None = fact(
        "Model card", "The card of the model, with its version, if there is one.", example="example-base@1.0"
    )
    name: String | None = fact("Name", "The name under which its provider publishes it, with the version.")
    version: Version | None = fact("Version", "The version used, if the reference does not name it.")
    relation: Literal["base", "component", "teacher", "generator", "judge"] | None = fact(
        "Relation",
        "What it was to the model or system.",
        choices={
            "base": "Its parameters were the starting point.",
            "component": "It runs inside the model or system.",
            "teacher": "Its outputs were learned from.",
            "generator": "It generated or rewrote data that were then used.",
            "judge": "It rated, filtered or labelled data or outputs.",
        },
    )
    third_party: bool | None = fact("From a third party", "Whether somebody else provides it.")
    supplier: String | None = fact("Supplier of the model", "Who provides it.")
    adaptation: Text | None = fact("Adaptation", "How it was used, integrated or changed.")
    provenance: Text | None = fact("Provenance", "Where the copy in use came from and how its integrity was checked.")
    summary_url: Url | None = fact(
        "Its public summary", "Where its provider has published the summary of its training content."
    )
    legality_checked_on: Date | None = fact(
        "Lawfulness checked on",
        "The day on which it was last checked whether the model had been developed with unlawfully processed personal "
        "data.",
        done=True,
    )
    authority_decisions: list[Ref] | None = fact(
        "Decisions of authorities", "Decisions of authorities or courts about the model that are known."
    )
