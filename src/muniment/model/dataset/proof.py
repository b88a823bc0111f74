"""Three dates apart: when a set was first used as declared, by when a timestamp proves it, when it was recorded."""

from muniment.model.section import Section, fact
from muniment.model.types import Date, PartialDate, String


class DatesProof(Section):
    """Dates of first use and what proves them. The tool fills this in from stamps and version control."""

    first_use: PartialDate | None = fact(
        "First use, as declared",
        "The earliest day from which a model or system says that it used the set; only where the set was stamped.",
        computed=True,
    )
    data_by: Date | None = fact(
        "Data existed not later than",
        "The day by which a timestamp proves that the digests of the data, as the card states them, existed.",
        computed=True,
    )
    card_by: Date | None = fact(
        "This card existed not later than",
        "The day by which a timestamp proves that the card existed as it stands, with all that it draws on.",
        computed=True,
    )
    timestamped_by: list[String] | None = fact(
        "Timestamps by (for the recipient to check)",
        "The timestamp authorities in the words of their certificates; whoever verifies a stamp decides whom to trust.",
        computed=True,
    )
    recorded_on: Date | None = fact(
        "First recorded in version control",
        "The day of the commit that first held this version of the card, by the clock of whoever made the commit.",
        computed=True,
    )
