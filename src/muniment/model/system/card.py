"""The system card: an AI system, the data and models that went into it, and what must be said about it."""

from typing import Literal

from pydantic import Field

from muniment.model.header import Header
from muniment.model.modalities import OUTPUTS, Modality
from muniment.model.retention import SystemRetention
from muniment.model.section import fact, section
from muniment.model.system.classification import (
    RISK_CLASSES,
    AnnexPoint,
    Classification,
    Declaration,
    Handover,
    ProviderRole,
    Registration,
    RiskClass,
    Standard,
    TechnicalDocumentation,
)
from muniment.model.system.development import (
    ComputeResources,
    ContinualLearning,
    Design,
    DesignChange,
    InputData,
    Logging,
    Oversight,
    PlannedChange,
    PostMarket,
    ReferenceDatabase,
    Security,
    Setting,
    SystemTraining,
)
from muniment.model.system.testing import Instructions, Metric, Performance, SystemRisk, Testing, TestReport
from muniment.model.types import CardRef, Date, Ref, String, Text, Version
from muniment.model.uses import ModelUse, Use


class SystemCard(Header):
    """An AI system: its purpose and class, its data, its development and testing, and its life after that."""

    kind: Literal["system"] = Field(title="Kind", description="What this card describes: a system.")
    title: String | None = fact("Title", "The name under which the system is offered.", example="Ticket Router")
    provider: CardRef | None = fact(
        "Provider", "The card of the organisation that provides the system, if it is not the workspace's own."
    )
    intended_purpose: Text | None = fact(
        "Intended purpose", "The use for which the provider intends the system, with context and conditions of use."
    )
    risk_class: RiskClass | None = fact(
        "Risk class", "The class of the system; the duties on data rest on high-risk systems.", choices=RISK_CLASSES
    )
    annex_iii: bool | None = fact("Listed in Annex III", "Whether its purpose is listed in Annex III.")
    annex_iii_points: list[AnnexPoint] | None = fact(
        "Points of Annex III", "The points of Annex III it falls under, in quotes.", example=["4(a)"]
    )
    annex_i_section: Literal["A", "B"] | None = fact(
        "Section of Annex I",
        "The section of Annex I that lists the product law the system falls under.",
        choices={"A": "Section A.", "B": "Section B."},
    )
    sectoral_acts: list[String] | None = fact(
        "Acts of Annex I", "The acts of Annex I that apply to the product.", example=["Regulation (EU) 2017/745"]
    )
    classification: Classification | None = section("Assessment as not high-risk")
    provider_role: ProviderRole | None = section("Why it is the provider")
    high_risk_use_excluded_by_original_provider: bool | None = fact(
        "High-risk use excluded",
        "Whether the original provider clearly stated that its system is not to be changed into a high-risk one "
        "(Art 25(2)).",
    )
    handover: Handover | None = section("Hand-over to a new provider")
    previous_versions: list[Version] | None = fact("Earlier versions", "The versions before this one, in quotes.")
    placed_on: Date | None = fact(
        "On the market or in service since", "The day on which it was first placed on the market or put into service."
    )
    design_changes: list[DesignChange] | None = section("Significant changes of design")
    last_design_date: Date | None = fact(
        "Date of the design in force",
        "The day of the last significant change of design or, without one, that of placing on the market or putting "
        "into service; systems out before the application date of their duties are judged by it (Art 111(2)).",
        computed=True,
    )
    intended_for_public_authority: bool | None = fact(
        "For public authorities",
        "Whether it is intended to be used by public authorities, for which the duties apply by 2 August 2030 at the "
        "latest (Art 111(2)).",
    )
    retention: SystemRetention | None = section("Keeping of documents")
    generates: list[Modality] | None = fact("Generates", "The kinds of synthetic output it generates.", choices=OUTPUTS)
    output_marking: Text | None = fact(
        "Marks on outputs",
        "How its synthetic outputs are marked in a machine-readable way, kind by kind (Art 50(2)).",
    )
    processes_personal_data: bool | None = fact(
        "Processes personal data", "Whether personal data are processed when it is used (Annex V, point 5)."
    )
    uses_model_training: bool | None = fact(
        "Built by training", "Whether it was developed with techniques that train models with data (Art 10(1), 10(6))."
    )
    datasets: list[Use] | None = section("Data sets used")
    models: list[ModelUse] | None = section("Models and pre-trained tools it builds on")
    development_steps: list[Text] | None = fact(
        "Steps of development", "The methods and steps by which the system was developed, in their order."
    )
    design: Design | None = section("Design")
    architecture: Text | None = fact(
        "Architecture",
        "How the software components build on or feed into each other and fit into the whole processing.",
    )
    compute: ComputeResources | None = section("Computation")
    training: SystemTraining | None = section("Training")
    oversight: Oversight | None = section("Human oversight")
    has_planned_changes: bool | None = fact(
        "Changes fixed in advance", "Whether changes of the system and its performance are determined in advance."
    )
    planned_changes: list[PlannedChange] | None = section("Planned changes")
    testing: Testing | None = section("Validation and testing")
    metrics: list[Metric] | None = section("Metrics")
    test_reports: list[TestReport] | None = section("Test reports")
    performance: Performance | None = section("Performance")
    known_limitations: list[Text] | None = fact("Known limits", "The known limits of the system, each in a sentence.")
    unintended_outcomes: list[Text] | None = fact(
        "Unintended outcomes",
        "The unintended outcomes that can be foreseen in view of the purpose, each in a sentence.",
    )
    risks: list[SystemRisk] | None = section("Risks from data")
    risk_file_ref: Ref | None = fact("Risk management file", "The file of the risk management system (Art 9).")
    impact_on_minors: Text | None = fact(
        "Impact on minors",
        "Whether the system is likely to have an adverse impact on persons under 18 in view of its purpose, and why "
        "(Art 9(9)).",
    )
    impact_on_vulnerable_groups: Text | None = fact(
        "Impact on vulnerable groups",
        "Whether it is likely to have an adverse impact on other vulnerable groups, which ones, and why (Art 9(9)).",
    )
    input_data: InputData | None = section("Input data")
    setting: Setting | None = section("Setting of use")
    changelog: list[Text] | None = fact("Changes", "The changes made over the system's life, newest first.")
    standards_applied: list[Standard] | None = section("Standards applied")
    solutions_adopted: Text | None = fact(
        "Solutions without harmonised standards",
        "The solutions by which the requirements on high-risk systems are met where no harmonised standard is applied.",
    )
    transparency_items: list[Text] | None = fact(
        "Transparency items", "Further items of information given to stakeholders, by the taxonomy of ISO/IEC 12792."
    )
    security: Security | None = section("Security")
    logging: Logging | None = section("Logs")
    reference_database: ReferenceDatabase | None = section("Reference database")
    continual_learning: ContinualLearning | None = section("Learning in use")
    instructions: Instructions | None = section("Instructions for use")
    registration: Registration | None = section("EU database")
    documentation: TechnicalDocumentation | None = section("Technical documentation")
    declaration: Declaration | None = section("Declaration of conformity")
    post_market: PostMarket | None = section("Post-market monitoring")
