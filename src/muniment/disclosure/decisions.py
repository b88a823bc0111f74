"""What waits for a person's decision, as it is sent to them: sign-offs, and judgements of duties, with the facts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from muniment.assess.assessment import Assessment
from muniment.assess.reviews import Awaiting, Stated, awaiting, digest_of
from muniment.assess.sign_offs import all_pending, digest_over, facts_under
from muniment.base.canonical import canonical_bytes, digest
from muniment.model.vocabulary import position_at
from muniment.record.decisions import CONDITION, JUDGEMENT, SIGN_OFF, AskedDecision, ShownFact, decision_id
from muniment.workspace.link import Workspace
from muniment.workspace.reviews import Review
from muniment.workspace.sign_offs import SignOff

#: Why a decision is not asked for in a form: one of its facts says more than a cell holds.
TOO_LONG = "too_long"
_LONGEST = 30_000


@dataclass(frozen=True, slots=True)
class Decider:
    """Whose decisions are asked for: empty for everybody's; about which cards: empty for all.

    ``name`` is a person, a role or an owner; ``roles`` are those in which the person is named.
    """

    name: str
    roles: frozenset[str]
    cards: frozenset[str]
    sign_offs: bool
    judgements: bool

    def is_about(self, card: str) -> bool:
        """Tell whether a card is meant."""
        return not self.cards or card in self.cards

    def is_asked(self, role: str, persons: Sequence[str] = ()) -> bool:
        """Tell whether a decision is asked of them: of their role and, where persons are named, of them."""
        return self.name in ("", role) or (role in self.roles and (not persons or self.name in persons))


def build_decisions(
    workspace: Workspace, assessment: Assessment, decider: Decider
) -> tuple[tuple[AskedDecision, ...], tuple[tuple[str, int], ...]]:
    """Return what waits for a decider, soonest due first, and how much of it cannot be decided in a form, by reason."""
    found: list[AskedDecision] = []
    if decider.sign_offs:
        found += _sign_offs(workspace, decider)
    if decider.judgements:
        found += _judgements(workspace, assessment, decider)
    kept = [one for one in found if all(_length(fact.says) <= _LONGEST for fact in one.shown)]
    left = len(found) - len(kept)
    return tuple(sorted(kept, key=_order)), ((TOO_LONG, left),) if left else ()


def deciders_of(workspace: Workspace, assessment: Assessment) -> dict[str, frozenset[str]]:
    """Return everybody who may be asked to decide, persons with the roles in which the settings name them."""
    named: dict[str, set[str]] = {}
    for row in workspace.settings.sign_offs:
        named.setdefault(row.role, set())
        for name in row.persons or ():
            named.setdefault(name, set()).add(row.role)
    for item in awaiting(assessment, workspace):
        named.setdefault(_owner(item, workspace), set())
    named.pop("", None)
    return {name: frozenset(roles) for name, roles in named.items()}


def current_sign_off(asked: AskedDecision, workspace: Workspace) -> tuple[str, str]:
    """Return the digest of the facts of a sign-off as they stand, and that of the decision there is on them."""
    card = workspace.cards[asked.card]
    return digest_over(card.identity, asked.role, facts_under(card, asked.paths)), _stood(_given(asked, workspace))


def current_judgement(item: Awaiting, workspace: Workspace) -> tuple[str, str]:
    """Return the digest of the facts of a judgement as they stand, and that of the reviews there are of it."""
    return digest_of(item.row.requirement, item.question, item.facts), _stood(_reviews(item, workspace))


def _sign_offs(workspace: Workspace, decider: Decider) -> Iterator[AskedDecision]:
    seen: set[tuple[str, ...]] = set()
    for waiting in all_pending(workspace):
        if not decider.is_about(waiting.card) or not decider.is_asked(waiting.role, waiting.persons):
            continue
        # Who refused is asked about what was refused: only that decision can take its place.
        paths = waiting.refused.paths if waiting.refused else waiting.paths
        facts = facts_under(workspace.cards[waiting.card], paths)
        made = AskedDecision(
            id="", kind=SIGN_OFF, card=waiting.card, role=waiting.role, paths=tuple(paths), persons=waiting.persons,
            requirement="", revision=0, use="", citation="", due="", words="", earlier="", stood="",
            facts=digest_over(waiting.card, waiting.role, facts), shown=tuple(map(_shown, facts)),
        )  # fmt: skip
        if made.subject in seen or not facts:
            continue
        seen.add(made.subject)
        given = _given(made, workspace)
        said = "; ".join(_decided(one.person, one.date, one.decision, one.remark) for one in given)
        yield _named(replace(made, earlier=said, stood=_stood(given)))


def _judgements(workspace: Workspace, assessment: Assessment, decider: Decider) -> Iterator[AskedDecision]:
    for item in awaiting(assessment, workspace):
        row = item.row
        if not decider.is_about(row.bearer) or not decider.is_asked(_owner(item, workspace)):
            continue
        facts, stood = current_judgement(item, workspace)
        said = (_decided(one.reviewer, one.date, one.answer, one.reason) for one in _reviews(item, workspace))
        yield _named(
            AskedDecision(
                id="", kind=CONDITION if item.question == CONDITION else JUDGEMENT, card=row.bearer, role="", paths=(),
                persons=(), requirement=row.requirement.id, revision=row.requirement.revision, use=row.use,
                citation=row.requirement.citation, due="" if row.due == "none" else row.due, words=item.words,
                earlier="; ".join(said), stood=stood, facts=facts, shown=tuple(map(_shown, item.facts)),
            )
        )  # fmt: skip


def _owner(item: Awaiting, workspace: Workspace) -> str:
    """Return who answers for the card on which a duty rests."""
    card = workspace.cards[item.row.bearer]
    return workspace.settings.owner_of(card.kind, card.identity, card.file)


def _given(asked: AskedDecision, workspace: Workspace) -> list[SignOff]:
    """Return the decisions there are on the same facts of a card, in the same role."""
    return [
        one
        for one in workspace.sign_offs
        if (one.card, one.role, set(one.paths)) == (asked.card, asked.role, set(asked.paths))
    ]


def _reviews(item: Awaiting, workspace: Workspace) -> tuple[Review, ...]:
    row = item.row
    return workspace.reviews_of((row.requirement.id, row.bearer, row.use, item.question))


def _stood(given: Iterable[SignOff | Review]) -> str:
    """Return a digest of decisions as their files state them; empty where there are none."""
    found = [{**asdict(one), "file": ""} for one in given]
    return digest(canonical_bytes(found)) if found else ""


def _decided(person: str, day: str, decision: str, why: str) -> str:
    return f"{person}, {day}: {decision.replace('_', ' ')}{f' ({why})' if why else ''}"


def _named(decision: AskedDecision) -> AskedDecision:
    return replace(decision, id=decision_id(decision))


def _shown(fact: Stated) -> ShownFact:
    """Return a fact for people: with the titles of the sections and records it stands in."""
    kind, *keys = fact.path.split(".")
    titles, path = [], kind
    for key in keys:
        path = f"{path}.{key}"
        position = position_at(path)
        titles.append(position.title if position else key)
    position = position_at(fact.path)
    coded = position is not None and bool(position.choices) and fact.status == "known"
    return ShownFact(fact.address, fact.path, tuple(titles), fact.status, fact.said, coded)


def _length(says: Any) -> int:
    return len(says) if isinstance(says, str) else len(canonical_bytes(says))


def _order(decision: AskedDecision) -> tuple[object, ...]:
    due = "" if decision.due == "now" else decision.due or "9"
    return decision.kind != SIGN_OFF, decision.role, due, decision.requirement, decision.card, decision.use
