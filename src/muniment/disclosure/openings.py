"""What is open, row by row of an assessment: the one selection that every list of questions is made from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muniment.assess.assessment import Applies, Basis, Outcome, Row
from muniment.assess.logic import Gate
from muniment.base.addresses import split_address
from muniment.catalogue.requirements import Catalogue
from muniment.derive.grounds import GROUNDS
from muniment.disclosure.covering import question_of, wording_of
from muniment.disclosure.refusing import real_path
from muniment.model.facts import Fact, Status
from muniment.workspace.link import Workspace

#: The order of the kinds of questions: what decides which duties there are, then facts, then what a person judges.
KINDS = ("gate", "election", "fact", "judgement")
_OPEN = frozenset({Outcome.MISSING, Outcome.UNKNOWN, Outcome.CONTRADICTED})
#: The force of fields that a template leaves to its author: they are offered, and nobody is asked for them.
_OPTIONAL = "mandatory-template-optional-field"


@dataclass(frozen=True, slots=True)
class Opening:
    """One thing that a row leaves open: its kind, the path and the address of the fact, what is asked, how it stands.

    ``state`` is missing, unknown, depends, contradicted or judgement; of a gate it is open. ``address`` holds no card
    where there is none that could state it. ``owner`` is who answers for it, ``asked_on`` when they were last asked,
    ``expected_on`` by when they will answer.
    """

    row: Row
    kind: str
    path: str
    address: str
    words: str
    state: str
    owner: str
    asked_on: str
    expected_on: str


def openings(rows: Iterable[Row], workspace: Workspace, catalogue: Catalogue) -> Iterator[Opening]:
    """Yield everything that the rows of an assessment leave open, use by use."""
    for row in rows:
        for part in row.parts or (row,):
            yield from _of_row(part, workspace, catalogue)


def _of_row(row: Row, workspace: Workspace, catalogue: Catalogue) -> Iterator[Opening]:
    if row.applies is Applies.NO:
        return

    def opening(kind: str, path: str, address: str, words: str, state: str) -> Opening:
        return Opening(row, kind, path, address, words, state, *asked_of(path, address, row.bearer, workspace))

    for gate in row.gates if row.applies is Applies.CANNOT_TELL or row.outcome is Outcome.UNKNOWN else ():
        kind, words = _gate(gate, row, catalogue)
        yield opening(kind, gate.path, gate.address, words, "open")
    for basis in row.facts:
        if basis.outcome in _OPEN and not (basis.outcome is Outcome.MISSING and row.requirement.force == _OPTIONAL):
            path = real_path(basis.path, basis.address)
            yield opening("fact", path, basis.address, wording_of(basis.path), _state(basis))
    if row.outcome is Outcome.NEEDS_JUDGEMENT and row.reason != "part_judgement":
        yield opening("judgement", "", f"{row.bearer}#", row.requirement.question, "judgement")


def _gate(gate: Gate, row: Row, catalogue: Catalogue) -> tuple[str, str]:
    if row.reason == "election":
        return "election", catalogue.elections[row.requirement.election].question
    return "gate" if gate.path else "judgement", question_of(gate, catalogue)


def asked_of(path: str, address: str, bearer: str, workspace: Workspace) -> tuple[str, str, str]:
    """Return who answers for a place, when they were asked and by when they will answer, where the card says so."""
    fact = fact_at(address, workspace)
    unknown = fact if fact is not None and fact.status is Status.UNKNOWN else None
    place = path or bearer.partition("/")[0]
    # What is computed is answered for by who answers for what it is computed from.
    path = GROUNDS.get(place, (place,))[0]
    card = workspace.cards.get(split_address(address)[0]) or workspace.cards.get(bearer)
    identity, file = (card.identity, card.file) if card else ("", "")
    owner = (unknown.owner if unknown else "") or workspace.settings.owner_of(path, identity, file)
    return (owner, unknown.asked_on, unknown.expected_on) if unknown else (owner, "", "")


def fact_at(address: str, workspace: Workspace) -> Fact | None:
    """Return the fact at an address, or None where nothing is stated."""
    name, inner = split_address(address)
    card = workspace.cards.get(name)
    return card.facts.get(inner) if card else None


def _state(basis: Basis) -> str:
    """Return how a fact is open: that it is known, or computed, and yet cannot be told is not "stated as unknown"."""
    if basis.outcome is Outcome.UNKNOWN and (basis.status == Status.KNOWN or basis.path in GROUNDS):
        return "depends"
    return str(basis.outcome)
