"""What an audience may know of a draft: how far it has come, and what is asked of whom, without telling more.

That something is asked tells that conditions may hold, and that something is open tells that nobody has stated it. So a
question is put only to those who may see the fact, and every fact on which it depends that it is asked. What a record
states to be unknown is open whether a duty asks for it or not: it is counted, too, so that there is one count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from muniment.assess.asking import AskedFact
from muniment.base.addresses import split_address
from muniment.catalogue.conditions import Condition, leaves
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.catalogue.serving import real_paths
from muniment.disclosure.disclose import Edition, citable, citation_of
from muniment.disclosure.policy import Policy
from muniment.disclosure.reach import CARD, asked_for, covers, reached
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.model.shapes import Position
from muniment.record.draft import Draft, DraftQuestion, Mend
from muniment.record.record import DisclosedFact, Record
from muniment.workspace.link import Workspace

#: Stands for a card that is not there, where a rule asks of which card something is told.
_NO_CARD = ""


def drafted(record: Record, draft: Draft, catalogue: Catalogue) -> Record:
    """Return a record as that of a draft, with the citations of its open questions."""
    known = dict(record.citations)
    asking = {name for question in draft.questions for name in question.requirements}
    known |= {name: citation_of(catalogue.requirements[name]) for name in asking if name not in known}
    # Where the provider tells whether an edition still stands, nothing is told of a draft; and nobody approves one.
    return replace(record, draft=draft, citations=tuple(sorted(known.items())), status_url="", approvals=None)


def build_draft(
    edition: Edition,
    facts: Sequence[DisclosedFact],
    asked: Sequence[AskedFact],
    workspace: Workspace,
    catalogue: Catalogue,
    policy: Policy,
    vocabulary: Mapping[str, Position],
    mend: Sequence[Mend] = (),
    remarks: Sequence[tuple[str, int]] = (),
) -> Draft:
    """Return how far a document has come, of what is asked and it prints, as its audience may see it.

    ``facts`` are those of its record: what is unknown among them and not asked for is an open question of its own.
    What is to be mended quotes cards: it is listed for the inside, and counted for others.
    """
    policy = policy.in_document(edition.kind)
    inside = edition.audience == "internal"
    unknown = {fact.address: fact for fact in facts if fact.status == "unknown"}
    questions: list[DraftQuestion] = []
    total = stated = 0
    for item in _printed(edition, asked, workspace):
        names = tuple(dict.fromkeys(_askers(item, edition, workspace, policy)))
        identity = split_address(item.basis.address)[0] if "#" in item.basis.address else _NO_CARD
        if not names or not policy.may_see(edition.audience, identity, item.basis.path):
            continue
        total += 1
        # To others a stated fact is stated: that another one contradicts it can tell of facts that they may not see.
        standing = _standing(item, workspace)
        if standing == "stated" or (standing == "contradicted" and not inside):
            stated += 1
        else:
            question = _question(item, standing, names, identity, edition, workspace, catalogue, policy, vocabulary)
            questions.append(_where_told(question, unknown))
    # Where nothing is counted, what is unknown alone would read as if nothing were stated.
    unasked = _unasked(unknown, questions) if total else []
    questions += unasked
    total += len(unasked)
    told = [*remarks, *([("to_mend", len(mend))] if mend and not inside else [])]
    return Draft(stated, total, tuple(questions), tuple(mend) if inside else (), tuple(told))


def cards_asked(edition: Edition, workspace: Workspace) -> list[Card]:
    """Return the cards of whose facts a draft counts what is asked: a datasheet's own, else all that it speaks of."""
    if edition.reach == CARD:
        return [workspace.cards[edition.bearer]]
    return [card for card, _ in reached(edition.bearer, edition.reach, workspace)]


def _where_told(question: DraftQuestion, unknown: Mapping[str, DisclosedFact]) -> DraftQuestion:
    """Return a question with the address at which the record tells the status: it may be spelled out in a section."""
    if question.standing != "unknown" or question.address in unknown:
        return question
    inside = f"{question.address}/"
    spelled = (place for place, fact in unknown.items() if fact.path == question.path and place.startswith(inside))
    return replace(question, address=next(spelled, question.address))


