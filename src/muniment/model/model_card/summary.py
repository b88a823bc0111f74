"""The public summary of a model's training content, and the other documents that describe the model."""

from typing import Literal

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Date, Ref, String, Text, Url, Version

_COMMENT = "An optional comment, printed in this section of the public summary."


class EarlierSummary(Entry):
    """An earlier version of the public summary."""

    url: Url | None = fact("Address", "Where the earlier version can be read.")


class HistoricGap(Entry):
    """Information on the training of an older model that cannot be given in its summary any more."""

    information: Text | None = fact(
        "What is missing", "The information that the summary does not give, and in which section of the template."
    )
    ground: Literal["lost", "disproportionate_effort"] | None = fact(
        "Ground",
        "Why it is not given.",
        choices={
            "lost": "The information is not available any more.",
            "disproportionate_effort": "To find it would cost the provider an effort out of proportion.",
        },
    )
    justification: Text | None = fact("Justification", "What was tried, and why that ground holds.")


class Comments(Section):
    """Comments the template allows, by its sections."""

    s1_3: Text | None = fact("Comments on 1.3", _COMMENT)
    s2_1: Text | None = fact("Comments on 2.1", _COMMENT)
    s2_2_2: Text | None = fact("Comments on 2.2.2", _COMMENT)
    s2_3: Text | None = fact("Comments on 2.3", _COMMENT)
    s2_4: Text | None = fact("Comments on 2.4", _COMMENT)
    s2_5: Text | None = fact("Comments on 2.5", _COMMENT)
    s2_6: Text | None = fact("Comments on 2.6", _COMMENT)
    s3_3: Text | None = fact("Other information (3.3)", "Anything else the provider wishes to say.")


class Summary(Section):
    """The public summary of the training content (Art 53(1)(d))."""

    version: Version | None = fact("Version", "The version of the summary, as text in quotes.", example="1.2")
    previous: list[EarlierSummary] | None = section("Earlier versions")
    last_update: Date | None = fact("Last update", "The day on which the summary was last updated.", done=True)
    next_due: Date | None = fact(
        "Next update due", "Six months after the last update, while training goes on with further data.", computed=True
    )
    material_changes: list[Text] | None = fact(
        "Material changes", "Changes of the training content since the last update that matter to readers."
    )
    historic_gaps: list[HistoricGap] | None = section(
        "Information not available any more",
        "For models placed on the market before 2 August 2025: what cannot be given, and why.",
    )
    urls: list[Url] | None = fact("Published at", "Every place where the summary is published.")
    published_on: Date | None = fact("Published on", "The day of first publication.", done=True)
    plain_language_reviewed_by: String | None = fact(
        "Read by", "Who has checked that the summary can be understood by lay readers."
    )
    comments: Comments | None = section("Comments")


class TdmMeasures(Section):
    """Respect for reservations of rights in this model's data (section 3.1 of the template)."""

    measures: list[Text] | None = fact(
        "Measures before training", "What was done before training to find and respect reservations of rights."
    )
    third_party_measures: list[Text] | None = fact(
        "Measures of suppliers", "What those who supplied data sets did to respect reservations."
    )
    freshness: Date | None = fact(
        "State of reservations", "The day whose state of reservations was applied to the training data.", done=True
    )


class IllegalContent(Section):
    """Removal of illegal content from the training data (section 3.2 of the template)."""

    measures: list[Text] | None = fact(
        "Measures", "What was done to keep illegal content out of the training data, without trade secrets."
    )


class Characteristics(Section):
    """Other characteristics of the training data as a whole (section 1.3 of the template)."""

    regional: Text | None = fact("Regional", "Regional features of the data, such as countries that prevail.")
    demographic: Text | None = fact("Demographic", "Demographic features of the persons in the data.")


class ModelDocumentation(Section):
    """The technical documentation of the model, where it exists as a file."""

    annex_xi_ref: Ref | None = fact("Annex XI file", "The technical documentation for the AI Office and authorities.")
    annex_xii_ref: Ref | None = fact("Annex XII file", "The documentation for those who build on the model.")
