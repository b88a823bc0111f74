"""What a verification ends in: five checks, the signers, what the document says of itself, and one verdict."""

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from muniment.record.seal import LEVELS

if TYPE_CHECKING:
    from muniment.verify.algorithms import End

CHECKS = ("integrity", "signature", "identity", "time", "completeness")


class Broken(Exception):
    """A file is not what it must be; the text says why."""


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ESTABLISHED = "not established"


class Verdict(StrEnum):
    """What the checks amount to under the policy."""

    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    COULD_NOT_CHECK = "could_not_check"

    @property
    def exit_code(self) -> int:
        """The exit code of the command line: 0 verified, 1 not verified, 2 could not check."""
        return {"verified": 0, "not_verified": 1, "could_not_check": 2}[self.value]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its outcome and, in a sentence, why."""

    name: str
    result: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who sealed or signed. The names are the certificate's words; ``trusted`` says whether an anchor backs them.

    ``role`` is seal, signature or timestamp (of a stamp), ``signed_at`` the signer's own claim, ``proven_at`` the
    time by which a timestamp proves that it existed (or empty), ``place`` the field of a PDF or empty. ``revocation``
    is "good" or "not checked", ``level`` one of LEVELS as far as it holds, ``signer_class`` qualified, advanced,
    development or unknown. These are empty, or unknown, unless the signer is trusted.
    """

    role: str
    name: str
    organisation: str
    issuer: str
    key: str
    certificate: str
    development: bool
    trusted: bool
    signed_at: str
    place: str
    proven_at: str = ""
    revocation: str = "not checked"
    level: str = ""
    signer_class: str = "unknown"


@dataclass(frozen=True, slots=True)
class Currency:
    """Whether a document still stands, by what its provider says: current, superseded, withdrawn, or not established.

    ``as_of`` is when the provider said so, ``because`` why; ``superseded_by`` the digest of the record that follows.
    """

    state: str
    detail: str
    as_of: str = ""
    because: str = ""
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What the embedded record says the document is, with its facts counted by origin and by status.

    ``draft`` stands at drafts only: how many facts are stated, of how many that are asked for. ``status_url`` is where
    the provider tells whether it still stands, or empty. ``supersedes`` is the digest of the record of the edition that
    it says it replaces, or empty. ``part`` names the parts of a set that it is about, none where it is about the whole.
    """

    kind: str
    subject: dict[str, str]
    audience: str
    recipient: str
    language: str
    document_date: str
    record_sha256: str
    facts: dict[str, int]
    draft: dict[str, int] | None = None
    status_url: str = ""
    supersedes: str = ""
    part: tuple[str, ...] = ()

    @property
    def draft_sentence(self) -> str:
        """Say that this is a draft, and how far it has come; empty for an edition."""
        if self.draft is None:
            return ""
        return f"a draft and no edition: {self.draft['stated']} of {self.draft['asked']} facts stated"

    @property
    def part_sentence(self) -> str:
        """Say that the document is about parts of a set only; empty where it is about the whole."""
        return f"about a part of the set only ({', '.join(self.part)})" if self.part else ""

    @property
    def record_sentence(self) -> str:
        """Say what the document carries: first of all that it is a draft, where it is one."""
        draft = f"this is {self.draft_sentence}; " if self.draft else ""
        return f"{draft}carries its record: {self.facts_sentence}"

    @property
    def facts_sentence(self) -> str:
        """The counts in words, for instance: 41 facts measured, 63 declared, 5 unknown."""
        counted = [f"{count} {name.replace('_', ' ')}" for name, count in self.facts.items() if count]
        if not counted:
            return "no facts"
        number, _, rest = counted[0].partition(" ")
        return ", ".join([f"{number} {'fact' if number == '1' else 'facts'} {rest}", *counted[1:]])


@dataclass(frozen=True, slots=True)
class File:
    """One file of a manifest or a folder, with its own outcome."""

    path: str
    result: Outcome
    detail: str
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """The outcome of verifying one file or one folder."""

    name: str
    verdict: Verdict
    summary: str
    checks: tuple[Check, ...]
    signers: tuple[Signer, ...] = ()
    document: Document | None = None
    files: tuple[File, ...] = ()
    level: str = ""
    good_until: str = ""
    good_until_because: str = ""
    currency: Currency | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON types, as ``schemas/verify/v1/result.schema.json`` describes them."""
        raw = asdict(self)
        raw["facts"] = None if self.document is None else self.document.facts_sentence
        return raw


