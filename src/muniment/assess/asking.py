"""What a card is asked for: the facts of every duty that applies to it or may, whatever role the organisation holds.

An assessment says what is owed by whom, and asks nothing further where that cannot be told yet. A draft is read before
that is known, and by others than us: so here roles do not matter, and what is open counts as asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from muniment.assess.assessment import Basis
from muniment.assess.due import due_day
from muniment.assess.logic import judge
from muniment.assess.parts import alone_of, asked_of_part
from muniment.assess.satisfy import asked_by
from muniment.assess.scope import Scope, scope_of
from muniment.catalogue.conditions import Condition
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.catalogue.versions import as_it_stood
from muniment.model.facts import Status
from muniment.model.load import Card
from muniment.workspace.link import Workspace
from muniment.workspace.parts import parts_of

#: Fields that a template leaves to its author are offered, not asked for.
_OFFERED = "mandatory-template-optional-field"


@dataclass(slots=True)
class AskedFact:
    """One fact that is asked for: where it stands or would stand, how it stands, and each duty that asks for it.

    ``askers`` are the duties with the conditions that were read before they asked for this fact.
    """

    basis: Basis
    askers: list[tuple[Requirement, tuple[Condition, ...]]] = field(default_factory=list)

    @property
    def standing(self) -> str:
        """Return ``stated``, or how the question is open: absent, unknown, or contradicted by other facts."""
        if self.basis.at_odds:
            return "contradicted"
        if self.basis.status in (Status.KNOWN, Status.NOT_APPLICABLE):
            return "stated"
        return "absent" if self.basis.status == "absent" else "unknown"


def facts_asked(card: Card, workspace: Workspace, catalogue: Catalogue, as_of: str) -> list[AskedFact]:
    """Return each fact that duties resting on a kind of card ask of this one, in the order of the catalogue."""
    catalogue = as_it_stood(catalogue, as_of)
    scope = scope_of(card, workspace, as_of)
    found: dict[tuple[str, str], AskedFact] = {}
    for requirement, asking, bound in _asking(card, scope, catalogue):
        if judge(asking.condition, bound).value is False:
            continue
        for need in asking.needs:
            for basis in asked_by(need, bound):
                basis = _at_home(basis, card)
                asked = found.setdefault((basis.address, basis.path), AskedFact(basis))
                if basis.at_odds:
                    asked.basis = basis
                asked.askers.append((requirement, (asking.condition, need.when, need.where)))
    return list(found.values())


def _asking(card: Card, scope: Scope, catalogue: Catalogue) -> Iterator[tuple[Requirement, Requirement, Scope]]:
    """Yield each requirement that may ask something of a card, what it asks there, and the scope to read it in."""
    if parts := parts_of(card):
        alone = alone_of(scope)
        yield from ((requirement, asked, alone) for requirement, asked in asked_of_part(parts, scope, catalogue))
        return
    for requirement in catalogue.requirements.values():
        if requirement.bearer == card.kind and requirement.force != _OFFERED and _chosen(requirement, scope, catalogue):
            for bound in _scopes(requirement, scope):
                if due_day(requirement, bound, catalogue)[0] != "none":
                    yield requirement, requirement, bound


def facts_asked_of(cards: Iterable[Card], workspace: Workspace, catalogue: Catalogue, as_of: str) -> list[AskedFact]:
    """Return what is asked of several cards, each fact once, with the duties of all of them that ask for it."""
    found: dict[tuple[str, str], AskedFact] = {}
    for card in cards:
        for item in facts_asked(card, workspace, catalogue, as_of):
            asked = found.setdefault((item.basis.address, item.basis.path), item)
            if asked is not item:
                asked.basis = item.basis if item.basis.at_odds else asked.basis
                asked.askers += item.askers
    return list(found.values())


def _chosen(requirement: Requirement, scope: Scope, catalogue: Catalogue) -> bool:
    """Tell whether the text of a duty exists on the day, and, where it is voluntary, was chosen."""
    if requirement.since > scope.as_of:
        return False
    return not requirement.election or judge(catalogue.elections[requirement.election].condition, scope).value is True


def _scopes(requirement: Requirement, scope: Scope) -> Iterator[Scope]:
    if requirement.unit != "use":
        yield scope
        return
    uses = [bound for _, bound in scope.uses_of_data_set()]
    yield from uses or [scope]


def _at_home(basis: Basis, card: Card) -> Basis:
    """Return what no card states of a use as asked of the data set itself, where it can state a default."""
    if basis.path.startswith("use.fit.") and "#" not in basis.address and card.kind == "dataset":
        path = f"dataset.{basis.path.removeprefix('use.')}"
        inner = path.removeprefix("dataset").replace(".", "/")
        return replace(basis, path=path, address=f"{card.identity}#{inner}")
    return basis
