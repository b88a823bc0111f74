"""Which sign-offs stand, what still waits for one, and what is wrong with those that there are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from muniment.assess.reviews import Stated, exact
from muniment.base.canonical import canonical_bytes, digest
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Origin, Status
from muniment.model.load import Card
from muniment.model.suggest import did_you_mean
from muniment.workspace.link import Workspace
from muniment.workspace.sign_offs import REFUSED, SignOff, SignOffRow

_LISTED = 5


@dataclass(frozen=True, slots=True)
class Pending:
    """A role that has not signed off facts of a card, or has refused to: the facts by path, and who refused.

    ``persons`` are those who may sign off; anybody where none is named.
    """

    card: str
    role: str
    paths: tuple[str, ...]
    refused: SignOff | None = None
    persons: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The command that signs them off; the words in angle brackets are refused until they are replaced."""
        facts = ",".join(self.paths)
        return f"muniment review {self.card} --as {self.role} --facts {facts} --decision approved --reviewer '<name>'"


def covers(pattern: str, path: str) -> bool:
    """Tell whether a path pattern means a path: that path, or everything below it."""
    return path == pattern or path.startswith((f"{pattern}.", f"{pattern}["))


def facts_under(card: Card, patterns: Sequence[str]) -> tuple[Stated, ...]:
    """Return the facts of a card that patterns mean, by address; what is computed rests on others and is left out."""
    found = [
        Stated(
            f"{card.identity}#{fact.inner}",
            fact.path,
            str(fact.status),
            str(fact.origin),
            exact(fact.value if fact.status is Status.KNOWN else fact.reason),
        )
        for fact in card.facts.values()
        if not fact.record
        and fact.origin is not Origin.COMPUTED
        and any(covers(pattern, fact.path) for pattern in patterns)
    ]
    return tuple(sorted(found, key=lambda fact: fact.address))


def digest_over(card: str, role: str, facts: Iterable[Stated]) -> str:
    """Return the digest that ties a sign-off to a card, a role, and the facts that were before the person."""
    return digest(canonical_bytes({"card": card, "role": role, "facts": [fact.canonical for fact in facts]}))


def stands(sign_off: SignOff, workspace: Workspace) -> bool:
    """Tell whether the facts that were signed off say the same now."""
    card = workspace.cards.get(sign_off.card)
    if card is None:
        return False
    return sign_off.facts == digest_over(card.identity, sign_off.role, facts_under(card, sign_off.paths))


def pending(card: Card, row: SignOffRow, workspace: Workspace) -> Pending | None:
    """Return what a row of the settings still waits for on a card; None where nothing does."""
    asked = facts_under(card, row.facts)
    given = [
        one
        for one in workspace.sign_offs
        if one.card == card.identity
        and one.role == row.role
        and (row.persons is None or one.person in row.persons)
        and stands(one, workspace)
    ]
    refused = next((one for one in given if one.decision == REFUSED and _touch(one, asked)), None)
    approved = [pattern for one in given if one.decision != REFUSED for pattern in one.paths]
    left = [fact for fact in asked if not any(covers(pattern, fact.path) for pattern in approved)]
    if refused is not None:
        return Pending(card.identity, row.role, tuple(row.facts), refused, tuple(row.persons or ()))
    if not left:
        return None
    paths = [pattern for pattern in row.facts if any(covers(pattern, fact.path) for fact in left)]
    return Pending(card.identity, row.role, tuple(paths), persons=tuple(row.persons or ()))


def all_pending(workspace: Workspace) -> Iterator[Pending]:
    """Yield what waits for a sign-off on all cards, card by card."""
    for card in workspace.cards.values():
        for row in workspace.settings.sign_offs:
            found = pending(card, row, workspace)
            if found is not None:
                yield found


def check_sign_offs(workspace: Workspace) -> list[Finding]:
    """Return the findings about sign-offs: those that have fallen or lead nowhere, were refused, or are missing."""
    findings = [finding for one in workspace.sign_offs if (finding := _amiss(one, workspace))]
    for waiting in all_pending(workspace):
        card = workspace.cards[waiting.card]
        if waiting.refused is not None:
            remark = f": {waiting.refused.remark}" if waiting.refused.remark else ""
            findings.append(
                Finding(
                    "MUN763", Severity.WARNING,
                    f"{waiting.refused.person} ({waiting.role}) refused to sign off facts of {waiting.card}{remark}",
                    "Mend what was refused, and have it signed off again.",
                    file=waiting.refused.file, pointer="/decision", related=(card.file,),
                )
            )  # fmt: skip
            continue
        first = facts_under(card, waiting.paths)[0]
        pointer = card.facts[first.address.partition("#")[2]].pointer
        findings.append(
            Finding(
                "MUN762", Severity.NOTICE,
                f"{waiting.role} has not signed off {', '.join(waiting.paths)} of this card.",
                f"Before its documents are sealed: {waiting.command}",
                file=card.file, pointer=pointer, address=first.address, path=first.path,
            )
        )  # fmt: skip
    return findings


def _touch(sign_off: SignOff, facts: Iterable[Stated]) -> bool:
    return any(covers(pattern, fact.path) for fact in facts for pattern in sign_off.paths)


def _amiss(sign_off: SignOff, workspace: Workspace) -> Finding | None:
    card = workspace.cards.get(sign_off.card)
    if card is None:
        return _nowhere(sign_off, workspace)
    facts = facts_under(card, sign_off.paths)
    if sign_off.facts == digest_over(card.identity, sign_off.role, facts):
        return None
    now = {fact.address: fact.digest for fact in facts}
    then = dict(sign_off.rests_on)
    changed = [address for address in sorted(now | then) if now.get(address) != then.get(address)] if then else []
    named = ", ".join(islice(changed, _LISTED)) + (f" and {len(changed) - _LISTED} more" * (len(changed) > _LISTED))
    again = Pending(sign_off.card, sign_off.role, sign_off.paths)
    return Finding(
        "MUN760", Severity.WARNING,
        f"The facts that were signed off have changed{f': {named}' if named else ''}. It no longer counts.",
        f"Have them signed off again: {again.command}",
        file=sign_off.file, pointer="/facts", address=changed[0] if changed else "", related=tuple(changed),
    )  # fmt: skip


def _nowhere(sign_off: SignOff, workspace: Workspace) -> Finding:
    near = did_you_mean(sign_off.card, workspace.cards)
    remedy = f'Did you mean "{near}"? ' if near else ""
    return Finding(
        "MUN761", Severity.WARNING, f'There is no card "{sign_off.card[:160]}". The sign-off has no effect.',
        f"{remedy}Sign off what there is now, and delete this file.", file=sign_off.file, pointer="/card",
    )  # fmt: skip
