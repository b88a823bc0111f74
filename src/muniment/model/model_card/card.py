"""The model card: an AI model, what went into it, and what must be said about it."""

from typing import Literal

from pydantic import Field

from muniment.model.header import Header
from muniment.model.modalities import MODALITIES, OUTPUTS, Modality
from muniment.model.model_card.evaluation import Anonymity, Evaluation, Memorisation, ModelRisk
from muniment.model.model_card.interface import CoveredModel, InputOutput, ModelLicence
from muniment.model.model_card.size import ContentTypes, Size
from muniment.model.model_card.sources import Sources
from muniment.model.model_card.summary import Characteristics, IllegalContent, ModelDocumentation, Summary, TdmMeasures
from muniment.model.model_card.training import Adaptation, Compute, Energy, Modification, Training
from muniment.model.retention import Retention
from muniment.model.section import fact, section
from muniment.model.types import CardRef, Count, Counts, Date, Digest, Language, Month, Ref, String, Text, Url
from muniment.model.uses import ModelUse, Use


class ModelCard(Header):
    """An AI model, general-purpose or not: its data, its training, its release and its documentation."""

    kind: Literal["model"] = Field(title="Kind", description="What this card describes: a model.")
    title: String | None = fact("Title", "The name under which people know the model.", example="Example 2.1 Large")
    provider: CardRef | None = fact(
        "Provider", "The card of the organisation that provides the model, if it is not the workspace's own."
    )
    gpai: bool | None = fact(
        "General-purpose model", "Whether it is a general-purpose AI model; most duties for models depend on it."
    )
    systemic_risk: bool | None = fact(
        "Systemic risk", "Whether it is a general-purpose AI model with systemic risk (Art 51)."
    )
    generates: list[Modality] | None = fact("Generates", "The kinds of output it generates.", choices=OUTPUTS)
    covered_models: list[CoveredModel] | None = section("Models covered")
    models: list[ModelUse] | None = section("Models it builds on")
    datasets: list[Use] | None = section("Data sets used")
    union_market_date: Date | None = fact(
        "Placed on the Union market", "The day on which the model was first placed on the Union market."
    )
    release_date: Date | None = fact("First release", "The day on which the model was first released anywhere.")
    distribution_channels: list[String] | None = fact("Channels", "The ways in which the model is distributed.")
    tasks: list[Text] | None = fact("Tasks", "The tasks the model is intended to perform.")
    integrable_in: list[Text] | None = fact(
        "Systems it can go into", "The types and nature of AI systems into which it can be integrated."
    )
    acceptable_use_policy_ref: Ref | None = fact("Acceptable use policy", "The acceptable use policies that apply.")
    architecture: Text | None = fact("Architecture", "The architecture of the model.")
    architecture_components: Text | None = fact(
        "Components of the architecture",
        "How software components build on or feed into each other and fit into the whole processing.",
    )
    parameter_count: Count | None = fact(
        "Parameters", "The number of parameters.", unit="parameters", example=7000000000
    )
    io_modalities: list[InputOutput] | None = fact(
        "Inputs and outputs", "What goes in and what comes out: the modality and format of each."
    )
    max_io_size: Counts | None = fact(
        "Largest inputs and outputs", "The largest size of each, such as the length of the context window."
    )
    integration_means: Text | None = fact(
        "Means of integration", "The technical means needed to integrate the model into systems."
    )
    external_interactions: Text | None = fact(
        "Interaction with others", "How the model interacts, or can, with hardware or software that is not part of it."
    )
    software_versions: list[String] | None = fact(
        "Versions of software", "The versions of relevant software related to the use of the model."
    )
    licence: ModelLicence | None = section("Licence")
    public_parts: list[Literal["weights", "architecture", "usage_information"]] | None = fact(
        "Public parts",
        "What of the model is public; the relief for open source needs all three (Art 53(2)).",
        choices={
            "weights": "The parameters, weights included.",
            "architecture": "Information on the architecture.",
            "usage_information": "Information on the use of the model.",
        },
    )
    open_source_claimed: bool | None = fact(
        "Relief claimed", "Whether the provider claims the relief for free and open-source models."
    )
    open_source_exempt: bool | None = fact(
        "Relief met",
        "Whether all four rights are granted, all three parts are public, and there is no systemic risk (Art 53(2)).",
        computed=True,
    )
    file_hashes: list[Digest] | None = fact(
        "Digests of the weights", "The SHA-256 of each file of weights.", measured=True
    )
    endpoint: Url | None = fact("Service address", "The address at which the model is offered as a service.")
    training: Training | None = section("Training")
    compute: Compute | None = section("Computation")
    energy: Energy | None = section("Energy")
    adaptations: list[Adaptation] | None = section("Adaptations")
    evaluation: Evaluation | None = section("Evaluation")
    risks: list[ModelRisk] | None = section("Risks from data")
    memorisation: Memorisation | None = section("Memorisation")
    anonymity: Anonymity | None = section("Anonymity")
    modification: Modification | None = section("Modification of another model")
    provider_duties: bool | None = fact(
        "Duties of a provider",
        "Whether the organisation owes the duties of a provider of general-purpose models for this model: by its role "
        "or, where it modifies models of others, for its own models and for changes above the mark.",
        computed=True,
    )
    trained_since_last_update: bool | None = fact(
        "Trained since the last summary",
        "Whether data sets were used for training after the last update of the summary.",
        computed=True,
    )
    continuous_training: bool | None = fact(
        "Continuous training", "Whether training goes on with new data after the release."
    )
    modalities: list[Modality] | None = fact(
        "Modalities of the training data",
        "The modalities of all data sets used for training.",
        computed=True,
        choices=MODALITIES,
    )
    size: Size | None = section("Size of the training data")
    content_types: list[ContentTypes] | None = section("Types of content")
    latest_acquisition_date: Month | None = fact(
        "Latest acquisition of data", "The latest month in which training data were obtained.", computed=True
    )
    languages: list[Language] | None = fact("Languages", "The languages of the training data.", computed=True)
    eu_languages: list[Language] | None = fact(
        "Official Union languages", "The official languages of the Union among them.", computed=True
    )
    characteristics: Characteristics | None = section("Other characteristics")
    sources: Sources | None = section("Sources of the training data")
    tdm: TdmMeasures | None = section("Reservations of rights")
    illegal_content: IllegalContent | None = section("Illegal content")
    summary: Summary | None = section("Public summary")
    documentation: ModelDocumentation | None = section("Technical documentation")
    retention: Retention | None = section("Keeping of documents")
    offered_to_californians: bool | None = fact(
        "Offered in California", "Whether the model is made available to the public in California."
    )
    substantially_modified_on: Date | None = fact(
        "Last substantial modification",
        "The day on which the latest substantial modification was released: a new version or a further training that "
        "materially changes what the model does or how well (California AB 2013).",
    )
    ab2013_exception: Literal["none", "security", "aviation", "defence"] | None = fact(
        "Exception in California",
        "The exception of California's AB 2013 that the model falls under.",
        choices={
            "none": "None of them.",
            "security": "Its only purpose is security and integrity.",
            "aviation": "Its only purpose is the operation of aircraft.",
            "defence": "It was developed for national security, the military or defence.",
        },
    )
