"""Sign-offs: what a person decided on facts of a card, in a role, each in a file of its own below ``reviews/``.

A sign-off is about these facts and no others: it falls when one of them changes, and stands whatever else does. Which
roles must sign off what, `muniment.yaml` says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from muniment.base.findings import Finding, Severity
from muniment.model.kinds import KINDS
from muniment.model.messages import findings_of
from muniment.model.suggest import did_you_mean
from muniment.model.types import Id, String, Value
from muniment.model.vocabulary import position_at, positions_of
from muniment.source.tree import Tree
from muniment.workspace.reviews import holds_refused, without_answer

if TYPE_CHECKING:
    from muniment.workspace.review_files import SignOffFile

APPROVED, REMARKED, REFUSED = DECISIONS = ("approved", "approved_with_remark", "refused")
#: Keys that hold words of the author's own, and which of them are sentences.
_WORDS = {"person": False, "remark": True}


#: The documents that can wait for a sign-off; a test holds them to those that there are.
DocumentKind = Literal[
    "datasheet",
    "public_summary",
    "model_documentation",
    "california_statement",
    "technical_documentation",
    "instructions_for_use",
    "supplier_datasheet",
    "coverage_report",
    "open_questions",
    "change_record",
    "scope_memo",
]


class SignOffRow(Value):
    """Who must sign off which facts before documents that show them are sealed."""

    role: Id = Field(title="Role", description="In which capacity: legal, data-owner.")
    facts: list[String] = Field(
        title="Facts", description="The facts meant, as path patterns: dataset.licence.", min_length=1
    )
    documents: list[DocumentKind] | None = Field(
        default=None, title="Documents", description="Kinds of documents that wait for it; all that show such a fact."
    )
    audiences: list[Literal["public", "client", "authority", "internal"]] | None = Field(
        default=None, title="Audiences", description="Whose documents wait for it; all but those for the inside."
    )
    persons: list[String] | None = Field(
        default=None, title="Persons", description="Who may sign off in this role; anybody where nobody is named."
    )


def check_rows(rows: Iterable[SignOffRow], file: str) -> Iterator[Finding]:
    """Yield what is wrong with rows of the settings beyond their form: patterns that mean nothing."""
    for index, row in enumerate(rows):
        for number, pattern in enumerate(row.facts):
            kind = pattern.partition(".")[0]
            if (position_at(pattern) is None and pattern != kind) or kind not in KINDS:
                near = did_you_mean(pattern, (path for one in KINDS for path in positions_of(one)))
                yield Finding(
                    "MUN764", Severity.ERROR, f'"{pattern[:160]}" is no path of facts.',
                    f'Did you mean "{near}"?' if near else "Write a path of the vocabulary: dataset.licence.",
                    file=file, pointer=f"/sign_offs/{index}/facts/{number}",
                )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignOff:
    """One sign-off as its file states it; ``rests_on`` maps addresses to digests and may be empty."""

    file: str
    card: str
    role: str
    decision: str
    person: str
    date: str
    paths: tuple[str, ...]
    facts: str
    remark: str = ""
    source: str = ""
    rests_on: tuple[tuple[str, str], ...] = ()


def is_sign_off(tree: Tree) -> bool:
    """Tell a sign-off from a review: it holds a decision."""
    return isinstance(tree.value, dict) and "decision" in tree.value


def load_sign_off(tree: Tree) -> tuple[SignOff | None, list[Finding]]:
    """Read one sign-off; return it (None when anything in it is wrong) and all findings of form."""
    value: dict[str, Any] = tree.value
    # What the reader refused has its finding already.
    refused = {key for key, item in value.items() if holds_refused(item)}
    kept = {key: item for key, item in value.items() if key not in refused}
    findings = without_answer(kept, tree.file, _WORDS)
    if kept.get("decision") in (REMARKED, REFUSED) and "remark" not in value:
        findings.append(
            Finding(
                "MUN203", Severity.ERROR, "This decision needs a remark.", "Write remark: and what is to be known.",
                file=tree.file, pointer="/decision",
            )
        )  # fmt: skip
    said = {finding.pointer for finding in findings} | {f"/{key}" for key in refused}
    # Imported here: see there.
    from muniment.workspace.review_files import SignOffFile

    try:
        read = SignOffFile.model_validate(kept)
    except ValidationError as error:
        formal = findings_of(error, tree.file, tuple(SignOffFile.model_fields))
        return None, [*(finding for finding in formal if finding.pointer not in said), *findings]
    return (None if findings or refused else _sign_off(read, tree.file)), findings


def _sign_off(read: "SignOffFile", file: str) -> SignOff:
    return SignOff(
        file=file, card=read.card, role=read.role, decision=read.decision, person=read.person, date=read.date,
        paths=tuple(read.paths), facts=read.facts, remark=read.remark or "", source=read.source or "",
        rests_on=tuple((item.address, item.sha256) for item in read.rests_on or ()),
    )  # fmt: skip
