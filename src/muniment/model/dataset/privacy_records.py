"""Records a controller keeps about personal data in a set: notice, interests, impact, parties, transfers."""

from typing import Literal

from muniment.model.section import Entry, Section, fact
from muniment.model.types import Country, Date, Ref, String, Text, Url


class Notice(Section):
    """The information given to the persons concerned (GDPR Art 13 and 14)."""

    ref: Ref | None = fact(
        "Notice", "The document given to the persons (GDPR Art 5(1)(a)).", example="notices/privacy-support-v5.pdf"
    )
    version: String | None = fact("Version of the notice", "The version they were given (GDPR Art 13).", example="5.0")
    date: Date | None = fact(
        "Date of the notice", "The day that version came into use.", example="2025-11-01", done=True
    )
    covers_training: bool | None = fact(
        "Notice mentions training", "Whether the notice mentions training of models (GDPR Art 13)."
    )
    art_14_given: bool | None = fact(
        "Notice given on indirect collection",
        "Whether persons were informed although the data did not come from them (GDPR Art 14).",
    )
    exemption_reason: Text | None = fact("Reason for not informing", "Why no notice was given (GDPR Art 14).")
    public_url: Url | None = fact("Public notice", "Where the notice stands for everybody (GDPR Art 14).")


class InterestAssessment(Section):
    """The assessment of legitimate interests (GDPR Art 6(1)(f))."""

    ref: Ref | None = fact(
        "Assessment of legitimate interests",
        "The document with the assessment.",
        example="privacy/lia-support-2026.pdf",
    )
    interest: Text | None = fact(
        "Legitimate interest pursued", "The legitimate interest pursued (EDPB Opinion 28/2024)."
    )
    necessity: Text | None = fact(
        "Necessity for that interest", "Why the processing is necessary for it (EDPB Opinion 28/2024)."
    )
    balancing: Text | None = fact(
        "Balance with the persons' interests", "How it weighs against the persons' interests (EDPB Opinion 28/2024)."
    )
    mitigations: list[Text] | None = fact(
        "Mitigations for the persons",
        "Measures that soften the effect on persons (EDPB Opinion 28/2024).",
        example=["Names and numbers are masked before training"],
    )
    phase: Literal["development", "deployment"] | None = fact(
        "Phase of the assessment of interests",
        "The phase the assessment is about (EDPB Opinion 28/2024).",
        choices={"development": "Development of the model.", "deployment": "Its deployment."},
    )


class ImpactAssessment(Section):
    """The data protection impact assessment (GDPR Art 35)."""

    required: bool | None = fact(
        "Impact assessment required", "Whether an impact assessment is required (GDPR Art 35)."
    )
    reason: Text | None = fact("Reason for no impact assessment", "Why no impact assessment is required (GDPR Art 35).")
    ref: Ref | None = fact(
        "Impact assessment", "The document with the assessment (GDPR Art 35).", example="privacy/dpia-2026-07.pdf"
    )
    outcome: Text | None = fact("Outcome of the impact assessment", "What the assessment came to (GDPR Art 35).")
    date: Date | None = fact(
        "Date of the impact assessment", "The day it was finished.", example="2026-07-22", done=True
    )


class PartyRole(Entry):
    """A party that processes personal data of the set, and its role (GDPR Art 26 and 28)."""

    party: String | None = fact("Party", "The legal name of the party.", example="Example Support GmbH")
    role: Literal["controller", "joint_controller", "processor", "sub_processor"] | None = fact(
        "Role",
        "Its role (GDPR Art 26 and 28).",
        choices={
            "controller": "Decides alone on purposes and means.",
            "joint_controller": "Decides on them together with others.",
            "processor": "Processes on a controller's behalf.",
            "sub_processor": "Processes on behalf of a processor.",
        },
        example="controller",
    )
    task: Text | None = fact("Part taken", "What the party does with the data.")


class Transfer(Entry):
    """A transfer of personal data out of the European Economic Area (GDPR Art 44 to 49)."""

    country: Country | None = fact("Third country", "The country the data go to (GDPR Art 44 to 49).", example="US")
    tool: (
        Literal[
            "adequacy_decision",
            "standard_contractual_clauses",
            "binding_corporate_rules",
            "code_or_certification",
            "public_body_instrument",
            "ad_hoc_clauses",
            "derogation",
        ]
        | None
    ) = fact(
        "Transfer tool",
        "What permits the transfer (GDPR Art 45 to 49).",
        choices={
            "adequacy_decision": "A decision on adequate protection, GDPR Art 45.",
            "standard_contractual_clauses": "Standard data protection clauses, GDPR Art 46(2)(c) or (d).",
            "binding_corporate_rules": "Binding corporate rules, GDPR Art 47.",
            "code_or_certification": "An approved code of conduct or certification, GDPR Art 46(2)(e) or (f).",
            "public_body_instrument": "An instrument between public bodies, GDPR Art 46(2)(a) or (3)(b).",
            "ad_hoc_clauses": "Clauses authorised by a supervisory authority, GDPR Art 46(3)(a).",
            "derogation": "A derogation for a specific situation, GDPR Art 49.",
        },
    )
    assessment_ref: Ref | None = fact(
        "Transfer assessment", "The assessment of the law and practice there.", example="privacy/tia-us-2026.pdf"
    )
