"""Labels, ratings and preferences: one record a campaign, and figures computed over all campaigns.

A campaign is a piece of labelling work with one task, one guideline and one period. Ratings and preferences given
by people or models are campaigns like any other.
"""

from typing import Literal

from muniment.model.dataset.workforce import WORKFORCE_KINDS, WorkforceGroup, WorkforceKind
from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import (
    Count,
    Country,
    Counts,
    Digest,
    Id,
    Language,
    Number,
    PartialDate,
    Ref,
    Share,
    String,
    Text,
)


class Guideline(Section):
    """The instructions the labellers worked by."""

    ref: Ref | None = fact(
        "Guideline", "The document with the instructions (Annex IV point 2(d)).", example="labelling/guideline-v3.pdf"
    )
    version: String | None = fact("Version of the guideline", "The version in force in the campaign.", example="3.1")
    sha256: Digest | None = fact("Digest of the guideline", "The digest of that document.", measured=True)
    languages: list[Language] | None = fact(
        "Languages of the guideline", "The languages it was given out in.", example=["de", "pt"]
    )


class QualityControl(Section):
    """How the quality of the labels was controlled, and what came of it (Annex IV point 2(d))."""

    procedure: Text | None = fact("Quality control procedure", "How labels were checked (Annex IV point 2(d)).")
    redundancy: Number | None = fact(
        "Labels per item", "How many labels an item got on average.", unit="labels per item", example=3, measured=True
    )
    agreement_metric: String | None = fact(
        "Agreement statistic", "The statistic used for agreement between labellers.", example="Krippendorff's alpha"
    )
    agreement_value: Number | None = fact("Agreement", "The figure found with that statistic.", measured=True)
    gold_share: Share | None = fact(
        "Gold items", "The share of items with a known right answer, mixed in as a check.", unit="share", measured=True
    )
    adjudication: Text | None = fact("Adjudication", "How disagreement between labellers was settled.")
    rejection_rate: Share | None = fact(
        "Rejected work", "The share of labels that was rejected.", unit="share", measured=True
    )


class PreferenceWork(Section):
    """What is particular to preferences and ratings used to tune a model."""

    raters: Text | None = fact("Rater pool", "Who rated and how the pool was chosen.")
    instructions: Ref | None = fact(
        "Instructions to raters",
        "The document by which raters judged, where it is not the guideline.",
        example="labelling/rating-principles-v2.pdf",
    )
    aggregation: Text | None = fact("Aggregation", "How several ratings became one preference or score.")
    ai_feedback_share: Share | None = fact(
        "Rated by models", "The share of ratings that models gave.", unit="share", measured=True
    )


class Campaign(Entry):
    """A piece of labelling work with one task, one guideline and one period."""

    kind: Literal["labels", "preference", "rating", "demonstration", "review", "other"] | None = fact(
        "Kind of campaign",
        "What the campaign gave to the set.",
        choices={
            "labels": "Labels, marks or transcripts.",
            "preference": "Choices between two or more outputs.",
            "rating": "Scores of single outputs.",
            "demonstration": "Answers or examples written by people.",
            "review": "Checks and corrections of earlier labels.",
            "other": "Something else; the task says what.",
        },
        example="labels",
    )
    task: Text | None = fact(
        "Task", "What the labellers were asked to do.", example="Choose the cause of the request from 42 causes."
    )
    start: PartialDate | None = fact("Began", "When the campaign began.", example="2026-07")
    end: PartialDate | None = fact("Ended", "When the campaign ended; silent while it goes on.", example="2026-09")
    splits: list[Id] | None = fact(
        "Splits covered", "The ids of the splits labelled; none means all.", example=["train", "test"]
    )
    items: Count | None = fact("Items labelled", "The number of items labelled.", unit="items", measured=True)
    supplier: String | None = fact(
        "Labelling company", "The company that ran the campaign, if not the holder.", example="Example Annotation Lda"
    )
    sub_suppliers: list[String] | None = fact(
        "Sub-suppliers", "Companies the supplier passed work on to.", example=["Example Linguists SARL"]
    )
    agreement_ref: Ref | None = fact(
        "Agreement with the supplier",
        "The contract the campaign was run under.",
        example="contracts/2026-031-labelling.pdf",
    )
    procedure: Text | None = fact(
        "Labelling procedure", "How labels came about, step by step (Art 10(2)(c), Annex IV point 2(d))."
    )
    resources: Text | None = fact(
        "Resources", "The people, tools and means the campaign took (Model Documentation Form)."
    )
    guideline: Guideline | None = section("Guideline")
    label_schema: Counts | None = fact(
        "Label schema",
        "The labels that could be given, each with the number of items that bear it.",
        example=[{"name": "billing", "value": 20418}, {"name": "outage", "value": 9231}],
        measured=True,
    )
    tool: String | None = fact("Labelling tool", "The program labels were given in.", example="Label Studio 1.20")
    workforce: list[WorkforceGroup] | None = section(
        "Workforce", "The groups of people, or the models, that gave the labels."
    )
    qc: QualityControl | None = section("Quality control")
    disagreement_kept: bool | None = fact(
        "Disagreement kept",
        "Whether single labels are kept beside the settled one (Art 10(2)(f), 10(4)).",
        measured=True,
    )
    worker_ids_stored: bool | None = fact(
        "Worker ids stored", "Whether the set tells who gave which label.", measured=True
    )
    worker_ids_pseudonymised: bool | None = fact(
        "Worker ids pseudonymised", "Whether these ids are pseudonyms (GDPR Art 13, 26 to 28)."
    )
    preference: PreferenceWork | None = section("Preferences and ratings")


class Labelling(Section):
    """Whether the set is labelled, the campaigns that did it, and figures over all of them."""

    labelled: bool | None = fact("Labels or ratings present", "Whether items bear labels, ratings or preferences.")
    campaigns: list[Campaign] | None = section("Campaigns", "The campaigns in which labels or ratings were given.")
    start: PartialDate | None = fact("First campaign began", "The earliest beginning of a campaign.", computed=True)
    end: PartialDate | None = fact("Last campaign ended", "The latest end of a campaign.", computed=True)
    headcount: Count | None = fact(
        "Persons over all campaigns",
        "The sum over groups and campaigns; a person in two of them is counted twice.",
        unit="persons",
        computed=True,
    )
    workforce_kinds: list[WorkforceKind] | None = fact(
        "Kinds of workforce", "The kinds over all campaigns.", choices=WORKFORCE_KINDS, computed=True
    )
    countries: list[Country] | None = fact("Countries of workforce", "The countries over all groups.", computed=True)
    languages: list[Language] | None = fact("Languages of workforce", "The languages over all groups.", computed=True)
    agreement_range: String | None = fact(
        "Range of agreement",
        "The lowest and the highest agreement over campaigns, for each statistic.",
        computed=True,
    )
