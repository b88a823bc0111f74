"""Examination of the data for biases, and the measures that answer what was found (Art 10(2)(f) and (g))."""

from typing import Literal

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Id, Number, String, Table, Text

HarmType = Literal["health_safety", "fundamental_rights", "discrimination"]
HARM_TYPES = {
    "health_safety": "Health or safety of persons.",
    "fundamental_rights": "Fundamental rights.",
    "discrimination": "Discrimination prohibited under Union law.",
}


class BiasFinding(Entry):
    """A bias the examination found."""

    statement: Text | None = fact(
        "Finding",
        "What was found, in which group and how large (Art 10(2)(f)).",
        example="Requests in plain German are labelled as complaints twice as often as others.",
    )
    harm_type: HarmType | None = fact(
        "Harm touched", "The harm the bias may lead to (Art 10(2)(f)).", choices=HARM_TYPES
    )


class BiasExamination(Section):
    """The examination for possible biases (Art 10(2)(f))."""

    groups: list[String] | None = fact(
        "Groups examined",
        "The groups that were compared (Art 10(2)(f)).",
        example=["Women", "Persons over 65", "Non-native speakers"],
    )
    metrics: Table | None = fact("Bias metrics", "The figures found, group by group (Art 10(2)(f)).", measured=True)
    methods: list[Text] | None = fact(
        "Methods of examination",
        "How biases were looked for (Annex XI Section 1 point 2(c)).",
        example=["Label frequencies were compared between age groups"],
    )
    taxonomy: list[String] | None = fact(
        "Kinds of bias considered",
        "The kinds of bias that were looked for (ISO/IEC TR 24027).",
        example=["Selection bias", "Automation bias"],
    )
    findings: list[BiasFinding] | None = section("Findings of the examination", "What the examination found.")
    feedback_loop_risk: bool | None = fact(
        "Feedback loop possible", "Whether outputs of a system may become inputs of later data (Art 10(2)(f))."
    )


class BiasMeasure(Entry):
    """A measure that detects, prevents or mitigates a bias (Art 10(2)(g))."""

    finding_ref: Id | None = fact(
        "Answers finding", "The id of the finding the measure answers.", example="plain-german"
    )
    measure: Text | None = fact(
        "Measure",
        "What is done against the bias (Art 10(2)(g)).",
        example="Requests in plain German were labelled a second time by trained reviewers.",
    )
    technique: String | None = fact("Technique", "The name of the technique (ISO/IEC TS 12791).", example="Reweighting")
    effect_before: Number | None = fact("Metric before", "The metric before the measure.", measured=True)
    effect_after: Number | None = fact("Metric after", "The metric after the measure.", measured=True)
    residual: Text | None = fact("What remains", "The bias that remains (Art 10(2)(g)).")
