"""What is open beyond what duties wait for: whatever a duty may ask of a card, and what somebody stated as unknown."""

from collections.abc import Iterator
from dataclasses import dataclass

from muniment.assess.asking import facts_asked
from muniment.assess.assessment import Assessment
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.disclosure.openings import asked_of
from muniment.disclosure.refusing import real_path
from muniment.model.facts import Origin, Status
from muniment.model.load import Card
from muniment.workspace.link import Workspace


@dataclass(frozen=True, slots=True)
class Further:
    """One open place that no duty waits for today: who answers for it, and the duties that may come to ask for it."""

    path: str
    address: str
    owner: str
    requirements: tuple[Requirement, ...]


def further_questions(workspace: Workspace, assessment: Assessment, catalogue: Catalogue) -> Iterator[Further]:
    """Yield the open places of every card that carries duties, whatever role the organisation turns out to have."""
    carrying = {row.bearer for row in assessment.open_rows}
    for identity, card in workspace.cards.items():
        if identity not in carrying:
            continue
        for path, address, requirements in _open(card, workspace, catalogue, assessment.as_of):
            yield Further(path, address, asked_of(path, address, identity, workspace)[0], requirements)


def _open(
    card: Card, workspace: Workspace, catalogue: Catalogue, as_of: str
) -> Iterator[tuple[str, str, tuple[Requirement, ...]]]:
    seen: set[str] = set()
    for asked in facts_asked(card, workspace, catalogue, as_of):
        address, path = asked.basis.address, real_path(asked.basis.path, asked.basis.address)
        if asked.standing in ("absent", "unknown") and address.startswith(f"{card.identity}#"):
            seen.add(address)
            yield path, address, tuple({one.id: one for one, _ in asked.askers}.values())
    for fact in card.facts.values():
        address = f"{card.identity}#{fact.inner}"
        # What is computed is unknown because something else is.
        if fact.status is Status.UNKNOWN and fact.origin is not Origin.COMPUTED and address not in seen:
            yield fact.path, address, ()
