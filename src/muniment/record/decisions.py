"""What a person is asked to decide on facts that stand already: to sign them off, or to judge a duty over them."""

from dataclasses import dataclass
from typing import Any

from muniment.base.canonical import canonical_bytes, digest

#: What is decided: facts of a card are signed off in a role, or a question is answered that only a person can answer.
DECIDED = SIGN_OFF, JUDGEMENT, CONDITION = "sign_off", "judgement", "condition"
#: How many hexadecimal digits of a digest name a decision.
_SHORT = 12


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact as it stood: its address, the English titles on the way to it, its status, and what it says.

    ``coded`` tells that it says values of a closed list, which every language has words for.
    """

    address: str
    path: str
    titles: tuple[str, ...]
    status: str
    says: Any
    coded: bool


@dataclass(frozen=True, slots=True)
class AskedDecision:
    """One decision that is asked for: about what, in which role, by whom, and over which facts as they stood.

    ``facts`` is the digest that the written decision carries; ``stood`` is that of an earlier decision on the same
    (empty: there was none), which ``earlier`` says in words. ``paths`` are those of a sign-off; requirement, revision,
    use, citation, due and the question in ``words`` are those of a duty.
    """

    id: str
    kind: str
    card: str
    role: str
    paths: tuple[str, ...]
    persons: tuple[str, ...]
    requirement: str
    revision: int
    use: str
    citation: str
    due: str
    words: str
    earlier: str
    stood: str
    facts: str
    shown: tuple[ShownFact, ...]

    @property
    def subject(self) -> tuple[str, ...]:
        """What is decided, whatever the facts say."""
        return (self.kind, self.card, self.role, self.requirement, self.use, *sorted(self.paths))


def decision_id(decision: AskedDecision) -> str:
    """Return the id of a decision: of what is decided, over which facts."""
    named = digest(canonical_bytes([*decision.subject, decision.facts]))
    return f"D-{named[7 : 7 + _SHORT]}"
