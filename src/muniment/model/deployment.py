"""The deployment card: one use of a system under a deployer's authority."""

from typing import Literal

from pydantic import Field

from muniment.model.header import Header
from muniment.model.section import Section, fact, section
from muniment.model.types import CardRef, Date, Duration, Ref, String, Text

Controller = Literal["provider", "deployer"]

CONTROLLERS: dict[str, str] = {
    "provider": "The provider of the system controls them.",
    "deployer": "The deployer controls them.",
}


class DeploymentInput(Section):
    """The data the system is fed in this deployment (Art 26(4))."""

    controlled_by: list[Controller] | None = fact(
        "Controlled by", "Who decides which data the system is given.", choices=CONTROLLERS
    )
    relevance: Text | None = fact("Relevance", "Why the input data are relevant for the intended purpose.")
    representativeness: Text | None = fact(
        "Representativeness", "Why they represent sufficiently the persons and cases the system is used on."
    )


class DeploymentLogging(Section):
    """The logs the system writes in this deployment (Art 26(6))."""

    controlled_by: list[Controller] | None = fact("Controlled by", "Who controls the logs.", choices=CONTROLLERS)
    retention: Duration | None = fact(
        "Kept for", "How long the logs are kept; six months at least, unless other law says otherwise.", example="P6M"
    )


class Dpia(Section):
    """The data protection impact assessment of this deployment."""

    required: bool | None = fact("Impact assessment required", "Whether an assessment is required.")
    ref: Ref | None = fact("Impact assessment", "The document with the assessment.", example="privacy/dpia-2026-07.pdf")
    summary: Text | None = fact("Summary", "The assessment in a few sentences, as it may be handed on.")


class DeploymentRegistration(Section):
    """The entry of this use in the EU database, by a public authority or on its behalf (Art 49(3))."""

    entry: Ref | None = fact(
        "Entry", "The number or the address of the entry in the database.", example="EU-AI-2027-004713"
    )
    made_on: Date | None = fact("Entered on", "The day on which the entry was made.", done=True)


class Population(Section):
    """The persons this deployment affects."""

    affected_groups: list[String] | None = fact(
        "Groups affected", "The categories of natural persons and groups likely to be affected.", example=["applicants"]
    )
    risks_of_harm: list[Text] | None = fact(
        "Risks of harm", "The specific risks of harm likely to have an impact on these groups (Art 27(1)(d))."
    )


class DeploymentCard(Header):
    """A deployment: one system in use under one deployer's authority."""

    kind: Literal["deployment"] = Field(title="Kind", description="What this card describes: a deployment.")
    title: String | None = fact("Title", "What people call this deployment.", example="Ticket routing, Lyon office")
    system: CardRef | None = fact(
        "System", "The card of the system deployed, with its version.", example="ticket-router@3.1.0"
    )
    deployer: CardRef | None = fact(
        "Deployer", "The card of the organisation that deploys, if it is not the workspace's own.", example="example-sa"
    )
    in_use_since: Date | None = fact("In use since", "The day on which use began.")
    input_data: DeploymentInput | None = section("Input data")
    logging: DeploymentLogging | None = section("Logs")
    dpia: Dpia | None = section("Data protection impact assessment")
    fria_required: bool | None = fact(
        "Rights assessment due", "Whether an assessment of the impact on fundamental rights is due (Art 27)."
    )
    fria_summary: Text | None = fact(
        "Summary of the rights assessment",
        "The findings of that assessment in a few sentences, as they are registered (Annex VIII Section C point 4).",
    )
    public_authority: bool | None = fact(
        "Public deployer", "Whether the deployer is a public authority or acts on behalf of one."
    )
    registration: DeploymentRegistration | None = section("EU database")
    population: Population | None = section("Persons affected")
