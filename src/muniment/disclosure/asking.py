"""The open questions of a workspace, to each of those who can answer: what decides first, then what is missing."""

from dataclasses import dataclass, field

from muniment.assess.assessment import Applies, Assessment, Basis, Outcome, Row
from muniment.base.addresses import split_address
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.derive.grounds import GROUNDS
from muniment.disclosure.covering import organisation_name, question_of, wording_of
from muniment.disclosure.refusing import real_path
from muniment.model.facts import Status
from muniment.model.vocabulary import position_at
from muniment.record.coverage import OpenQuestion, OwnerQuestions, WorkspaceQuestions
from muniment.workspace.link import Workspace

#: The order of the kinds of questions: what decides which duties there are, then facts, then what a person judges.
_KINDS = ("gate", "election", "fact", "judgement")
_OPEN = frozenset({Outcome.MISSING, Outcome.UNKNOWN, Outcome.CONTRADICTED})
#: The force of fields that a template leaves to its author: they are offered, and nobody is asked for them.
_OPTIONAL = "mandatory-template-optional-field"


@dataclass(slots=True)
class _Asked:
    """What is gathered of one question to one owner."""

    label: str
    question: str
    state: str
    asked_on: str = ""
    dues: set[str] = field(default_factory=set)
    duties: dict[str, Requirement] = field(default_factory=dict)
    bearers: dict[str, None] = field(default_factory=dict)


_Key = tuple[str, str, str, str]


def build_questions(
    workspace: Workspace, assessment: Assessment, catalogue: Catalogue, bearers: frozenset[str]
) -> WorkspaceQuestions:
    """Return every open question about the cards named in ``bearers`` (identities), by owner."""
    asked: dict[_Key, _Asked] = {}
    rows = [row for row in assessment.rows if row.bearer in bearers]
    for row in rows:
        for part in row.parts or (row,):
            _ask(part, workspace, catalogue, asked)
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


def _ask(row: Row, workspace: Workspace, catalogue: Catalogue, asked: dict[_Key, _Asked]) -> None:
    if row.applies is Applies.NO:
        return
    for gate in row.gates if row.applies is Applies.CANNOT_TELL or row.outcome is Outcome.UNKNOWN else ():
        kind = "election" if row.reason == "election" else "gate" if gate.path else "judgement"
        words = question_of(gate, catalogue)
        if kind == "election":
            words = catalogue.elections[row.requirement.election].question
        _note(asked, workspace, row, kind, gate.path, gate.address, words, "open")
    for basis in row.facts:
        if basis.outcome in _OPEN and not (basis.outcome is Outcome.MISSING and row.requirement.force == _OPTIONAL):
            _note(
                asked,
                workspace,
                row,
                "fact",
                real_path(basis.path, basis.address),
                basis.address,
                wording_of(basis.path),
                _state(basis),
            )
    if row.outcome is Outcome.NEEDS_JUDGEMENT:
        _note(asked, workspace, row, "judgement", "", f"{row.bearer}#", row.requirement.question, "judgement")


def _note(
    asked: dict[_Key, _Asked],
    workspace: Workspace,
    row: Row,
    kind: str,
    path: str,
    address: str,
    words: str,
    state: str,
) -> None:
    name, inner = split_address(address)
    card = workspace.cards.get(name)
    fact = card.facts.get(inner) if card else None
    named = fact.owner if fact is not None and fact.status is Status.UNKNOWN else ""
    place = path or f"{row.bearer.partition('/')[0]}"
    # What is computed is answered for by who answers for what it is computed from.
    owner = named or workspace.settings.owner_of(GROUNDS.get(place, (place,))[0])
    position = position_at(path) if path else None
    label = position.title if position else row.requirement.title
    found = asked.setdefault((owner, kind, path, f"{state} {words}"), _Asked(label, words, state))
    found.asked_on = max(found.asked_on, fact.asked_on if fact is not None and fact.status is Status.UNKNOWN else "")
    found.dues.add(row.due)
    found.duties.setdefault(row.requirement.id, row.requirement)
    found.bearers.setdefault(name or row.bearer)


def _state(basis: Basis) -> str:
    """Return how a fact is open: that it is known, or computed, and yet cannot be told is not "stated as unknown"."""
    if basis.outcome is Outcome.UNKNOWN and (basis.status == Status.KNOWN or basis.path in GROUNDS):
        return "depends"
    return str(basis.outcome)


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
    )


def _order(question: OpenQuestion) -> tuple[object, ...]:
    due = question.due or "9"
    return (
        _KINDS.index(question.kind), -len(question.requirements), "0" if due == "now" else due, question.path,
        question.question,
    )  # fmt: skip
