"""Who answers for the set, which choices and assumptions shaped it, what is missing, and sets judged together."""

from typing import Literal

from muniment.model.section import Entry, Section, fact
from muniment.model.types import CardRef, Date, PartialDate, Ref, String, Text


class Governance(Section):
    """Data governance: the policy, the person in charge, the review (Art 10(2))."""

    policy_ref: Ref | None = fact(
        "Data governance policy",
        "The policy the set is kept under (Art 10(2)).",
        example="policies/data-governance-v4.pdf",
    )
    owner: String | None = fact(
        "Data owner", "The person or post that answers for the set.", example="Head of Support Analytics"
    )
    review_date: Date | None = fact(
        "Last review", "The day of the last review of the set.", example="2026-10-05", done=True
    )


class DesignChoice(Entry):
    """A choice that shaped the set (Art 10(2)(a))."""

    decision: Text | None = fact(
        "Decision",
        "What was decided (Art 10(2)(a)).",
        example="Only tickets closed with a solution code are taken.",
    )
    rationale: Text | None = fact("Reasons", "Why it was decided so (Art 10(2)(a)).")
    alternatives: list[Text] | None = fact("Alternatives", "What else was weighed, and why it was not chosen.")
    date: PartialDate | None = fact("Decided on", "When it was decided.", example="2026-03", done=True)


class Assumption(Entry):
    """An assumption about what the data stand for (Art 10(2)(d))."""

    statement: Text | None = fact(
        "Assumption",
        "What is taken for granted about the data (Art 10(2)(d)).",
        example="The solution code set by the agent is the true cause of the request.",
    )


class Gap(Entry):
    """A gap or shortcoming in the data that stands against a requirement (Art 10(2)(h))."""

    description: Text | None = fact(
        "Gap",
        "What is missing or wrong in the data (Art 10(2)(h)).",
        example="Tickets from Austria before 2024 are missing.",
    )
    affects_requirement: String | None = fact(
        "Requirement affected", "The id of the requirement the gap stands against.", example="AIA-10-4-geo"
    )
    remedy: Text | None = fact("Remedy", "How the gap is to be closed (Art 10(2)(h)).")
    owner: String | None = fact("In charge", "The person or post that closes it.", example="Data engineering")
    status: Literal["open", "in_progress", "closed"] | None = fact(
        "State of work",
        "How far the remedy has come.",
        choices={"open": "Not begun.", "in_progress": "Begun.", "closed": "Done and checked."},
    )
    due: Date | None = fact("Due", "The day by which it is to be closed.", example="2027-03-31")


class Combination(Section):
    """Whether the criteria of Art 10(3) are met by this set alone or together with others."""

    criteria_met_at: Literal["dataset", "combination"] | None = fact(
        "What meets the criteria",
        "The level at which relevance, representativeness and quality are judged (Art 10(3)).",
        choices={
            "dataset": "This set alone.",
            "combination": "This set together with the members named.",
        },
    )
    members: list[CardRef] | None = fact(
        "Sets judged together", "The sets judged together with this one.", example=["support-chats-de@1.2.0"]
    )
