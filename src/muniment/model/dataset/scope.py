"""What the data are about: subject, place, language, time, persons, and the setting they come from."""

from muniment.model.section import Section, fact
from muniment.model.types import Country, Language, PartialDate, String, Text


class Scope(Section):
    """Subjects, regions and languages covered (Annex IV point 2(d))."""

    domain: list[String] | None = fact(
        "Subject domains",
        "The subjects covered (Annex IV point 2(d), Annex XI Section 1 point 2(c)).",
        example=["Customer support", "Telecommunications"],
    )
    geography: list[Country] | None = fact("Countries", "The countries covered.", example=["DE", "AT"], measured=True)
    languages: list[Language] | None = fact(
        "Languages", "The languages the content is in.", example=["de", "en"], measured=True
    )


class Temporal(Section):
    """The time the content is about, which may differ from the time of its collection."""

    start: PartialDate | None = fact(
        "Content from", "The date of the earliest content.", example="2023-01-02", measured=True
    )
    end: PartialDate | None = fact(
        "Content until", "The date of the latest content.", example="2026-08-31", measured=True
    )


class Population(Section):
    """The persons the data are about."""

    description: Text | None = fact("Persons in the data", "Who the persons in the data are, or that there are none.")
    includes_minors: bool | None = fact("Minors in the data", "Whether minors are among the persons (Art 9(9)).")
    vulnerable_groups: list[String] | None = fact(
        "Vulnerable groups", "Vulnerable groups the data cover (Art 9(9)).", example=["Persons in debt counselling"]
    )


class Setting(Section):
    """The setting the data come from, to be compared with the setting of use (Art 10(4))."""

    geographical: Text | None = fact(
        "Geographical setting",
        "The places the data come from and what is particular to them (Art 10(4)).",
        example="Customers in Germany and Austria; none from Switzerland.",
    )
    contextual: Text | None = fact(
        "Contextual setting",
        "The circumstances in which the data arose (Art 10(4)).",
        example="Written requests to a telephone company's first-line support, on weekdays and weekends.",
    )
    behavioural: Text | None = fact(
        "Behavioural setting",
        "How the persons behaved when the data arose, and what moved them (Art 10(4)).",
        example="Most customers wrote after a failed call, so complaints are more frequent than in calls.",
    )
    functional: Text | None = fact(
        "Functional setting",
        "The function of the process or device the data come from (Art 10(4)).",
        example="Tickets were written to be sorted by agents, not to be read by a model.",
    )
