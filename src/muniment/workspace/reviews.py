"""Reviews: what a person answered where only a person can, each in a file of its own below ``reviews/``.

A review answers for one duty on one card (and one use), over the facts it had before it; or it explains one finding
that facts contradict each other, or the data, where no duty rests on them. Whether it still stands is for the
assessment to say; here its file is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from muniment.base.findings import Finding, Severity
from muniment.model.messages import findings_of
from muniment.model.placeholders import placeholder
from muniment.source.tree import REFUSED, Tree

if TYPE_CHECKING:
    from muniment.workspace.review_files import ReviewFile

#: What a review may be asked, and with which answers.
ANSWERS = {
    "judgement": ("sufficient", "insufficient"),
    "condition": ("yes", "no"),
    "contradiction": ("explained",),
}
JUDGEMENT, CONDITION, CONTRADICTION = ANSWERS
#: Keys that hold words of the author's own, and which of them are sentences.
_WORDS = {"reviewer": False, "role": False, "reason": True}


@dataclass(frozen=True, slots=True)
class Review:
    """One review as its file states it; ``rests_on`` maps addresses to digests and may be empty.

    One that explains a finding has its code and the address of the fact in place of requirement and revision.
    """

    file: str
    requirement: str
    revision: int
    bearer: str
    use: str
    question: str
    answer: str
    reviewer: str
    role: str
    date: str
    reason: str
    facts: str
    rests_on: tuple[tuple[str, str], ...] = ()
    finding: str = ""
    fact: str = ""
    source: str = ""

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What the review answers: requirement (or finding and fact), bearer, use, question."""
        about = subject_of(self.finding, self.fact) if self.finding else self.requirement
        return about, self.bearer, self.use, self.question


def subject_of(finding: str, fact: str) -> str:
    """Return what stands for a finding where a review of a duty has the duty."""
    return f"{finding} {fact}"


def load_review(tree: Tree) -> tuple[Review | None, list[Finding]]:
    """Read one review; return it (None when anything in it is wrong) and all findings of form."""
    value: Any = tree.value
    if not isinstance(value, dict):
        remedy = "Begin with: muniment: 1, or have the command muniment review write it."
        return None, [
            Finding("MUN200", Severity.ERROR, "A review is a mapping of keys to values.", remedy, file=tree.file)
        ]
    # What the reader refused has its finding already.
    refused = {key for key, item in value.items() if holds_refused(item)}
    kept = {key: item for key, item in value.items() if key not in refused}
    findings = [*without_answer(kept, tree.file, _WORDS), *_unfit(kept, tree.file), *_of_what(value, tree.file)]
    said = {finding.pointer for finding in findings} | {f"/{key}" for key in refused}
    # Imported here: see there.
    from muniment.workspace.review_files import ReviewFile

    try:
        read = ReviewFile.model_validate(kept)
    except ValidationError as error:
        formal = findings_of(error, tree.file, tuple(ReviewFile.model_fields))
        return None, [*(finding for finding in formal if finding.pointer not in said), *findings]
    return (None if findings or refused else _review(read, tree.file)), findings


def _review(read: "ReviewFile", file: str) -> Review:
    return Review(
        file=file,
        requirement=read.requirement or "",
        revision=read.revision or 0,
        bearer=read.bearer,
        use=read.use or "",
        question=read.question,
        answer=read.answer,
        reviewer=read.reviewer,
        role=read.role or "",
        date=read.date,
        reason=read.reason,
        facts=read.facts,
        rests_on=tuple((item.address, item.sha256) for item in read.rests_on or ()),
        finding=read.finding or "",
        fact=read.fact or "",
        source=read.source or "",
    )


def holds_refused(value: Any) -> bool:
    """Tell whether the reader refused a value or something in it; the reader has bounded how deep this goes."""
    if isinstance(value, dict):
        return any(holds_refused(item) for item in value.values())
    if isinstance(value, list):
        return any(holds_refused(item) for item in value)
    return value is REFUSED


def without_answer(value: dict[str, Any], file: str, words: Mapping[str, bool]) -> list[Finding]:
    """Return the findings about keys without a value, and about words (true: sentences) that say nothing."""
    findings = []
    for key, item in value.items():
        if item is None:
            findings.append(
                Finding(
                    "MUN203", Severity.ERROR, f'"{key}" has no value.', "Write the value or delete the line.",
                    file=file, pointer=f"/{key}",
                )
            )  # fmt: skip
        elif key in words and isinstance(item, str) and (why := placeholder(item, key, key, prose=words[key])):
            findings.append(
                Finding(
                    "MUN210", Severity.ERROR, f'"{key}" is not answered: {why}.',
                    "Write who judged, and why, in words that a third person can follow.",
                    file=file, pointer=f"/{key}",
                )
            )  # fmt: skip
    return findings


def _unfit(value: dict[str, Any], file: str) -> list[Finding]:
    """Return the findings about an answer that does not fit the question, and a format that only looks like 1."""
    if value.get("muniment") is True:
        message, remedy = '"muniment" should be a number, not the truth value true.', "Write: muniment: 1"
        return [Finding("MUN208", Severity.ERROR, message, remedy, file=file, pointer="/muniment")]
    question, answer = value.get("question", JUDGEMENT), value.get("answer")
    fitting = ANSWERS.get(question) if isinstance(question, str) else None
    known = {word for words in ANSWERS.values() for word in words}
    if fitting is None or not isinstance(answer, str) or answer not in known or answer in fitting:
        return []
    message = f'"{answer}" is no answer to a question of {question}.'
    remedy = f"Write one of: {', '.join(fitting)}; or correct the question."
    return [Finding("MUN208", Severity.ERROR, message, remedy, file=file, pointer="/answer")]


def _of_what(value: dict[str, Any], file: str) -> list[Finding]:
    """Return the findings about a review that names neither a duty with its revision nor a finding with its fact."""
    of_a_finding = "finding" in value or "fact" in value
    findings = [
        Finding(
            "MUN202", Severity.ERROR, f'"{key}" is missing.', f"Write {key}: and its value.",
            file=file, pointer=f"/{key}",
        )
        for key in (("finding", "fact") if of_a_finding else ("requirement", "revision"))
        if key not in value
    ]  # fmt: skip
    if not of_a_finding:
        return findings
    findings += [
        Finding(
            "MUN201", Severity.ERROR, f'"{key}" does not belong beside "finding".',
            "Delete it; or write requirement and revision in place of finding and fact.",
            file=file, pointer=f"/{key}", on_key=True,
        )
        for key in ("requirement", "revision", "use")
        if key in value
    ]  # fmt: skip
    if value.get("question", JUDGEMENT) in (JUDGEMENT, CONDITION):
        message, remedy = "A review of a finding explains a contradiction.", "Write: question: contradiction"
        findings.append(Finding("MUN208", Severity.ERROR, message, remedy, file=file, pointer="/question"))
    return findings
