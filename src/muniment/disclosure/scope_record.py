"""The record of an edition on a whole workspace: its scope, and the facts that the scope names with their addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from muniment.base.addresses import split_address
from muniment.disclosure.disclose import Edition, Making, bare_record, disclosed_fact
from muniment.disclosure.policy import Policy
from muniment.model.shapes import Position
from muniment.record.record import DisclosedFact, Record, Subject
from muniment.record.scope import WorkspaceScope
from muniment.workspace.link import Workspace


def scope_record(
    edition: Edition,
    scope: WorkspaceScope,
    workspace: Workspace,
    policy: Policy,
    vocabulary: Mapping[str, Position],
    making: Making,
) -> Record:
    """Build the record of a scope for the inside: a scope tells how conditions came out, which others may not see.

    The subject is the workspace by the name of its organisation, its version the date of the scope. Raises ValueError
    for another audience than ``internal``.
    """
    if edition.audience != "internal":
        raise ValueError("a scope is for the inside only")
    about = Subject("workspace", edition.bearer, edition.as_of, scope.organisation_name or edition.bearer)
    return replace(
        bare_record(edition, about, workspace, policy, making),
        facts=tuple(_facts(edition, scope, workspace, policy, vocabulary)),
        scope=scope,
    )


def _facts(
    edition: Edition,
    scope: WorkspaceScope,
    workspace: Workspace,
    policy: Policy,
    vocabulary: Mapping[str, Position],
) -> Iterator[DisclosedFact]:
    for address in _named(scope):
        identity, inner = split_address(address)
        card = workspace.cards.get(identity)
        fact = card.facts.get(inner) if card else None
        if card is not None and fact is not None and not fact.record:
            yield disclosed_fact(fact, address, card, edition, policy, vocabulary, {})


def _named(scope: WorkspaceScope) -> list[str]:
    """Return every address of a fact that a scope names, each once."""
    named = [f"{scope.organisation}#/legal_name"] if scope.organisation else []
    named += [address for fact in scope.deciding for answer in fact.answers for address in answer.addresses]
    named += [address for relief in scope.reliefs for address in relief.addresses]
    named += [election.address for election in scope.elections]
    for kept in scope.kept:
        named += [f"{kept.card}#/retention/anchor_date", kept.address]
    named += [address for group in scope.dates for address in (group.first_at, group.last_at)]
    return list(dict.fromkeys(named))
