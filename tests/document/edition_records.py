"""Records of the examples as a build makes them, and with canaries in everything that an audience may not see."""

import dataclasses
import functools
from collections.abc import Iterator
from pathlib import Path

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.building import vocabulary_of
from muniment.app.choosing import Wanted, wanted_editions
from muniment.app.opening import open_workspace
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.disclosure.policy import Policy
from muniment.disclosure.table import ASPECTS
from muniment.model.facts import Fact, Status
from muniment.record.record import Record

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-26"
MAKING = Making("0", "0", (), "")
CANARY = "CANARY"


@functools.cache
def assessed(example: str) -> Assessed:
    return assess_workspace(open_workspace([ROOT / "examples" / example]), DAY)


def editions(example: str, kind: str, audience: str) -> list[Edition]:
    wanted = Wanted((), (kind,), (audience,), (), ("html",), DAY, DAY, None)
    return list(wanted_editions(wanted, assessed(example).opened.workspace, DAY, DAY))


def records(example: str, kind: str, audience: str) -> list[Record]:
    """Return the records of all documents of a kind that an example has for an audience."""
    return [_disclosed(assessed(example), edition) for edition in editions(example, kind, audience)]


def records_with_canaries(example: str, kind: str, audience: str) -> Iterator[Record]:
    """Yield the same with a canary in every value and every remark that the audience may not see."""
    for edition in editions(example, kind, audience):
        yield _disclosed(with_canaries(assessed(example), audience, kind), edition)


def with_canaries(given: Assessed, audience: str, kind: str = "") -> Assessed:
    """Return an assessment of a workspace whose restricted facts are canaries; nobody assesses it anew.

    ``kind`` is the document in which they are restricted, where it opens some of its own.
    """
    policy = given.policy.in_document(kind)
    workspace = given.opened.workspace
    cards = {
        name: dataclasses.replace(
            card, facts={inner: _canary(policy, audience, name, fact) for inner, fact in card.facts.items()}
        )
        for name, card in workspace.cards.items()
    }
    uses = tuple(
        dataclasses.replace(
            use, facts={key: _canary(policy, audience, use.user, fact) for key, fact in use.facts.items()}
        )
        for use in workspace.uses
    )
    opened = dataclasses.replace(given.opened, workspace=dataclasses.replace(workspace, cards=cards, uses=uses))
    return dataclasses.replace(given, opened=opened)


def _canary(policy: Policy, audience: str, card: str, fact: Fact) -> Fact:
    may_see = policy.may_see
    changes = {
        aspect: f"{CANARY} {aspect} of {fact.path}"
        for aspect in ASPECTS
        if getattr(fact, aspect) and not may_see(audience, card, fact.path, aspect)
    }
    if not may_see(audience, card, fact.path) and fact.status is Status.KNOWN and isinstance(fact.value, str | list):
        # What leads to another card stays: the test is about what is printed, not about which cards are reached.
        changes["value"] = f"{CANARY} value of {fact.path}"
    return dataclasses.replace(fact, **changes)


def _disclosed(given: Assessed, edition: Edition) -> Record:
    workspace = given.opened.workspace
    vocabulary = vocabulary_of({card.kind for card in workspace.cards.values()})
    return disclose(edition, workspace, given.assessment, load_catalogue(), given.policy, vocabulary, MAKING)
