"""Persons in what goes to the public: mailboxes and telephone numbers that look like those of one person (T-48)."""

import re
from collections.abc import Iterator
from typing import Any

from muniment.base.findings import Finding, Severity
from muniment.disclosure.policy import Policy
from muniment.model.facts import Fact, Status
from muniment.workspace.link import Workspace

#: A mailbox of two names, as ``given.family@``; one of an office has one word, and a reference to
#: a card (``fine-web@1.0.0``) ends in a figure.
_MAILBOX = re.compile(r"\b[^\W\d_]+[._-][^\W\d_]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}\b")
_TELEPHONE = re.compile(r"(?<![\w+])\+[0-9][0-9 ()/-]{7,18}[0-9]\b")
_LONGEST = 4_000


def check_persons(workspace: Workspace, policy: Policy) -> list[Finding]:
    """Return a notice for each fact open to the public that seems to tell how to reach one person.

    A note beside the fact says that somebody has looked.
    """
    return [
        _finding(card.identity, fact, found)
        for card in workspace.cards.values()
        for fact in card.facts.values()
        if fact.status is Status.KNOWN and not fact.note and (found := _first(fact.value))
        if policy.may_see("public", card.identity, fact.path)
    ]


def _first(value: Any) -> str:
    for text in _texts(value):
        if ("@" in text or "+" in text) and (found := _MAILBOX.search(text) or _TELEPHONE.search(text)):
            return found[0]
    return ""


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts of a value, each up to a length at which searching is still cheap."""
    if isinstance(value, str):
        yield value[:_LONGEST]
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _finding(identity: str, fact: Fact, found: str) -> Finding:
    return Finding(
        "MUN606", Severity.NOTICE, f'This goes to the public, and "{found}" looks like the address of one person.',
        "Name an office instead, narrow the fact (ground: personal_data), or say in a note beside it why it may stand.",
        file=fact.file, pointer=fact.pointer, address=f"{identity}#{fact.inner}", path=fact.path,
    )  # fmt: skip
