"""What a recipient finds of a pack: whether it verifies, whether it answers what they must know, and what is open."""

from dataclasses import asdict, dataclass

from muniment.base.canonical import canonical_bytes

FORMAT = 1
ATTACHMENT = "acceptance.json"


@dataclass(frozen=True, slots=True)
class Demand:
    """One fact that a recipient needs: its path, of which card (or every one), and what counts as an answer.

    "origin" is the least that counts: any, declared, computed or measured; what is inherited counts only as any.
    "max_age_days" is counted from the date of the document that states it; 0 is no limit. "why" is the recipient's
    reason, told to the sender.
    """

    path: str
    statuses: tuple[str, ...]
    origin: str
    max_age_days: int
    card: str
    why: str


@dataclass(frozen=True, slots=True)
class Answered:
    """How a demand comes out for one card: met, or the problem, with what is stated in the best of the documents.

    "problem" is empty, or not_stated, outside_part, withheld, unknown, not_applicable, origin, age, disagree or
    no_card. "address" is where the fact stands or the card where it would.
    """

    demand: Demand
    card: str
    address: str
    label: str
    problem: str
    status: str
    origin: str
    dated: str
    record_sha256: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One check of the verification."""

    name: str
    result: str
    detail: str


@dataclass(frozen=True, slots=True)
class SignedBy:
    """One signer, by the words of the certificate; "trusted" says whether an anchor backs them."""

    role: str
    name: str
    organisation: str
    place: str
    certificate: str
    trusted: bool
    proven_at: str


@dataclass(frozen=True, slots=True)
class Received:
    """One document of the pack."""

    path: str
    kind: str
    subject: str
    language: str
    document_date: str
    record_sha256: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The whole finding, as it stands in the report.

    "outcome" is accepted, not_accepted or could_not_check. "lacking" are kinds of documents that were asked for and
    are not there; "expected" is the recipient that the policy asks for, or empty. "anchors" are digests of the
    certificates that the recipient trusts, "judged_at" is the recipient's clock.
    """

    outcome: str
    pack_name: str
    pack_sha256: str
    pack_size: int
    sender: str
    audience: str
    recipient: str
    expected: str
    created: str
    verdict: str
    summary: str
    good_until: str
    checks: tuple[Checked, ...]
    signers: tuple[SignedBy, ...]
    documents: tuple[Received, ...]
    lacking: tuple[str, ...]
    answers: tuple[Answered, ...]
    anchors: tuple[str, ...]
    policy_sha256: str
    tool: str
    judged_at: str
    person: str
    acceptance: int = FORMAT

    @property
    def misdirected(self) -> bool:
        """Whether the pack is for somebody else than the policy says, or for nobody by name."""
        return bool(self.expected) and self.recipient != self.expected

    @property
    def gaps(self) -> tuple[Answered, ...]:
        """The demands that are not met."""
        return tuple(item for item in self.answers if item.problem)


def acceptance_bytes(found: Acceptance) -> bytes:
    """Return the finding as RFC 8785 JSON."""
    return canonical_bytes(asdict(found))
