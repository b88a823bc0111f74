"""Reviews in the assessment: the facts a person judges over, as one digest; which reviews stand, and what awaits one.

A review stands as long as the facts it was made over say the same, and the duty has the same revision. Facts that it
was not made over may change as they like.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from muniment.assess.assessment import Applies, Assessment, Basis, Outcome, Row
from muniment.assess.logic import elements
from muniment.assess.scope import Scope
from muniment.base.addresses import split_address
from muniment.base.canonical import MAX_INTEGER, canonical_bytes, digest, plain
from muniment.catalogue.conditions import AllOf, AnyOf, Bound, Condition, Leaf, Not
from muniment.catalogue.requirements import Requirement
from muniment.model.facts import Status
from muniment.workspace.link import Workspace
from muniment.workspace.reviews import ANSWERS, CONDITION, CONTRADICTION, JUDGEMENT, Review

_OUTCOMES = {
    "absent": Outcome.MISSING,
    Status.UNKNOWN: Outcome.UNKNOWN,
    Status.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
}


#: What is asked about an answer of which a rule of consistency doubts a fact.
DOUBT = "Can what is stated here stand, although muniment check questions it at its line?"


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact that is before a reviewer. ``said`` is its value, or the reason of its status; ``status`` may be absent.

    ``default`` marks what the data set's owner states for every use.
    """

    address: str
    path: str
    status: str
    origin: str
    said: Any
    default: bool = False

    @property
    def canonical(self) -> dict[str, Any]:
        """What a digest is taken of."""
        return {"address": self.address, "status": self.status, "value": self.said}

    @property
    def digest(self) -> str:
        """The digest of this fact alone."""
        return digest(canonical_bytes(self.canonical))


@dataclass(frozen=True, slots=True)
class Awaiting:
    """One question that only a person can answer: about which row, in which words, over which facts.

    ``earlier`` are reviews that were to answer it and do not stand.
    """

    row: Row
    question: str
    words: str
    facts: tuple[Stated, ...]
    earlier: tuple[Review, ...]

    @property
    def command(self) -> str:
        """The command that answers it; the words in angle brackets are refused until they are replaced."""
        return command(self.row, self.question)


def command(row: Row, question: str) -> str:
    """Return the command that answers a question about a row."""
    import shlex

    use = f" --use {shlex.quote(row.use)}" if row.use else ""
    return (
        f"muniment review {row.requirement.id} --card {row.bearer}{use} --answer {ANSWERS[question][0]} "
        "--reviewer '<name>' --reason '<why>'"
    )


def stated(facts: Iterable[Basis], workspace: Workspace) -> tuple[Stated, ...]:
    """Return the facts that a judgement rests on, each once, by address; of a record also what it holds."""
    found: dict[str, Stated] = {}
    for basis in facts:
        identity, inner = split_address(basis.address)
        card = workspace.cards.get(identity)
        fact = card.facts.get(inner) if card else None
        said = None if fact is None else fact.value if fact.status is Status.KNOWN else fact.reason
        found[basis.address] = Stated(basis.address, basis.path, basis.status, basis.origin, exact(said), basis.default)
        if card and fact is not None and fact.record:
            for below in card.facts.values():
                if below.inner.startswith(inner + "/"):
                    address = f"{identity}#{below.inner}"
                    said = below.value if below.status is Status.KNOWN else below.reason
                    found[address] = Stated(address, below.path, str(below.status), str(below.origin), exact(said))
    return tuple(found[address] for address in sorted(found))


def exact(value: Any) -> Any:
    """Return a value as JSON types that have one canonical form; what is too large for a JSON number is its digits."""
    value = plain(value)
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return str(value)
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    return value


def digest_of(requirement: Requirement, question: str, facts: Iterable[Stated]) -> str:
    """Return the digest that ties a review to a duty, its revision, a question, and the facts before the reviewer."""
    return digest(
        canonical_bytes(
            {
                "requirement": requirement.id,
                "revision": requirement.revision,
                "question": question,
                "facts": [fact.canonical for fact in sorted(facts, key=lambda fact: fact.address)],
            }
        )
    )


def facts_read(condition: Condition, scope: Scope) -> Iterator[Basis]:
    """Yield the facts that a condition reads in a scope."""
    match condition:
        case Leaf(path):
            for reading in scope.read(path):
                fact = reading.fact
                status = "absent" if fact is None else str(fact.status)
                origin = str(fact.origin) if fact is not None and fact.status is Status.KNOWN else ""
                outcome = _OUTCOMES.get(status, Outcome.MET)
                yield Basis(reading.address, reading.path, status, origin, outcome, reading.default)
        case AllOf(members) | AnyOf(members):
            for member in members:
                yield from facts_read(member, scope)
        case Not(member):
            yield from facts_read(member, scope)
        case Bound(collection=collection, where=where):
            for bound in elements(collection, scope)[0]:
                yield from facts_read(where, bound)


def standing(
    requirement: Requirement, bearer: str, use: str, question: str, facts: Iterable[Basis], workspace: Workspace
) -> Review | None:
    """Return the one review that answers a question and still stands; of two none counts."""
    found = workspace.reviews_of((requirement.id, bearer, use, question))
    if len(found) != 1 or found[0].revision != requirement.revision:
        return None
    return found[0] if found[0].facts == digest_of(requirement, question, stated(facts, workspace)) else None


def asked(row: Row) -> str:
    """Return what a person is asked about a row, one without parts: judgement, condition, contradiction, or nothing."""
    if row.outcome is Outcome.NEEDS_JUDGEMENT:
        return JUDGEMENT
    if row.outcome is Outcome.CONTRADICTED and row.reason in ("some_contradicted", "at_odds"):
        return CONTRADICTION
    open_ = row.applies is Applies.CANNOT_TELL and any(not gate.path for gate in row.gates)
    return CONDITION if open_ else ""


def words_for(row: Row) -> str:
    """Return the question about an answer that awaits a judgement; one in doubt needs none in the catalogue."""
    return row.requirement.question if row.reason != "doubt" else DOUBT


def reviewed(row: Row, workspace: Workspace) -> Row:
    """Return a row as a standing review of its outcome leaves it."""
    question = asked(row) if workspace.reviews else ""
    if question not in (JUDGEMENT, CONTRADICTION):
        return row
    review = standing(row.requirement, row.bearer, row.use, question, row.facts, workspace)
    if review is None:
        return row
    outcome, reason = {
        "sufficient": (Outcome.MET, "reviewed"),
        "insufficient": (Outcome.CONTRADICTED, "judged_insufficient"),
        "explained": (Outcome.CONTRADICTED, "explained"),
    }[review.answer]
    return replace(row, outcome=outcome, reason=reason, reviews=(*row.reviews, review))


def awaiting(assessment: Assessment, workspace: Workspace) -> list[Awaiting]:
    """Return every question that awaits a person; contradictions are not among them, since they want mending first."""
    found = []
    for row in assessment.rows:
        for part in row.parts or (row,):
            question = asked(part)
            if question in (JUDGEMENT, CONDITION):
                words = words_for(part)
                if question == CONDITION:
                    words = next(gate.question for gate in part.gates if not gate.path)
                earlier = workspace.reviews_of((part.requirement.id, part.bearer, part.use, question))
                found.append(Awaiting(part, question, words, stated(part.facts, workspace), earlier))
    return found
