"""How long documents are kept: the day from which the years count, and the day to which they run."""

from typing import Literal

from muniment.model.section import Section, fact
from muniment.model.types import Date


class Retention(Section):
    """The time for which the documents of a system or model are kept at the disposal of authorities (Art 18, 54(3))."""

    anchor_date: Date | None = fact(
        "Counted from",
        "The day from which the years are counted: that of placing on the market or putting into service.",
        computed=True,
    )
    until: Date | None = fact("Kept until", "The last day of the ten years.", computed=True)


class SystemRetention(Retention):
    """The same for a system, whose provider may keep them under the rules of financial services (Art 18(3))."""

    regime: Literal["ai_act", "financial_services"] | None = fact(
        "Regime",
        "The rules under which the documents are kept.",
        choices={
            "ai_act": "The ten years of the AI Act.",
            "financial_services": "As part of the documents kept under Union law on financial services (Art 18(3)).",
        },
        computed=True,
    )
