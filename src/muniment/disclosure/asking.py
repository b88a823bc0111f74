"""The open questions of a workspace, to each of those who can answer: what decides first, then what is missing."""

from dataclasses import dataclass, field

from muniment.assess.assessment import Assessment
from muniment.base.addresses import split_address
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.disclosure.covering import organisation_name
from muniment.disclosure.openings import KINDS, Opening, openings
from muniment.model.vocabulary import position_at
from muniment.record.coverage import OpenQuestion, OwnerQuestions, WorkspaceQuestions
from muniment.workspace.link import Workspace


@dataclass(slots=True)
class _Asked:
    """What is gathered of one question to one owner."""

    label: str
    question: str
    state: str
    asked_on: str = ""
    expected_on: str = ""
    dues: set[str] = field(default_factory=set)
    duties: dict[str, Requirement] = field(default_factory=dict)
    bearers: dict[str, None] = field(default_factory=dict)


_Key = tuple[str, str, str, str]


def build_questions(
    workspace: Workspace, assessment: Assessment, catalogue: Catalogue, bearers: frozenset[str]
) -> WorkspaceQuestions:
    """Return every open question about the cards named in ``bearers`` (identities), by owner."""
    asked: dict[_Key, _Asked] = {}
    rows = (row for row in assessment.open_rows if row.bearer in bearers)
    for opening in openings(rows, workspace, catalogue):
        _note(asked, opening)
    owners: dict[str, list[OpenQuestion]] = {}
    for (owner, kind, path, _), found in asked.items():
        owners.setdefault(owner, []).append(_question(kind, path, found))
    return WorkspaceQuestions(
        organisation_name=organisation_name(workspace),
        as_of=assessment.as_of,
        law_date=assessment.law_date,
        catalogue_version=assessment.catalogue_version,
        # Who is named comes first, by name; what nobody answers for comes last.
        owners=tuple(
            OwnerQuestions(owner, tuple(sorted(owners[owner], key=_order)))
            for owner in sorted(owners, key=lambda name: (not name, name.casefold()))
        ),
    )


def _note(asked: dict[_Key, _Asked], opening: Opening) -> None:
    row, name = opening.row, split_address(opening.address)[0]
    position = position_at(opening.path) if opening.path else None
    label = position.title if position else row.requirement.title
    key = (opening.owner, opening.kind, opening.path, f"{opening.state} {opening.words}")
    found = asked.setdefault(key, _Asked(label, opening.words, opening.state))
    found.asked_on = max(found.asked_on, opening.asked_on)
    # The first day of several is the one to ask again on.
    found.expected_on = min(filter(None, (found.expected_on, opening.expected_on)), default="")
    found.dues.add(row.due)
    found.duties.setdefault(row.requirement.id, row.requirement)
    found.bearers.setdefault(name or row.bearer)


def _question(kind: str, path: str, asked: _Asked) -> OpenQuestion:
    dues = asked.dues - {"", "none"}
    return OpenQuestion(
        kind=kind,
        path=path,
        label=asked.label,
        question=asked.question,
        state=asked.state,
        asked_on=asked.asked_on,
        due="now" if "now" in dues else min(dues, default=""),
        requirements=tuple(asked.duties),
        provisions=tuple(dict.fromkeys(requirement.citation for requirement in asked.duties.values())),
        bearers=tuple(asked.bearers),
        expected_on=asked.expected_on or None,
    )


def _order(question: OpenQuestion) -> tuple[object, ...]:
    due = question.due or "9"
    return (
        KINDS.index(question.kind), -len(question.requirements), "0" if due == "now" else due, question.path,
        question.question,
    )  # fmt: skip