@dataclass
class Judgement:
    """Checks as they are being made; the first failure of a check stays, whatever follows."""

    checks: dict[str, Check] = field(default_factory=dict)
    signers: list[Signer] = field(default_factory=list)
    document: Document | None = None
    files: list[File] = field(default_factory=list)
    end: "End | None" = None
    currency: Currency | None = None

    def bound(self, end: "End | None") -> None:
        """Note until when the proof of one part is good; the earliest of all parts stands."""
        if end is not None and (self.end is None or end.at < self.end.at):
            self.end = end

    def passed(self, name: str, detail: str) -> None:
        """Note that a check passed, unless it is decided already."""
        self._note(Check(name, Outcome.PASSED, printable(detail)))

    def failed(self, name: str, detail: str) -> None:
        """Note that a check failed."""
        self._note(Check(name, Outcome.FAILED, printable(detail)))

    def not_established(self, name: str, detail: str) -> None:
        """Note that a check could not be decided, unless it failed already."""
        self._note(Check(name, Outcome.NOT_ESTABLISHED, printable(detail)))

    def outcome(self, name: str) -> Outcome | None:
        """Return how a check stands, or None if it has not been made."""
        check = self.checks.get(name)
        return check.result if check else None

    def fails(self) -> bool:
        """Say whether any check has failed."""
        return any(check.result is Outcome.FAILED for check in self.checks.values())

    def absorb(self, part: "Judgement", name: str) -> None:
        """Take over the checks and signers of a part; each check keeps the worst of the parts.

        That one part is complete says nothing of the whole: that is for the caller to note.
        """
        for check in part.checks.values():
            if check.result is not Outcome.PASSED:
                self._note(replace(check, detail=printable(f"{name}: {check.detail}")))
            elif check.name != "completeness":
                self._note(check)
        self.signers.extend(part.signers)
        self.bound(part.end)

    def result(self, name: str, required: frozenset[str]) -> VerificationResult:
        """Close the judgement: anything failed → not verified; all required passed → verified; else undecided."""
        checks = tuple(self.checks.get(check, Check(check, Outcome.NOT_ESTABLISHED, "not reached")) for check in CHECKS)
        verdict = Verdict.COULD_NOT_CHECK
        if self.fails():
            verdict = Verdict.NOT_VERIFIED
        elif all(check.result is Outcome.PASSED for check in checks if check.name in required):
            verdict = Verdict.VERIFIED
        return VerificationResult(
            name=printable(name),
            verdict=verdict,
            summary=_summary(verdict, checks, required, self.currency),
            checks=checks,
            signers=tuple(dict.fromkeys(self.signers)),
            document=self.document,
            files=tuple(self.files),
            level=self._level(),
            good_until="" if self.end is None else f"{self.end.at:%Y-%m-%dT%H:%M:%SZ}",
            good_until_because="" if self.end is None else self.end.because,
            currency=self.currency,
        )

    def _level(self) -> str:
        """Return the lowest level of all signatures; empty where one of them is not trusted."""
        levels = [signer.level for signer in self.signers]
        return min(levels, key=LEVELS.index) if levels and all(levels) else ""

    def _note(self, check: Check) -> None:
        order = [Outcome.FAILED, Outcome.NOT_ESTABLISHED, Outcome.PASSED]
        standing = self.checks.get(check.name)
        if standing is None or order.index(check.result) < order.index(standing.result):
            self.checks[check.name] = check


def printable(text: object, limit: int = 400) -> str:
    """Return text from a stranger's file so that it cannot steer a terminal: one line, no control characters."""
    line = " ".join(str(text).split())
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def _summary(verdict: Verdict, checks: tuple[Check, ...], required: frozenset[str], currency: Currency | None) -> str:
    if verdict is Verdict.VERIFIED:
        # Whoever reads one line must not take a withdrawn document for one that stands.
        fallen = [currency.detail] if currency and currency.state in ("withdrawn", "superseded") else []
        return "; ".join([*fallen, *(check.detail for check in checks if check.name in ("integrity", "identity"))])
    if verdict is Verdict.NOT_VERIFIED:
        return "; ".join(check.detail for check in checks if check.result is Outcome.FAILED)
    # Identity first: what is missing most often, and what the recipient can mend.
    missing = [c for c in checks if c.name in required and c.result is Outcome.NOT_ESTABLISHED]
    return "; ".join(check.detail for check in missing)
