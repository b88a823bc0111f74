"""The forms of the files below ``reviews/``: loaded where there is one to read, since few workspaces have any."""

from typing import Literal

from pydantic import Field

from muniment.model.section import Section
from muniment.model.types import Date, Digest, Id, Ref, String, Text, Value


class RestsOn(Value):
    """One fact that was before the reviewer, by address, with a digest of what it said."""

    address: Ref = Field(title="Address", description="The fact, by ids.")
    sha256: Digest = Field(title="Digest", description="Of its address, status and value; the tool writes it.")


class ReviewFile(Section):
    """A review: what a person answered to a question about one duty on one card."""

    muniment: Literal[1] = Field(title="Format", description="The version of the format: always 1.")
    requirement: String | None = Field(default=None, title="Requirement", description="The id of the duty: AIA-10-2-f.")
    revision: int | None = Field(
        default=None, title="Revision", description="The revision of the duty that was judged.", ge=1
    )
    finding: String | None = Field(
        default=None,
        title="Finding",
        description="In place of a duty: the code of the contradiction explained, on which no duty rests: MUN503.",
        pattern="^MUN[0-9]{3}$",
    )
    fact: Ref | None = Field(
        default=None, title="Fact", description="Beside a finding: its address, dataset/x@1.0#/quality/duplicate_rate."
    )
    bearer: String = Field(title="Bearer", description="The card on which the duty rests: dataset/x@1.0.")
    use: Ref | None = Field(
        default=None, title="Use", description="Which use of the data set, where the duty is judged for each use."
    )
    question: Literal["judgement", "condition", "contradiction"] = Field(
        default="judgement",
        title="Question",
        description="Whether the facts suffice, whether the condition holds, or how a contradiction is explained.",
    )
    answer: Literal["sufficient", "insufficient", "yes", "no", "explained"] = Field(
        title="Answer",
        description="To a judgement sufficient or insufficient, to a condition yes or no, or explained.",
    )
    reviewer: String = Field(title="Reviewer", description="The person who answers for it, by name.")
    role: String | None = Field(default=None, title="Role", description="In which capacity: data protection officer.")
    date: Date = Field(title="Date", description="The day of the review.")
    reason: Text = Field(title="Reason", description="Why, in a sentence or more that a third person can follow.")
    facts: Digest = Field(
        title="Facts", description="The digest of the facts that were before the reviewer; the tool writes it."
    )
    rests_on: list[RestsOn] | None = Field(
        default=None, title="Rests on", description="Each of these facts, so that the tool can say which one changed."
    )
    source: Ref | None = Field(
        default=None, title="Source", description="Where the answer was given: a form with its digest."
    )


class SignOffFile(Section):
    """A sign-off: what a person decided on facts of one card."""

    muniment: Literal[1] = Field(title="Format", description="The version of the format: always 1.")
    card: String = Field(title="Card", description="The card whose facts were signed off: dataset/x@1.0.")
    role: Id = Field(title="Role", description="In which capacity: legal, data-owner.")
    decision: Literal["approved", "approved_with_remark", "refused"] = Field(
        title="Decision", description="Approved, approved with a remark, or refused."
    )
    person: String = Field(title="Person", description="Who answers for it, by name.")
    date: Date = Field(title="Date", description="The day of the decision.")
    remark: Text | None = Field(
        default=None, title="Remark", description="What is to be known or done; needed unless approved without one."
    )
    paths: list[String] = Field(
        title="Paths", description="Which facts, as path patterns: dataset.licence.", min_length=1
    )
    facts: Digest = Field(title="Facts", description="The digest of these facts; the tool writes it.")
    rests_on: list[RestsOn] | None = Field(
        default=None, title="Rests on", description="Each of these facts, so that the tool can say which one changed."
    )
    source: Ref | None = Field(
        default=None, title="Source", description="Where the decision was given: a form with its digest."
    )
