"""How a system was validated and tested, how it performs, and what deployers are told about it."""

from muniment.model.section import Entry, Section, fact
from muniment.model.types import CardRef, Date, Digest, Number, Ref, String, Table, Text


class Testing(Section):
    """The validation and testing procedures (Annex IV, 2(g))."""

    procedure: Text | None = fact("Procedure", "How the system was validated and tested.")
    metrics_defined_on: Date | None = fact(
        "Metrics fixed on", "The day on which metrics and thresholds were fixed, before testing began.", done=True
    )
    thresholds: Table | None = fact("Thresholds", "The thresholds fixed in advance, one row a metric.")
    datasets: list[CardRef] | None = fact(
        "Testing sets", "The cards of the testing sets, with their versions.", example=["tickets-test@2.3.0"]
    )


class Metric(Entry):
    """One metric used to measure accuracy, robustness, compliance or discriminatory impact."""

    name: String | None = fact("Metric", "What it is called.", example="macro F1")
    result: Number | None = fact("Result", "The figure over the whole testing set.", measured=True, example=0.91)
    unit: String | None = fact("Unit", "The unit of the figure, if it has one.")
    by_group: Table | None = fact("By group", "The figure for each group of persons.", measured=True)
    suitability: Text | None = fact("Suitability", "Why the metric is suitable for this system.")


class TestReport(Entry):
    """One test log or report, dated and signed by those responsible (Annex IV, 2(g))."""

    #: keeps pytest from taking the class for a test
    __test__ = False

    date: Date | None = fact("Date", "The date of the report.", done=True)
    signer: String | None = fact("Signed by", "The person responsible who signed it.")
    signature_ref: Ref | None = fact("Signature", "The signature, or the signed file.", measured=True)
    file_hash: Digest | None = fact("Digest", "The SHA-256 of the report.", measured=True)


class Performance(Section):
    """Capabilities and limits in performance."""

    overall: Table | None = fact("Overall", "The overall accuracy expected, one row a metric.", measured=True)
    by_group: Table | None = fact(
        "By group", "The accuracy for specific persons or groups the system is to be used on.", measured=True
    )
    metrics: list[String] | None = fact("Metrics declared", "The metrics declared in the instructions for use.")
    conditions: Text | None = fact(
        "Circumstances", "Known and foreseeable circumstances that may affect the performance expected."
    )


class SystemRisk(Entry):
    """One risk to health, safety, fundamental rights or of discrimination that has a source in data."""

    dataset: CardRef | None = fact("Data set", "The card of the data set behind the risk.")
    source: Text | None = fact("Source", "How the risk arises.")


class Instructions(Section):
    """The instructions for use, and what they tell deployers about data (Art 13)."""

    ref: Ref | None = fact(
        "Instructions", "The instructions for use themselves.", example="docs/instructions-for-use-5.pdf"
    )
    data_summary: Text | None = fact(
        "Data", "What deployers are told about the training, validation and testing data used."
    )
    dpia_inputs: Text | None = fact(
        "For the impact assessment", "What deployers are told for their data protection impact assessment."
    )
