"""The data-set card: its own facts, and its sections in the order in which they are read."""

from typing import Literal

from pydantic import Field

from muniment.model.dataset.bias import BiasExamination, BiasMeasure
from muniment.model.dataset.crawl import Crawl
from muniment.model.dataset.fields import RecordField
from muniment.model.dataset.governance import Assumption, Combination, DesignChoice, Gap, Governance
from muniment.model.dataset.labelling import Labelling
from muniment.model.dataset.personal_data import PersonalData
from muniment.model.dataset.preparation import (
    LIFECYCLE_STAGES,
    Cleaning,
    LifecycleStage,
    ProcessingStep,
    Selection,
    Staleness,
)
from muniment.model.dataset.proof import DatesProof
from muniment.model.dataset.provenance import Acquisition, Collection, CustomerData, Origin, Recipient, Source, Supplier
from muniment.model.dataset.quality import (
    DataSecurity,
    Leakage,
    Quality,
    Representativeness,
    Statistics,
    Unsuitability,
)
from muniment.model.dataset.quantities import MODALITIES, Distribution, Measure, Modality, Split
from muniment.model.dataset.rights import CaliforniaTerms, Licensing, Rights, Tdm
from muniment.model.dataset.scope import Population, Scope, Setting, Temporal
from muniment.model.dataset.special_categories import SpecialCategories
from muniment.model.dataset.synthetic import Synthetic
from muniment.model.fit import Fit
from muniment.model.header import Header
from muniment.model.section import fact, section
from muniment.model.types import Date, Digest, String, Text, Url

#: The parts of a set's documentation that a supplier can answer for; which facts each holds: schemas/vocab/parts.json.
PARTS = {
    "labelling": "The labels: who made them, how, under which guideline, and how their quality was controlled.",
    "collection": "Where the data come from: sources, collection, crawling, and what they cover.",
    "licence": "The licence, and the rights in the content.",
    "synthetic": "How data were generated: the generators, their method and filters.",
}


class DatasetCard(Header):
    """A set of data used to train, validate or test models, in one version."""

    kind: Literal["dataset"] = Field(
        title="Kind of card", description="Always dataset: this card describes a data set."
    )
    part: list[Literal["labelling", "collection", "licence", "synthetic"]] | None = fact(
        "Part of the set",
        "The parts that this card is about, where it is not about the whole set; what lies outside is not in scope.",
        choices=PARTS,
        example=["labelling"],
    )
    title: String | None = fact(
        "Title",
        "The name of the set as it is printed (Annex IV point 2(d)).",
        example="German customer-support tickets",
    )
    description: Text | None = fact(
        "Description",
        "What the set is and contains, in a few sentences (Annex IV point 2(d)).",
        example="Requests of private customers to a telephone company, with the replies and the cause of each.",
    )
    url: Url | None = fact("Public location", "Where the set can be had, if it is public.")
    release_date: Date | None = fact(
        "First release", "The day on which this version was first made available outside the organisation."
    )
    content_hash: Digest | None = fact(
        "Digest of content", "One digest over all files of this version (Art 15(5)).", measured=True
    )
    proof: DatesProof | None = section("Dates of use", "Dates of first use, and what proves them.")
    modalities: list[Modality] | None = fact(
        "Modalities",
        "The kinds of content (Annex IV point 2(d), Annex XI Section 1 point 2(c)).",
        choices=MODALITIES,
        example=["text"],
        measured=True,
    )
    measures: list[Measure] | None = section("Quantities", "How much data there is, by modality, part and point.")
    splits: list[Split] | None = section("Splits", "The parts kept apart for training, validation and testing.")
    distribution: list[Distribution] | None = section("Files", "The files in which the set lies.")
    fields: list[RecordField] | None = section("Fields", "The fields of the records in the files.")

    source: Source | None = section("Source")
    origin: Origin | None = section("Origin")
    acquisition: Acquisition | None = section("Acquisition")
    collection: Collection | None = section("Collection")
    supplier: Supplier | None = section("Supplier")
    supplied_to: list[Recipient] | None = section("Recipients", "The parties the set is supplied to.")
    customer_data: CustomerData | None = section("Customer data")
    licence: Licensing | None = section("Licence")
    rights: Rights | None = section("Rights in the content")
    tdm: Tdm | None = section("Text and data mining")
    crawl: Crawl | None = section("Crawling")
    synthetic: Synthetic | None = section("Synthetic data")

    scope: Scope | None = section("Scope")
    temporal: Temporal | None = section("Period of the content")
    characteristics: list[Text] | None = fact(
        "Main characteristics",
        "What marks the data: length, style, resolution, devices, known groups (Annex IV point 2(d)).",
        example=["Short messages, half of them under 400 characters", "One request may run over several messages"],
    )
    population: Population | None = section("Population")
    setting: Setting | None = section("Setting")
    fit: Fit | None = section("Fit for purpose", "Fit for purpose as the data set's owner states it; a use may differ.")

    governance: Governance | None = section("Governance")
    design_choices: list[DesignChoice] | None = section("Design choices", "The choices that shaped the set.")
    assumptions: list[Assumption] | None = section("Assumptions", "What is assumed about what the data stand for.")
    construct_measured: Text | None = fact(
        "Construct measured",
        "What the data are meant to measure or represent (Art 10(2)(d)).",
        example="The cause of a customer's request.",
    )
    proxy_variables: list[String] | None = fact(
        "Stand-in variables",
        "Variables that stand in for something that is not observed (Art 10(2)(d)).",
        example=["Solution code, for the true cause"],
    )
    selection: Selection | None = section("Selection")
    processing_steps: list[ProcessingStep] | None = section(
        "Processing steps", "What was done with the data, in order."
    )
    cleaning: Cleaning | None = section("Cleaning")
    labelling: Labelling | None = section("Labelling")
    update_policy: Text | None = fact("Updates", "How and when the set is updated (Art 10(2)(c)).")
    staleness: Staleness | None = section("Age of the data")
    lifecycle_stage: LifecycleStage | None = fact(
        "Life-cycle stage",
        "Where the set stands, in words of our own that follow the stages of ISO/IEC 8183.",
        choices=LIFECYCLE_STAGES,
        example="operation",
    )

    quality: Quality | None = section("Quality")
    representativeness: Representativeness | None = section("Representativeness")
    statistics: Statistics | None = section("Statistics")
    combination: Combination | None = section("Combination with other sets")
    leakage: Leakage | None = section("Overlap between parts")
    security: DataSecurity | None = section("Security against manipulation")
    unsuitability: Unsuitability | None = section("Unsuitable sources")
    bias_examination: BiasExamination | None = section("Examination for bias")
    bias_measures: list[BiasMeasure] | None = section("Measures against bias", "What was done about the biases found.")
    gaps: list[Gap] | None = section("Gaps", "Gaps and shortcomings, and how they are to be closed.")

    personal_data: PersonalData | None = section("Personal data")
    special_categories: SpecialCategories | None = section("Special categories of personal data")
    ccpa: CaliforniaTerms | None = section("Californian privacy terms")
