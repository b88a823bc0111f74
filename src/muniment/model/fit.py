"""Fit for purpose: facts about a data set that are true only relative to a use of it (Art 10(2)(e), 10(3), 10(4)).

They belong to the use, in the card of the model or system. A data-set card may hold a default, which is printed as
"as stated by the data set's owner".
"""

from typing import Literal

from muniment.model.section import Section, fact, section
from muniment.model.types import Amount, Date, String, Table, Text


class Sufficiency(Section):
    """Availability, quantity and suitability of the data for this use (Art 10(2)(e))."""

    required_quantity: Amount | None = fact(
        "Quantity required", "How much data this use needs, in the unit named beside it.", example=150000
    )
    available: bool | None = fact("Such data available", "Whether data of that kind and amount could be had.")
    quantity: Amount | None = fact("Quantity at hand", "How much there is, in the same unit.", measured=True)
    unit: String | None = fact("Unit", "The unit of both quantities.", example="images")
    verdict: Literal["suitable", "partly", "unsuitable"] | None = fact(
        "Verdict on sufficiency",
        "The outcome of the assessment.",
        choices={
            "suitable": "The data suffice for this use.",
            "partly": "The data suffice for a part; the gaps say for which not.",
            "unsuitable": "The data do not suffice.",
        },
    )
    assessed_on: Date | None = fact("Sufficiency assessed on", "The day of the assessment.", done=True)


class Fit(Section):
    """How well the data fit a use: relevance, population, setting, sufficiency."""

    purpose: Text | None = fact("Purpose served", "How the set serves the purpose of this use.")
    relevance: Text | None = fact("Relevance", "Why these data are relevant for the intended purpose (Art 10(3)).")
    target_population: Text | None = fact(
        "Target population", "The persons or things the system is to be used on, or the model is to serve."
    )
    comparison: Table | None = fact(
        "Comparison with the population", "Shares in the data beside shares in the population of use.", measured=True
    )
    setting: Text | None = fact(
        "Fit of setting",
        "Why data from their geographical, contextual, behavioural and functional setting fit the setting of use "
        "(Art 10(4)).",
    )
    sufficiency: Sufficiency | None = section("Sufficiency")
