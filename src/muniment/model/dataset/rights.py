"""By which right the data are used: licence, copyright, text and data mining, terms of Californian law."""

from typing import Literal

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Count, Date, Licence, String, Text, Url


class LicencePart(Entry):
    """A part of the set that stands under a licence of its own."""

    applies_to: Text | None = fact(
        "Applies to", "The part meant: files, fields, a source, a split.", example="Product manuals in docs/"
    )
    licence: Licence | None = fact("Licence of the part", "The licence of the part.", example="CC-BY-SA-4.0")
    terms_url: Url | None = fact("Terms of the part", "Where these terms stand.")
    attribution: Text | None = fact("Attribution", "The attribution the licence asks for.")


class Licensing(Section):
    """The licence of the set as a whole, and of its parts where they differ."""

    id: Licence | None = fact(
        "Licence",
        "The licence of the set, as an SPDX expression; LicenseRef- for terms of one's own (Annex IV point 2(d)).",
        example="CC-BY-4.0",
    )
    name: String | None = fact(
        "Name of licence", "What the licence or contract is called.", example="Example Data Terms 2026"
    )
    terms_url: Url | None = fact(
        "Terms of the licence", "Where the terms stand.", example="https://data.example.org/terms"
    )
    remarks: Text | None = fact("Remarks on the licence", "Conditions and limits of use a reader must know.")
    parts: list[LicencePart] | None = section("Licences of parts", "Parts of the set under a licence of their own.")


class Rights(Section):
    """The rights in the content and how they were secured."""

    obtained: Text | None = fact(
        "Rights obtained", "How the rights needed for this use were secured, and from whom (Model Documentation Form)."
    )
    ip_status: Literal["copyright", "trademark", "patent", "public_domain", "mixed"] | None = fact(
        "Protection of the content",
        "Whether the content is protected or wholly in the public domain (California AB 2013).",
        choices={
            "copyright": "Protected by copyright or a related right.",
            "trademark": "Protected by trademark.",
            "patent": "Protected by patent.",
            "public_domain": "Wholly in the public domain.",
            "mixed": "Several of these, or protected in part.",
        },
    )


class ReservationCheck(Entry):
    """One check whether rightsholders reserved text and data mining."""

    protocol: String | None = fact(
        "Protocol", "The way of reserving that was looked for (Directive (EU) 2019/790 Art 4(3)).", example="robots.txt"
    )
    date: Date | None = fact(
        "Checked on", "The day of the check, from the crawl records.", example="2026-02-11", measured=True, done=True
    )
    result: Literal["free", "reserved", "unclear"] | None = fact(
        "Result",
        "What the check found.",
        choices={
            "free": "No reservation was found.",
            "reserved": "Mining is reserved.",
            "unclear": "The signal is missing, broken or contradictory.",
        },
        measured=True,
    )


class Tdm(Section):
    """Text and data mining: the copyright basis and the respect of reservations (Directive (EU) 2019/790)."""

    basis: Literal["licence", "dsm_art_3", "dsm_art_4", "public_domain", "own", "other"] | None = fact(
        "Copyright basis",
        "What permits the copies (Directive (EU) 2019/790 Art 3 and 4).",
        choices={
            "licence": "The rightsholder's permission.",
            "dsm_art_3": "Mining for scientific research, Directive (EU) 2019/790 Art 3.",
            "dsm_art_4": "Mining where no rights are reserved, Directive (EU) 2019/790 Art 4.",
            "public_domain": "No protection, or none any more.",
            "own": "The holder's own works.",
            "other": "Another basis; say which under rights.",
        },
    )
    lawful_access_basis: Text | None = fact(
        "Lawful access", "Why access to the works was lawful (Directive (EU) 2019/790 Art 4(1))."
    )
    copies_kept_until: Date | None = fact(
        "Copies kept until", "The day until which copies are kept for mining (Directive (EU) 2019/790 Art 4(2))."
    )
    reservation_checks: list[ReservationCheck] | None = section(
        "Checks of reservations", "The checks whether rights were reserved (Directive (EU) 2019/790 Art 4(3))."
    )
    excluded_count: Count | None = fact(
        "Items left out", "The number of items left out because rights are reserved.", unit="items", measured=True
    )
    retroactive: bool | None = fact(
        "Later reservations respected", "Whether a later reservation also removes items obtained before it."
    )


class CaliforniaTerms(Section):
    """Terms of the California Consumer Privacy Act that California AB 2013 asks about."""

    personal_information: bool | None = fact(
        "Personal information", "Whether the set holds personal information in the Californian sense."
    )
    aggregate_consumer_information: bool | None = fact(
        "Aggregate consumer information", "Whether the set holds aggregate consumer information in that sense."
    )
