"""Personal data in the set: basis, purposes, minimisation, rights of persons, and the records behind them (GDPR)."""

from typing import Literal

from muniment.model.dataset.privacy_records import ImpactAssessment, InterestAssessment, Notice, PartyRole, Transfer
from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Count, Duration, PartialDate, Ref, Share, String, Text

LawfulBasis = Literal[
    "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"
]
LAWFUL_BASES = {
    "consent": "The person's consent, GDPR Art 6(1)(a).",
    "contract": "A contract with the person, GDPR Art 6(1)(b).",
    "legal_obligation": "A legal obligation of the controller, GDPR Art 6(1)(c).",
    "vital_interests": "Vital interests of a person, GDPR Art 6(1)(d).",
    "public_task": "A task in the public interest or official authority, GDPR Art 6(1)(e).",
    "legitimate_interests": "Legitimate interests of the controller or a third party, GDPR Art 6(1)(f).",
}


class PersonalField(Entry):
    """A field that holds personal data, and why it is needed (GDPR Art 5(1)(c))."""

    name: String | None = fact("Field", "The field's name in the data.", example="customer_message")
    content: Text | None = fact("Content", "Which personal data the field holds.")
    necessity: Text | None = fact(
        "Necessity of the field",
        "Why the purpose cannot be reached without it (GDPR Art 5(1)(c)).",
        example="The message is what the model learns to sort; names in it are masked.",
    )


class PersonsRights(Section):
    """How persons exercise their rights over data in the set (GDPR Art 15 to 22)."""

    process: Text | None = fact("Handling of requests", "How requests of persons are handled (GDPR Art 15 to 22).")
    objection_mechanism: Text | None = fact(
        "Way to object", "How a person objects, and by when items leave the set (GDPR Art 15 to 22)."
    )
    removals_applied: Count | None = fact(
        "Items removed on request", "The number of items removed at persons' request.", unit="rows", measured=True
    )


class PiiRemoval(Section):
    """Removal of direct identifiers (GDPR Art 25)."""

    method: Text | None = fact(
        "Method of removal of identifiers", "How identifiers are found and removed or replaced (GDPR Art 25)."
    )
    recall: Share | None = fact(
        "Share of identifiers found", "The share of identifiers found, on a marked sample.", unit="share", measured=True
    )
    date: PartialDate | None = fact(
        "Identifiers removed on", "When the removal was run.", example="2026-09-30", done=True
    )


class PersonalData(Section):
    """Personal data in the set (GDPR); the AI Act leaves these duties untouched (Art 2(7))."""

    present: bool | None = fact(
        "Personal data present",
        "Whether the set holds personal data; detectors may raise it, only a person may say no.",
        measured=True,
    )
    lawful_basis: list[LawfulBasis] | None = fact(
        "Lawful basis",
        "The legal ground of processing, all that are relied on (GDPR Art 6(1)).",
        choices=LAWFUL_BASES,
        example=["legitimate_interests"],
    )
    original_purpose: Text | None = fact(
        "Original purpose",
        "The purpose for which the data were first collected (Art 10(2)(b), GDPR Art 5(1)(b)).",
        example="To answer the customer's request.",
    )
    training_purpose: Text | None = fact(
        "Purpose of training", "The purpose for which they are used now (GDPR Art 5(1)(b))."
    )
    reused_for_new_purpose: bool | None = fact(
        "Used for a new purpose", "Whether the two purposes differ.", computed=True
    )
    compatibility_assessment_ref: Ref | None = fact(
        "Compatibility assessment", "The test whether the new purpose is compatible (GDPR Art 6(4))."
    )
    obtained_from_data_subject: bool | None = fact(
        "Obtained from the persons", "Whether the data come from the persons themselves (GDPR Art 13 or 14)."
    )
    source_categories: list[String] | None = fact(
        "Sources named to persons",
        "The sources the persons were told of (GDPR Art 14).",
        example=["Business partners of the operator"],
    )
    fields: list[PersonalField] | None = section("Fields", "The fields that hold personal data.")
    minimisation_measures: list[Text] | None = fact(
        "Minimisation of personal data",
        "What reduces the personal data to what is necessary (GDPR Art 5(1)(c)).",
        example=["Attachments are not taken over"],
    )
    accuracy_process: Text | None = fact(
        "Accuracy of personal data", "How the data are kept accurate (GDPR Art 5(1)(d))."
    )
    retention_period: Duration | None = fact(
        "Retention period of personal data", "How long the data are kept (GDPR Art 5(1)(e)).", example="P2Y"
    )
    deletion_method: Text | None = fact(
        "Deletion of personal data", "How the data are deleted, copies included (GDPR Art 5(1)(e))."
    )
    security_measures: list[Text] | None = fact(
        "Security measures",
        "What keeps the data secure (GDPR Art 5(1)(f), 32).",
        example=["Access by role, reviewed each quarter"],
    )
    notice: Notice | None = section("Information to persons")
    consent_record_ref: Ref | None = fact("Record of consent", "Where consents are recorded (GDPR Art 6(1)(a)).")
    lia: InterestAssessment | None = section("Legitimate interests")
    includes_children: bool | None = fact("Data of children", "Whether data of children are in the set (GDPR Art 8).")
    age_verification: Text | None = fact("Age check", "How age and parental consent were checked (GDPR Art 8).")
    criminal_offence_data: bool | None = fact(
        "Data on offences", "Whether the set holds data on convictions or offences (GDPR Art 10)."
    )
    criminal_data_authorisation: Text | None = fact(
        "Law on data on offences", "The law that authorises their processing (GDPR Art 10)."
    )
    rights: PersonsRights | None = section("Rights of persons")
    pii_removal: PiiRemoval | None = section("Removal of identifiers")
    roles: list[PartyRole] | None = section("Parties and roles", "The parties that process the data (GDPR Art 26, 28).")
    third_parties_involved: bool | None = fact(
        "Joint controllers or processors involved",
        "Whether joint controllers or processors are involved (GDPR Art 26, 28).",
    )
    processor_contract_ref: Ref | None = fact(
        "Contract with processor", "The contract or arrangement with them (GDPR Art 26, 28)."
    )
    ropa_ref: Ref | None = fact(
        "Record of processing activities", "The entry in the record (GDPR Art 30).", example="ropa/2026.xlsx, entry 41"
    )
    dpia: ImpactAssessment | None = section("Impact assessment")
    dpo_advice_ref: Ref | None = fact(
        "Advice of the data protection officer", "The officer's advice (EDPB Opinion 28/2024)."
    )
    transferred_outside_eea: bool | None = fact(
        "Transferred out of the EEA", "Whether the data leave the European Economic Area (GDPR Art 44 to 49)."
    )
    transfers: list[Transfer] | None = section("Transfers", "The transfers, country by country (GDPR Art 44 to 49).")
    research_purpose_claimed: bool | None = fact(
        "Research purpose claimed", "Whether the rules for research or statistics are relied on (GDPR Art 89)."
    )
    research_safeguards: list[Text] | None = fact(
        "Safeguards for research",
        "The safeguards that go with it (GDPR Art 89).",
        example=["Only pseudonymised extracts leave the archive"],
    )
    scraping_mitigations: list[Text] | None = fact(
        "Mitigations of scraping",
        "What softens the effect of scraping on persons (EDPB Opinion 28/2024).",
        example=["Social networks and sites for minors are not crawled"],
    )
