"""`measure --write`: what was measured, proposed as edits of the cards that keep every other byte.

Proposed is what the card is silent on, says to be unknown, or states otherwise. What is for people to say is not, nor
is anything that stands in a profile, came from a supplier, or could only be written by rewriting more than one value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.app.evidence import with_evidence
from muniment.app.files import unified, write_atomically
from muniment.app.opening import Opened, open_workspace
from muniment.model.facts import Origin, Status
from muniment.model.load import Card
from muniment.record.parts import lies_in
from muniment.source.edit import edit_bytes
from muniment.source.patches import Edit
from muniment.workspace.claims import Claim, ClaimState
from muniment.workspace.parts import parts_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one card: its bytes before and after, how many edits, and the places left to a person."""

    card: str
    file: str
    before: bytes
    after: bytes
    edits: int
    left: tuple[str, ...]

    def diff(self) -> str:
        """Return the change as a unified diff."""
        return unified(self.file, self.before, self.after)

    def write(self) -> None:
        """Write the card."""
        write_atomically(Path(self.file), self.after)


def propose(paths: Sequence[Path], cards: Sequence[str]) -> list[Proposal]:
    """Return what the evidence on cards (by identity) proposes; stale or broken evidence proposes nothing."""
    opened = open_workspace(paths)
    judged, _ = with_evidence(opened)
    found = []
    for identity in cards:
        evidence = judged.workspace.evidence.get(identity)
        if evidence is not None:
            found.append(_proposal(opened, opened.workspace.cards[identity], evidence.claims.values()))
    return found


def _proposal(opened: Opened, card: Card, claims: Iterable[Claim]) -> Proposal:
    before = opened.files[card.file]
    edits, left = [], []
    parts = parts_of(card)
    for claim in claims:
        if not _answers(claim) or not lies_in(claim.path, parts):
            continue
        pointer = _pointer(card, claim)
        if pointer:
            edits.append(Edit(pointer, claim.value))
        else:
            left.append(claim.inner)
    after, undone = edit_bytes(before, edits, card.file)
    named = tuple(dict.fromkeys([*left, *(edit.pointer for edit in undone)]))
    return Proposal(card.identity, card.file, before, after, len(edits) - len(undone), named)


def _answers(claim: Claim) -> bool:
    """Tell whether a figure can stand in a card: it is exact, whole, and a table has no rows to be weighed."""
    if claim.value is None or claim.kind != "exact" or claim.unread or claim.reason == "indicator":
        return False
    if claim.state is ClaimState.ANSWERED:
        return claim.reason == Status.UNKNOWN
    return claim.state in (ClaimState.MEASURED, ClaimState.CONTRADICTED)


def _pointer(card: Card, claim: Claim) -> str:
    """Return where in its own file a card takes the figure; empty where a person has to write it."""
    own = card.facts.get(claim.inner)
    if own is not None:
        by_hand = own.file != card.file or own.origin is not Origin.DECLARED
        table = own.status is Status.KNOWN and isinstance(claim.value, list)
        return "" if by_hand or table else own.pointer
    inner, rest = claim.inner, ""
    while inner:
        inner, _, key = inner.rpartition("/")
        rest = f"/{key}{rest}"
        record = card.facts.get(inner)
        if record is not None and record.record:
            return f"{record.pointer}{rest}" if record.file == card.file else ""
    return rest
