"""The people, or models, who labelled: who they are, their pay, contract, protection and platform.

All of it may differ from group to group within one campaign, so it stands with the group.
"""

from typing import Literal

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Amount, Count, Country, Currency, Language, Ref, String, Text

WorkforceKind = Literal["employee", "contractor", "vendor", "crowd_platform", "user", "expert", "model"]
WORKFORCE_KINDS = {
    "employee": "Employed by the holder of the set.",
    "contractor": "Engaged directly, person by person.",
    "vendor": "Employed or engaged by a labelling company.",
    "crowd_platform": "Engaged task by task through a platform.",
    "user": "Users of a product, as part of its use.",
    "expert": "Experts of the field, engaged for their knowledge.",
    "model": "No person: a model gave the labels.",
}


class Pay(Section):
    """What the group was paid, and how that compares with a living wage."""

    basis: Literal["hour", "task", "salary"] | None = fact(
        "Basis of pay",
        "What the amount is paid for.",
        choices={
            "hour": "An hour of work.",
            "task": "A task or an item.",
            "salary": "A month of employment.",
        },
        example="hour",
    )
    amount: Amount | None = fact("Amount paid", "The pay for one unit of the basis.", unit="per basis", example=15)
    currency: Currency | None = fact("Currency", "The currency of the amounts.", example="EUR")
    hourly_amount: Amount | None = fact(
        "Pay per hour worked",
        "What the pay came to for an hour of work, in the same currency, where the basis is another.",
        unit="per hour",
        example=15,
    )
    living_wage_ref: Ref | None = fact(
        "Living wage benchmark",
        "The benchmark the pay is compared with: who set it, for where and when.",
        example="benchmarks/living-wage-lisbon-2026.pdf",
    )
    living_wage_amount: Amount | None = fact(
        "Living wage", "The benchmark's figure for an hour, in the same currency.", unit="per hour", example=11
    )
    meets_living_wage: bool | None = fact(
        "Meets the living wage", "Whether the pay for an hour reaches the benchmark.", computed=True
    )


class HarmfulContent(Section):
    """Exposure of the group to harmful content, and its protection."""

    exposed: bool | None = fact(
        "Exposed to harmful content", "Whether the work showed violent, abusive or like content."
    )
    controls: list[Text] | None = fact(
        "Protective controls",
        "What limited the exposure.",
        example=["Images are shown blurred and in grey", "No more than two hours a day"],
    )
    support: list[Text] | None = fact(
        "Support", "The support offered, during the work and after it.", example=["Free counselling for six months"]
    )


class PlatformWork(Section):
    """Work through a digital labour platform (Directive (EU) 2024/2831)."""

    eu_workers: bool | None = fact("Workers in the Union", "Whether persons of the group work in the Union.")
    status_basis: Text | None = fact(
        "Employment status",
        "How the employment status of the persons was determined (Directive (EU) 2024/2831 Art 4 and 5).",
    )
    automated_management_notice: Ref | None = fact(
        "Notice on automated management",
        "The notice on automated monitoring and decisions (Directive (EU) 2024/2831 Art 7 to 11).",
        example="notices/platform-automated-management-2026.pdf",
    )


class WorkforceGroup(Entry):
    """A group of labellers engaged on the same terms."""

    kind: WorkforceKind | None = fact(
        "Kind of workforce", "Who labelled (Annex IV point 2(d)).", choices=WORKFORCE_KINDS, example="vendor"
    )
    vendor: String | None = fact(
        "Vendor", "The company that employs or engages the group.", example="Example Annotation Lda"
    )
    platform: String | None = fact("Platform", "The platform the work is given out on.", example="Example Crowd")
    headcount: Count | None = fact(
        "Persons", "The number of distinct persons in the group.", unit="persons", example=24, measured=True
    )
    countries: list[Country] | None = fact("Countries of work", "The countries the persons work in.", example=["PT"])
    languages: list[Language] | None = fact(
        "Languages of the group", "The languages the persons master for this task.", example=["de"]
    )
    background: Text | None = fact(
        "Background",
        "What in the persons' background may matter for their judgements (Art 10(2)(f), 10(4)).",
        example="Native speakers of German; four worked in telephone support before.",
    )
    pay: Pay | None = section("Pay")
    unpaid_time: Text | None = fact("Unpaid time", "Time for training, waiting or rejected work that is not paid.")
    contract_kind: String | None = fact(
        "Kind of contract", "The contract the persons work under.", example="Fixed-term employment"
    )
    contact_channel: String | None = fact(
        "Contact for workers",
        "Where persons of the group reach somebody who answers.",
        example="Team lead, and labelling@example.org",
    )
    appeal: Text | None = fact("Appeal", "How persons can contest the rejection of their work.")
    pilot: bool | None = fact("Pilot run", "Whether the task was tried with the group before the campaign.")
    harmful_content: HarmfulContent | None = section("Harmful content")
    platform_work: PlatformWork | None = section("Platform work")