def _unasked(unknown: Mapping[str, DisclosedFact], questions: Sequence[DraftQuestion]) -> list[DraftQuestion]:
    """Return what the record states to be unknown and no duty asks for, as questions without one."""
    covered = {question.address for question in questions if question.standing == "unknown"}
    return [
        DraftQuestion(fact.path, fact.address, fact.label, "unknown", "", fact.requirements, fact.owner)
        for fact in unknown.values()
        if fact.address not in covered
    ]


def _printed(edition: Edition, asked: Sequence[AskedFact], workspace: Workspace) -> Iterator[AskedFact]:
    """Yield what the document has a place for: facts in its reach, and of what it prints; uses only of other cards."""
    in_reach = {card.identity for card, _ in reached(edition.bearer, edition.reach, workspace)}
    organisation = workspace.organisation
    for item in asked:
        path, address = item.basis.path, item.basis.address
        if edition.paths is not None and not covers(path, edition.paths):
            continue
        if "#" not in address:
            if edition.paths is not None and path.startswith("organisation.") and not organisation:
                yield item
            continue
        identity = split_address(address)[0]
        kind = identity.partition("/")[0]
        own = identity in (edition.bearer, organisation) or edition.reach != CARD
        if (
            identity in in_reach
            and (own or path.startswith(f"{kind}.datasets[]"))
            and _is_wanted(item, edition, workspace)
        ):
            yield item


def _is_wanted(item: AskedFact, edition: Edition, workspace: Workspace) -> bool:
    """Tell whether the document asks for a fact of this card or record, if it is one that it asks for of some only."""
    identity, inner = split_address(item.basis.address)
    place = Fact(inner, item.basis.path, None, Status.UNKNOWN, Origin.DECLARED, "", "")
    return asked_for(place, workspace.cards[identity], edition.only, workspace)


def _askers(item: AskedFact, edition: Edition, workspace: Workspace, policy: Policy) -> Iterator[str]:
    for requirement, conditions in item.askers:
        if edition.audience == "internal" or _may_be_told(requirement, conditions, edition, workspace, policy):
            yield requirement.id


def _may_be_told(
    requirement: Requirement, conditions: Sequence[Condition], edition: Edition, workspace: Workspace, policy: Policy
) -> bool:
    read = {real for condition in conditions for leaf in leaves(condition) for real in real_paths(leaf.path)}
    return citable(requirement, edition.audience, workspace, policy) and all(
        policy.may_all_see(edition.audience, path, workspace) for path in read
    )


def _standing(item: AskedFact, workspace: Workspace) -> str:
    """Return how a question stands; what no use was found for is not absent where the card itself tells it."""
    identity, inner = split_address(item.basis.address)
    card = workspace.cards.get(identity) if item.standing == "absent" and inner else None
    fact = card.facts.get(inner) if card else None
    if fact is None:
        return item.standing
    return "unknown" if fact.status is Status.UNKNOWN else "stated"


def _question(
    item: AskedFact,
    standing: str,
    names: tuple[str, ...],
    identity: str,
    edition: Edition,
    workspace: Workspace,
    catalogue: Catalogue,
    policy: Policy,
    vocabulary: Mapping[str, Position],
) -> DraftQuestion:
    path, address = item.basis.path, item.basis.address
    position = vocabulary.get(path) or vocabulary.get(f"{path}[]")
    owner = ""
    if policy.may_see(edition.audience, identity, path, "owner"):
        card = workspace.cards.get(identity)
        fact = card.facts.get(split_address(address)[1]) if card else None
        owner = (fact.owner if fact else "") or workspace.settings.owner_of(path, identity, card.file if card else "")
    return DraftQuestion(
        path=path,
        address=address if "#" in address else "",
        label=position.title if position else path.rpartition(".")[2],
        standing=standing,
        question=catalogue.gates.get(path) or (position.description if position else ""),
        requirements=names,
        owner=owner,
    )
