"""What a system is in law: its risk class, its provider's position, its registration and its declaration."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, WithJsonSchema

from muniment.model.section import Entry, Section, fact
from muniment.model.types import Country, Date, Ref, String, Text, refuse

_POINT = re.compile(r"[1-8](?:\([a-e]\))?")


def _check_point(value: str) -> str:
    if not _POINT.fullmatch(value):
        raise refuse(
            f'"{value}" is not a point of Annex III.', 'Write the point and its letter in quotes: "1(a)", "2".'
        )
    return value


#: A point of Annex III with its letter, where it has letters.
AnnexPoint = Annotated[
    str, AfterValidator(_check_point), WithJsonSchema({"type": "string", "pattern": f"^(?:{_POINT.pattern})$"})
]

RiskClass = Literal["high_risk", "limited", "minimal", "prohibited"]

RISK_CLASSES: dict[str, str] = {
    "high_risk": "High-risk under Article 6.",
    "limited": "Not high-risk, with duties of transparency.",
    "minimal": "Neither.",
    "prohibited": "A practice that Article 5 forbids.",
}


class Classification(Section):
    """The self-assessment of a system listed in Annex III as not high-risk (Art 6(3))."""

    relies_on_art_6_3: bool | None = fact(
        "Assessed as not high-risk", "Whether the provider relies on the exception of Article 6(3)."
    )
    art_6_3_condition: Literal["a", "b", "c", "d"] | None = fact(
        "Condition relied on",
        "The condition of Article 6(3) that the system fulfils.",
        choices={
            "a": "It performs a narrow procedural task.",
            "b": "It improves the result of a human activity completed before.",
            "c": "It detects patterns of decision-making or deviations from them, and replaces no human assessment.",
            "d": "It performs a task that prepares an assessment.",
        },
    )


class ProviderRole(Section):
    """Why the organisation is the provider of this system (Art 25(1) for those who did not develop it)."""

    reason: Literal["original", "own_name", "substantial_modification", "changed_purpose"] | None = fact(
        "Reason",
        "What makes the organisation the provider.",
        choices={
            "original": "It developed the system or had it developed.",
            "own_name": "It put its name or trademark on a high-risk system of somebody else.",
            "substantial_modification": "It modified a high-risk system substantially.",
            "changed_purpose": "It changed the purpose of a system so that it became high-risk.",
        },
    )
    since: Date | None = fact("Since", "The day from which it is the provider.")


class Handover(Section):
    """What the first provider hands over to somebody else who has become the provider (Art 25(2))."""

    taken_over: bool | None = fact(
        "Taken over by a new provider", "Whether somebody else has become the provider of the system (Art 25(1))."
    )
    documents: list[Ref] | None = fact(
        "Documents handed over", "The technical documentation and other information given to the new provider."
    )
    access: Text | None = fact(
        "Access given", "The technical access for testing and validation, and other help, given to the new provider."
    )


class Standard(Entry):
    """One standard or common specification applied to this system."""

    ref: String | None = fact("Standard", "Its number, as in its title.", example="ISO/IEC 5259-1")
    edition: String | None = fact("Edition", "The edition, by year or date.", example="2024")
    harmonised: bool | None = fact(
        "Harmonised", "Whether it is a harmonised standard whose reference stands in the Official Journal."
    )
    extent: Literal["full", "part"] | None = fact(
        "Extent",
        "How far it was applied.",
        choices={"full": "It was applied in full.", "part": "A part was applied; the clause says which."},
    )
    clause: String | None = fact("Clause", "The clause or clauses applied.")


MarketStatus = Literal["on_market", "in_service", "withdrawn", "recalled"]

MARKET_STATUSES: dict[str, str] = {
    "on_market": "It is on the market.",
    "in_service": "It is in service.",
    "withdrawn": "It is no longer placed on the market or in service.",
    "recalled": "It was recalled.",
}


class Registration(Section):
    """The entry of the system in the EU database or, for critical infrastructure, at national level (Art 49)."""

    entry: Ref | None = fact(
        "Entry", "The number or the address of the entry in the database.", example="EU-AI-2027-004711"
    )
    made_on: Date | None = fact("Entered on", "The day on which the entry was made.", done=True)
    data_summary: Text | None = fact(
        "Data and inputs", "The basic and concise description of the information the system uses: data and inputs."
    )
    status: MarketStatus | None = fact(
        "Status", "Whether the system is on the market or in service, as it is registered.", choices=MARKET_STATUSES
    )
    member_states: list[Country] | None = fact(
        "Member States",
        "The Member States in which it was placed on the market, put into service or made available.",
        example=["DE", "FR"],
    )


class Declaration(Section):
    """The EU declaration of conformity (Art 47)."""

    ref: Ref | None = fact("Declaration", "The signed declaration itself.")
    data_protection_statement_ref: Ref | None = fact(
        "Data protection statement",
        "The statement that the system complies with data protection law, where it processes personal data.",
    )


class TechnicalDocumentation(Section):
    """The form of the technical documentation (Art 11)."""

    form: Literal["full_annex_iv", "simplified_annex_iv"] | None = fact(
        "Form",
        "The form in which the technical documentation is drawn up.",
        choices={
            "full_annex_iv": "The full content of Annex IV.",
            "simplified_annex_iv": "The simplified form, open to smaller undertakings.",
        },
    )
    last_reviewed: Date | None = fact(
        "Last reviewed",
        "The day on which the documentation was last checked against the system and brought up to date.",
        done=True,
    )
    single_set: bool | None = fact(
        "One set",
        "Whether one single set holds the information of the AI Act and that of the product law of Annex I, Section A "
        "(Art 11(2)).",
    )
