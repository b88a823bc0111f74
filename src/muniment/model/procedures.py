"""What an organisation has set up once for all its systems and models: quality system, records, archive, complaints."""

from typing import Literal

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Ref, String, Text

Operation = Literal[
    "acquisition",
    "collection",
    "analysis",
    "labelling",
    "storage",
    "filtration",
    "mining",
    "aggregation",
    "retention",
]


class Complaints(Section):
    """How complaints of rightsholders are received and answered."""

    procedure: Ref | None = fact("Procedure", "The document that says how a complaint is lodged and handled.")
    log: Ref | None = fact("Log", "The log of complaints received.")


class Requests(Section):
    """Requests for information other than complaints."""

    log: Ref | None = fact("Log", "The log of requests, such as a rightsholder's question about single domains.")


class DataProcedure(Entry):
    """One written procedure for one operation on data (Art 17(1)(f))."""

    operation: Operation | None = fact(
        "Operation",
        "The operation on data that the procedure governs.",
        choices={
            "acquisition": "Data acquisition.",
            "collection": "Data collection.",
            "analysis": "Data analysis.",
            "labelling": "Data labelling.",
            "storage": "Data storage.",
            "filtration": "Data filtration.",
            "mining": "Data mining.",
            "aggregation": "Data aggregation.",
            "retention": "Data retention.",
        },
    )
    doc_ref: Ref | None = fact("Document", "The procedure itself.", example="quality/procedures/labelling-3.1.pdf")


class QualitySystem(Section):
    """The part of the quality management system that concerns data (Art 17(1)(f))."""

    procedures: list[DataProcedure] | None = section("Procedures for data")


class Records(Section):
    """How documentation and information are kept (Art 17(1)(k))."""

    system: String | None = fact("System", "The system in which documentation and records are kept.")
    retention_rule: Text | None = fact("Retention rule", "How long records are kept, counted from what.")


class Archive(Section):
    """Where documents that were issued are kept for as long as the law asks (Art 18)."""

    location: String | None = fact("Location", "Where the archive lies, so that it can be produced when asked for.")
    access_control: Text | None = fact("Protection", "Who may read and change the archive, and how that is enforced.")
